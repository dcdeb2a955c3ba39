"""Every state with every action and every role: the tables allow what is written here, nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.core.domain.case import Case, CaseAction, CaseStatus
from bot.core.domain.credit_note import CreditNote, NoteAction, NoteStatus
from bot.core.domain.errors import NotAllowed, OwnWorkNotDecidable, PersonRemoved, StatusForbids
from bot.core.domain.inspection import Inspection, InspectionAction, InspectionStatus
from bot.core.domain.later_step import LaterStep, StepAction, StepStatus
from bot.core.domain.money_errors import NoteSettled
from bot.core.domain.notice import NOTICE_MOVES, NoticeAction, NoticeStatus
from bot.core.domain.parcel import Parcel, ParcelAction, ParcelStatus
from bot.core.domain.people import (
    COMPANY_ROLES,
    GRANTABLE,
    GRANTABLE_BY_MANAGERS,
    STAFF,
    Permission,
    Person,
    Role,
    ensure_can,
    ensure_other,
)
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderAction, OrderStatus, ReturnOrder
from bot.core.domain.return_status import COUNTING, FINAL, OPEN, ReturnAction, ReturnStatus, next_status
from bot.core.domain.stock import LocationKind
from bot.core.domain.values import Money, Quantity
from tests.support.clock import MORNING

ROLES = dict(zip("CIMAUKS", Role, strict=True))  # K: customer, S: the desk


def table(text: str) -> dict[tuple[str, str], tuple[str, frozenset[Role]]]:
    """Lines of "state action → state by letters"."""
    moves: dict[tuple[str, str], tuple[str, frozenset[Role]]] = {}
    for row in text.strip().splitlines():
        state, action, _, to, letters = row.split()
        moves[state, action] = (to, frozenset(ROLES[letter] for letter in letters))
    return moves


RETURN = table(
    """
    draft       submit             → submitted   CIMA
    draft       discard            → discarded   CIMA
    submitted   auto_approve       → approved    S
    submitted   auto_refuse        → refused     S
    submitted   approve            → approved    MA
    submitted   refuse             → refused     MA
    submitted   ask_back           → asked_back  MA
    submitted   cancel             → cancelled   CIMA
    submitted   half_approve       → half_approved  MA
    half_approved  approve         → approved    MA
    half_approved  refuse          → refused     MA
    half_approved  ask_back        → asked_back  MA
    half_approved  cancel          → cancelled   CIMA
    asked_back  answer             → submitted   CIMA
    asked_back  cancel             → cancelled   CIMA
    approved    cancel             → cancelled   CIMA
    approved    claim              → inspecting  IA
    inspecting  claim              → inspecting  IA
    inspecting  release            → approved    IMA
    inspecting  await_rest         → approved    IA
    inspecting  finish_inspection  → inspected   IMA
    approved    close_short        → inspected   IMA
    inspected   expect_rest        → approved    IMA
    approved    reopen_inspection  → inspecting  IMA
    inspecting  reopen_inspection  → inspecting  IMA
    inspected   reopen_inspection  → inspecting  IMA
    closed      reopen_inspection  → inspecting  IMA
    inspected   close              → closed      IMA
    """
)
INSPECTION = table(
    """
    in_progress  record     → in_progress  IA
    in_progress  hand_over  → in_progress  IMA
    in_progress  release    → released     IMA
    in_progress  finish     → finished     IA
    finished     reopen     → in_progress  IMA
    """
)
ORDER = table(
    """
    in_review  agree      → agreed     IMA
    in_review  send_back  → sent_back  IMA
    sent_back  resubmit   → in_review  IA
    in_review  half_agree → half_agreed  MA
    half_agreed  agree    → agreed     MA
    half_agreed  send_back → sent_back IMA
    agreed     post       → posted     IMA
    in_review  void       → voided     MA
    half_agreed  void     → voided     MA
    agreed     void       → voided     MA
    posted     reverse    → reversed   MA
    """
)
LATER_STEP = table(
    """
    waiting  agree  → done     MA
    waiting  drop   → dropped  IMA
    done     undo   → undone   MA
    """
)
CASE = table(
    """
    kept      keep      → kept      MA
    kept      put_away  → put_away  MA
    put_away  keep      → kept      MA
    """
)
PARCEL = table(
    """
    unclaimed  describe   → unclaimed  CIMA
    unclaimed  match      → matched    IMA
    unclaimed  give_up    → given_up   IMA
    matched    take_back  → unclaimed  IMA
    given_up   take_back  → unclaimed  IMA
    """
)
NOTICE = {
    ("pending", "claim"): "sending",
    ("pending", "merge"): "merged",
    ("sending", "claim"): "sending",
    ("sending", "succeed"): "sent",
    ("sending", "postpone"): "pending",
    ("sending", "give_up"): "dead",
}
NOTE = table(
    """
    open  settle  → settled    MA
    open  cancel  → cancelled  MA
    """
)
PERMISSIONS = {
    "file_return": "CIMA",
    "follow_own_returns": "CIMAK",
    "see_any_return": "IMA",
    "decide_approval": "MA",
    "inspect": "IA",
    "hand_on_inspection": "MA",
    "close_rest": "IMA",
    "register_parcel": "CIMA",
    "settle_parcel": "IMA",
    "review": "IMA",
    "restock": "IMA",
    "see_stock": "CIMA",
    "grant_access": "MA",
    "import_catalogue": "MAS",
    "credit_charge": "MA",
    "later_step": "IMA",
    "agree_scrap": "MA",
    "undo_order": "MA",
    "handle_money": "MA",
    "see_money": "MAS",
    "see_claims": "MAU",
    "answer_claim": "MAU",
    "settle_claim": "MA",
    "edit_policy": "MA",
    "edit_catalogue": "MA",
    "import_people": "AS",
    "see_health": "A",
    "see_reports": "MAS",
    "run_jobs": "AS",
    "see_log": "MAS",
    "set_group": "A",
    "see_notices": "MA",
    "hand_out_link": "CIMA",
    "follow_company": "K",
    "ask_desk": "K",
    "rate": "K",
    "talk_to_customer": "MA",
    "practise": "CIMA",
    "see_cases": "CIMA",
    "keep_case": "MA",
}


@pytest.mark.parametrize(("status", "action", "role"), list(product(ReturnStatus, ReturnAction, Role)))
def test_a_return_makes_only_the_listed_moves(status: ReturnStatus, action: ReturnAction, role: Role) -> None:
    expected = RETURN.get((status.value, action.value))
    if expected is None:
        with pytest.raises(StatusForbids) as caught:
            next_status(status, action, {role}, "RR-2026-00001")
        assert caught.value.facts == {
            "number": "RR-2026-00001",
            "status": status.value,
            "action": action.value,
        }
    elif role in expected[1]:
        assert next_status(status, action, {role}, "RR-2026-00001") == expected[0]
    else:
        with pytest.raises(NotAllowed) as denied:
            next_status(status, action, {role}, "RR-2026-00001")
        assert denied.value.facts == {"action": action.value}


@pytest.mark.parametrize(
    ("status", "action", "role"), list(product(InspectionStatus, InspectionAction, Role))
)
def test_an_inspection_makes_only_the_listed_moves(
    status: InspectionStatus, action: InspectionAction, role: Role
) -> None:
    inspection = Inspection(1, 3, MORNING, [], status=status)
    expected = INSPECTION.get((status.value, action.value))
    if expected is not None and role in expected[1]:
        inspection.apply(action, {role}, "RR-2026-00001")
        assert inspection.status == expected[0]
        return
    with pytest.raises(StatusForbids if expected is None else NotAllowed):
        inspection.apply(action, {role}, "RR-2026-00001")
    assert inspection.status is status


@pytest.mark.parametrize(("status", "action", "role"), list(product(ParcelStatus, ParcelAction, Role)))
def test_a_parcel_makes_only_the_listed_moves(status: ParcelStatus, action: ParcelAction, role: Role) -> None:
    parcel = Parcel("UP-2026-00001", MORNING, 2, status=status)
    expected = PARCEL.get((status.value, action.value))
    if expected is not None and role in expected[1]:
        parcel.apply(action, {role})
        assert parcel.status == expected[0]
        return
    with pytest.raises(StatusForbids if expected is None else NotAllowed):
        parcel.apply(action, {role})
    assert parcel.status is status


@pytest.mark.parametrize(("status", "action", "role"), list(product(CaseStatus, CaseAction, Role)))
def test_a_case_makes_only_the_listed_moves(status: CaseStatus, action: CaseAction, role: Role) -> None:
    case = Case("CA-2026-00001", 1, 1, "22728", "OTHER", "look twice", 2, MORNING, status=status)
    expected = CASE.get((status.value, action.value))
    if expected is not None and role in expected[1]:
        case.apply(action, {role})
        assert case.status == expected[0]
        return
    with pytest.raises(StatusForbids if expected is None else NotAllowed):
        case.apply(action, {role})
    assert case.status is status


@pytest.mark.parametrize(("status", "action", "role"), list(product(OrderStatus, OrderAction, Role)))
def test_a_return_order_makes_only_the_listed_moves(
    status: OrderStatus, action: OrderAction, role: Role
) -> None:
    order = ReturnOrder("RO-2026-00001", 1, "RR-2026-00001", 1, 3, MORNING, "GBP", [], status=status)
    expected = ORDER.get((status.value, action.value))
    if expected is not None and role in expected[1]:
        order.apply(action, {role})
        assert order.status == expected[0]
        return
    with pytest.raises(StatusForbids if expected is None else NotAllowed):
        order.apply(action, {role})
    assert order.status is status


@pytest.mark.parametrize(("status", "action", "role"), list(product(NoteStatus, NoteAction, Role)))
def test_a_credit_note_makes_only_the_listed_moves(
    status: NoteStatus, action: NoteAction, role: Role
) -> None:
    gbp = Money.of("1", "GBP")
    note = CreditNote("CN-2026-00001", "12583", gbp, gbp, "order:RO-2026-00001", MORNING, 1, status)
    expected = NOTE.get((status.value, action.value))
    if expected is not None and role in expected[1]:
        assert note.moved(action, {role}) == replace(note, status=NoteStatus(expected[0]))
        return
    unlisted = NoteSettled if status is NoteStatus.SETTLED else StatusForbids
    with pytest.raises(unlisted if expected is None else NotAllowed):
        note.moved(action, {role})


@pytest.mark.parametrize(("status", "action", "role"), list(product(StepStatus, StepAction, Role)))
def test_a_later_step_makes_only_the_listed_moves(status: StepStatus, action: StepAction, role: Role) -> None:
    step = LaterStep(
        "LS-2026-00001",
        1,
        "RO-2026-00001",
        1,
        "22728",
        LocationKind.QUARANTINE,
        Disposition.SCRAP,
        Quantity.of(1),
        3,
        MORNING,
        status=status,
    )
    expected = LATER_STEP.get((status.value, action.value))
    if expected is not None and role in expected[1]:
        step.apply(action, {role})
        assert step.status == expected[0]
        return
    with pytest.raises(StatusForbids if expected is None else NotAllowed):
        step.apply(action, {role})
    assert step.status is status


@pytest.mark.parametrize(("status", "action"), list(product(NoticeStatus, NoticeAction)))
def test_a_notice_makes_only_the_listed_moves(status: NoticeStatus, action: NoticeAction) -> None:
    assert NOTICE_MOVES.get((status, action)) == NOTICE.get((status.value, action.value))


@pytest.mark.parametrize(("permission", "role"), list(product(Permission, Role)))
def test_a_role_carries_only_the_listed_permissions(permission: Permission, role: Role) -> None:
    person = Person(7, 1007, "Somebody", "en", frozenset({role}))
    allowed = role in {ROLES[letter] for letter in PERMISSIONS[permission.value]}
    assert person.has(permission) is allowed
    if allowed:
        ensure_can(person, permission)
    else:
        with pytest.raises(NotAllowed) as caught:
            ensure_can(person, permission)
        assert caught.value.facts == {"action": permission.value}


@pytest.mark.parametrize("permission", Permission)
def test_who_was_removed_may_nothing_whatever_the_roles(permission: Permission) -> None:
    person = Person(7, 1007, "Somebody", "en", frozenset(Role), active=False)
    assert (person.has(permission), person.is_staff) == (False, False)
    with pytest.raises(PersonRemoved):
        ensure_can(person, permission)


@pytest.mark.parametrize("permission", Permission)
def test_who_has_no_role_may_nothing(permission: Permission) -> None:
    assert Person(7, 1007, "Somebody", "en").has(permission) is False


def test_several_roles_add_up() -> None:
    both = Person(7, 1007, "Somebody", "en", frozenset({Role.CLERK, Role.INSPECTOR}))
    assert (both.has(Permission.FILE_RETURN), both.has(Permission.INSPECT)) == (True, True)
    assert both.has(Permission.DECIDE_APPROVAL) is False


def test_staff_are_the_four_roles_inside_the_house() -> None:
    inside = {role for role in Role if Person(7, 1007, "Somebody", "en", frozenset({role})).is_staff}
    assert inside == STAFF == {Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMIN}
    assert set(GRANTABLE) == STAFF | COMPANY_ROLES
    assert set(GRANTABLE_BY_MANAGERS) == set(GRANTABLE) - {Role.MANAGER, Role.ADMIN}


def test_nobody_decides_on_their_own_work_unless_the_shop_has_one_person() -> None:
    with pytest.raises(OwnWorkNotDecidable) as caught:
        ensure_other(3, 3, "RO-2026-00001", own_work_allowed=False)
    assert caught.value.facts == {"number": "RO-2026-00001"}
    ensure_other(3, 4, "RO-2026-00001", own_work_allowed=False)
    ensure_other(3, None, "RO-2026-00001", own_work_allowed=False)
    ensure_other(3, 3, "RO-2026-00001", own_work_allowed=True)


def test_every_return_ends_is_open_or_is_a_draft() -> None:
    assert OPEN | FINAL | {ReturnStatus.DRAFT} == set(ReturnStatus)
    assert not OPEN & FINAL
    assert OPEN | {ReturnStatus.CLOSED} == COUNTING


def test_nothing_leaves_a_final_state() -> None:
    leaving = {(state, action) for state, action in RETURN if state in FINAL}
    assert leaving == {("closed", "reopen_inspection")}  # a manager undid it

"""Roles given and taken, people removed, leaving; whom it tells, and what becomes of their cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import DeskError, NotAllowed, PersonRemoved, PersonUnknown
from bot.core.domain.joining_errors import LastAdmin, LastRole, NotOnYourself, RolesDoNotMix
from bot.core.domain.notice import Card, Notice, NoticeKind
from bot.core.domain.people import Permission, Person, Role
from bot.core.usecases.acting import acting
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.manage_people import (
    give_role,
    known_people,
    known_person,
    leave_desk,
    let_in_again,
    remove_person,
    take_role,
)
from bot.core.usecases.plan_notices import is_still_for
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import (
    a_desk,
    act,
    file_return,
    give_address,
    join,
    person_id,
    refused,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, OLGA, WEI, Member
from tests.support.memory_ports import MemoryDesk

Change = Callable[[UnitOfWork, Person, int], object]
CHANGES: dict[str, Change] = {
    "give": lambda uow, actor, who: give_role(uow, actor, who, Role.INSPECTOR),
    "take": lambda uow, actor, who: take_role(uow, actor, who, Role.CLERK),
    "remove": remove_person,
    "let in": let_in_again,
    "look": known_person,
}
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def the_person(desk: MemoryDesk, member: Member) -> Person:
    return next(p for p in desk.state.people.values() if p.telegram_id == member.telegram_id)


def hold_card(desk: MemoryDesk, member: Member, matter: str, message_id: int = 1) -> None:
    """As if the sender had shown it."""
    desk.state.cards[member.telegram_id, message_id] = Card(matter, member.telegram_id, message_id)


def told(desk: MemoryDesk, kind: NoticeKind) -> list[Notice]:
    return [notice for notice in desk.state.notices if notice.kind is kind]


# ── who may ──
@each_change
@pytest.mark.parametrize("member", [BO, CHEN])
def test_only_managers_look_and_change(desk: MemoryDesk, member: Member, change: Change) -> None:
    with refused(desk, NotAllowed):
        act(desk, member, change, person_id(desk, BO))


@pytest.mark.parametrize("name", ["give", "take", "remove", "let in"])
def test_managers_and_admins_are_changed_by_admins(desk: MemoryDesk, name: str) -> None:
    for member in (WEI, OLGA):
        with refused(desk, NotAllowed):
            act(desk, ANN, CHANGES[name], person_id(desk, member))
    with refused(desk, NotOnYourself):
        act(desk, ANN, CHANGES[name], person_id(desk, ANN))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.SYSTEM])
def test_a_manager_gives_no_role_above_their_own_people(desk: MemoryDesk, role: Role) -> None:
    with refused(desk, NotAllowed):
        act(desk, ANN, give_role, person_id(desk, BO), role)


def test_the_desk_itself_is_nobody(desk: MemoryDesk) -> None:
    with refused(desk, PersonUnknown):
        act(desk, OLGA, remove_person, 0)


# ── roles ──
def test_several_roles_given_and_taken(desk: MemoryDesk) -> None:
    bo = person_id(desk, BO)
    act(desk, ANN, give_role, bo, Role.INSPECTOR)
    assert the_person(desk, BO).roles == {Role.CLERK, Role.INSPECTOR}
    act(desk, ANN, take_role, bo, Role.CLERK)
    assert the_person(desk, BO).roles == {Role.INSPECTOR}
    assert [n.chat_id for n in told(desk, NoticeKind.ROLES_CHANGED)] == [1002, 1002]
    before = desk.state
    act(desk, ANN, give_role, bo, Role.INSPECTOR)
    act(desk, ANN, take_role, bo, Role.CLERK)
    assert desk.state == before


def test_a_role_taken_ends_the_question_that_was_being_asked(desk: MemoryDesk) -> None:
    bo = person_id(desk, BO)
    act(desk, ANN, give_role, bo, Role.INSPECTOR)
    desk.write_now(lambda uow: uow.dialogs.put(DialogPlace(bo, "inspect", "count", 1)))
    act(desk, ANN, take_role, bo, Role.INSPECTOR)
    assert desk.read_now(lambda uow: uow.dialogs.place(bo)).dialog == ""


def test_the_only_role_is_not_taken_but_the_person_removed(desk: MemoryDesk) -> None:
    with refused(desk, LastRole) as refusal:
        act(desk, ANN, take_role, person_id(desk, BO), Role.CLERK)
    assert refusal.facts == {"name": "Bo"}


def test_a_contact_becomes_no_staff(desk: MemoryDesk) -> None:
    join(desk, DANA)
    with refused(desk, RolesDoNotMix):
        act(desk, ANN, give_role, person_id(desk, DANA), Role.CLERK)


def test_a_role_taken_closes_the_cards_that_need_it(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    wei = person_id(desk, WEI)
    act(desk, OLGA, give_role, wei, Role.CLERK)
    hold_card(desk, WEI, f"approval_card/{request_id}")
    hold_card(desk, WEI, "return_decided/1", 2)
    act(desk, OLGA, take_role, wei, Role.MANAGER)
    assert [(n.matter, n.chat_id) for n in told(desk, NoticeKind.CARD_CLOSED)] == [
        (f"approval_card/{request_id}", 1004)
    ]
    with refused(desk, NotAllowed):
        act(desk, WEI, approve_return, request_id)


# ── removing ──
def test_who_is_removed_is_out_at_once_with_dialogs_and_cards(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    wei = person_id(desk, WEI)
    desk.write_now(lambda uow: uow.dialogs.put(DialogPlace(wei, "words", "refuse", request_id)))
    hold_card(desk, WEI, f"approval_card/{request_id}")
    act(desk, OLGA, remove_person, wei)
    with pytest.raises(PersonRemoved):
        desk.read_now(lambda uow: acting(uow, WEI.telegram_id))
    assert desk.read_now(lambda uow: uow.dialogs.place(wei)).dialog == ""
    [closed] = told(desk, NoticeKind.CARD_CLOSED)
    assert (closed.matter, closed.chat_id, closed.fresh) == (f"approval_card/{request_id}", 1004, False)
    [said] = told(desk, NoticeKind.ROLES_CHANGED)
    assert said.chat_id == 1004


def test_what_was_planned_for_who_is_removed_is_not_sent(desk: MemoryDesk) -> None:
    file_return(desk)
    [planned] = [n for n in told(desk, NoticeKind.APPROVAL_CARD) if n.chat_id == WEI.telegram_id]
    assert desk.read_now(lambda uow: is_still_for(uow, planned))
    act(desk, OLGA, remove_person, person_id(desk, WEI))
    assert not desk.read_now(lambda uow: is_still_for(uow, planned))


def test_what_happens_later_is_not_shown_in_their_chat(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, OLGA, remove_person, person_id(desk, WEI))
    before = len(desk.state.notices)
    act(desk, ANN, approve_return, request_id)
    assert 1004 not in {notice.chat_id for notice in desk.state.notices[before:]}


def test_let_in_again_with_the_roles_they_had(desk: MemoryDesk) -> None:
    bo = person_id(desk, BO)
    act(desk, ANN, remove_person, bo)
    act(desk, ANN, let_in_again, bo)
    assert the_person(desk, BO) == Person(bo, 1002, "Bo", "en", frozenset({Role.CLERK}))
    assert [entry.event for entry in desk.state.log] == ["PersonWasRemoved", "PersonLetIn"]


def test_removed_twice_is_removed_once(desk: MemoryDesk) -> None:
    bo = person_id(desk, BO)
    act(desk, ANN, remove_person, bo)
    before = desk.state
    act(desk, ANN, remove_person, bo)
    assert desk.state == before


# ── leaving, and the last admin ──
def test_anybody_may_leave_and_the_managers_hear_of_it(desk: MemoryDesk) -> None:
    act(desk, BO, leave_desk)
    assert the_person(desk, BO).active is False
    assert {n.chat_id for n in told(desk, NoticeKind.PERSON_LEFT)} == {1001, 1004, 1005}
    assert told(desk, NoticeKind.ROLES_CHANGED) == []


@pytest.mark.parametrize(
    "go",
    [
        lambda desk, _: act(desk, OLGA, leave_desk),
        lambda desk, olga: act(desk, WEI, take_role, olga, Role.ADMIN),
    ],
    ids=["leaves", "role taken"],
)
def test_the_last_admin_stays(desk: MemoryDesk, go: Callable[[MemoryDesk, int], object]) -> None:
    olga = person_id(desk, OLGA)
    act(desk, OLGA, give_role, person_id(desk, WEI), Role.ADMIN)
    act(desk, WEI, give_role, olga, Role.CLERK)
    act(desk, OLGA, take_role, person_id(desk, WEI), Role.ADMIN)
    with pytest.raises(DeskError) as caught:
        go(desk, olga)
    assert isinstance(caught.value, LastAdmin | NotAllowed)
    assert the_person(desk, OLGA).has(Permission.SEE_HEALTH)


def test_of_two_admins_either_may_go(desk: MemoryDesk) -> None:
    act(desk, OLGA, give_role, person_id(desk, WEI), Role.ADMIN)
    act(desk, OLGA, leave_desk)
    assert the_person(desk, OLGA).active is False


# ── the list; contacts of another company ──
def test_staff_first_contacts_by_company_who_is_gone_last(desk: MemoryDesk) -> None:
    for member in (DANA, ELI):
        join(desk, member)
    act(desk, ANN, remove_person, person_id(desk, BO))
    assert [p.name for p in act(desk, ANN, known_people)] == [
        "Ann",
        "Chen",
        "Wei",
        "Olga",
        "Eli",
        "Dana",
        "Bo",
    ]


def test_a_card_of_another_company_is_not_sent_again_to_who_changed_sides(desk: MemoryDesk) -> None:
    join(desk, DANA)
    vendor_goods(desk)
    [planned] = told(desk, NoticeKind.CLAIM_CARD)
    person = the_person(desk, DANA)
    person.company = "S-02"
    desk.write_now(lambda uow: uow.people.save(person))
    assert not desk.read_now(lambda uow: is_still_for(uow, planned))


@pytest.mark.parametrize(
    ("address", "sent"), [("dana@post.example", False), ("claims@horloge.example", True)]
)
def test_a_mail_that_waits_reaches_the_company_but_no_contact_who_was_removed(
    desk: MemoryDesk, address: str, sent: bool
) -> None:
    join(desk, DANA)
    give_address(desk, DANA, "dana@post.example")
    vendor_goods(desk)
    [card] = told(desk, NoticeKind.CLAIM_CARD)
    mail = replace(card, chat_id=0, address=address)
    assert desk.read_now(lambda uow: is_still_for(uow, mail))
    act(desk, ANN, remove_person, person_id(desk, DANA))
    assert desk.read_now(lambda uow: is_still_for(uow, mail)) is sent

"""Invitations: who may make them, that each opens the desk once, and that guessing leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.errors import CustomerUnknown, DeskError, NotAllowed, PersonRemoved, RecordUnknown
from bot.core.domain.invitation import (
    INVITATION_MOVES,
    Invitation,
    InvitationAction,
    InvitationStatus,
    secret_hash,
)
from bot.core.domain.joining_errors import (
    CompanyMissing,
    InvitationExpired,
    InvitationOwn,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
    NobodyToAsk,
    OneRoleOnly,
    RoleMissing,
    RolesDoNotMix,
    TooManyGuesses,
)
from bot.core.domain.people import COMPANY_ROLES, GRANTABLE, GRANTABLE_BY_MANAGERS, Person, Role
from bot.core.usecases.accept_invitation import accept_invitation, note_guess
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.follow_return import ask_customer, ask_desk, follow_return, own_returns
from bot.core.usecases.invite_person import (
    invite_customer,
    invite_person,
    open_invitations,
    revoke_invitation,
)
from bot.core.usecases.look_up import look_up_record, look_up_return
from bot.core.usecases.plan_notices import is_still_for
from tests.support.builders import (
    BAKERY,
    CAFE,
    a_desk,
    act,
    dismiss,
    draft_return,
    file_return,
    join,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, DANA, FAY, OLGA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

SECRET = "s" * 32
ANOTHER = "t" * 32
COMPANY = {Role.SUPPLIER: "S-01", Role.CUSTOMER: CAFE}


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def invite(desk: MemoryDesk, by: Member = ANN, role: Role = Role.CLERK, secret: str = SECRET) -> Invitation:
    return act(desk, by, invite_person, {role}, COMPANY.get(role), secret)


def accept(desk: MemoryDesk, who: int = STRANGER.telegram_id, secret: str = SECRET) -> Person:
    return desk.write_now(lambda uow: accept_invitation(uow, who, "Sam", "en", secret))[0]


# ── making ──
@pytest.mark.parametrize("member", [ANN, BO, CHEN, OLGA])
@pytest.mark.parametrize("role", Role)
def test_who_may_invite_whom(desk: MemoryDesk, member: Member, role: Role) -> None:
    allowed = {ANN: GRANTABLE_BY_MANAGERS, OLGA: GRANTABLE}.get(member, ())
    if role in allowed:
        made = invite(desk, member, role)
        assert made.roles == {role}
        assert (made.company, made.expires_at - MORNING) == (COMPANY.get(role), timedelta(days=7))
    else:
        with refused(desk, NotAllowed):
            invite(desk, member, role)


def test_an_invitation_carries_several_roles_of_staff(desk: MemoryDesk) -> None:
    act(desk, ANN, invite_person, {Role.CLERK, Role.INSPECTOR}, None, SECRET)
    assert accept(desk).roles == {Role.CLERK, Role.INSPECTOR}
    assert desk.state.log[-1].facts == '{"invitation_id": 1, "person_id": 6, "roles": "clerk inspector"}'


def test_all_of_its_roles_must_be_theirs_to_give(desk: MemoryDesk) -> None:
    with refused(desk, NotAllowed):
        act(desk, ANN, invite_person, {Role.CLERK, Role.MANAGER}, None, SECRET)
    act(desk, OLGA, invite_person, {Role.CLERK, Role.MANAGER}, None, SECRET)
    olga = next(p for p in desk.state.people.values() if p.telegram_id == OLGA.telegram_id)
    desk.write_now(lambda uow: uow.people.save(replace(olga, roles=frozenset({Role.MANAGER}))))
    with refused(desk, InvitationRevoked):
        accept(desk)


def test_a_contact_has_one_role_and_nobody_comes_in_as_nothing(desk: MemoryDesk) -> None:
    with refused(desk, OneRoleOnly):
        act(desk, ANN, invite_person, {Role.CLERK, Role.SUPPLIER}, "S-01", SECRET)
    with refused(desk, RoleMissing):
        act(desk, ANN, invite_person, set(), None, SECRET)


def test_only_a_hash_is_kept_anywhere(desk: MemoryDesk) -> None:
    invite(desk)
    assert desk.state.invitations[1].secret_hash == secret_hash(SECRET)
    assert SECRET not in repr(desk.state)


def test_a_secret_that_could_be_guessed_is_a_mistake_of_the_code(desk: MemoryDesk) -> None:
    with pytest.raises(ValueError, match="128"):
        invite(desk, secret="short")


@pytest.mark.parametrize(("company", "error"), [(None, CompanyMissing), ("nobody", CustomerUnknown)])
def test_a_contact_is_of_a_company_that_exists(
    desk: MemoryDesk, company: str | None, error: type[DeskError]
) -> None:
    for role in COMPANY_ROLES:
        with refused(desk, error):
            act(desk, ANN, invite_person, {role}, company, SECRET)


def test_staff_hand_out_a_link_to_the_customer_of_a_return_they_may_see(desk: MemoryDesk) -> None:
    join(desk, FAY)
    request_id = file_return(desk).request.id
    made = act(desk, BO, invite_customer, request_id, SECRET)
    assert made.roles == {Role.CUSTOMER}
    assert (made.company, made.request_id) == (CAFE, request_id)
    with refused(desk, NotAllowed):
        act(desk, FAY, invite_customer, request_id, ANOTHER)


def test_a_walk_in_and_a_draft_have_no_customer_link(desk: MemoryDesk) -> None:
    walk_in, draft = file_return(desk, customer=None).request.id, draft_return(desk)
    for request_id in (walk_in, draft):
        with refused(desk, NobodyToAsk):
            act(desk, BO, invite_customer, request_id, SECRET)


# ── the link of a return ──
def by_link(desk: MemoryDesk, request_id: int, secret: str = SECRET) -> Person:
    act(desk, BO, invite_customer, request_id, secret)
    return accept(desk, secret=secret)


def test_a_return_s_link_shows_that_return_and_no_other_of_the_company(desk: MemoryDesk) -> None:
    given, other = (file_return(desk, quantity=2).request for _ in range(2))
    sam = by_link(desk, given.id)
    assert act(desk, STRANGER, follow_return, given.id).request.id == given.id
    assert [r.id for r in act(desk, STRANGER, own_returns, 9)] == [given.id]
    for look in (follow_return, look_up_record):
        with refused(desk, RecordUnknown):
            act(desk, STRANGER, look, other.id)
    with refused(desk, RecordUnknown):
        act(desk, STRANGER, look_up_return, other.number)
    with refused(desk, RecordUnknown):
        act(desk, STRANGER, ask_desk, other.id, "And this one?")
    with refused(desk, NobodyToAsk):
        act(desk, ANN, ask_customer, other.id, "Which side?")
    assert sam.only_returns == frozenset({given.id})


def test_nothing_is_told_of_other_returns_to_who_came_by_a_link(desk: MemoryDesk) -> None:
    given, other = (file_return(desk).request for _ in range(2))
    by_link(desk, given.id)
    for request in (given, other):
        act(desk, ANN, approve_return, request.id)
    mine = [n for n in desk.state.notices if n.chat_id == STRANGER.telegram_id]
    assert desk.read_now(lambda uow: is_still_for(uow, mine[-1]))
    misdirected = replace(mine[-1], subject_id=other.id)
    assert not desk.read_now(lambda uow: is_still_for(uow, misdirected))
    told = [n.subject_id for n in mine]
    assert set(told) == {given.id}


def test_another_link_adds_its_return_and_a_manager_s_invitation_shows_all(desk: MemoryDesk) -> None:
    first, second, third = (file_return(desk, quantity=2).request.id for _ in range(3))
    by_link(desk, first)
    assert by_link(desk, second, ANOTHER).only_returns == frozenset({first, second})
    invite(desk, role=Role.CUSTOMER, secret="u" * 32)
    assert accept(desk, secret="u" * 32).only_returns is None
    assert by_link(desk, third, "v" * 32).only_returns is None
    assert len(act(desk, STRANGER, own_returns, 9)) == 3


# ── coming in ──
@pytest.mark.parametrize("role", GRANTABLE)
def test_a_stranger_comes_in_with_the_role_and_the_company(desk: MemoryDesk, role: Role) -> None:
    invite(desk, OLGA, role)
    person = accept(desk)
    assert person == Person(6, 9999, "Sam", "en", frozenset({role}), COMPANY.get(role))
    assert desk.state.people[6] == person
    kept = desk.state.invitations[1]
    assert (kept.status, kept.settled_by, kept.settled_at) == (InvitationStatus.USED, 6, MORNING)
    assert desk.state.log[-1].facts == f'{{"invitation_id": 1, "person_id": 6, "roles": "{role.value}"}}'


def test_it_opens_once_and_again_only_for_who_came_in_by_it(desk: MemoryDesk) -> None:
    invite(desk)
    accept(desk)
    before = desk.state
    assert accept(desk).id == 6
    assert desk.state == before
    with refused(desk, InvitationUsed):
        accept(desk, who=9998)


def test_it_runs_out(desk: MemoryDesk) -> None:
    invite(desk)
    desk.clock.pass_time(days=7)
    with refused(desk, InvitationExpired):
        accept(desk)


def test_it_can_be_taken_back_by_who_made_it_and_by_managers(desk: MemoryDesk) -> None:
    made = act(desk, BO, invite_customer, file_return(desk).request.id, SECRET)
    with refused(desk, NotAllowed):
        act(desk, CHEN, revoke_invitation, made.id)
    act(desk, BO, revoke_invitation, made.id)
    with refused(desk, InvitationRevoked):
        accept(desk)
    with refused(desk, InvitationRevoked):
        act(desk, WEI, revoke_invitation, made.id)


def test_what_was_used_cannot_be_taken_back(desk: MemoryDesk) -> None:
    made = invite(desk)
    accept(desk)
    with refused(desk, InvitationUsed):
        act(desk, ANN, revoke_invitation, made.id)


def test_ones_own_is_for_somebody_else(desk: MemoryDesk) -> None:
    invite(desk)
    with refused(desk, InvitationOwn):
        accept(desk, who=ANN.telegram_id)


def test_a_colleague_gets_one_more_role(desk: MemoryDesk) -> None:
    invite(desk, role=Role.INSPECTOR)
    assert accept(desk, who=BO.telegram_id).roles == {Role.CLERK, Role.INSPECTOR}


def test_staff_and_contacts_of_another_company_do_not_mix(desk: MemoryDesk) -> None:
    join(desk, DANA)
    act(desk, ANN, invite_person, {Role.CUSTOMER}, BAKERY, SECRET)
    for member in (BO, DANA):
        with refused(desk, RolesDoNotMix):
            accept(desk, who=member.telegram_id)
    invite(desk, secret=ANOTHER)
    with refused(desk, RolesDoNotMix):
        accept(desk, who=DANA.telegram_id, secret=ANOTHER)


def test_who_was_removed_comes_back_only_when_a_manager_says_so(desk: MemoryDesk) -> None:
    dismiss(desk, BO)
    invite(desk)
    with refused(desk, PersonRemoved):
        accept(desk, who=BO.telegram_id)


def test_the_links_of_who_was_removed_open_nothing(desk: MemoryDesk) -> None:
    invite(desk)
    dismiss(desk, ANN)
    with refused(desk, InvitationRevoked):
        accept(desk)


def test_open_ones_are_listed_newest_first(desk: MemoryDesk) -> None:
    for number in range(4):
        invite(desk, secret=f"{number}" * 32)
    accept(desk, secret="1" * 32)
    act(desk, WEI, revoke_invitation, 3)
    assert [i.id for i in act(desk, ANN, open_invitations, 10)] == [4, 1]
    assert [i.id for i in act(desk, ANN, open_invitations, 1, 1)] == [1]
    with refused(desk, NotAllowed):
        act(desk, BO, open_invitations, 10)


@pytest.mark.parametrize("status", InvitationStatus)
@pytest.mark.parametrize("action", InvitationAction)
def test_every_state_and_action(status: InvitationStatus, action: InvitationAction) -> None:
    invitation = Invitation(
        1, "", frozenset({Role.CLERK}), 1, MORNING, MORNING + timedelta(days=7), status=status
    )
    if (status, action) in INVITATION_MOVES:
        invitation.settle(action, 2, MORNING)
        assert invitation.status is INVITATION_MOVES[status, action]
        return
    with pytest.raises((InvitationUsed, InvitationRevoked)):
        invitation.settle(action, 2, MORNING)
    assert (invitation.status, invitation.settled_by) == (status, None)


# ── guessing ──
def guess(desk: MemoryDesk, who: int = STRANGER.telegram_id) -> None:
    with pytest.raises((InvitationUnknown, TooManyGuesses)):
        accept(desk, who, "g" * 32)
    desk.write_now(lambda uow: note_guess(uow, who))


def test_after_five_guesses_in_an_hour_even_the_right_link_waits(desk: MemoryDesk) -> None:
    invite(desk)
    desk.clock.pass_time(minutes=50)
    for _ in range(9):
        guess(desk)
        desk.clock.pass_time(minutes=1)
    assert sum(entry.event == "AttemptRefused" for entry in desk.state.log) == 5
    with refused(desk, TooManyGuesses) as refusal:
        accept(desk)
    assert refusal.facts == {"minutes": 52}
    desk.clock.pass_time(minutes=52)
    assert accept(desk).roles == {Role.CLERK}


def test_one_guesser_holds_nobody_else_up(desk: MemoryDesk) -> None:
    invite(desk)
    for _ in range(5):
        guess(desk)
    assert accept(desk, who=9998).telegram_id == 9998

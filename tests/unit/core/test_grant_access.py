"""Who is let in, who is acting, and what is noted of attempts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.domain.errors import (
    AccessAskedRecently,
    AlreadyDecided,
    CustomerUnknown,
    DeskError,
    NotAllowed,
    PersonRemoved,
    PersonUnknown,
    RecordUnknown,
)
from bot.core.domain.joining_errors import CompanyMissing, RolesDoNotMix
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import GRANTABLE_BY_MANAGERS, AccessRequest, Person, Role
from bot.core.usecases.acting import acting, choose_language, ensure_admins, learn_name
from bot.core.usecases.grant_access import (
    MOST_WISH,
    ask_access,
    decline_access,
    explain_access,
    grant_access,
    note_refused_attempt,
)
from bot.core.usecases.plan_notices import is_still_for
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import CAFE, a_desk, act, dismiss, refused
from tests.support.cast import ANN, BO, CHEN, OLGA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

Deciding = Callable[[UnitOfWork, Person, int], object]
DECISIONS: dict[str, Deciding] = {
    "grant": lambda uow, actor, access: grant_access(uow, actor, access, Role.CLERK),
    "decline": decline_access,
}
each_decision = pytest.mark.parametrize("decide", DECISIONS.values(), ids=list(DECISIONS))


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def ask(
    desk: MemoryDesk, telegram_id: int = STRANGER.telegram_id, name: str = "Sam", language: str = "en"
) -> int:
    return desk.write_now(lambda uow: ask_access(uow, telegram_id, name, language)).id


def the_person(desk: MemoryDesk, telegram_id: int) -> Person | None:
    return desk.read_now(lambda uow: uow.people.by_telegram(telegram_id))


# ── asking ──
def test_a_stranger_asks_and_is_still_a_stranger(desk: MemoryDesk) -> None:
    access_id = ask(desk, name=" Sam\u202e\n ", language="zh-hans")
    assert desk.state.access[access_id] == AccessRequest(1, 9999, "Sam", "zh", MORNING)
    assert the_person(desk, 9999) is None
    entry = desk.state.log[-1]
    assert (entry.event, entry.record, entry.actor_id) == ("AccessAsked", "access/1", 0)
    with pytest.raises(PersonUnknown):
        desk.read_now(lambda uow: acting(uow, 9999))


def test_who_gives_no_name_is_called_by_their_number_and_a_long_name_is_cut(desk: MemoryDesk) -> None:
    nameless, long = ask(desk, name=" \u200b "), ask(desk, 9998, "x" * 200)
    assert desk.state.access[nameless].name == "9999"
    assert desk.state.access[long].name == "x" * 80


def test_one_wish_a_day(desk: MemoryDesk) -> None:
    ask(desk)
    desk.clock.pass_time(hours=23, minutes=59)
    with refused(desk, AccessAskedRecently) as refusal:
        ask(desk)
    assert refusal.facts == {"hours": 1}
    desk.clock.pass_time(minutes=1)
    assert ask(desk) == 2


def test_another_stranger_is_not_held_up(desk: MemoryDesk) -> None:
    ask(desk)
    assert ask(desk, 9998) == 2


def test_who_is_in_does_not_ask(desk: MemoryDesk) -> None:
    with refused(desk, NotAllowed) as refusal:
        ask(desk, ANN.telegram_id)
    assert refusal.facts == {"action": "ask_access"}


def test_who_was_removed_asks_once_a_day_and_comes_back_as_what_a_manager_says(desk: MemoryDesk) -> None:
    dismiss(desk, BO)
    access_id = ask(desk, BO.telegram_id, "Bo")
    with refused(desk, AccessAskedRecently):
        ask(desk, BO.telegram_id, "Bo")
    with refused(desk, PersonRemoved):
        act(desk, BO, choose_language, "zh")
    act(desk, ANN, grant_access, access_id, Role.SUPPLIER, "S-01")
    back = the_person(desk, BO.telegram_id)
    assert back is not None
    assert (back.active, back.roles, back.company) == (True, frozenset({Role.SUPPLIER}), "S-01")


def test_who_was_removed_hears_that_a_manager_declined(desk: MemoryDesk) -> None:
    dismiss(desk, BO)
    act(desk, ANN, decline_access, ask(desk, BO.telegram_id, "Bo"))
    told = [n for n in desk.state.notices if n.kind is NoticeKind.ACCESS_DECIDED]
    assert [(n.chat_id, desk.read_now(lambda uow, n=n: is_still_for(uow, n))) for n in told] == [(1002, True)]  # type: ignore[misc]


def explain(desk: MemoryDesk, words: str, telegram_id: int = STRANGER.telegram_id) -> bool:
    return desk.write_now(lambda uow: explain_access(uow, telegram_id, words))


def test_who_asks_says_once_what_for_and_the_managers_cards_show_it(desk: MemoryDesk) -> None:
    access_id, known = ask(desk), len(desk.state.notices)
    assert explain(desk, "  I am Sam of\n<Northlight> \u202e ")
    assert desk.state.access[access_id].wish == "I am Sam of <Northlight>"
    assert [(n.kind, n.chat_id, n.fresh) for n in desk.state.notices[known:]] == [
        (NoticeKind.ACCESS_CARD, manager, False) for manager in (1001, 1004, 1005)
    ]
    assert desk.state.log[-1].event == "AccessExplained"
    before = desk.state.shallow()
    assert not explain(desk, "and one more thing")
    assert desk.state == before


def test_nobody_is_listened_to_who_did_not_ask_or_was_answered(desk: MemoryDesk) -> None:
    before = desk.state.shallow()
    assert not explain(desk, "let me in")
    assert not explain(desk, "I manage", ANN.telegram_id)
    assert desk.state == before
    access_id = ask(desk)
    assert not explain(desk, " \n ")
    act(desk, ANN, decline_access, access_id)
    assert not explain(desk, "why?")


def test_long_words_are_cut(desk: MemoryDesk) -> None:
    access_id = ask(desk)
    explain(desk, "x" * 4000)
    assert desk.state.access[access_id].wish == "x" * MOST_WISH


# ── granting ──
@pytest.mark.parametrize("role", GRANTABLE_BY_MANAGERS)
def test_a_manager_grants_a_role(desk: MemoryDesk, role: Role) -> None:
    access_id = ask(desk, language="zh")
    desk.clock.pass_time(minutes=5)
    company = {Role.SUPPLIER: "S-01", Role.CUSTOMER: CAFE}.get(role)
    person = act(desk, ANN, grant_access, access_id, role, company)
    assert person == Person(6, 9999, "Sam", "zh", frozenset({role}), company)
    assert the_person(desk, 9999) == person
    assert desk.state.access[access_id] == AccessRequest(
        1, 9999, "Sam", "zh", MORNING, decided_by=1, decided_at=desk.clock.now, granted_role=role
    )
    assert desk.state.log[-1].facts == f'{{"access_id": 1, "person_id": 6, "role": "{role.value}"}}'


def test_the_desks_own_role_cannot_be_had(desk: MemoryDesk) -> None:
    access_id = ask(desk)
    with refused(desk, NotAllowed):
        act(desk, OLGA, grant_access, access_id, Role.SYSTEM)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_only_an_admin_makes_managers_and_admins(desk: MemoryDesk, role: Role) -> None:
    access_id = ask(desk)
    with refused(desk, NotAllowed):
        act(desk, ANN, grant_access, access_id, role)
    assert act(desk, OLGA, grant_access, access_id, role).roles == {role}


@pytest.mark.parametrize(("company", "error"), [(None, CompanyMissing), ("S-99", CustomerUnknown)])
def test_a_contact_needs_a_company_that_exists(
    desk: MemoryDesk, company: str | None, error: type[DeskError]
) -> None:
    access_id = ask(desk)
    for role in (Role.SUPPLIER, Role.CUSTOMER):
        with refused(desk, error):
            act(desk, ANN, grant_access, access_id, role, company)


def test_staff_are_nobody_elses_contact(desk: MemoryDesk) -> None:
    first = ask(desk)
    desk.clock.pass_time(days=1)
    second = ask(desk)
    act(desk, ANN, grant_access, first, Role.CLERK)
    with refused(desk, RolesDoNotMix):
        act(desk, ANN, grant_access, second, Role.CUSTOMER, CAFE)


def test_a_manager_declines(desk: MemoryDesk) -> None:
    access_id = ask(desk)
    act(desk, WEI, decline_access, access_id)
    access = desk.state.access[access_id]
    assert (access.decided_by, access.decided_at, access.granted_role) == (4, MORNING, None)
    assert the_person(desk, 9999) is None
    assert desk.state.log[-1].event == "AccessDeclined"


@each_decision
@pytest.mark.parametrize("granted", [True, False])
def test_a_second_tap_changes_nothing_and_says_who_was_first_and_when(
    desk: MemoryDesk, decide: Deciding, granted: bool
) -> None:
    access_id = ask(desk)
    act(desk, ANN, DECISIONS["grant" if granted else "decline"], access_id)
    desk.clock.pass_time(minutes=5)
    for member in (ANN, WEI):
        with refused(desk, AlreadyDecided) as refusal:
            act(desk, member, decide, access_id)
        assert refusal.facts == {
            "number": "Sam",
            "status": "clerk" if granted else "declined",
            "by": "Ann",
            "at": MORNING,
            "words": "",
        }


@each_decision
@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (CHEN, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_only_managers_let_people_in(
    desk: MemoryDesk, decide: Deciding, member: Member, error: type[DeskError]
) -> None:
    access_id = ask(desk)
    with refused(desk, error):
        act(desk, member, decide, access_id)


@each_decision
def test_a_wish_that_does_not_exist_is_unknown(desk: MemoryDesk, decide: Deciding) -> None:
    with refused(desk, RecordUnknown):
        act(desk, ANN, decide, 404)


def test_a_second_wish_granted_later_adds_its_role(desk: MemoryDesk) -> None:
    first = ask(desk)
    desk.clock.pass_time(days=1)
    second = ask(desk)
    act(desk, ANN, grant_access, first, Role.CLERK)
    person = act(desk, WEI, grant_access, second, Role.INSPECTOR)
    assert person.id == 6
    assert the_person(desk, 9999) == Person(6, 9999, "Sam", "en", frozenset({Role.CLERK, Role.INSPECTOR}))


def test_who_was_removed_is_in_again_once_a_manager_grants_an_open_wish(desk: MemoryDesk) -> None:
    first = ask(desk)
    desk.clock.pass_time(days=1)
    second = ask(desk)
    act(desk, ANN, grant_access, first, Role.CLERK)
    dismiss(desk, STRANGER)
    act(desk, ANN, grant_access, second, Role.CLERK)
    assert the_person(desk, 9999) == Person(6, 9999, "Sam", "en", frozenset({Role.CLERK}))


# ── acting ──
def test_a_person_removed_is_out_at_once(desk: MemoryDesk) -> None:
    dismiss(desk, BO)
    with refused(desk, PersonRemoved):
        act(desk, BO, choose_language, "zh")


def test_the_desk_itself_cannot_be_acted_as(desk: MemoryDesk) -> None:
    with pytest.raises(PersonUnknown):
        desk.read_now(lambda uow: acting(uow, 0))
    assert desk.read_now(lambda uow: uow.people.get(0)).roles == {Role.SYSTEM}


def test_admins_of_the_settings_are_added_raised_and_let_in_again_once(desk: MemoryDesk) -> None:
    dismiss(desk, OLGA)
    wanted = [2001, BO.telegram_id, OLGA.telegram_id]
    assert desk.write_now(lambda uow: ensure_admins(uow, wanted)) == 3
    assert the_person(desk, 2001) == Person(6, 2001, "Admin", "en", frozenset({Role.ADMIN, Role.MANAGER}))
    assert desk.state.people[2].roles == {Role.CLERK, Role.ADMIN}
    assert desk.state.people[5].active is True
    before = desk.state.shallow()
    assert desk.write_now(lambda uow: ensure_admins(uow, wanted)) == 0
    assert desk.state == before


@pytest.mark.parametrize(
    ("typed", "language"), [("zh", "zh"), ("zh-hant", "zh"), ("en-GB", "en"), ("fr", "en")]
)
def test_everybody_chooses_between_two_languages(desk: MemoryDesk, typed: str, language: str) -> None:
    act(desk, BO, choose_language, typed)
    assert desk.state.people[2].language == language


def test_the_first_admins_name_and_language_are_learnt_once_and_nobody_elses(desk: MemoryDesk) -> None:
    desk.write_now(lambda uow: ensure_admins(uow, [2001]))
    for name in ("", "Zoe", "Zoe the second"):
        desk.write_now(lambda uow, name=name: learn_name(uow, acting(uow, 2001), name, "zh-hans"))  # type: ignore[misc]
    desk.write_now(lambda uow: learn_name(uow, acting(uow, BO.telegram_id), "Robert", "zh"))
    known = [(desk.state.people[n].name, desk.state.people[n].language) for n in (6, 2)]
    assert known == [("Zoe", "zh"), ("Bo", "en")]


def test_an_attempt_leaves_one_line_in_the_log_and_tells_nobody(desk: MemoryDesk) -> None:
    desk.write_now(lambda uow: note_refused_attempt(uow, 9999, "approve" * 40))
    [entry] = desk.state.log
    assert (entry.event, entry.record, entry.actor_id) == ("AttemptRefused", "attempt/9999", 0)
    assert len(entry.facts) < 160
    assert desk.state.notices == []

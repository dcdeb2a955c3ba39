"""Quiet hours hold and do not lose; many held ones come as one; what is switched off does not come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.core.domain.address_check import MOST_A_DAY, MOST_TRIES, CodeAnswer
from bot.core.domain.delivery_errors import AddressCodesUsedUp, AddressInvalid, QuietHoursUnreadable
from bot.core.domain.errors import NotAllowed
from bot.core.domain.notice import Card, Notice, NoticeKind, NoticeStatus
from bot.core.domain.notice_kinds import NoticeSettings
from bot.core.domain.people import Role
from bot.core.domain.quiet_hours import QuietHours
from bot.core.usecases.acting import acting
from bot.core.usecases.inspect_goods import claim_inspection, hand_over
from bot.core.usecases.notice_wishes import (
    ask_address,
    confirm_address,
    notices_of_return,
    set_quiet_hours,
    show_card_again,
    switch_kind,
    switch_kind_of,
)
from bot.core.usecases.plan_notices import items_of
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import (
    a_desk,
    act,
    an_approved_return,
    approve,
    file_return,
    give_address,
    inspect_all,
    person_id,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI, Member
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk, default_rules

EVENING = datetime(2026, 3, 10, 23, 15, tzinfo=UTC)
MORNING_AFTER = datetime(2026, 3, 11, 7, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(EVENING)


@pytest.fixture
def desk(clock: Clock) -> MemoryDesk:
    """A desk with quiet hours, late in the evening."""
    rules = replace(default_rules(), quiet=QuietHours(time(22), time(7)))
    return a_desk(rules=rules, clock=clock)


def of(desk: MemoryDesk, member: Member) -> list[Notice]:
    return [notice for notice in desk.state.notices if notice.chat_id == member.telegram_id]


def waiting(desk: MemoryDesk, member: Member) -> list[Notice]:
    return [notice for notice in of(desk, member) if notice.status is NoticeStatus.PENDING]


def test_at_night_a_card_waits_for_the_morning(desk: MemoryDesk) -> None:
    file_return(desk)
    (card,) = waiting(desk, ANN)
    assert (card.kind, card.held_until, card.silent) == (NoticeKind.APPROVAL_CARD, MORNING_AFTER, False)


def test_by_day_it_comes_at_once(desk: MemoryDesk, clock: Clock) -> None:
    clock.pass_time(hours=10)
    file_return(desk)
    (card,) = waiting(desk, ANN)
    assert (card.held_until, card.silent) == (None, False)


def test_what_was_decided_in_the_night_is_one_card_in_the_morning(desk: MemoryDesk) -> None:
    approve(desk, file_return(desk).request.id, by=WEI)
    (card,) = waiting(desk, ANN)
    assert (card.kind, card.held_until) == (NoticeKind.APPROVAL_CARD, MORNING_AFTER)


def test_a_card_that_is_there_changes_at_once_and_without_a_sound(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    desk.state.cards[ANN.telegram_id, 55] = Card(f"approval_card/{request_id}", ANN.telegram_id, 55)
    approve(desk, request_id, by=WEI)
    assert [(n.held_until, n.silent) for n in waiting(desk, ANN)] == [(None, True)]


def test_what_somebody_is_waiting_for_comes_without_a_sound(desk: MemoryDesk) -> None:
    request_id = an_approved_return(desk)
    inspection = act(desk, OLGA, claim_inspection, request_id)
    chen = desk.read_now(lambda uow: acting(uow, CHEN.telegram_id)).id
    act(desk, OLGA, hand_over, inspection.id, chen)
    (yours,) = [n for n in of(desk, CHEN) if n.kind is NoticeKind.INSPECTION_YOURS]
    assert (yours.held_until, yours.silent) == (None, True)


def test_own_hours_win_over_the_desk_s(desk: MemoryDesk) -> None:
    act(desk, ANN, set_quiet_hours, "")
    act(desk, WEI, set_quiet_hours, "20:00-09:30")
    file_return(desk)
    assert [n.held_until for n in waiting(desk, ANN)] == [None]
    assert [n.held_until for n in waiting(desk, WEI)] == [datetime(2026, 3, 11, 9, 30, tzinfo=UTC)]
    act(desk, ANN, set_quiet_hours, None)
    file_return(desk)
    assert waiting(desk, ANN)[-1].held_until == MORNING_AFTER


def test_switching_quiet_hours_off_lets_go_what_was_held(desk: MemoryDesk) -> None:
    file_return(desk)
    act(desk, ANN, set_quiet_hours, "")
    assert [n.held_until for n in waiting(desk, ANN)] == [None]
    assert [n.held_until for n in waiting(desk, WEI)] == [MORNING_AFTER]


def test_longer_quiet_hours_hold_longer_what_is_held_already(desk: MemoryDesk) -> None:
    file_return(desk)
    act(desk, ANN, set_quiet_hours, "22:00-09:30")
    assert [n.held_until for n in waiting(desk, ANN)] == [datetime(2026, 3, 11, 9, 30, tzinfo=UTC)]
    act(desk, ANN, set_quiet_hours, "22:00-06:00")
    assert [n.held_until for n in waiting(desk, ANN)] == [datetime(2026, 3, 11, 6, 0, tzinfo=UTC)]
    assert [n.held_until for n in waiting(desk, WEI)] == [MORNING_AFTER]


def test_many_held_ones_come_as_one_message(desk: MemoryDesk) -> None:
    numbers = [file_return(desk, quantity=6, by=who).request.number for who in (BO, CHEN, BO)]
    assert len(waiting(desk, ANN)) == 3
    numbers.append(file_return(desk, by=OLGA).request.number)
    (digest,) = waiting(desk, ANN)
    assert (digest.kind, digest.held_until) == (NoticeKind.DIGEST, MORNING_AFTER)
    assert items_of(digest) == [["approval_card", i + 1, number] for i, number in enumerate(numbers)]


def test_a_digest_grows_and_names_each_matter_once(desk: MemoryDesk) -> None:
    for who in (BO, CHEN, BO, OLGA):
        file_return(desk, by=who)
    first = waiting(desk, ANN)[-1]
    approve(desk, int(str(items_of(first)[0][1])), by=WEI)
    (digest,) = waiting(desk, ANN)
    items = items_of(digest)
    assert len({(kind, subject) for kind, subject, _ in items}) == len(items) == len(items_of(first))
    assert items[-1] == items_of(first)[0]


def test_nothing_held_is_lost(desk: MemoryDesk) -> None:
    for who in (BO, CHEN, BO, OLGA):
        file_return(desk, by=who)
    cards = [n for n in of(desk, ANN) if n.kind is NoticeKind.APPROVAL_CARD]
    listed = {(kind, subject) for kind, subject, _ in items_of(waiting(desk, ANN)[0])}
    assert {(n.kind.value, n.subject_id) for n in cards} == listed


def test_a_card_of_the_digest_can_be_asked_for_by_who_was_told(desk: MemoryDesk) -> None:
    for who in (BO, CHEN, BO, OLGA):
        file_return(desk, by=who)
    act(desk, ANN, show_card_again, NoticeKind.APPROVAL_CARD, 2, "asked/1")
    assert (waiting(desk, ANN)[-1].matter, waiting(desk, ANN)[-1].fresh) == ("approval_card/2", True)
    with refused(desk, NotAllowed):
        act(desk, BO, show_card_again, NoticeKind.APPROVAL_CARD, 2, "asked/2")
    with refused(desk, NotAllowed):
        act(desk, ANN, show_card_again, NoticeKind.RETURN_DECIDED, 2, "asked/3")


def _posted(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    review(desk, order.id)
    restock(desk, order.id)


def test_what_is_switched_off_does_not_come_and_comes_again_when_switched_on(
    desk: MemoryDesk, clock: Clock
) -> None:
    clock.pass_time(hours=10)
    act(desk, BO, switch_kind, NoticeKind.RETURN_POSTED)
    _posted(desk)
    assert NoticeKind.RETURN_POSTED not in {n.kind for n in of(desk, BO)}
    act(desk, BO, switch_kind, NoticeKind.RETURN_POSTED)
    _posted(desk)
    assert NoticeKind.RETURN_POSTED in {n.kind for n in of(desk, BO)}


def test_a_manager_switches_for_somebody_who_may_switch_it_back(desk: MemoryDesk, clock: Clock) -> None:
    clock.pass_time(hours=10)
    bo = person_id(desk, BO)
    act(desk, ANN, switch_kind_of, bo, NoticeKind.RETURN_POSTED)
    _posted(desk)
    assert NoticeKind.RETURN_POSTED not in {n.kind for n in of(desk, BO)}
    settings = desk.read_now(lambda uow: uow.people.notice_settings(bo))
    assert settings.switched_by == {NoticeKind.RETURN_POSTED: person_id(desk, ANN)}
    act(desk, BO, switch_kind, NoticeKind.RETURN_POSTED)
    assert desk.read_now(lambda uow: uow.people.notice_settings(bo)) == NoticeSettings(bo)
    _posted(desk)
    assert NoticeKind.RETURN_POSTED in {n.kind for n in of(desk, BO)}


def test_nobody_but_managers_switches_for_others_and_never_what_is_demanded(desk: MemoryDesk) -> None:
    bo, ann = person_id(desk, BO), person_id(desk, ANN)
    for member, whom, kind in (
        (CHEN, bo, NoticeKind.RETURN_POSTED),
        (ANN, bo, NoticeKind.RETURN_DECIDED),
        (WEI, ann, NoticeKind.APPROVAL_CARD),
    ):
        with refused(desk, NotAllowed):
            act(desk, member, switch_kind_of, whom, kind)


def test_what_the_desk_demands_cannot_be_switched_off(desk: MemoryDesk) -> None:
    for member, kind in ((ANN, NoticeKind.APPROVAL_CARD), (BO, NoticeKind.RETURN_DECIDED)):
        with refused(desk, NotAllowed):
            act(desk, member, switch_kind, kind)
    with refused(desk, NotAllowed):  # never told to a clerk
        act(desk, BO, switch_kind, NoticeKind.PARCEL_CARD)


def test_who_lost_the_role_is_not_told(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id

    def demote(uow: UnitOfWork) -> None:
        ann = acting(uow, ANN.telegram_id)
        ann.roles = frozenset({Role.CLERK})
        uow.people.save(ann)

    desk.write_now(demote)
    told = len(of(desk, ANN))
    approve(desk, request_id, by=WEI)
    assert len(of(desk, ANN)) == told


@pytest.mark.parametrize("written", ["22", "25:00-07:00", "at night", "07:00-07:00"])
def test_hours_that_cannot_be_read_change_nothing(desk: MemoryDesk, written: str) -> None:
    with refused(desk, QuietHoursUnreadable):
        act(desk, ANN, set_quiet_hours, written)


_TOO_LONG = "a" * 250 + "@x.example"


@pytest.mark.parametrize(
    "written",
    [
        "ann",
        "ann@",
        "@x.example",
        "a b@x.example",
        "a@x",
        "a@x.example\nBcc: b@y.example",
        _TOO_LONG,
    ],
)
def test_an_address_that_is_none_changes_nothing(desk: MemoryDesk, written: str) -> None:
    with refused(desk, AddressInvalid):
        act(desk, ANN, ask_address, written)


def _mailed(desk: MemoryDesk) -> list[str]:
    return [n.address for n in desk.state.notices if n.kind is NoticeKind.ADDRESS_CODE]


def _code(desk: MemoryDesk) -> str:
    check = desk.state.address_checks[person_id(desk, ANN)]
    return check.code(desk.rules.code_key)


def _used(desk: MemoryDesk) -> str:
    return desk.read_now(lambda uow: acting(uow, ANN.telegram_id)).email


@pytest.fixture
def mailing(desk: MemoryDesk) -> MemoryDesk:
    desk.rules = replace(desk.rules, mail=True, code_key=b"key of this desk")
    return desk


def test_an_address_is_used_when_its_code_came_back_and_taken_away_at_once(mailing: MemoryDesk) -> None:
    act(mailing, ANN, ask_address, " ann@desk.example ")
    assert (_mailed(mailing), _used(mailing)) == (["ann@desk.example"], "")
    typed = f" {_code(mailing)[:3]} {_code(mailing)[3:]} "
    assert act(mailing, ANN, confirm_address, typed) is CodeAnswer.RIGHT
    assert _used(mailing) == "ann@desk.example"
    assert act(mailing, ANN, confirm_address, _code(mailing)) is CodeAnswer.OVER
    act(mailing, ANN, ask_address, "")
    assert _used(mailing) == ""


def test_another_address_does_not_replace_the_old_one_before_its_code(mailing: MemoryDesk) -> None:
    give_address(mailing, ANN, "ann@desk.example")
    act(mailing, ANN, ask_address, "ann@home.example")
    assert _used(mailing) == "ann@desk.example"


def test_five_wrong_codes_and_the_right_one_is_too_late(mailing: MemoryDesk) -> None:
    act(mailing, ANN, ask_address, "ann@desk.example")
    answers = [act(mailing, ANN, confirm_address, "no") for _ in range(MOST_TRIES)]
    assert answers == [CodeAnswer.WRONG] * (MOST_TRIES - 1) + [CodeAnswer.OVER]
    assert act(mailing, ANN, confirm_address, _code(mailing)) is CodeAnswer.OVER
    assert _used(mailing) == ""


def test_a_code_ends_after_an_hour_and_with_the_next_one(mailing: MemoryDesk) -> None:
    act(mailing, ANN, ask_address, "ann@desk.example")
    first = _code(mailing)
    mailing.clock.pass_time(hours=1)
    assert act(mailing, ANN, confirm_address, first) is CodeAnswer.OVER
    act(mailing, ANN, ask_address, "ann@desk.example")
    assert act(mailing, ANN, confirm_address, first) is CodeAnswer.WRONG
    assert act(mailing, ANN, confirm_address, _code(mailing)) is CodeAnswer.RIGHT


def test_nobody_s_mailbox_is_filled_with_codes(mailing: MemoryDesk) -> None:
    for number in range(MOST_A_DAY):
        act(mailing, ANN, ask_address, f"ann{number}@desk.example")
    with refused(mailing, AddressCodesUsedUp):
        act(mailing, ANN, ask_address, "ann@desk.example")
    mailing.clock.pass_time(days=1)
    act(mailing, ANN, ask_address, "ann@desk.example")
    assert len(_mailed(mailing)) == MOST_A_DAY + 1


def test_another_desk_s_code_opens_nothing(mailing: MemoryDesk) -> None:
    act(mailing, ANN, ask_address, "ann@desk.example")
    check = mailing.state.address_checks[person_id(mailing, ANN)]
    assert act(mailing, ANN, confirm_address, check.code(b"another key")) is CodeAnswer.WRONG


def test_only_managers_see_how_notices_were_delivered(desk: MemoryDesk) -> None:
    request = file_return(desk).request
    seen = act(desk, ANN, notices_of_return, request)
    assert {(n.chat_id, n.record) for n in seen} == {(m, request.number) for m in (1001, 1004, 1005)}
    with refused(desk, NotAllowed):
        act(desk, BO, notices_of_return, request)

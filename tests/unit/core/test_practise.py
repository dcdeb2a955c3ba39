"""Who practises: staff, one practice each, over by itself after a day without use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.domain.errors import NotAllowed
from bot.core.domain.notice import NoticeKind
from bot.core.domain.practice import Practice, PractisingAlready
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.practise import (
    begin_practice,
    end_idle_practices,
    end_practice,
    lose_practice,
    note_use,
    practice_of,
)
from bot.core.usecases.run_job import Owed
from tests.support.builders import a_desk, act, dismiss, refused
from tests.support.cast import BO, CHEN, ELI, WEI
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

DAY = timedelta(days=1)


def _practice(desk: MemoryDesk, telegram_id: int = BO.telegram_id) -> Practice | None:
    return desk.read_now(lambda uow: practice_of(uow, telegram_id))


def _hourly(uow: UnitOfWork) -> int:
    return end_idle_practices(uow, Owed("practice_ends", "1", uow.now, uow.now, uow.now))


def test_a_clerk_practises_in_a_room_of_their_own() -> None:
    desk = a_desk()
    begun = act(desk, BO, begin_practice, "room1")
    assert _practice(desk) == begun == Practice(begun.person_id, "room1", MORNING, MORNING)
    assert _practice(desk, CHEN.telegram_id) is None
    assert [entry.event for entry in desk.state.log][-1] == "PracticeBegan"


def test_a_customers_contact_cannot_practise() -> None:
    desk = a_desk(ELI)
    with refused(desk, NotAllowed):
        act(desk, ELI, begin_practice, "room1")


def test_there_is_one_practice_for_each_person() -> None:
    desk = a_desk()
    act(desk, BO, begin_practice, "room1")
    with refused(desk, PractisingAlready):
        act(desk, BO, begin_practice, "room2")
    act(desk, CHEN, begin_practice, "room3")
    assert [p.room for p in desk.read_now(lambda uow: uow.practices.all())] == ["room1", "room3"]


def test_who_ends_it_is_told_nothing_by_the_desk_and_a_second_time_ends_nothing() -> None:
    desk = a_desk()
    act(desk, BO, begin_practice, "room1")
    assert act(desk, BO, end_practice) is True
    assert act(desk, BO, end_practice) is False
    assert _practice(desk) is None
    assert desk.state.notices == []


def test_after_a_day_without_use_it_is_over_and_its_person_is_told() -> None:
    desk = a_desk()
    act(desk, BO, begin_practice, "room1")
    desk.clock.now = MORNING + DAY - timedelta(hours=1)
    begun = _practice(desk)
    assert begun is not None
    desk.write_now(lambda uow: note_use(uow, begun))
    desk.clock.now = MORNING + DAY
    assert desk.write_now(_hourly) == 0
    desk.clock.now = MORNING + 2 * DAY
    assert _practice(desk) is None  # also before the clock has looked
    assert desk.write_now(_hourly) == 1
    assert [(n.chat_id, n.kind) for n in desk.state.notices] == [(BO.telegram_id, NoticeKind.PRACTICE_OVER)]
    assert desk.write_now(_hourly) == 0


def test_another_begins_where_the_old_one_rested_too_long() -> None:
    desk = a_desk()
    act(desk, BO, begin_practice, "room1")
    desk.clock.now = MORNING + DAY
    assert act(desk, BO, begin_practice, "room2").room == "room2"


def test_who_is_taken_off_the_desk_practises_no_more() -> None:
    desk = a_desk()
    act(desk, BO, begin_practice, "room1")
    dismiss(desk, BO)
    told = len(desk.state.notices)
    assert _practice(desk) is None
    assert desk.write_now(_hourly) == 0
    assert desk.state.practices == {}
    assert len(desk.state.notices) == told


def test_a_desk_that_is_gone_ends_its_own_practice_only() -> None:
    desk = a_desk()
    begun = act(desk, WEI, begin_practice, "room1")
    desk.write_now(lambda uow: lose_practice(uow, replace(begun, room="room0")))
    assert _practice(desk, WEI.telegram_id) == begun
    desk.write_now(lambda uow: lose_practice(uow, begun))
    assert _practice(desk, WEI.telegram_id) is None

"""Customers are reminded once of goods they have not sent and of questions they have not answered."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

import pytest

from bot.core.domain.notice import NoticeKind
from bot.core.domain.schedule import Daily
from bot.core.usecases.follow_return import answer_customer_question, ask_customer, ask_desk
from bot.core.usecases.remind_customers import remind_customers
from bot.core.usecases.run_job import Job, run_by_hand, run_owed
from tests.support.builders import a_desk, act, an_approved_return, dismiss, file_return, inspect_all
from tests.support.cast import ANN, CARL, ELI, NORA, OLGA
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk

REMINDERS = Job("customer_reminders", Daily(time(10)), remind_customers)
BOTH = {ELI.telegram_id: 1, CARL.telegram_id: 1}  # the contacts of Café Lumière


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 19, 10, 0, tzinfo=UTC))  # the clocks change on the 29th


@pytest.fixture
def desk(clock: Clock) -> MemoryDesk:
    """Nora is of another customer."""
    desk = a_desk(ELI, CARL, NORA, clock=clock)
    run(desk)
    return desk


def run(desk: MemoryDesk) -> int | None:
    """How many returns and questions; None where nothing was owed."""
    done = desk.write_now(lambda uow: run_owed(uow, REMINDERS))
    return done.told if done else None


def ten_o_clock(desk: MemoryDesk, clock: Clock, *, days: int) -> list[int | None]:
    """What each of the next mornings brings, with a second look at noon."""
    told = []
    for _ in range(days):
        clock.pass_time(hours=24)
        told.append(run(desk))
        assert run(desk) is None
    return told


def awaited(desk: MemoryDesk, kind: NoticeKind = NoticeKind.GOODS_AWAITED) -> Counter[int]:
    return Counter(notice.chat_id for notice in desk.state.notices if notice.kind is kind)


def test_goods_that_do_not_come_are_asked_for_once_after_a_week(desk: MemoryDesk, clock: Clock) -> None:
    request_id = an_approved_return(desk)
    assert ten_o_clock(desk, clock, days=10) == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert awaited(desk) == BOTH
    assert {n.subject_id for n in desk.state.notices if n.kind is NoticeKind.GOODS_AWAITED} == {request_id}


def test_goods_that_came_in_time_are_not_asked_for(desk: MemoryDesk, clock: Clock) -> None:
    inspect_all(desk, an_approved_return(desk))
    assert ten_o_clock(desk, clock, days=8) == [0] * 8
    assert awaited(desk) == {}


def test_who_sent_a_part_is_not_told_that_nothing_came(desk: MemoryDesk, clock: Clock) -> None:
    request_id = an_approved_return(desk)
    inspect_all(desk, request_id, counted=2)
    assert ten_o_clock(desk, clock, days=8) == [0] * 8


def test_what_nobody_approved_yet_is_asked_for_of_nobody(desk: MemoryDesk, clock: Clock) -> None:
    file_return(desk)
    assert ten_o_clock(desk, clock, days=8) == [0] * 8


def test_a_question_without_an_answer_comes_again_once_after_two_days(desk: MemoryDesk, clock: Clock) -> None:
    request_id = file_return(desk).request.id
    act(desk, ANN, ask_customer, request_id, "Which corner?")
    asked = awaited(desk, NoticeKind.QUESTION_TO_CUSTOMER)
    assert asked == BOTH
    assert ten_o_clock(desk, clock, days=5) == [0, 1, 0, 0, 0]
    assert awaited(desk, NoticeKind.QUESTION_TO_CUSTOMER) - asked == BOTH


def test_an_answered_question_does_not_come_again(desk: MemoryDesk, clock: Clock) -> None:
    request_id = file_return(desk).request.id
    question = act(desk, ANN, ask_customer, request_id, "Which corner?")
    act(desk, CARL, answer_customer_question, question.id, "The left one.")
    assert ten_o_clock(desk, clock, days=4) == [0] * 4


def test_a_question_of_the_customer_is_for_the_desk_to_answer(desk: MemoryDesk, clock: Clock) -> None:
    request_id = file_return(desk).request.id
    act(desk, ELI, ask_desk, request_id, "When?")
    assert ten_o_clock(desk, clock, days=4) == [0] * 4


def test_mornings_the_desk_slept_through_are_made_up_for_once(desk: MemoryDesk, clock: Clock) -> None:
    request_id = an_approved_return(desk)
    act(desk, ANN, ask_customer, request_id, "Which corner?")
    clock.pass_time(days=12)
    assert run(desk) == 2
    assert ten_o_clock(desk, clock, days=3) == [0, 0, 0]
    assert awaited(desk) == BOTH


def test_run_by_hand_it_reminds_of_nothing_twice(desk: MemoryDesk, clock: Clock) -> None:
    an_approved_return(desk)
    clock.pass_time(days=7)
    assert run(desk) == 1
    clock.pass_time(minutes=2)
    assert act(desk, OLGA, run_by_hand, REMINDERS).told == 0
    assert ten_o_clock(desk, clock, days=2) == [0, 0]
    assert awaited(desk) == BOTH


def test_a_customer_with_nobody_to_read_it_is_not_counted(desk: MemoryDesk, clock: Clock) -> None:
    for contact in (ELI, CARL):
        dismiss(desk, contact)
    an_approved_return(desk)
    before = len(desk.state.log)
    assert ten_o_clock(desk, clock, days=8) == [0] * 8
    assert len(desk.state.log) == before

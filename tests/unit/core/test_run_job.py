"""What a period owes is done once: missed, repeated, by hand, after a failure, and by two at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.core.domain.errors import NotAllowed
from bot.core.domain.notice import NoticeKind
from bot.core.domain.report_errors import JobRanAlready
from bot.core.domain.schedule import Daily, Hourly, RunStatus, Weekly
from bot.core.usecases.ports import Desk, UnitOfWork
from bot.core.usecases.remind_people import alert_stages, late_now, remind_approvals, remind_drafts
from bot.core.usecases.run_job import (
    Job,
    Owed,
    Work,
    jobs_standing,
    note_failure,
    nothing_to_do,
    prepared,
    run_by_hand,
    run_owed,
)
from bot.core.usecases.send_summary import send_weekly_summary
from bot.notify.rendered import plain_text
from bot.views.report_notices import late_notice
from tests.support.builders import (
    a_desk,
    act,
    an_approved_return,
    approve,
    draft_return,
    file_return,
    inspect_all,
    refused,
    review,
)
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk

SUMMARY = Job("weekly_summary", Weekly(0, time(9)), send_weekly_summary)
DRAFTS = Job("draft_reminders", Daily(time(8, 30)), remind_drafts)
APPROVALS = Job("approval_reminders", Hourly(5), remind_approvals)
ALERTS = Job("stage_alerts", Hourly(35), alert_stages)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 19, 12, 0, tzinfo=UTC))  # a Thursday


@pytest.fixture
def desk(clock: Clock) -> MemoryDesk:
    return a_desk(clock=clock)


def run(desk: MemoryDesk, job: Job) -> RunStatus | None:
    done = desk.write_now(lambda uow: run_owed(uow, job))
    return done.status if done else None


def told(desk: MemoryDesk, kind: NoticeKind) -> Counter[int]:
    """How often each chat is told."""
    return Counter(notice.chat_id for notice in desk.state.notices if notice.kind is kind)


def test_a_new_desk_owes_nobody_last_week(desk: MemoryDesk) -> None:
    assert run(desk, SUMMARY) is RunStatus.FIRST
    assert desk.state.notices == []


def test_monday_brings_the_week_that_ended_to_everybody_in_charge(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    clock.now = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
    assert run(desk, SUMMARY) is RunStatus.DONE
    for kind in (NoticeKind.WEEKLY_SUMMARY, NoticeKind.WEEKLY_WORKBOOK):
        assert told(desk, kind) == {m.telegram_id: 1 for m in (ANN, WEI, OLGA)}
    assert {n.subject_id for n in desk.state.notices} == {202612}


def test_it_comes_once_however_often_somebody_looks(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    clock.now = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
    run(desk, SUMMARY)
    before = desk.state.shallow()
    clock.pass_time(minutes=5)
    assert run(desk, SUMMARY) is None
    assert desk.state == before


def test_a_desk_that_slept_through_mondays_tells_the_last_week_once(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    clock.now = datetime(2026, 4, 8, 15, 0, tzinfo=UTC)  # a Wednesday; two Mondays and the clocks went by
    assert run(desk, SUMMARY) is RunStatus.DONE
    assert run(desk, SUMMARY) is None
    assert {n.subject_id for n in desk.state.notices} == {202614}
    clock.now = datetime(2026, 4, 13, 8, 0, tzinfo=UTC)  # 9:00 in summer time
    assert run(desk, SUMMARY) is RunStatus.DONE
    assert {n.subject_id for n in desk.state.notices} == {202614, 202615}


def test_the_first_monday_of_the_year_tells_the_last_week_of_the_old(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    clock.now = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    run(desk, SUMMARY)
    assert {n.subject_id for n in desk.state.notices} == {202653}


def test_a_failure_leaves_nothing_and_is_tried_again(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    clock.now = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)

    def breaks(uow: UnitOfWork, period: Owed) -> int:
        send_weekly_summary(uow, period)
        raise OSError("no paper")

    before = desk.state.shallow()
    with pytest.raises(OSError, match="no paper"):
        desk.write_now(lambda uow: run_owed(uow, replace(SUMMARY, work=breaks)))
    assert desk.state == before
    desk.write_now(lambda uow: note_failure(uow, SUMMARY, "no paper"))
    assert desk.state.job_runs["weekly_summary", "2026-W13"].status is RunStatus.FAILED
    assert run(desk, SUMMARY) is RunStatus.DONE
    assert desk.state.job_runs["weekly_summary", "2026-W13"].attempts == 2
    assert told(desk, NoticeKind.WEEKLY_SUMMARY)[ANN.telegram_id] == 1


def test_what_takes_long_is_done_before_the_transaction_and_not_for_what_nobody_is_owed(
    desk: MemoryDesk, clock: Clock
) -> None:
    made: list[str] = []

    def prepare(desk: Desk, period: Owed) -> Work:
        made.append(period.period)
        known = len(desk.read_now(lambda uow: uow.people.all()))
        return lambda uow, _: known + len(uow.job_runs.last("count"))

    job = Job("count", Daily(time(3)), nothing_to_do, prepare)
    assert run(desk, prepared(desk, job)) is RunStatus.FIRST
    assert made == []
    clock.pass_time(days=1)
    done = desk.write_now(lambda uow: run_owed(uow, prepared(desk, job)))
    assert done is not None
    known = len(desk.read_now(lambda uow: uow.people.all()))
    assert (done.told, made) == (known + 1, ["2026-03-20"])


def test_an_admin_runs_it_again_by_hand_but_not_twice_in_a_minute(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    clock.now = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
    act(desk, OLGA, run_by_hand, SUMMARY)
    assert run(desk, SUMMARY) is None
    clock.pass_time(minutes=1)
    act(desk, OLGA, run_by_hand, SUMMARY)
    assert told(desk, NoticeKind.WEEKLY_SUMMARY)[ANN.telegram_id] == 2
    with refused(desk, JobRanAlready):
        act(desk, OLGA, run_by_hand, SUMMARY)
    with refused(desk, NotAllowed):
        act(desk, ANN, run_by_hand, SUMMARY)


def test_what_ran_and_what_comes_is_shown_to_admins_only(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, SUMMARY)
    (standing,) = act(desk, OLGA, jobs_standing, (SUMMARY,))
    assert standing.last
    assert standing.last.status is RunStatus.FIRST
    assert standing.due_again == datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
    with refused(desk, NotAllowed):
        act(desk, ANN, jobs_standing, (SUMMARY,))


# ── reminders ──
def test_a_draft_left_over_night_is_offered_once_the_next_morning(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, DRAFTS)
    draft_return(desk)
    for day in (20, 21):
        clock.now = datetime(2026, 3, day, 8, 30, tzinfo=UTC)
        run(desk, DRAFTS)
    assert told(desk, NoticeKind.DRAFT_REMINDER) == {BO.telegram_id: 1}


def test_whoever_began_this_very_morning_is_left_in_peace(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, DRAFTS)
    clock.now = datetime(2026, 3, 20, 7, 0, tzinfo=UTC)
    draft_return(desk)
    clock.now = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
    run(desk, DRAFTS)
    assert told(desk, NoticeKind.DRAFT_REMINDER) == {}
    clock.now = datetime(2026, 3, 21, 8, 30, tzinfo=UTC)
    run(desk, DRAFTS)
    assert told(desk, NoticeKind.DRAFT_REMINDER) == {BO.telegram_id: 1}


def test_an_approval_nobody_gives_comes_again_twice(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, APPROVALS)
    file_return(desk)
    cards = told(desk, NoticeKind.APPROVAL_CARD)[ANN.telegram_id]
    shown = []
    for _ in range(30):
        clock.pass_time(hours=1)
        run(desk, APPROVALS)
        shown.append(told(desk, NoticeKind.APPROVAL_CARD)[ANN.telegram_id] - cards)
    assert [shown.index(1), shown.index(2), shown[-1]] == [
        3,
        11,
        2,
    ]  # four and twelve hours after it was sent


def test_what_was_decided_in_time_is_not_brought_up_again(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, APPROVALS)
    request = file_return(desk).request
    clock.pass_time(hours=3)
    approve(desk, request.id)
    before = told(desk, NoticeKind.APPROVAL_CARD)
    clock.pass_time(hours=10)
    run(desk, APPROVALS)
    assert told(desk, NoticeKind.APPROVAL_CARD) == before


def test_goods_that_lie_inspected_alert_the_inspector_then_the_managers(
    desk: MemoryDesk, clock: Clock
) -> None:
    run(desk, ALERTS)
    order = inspect_all(desk, an_approved_return(desk))
    review(desk, order.id)
    alerts = []
    for _ in range(60):
        clock.pass_time(hours=1)
        run(desk, ALERTS)
        alerts.append(told(desk, NoticeKind.STAGE_ALERT))
    assert alerts[22] == {}
    assert alerts[23] == {CHEN.telegram_id: 1}
    assert alerts[46] == {CHEN.telegram_id: 1}
    assert alerts[47] == {m.telegram_id: 1 for m in (CHEN, ANN, WEI, OLGA)}
    assert alerts[-1] == alerts[47]


def test_after_a_sleep_each_limit_that_was_passed_is_told_once(desk: MemoryDesk, clock: Clock) -> None:
    run(desk, ALERTS)
    file_return(desk)
    clock.pass_time(days=9)
    run(desk, ALERTS)
    run(desk, ALERTS)
    assert told(desk, NoticeKind.STAGE_ALERT) == {m.telegram_id: 1 for m in (ANN, WEI, OLGA)}


def test_late_returns_are_everybodys_own_and_all_of_them_a_managers(desk: MemoryDesk, clock: Clock) -> None:
    request = file_return(desk).request
    clock.pass_time(hours=25)
    assert [w.oldest_number for w in desk.read_now(lambda uow: late_now(uow, uow.people.get(1)))] == [
        request.number
    ]
    assert desk.read_now(lambda uow: late_now(uow, uow.people.get(2))) == []


@pytest.mark.parametrize(
    ("language", "head", "more"),
    [
        ("en", "12 returns stand still:", "… and 2 more: /report, What waits."),
        ("zh", "12 单退货停滞不前：", "……另有 2 单，见 /report 的“等待情况”。"),
    ],
)
def test_more_late_returns_than_a_message_lists_are_all_counted(
    desk: MemoryDesk, clock: Clock, language: str, head: str, more: str
) -> None:
    for _ in range(12):
        file_return(desk, quantity=2)
    clock.pass_time(days=15)  # nothing of it has come
    shown = desk.read_now(lambda uow: late_notice(uow, uow.people.get(1), language))
    lines = plain_text(shown.text).split("\n")
    assert (lines[0], len(lines), lines[-1]) == (head, 12, more)

"""What the policy did in three months, against the three before: whom it refused, whom managers let through,
what missed a limit by a little; told once, on the first day of the next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.core.domain.notice import NoticeKind
from bot.core.domain.periods import Period, days_between
from bot.core.domain.policy_review import (
    Figure,
    Judged,
    Matter,
    Ruled,
    months_told,
    months_until,
    running_months,
    stretch_before,
)
from bot.core.domain.return_request import Finding
from bot.core.domain.schedule import Monthly
from bot.core.usecases.review_policy import returns_behind, review_policy, send_policy_review
from bot.core.usecases.run_job import Job, run_owed
from tests.support.builders import a_desk, act, gbp
from tests.support.cast import ANN, OLGA, WEI
from tests.support.clock import Clock
from tests.support.half_year import a_half_year
from tests.support.memory_ports import MemoryDesk

SECOND_QUARTER = days_between(date(2026, 4, 1), date(2026, 6, 30))
REVIEW = Job("policy_review", Monthly(3, time(9, 45)), send_policy_review)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> MemoryDesk:
    return a_desk(clock=clock)


def test_refusals_overrides_and_near_misses_stand_by_rule_against_the_months_before(
    desk: MemoryDesk, clock: Clock
) -> None:
    a_half_year(desk, clock)
    review = act(desk, ANN, review_policy, SECOND_QUARTER)
    assert review.figures == (
        Figure(Matter.WINDOW, Ruled(refused=2, approved=1), Ruled()),
        Figure(Matter.SOLD, Ruled(), Ruled(refused=1)),
        Figure(Matter.NEAR_VALUE, Ruled(refused=1), Ruled()),
        Figure(Matter.NEAR_WINDOW, Ruled(refused=1), Ruled()),
    )
    assert (review.decided.count, review.decided.automatic_percent, review.decided.refused) == (3, 0, 2)
    assert (review.decided_before.count, review.decided_before.automatic_percent) == (3, 67)


def test_the_returns_behind_a_figure_are_those_of_the_months_themselves(
    desk: MemoryDesk, clock: Clock
) -> None:
    a_half_year(desk, clock)

    def behind(matter: Matter) -> list[str]:
        return [found.number for found in act(desk, ANN, returns_behind, SECOND_QUARTER, matter)]

    assert behind(Matter.WINDOW) == ["RR-2026-00006", "RR-2026-00005", "RR-2026-00004"]
    assert behind(Matter.NEAR_VALUE) == behind(Matter.NEAR_WINDOW) == ["RR-2026-00004"]
    assert behind(Matter.SOLD) == []


def test_however_many_they_are_they_are_read_a_few_at_a_time(
    desk: MemoryDesk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_half_year(desk, clock)
    at_once = act(desk, ANN, review_policy, SECOND_QUARTER)
    monkeypatch.setattr("bot.core.usecases.review_policy.READ_AT_ONCE", 2)
    assert act(desk, ANN, review_policy, SECOND_QUARTER) == at_once


def _judged(value: str, *findings: Finding) -> Judged:
    return Judged(1, 7, "RR-2026-00007", "", False, gbp(value), findings)


OVER = Finding("OVER_AUTO_LIMIT", "ask", {"limit": "20", "currency": "GBP"})


@pytest.mark.parametrize(
    ("request_", "near"),
    [
        (_judged("25.00", OVER), {Matter.NEAR_VALUE}),
        (_judged("25.01", OVER), set()),
        (_judged("25.00", Finding("OVER_AUTO_LIMIT", "ask", {"limit": "20", "currency": "EUR"})), set()),
        (_judged("9", Finding("OUTSIDE_WINDOW", "ask", {"days": 30, "age_days": 37})), {Matter.NEAR_WINDOW}),
        (_judged("9", Finding("OUTSIDE_WINDOW", "ask", {"days": 30, "age_days": 38})), set()),
    ],
)
def test_near_is_a_quarter_of_the_money_or_a_week(request_: Judged, near: set[Matter]) -> None:
    assert request_.matters - {Matter.WINDOW} == near


def test_months_are_counted_from_the_first_of_the_year() -> None:
    def days(period: Period) -> tuple[str, str]:
        return period.first.isoformat(), period.last.isoformat()

    july, february = date(2026, 7, 1), date(2027, 2, 14)
    assert days(months_until(july, 3)) == days(months_told(20260403)) == ("2026-04-01", "2026-06-30")
    assert days(months_until(date(2027, 1, 1), 12)) == ("2026-01-01", "2026-12-31")
    assert days(running_months(february, 3)) == ("2027-01-01", "2027-02-14")
    assert days(stretch_before(running_months(february, 3))) == ("2026-11-01", "2026-12-31")
    assert days(stretch_before(months_until(july, 3))) == ("2026-01-01", "2026-03-31")


def told(desk: MemoryDesk) -> list[tuple[int, int]]:
    found = [n for n in desk.state.notices if n.kind is NoticeKind.POLICY_REVIEW]
    return sorted((notice.chat_id, notice.subject_id) for notice in found)


def test_each_manager_is_asked_once_when_the_quarter_is_over(desk: MemoryDesk, clock: Clock) -> None:
    def run() -> object:
        return desk.write_now(lambda uow: run_owed(uow, REVIEW))

    run()
    clock.now = datetime(2026, 4, 1, 8, 44, tzinfo=UTC)  # 9:44 in summer time
    assert run() is None
    clock.pass_time(minutes=1)
    assert run() is not None
    assert run() is None
    assert told(desk) == [(member.telegram_id, 20260103) for member in (ANN, WEI, OLGA)]
    clock.now = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)  # off for three quarters: the last one is told
    assert run() is not None
    assert {subject for _, subject in told(desk)} == {20260103, 20261003}

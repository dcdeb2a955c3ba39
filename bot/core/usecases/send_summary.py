"""Plans the weekly summary: the week that ended before it was due."""

from __future__ import annotations

from datetime import timedelta

from bot.core.domain.periods import Period, today, week_of
from bot.core.domain.report_events import SummaryDue
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.run_job import Owed


def week_to_tell(period: Owed, uow: UnitOfWork) -> Period:
    """The last whole week before the due day: what is due on a Sunday tells the week before it."""
    due = today(period.due_at, uow.rules.timezone)
    return week_of(due - timedelta(days=7))


def send_weekly_summary(uow: UnitOfWork, period: Owed) -> int:
    """Its figures are read when it is sent: a week that has ended does not change."""
    week = week_to_tell(period, uow)
    publish(
        uow,
        SummaryDue(
            record=f"summary/{week.token}",
            actor_id=0,
            at=uow.now,
            week=int(week.token[1:]),
            key=period.key,
        ),
    )
    return 1

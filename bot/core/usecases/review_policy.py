"""Managers look at what their policy did: every few months by themselves, or whenever they like."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.periods import Period, Spans, spans_of, today
from bot.core.domain.policy_review import (
    Judged,
    Matter,
    PolicyReview,
    months_until,
    review_of,
    running_months,
    stretch_before,
)
from bot.core.domain.report_events import PolicyReviewDue
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.run_job import Owed

READ_AT_ONCE = 5_000  # so that many years' worth takes no more memory than one day's
MOST_LISTED = 400  # returns behind a figure


def review_policy(uow: UnitOfWork, actor: Person, period: Period) -> PolicyReview:
    """Raises NotAllowed."""
    ensure_can(actor, Permission.EDIT_POLICY)
    spans = spans_of([stretch_before(period), period], uow.rules.timezone)
    return review_of(period, _judged(uow, spans), uow.reports.decided(spans))


def returns_behind(uow: UnitOfWork, actor: Person, period: Period, matter: Matter) -> list[Judged]:
    """Those of the period itself, the newest decision first, 400 at most. Raises NotAllowed."""
    ensure_can(actor, Permission.EDIT_POLICY)
    spans = spans_of([stretch_before(period), period], uow.rules.timezone)
    found = (request for request in _judged(uow, spans) if request.span == 1 and matter in request.matters)
    return list(islice(found, MOST_LISTED))


def _judged(uow: UnitOfWork, spans: Spans) -> Iterator[Judged]:
    for offset in count(0, READ_AT_ONCE):
        page = uow.reports.judged(spans, READ_AT_ONCE, offset)
        yield from page
        if len(page) < READ_AT_ONCE:
            return


def last_stretch(uow: UnitOfWork) -> Period:
    """The whole months that the next review by the clock would have told, had it been due this month."""
    return months_until(running_stretch(uow).first, uow.rules.review_months)


def running_stretch(uow: UnitOfWork) -> Period:
    return running_months(today(uow.now, uow.rules.timezone), uow.rules.review_months)


def send_policy_review(uow: UnitOfWork, period: Owed) -> int:
    """Its figures are read when it is sent: what was decided does not change."""
    due = today(period.due_at, uow.rules.timezone)
    months = uow.rules.review_months
    first = months_until(due, months).first
    publish(
        uow,
        PolicyReviewDue(
            record=f"policy_review/{first:%Y-%m}",
            actor_id=0,
            at=uow.now,
            stretch=(first.year * 100 + first.month) * 100 + months,
            key=period.key,
        ),
    )
    return 1

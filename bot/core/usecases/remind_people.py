"""What the clock reminds people of: unfinished drafts, approvals nobody decides, returns that stand still.

Each limit is crossed once, between one run and the next, so nobody hears of the same crossing twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.domain.people import Permission, Person
from bot.core.domain.process import LIMITS, Stage, Waiting
from bot.core.domain.report_events import ApprovalReminded, DraftLeft, ReturnsLate
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.run_job import Owed

DRAFT_RESTS_HOURS = 3  # who began within this time may still be at it
APPROVAL_HOURS = (4, 12)  # then the card comes again, the second time to each manager in person
MOST_LATE = 10  # in one message
MOST_CROSSED = 5000  # of one stage; more than any desk has under way
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def remind_drafts(uow: UnitOfWork, period: Owed) -> int:
    rest = timedelta(hours=DRAFT_RESTS_HOURS)
    drafts = uow.reports.drafts_of(period.since - rest, period.now - rest)
    for request_id, person_id in drafts:
        record = f"draft/{request_id}"
        publish(
            uow,
            DraftLeft(record=record, actor_id=0, at=uow.now, request_id=request_id, person_id=person_id),
        )
    return len(drafts)


def remind_approvals(uow: UnitOfWork, period: Owed) -> int:
    told = 0
    for again, hours in enumerate(APPROVAL_HOURS):
        late = _crossed(uow, Stage.APPROVAL, period, timedelta(hours=hours))
        told += len(late)
        for waiting in late:
            publish(
                uow,
                ApprovalReminded(
                    record=waiting.oldest_number,
                    actor_id=0,
                    at=uow.now,
                    request_id=waiting.oldest_request_id,
                    hours=hours,
                    again=bool(again),
                ),
            )
    return told


def alert_stages(uow: UnitOfWork, period: Owed) -> int:
    """Over its limit: to who is responsible, where that is one person. Over twice its limit, or where it is
    nobody's in particular: to the managers."""
    told: dict[int, list[Waiting]] = {}
    for stage, limit in LIMITS.items():
        for waiting in _crossed(uow, stage, period, limit):
            told.setdefault(_responsible(uow, waiting), []).append(waiting)
        for waiting in _crossed(uow, stage, period, 2 * limit):
            told.setdefault(0, []).append(waiting)
    for person_id, late in told.items():
        facts = tuple(_facts(waiting) for waiting in list(dict.fromkeys(late))[:MOST_LATE])
        record = f"late/{period.period}"
        publish(uow, ReturnsLate(record=record, actor_id=0, at=uow.now, person_id=person_id, late=facts))
    return len(told)


def _crossed(uow: UnitOfWork, stage: Stage, period: Owed, limit: timedelta) -> list[Waiting]:
    return uow.reports.waiting_since(stage, period.since - limit, period.now - limit, MOST_CROSSED)


def _responsible(uow: UnitOfWork, waiting: Waiting) -> int:
    """0 are the managers; whoever was removed is responsible no more."""
    person = uow.people.get(waiting.person_id) if waiting.person_id else None
    return person.id if person and person.active else 0


def _facts(waiting: Waiting) -> tuple[str, str, int, str]:
    since = waiting.oldest_since.isoformat()
    return waiting.stage.value, waiting.oldest_number, waiting.oldest_request_id, since


def late_now(uow: UnitOfWork, reader: Person) -> list[Waiting]:
    """All that stands still longer than it may, the oldest first: everything to a manager, else one's own."""
    late = [
        waiting
        for stage, limit in LIMITS.items()
        for waiting in uow.reports.waiting_since(stage, LONG_AGO, uow.now - limit, MOST_CROSSED)
        if waiting.person_id == reader.id or reader.has(Permission.SEE_REPORTS)
    ]
    return sorted(late, key=lambda waiting: (waiting.oldest_since, waiting.oldest_number))

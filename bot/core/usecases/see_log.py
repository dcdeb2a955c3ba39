"""The operation log, by record, by person or by day, newest first; and as a file, which is logged too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.domain.log_errors import LogTooLong, LogWordsUnclear
from bot.core.domain.log_view import LogAbout, LogPart, about_days, about_person, token_of
from bot.core.domain.operation_log import LogEntry
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.report_events import LogExported
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_EXPORTED = 50_000  # entries in one file
RECORD = "log"  # what the log calls its own export
NUMBER = re.compile(r"[A-Za-z]{2}-\d{4}-\d{5,}")  # other records than documents have names only we know
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class LogPage:
    """`names`: person id to name, of all who acted. `older`: whether there are entries before the last."""

    about: LogAbout
    entries: list[LogEntry]
    names: dict[int, str]
    older: bool


@dataclass(frozen=True, slots=True)
class LogAsked:
    """One part of the log, or the people a name may mean."""

    about: LogAbout | None
    people: list[Person]


def ask_log(uow: UnitOfWork, actor: Person, words: str) -> LogAsked:
    """What somebody typed: nothing (today), a number, a name, one day or two (ISO). Raises NotAllowed,
    LogWordsUnclear."""
    ensure_can(actor, Permission.SEE_LOG)
    words = " ".join(words.split())
    if not words:
        today = uow.now.astimezone(uow.rules.timezone).date()
        return LogAsked(about_days(today, today), [])
    if NUMBER.fullmatch(words):
        return LogAsked(LogAbout(LogPart.RECORD, words.upper()), [])
    if days := _days(words):
        return LogAsked(about_days(days[0], days[-1]), [])
    found = [person for person in uow.people.all() if words.casefold() in person.name.casefold()]
    if not found:
        raise LogWordsUnclear(text=words[:40])
    exact = [person for person in found if person.name.casefold() == words.casefold()] or found
    if len(exact) == 1:
        return LogAsked(about_person(exact[0].id), [])
    return LogAsked(None, exact)


def see_log(uow: UnitOfWork, actor: Person, about: LogAbout, limit: int, before: int = 0) -> LogPage:
    """`before`: the sequence number that the page ends above; 0 begins with the newest. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_LOG)
    found = uow.log.find(
        record=about.record,
        actor_id=about.person_id,
        span=about.span(uow.rules.timezone),
        before=before,
        limit=limit + 1,
    )
    return LogPage(about, found[:limit], _names(uow), older=len(found) > limit)


def export_log(uow: UnitOfWork, actor: Person, about: LogAbout) -> LogPage:
    """All of it, in the order it happened. Raises NotAllowed, LogTooLong."""
    page = see_log(uow, actor, about, MOST_EXPORTED)
    if page.older:
        raise LogTooLong(most=MOST_EXPORTED)
    page.entries.reverse()
    publish(
        uow,
        LogExported(
            record=RECORD,
            actor_id=actor.id,
            at=uow.now,
            about=token_of(about),
            entries=len(page.entries),
        ),
    )
    return page


def day_before(about: LogAbout) -> LogAbout | None:
    """The day to turn back to from a single one."""
    if about.part is not LogPart.DAYS:
        return None
    first, last = about.days
    if first != last or first < date(2000, 1, 1):
        return None
    return about_days(first - timedelta(days=1), first - timedelta(days=1))


def _names(uow: UnitOfWork) -> dict[int, str]:
    return {person.id: person.name for person in uow.people.all()}


def _days(words: str) -> list[date]:
    """One or two, in ISO; nothing where it is something else."""
    parts = words.split(" ")
    if len(parts) > 2 or not all(_ISO_DAY.fullmatch(part) for part in parts):
        return []
    try:
        return [date.fromisoformat(part) for part in parts]
    except ValueError:
        raise LogWordsUnclear(text=words[:40]) from None

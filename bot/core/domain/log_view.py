"""Which part of the operation log somebody looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.domain.log_errors import LogWordsUnclear


class LogPart(StrEnum):
    RECORD = "r"
    PERSON = "p"
    DAYS = "d"


@dataclass(frozen=True, slots=True)
class LogAbout:
    """`key`: a document number ("RR-2026-00042"), a person's id ("7"), or the first and the last day, both
    within ("20261101.20261130")."""

    part: LogPart
    key: str

    @property
    def record(self) -> str:
        return self.key if self.part is LogPart.RECORD else ""

    @property
    def person_id(self) -> int | None:
        return int(self.key) if self.part is LogPart.PERSON else None

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """From the first midnight to the one after the last day, of the desk's calendar."""
        if self.part is not LogPart.DAYS:
            return None
        first, last = self.days
        midnight = last + timedelta(days=1)
        return datetime.combine(first, time.min, zone), datetime.combine(midnight, time.min, zone)

    @property
    def days(self) -> tuple[date, date]:
        first, _, last = self.key.partition(".")
        return date.fromisoformat(first), date.fromisoformat(last)


def about_days(first: date, last: date) -> LogAbout:
    """Raises LogWordsUnclear where the last day is before the first, or the calendar ends."""
    if last < first or last.year > 9000:
        raise LogWordsUnclear(text=f"{first.isoformat()} {last.isoformat()}")
    return LogAbout(LogPart.DAYS, f"{first:%Y%m%d}.{last:%Y%m%d}")


def about_person(person_id: int) -> LogAbout:
    return LogAbout(LogPart.PERSON, str(person_id))


def about_from(token: str) -> LogAbout:
    """What a button carries: the part's letter, then the key. Raises LogWordsUnclear."""
    part, key = token[:1], token[1:]
    if part == LogPart.RECORD and key:
        return LogAbout(LogPart.RECORD, key)
    if part == LogPart.PERSON and key.isascii() and key.isdigit() and len(key) < 10:
        return LogAbout(LogPart.PERSON, key)
    first, dot, last = key.partition(".")
    if part == LogPart.DAYS and dot:
        return about_days(_day(first), _day(last))
    raise LogWordsUnclear(text=token[:40])


def token_of(about: LogAbout) -> str:
    return about.part.value + about.key


def _day(digits: str) -> date:
    """ "20261130" """
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        raise LogWordsUnclear(text=digits[:40])
    try:
        return date.fromisoformat(digits)
    except ValueError:
        raise LogWordsUnclear(text=digits[:40]) from None

"""Practice: one person's desk of their own, where nothing counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.domain.errors import DeskError
from bot.core.domain.events import Event

IDLE_HOURS = 24  # a practice that rests so long ends by itself
NUMBER_MARK = "P-"  # "P-RR-2026-00001" is nobody's return


@dataclass(frozen=True, slots=True)
class Practice:
    """That somebody practises, kept by the real desk. `room` names the desk they practise on, and stands in
    its buttons; no two practices have one name."""

    person_id: int
    room: str
    began_at: datetime
    used_at: datetime

    def is_idle(self, now: datetime) -> bool:
        return now - self.used_at >= timedelta(hours=IDLE_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeBegan(Event):
    """`record` is "person/7"."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeEnded(Event):
    """`idle`: by itself, so the person is told."""

    person_id: int
    idle: bool


class PractisingAlready(DeskError):
    """There is one practice for each person."""

    code = "practising_already"

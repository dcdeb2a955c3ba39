"""What the clock does, and what is taken out of the house: reminders, the week, files of the log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.domain.events import Event, ReturnEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDue(Event):
    """The desk tells a week that ended: 202648. `key` names the run that is the cause."""

    week: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReviewDue(Event):
    """Months have gone by under the policy. `stretch`: first month and how many, 20260703 for July to
    September; `key` names the run that is the cause."""

    stretch: int
    key: str


class Trouble(StrEnum):
    """What an admin has to look after."""

    BACKUP_MISSING = "backup_missing"
    RULES_BROKEN = "rules_broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskUnwell(Event):
    """`record` is "care"; `words` in the language of tools and files: an error, or the doctor's lines."""

    why: Trouble
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLeft(ReturnEvent):
    """A draft lies since yesterday; who began it is asked whether to go on."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsLate(Event):
    """One person (0: all managers) hears what came over its limit: (stage, number, request, since)."""

    person_id: int
    late: tuple[tuple[str, str, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReminded(ReturnEvent):
    """Nobody has decided for so many hours; the card comes again. `again`: for the second time."""

    hours: int
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsNotCome(ReturnEvent):
    """Approved a week ago, and nothing of it has come; its customer is reminded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNotCome(ReturnEvent):
    """What the desk asked a customer has no answer for two days; the question comes again."""

    question_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogExported(Event):
    """`record` is "log"; `about` a token of log_view."""

    about: str
    entries: int

"""What happens to the list of reasons. `record` is "reason/WRONG_COLOUR"."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonAdded(Event):
    name_en: str
    name_zh: str
    needs_photos: bool
    needs_note: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonChanged(Event):
    """`changes`: what is new of its names and of what it demands."""

    changes: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRetired(Event):
    """It is offered to nobody any more; whatever has it keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonBroughtBack(Event):
    """It is offered again."""

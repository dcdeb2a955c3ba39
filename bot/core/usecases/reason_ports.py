"""What the use cases need of the list of reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.domain.reasons import Reason


class Reasons(Protocol):
    def all(self) -> list[Reason]:
        """In the order in which people are shown them; those out of use too."""

    def find(self, code: str) -> Reason | None: ...
    def get(self, code: str) -> Reason:
        """Raises ReasonUnknown."""

    def save(self, reason: Reason) -> Reason:
        """With the next version. Compare-and-set on `version`, 0 for what nobody has changed yet or for a
        new one. Raises RecordChanged."""

    def times_used(self, since: datetime) -> dict[str, int]:
        """How many lines of returns submitted since then have it, by code."""

"""`reason_ports.Reasons` in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.domain.errors import ReasonUnknown, RecordChanged
from bot.core.domain.reasons import Reason, as_known

if TYPE_CHECKING:
    from tests.support.memory_ports import State


class MemoryReasons:
    def __init__(self, state: State) -> None:
        self._state = state

    def all(self) -> list[Reason]:
        return as_known(self._state.reasons)

    def find(self, code: str) -> Reason | None:
        return next((reason for reason in self.all() if reason.code == code), None)

    def get(self, code: str) -> Reason:
        found = self.find(code)
        if found is None:
            raise ReasonUnknown(reason=code[:40])
        return found

    def save(self, reason: Reason) -> Reason:
        known = self._state.reasons.get(reason.code)
        if (known.version if known else 0) != reason.version:
            raise RecordChanged(number=reason.code)
        saved = replace(reason, version=reason.version + 1)
        self._state.reasons[reason.code] = saved
        return saved

    def times_used(self, since: datetime) -> dict[str, int]:
        sent = [r for r in self._state.requests.values() if r.submitted_at and r.submitted_at >= since]
        return dict(Counter(line.reason for request in sent for line in request.lines if line.reason))

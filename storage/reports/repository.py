"""Figures for reports; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.domain.figures import Choice, Counted, CountedLine, Dimension
from bot.core.domain.periods import Spans
from bot.core.domain.policy_review import Judged
from bot.core.domain.process import Decided, InspectedBy, Stage, StageTime, Waiting
from bot.core.domain.values import Money
from bot.core.domain.weekly_summary import Ratings
from storage.reports import figures, judged, money, stages
from storage.transaction import Transaction


class ReportsRepository:
    """`ports.Reports`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def sums(self, spans: Spans, dimensions: Sequence[Dimension], choice: Choice) -> list[Counted]:
        return figures.sums(self._tx, spans, dimensions, choice)

    def lines(self, spans: Spans, choice: Choice, limit: int, offset: int = 0) -> list[CountedLine]:
        return figures.lines(self._tx, spans, choice, limit, offset)

    def recovered(self, spans: Spans) -> list[Money]:
        return money.recovered(self._tx, spans)

    def ratings(self, spans: Spans) -> Ratings | None:
        return money.ratings(self._tx, spans)

    def stage_times(self, spans: Spans) -> list[StageTime]:
        return stages.stage_times(self._tx, spans)

    def waiting(self) -> list[Waiting]:
        return stages.waiting(self._tx)

    def waiting_since(self, stage: Stage, after: datetime, until: datetime, limit: int = 50) -> list[Waiting]:
        return stages.waiting_since(self._tx, stage, after, until, limit)

    def drafts_of(self, after: datetime, until: datetime) -> list[tuple[int, int]]:
        return stages.drafts_of(self._tx, after, until)

    def decided(self, spans: Spans) -> list[Decided]:
        return stages.decided(self._tx, spans)

    def inspected(self, spans: Spans) -> list[InspectedBy]:
        return stages.inspected(self._tx, spans)

    def judged(self, spans: Spans, limit: int, offset: int = 0) -> list[Judged]:
        return judged.judged(self._tx, spans, limit, offset)

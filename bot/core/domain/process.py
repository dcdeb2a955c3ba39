"""How long a return takes, stage by stage, where returns wait now, and how decisions fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """In the order of the way. A stage is counted in the span in which it ended."""

    APPROVAL = "approval"  # submitted → a person decided; what the policy decides takes no time
    ANSWER = "answer"  # a question is open with who filed it; waits only
    ARRIVAL = "arrival"  # decided → the goods are claimed by an inspector
    INSPECTION = "inspection"  # claimed → finished
    REVIEW = "review"  # return order made → agreed
    RESTOCK = "restock"  # agreed → posted
    WHOLE = "whole"  # submitted → posted


# Whose time it is: goods on their way and answers of those who filed are not ours.
IN_HOUSE = (Stage.APPROVAL, Stage.INSPECTION, Stage.REVIEW, Stage.RESTOCK)

# Longer than this in one stage is late. The first alert goes to who is responsible, the next to the managers.
LIMITS: dict[Stage, timedelta] = {
    Stage.APPROVAL: timedelta(hours=24),
    Stage.ANSWER: timedelta(days=3),
    Stage.ARRIVAL: timedelta(days=14),
    Stage.INSPECTION: timedelta(hours=48),
    Stage.REVIEW: timedelta(hours=24),
    Stage.RESTOCK: timedelta(hours=24),
}
# Findings of the policy that speak against a return: approving it all the same overrides the policy.
RULES_OVERRIDDEN = ("OUTSIDE_WINDOW", "NOT_RETURNABLE")


@dataclass(frozen=True, slots=True)
class StageTime:
    """Of `times` returns that left the stage in the span. Nearest rank: half of them (nine tenths) took at
    most so many seconds."""

    stage: Stage
    span: int
    times: int
    median_seconds: int
    ninth_decile_seconds: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands in a stage now. `person_id` none: no one person, but the managers or the customer."""

    stage: Stage
    person_id: int | None
    count: int
    oldest_since: datetime
    oldest_number: str
    oldest_request_id: int


@dataclass(frozen=True, slots=True)
class Decided:
    """`overridden`: approved by a person although the policy had a rule against it."""

    span: int
    count: int
    automatic: int
    refused: int
    overridden: int

    @property
    def automatic_percent(self) -> int | None:
        return self.percent(self.automatic)

    def percent(self, part: int) -> int | None:
        """Of all that was decided, to the whole percent, half up; none of nothing."""
        return (200 * part + self.count) // (2 * self.count) if self.count else None


@dataclass(frozen=True, slots=True)
class InspectedBy:
    span: int
    person_id: int
    count: int


@dataclass(frozen=True, slots=True)
class StageStanding:
    """One stage in the period and in all the periods before it together."""

    stage: Stage
    now: StageTime | None
    before: StageTime | None
    waiting: tuple[Waiting, ...]

    @property
    def waiting_count(self) -> int:
        return sum(waiting.count for waiting in self.waiting)

    @property
    def oldest(self) -> Waiting | None:
        return min(self.waiting, key=lambda w: (w.oldest_since, w.oldest_number), default=None)


@dataclass(frozen=True, slots=True)
class Process:
    """`stages` in the order of the way; `decided_before` in all the periods before together."""

    stages: tuple[StageStanding, ...]
    decided: Decided
    inspected: tuple[InspectedBy, ...]
    decided_before: Decided = Decided(0, 0, 0, 0, 0)

    def bottleneck(self, now: datetime) -> StageStanding | None:
        """A stage of our own that nothing left while returns wait in it over its limit, the longest waiting
        first; else the one that takes longest, of two alike the one where more wait."""
        own = [s for s in self.stages if s.stage in IN_HOUSE]
        stuck = [s for s in own if s.now is None and s.oldest is not None and is_late(s.oldest, now)]
        if stuck:
            return min(stuck, key=_oldest_since)
        return max((s for s in own if s.now is not None), key=_slowness, default=None)

    def stage(self, stage: Stage) -> StageStanding:
        return next(standing for standing in self.stages if standing.stage is stage)


def _slowness(standing: StageStanding) -> tuple[int, int, int]:
    assert standing.now is not None
    return standing.now.median_seconds, standing.now.ninth_decile_seconds, standing.waiting_count


def _oldest_since(standing: StageStanding) -> datetime:
    assert standing.oldest is not None
    return standing.oldest.oldest_since


def process_of(
    times: Sequence[StageTime],
    waiting: Sequence[Waiting],
    decided: Sequence[Decided],
    inspected: Sequence[InspectedBy],
) -> Process:
    """Spans: 0 is what came before, 1 the period."""

    def time_of(stage: Stage, span: int) -> StageTime | None:
        return next((time for time in times if (time.stage, time.span) == (stage, span)), None)

    stages = tuple(
        StageStanding(
            stage,
            time_of(stage, 1),
            time_of(stage, 0),
            tuple(w for w in waiting if w.stage is stage),
        )
        for stage in Stage
    )
    before, own = (next((d for d in decided if d.span == span), Decided(span, 0, 0, 0, 0)) for span in (0, 1))
    people = sorted((i for i in inspected if i.span == 1), key=lambda i: (-i.count, i.person_id))
    return Process(stages, own, tuple(people), before)


def is_late(waiting: Waiting, now: datetime) -> bool:
    limit = LIMITS.get(waiting.stage)
    return limit is not None and now - waiting.oldest_since > limit

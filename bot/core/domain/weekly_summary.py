"""What people in charge are told on Monday: the figures of a period, and what in them stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from bot.core.domain.figures import Choice, Dimension, Group, share_percent
from bot.core.domain.periods import Period
from bot.core.domain.process import Process
from bot.core.domain.values import Money

HIGHLIGHTED = (Dimension.PRODUCT, Dimension.REASON, Dimension.CUSTOMER, Dimension.SUPPLIER)
LEAST_CHANGE = Decimal(2)  # lines; less than this is chance, not news


@dataclass(frozen=True, slots=True)
class Ratings:
    """By customers, 1 to 5."""

    count: int
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Highlight:
    """What changed most. `reason`: why it mostly comes back, in so many of its lines."""

    dimension: Dimension
    group: Group
    reason: Group | None = None

    @property
    def is_new(self) -> bool:
        """Nothing of it came back in the periods before."""
        return not any(tally.lines for tally in self.group.before)


@dataclass(frozen=True, slots=True)
class Report:
    """One period against the four before it. `by` holds the keys of each dimension, the most lines first;
    `people` the names of everybody who is named in it. `ended`: its last day is over; before that its counts
    stand beside whole periods and compare with none."""

    period: Period
    choice: Choice
    made_at: datetime
    total: Group
    by: Mapping[Dimension, tuple[Group, ...]]
    process: Process
    recovered: tuple[Money, ...] = ()
    ratings: Ratings | None = None
    highlight: Highlight | None = None
    people: Mapping[int, str] = field(default_factory=dict)
    ended: bool = True

    def groups(self, dimension: Dimension) -> tuple[Group, ...]:
        """Those of which something came back in the period itself."""
        return tuple(group for group in self.by.get(dimension, ()) if not group.now.is_empty)

    def first(self, dimension: Dimension) -> Group | None:
        """The one with the most lines; a key that is not known is no answer."""
        named = [group for group in self.groups(dimension) if group.key and group.now.lines > 0]
        return named[0] if named else None


def share_of(group: Group, total: Group) -> Decimal:
    """Percent of the period's lines, unrounded."""
    return share_percent(group.now.lines, total.now.lines)


def share_points(group: Group, total: Group) -> int:
    """By how many points of a hundred the share of lines differs from the share over the periods before; 0
    where nothing came back before, for then there was no share."""
    lines_before = sum(tally.lines for tally in total.before)
    if lines_before <= 0:
        return 0
    before = share_percent(sum(tally.lines for tally in group.before), lines_before)
    return int((share_of(group, total) - before).to_integral_value(ROUND_HALF_UP))


def changed_most(
    by: Mapping[Dimension, tuple[Group, ...]], *, ended: bool = True
) -> tuple[Dimension, Group] | None:
    """The largest change of lines against the mean, up or down, product first among equals; None where
    nothing moved enough to be told. While the period lasts, what is not there yet may still come: only up."""
    found = [(d, group) for d in HIGHLIGHTED for group in by.get(d, ()) if group.key]
    moved = [
        (d, group)
        for d, group in found
        if abs(group.risen_lines) >= LEAST_CHANGE and (ended or group.risen_lines > 0)
    ]
    return max(moved, key=lambda entry: abs(entry[1].risen_lines), default=None)

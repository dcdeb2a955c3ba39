"""What the policy did in a stretch of months: whom it refused, whom managers let through all the same, and
what missed a limit by a little.

A request counts on the day it was decided. A refusal is a rule's where the policy found that rule against the
request; of two rules it is both's. "Near" looks at what was over a limit, because that is what a wider limit
would change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.core.domain.periods import Period, days_between
from bot.core.domain.process import Decided
from bot.core.domain.return_request import Finding
from bot.core.domain.values import Money

QUARTER = 3  # months
NEAR_VALUE = Decimal("1.25")  # times the limit
NEAR_DAYS = 7  # after the window


class Matter(StrEnum):
    """A figure of the review; the returns behind it can be listed."""

    WINDOW = "window"  # too late
    EXCLUDED = "excluded"  # product or category is not taken back
    SOLD = "sold"  # more than was sold and not yet returned; the policy refuses by itself
    NEAR_VALUE = "near_value"  # a manager had to decide, for a little money
    NEAR_WINDOW = "near_window"  # too late by a few days


RULE_OF: dict[str, Matter] = {
    "OUTSIDE_WINDOW": Matter.WINDOW,
    "NOT_RETURNABLE": Matter.EXCLUDED,
    "OVER_RETURN": Matter.SOLD,
}
OVER_LIMIT = "OVER_AUTO_LIMIT"
REVIEWED_CODES = (*RULE_OF, OVER_LIMIT)


@dataclass(frozen=True, slots=True)
class Judged:
    """One request that was decided, and that the policy had something against. `span` 0 is the stretch before
    the one under review, 1 that one; `value` at the prices paid."""

    span: int
    request_id: int
    number: str
    customer: str
    refused: bool
    value: Money
    findings: tuple[Finding, ...]

    @property
    def matters(self) -> frozenset[Matter]:
        rules = {RULE_OF[f.code] for f in self.findings if f.code in RULE_OF and f.decides != "inform"}
        near = {
            matter
            for finding in self.findings
            for matter, is_near in (
                (Matter.NEAR_VALUE, self._over_by_little),
                (Matter.NEAR_WINDOW, _late_by_few),
            )
            if is_near(finding)
        }
        return frozenset(rules | near)

    def _over_by_little(self, finding: Finding) -> bool:
        if finding.code != OVER_LIMIT or finding.facts.get("currency") != self.value.currency:
            return False
        return self.value.amount <= Decimal(str(finding.facts["limit"])) * NEAR_VALUE


def _late_by_few(finding: Finding) -> bool:
    if finding.code != "OUTSIDE_WINDOW":
        return False
    age, days = (int(str(finding.facts[name])) for name in ("age_days", "days"))
    return age - days <= NEAR_DAYS


@dataclass(frozen=True, slots=True)
class Ruled:
    """How often a matter came up in one stretch, and how it ended."""

    refused: int = 0
    approved: int = 0

    @property
    def count(self) -> int:
        return self.refused + self.approved


@dataclass(frozen=True, slots=True)
class Figure:
    matter: Matter
    now: Ruled
    before: Ruled


@dataclass(frozen=True, slots=True)
class PolicyReview:
    """Two stretches of as many months. `figures` in the order of Matter; what never came up is left out."""

    period: Period
    decided: Decided
    decided_before: Decided
    figures: tuple[Figure, ...]

    def figure(self, matter: Matter) -> Figure | None:
        return next((figure for figure in self.figures if figure.matter is matter), None)


def review_of(period: Period, judged: Iterable[Judged], decided: Sequence[Decided]) -> PolicyReview:
    counts = {(matter, span): Ruled() for matter in Matter for span in (0, 1)}
    for request in judged:
        for matter in request.matters:
            known = counts[matter, request.span]
            counts[matter, request.span] = Ruled(
                known.refused + request.refused, known.approved + (not request.refused)
            )
    figures = [Figure(matter, counts[matter, 1], counts[matter, 0]) for matter in Matter]
    before, now = (next((d for d in decided if d.span == s), Decided(s, 0, 0, 0, 0)) for s in (0, 1))
    return PolicyReview(period, now, before, tuple(f for f in figures if f.now.count or f.before.count))


# ── months ──
def months_until(day: date, months: int) -> Period:
    """The whole months before the one that `day` is in."""
    first = day.replace(day=1)
    return days_between(_months_from(first, -months), first - timedelta(days=1))


def months_told(stretch: int) -> Period:
    """20260703 is July to September 2026."""
    months, first = stretch % 100, date(stretch // 10_000, stretch // 100 % 100, 1)
    return days_between(first, _months_from(first, months) - timedelta(days=1))


def running_months(day: date, months: int) -> Period:
    """Those that are not over: from the first of them, by the calendar, to the day itself."""
    past = (day.month - 1) % months
    return days_between(_months_from(day.replace(day=1), -past), day)


def stretch_before(period: Period) -> Period:
    """As many whole months before the first of `period`."""
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return days_between(_months_from(period.first, -months), period.first - timedelta(days=1))


def _months_from(first: date, months: int) -> date:
    counted = first.year * 12 + first.month - 1 + months
    return date(counted // 12, counted % 12 + 1, 1)

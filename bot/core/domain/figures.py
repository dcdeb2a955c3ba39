"""Why goods came back, in numbers.

A return is counted on the day its return order was posted: then the goods are back, counted, valued and
agreed to by two people. An order that is taken back afterwards subtracts on the day it was taken back, so a
week that was told once never changes. The day is the desk's. Practice is never posted, so never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bot.core.domain.values import Money

Amounts = Mapping[str, Decimal]  # by unit or by currency


class Dimension(StrEnum):
    """By what returns are told apart."""

    TOTAL = "total"
    REASON = "reason"
    PRODUCT = "product"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    CATEGORY = "category"
    PERSON = "person"  # who filed it
    DISCREPANCY = "discrepancy"  # short, over, wrong


class Discrepancy(StrEnum):
    """What was counted against what was asked back."""

    SHORT = "short"
    OVER = "over"
    WRONG = "wrong"  # a product nobody asked for


BREAKDOWNS = (
    Dimension.REASON,
    Dimension.PRODUCT,
    Dimension.SUPPLIER,
    Dimension.CUSTOMER,
    Dimension.CATEGORY,
    Dimension.PERSON,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """`returns` are return orders, `lines` their lines. A reversal counts below zero. `values` are what was
    paid for the goods, to the cent as the credit note has it, before any fee."""

    returns: int = 0
    lines: int = 0
    quantities: Amounts = field(default_factory=dict)
    values: Amounts = field(default_factory=dict)

    def plus(self, other: Tally) -> Tally:
        return Tally(
            self.returns + other.returns,
            self.lines + other.lines,
            _added(self.quantities, other.quantities),
            _added(self.values, other.values),
        )

    @property
    def quantity(self) -> Decimal:
        """Over all units: for ordering and bars, not for telling."""
        return sum(self.quantities.values(), Decimal(0))

    @property
    def money(self) -> list[Money]:
        """By currency, the largest first; each currency apart."""
        amounts = sorted(self.values.items(), key=lambda item: (-abs(item[1]), item[0]))
        return [Money(amount, currency) for currency, amount in amounts if amount]

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.returns and not self.quantity and not self.money


def _added(left: Amounts, right: Amounts) -> Amounts:
    return {key: left.get(key, Decimal(0)) + right.get(key, Decimal(0)) for key in {**left, **right}}


@dataclass(frozen=True, slots=True)
class Counted:
    """One tally as storage gives it: by what, which one, in which span."""

    dimension: Dimension
    key: str
    span: int
    tally: Tally


WITHOUT = "∅"  # chooses those that have none: walk-ins have no customer, some goods no supplier


@dataclass(frozen=True, slots=True)
class Choice:
    """Only returns with these; the empty choice is all of them."""

    reason: str = ""
    product: str = ""
    supplier: str = ""
    customer: str = ""
    category: str = ""
    person: str = ""

    def chosen(self) -> dict[Dimension, str]:
        """As the keys stand in records: none is empty there."""
        named = {Dimension(name): getattr(self, name) for name in self.__slots__}
        return {dimension: "" if key == WITHOUT else key for dimension, key in named.items() if key}


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One line of a posted return order; `sign` is -1 where the order was taken back on that day."""

    at: datetime
    sign: int
    request_id: int
    order_number: str
    request_number: str
    line_no: int
    customer: str
    product: str
    category: str
    supplier: str
    person: int
    reason: str
    grade: str
    unit: str
    asked: Decimal
    counted: Decimal
    value: Money


@dataclass(frozen=True, slots=True)
class Group:
    """One key over all spans: the last is the period itself, those before are what it is compared with."""

    key: str
    spans: tuple[Tally, ...]
    name_en: str = ""
    name_zh: str = ""

    def name(self, language: str) -> str:
        return (self.name_zh if language == "zh" else "") or self.name_en

    @property
    def now(self) -> Tally:
        return self.spans[-1]

    @property
    def before(self) -> tuple[Tally, ...]:
        return self.spans[:-1]

    def mean_lines(self) -> Decimal:
        return mean([Decimal(tally.lines) for tally in self.before])

    def mean_value(self, currency: str) -> Decimal:
        return mean([tally.values.get(currency, Decimal(0)) for tally in self.before])

    @property
    def risen_lines(self) -> Decimal:
        return self.now.lines - self.mean_lines()


def mean(amounts: Sequence[Decimal]) -> Decimal:
    """Unrounded as far as decimals go; zero of nothing."""
    return sum(amounts, Decimal(0)) / len(amounts) if amounts else Decimal(0)


def change_percent(now: Decimal | int, before: Decimal) -> int | None:
    """To the whole percent, half up; none where there was nothing before."""
    if before <= 0:
        return None
    return int(((now - before) * 100 / before).quantize(Decimal(1), ROUND_HALF_UP))


def share_percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Zero of nothing; unrounded."""
    return Decimal(part) * 100 / Decimal(whole) if whole > 0 else Decimal(0)


def grouped(rows: Iterable[Counted], dimension: Dimension, spans: int) -> list[Group]:
    """The keys of one dimension, the most lines of the period first, then the highest value."""
    found: dict[str, list[Tally]] = {}
    for row in rows:
        if row.dimension is dimension:
            tallies = found.setdefault(row.key, [Tally()] * spans)
            tallies[row.span] = tallies[row.span].plus(row.tally)
    groups = [Group(key, tuple(tallies)) for key, tallies in found.items()]
    return sorted(groups, key=_rank)


def _rank(group: Group) -> tuple[int, Decimal, Decimal, str]:
    now = group.now
    return -now.lines, -sum(now.values.values(), Decimal(0)), -now.quantity, group.key


def total_of(rows: Iterable[Counted], spans: int) -> Group:
    groups = grouped(rows, Dimension.TOTAL, spans)
    return groups[0] if groups else Group("", (Tally(),) * spans)

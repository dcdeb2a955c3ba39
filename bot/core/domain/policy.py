"""The versioned rules a request is judged by, and the arithmetic of what may still be returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.core.domain.catalogue import OrderLineBalance, Product, Taken
from bot.core.domain.errors import QuantityExceedsDelivered
from bot.core.domain.return_request import Allocation, Finding, ReturnLine, ReturnRequest
from bot.core.domain.values import Money, Quantity, total


class WindowFrom(StrEnum):
    """The day from which the days of the window are counted."""

    ORDER = "order"
    DELIVERY = "delivery"  # as imported; the day of the order where it is not known


@dataclass(frozen=True, slots=True)
class Fee:
    """What a return costs the customer: percent of a line's value, or an amount for each line."""

    percent: Decimal = Decimal(0)
    amount: Money | None = None

    def of(self, value: Money) -> Money:
        """Rounded to the cent, never above the value itself. An amount in another currency than the value
        cannot be taken off it and counts as nothing."""
        worth, nothing = value.rounded(), Money.zero(value.currency)
        if not worth > nothing:
            return nothing
        if self.amount is None:
            return min(worth, Money(value.amount * self.percent / 100, value.currency).rounded())
        return min(worth, self.amount.rounded()) if self.amount.currency == value.currency else nothing


@dataclass(frozen=True, slots=True)
class Policy:
    """One version; never changed, only followed by the next."""

    version: int
    window_days: int
    auto_approval_limit: Money  # requests up to this value need no manager
    effective_at: datetime
    author_id: int = 0
    non_returnable_categories: frozenset[str] = frozenset()
    non_returnable_products: frozenset[str] = frozenset()
    window_from: WindowFrom = WindowFrom.ORDER
    category_windows: Mapping[str, int] = field(default_factory=dict)  # category: days
    fees: Mapping[str, Fee] = field(default_factory=dict)  # reason: fee
    second_approval_limit: Money | None = None  # above it two managers must approve; None: never
    scrap_limit: Money | None = None  # above it two people decide on scrap; None: never

    def window_for(self, category: str) -> int:
        """Days."""
        return self.category_windows.get(category, self.window_days)

    def fee_for(self, reason: str, value: Money) -> Money:
        """The restocking fee of one line of that value, rounded; zero where the reason costs nothing."""
        fee = self.fees.get(reason)
        return fee.of(value) if fee else Money.zero(value.currency)


@dataclass(frozen=True, slots=True)
class Returnable:
    """What a customer may still return of one product."""

    sold: Quantity
    taken: Quantity
    balances: tuple[OrderLineBalance, ...]

    @property
    def most(self) -> Quantity:
        return total((balance.left for balance in self.balances), self.sold.unit)

    @property
    def numbers(self) -> list[str]:
        """The requests that took something already, each once, in order."""
        seen = {taken.number: None for balance in self.balances for taken in balance.taken_by}
        return sorted(number for number in seen if number)


def returnable(balances: Iterable[OrderLineBalance], unit: str) -> Returnable:
    listed = tuple(balances)
    return Returnable(
        sold=total((b.line.quantity for b in listed), unit),
        taken=total((b.taken for b in listed), unit),
        balances=listed,
    )


def exceeds(product_code: str, possible: Returnable) -> QuantityExceedsDelivered:
    return QuantityExceedsDelivered(
        product_code=product_code,
        sold=str(possible.sold),
        taken=str(possible.taken),
        most=str(possible.most),
        numbers=possible.numbers,
    )


def ensure_returnable(product_code: str, wanted: Quantity, possible: Returnable) -> None:
    """Raises QuantityExceedsDelivered with the arithmetic."""
    if wanted > possible.most:
        raise exceeds(product_code, possible)


def allocate(line: ReturnLine, possible: Returnable) -> list[Allocation]:
    """Spreads the line over the customer's order lines, the newest first. Raises QuantityExceedsDelivered."""
    wanted = line.asked
    ensure_returnable(line.product_code, wanted, possible)
    newest_first = sorted(
        possible.balances, key=lambda b: (b.line.ordered_at, b.line.order_no, b.line.line_no), reverse=True
    )
    result: list[Allocation] = []
    for balance in newest_first:
        part = min(wanted, balance.left)
        if part:
            result.append(
                Allocation(balance.line.order_no, balance.line.line_no, part, balance.line.unit_price)
            )
            wanted = wanted - part
    return result


def less(possible: Returnable, allocated: Iterable[Allocation]) -> Returnable:
    """What is left once other lines of the same request took their part of the same order lines."""
    taken: dict[tuple[str, int], list[Taken]] = {}
    for part in allocated:
        taken.setdefault((part.order_no, part.order_line), []).append(Taken("", part.quantity))
    balances = (
        OrderLineBalance(b.line, (*b.taken_by, *taken.get((b.line.order_no, b.line.line_no), ())))
        for b in possible.balances
    )
    return returnable(balances, possible.sold.unit)


def named_orders_first(line: ReturnLine) -> bool:
    """Sorting key: a line that names its order has no other to take from."""
    return not line.order_no


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What judging one line needs: its product and, unless without an order, what may still be returned."""

    product: Product
    possible: Returnable | None


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...]

    @property
    def refuses(self) -> bool:
        return any(finding.decides == "refuse" for finding in self.findings)

    @property
    def needs_manager(self) -> bool:
        return any(finding.decides == "ask" for finding in self.findings)


def judge(policy: Policy, request: ReturnRequest, facts: Sequence[LineFacts], now: datetime) -> Verdict:
    """Allocates every line and says what the policy thinks. Over-return refuses the whole request."""
    findings: list[Finding] = []
    allocated: list[Allocation] = []
    pairs = zip(request.lines, facts, strict=True)
    for line, known in sorted(pairs, key=lambda pair: named_orders_first(pair[0])):
        possible = None if known.possible is None else less(known.possible, allocated)
        findings += _line_findings(policy, line, LineFacts(known.product, possible), now)
        allocated += line.allocations
    if request.without_order:
        findings.append(Finding("NO_ORDER", "ask"))
    elif _is_over(policy.auto_approval_limit, request.value):
        findings.append(
            Finding(
                "OVER_AUTO_LIMIT",
                "ask",
                {
                    "limit": str(policy.auto_approval_limit.amount),
                    "currency": policy.auto_approval_limit.currency,
                },
            )
        )
    return Verdict(tuple(findings))


def _is_over(limit: Money, value: Money) -> bool:
    """A value in another currency cannot be weighed against the limit: a manager looks at it."""
    return value.currency != limit.currency or value > limit


def _line_findings(policy: Policy, line: ReturnLine, known: LineFacts, now: datetime) -> list[Finding]:
    findings: list[Finding] = []
    product = known.product
    if not product.returnable or product.category in policy.non_returnable_categories:
        findings.append(Finding("NOT_RETURNABLE", "ask", {"product_code": product.code}))
    if known.possible is None:
        line.allocations = []
        return findings
    try:
        line.allocations = allocate(line, known.possible)
    except QuantityExceedsDelivered as error:
        line.allocations = []
        return [*findings, Finding("OVER_RETURN", "refuse", error.facts)]
    dates = [
        balance.line.ordered_at
        for balance in known.possible.balances
        for allocation in line.allocations
        if (balance.line.order_no, balance.line.line_no) == (allocation.order_no, allocation.order_line)
    ]
    if any(date < now - timedelta(days=policy.window_days) for date in dates):
        findings.append(
            Finding(
                "OUTSIDE_WINDOW",
                "ask",
                {
                    "product_code": product.code,
                    "days": policy.window_days,
                    "age_days": max((now - date).days for date in dates),
                },
            )
        )
    elif dates:
        findings.append(Finding("WITHIN_WINDOW", "inform", {"days": policy.window_days}))
    return findings

"""The versioned rules a request is judged by, and the arithmetic of what may still be returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.core.domain.catalogue import OrderLine, OrderLineBalance, Product, Taken
from bot.core.domain.errors import QuantityExceedsDelivered
from bot.core.domain.return_request import NEEDS_TWO, Allocation, Finding, ReturnLine, ReturnRequest
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

    def excludes(self, product: Product) -> bool:
        return (
            product.category in self.non_returnable_categories or product.code in self.non_returnable_products
        )

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
    def here(self) -> Quantity:
        """What other lines of the same return take of it."""
        parts = (taken.quantity for b in self.balances for taken in b.taken_by if not taken.number)
        return total(parts, self.sold.unit)

    @property
    def orders(self) -> list[OrderLineBalance]:
        """The order lines that still hold something, the newest first."""
        return [balance for balance in _newest_first(self.balances) if balance.left]

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
    here = {"here": str(possible.here)} if possible.here else {}
    return QuantityExceedsDelivered(
        product_code=product_code,
        sold=str(possible.sold),
        taken=str(possible.taken),
        most=str(possible.most),
        numbers=possible.numbers,
        **here,
    )


def ensure_returnable(product_code: str, wanted: Quantity, possible: Returnable) -> None:
    """Raises QuantityExceedsDelivered with the arithmetic."""
    if wanted > possible.most:
        raise exceeds(product_code, possible)


def allocate(line: ReturnLine, possible: Returnable) -> list[Allocation]:
    """Spreads the line over the customer's order lines, the newest first. Raises QuantityExceedsDelivered."""
    ensure_returnable(line.product_code, line.asked, possible)
    return _spread(line.asked, _newest_first(possible.balances))


def spread(wanted: Quantity, possible: Returnable) -> list[Allocation]:
    """That much, or what there is, off the order lines, the newest first."""
    return _spread(wanted, _newest_first(possible.balances))


def _newest_first(balances: Iterable[OrderLineBalance]) -> list[OrderLineBalance]:
    return sorted(balances, key=lambda b: (b.line.ordered_at, b.line.order_no, b.line.line_no), reverse=True)


def _spread(wanted: Quantity, balances: Iterable[OrderLineBalance]) -> list[Allocation]:
    """As far as they go, in that order."""
    result: list[Allocation] = []
    for balance in balances:
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


def of_order(possible: Returnable, order_no: str) -> Returnable:
    """The part of one order; all of it where none is named."""
    if not order_no:
        return possible
    return returnable((b for b in possible.balances if b.line.order_no == order_no), possible.sold.unit)


def left_beside(possible: Returnable, line: ReturnLine, others: Iterable[ReturnLine]) -> Returnable:
    """What `line` may take once the other lines of its return have theirs. `possible` is over all orders.
    A line that may take any order leaves the one that `line` names alone as long as it can."""
    rest = possible
    for other in sorted(others, key=named_orders_first):
        if other.product_code == line.product_code and other.quantity:
            fitting = _newest_first(of_order(rest, other.order_no).balances)
            fitting.sort(key=lambda b: b.line.order_no == line.order_no)
            rest = less(rest, _spread(other.quantity, fitting))
    return of_order(rest, line.order_no)


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
    """Allocates every line and says what the policy thinks. Over-return refuses the whole request. `now` is
    in the desk's time zone: the days of a window are those of its calendar."""
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
        findings.append(_over("OVER_AUTO_LIMIT", policy.auto_approval_limit))
    second = policy.second_approval_limit
    if second is not None and any(_is_over(second, worth) for worth in _worth(request, facts)):
        findings.append(_over(NEEDS_TWO, second))
    return Verdict(tuple(findings))


def _worth(request: ReturnRequest, facts: Sequence[LineFacts]) -> list[Money]:
    """In each currency; at list prices where no order tells the price paid."""
    if not request.without_order:
        return [request.value]
    sums: dict[str, Money] = {}
    for line, known in zip(request.lines, facts, strict=True):
        price = known.product.price
        sums[price.currency] = sums.get(price.currency, Money.zero(price.currency)) + price.times(line.asked)
    return list(sums.values())


def _over(code: str, limit: Money) -> Finding:
    return Finding(code, "ask", {"limit": str(limit.amount), "currency": limit.currency})


def _is_over(limit: Money, value: Money) -> bool:
    """A value in another currency cannot be weighed against the limit: a manager looks at it."""
    return value.currency != limit.currency or value > limit


def _line_findings(policy: Policy, line: ReturnLine, known: LineFacts, now: datetime) -> list[Finding]:
    findings: list[Finding] = []
    product = known.product
    if not product.returnable or policy.excludes(product):
        findings.append(Finding("NOT_RETURNABLE", "ask", {"product_code": product.code}))
    if known.possible is None:
        line.allocations = []
        return findings
    try:
        line.allocations = allocate(line, known.possible)
    except QuantityExceedsDelivered as error:
        line.allocations = []
        return [*findings, Finding("OVER_RETURN", "refuse", error.facts)]
    giving = {(part.order_no, part.order_line) for part in line.allocations}
    lines = [b.line for b in known.possible.balances if (b.line.order_no, b.line.line_no) in giving]
    return [*findings, *_window_findings(policy, product, lines, now)]


def _window_findings(
    policy: Policy, product: Product, lines: Sequence[OrderLine], now: datetime
) -> list[Finding]:
    """Counted from the day of the order or of the delivery; where no delivery is known, of the order. The
    last day counts to its end: what was bought at any hour 30 days ago is within 30 days."""
    if not lines:
        return []
    days = policy.window_for(product.category)
    from_delivery = policy.window_from is WindowFrom.DELIVERY
    delivered = {line.delivered_at for line in lines if from_delivery and line.delivered_at}
    others = {line.ordered_at for line in lines if not (from_delivery and line.delivered_at)}
    oldest = min(delivered | others)
    since: dict[str, object] = {"since": WindowFrom.DELIVERY.value} if oldest in delivered else {}
    age_days = (now.date() - oldest.astimezone(now.tzinfo).date()).days
    if age_days <= days:
        return [Finding("WITHIN_WINDOW", "inform", {"days": days, **since})]
    facts = {"product_code": product.code, "days": days, "age_days": age_days, **since}
    return [Finding("OUTSIDE_WINDOW", "ask", facts)]

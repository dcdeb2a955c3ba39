"""What scrapped goods are worth, and whether that needs two people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.values import Money, Quantity


@dataclass(frozen=True, slots=True)
class Scrap:
    """So much of a line; `list_price` for what no order line explains."""

    line: ReturnOrderLine
    quantity: Quantity
    list_price: Money

    def parts(self) -> Iterator[Money]:
        """At the prices paid, the dearest first, then at the list price."""
        left = self.quantity
        paid = sorted(self.line.allocations, key=lambda part: part.unit_price.amount, reverse=True)
        for allocation in paid:
            part = min(left, allocation.quantity)
            if part:
                yield allocation.unit_price.times(part)
                left = left - part
        if left:
            yield self.list_price.times(left)


def scrap_of(order: ReturnOrder, list_prices: Mapping[str, Money]) -> list[Scrap]:
    """What this order scraps."""
    return [
        Scrap(line, quantity, list_prices[line.product_code])
        for line in order.lines
        for disposition, quantity in line.split
        if disposition is Disposition.SCRAP and quantity
    ]


def needs_two(limit: Money | None, scrap: Iterable[Scrap]) -> bool:
    """Above the limit two people decide; a value in another currency cannot be weighed, so two look at it."""
    if limit is None:
        return False
    value = Money.zero(limit.currency)
    for part in (money for some in scrap for money in some.parts()):
        if part.currency != limit.currency:
            return True
        value = value + part
    return value > limit

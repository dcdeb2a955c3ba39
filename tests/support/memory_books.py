"""What goods and money say about each other, read from the desk in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.core.domain.books import Books, ClaimBooked, GoodsBooked, OrderBooked, SoldBooked
from bot.core.domain.errors import RecordUnknown
from bot.core.domain.money_check import MoneyCheck
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import Allocation
from bot.core.domain.values import Money, Quantity

if TYPE_CHECKING:
    from tests.support.memory_ports import State


class MemoryBooks:
    """`ports.BooksKept`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def read(self) -> Books:
        orders = sorted(self._state.return_orders.values(), key=lambda order: order.number)
        claims = sorted(self._state.claims.values(), key=lambda claim: claim.number)
        return Books(
            orders=tuple(_order(order, _fine_parts(orders)) for order in orders),
            credit_notes=tuple(sorted(self._state.credit_notes.values(), key=lambda note: note.number)),
            sold=tuple(self._sold(orders)),
            claims=tuple(
                ClaimBooked(claim.number, claim.status, claim.outcome, claim.debit_note, claim.currency)
                for claim in claims
            ),
            debit_notes=tuple(sorted(self._state.debit_notes.values(), key=lambda note: note.number)),
            goods=tuple(self._goods(orders)),
        )

    def add_check(self, check: MoneyCheck) -> MoneyCheck:
        check = replace(check, id=max(self._state.money_checks, default=0) + 1)
        self._state.money_checks[check.id] = check
        return check

    def check(self, check_id: int) -> MoneyCheck:
        if check_id not in self._state.money_checks:
            raise RecordUnknown(number=str(check_id))
        return self._state.money_checks[check_id]

    def last_check(self) -> MoneyCheck | None:
        checks = self._state.money_checks
        return checks[max(checks)] if checks else None

    def _sold(self, orders: list[ReturnOrder]) -> list[SoldBooked]:
        parts: dict[tuple[str, int], list[Allocation]] = defaultdict(list)
        for order in orders:
            if order.status is OrderStatus.POSTED and order.is_credited:
                for part in _parts(order):
                    parts[part.order_no, part.order_line].append(part)
        found = []
        for key, own in sorted(parts.items()):
            line = self._state.order_lines[key]
            returned = sum((part.quantity.amount for part in own), Decimal(0))
            credited = sum((part.unit_price.times(part.quantity).amount for part in own), Decimal(0))
            currency = line.unit_price.currency
            found.append(
                SoldBooked(
                    *key,
                    line.quantity,
                    Quantity(returned, line.quantity.unit),
                    line.unit_price.times(line.quantity),
                    Money(credited, currency),
                    frozenset(part.unit_price.currency for part in own),
                )
            )
        return found

    def _goods(self, orders: list[ReturnOrder]) -> list[GoodsBooked]:
        counted: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        units: dict[tuple[str, str], str] = {}
        undone = {movement.reverses for movement in self._state.movements}
        for order in orders:
            for line in order.lines if order.status is OrderStatus.POSTED else ():
                for _, quantity in line.split:
                    units[order.number, line.product_code] = quantity.unit
                    counted[order.number, line.product_code] += quantity.amount
        for movement in self._state.movements:
            if movement.cause.startswith("post:") and movement.cause not in undone:
                units[movement.record, movement.product_code] = movement.quantity.unit
                moved[movement.record, movement.product_code] += movement.quantity.amount
        return [
            GoodsBooked(*key, Quantity(counted[key], unit), Quantity(moved[key], unit))
            for key, unit in sorted(units.items())
        ]


def _parts(order: ReturnOrder) -> list[Allocation]:
    return [part for line in order.lines for part in line.allocations]


def _fine_parts(orders: list[ReturnOrder]) -> Counter[tuple[str, int]]:
    """By order line."""
    return Counter(
        (part.order_no, part.order_line)
        for order in orders
        for part in _parts(order)
        if part.unit_price.times(part.quantity) != part.value
    )


def _order(order: ReturnOrder, fine: Counter[tuple[str, int]]) -> OrderBooked:
    return OrderBooked(
        number=order.number,
        status=order.status,
        is_credited=order.is_credited,
        value=order.value,
        fee=order.fee,
        credit_note=order.credit_note,
        fine_parts=sum(fine[key] for key in {(part.order_no, part.order_line) for part in _parts(order)}),
        currencies=frozenset(part.unit_price.currency for part in _parts(order)),
    )

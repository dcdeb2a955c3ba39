"""What was sold, and how much of each order line has been taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from bot.core.domain.catalogue import Bought, OrderLine, OrderLineBalance, SerialSale, Taken
from bot.core.domain.errors import ImportRefused
from bot.core.domain.return_status import COUNTING
from bot.core.domain.values import Money, Quantity
from storage import tables as t
from storage.catalogue import CatalogueRepository
from storage.transaction import Transaction, Values, chunks

Key = tuple[str, int]

_L, _A, _R = t.order_lines.c, t.allocations.c, t.return_requests.c
_COUNTING = sorted(COUNTING)
_OF_ORDERS = select(t.order_lines).where(_L.order_no.in_(bindparam("orders", expanding=True)))
_RETURNED = (
    select(_A.order_no, _A.order_line)
    .join(t.return_requests, _R.id == _A.request_id)
    .where(_A.order_no.in_(bindparam("orders", expanding=True)), _R.status.in_(_COUNTING))
    .distinct()
)
_CHANGE = update(t.order_lines).where(
    _L.order_no == bindparam("old_order"), _L.line_no == bindparam("old_line")
)
_WANTED = (
    _L.customer_code == bindparam("customer"),
    _L.product_code == bindparam("product"),
    _L.ordered_at <= bindparam("until"),
    or_(bindparam("order") == "", _L.order_no == bindparam("order")),
)
_LINES = select(t.order_lines).where(*_WANTED).order_by(_L.order_no, _L.line_no)
_TAKEN = (
    select(_L.order_no, _L.line_no, _R.number, func.sum(_A.quantity).label("quantity"))
    .join(t.allocations, (_A.order_no == _L.order_no) & (_A.order_line == _L.line_no))
    .join(t.return_requests, _R.id == _A.request_id)
    .where(*_WANTED, _R.status.in_(_COUNTING), _R.id != bindparam("but_request"))
    .group_by(_L.order_no, _L.line_no, _R.number)
    .order_by(_L.order_no, _L.line_no, _R.number)
)
_LAST = func.max(_L.ordered_at)
_BOUGHT = (
    select(_L.product_code, _L.unit, func.sum(_L.quantity).label("quantity"), _LAST.label("last"))
    .where(_L.customer_code == bindparam("customer"), _L.ordered_at <= bindparam("until"))
    .group_by(_L.product_code, _L.unit)
    .order_by(_LAST.desc(), _L.product_code, _L.unit)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT_BOUGHT = select(func.count(_L.product_code.distinct())).where(
    _L.customer_code == bindparam("customer"), _L.ordered_at <= bindparam("until")
)
_S = t.order_serials.c
_SERIALS = (
    select(_S.serial, _S.order_no, _S.line_no, _L.ordered_at)
    .join(t.order_lines, (_L.order_no == _S.order_no) & (_L.line_no == _S.line_no))
    .where(
        _L.customer_code == bindparam("customer"),
        _L.product_code == bindparam("product"),
        _L.ordered_at <= bindparam("until"),
        or_(bindparam("serial") == "", _S.serial == bindparam("serial")),
    )
    .order_by(_L.ordered_at.desc(), _S.order_no, _S.line_no, _S.serial)
)
_CUSTOMER_OF = select(_L.customer_code).where(_L.order_no == bindparam("order")).limit(1)


class OrdersRepository:
    """`ports.Orders`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def save_lines(self, lines: Sequence[OrderLine]) -> tuple[int, int, int]:
        """A line given twice counts once, as it was given last."""
        wanted = {(line.order_no, line.line_no): line for line in lines}
        known = self._known(wanted)
        wanted |= {key: wanted[key].completed_by(line) for key, line in known.items() if key in wanted}
        new = [line for key, line in wanted.items() if key not in known]
        changed = {key: line for key, line in wanted.items() if key in known and known[key] != line}
        self._ensure_not_returned(lines, {key: known[key] for key in changed})
        self._tx.change_each(t.order_lines.insert(), [_values(line) for line in new])
        rows = [
            {"old_order": line.order_no, "old_line": line.line_no, **_values(line)}
            for line in changed.values()
        ]
        self._tx.change_each(_CHANGE, rows)
        serials = [
            {"order_no": line.order_no, "line_no": line.line_no, "serial": serial}
            for line in wanted.values()
            for serial in sorted(line.serials)
        ]
        self._tx.add_missing(t.order_serials, serials)
        return len(new), len(changed), len(wanted) - len(new) - len(changed)

    def balances(
        self,
        customer_code: str,
        product_code: str,
        *,
        until: datetime,
        order_no: str = "",
        but_request: int = 0,
    ) -> list[OrderLineBalance]:
        wanted = {"customer": customer_code, "product": product_code, "until": until, "order": order_no}
        lines = [_line_of(row) for row in self._tx.rows(self._tx.locked(_LINES), wanted)]
        if not lines:
            return []
        units = {(line.order_no, line.line_no): line.quantity.unit for line in lines}
        taken: dict[Key, list[Taken]] = defaultdict(list)
        for row in self._tx.rows(_TAKEN, {**wanted, "but_request": but_request}):
            key = (row.order_no, row.line_no)
            taken[key].append(Taken(row.number, Quantity(row.quantity, units[key])))
        return [OrderLineBalance(line, tuple(taken[line.order_no, line.line_no])) for line in lines]

    def bought(self, customer_code: str, *, until: datetime, limit: int, offset: int = 0) -> list[Bought]:
        parameters = {"customer": customer_code, "until": until, "most": limit, "skipped": offset}
        rows = self._tx.rows(_BOUGHT, parameters)
        products = CatalogueRepository(self._tx).products(row.product_code for row in rows)
        return [
            Bought(products[row.product_code], Quantity(row.quantity, row.unit), row.last) for row in rows
        ]

    def count_bought(self, customer_code: str, *, until: datetime) -> int:
        return int(self._tx.scalar(_COUNT_BOUGHT, {"customer": customer_code, "until": until}))

    def of_order(self, order_no: str) -> list[OrderLine]:
        rows = self._tx.rows(_OF_ORDERS, {"orders": [order_no.strip()]})
        return sorted((_line_of(row) for row in rows), key=lambda line: line.line_no)

    def serials_sold(
        self, customer_code: str, product_code: str, *, until: datetime, serial: str = ""
    ) -> list[SerialSale]:
        parameters = {"customer": customer_code, "product": product_code, "until": until, "serial": serial}
        return [
            SerialSale(row.serial, row.order_no, row.line_no, row.ordered_at)
            for row in self._tx.rows(_SERIALS, parameters)
        ]

    def order_exists(self, order_no: str) -> str | None:
        found: str | None = self._tx.scalar(_CUSTOMER_OF, {"order": order_no.strip()})
        return found

    def _known(self, wanted: dict[Key, OrderLine]) -> dict[Key, OrderLine]:
        known: dict[Key, OrderLine] = {}
        for orders in chunks(dict.fromkeys(order for order, _ in wanted)):
            for row in self._tx.rows(self._tx.locked(_OF_ORDERS), {"orders": orders}):
                known[row.order_no, row.line_no] = _line_of(row)
        return known

    def _ensure_not_returned(self, lines: Sequence[OrderLine], before: dict[Key, OrderLine]) -> None:
        """Returns were judged and credited by quantity and price: those stay. Raises ImportRefused."""
        returned: set[Key] = set()
        for orders in chunks(dict.fromkeys(order for order, _ in before)):
            returned |= {
                (row.order_no, row.order_line) for row in self._tx.rows(_RETURNED, {"orders": orders})
            }
        problems: list[dict[str, object]] = [
            {
                "file": "",
                "line": 0,  # which row of which table it was is not known here
                "column": "quantity",
                "code": "HAS_RETURNS",
                "text": f"{line.order_no}/{line.line_no}",
            }
            for line in lines
            if (key := (line.order_no, line.line_no)) in returned
            and key in before
            and _is_rewritten(line, before[key])
        ]
        if problems:
            raise ImportRefused(problems=problems, count=len(problems))


def _is_rewritten(line: OrderLine, before: OrderLine) -> bool:
    return (line.quantity, line.unit_price, line.product_code, line.customer_code) != (
        before.quantity,
        before.unit_price,
        before.product_code,
        before.customer_code,
    )


def _values(line: OrderLine) -> Values:
    return {
        "order_no": line.order_no,
        "line_no": line.line_no,
        "customer_code": line.customer_code,
        "product_code": line.product_code,
        "quantity": line.quantity.amount,
        "unit": line.quantity.unit,
        "unit_price": line.unit_price.amount,
        "currency": line.unit_price.currency,
        "ordered_at": line.ordered_at,
        "delivered_at": line.delivered_at,
    }


def _line_of(row: Any) -> OrderLine:
    return OrderLine(
        row.order_no,
        row.line_no,
        row.customer_code,
        row.product_code,
        Quantity(row.quantity, row.unit),
        Money(row.unit_price, row.currency),
        row.ordered_at,
        row.delivered_at,
    )

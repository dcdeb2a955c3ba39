"""Return orders: snapshots of what was asked, counted, split and credited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.return_order import OrderStatus, ReturnOrder, ReturnOrderLine
from bot.core.domain.values import Quantity
from storage import tables as t
from storage.document_numbers import typed_number
from storage.line_parts import allocation_of, allocation_values, of_line
from storage.parts import Parts
from storage.transaction import Transaction, Values

_O = t.return_orders.c
_ADD = insert(t.return_orders).returning(_O.id)
_SAVE = update(t.return_orders).where(_O.id == bindparam("order"), _O.version == bindparam("seen"))
_BY_ID = select(t.return_orders).where(_O.id == bindparam("order"))
_BY_NUMBER = select(t.return_orders).where(_O.number == bindparam("wanted"))
_OF_INSPECTION = select(t.return_orders).where(_O.inspection_id == bindparam("inspection"))
_OF_REQUEST = select(t.return_orders).where(_O.request_id == bindparam("request")).order_by(_O.id)
_IN_STATUS = (
    select(t.return_orders)
    .where(_O.status.in_(bindparam("statuses", expanding=True)))
    .order_by(_O.made_at, _O.id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_PARTS = (t.return_order_lines, t.return_order_splits, t.return_order_allocations)


class ReturnOrdersRepository:
    """`ports.ReturnOrders`."""

    __slots__ = ("_parts", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._parts = Parts(tx, "order_id", _PARTS)

    def add(self, order: ReturnOrder) -> ReturnOrder:
        order.id = self._tx.scalar(_ADD, {**_values(order), "version": order.version})
        self._save_lines(order, new=True)
        return order

    def get(self, order_id: int) -> ReturnOrder:
        row = self._tx.row(self._tx.locked(_BY_ID), {"order": order_id})
        if row is None:
            raise RecordUnknown(number=str(order_id))
        return self._loaded([row])[0]

    def by_number(self, number: str) -> ReturnOrder:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""
        wanted = typed_number(number, "RO", self._tx)
        row = self._tx.row(self._tx.locked(_BY_NUMBER), {"wanted": wanted})
        if row is None:
            raise RecordUnknown(number=number[:40])
        return self._loaded([row])[0]

    def of_inspection(self, inspection_id: int) -> ReturnOrder | None:
        row = self._tx.row(self._tx.locked(_OF_INSPECTION), {"inspection": inspection_id})
        return None if row is None else self._loaded([row])[0]

    def of_request(self, request_id: int) -> list[ReturnOrder]:
        return self._loaded(self._tx.rows(_OF_REQUEST, {"request": request_id}))

    def save(self, order: ReturnOrder) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""
        seen = order.version
        values = {"order": order.id, "seen": seen, **_values(order), "version": seen + 1}
        if not self._tx.change(_SAVE, values):
            raise RecordChanged(number=order.number)
        order.version = seen + 1
        self._save_lines(order)

    def in_status(self, *statuses: OrderStatus, limit: int = 50, offset: int = 0) -> list[ReturnOrder]:
        parameters = {"statuses": list(statuses), "most": limit, "skipped": offset}
        return self._loaded(self._tx.rows(_IN_STATUS, parameters))

    def _loaded(self, found: Sequence[Any]) -> list[ReturnOrder]:
        parts = self._parts.load([row.id for row in found])
        result = []
        for row in found:
            own = {table: parts[table][row.id] for table in _PARTS}
            lines = [_line_of(line, own) for line in own[t.return_order_lines]]
            result.append(ReturnOrder(**row._asdict(), lines=lines))
        return result

    def _save_lines(self, order: ReturnOrder, *, new: bool = False) -> None:
        lines = order.lines
        rows = {
            t.return_order_lines: [_line_values(line) for line in lines],
            t.return_order_splits: [values for line in lines for values in _split_values(line)],
            t.return_order_allocations: [
                values for line in lines for values in allocation_values(line.line_no, line.allocations)
            ],
        }
        self._parts.save(order.id, rows, new=new)


def _values(order: ReturnOrder) -> Values:
    return {
        "number": order.number,
        "request_id": order.request_id,
        "request_number": order.request_number,
        "inspection_id": order.inspection_id,
        "inspected_by": order.inspected_by,
        "made_at": order.made_at,
        "currency": order.currency,
        "status": order.status,
        "paper": order.paper,
        "reviewed_by": order.reviewed_by,
        "reviewed_at": order.reviewed_at,
        "review_words": order.review_words,
        "own_work": order.own_work,
        "posted_by": order.posted_by,
        "posted_at": order.posted_at,
        "place": order.place,
        "credit_note": order.credit_note,
    }


def _line_values(line: ReturnOrderLine) -> Values:
    return {
        "line_no": line.line_no,
        "product_code": line.product_code,
        "product_name_en": line.product_name_en,
        "product_name_zh": line.product_name_zh,
        "specification": line.specification,
        "reason": line.reason,
        "grade": line.grade,
        "asked": line.asked.amount,
        "counted": line.counted.amount,
        "unit": line.counted.unit,
    }


def _split_values(line: ReturnOrderLine) -> list[Values]:
    return [
        {"line_no": line.line_no, "disposition": d, "position": position, "quantity": quantity.amount}
        for position, (d, quantity) in enumerate(line.split, start=1)
    ]


def _line_of(row: Values, parts: dict[Any, list[Values]]) -> ReturnOrderLine:
    line_no, unit = row["line_no"], row["unit"]
    splits = of_line(parts[t.return_order_splits], line_no)
    allocated = of_line(parts[t.return_order_allocations], line_no)
    return ReturnOrderLine(
        line_no=line_no,
        product_code=row["product_code"],
        product_name_en=row["product_name_en"],
        product_name_zh=row["product_name_zh"],
        specification=row["specification"],
        reason=row["reason"],
        grade=row["grade"],
        asked=Quantity(row["asked"], unit),
        counted=Quantity(row["counted"], unit),
        split=tuple((split["disposition"], Quantity(split["quantity"], unit)) for split in splits),
        allocations=tuple(allocation_of(allocation) for allocation in allocated),
    )

"""Return orders: snapshots of what was asked, counted, split and credited."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import bindparam, select

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.return_order import (
    LIVING,
    Agreement,
    OrderStatus,
    ReturnOrder,
    ReturnOrderLine,
    Undoing,
)
from bot.core.domain.values import Money, Quantity
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.document_numbers import typed_number
from storage.line_parts import allocation_of, allocation_values, of_line
from storage.transaction import Transaction, Values

_O = t.return_orders.c
_BY_NUMBER = select(t.return_orders).where(_O.number == bindparam("wanted"))
_OF_INSPECTION = select(t.return_orders).where(
    _O.inspection_id == bindparam("inspection"), _O.status.in_(sorted(LIVING))
)
_OF_REQUEST = select(t.return_orders).where(_O.request_id == bindparam("request")).order_by(_O.id)
_IN_STATUS = (
    select(t.return_orders)
    .where(_O.status.in_(bindparam("statuses", expanding=True)))
    .order_by(_O.made_at, _O.id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_SHAPE = Shape(
    t.return_orders,
    "order_id",
    (
        t.return_order_lines,
        t.return_order_splits,
        t.return_order_allocations,
        t.half_agreements,
        t.undoings,
    ),
)


class ReturnOrdersRepository:
    """`ports.ReturnOrders`."""

    __slots__ = ("_rows", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, order: ReturnOrder) -> ReturnOrder:
        order.id = self._rows.add({**_values(order), "version": order.version}, _part_rows(order))
        return order

    def get(self, order_id: int) -> ReturnOrder:
        found = self._rows.get(order_id)
        if found is None:
            raise RecordUnknown(number=str(order_id))
        return _order_of(*found)

    def by_number(self, number: str) -> ReturnOrder:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""
        found = self._rows.locked(_BY_NUMBER, {"wanted": typed_number(number, "RO", self._tx)})
        if not found:
            raise RecordUnknown(number=number[:40])
        return _order_of(*found[0])

    def of_inspection(self, inspection_id: int) -> ReturnOrder | None:
        found = self._rows.locked(_OF_INSPECTION, {"inspection": inspection_id})
        return _order_of(*found[0]) if found else None

    def of_request(self, request_id: int) -> list[ReturnOrder]:
        return [_order_of(*found) for found in self._rows.found(_OF_REQUEST, {"request": request_id})]

    def save(self, order: ReturnOrder) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""
        if not self._rows.save(order.id, order.version, _values(order), _part_rows(order)):
            raise RecordChanged(number=order.number)
        order.version += 1

    def in_status(self, *statuses: OrderStatus, limit: int = 50, offset: int = 0) -> list[ReturnOrder]:
        parameters = {"statuses": list(statuses), "most": limit, "skipped": offset}
        return [_order_of(*found) for found in self._rows.found(_IN_STATUS, parameters)]


def _part_rows(order: ReturnOrder) -> PartRows:
    lines = order.lines
    return {
        t.return_order_lines: [_line_values(line) for line in lines],
        t.return_order_splits: [values for line in lines for values in _split_values(line)],
        t.return_order_allocations: [
            values for line in lines for values in allocation_values(line.line_no, line.allocations)
        ],
        t.half_agreements: _first_agreement_values(order.first_agreement),
        t.undoings: _undoing_values(order.undone),
    }


def _first_agreement_values(first: Agreement | None) -> list[Values]:
    return [{"agreed_by": first.by, "agreed_at": first.at, "own_work": first.own_work}] if first else []


def _undoing_values(undone: Undoing | None) -> list[Values]:
    return [{"undone_by": undone.by, "undone_at": undone.at, "words": undone.words}] if undone else []


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
        "outcome": order.outcome,
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
        "fee": line.fee.amount if line.fee else Decimal(0),
        "found": line.found,
        "missing_parts": line.missing_parts,
    }


def _split_values(line: ReturnOrderLine) -> list[Values]:
    return [
        {"line_no": line.line_no, "disposition": d, "position": position, "quantity": quantity.amount}
        for position, (d, quantity) in enumerate(line.split, start=1)
    ]


def _order_of(row: Values, parts: PartRows) -> ReturnOrder:
    first = [Agreement(r["agreed_by"], r["agreed_at"], r["own_work"]) for r in parts[t.half_agreements]]
    undone = [Undoing(r["undone_by"], r["undone_at"], r["words"]) for r in parts[t.undoings]]
    return ReturnOrder(
        **row,
        lines=_lines_of(row["currency"], parts),
        first_agreement=first[0] if first else None,
        undone=undone[0] if undone else None,
    )


def _lines_of(currency: str, parts: PartRows) -> list[ReturnOrderLine]:
    return [_line_of(line, currency, parts) for line in parts[t.return_order_lines]]


def _line_of(row: Values, currency: str, parts: PartRows) -> ReturnOrderLine:
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
        fee=Money(row["fee"], currency) if row["fee"] else None,
        found=row["found"],
        missing_parts=row["missing_parts"],
    )

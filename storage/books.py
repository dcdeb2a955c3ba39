"""The records as far as goods and money must agree, read at one moment; and the runs of that check."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from bot.core.domain.books import Books, ClaimBooked, GoodsBooked, OrderBooked, SoldBooked
from bot.core.domain.errors import RecordUnknown
from bot.core.domain.money_check import Mismatch, MismatchKind, MoneyCheck
from bot.core.domain.reasons import NOT_CREDITED
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.values import Money, Quantity
from storage import tables as t
from storage.credit_notes import note_of
from storage.debit_notes import debit_note_of
from storage.transaction import Transaction, Values

_O, _P, _A = t.return_orders.c, t.return_order_lines.c, t.return_order_allocations.c
_L, _S, _M, _C = t.order_lines.c, t.return_order_splits.c, t.movements.c, t.supplier_claims.c
_ORDERS = select(t.return_orders).order_by(_O.number)
_FEES = select(_P.order_id, _P.fee)
_PARTS = select(_A.order_id, _A.order_no, _A.order_line, _A.quantity, _A.unit_price, _A.currency)
_NOTES = select(t.credit_notes).order_by(t.credit_notes.c.number)
_DEBITS = select(t.debit_notes).order_by(t.debit_notes.c.number)
_CLAIMS = select(_C.number, _C.status, _C.outcome, _C.debit_note, _C.currency).order_by(_C.number)
_SOLD = (
    select(
        _L.order_no,
        _L.line_no,
        _L.quantity,
        _L.unit,
        _L.unit_price,
        _L.currency,
        _A.quantity.label("part"),
        _A.unit_price.label("part_price"),
        _A.currency.label("part_currency"),
    )
    .join(t.return_order_allocations, (_A.order_no == _L.order_no) & (_A.order_line == _L.line_no))
    .join(t.return_orders, _O.id == _A.order_id)
    .where(_O.status == OrderStatus.POSTED, _O.outcome.not_in(NOT_CREDITED))
    .order_by(_L.order_no, _L.line_no)
)
_COUNTED = (
    select(_O.number.label("document"), _P.product_code, _P.unit, _S.quantity)
    .join(t.return_order_lines, _P.order_id == _O.id)
    .join(t.return_order_splits, (_S.order_id == _P.order_id) & (_S.line_no == _P.line_no))
    .where(_O.status == OrderStatus.POSTED)
)
_undo = t.movements.alias("undo")
_MOVED = (
    select(_M.record.label("document"), _M.product_code, _M.unit, _M.quantity)
    .outerjoin(_undo, _undo.c.reverses == _M.cause)
    .where(_M.cause.startswith("post:", autoescape=True), _undo.c.seq.is_(None))
)
_CHECKS = t.money_checks
_ADD = insert(_CHECKS).returning(_CHECKS.c.id)
_ONE = select(_CHECKS).where(_CHECKS.c.id == bindparam("of_id"))
_LAST = select(_CHECKS).order_by(_CHECKS.c.id.desc()).limit(1)


class BooksRepository:
    """`ports.BooksKept`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def read(self) -> Books:
        rows = self._tx.rows
        return Books(
            orders=tuple(self._orders()),
            credit_notes=tuple(note_of(row) for row in rows(_NOTES)),
            sold=tuple(self._sold()),
            claims=tuple(ClaimBooked(**row._asdict()) for row in rows(_CLAIMS)),
            debit_notes=tuple(debit_note_of(row._asdict()) for row in rows(_DEBITS)),
            goods=tuple(self._goods()),
        )

    def add_check(self, check: MoneyCheck) -> MoneyCheck:
        number: int = self._tx.scalar(_ADD, _values(check))
        return _check_of({"id": number, **_values(check)})

    def check(self, check_id: int) -> MoneyCheck:
        row = self._tx.row(_ONE, {"of_id": check_id})
        if row is None:
            raise RecordUnknown(number=str(check_id))
        return _check_of(row._asdict())

    def last_check(self) -> MoneyCheck | None:
        row = self._tx.row(_LAST)
        return None if row is None else _check_of(row._asdict())

    def _orders(self) -> Iterator[OrderBooked]:
        fees: dict[int, Decimal] = defaultdict(Decimal)
        for row in self._tx.rows(_FEES):
            fees[row.order_id] += row.fee
        parts: dict[int, list[Money]] = defaultdict(list)
        keys: dict[int, set[tuple[str, int]]] = defaultdict(set)
        fine: Counter[tuple[str, int]] = Counter()
        for row in self._tx.rows(_PARTS):
            part, key = Money(row.quantity * row.unit_price, row.currency), (row.order_no, row.order_line)
            parts[row.order_id].append(part)
            keys[row.order_id].add(key)
            fine[key] += part != part.rounded()
        for row in self._tx.rows(_ORDERS):
            own = parts[row.id]
            value = sum((part.rounded().amount for part in own), Decimal(0))
            yield OrderBooked(
                number=row.number,
                status=row.status,
                is_credited=row.outcome not in NOT_CREDITED,
                value=Money(value, row.currency),
                fee=Money(min(fees[row.id], value), row.currency),
                credit_note=row.credit_note,
                fine_parts=sum(fine[key] for key in keys[row.id]),
                currencies=frozenset(part.currency for part in own),
            )

    def _sold(self) -> Iterator[SoldBooked]:
        lines: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for row in self._tx.rows(_SOLD):
            lines[row.order_no, row.line_no].append(row)
        for (order_no, order_line), rows in lines.items():
            line = rows[0]
            returned = sum((row.part for row in rows), Decimal(0))
            credited = sum((row.part * row.part_price for row in rows), Decimal(0))
            yield SoldBooked(
                order_no=order_no,
                order_line=order_line,
                sold=Quantity(line.quantity, line.unit),
                returned=Quantity(returned, line.unit),
                paid=Money(line.quantity * line.unit_price, line.currency),
                credited=Money(credited, line.currency),
                currencies=frozenset(row.part_currency for row in rows),
            )

    def _goods(self) -> Iterator[GoodsBooked]:
        counted, moved = self._sums(_COUNTED), self._sums(_MOVED)
        for key in sorted(counted.keys() | moved.keys()):
            some = counted.get(key) or moved[key]
            nothing = Quantity.zero(some.unit)
            yield GoodsBooked(*key, counted.get(key, nothing), moved.get(key, nothing))

    def _sums(self, statement: Select[Any]) -> dict[tuple[str, str], Quantity]:
        """By document and product."""
        sums: dict[tuple[str, str], Quantity] = {}
        for row in self._tx.rows(statement):
            key, part = (row.document, row.product_code), Quantity(row.quantity, row.unit)
            sums[key] = sums[key] + part if key in sums else part
        return sums


def _values(check: MoneyCheck) -> Values:
    return {
        "at": check.at,
        "checked_by": check.checked_by,
        "figures": {
            "standing": check.standing,
            "credited": check.credited,
            "debit_notes": check.debit_notes,
            "claimed": check.claimed,
        },
        "mismatches": [[m.kind.value, m.record, m.facts] for m in check.mismatches],
    }


def _check_of(row: Values) -> MoneyCheck:
    found = tuple(Mismatch(MismatchKind(kind), record, facts) for kind, record, facts in row["mismatches"])
    return MoneyCheck(
        at=row["at"], checked_by=row["checked_by"], **row["figures"], mismatches=found, id=row["id"]
    )

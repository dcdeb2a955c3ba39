"""Credit notes: at most one for each cause; only how they are settled is ever written again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.errors import RecordChanged, RecordUnknown, StatusForbids
from bot.core.domain.reasons import NOT_CREDITED
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.values import Money
from storage import tables as t
from storage.document_numbers import typed_number
from storage.transaction import Transaction, Values, breaks_unique

_N = t.credit_notes.c
_BY_CAUSE = select(t.credit_notes).where(_N.cause == bindparam("of_cause"))
_BY_NUMBER = select(t.credit_notes).where(_N.number == bindparam("wanted"))
_OF_STATUS = _N.status.in_(bindparam("statuses", expanding=True))
_IN_STATUS = (
    select(t.credit_notes)
    .where(_OF_STATUS)
    .order_by(_N.issued_at.desc(), _N.number.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT = select(func.count()).select_from(t.credit_notes).where(_OF_STATUS)
_TOTALS = (
    select(func.sum(_N.value, type_=_N.value.type).label("value"), _N.currency)
    .where(_OF_STATUS)
    .group_by(_N.currency)
    .order_by(_N.currency)
)
_ISSUED = (
    select(t.credit_notes)
    .where(_N.issued_at >= bindparam("begin"), _N.issued_at < bindparam("end"))
    .order_by(_N.number)
)
_SAVE = update(t.credit_notes).where(_N.number == bindparam("wanted"), _N.status == NoteStatus.OPEN)

_L, _A, _O = t.order_lines.c, t.return_order_allocations.c, t.return_orders.c
_SOLD = select(t.order_lines).where(_L.order_no == bindparam("order"), _L.line_no == bindparam("line"))
_CREDITED = (
    select(_A.quantity, _A.unit_price, _A.currency)
    .join(t.return_orders, _O.id == _A.order_id)
    .where(
        _A.order_no == bindparam("order"),
        _A.order_line == bindparam("line"),
        _O.status == OrderStatus.POSTED,
        _O.outcome.not_in(NOT_CREDITED),
    )
)


class CreditNotesRepository:
    """`ports.CreditNotes`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, note: CreditNote) -> None:
        known = self.by_cause(note.cause)
        if known is not None:
            raise StatusForbids(number=known.number, status="issued", action="credit")
        try:
            self._tx.change(t.credit_notes.insert(), _values(note))
        except IntegrityError as error:
            if not breaks_unique(error, "credit_notes", "cause"):
                raise
            raise StatusForbids(number=note.number, status="issued", action="credit") from error

    def by_cause(self, cause: str) -> CreditNote | None:
        row = self._tx.row(_BY_CAUSE, {"of_cause": cause})
        return None if row is None else note_of(row)

    def get(self, number: str) -> CreditNote:
        row = self._tx.row(self._tx.locked(_BY_NUMBER), {"wanted": typed_number(number, "CN", self._tx)})
        if row is None:
            raise RecordUnknown(number=number[:40])
        return note_of(row)

    def save(self, note: CreditNote) -> None:
        changed = {
            "status": note.status,
            "settled_at": note.settled_at,
            "settled_by": note.settled_by,
            "reference": note.reference,
        }
        if not self._tx.change(_SAVE, {"wanted": note.number, **changed}):
            raise RecordChanged(number=note.number)

    def in_status(self, *statuses: NoteStatus, limit: int = 50, offset: int = 0) -> list[CreditNote]:
        parameters = {"statuses": list(statuses), "most": limit, "skipped": offset}
        return [note_of(row) for row in self._tx.rows(_IN_STATUS, parameters)]

    def count_in_status(self, *statuses: NoteStatus) -> int:
        return int(self._tx.scalar(_COUNT, {"statuses": list(statuses)}))

    def total_in_status(self, *statuses: NoteStatus) -> list[Money]:
        rows = self._tx.rows(_TOTALS, {"statuses": list(statuses)})
        return [Money(row.value, row.currency) for row in rows]

    def issued(self, begin: datetime, end: datetime) -> list[CreditNote]:
        return [note_of(row) for row in self._tx.rows(_ISSUED, {"begin": begin, "end": end})]

    def paid_and_credited(self, order_no: str, order_line: int) -> tuple[Money, Money]:
        key = {"order": order_no, "line": order_line}
        sold = self._tx.row(_SOLD, key)
        if sold is None:
            raise RecordUnknown(number=order_no[:40])
        paid = Money(sold.quantity * sold.unit_price, sold.currency).rounded()
        credited = Money.zero(sold.currency)
        for part in self._tx.rows(_CREDITED, key):
            credited = credited + Money(part.quantity * part.unit_price, part.currency).rounded()
        return paid, credited


def _values(note: CreditNote) -> Values:
    return {
        "number": note.number,
        "customer_code": note.customer_code,
        "value": note.value.amount,
        "fee": note.fee.amount,
        "currency": note.value.currency,
        "cause": note.cause,
        "issued_at": note.issued_at,
        "issued_by": note.issued_by,
        "status": note.status,
        "settled_at": note.settled_at,
        "settled_by": note.settled_by,
        "reference": note.reference,
        "cancels": note.cancels,
        "words": note.words,
        "paper": note.paper,
    }


def note_of(row: Any) -> CreditNote:
    values = row._asdict()
    currency = values.pop("currency")
    value, fee = (Money(values.pop(name), currency) for name in ("value", "fee"))
    return CreditNote(value=value, fee=fee, **values)

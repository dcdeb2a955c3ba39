"""Debit notes: at most one for each cause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from bot.core.domain.debit_note import DebitNote
from bot.core.domain.errors import StatusForbids
from bot.core.domain.values import Money
from storage import tables as t
from storage.transaction import Transaction, breaks_unique

_BY_CAUSE = select(t.debit_notes).where(t.debit_notes.c.cause == bindparam("of_cause"))

_ISSUED = (
    select(t.debit_notes)
    .where(t.debit_notes.c.issued_at >= bindparam("begin"), t.debit_notes.c.issued_at < bindparam("end"))
    .order_by(t.debit_notes.c.number)
)


class DebitNotesRepository:
    """`ports.DebitNotes`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, note: DebitNote) -> None:
        known = self.by_cause(note.cause)
        if known is not None:
            raise StatusForbids(number=known.number, status="issued", action="debit")
        values = {
            "number": note.number,
            "supplier_code": note.supplier_code,
            "value": note.value.amount,
            "currency": note.value.currency,
            "cause": note.cause,
            "issued_at": note.issued_at,
            "issued_by": note.issued_by,
            "words": note.words,
            "paper": note.paper,
        }
        try:
            self._tx.change(t.debit_notes.insert(), values)
        except IntegrityError as error:
            if not breaks_unique(error, "debit_notes", "cause"):
                raise
            raise StatusForbids(number=note.number, status="issued", action="debit") from error

    def by_cause(self, cause: str) -> DebitNote | None:
        row = self._tx.row(_BY_CAUSE, {"of_cause": cause})
        return None if row is None else debit_note_of(row._asdict())

    def issued(self, begin: datetime, end: datetime) -> list[DebitNote]:
        rows = self._tx.rows(_ISSUED, {"begin": begin, "end": end})
        return [debit_note_of(row._asdict()) for row in rows]


def debit_note_of(row: dict[str, object]) -> DebitNote:
    values = dict(row)
    return DebitNote(value=Money(values.pop("value"), str(values.pop("currency"))), **values)  # type: ignore[arg-type]  # a row's columns

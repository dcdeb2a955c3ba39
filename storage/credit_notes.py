"""Credit notes: at most one for each cause."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.errors import StatusForbids
from bot.core.domain.values import Money
from storage import tables as t
from storage.transaction import Transaction, breaks_unique

_BY_CAUSE = select(t.credit_notes).where(t.credit_notes.c.cause == bindparam("of_cause"))


class CreditNotesRepository:
    """`ports.CreditNotes`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, note: CreditNote) -> None:
        known = self.by_cause(note.cause)
        if known is not None:
            raise StatusForbids(number=known.number, status="issued", action="credit")
        values = {
            "number": note.number,
            "customer_code": note.customer_code,
            "value": note.value.amount,
            "currency": note.value.currency,
            "cause": note.cause,
            "issued_at": note.issued_at,
            "issued_by": note.issued_by,
        }
        try:
            self._tx.change(t.credit_notes.insert(), values)
        except IntegrityError as error:
            if not breaks_unique(error, "credit_notes", "cause"):
                raise
            raise StatusForbids(number=note.number, status="issued", action="credit") from error

    def by_cause(self, cause: str) -> CreditNote | None:
        row = self._tx.row(_BY_CAUSE, {"of_cause": cause})
        if row is None:
            return None
        money = Money(row.value, row.currency)
        return CreditNote(row.number, row.customer_code, money, row.cause, row.issued_at, row.issued_by)

"""What the use cases need of the money: notes to customers and suppliers, and the check of both."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.domain.books import Books
from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.money_check import MoneyCheck
from bot.core.domain.values import Money


class CreditNotes(Protocol):
    def add(self, note: CreditNote) -> None:
        """A cause that is there already raises StatusForbids(action="credit")."""

    def by_cause(self, cause: str) -> CreditNote | None: ...
    def get(self, number: str) -> CreditNote:
        """Locked for this transaction; "7" finds CN-<this year>-00007. Raises RecordUnknown."""

    def save(self, note: CreditNote) -> None:
        """Its status and how it was settled; nothing else ever changes. Only an OPEN note is changed:
        RecordChanged where somebody was first."""

    def in_status(self, *statuses: NoteStatus, limit: int = 50, offset: int = 0) -> list[CreditNote]:
        """Newest first."""

    def count_in_status(self, *statuses: NoteStatus) -> int: ...
    def total_in_status(self, *statuses: NoteStatus) -> list[Money]:
        """The sum of their values for each currency, by currency."""

    def issued(self, begin: datetime, end: datetime) -> list[CreditNote]:
        """From `begin` on and before `end`, by number."""

    def paid_and_credited(self, order_no: str, order_line: int) -> tuple[Money, Money]:
        """What was paid for that order line, and what posted return orders credit of it, fees left in;
        each part to the cent. Raises RecordUnknown."""


class DebitNotes(Protocol):
    def add(self, note: DebitNote) -> None:
        """A cause that is there already raises StatusForbids(action="debit")."""

    def by_cause(self, cause: str) -> DebitNote | None: ...
    def issued(self, begin: datetime, end: datetime) -> list[DebitNote]:
        """From `begin` on and before `end`, by number."""


class BooksKept(Protocol):
    """The records as far as goods and money must agree, and the runs of that check."""

    def read(self) -> Books:
        """Everything, at one moment."""

    def add_check(self, check: MoneyCheck) -> MoneyCheck:
        """Gives it an id."""

    def check(self, check_id: int) -> MoneyCheck:
        """Raises RecordUnknown."""

    def last_check(self) -> MoneyCheck | None: ...

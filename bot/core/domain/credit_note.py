"""Money owed to the customer: at most one note per return order; a mistake is countered, never edited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import NotAllowed, StatusForbids
from bot.core.domain.money_errors import NoteSettled
from bot.core.domain.people import Role
from bot.core.domain.values import Money


class NoteStatus(StrEnum):
    OPEN = "open"  # bookkeeping has not paid it out yet
    SETTLED = "settled"
    CANCELLED = "cancelled"  # a counter note points at it
    COUNTER = "counter"  # cancels another; there is nothing to pay out


class NoteAction(StrEnum):
    SETTLE = "settle"
    CANCEL = "cancel"


_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
NOTE_MOVES: dict[tuple[NoteStatus, NoteAction], tuple[NoteStatus, frozenset[Role]]] = {
    (NoteStatus.OPEN, NoteAction.SETTLE): (NoteStatus.SETTLED, _MANAGERS),
    (NoteStatus.OPEN, NoteAction.CANCEL): (NoteStatus.CANCELLED, _MANAGERS),
}


@dataclass(frozen=True, slots=True)
class CreditNote:
    """`value` is what the customer gets, the restocking fee taken off already; a counter note is below zero.

    `cause` is unique: "order:RO-2026-00031", "cancel:CN-2026-00007", or "charge:…" for money without goods.
    """

    number: str
    customer_code: str | None
    value: Money
    fee: Money  # what was kept of what was paid
    cause: str
    issued_at: datetime
    issued_by: int
    status: NoteStatus = NoteStatus.OPEN
    settled_at: datetime | None = None
    settled_by: int | None = None
    reference: str = ""  # how it was paid out, in bookkeeping's words
    cancels: str | None = None  # the number of the note this one counters
    words: str = ""  # why it was countered
    paper: str = ""  # sha256 of the archived PDF

    @property
    def gross(self) -> Money:
        """What was paid for the goods. Raises CurrencyMismatch where the fee has another currency."""
        return self.value + self.fee

    @property
    def order_number(self) -> str:
        """The return order it was issued for; "" for charges and counter notes."""
        kind, _, rest = self.cause.partition(":")
        return rest if kind == "order" else ""

    def moved(self, action: NoteAction, roles: Collection[Role]) -> CreditNote:
        """Raises NoteSettled, StatusForbids or NotAllowed."""
        move = NOTE_MOVES.get((self.status, action))
        if move is None and self.status is NoteStatus.SETTLED:
            raise NoteSettled(number=self.number, at=self.settled_at)
        if move is None:
            raise StatusForbids(number=self.number, status=self.status.value, action=action.value)
        if not move[1].intersection(roles):
            raise NotAllowed(action=action.value)
        return replace(self, status=move[0])

    def settled(self, roles: Collection[Role], *, at: datetime, by: int, reference: str) -> CreditNote:
        moved = self.moved(NoteAction.SETTLE, roles)
        return replace(moved, settled_at=at, settled_by=by, reference=reference)

    def countered(self, number: str, *, at: datetime, by: int, words: str) -> CreditNote:
        """The note that takes this one back, to the cent."""
        return CreditNote(
            number=number,
            customer_code=self.customer_code,
            value=Money.zero(self.value.currency) - self.value,
            fee=Money.zero(self.fee.currency) - self.fee,
            cause=f"cancel:{self.number}",
            issued_at=at,
            issued_by=by,
            status=NoteStatus.COUNTER,
            cancels=self.number,
            words=words,
        )

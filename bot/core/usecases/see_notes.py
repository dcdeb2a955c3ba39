"""Credit notes as bookkeeping looks at them: what is to be paid out, what was, what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.values import Money
from bot.core.usecases.ports import UnitOfWork


class NotesPart(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    CANCELLED = "cancelled"  # with the notes that cancel them


_STATUSES: dict[NotesPart, tuple[NoteStatus, ...]] = {
    NotesPart.OPEN: (NoteStatus.OPEN,),
    NotesPart.SETTLED: (NoteStatus.SETTLED,),
    NotesPart.CANCELLED: (NoteStatus.CANCELLED, NoteStatus.COUNTER),
}


@dataclass(frozen=True, slots=True)
class NotesSeen:
    """One page, newest first; how many there are in all, and their sum by currency."""

    part: NotesPart
    notes: list[CreditNote]
    count: int
    totals: list[Money]


def see_notes(uow: UnitOfWork, actor: Person, part: NotesPart, limit: int, offset: int = 0) -> NotesSeen:
    """Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_MONEY)
    statuses = _STATUSES[part]
    return NotesSeen(
        part=part,
        notes=uow.credit_notes.in_status(*statuses, limit=limit, offset=offset),
        count=uow.credit_notes.count_in_status(*statuses),
        totals=uow.credit_notes.total_in_status(*statuses),
    )


def see_note(uow: UnitOfWork, actor: Person, number: str) -> CreditNote:
    """Raises NotAllowed, RecordUnknown."""
    ensure_can(actor, Permission.SEE_MONEY)
    return uow.credit_notes.get(number)

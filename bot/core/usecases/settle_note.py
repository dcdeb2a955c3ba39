"""Bookkeeping has paid a credit note out; from then on it cannot be cancelled."""

from __future__ import annotations

from bot.core.domain.credit_note import CreditNote, NoteAction
from bot.core.domain.errors import WordsMissing
from bot.core.domain.events import CreditNoteSettled
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import ensure_text_fits
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_REFERENCE = 100  # characters


def settle_note(uow: UnitOfWork, actor: Person, note_number: str, reference: str) -> CreditNote:
    """`reference` says how: a transfer, a voucher, a set-off. Raises NotAllowed, WordsMissing, RecordUnknown;
    NoteSettled where it is paid out already, StatusForbids where it was cancelled."""
    note = ensure_open(uow, actor, note_number)
    reference = ensure_text_fits(reference, MOST_REFERENCE)
    if not reference:
        raise WordsMissing()
    note = note.settled(actor.roles, at=uow.now, by=actor.id, reference=reference)
    uow.credit_notes.save(note)
    publish(
        uow,
        CreditNoteSettled(
            record=note.number,
            actor_id=actor.id,
            at=uow.now,
            value=str(note.value.amount),
            currency=note.value.currency,
            reference=reference,
        ),
    )
    return note


def ensure_open(uow: UnitOfWork, actor: Person, note_number: str) -> CreditNote:
    """The note, where it may be paid out. Raises NotAllowed, RecordUnknown, NoteSettled, StatusForbids."""
    ensure_can(actor, Permission.HANDLE_MONEY)
    note = uow.credit_notes.get(note_number)
    note.moved(NoteAction.SETTLE, actor.roles)
    return note

"""A credit note is taken back by a counter note, as long as bookkeeping has not paid it out."""

from __future__ import annotations

from bot.core.domain.credit_note import CreditNote, NoteAction
from bot.core.domain.errors import WordsMissing
from bot.core.domain.events import CreditNoteCancelled
from bot.core.domain.money_errors import NoteOfGoods
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import ensure_text_fits
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.issue_credit import add_note, publish_issued
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


def cancel_credit_note(uow: UnitOfWork, actor: Person, note_number: str, words: str) -> CreditNote:
    """Gives the counter note. Raises NotAllowed, WordsMissing, RecordUnknown; NoteSettled where it is paid
    out; StatusForbids where it is cancelled already or is a counter note itself."""
    ensure_can(actor, Permission.HANDLE_MONEY)
    words = ensure_text_fits(words)
    if not words:
        raise WordsMissing()
    note = uow.credit_notes.get(note_number)
    uow.credit_notes.save(note.moved(NoteAction.CANCEL, actor.roles))
    counter = note.countered(document_number(uow, "CN"), at=uow.now, by=actor.id, words=words)
    counter = add_note(uow, counter)
    publish(
        uow,
        CreditNoteCancelled(
            record=note.number, actor_id=actor.id, at=uow.now, counter=counter.number, words=words
        ),
    )
    publish_issued(uow, actor, counter)
    return counter


def cancel_charge(uow: UnitOfWork, actor: Person, note_number: str, words: str) -> CreditNote:
    """The same for money without goods, by itself; a note for goods is cancelled by undoing their restock.
    Raises as `cancel_credit_note`, and NoteOfGoods."""
    ensure_cancellable(uow, actor, note_number)
    return cancel_credit_note(uow, actor, note_number, words)


def ensure_cancellable(uow: UnitOfWork, actor: Person, note_number: str) -> CreditNote:
    """The note, where it may be cancelled by itself."""
    ensure_can(actor, Permission.HANDLE_MONEY)
    note = uow.credit_notes.get(note_number)
    note.moved(NoteAction.CANCEL, actor.roles)
    if note.order_number:
        raise NoteOfGoods(number=note.number, order=note.order_number)
    return note

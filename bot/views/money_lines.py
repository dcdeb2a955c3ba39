"""Lines about money that several cards share."""

from __future__ import annotations

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.return_order import ReturnOrder
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import money
from bot.views.keyboards import Row, button
from bot.views.texts import plain, text


def credit_words(language: str, order: ReturnOrder) -> str:
    """ "credit £20.25 (restocking fee £2.25 kept)", or why there is none."""
    if not order.is_credited:
        return plain(language, f"credit.instead.{order.outcome.value}")
    if order.fee:
        facts = {"credit": money(language, order.credit), "fee": money(language, order.fee)}
        return plain(language, "credit.with_fee", **facts)
    return plain(language, "credit.plain", credit=money(language, order.credit))


def issued_words(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    """ "Credit note CN-2026-00029, £20.25, restocking fee £2.25 kept"; why there is none; or nothing."""
    if not order.is_credited:
        return text(language, "plain", words=credit_words(language, order))
    if not order.credit_note:
        return ""
    note = uow.credit_notes.get(order.credit_note)
    said = text(language, "posted.credit", number=note.number, value=money(language, note.value))
    if note.fee:
        said += text(language, "list.comma") + text(language, "posted.fee", fee=money(language, note.fee))
    if note.status is NoteStatus.CANCELLED:
        said += text(language, "list.comma") + text(language, "posted.cancelled")
    return said


def note_button(order: ReturnOrder) -> Row:
    """Opens the note's PDF."""
    if not order.credit_note:
        return []
    return [button(f"📄 {order.credit_note}", Act.NOTE_PAPER, 0, order.credit_note)]

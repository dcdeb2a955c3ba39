"""Papers: facts of the core and the desk's own texts made into an archived PDF."""

from __future__ import annotations

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.supplier_claim import SupplierClaim
from bot.core.usecases.ports import Photos, UnitOfWork
from bot.debit_papers import debit_facts
from bot.documents.credit_note_pdf import credit_note_pdf
from bot.documents.return_order_pdf import return_order_pdf
from bot.note_papers import note_facts
from bot.order_papers import order_facts
from storage.photos import PaperArchive


class DeskPapers:
    """`ports.Papers`. `bot_username` is known once Telegram has said it; without it no QR code is printed."""

    def __init__(self, archive: PaperArchive, photos: Photos, desk_name: str) -> None:
        self._archive, self._photos, self._desk_name = archive, photos, desk_name
        self.bot_username = ""

    def return_order(self, uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> str:
        facts = order_facts(
            uow,
            order,
            request,
            desk_name=self._desk_name,
            link=self._link(order.number),
            read_photo=self._photos.read_thumbnail,
        )
        return self._archive.put(return_order_pdf(facts))

    def credit_note(self, uow: UnitOfWork, note: CreditNote) -> str:
        return self._archive.put(
            credit_note_pdf(note_facts(uow, note, self._desk_name, self._link(note.number)))
        )

    def debit_note(self, uow: UnitOfWork, note: DebitNote, claim: SupplierClaim) -> str:
        facts = debit_facts(uow, note, claim, self._desk_name, self._link(claim.number))
        return self._archive.put(credit_note_pdf(facts))

    def _link(self, number: str) -> str:
        return f"https://t.me/{self.bot_username}?start={number}" if self.bot_username else ""

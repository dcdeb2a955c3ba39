"""Papers: facts of the core and the desk's own texts made into an archived PDF."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import Photos, UnitOfWork
from bot.documents.credit_note_pdf import credit_note_pdf
from bot.documents.facts import LABELS, PaperLine, PaperPhoto, ReturnOrderPaper, Signature
from bot.documents.return_order_pdf import MAX_PHOTOS, return_order_pdf
from bot.note_papers import note_facts
from bot.views.records import customer_name
from bot.views.texts import plain
from storage.photos import PaperArchive


class DeskPapers:
    """`ports.Papers`. `bot_username` is known once Telegram has said it; without it no QR code is printed."""

    def __init__(self, archive: PaperArchive, photos: Photos, desk_name: str) -> None:
        self._archive, self._photos, self._desk_name = archive, photos, desk_name
        self.bot_username = ""

    def return_order(self, uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> str:
        return self._archive.put(return_order_pdf(self._facts(uow, order, request)))

    def credit_note(self, uow: UnitOfWork, note: CreditNote) -> str:
        return self._archive.put(
            credit_note_pdf(note_facts(uow, note, self._desk_name, self._link(note.number)))
        )

    def _link(self, number: str) -> str:
        return f"https://t.me/{self.bot_username}?start={number}" if self.bot_username else ""

    def _facts(self, uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> ReturnOrderPaper:
        language: Literal["en", "zh"] = "zh" if uow.rules.language == "zh" else "en"
        decision = request.decision
        return ReturnOrderPaper(
            desk_name=self._desk_name,
            number=order.number,
            request_number=order.request_number,
            made_at=order.made_at.astimezone(uow.rules.timezone).replace(microsecond=0),
            status=plain(language, f"status.{order.status.value}"),
            customer_code=request.customer_code or "",
            customer_name=customer_name(uow, language, request),
            requested_by=_signed(uow, language, request.requested_by, request.submitted_at),
            approved_by=_signed(
                uow, language, decision.by if decision else None, decision.at if decision else None
            ),
            inspected_by=_signed(uow, language, order.inspected_by, order.made_at),
            reviewed_by=_signed(uow, language, order.reviewed_by, order.reviewed_at),
            lines=tuple(_line(language, order, line) for line in order.lines),
            currency=order.currency,
            total_value=order.value.amount,
            labels={
                label: plain(language, f"paper.{label}", page="{page}", pages="{pages}") for label in LABELS
            },
            language=language,
            notes=tuple(line.note for line in request.lines if line.note),
            photos=self._annex(uow, order, request),
            link=self._link(order.number),
        )

    def _annex(self, uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> tuple[PaperPhoto, ...]:
        inspection = uow.inspections.get(order.inspection_id)
        shown = [
            (photo.sha256, line.product_code)
            for lines in (request.lines, inspection.lines)
            for line in lines
            for photo in line.photos
        ]
        return tuple(
            PaperPhoto(self._photos.read_thumbnail(sha256), code)
            for sha256, code in dict(shown[:MAX_PHOTOS]).items()
        )


def _signed(uow: UnitOfWork, language: str, person_id: int | None, at: datetime | None) -> Signature:
    if person_id is None or at is None:
        return Signature()
    name = uow.people.get(person_id).name or plain(language, "the_desk")
    return Signature(name, at.astimezone(uow.rules.timezone))


def _line(language: str, order: ReturnOrder, line: ReturnOrderLine) -> PaperLine:
    chinese = language == "zh" and line.product_name_zh
    prices = {allocation.unit_price.amount for allocation in line.allocations}
    single: Decimal | None = prices.pop() if len(prices) == 1 else None
    return PaperLine(
        product_code=line.product_code,
        product_name=line.product_name_zh if chinese else line.product_name_en,
        specification=line.specification,
        reason=plain(language, f"reason.{line.reason}"),
        grade=line.grade.value if line.grade else "–",
        unit=line.counted.unit,
        asked=line.asked.amount,
        counted=line.counted.amount,
        accepted=line.accepted.amount,
        rejected=line.rejected.amount,
        dispositions=tuple(f"{plain(language, f'disposition.short.{d.value}')} {q}" for d, q in line.split),
        unit_price=single,
        value=line.value(order.currency).rounded().amount,
    )

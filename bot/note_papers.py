"""A credit note's facts and the texts of the customer's language, made ready for its paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Allocation
from bot.core.usecases.ports import UnitOfWork
from bot.documents.credit_note_pdf import LABELS, CreditNoteLine, CreditNotePaper
from bot.views.reason_names import reason_name
from bot.views.texts import plain

Language = Literal["en", "zh"]


def note_facts(uow: UnitOfWork, note: CreditNote, desk_name: str, link: str) -> CreditNotePaper:
    """A counter note says the same as the note it takes back, below zero, and why."""
    language = _language(uow, note)
    first = uow.credit_notes.get(note.cancels) if note.cancels else note
    order = uow.return_orders.by_number(first.order_number) if first.order_number else None
    lines = tuple(_lines(uow, language, first, order))
    if note.cancels:
        lines = tuple(replace(line, value=-line.value) for line in lines)
    customer = uow.companies.customer(note.customer_code) if note.customer_code else None
    return CreditNotePaper(
        desk_name=desk_name,
        number=note.number,
        issued_at=note.issued_at.astimezone(uow.rules.timezone).replace(microsecond=0),
        issued_by=desk_name,  # a customer deals with the desk, not with one of its people
        customer_code=note.customer_code or "",
        customer_name=customer.name if customer else plain(language, "customer.walk_in"),
        return_order=order.number if order else "",
        request=order.request_number if order else "",
        cancels=note.cancels or "",
        words=note.words,
        lines=lines,
        currency=note.value.currency,
        fee=note.fee.amount,
        rounding=note.gross.amount - sum((line.value for line in lines), Decimal(0)),
        total=note.value.amount,
        labels=_labels(language, note),
        language=language,
        link=link,
    )


def _language(uow: UnitOfWork, note: CreditNote) -> Language:
    spoken = uow.companies.customer(note.customer_code).language if note.customer_code else ""
    return "zh" if (spoken or uow.rules.language) == "zh" else "en"


def _labels(language: Language, note: CreditNote) -> dict[str, str]:
    labels = {
        label: plain(language, f"note.paper.{label}", page="{page}", pages="{pages}") for label in LABELS
    }
    if note.cancels:
        labels["title"] = plain(language, "note.paper.counter_title")
    return labels


def _lines(
    uow: UnitOfWork, language: Language, note: CreditNote, order: ReturnOrder | None
) -> Iterator[CreditNoteLine]:
    if order is None:
        yield _charge(uow, language, note)
        return
    for line in order.lines:
        for allocation in line.allocations:
            yield _goods(uow, language, line, allocation)


def _charge(uow: UnitOfWork, language: Language, note: CreditNote) -> CreditNoteLine:
    """ "charge:<reference>:<product>" """
    _, _, rest = note.cause.partition(":")
    reference, _, code = rest.rpartition(":")
    name = uow.catalogue.product(code).name(language)
    return CreditNoteLine(code, name, reference, None, None, note.gross.amount)


def _goods(
    uow: UnitOfWork, language: Language, line: ReturnOrderLine, allocation: Allocation
) -> CreditNoteLine:
    chinese = language == "zh" and line.product_name_zh
    return CreditNoteLine(
        code=line.product_code,
        name=line.product_name_zh if chinese else line.product_name_en,
        orders=allocation.order_no,
        quantity=allocation.quantity.amount,
        unit_price=allocation.unit_price.amount,
        value=allocation.value.amount,
        reason=reason_name(uow, language, line.reason),
    )

"""A debit note's facts and the texts of the supplier's language, made ready for its paper.

It is set as a credit note is: the same columns under other headings.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from bot.core.domain.debit_note import DebitNote
from bot.core.domain.supplier_claim import ClaimLine, Outcome, SupplierClaim
from bot.core.usecases.ports import UnitOfWork
from bot.documents.credit_note_pdf import LABELS, CreditNoteLine, CreditNotePaper
from bot.views.reason_names import reason_name
from bot.views.texts import has_text, plain

Language = Literal["en", "zh"]


def debit_facts(
    uow: UnitOfWork, note: DebitNote, claim: SupplierClaim, desk_name: str, link: str
) -> CreditNotePaper:
    """What was claimed, what was agreed to differ from it, and what is owed."""
    supplier = uow.companies.supplier(note.supplier_code)
    spoken = (supplier.language if supplier else "") or uow.rules.language
    language: Language = "zh" if spoken == "zh" else "en"
    lines = tuple(_claimed(uow, language, line) for line in claim.lines)
    return CreditNotePaper(
        desk_name=desk_name,
        number=note.number,
        issued_at=note.issued_at.astimezone(uow.rules.timezone).replace(microsecond=0),
        issued_by=desk_name,  # a supplier deals with the desk, not with one of its people
        customer_code=note.supplier_code,
        customer_name=supplier.name if supplier else note.supplier_code,
        return_order="",
        request=claim.number,
        cancels="",
        words=_why(language, note, claim),
        lines=lines,
        currency=note.value.currency,
        fee=(claim.value - note.value).amount,
        rounding=claim.value.amount - sum((line.value for line in lines), Decimal(0)),
        total=note.value.amount,
        labels={label: _label(language, label) for label in LABELS},
        language=language,
        link=link,
    )


def _why(language: Language, note: DebitNote, claim: SupplierClaim) -> str:
    kept = plain(language, "debit.paper.allowance") if claim.outcome is Outcome.ALLOWANCE else ""
    return " · ".join(part for part in (kept, note.words) if part)


def _label(language: Language, label: str) -> str:
    own = f"debit.paper.{label}"
    key = own if has_text(language, own) else f"note.paper.{label}"
    return plain(language, key, page="{page}", pages="{pages}")


def _claimed(uow: UnitOfWork, language: Language, line: ClaimLine) -> CreditNoteLine:
    return CreditNoteLine(
        code=line.product_code,
        name=line.name(language),
        orders=plain(language, f"grade.{line.grade.value}") if line.grade else "",
        quantity=line.quantity.amount,
        unit_price=line.unit_value.amount,
        value=line.value.amount,
        reason=reason_name(uow, language, line.reason),
    )

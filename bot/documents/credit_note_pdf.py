"""The credit note as a PDF, and the counter note that takes one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from bot.documents.printable import plain_moment, plain_money, plain_number, printable
from bot.documents.qr import qr_svg
from bot.documents.typesetting import Output, typeset

TEMPLATE = Path(__file__).parent / "templates" / "credit_note.typ"
SHORT_NAME = 60  # signs of the desk's name at the head of every further page

LABELS: tuple[str, ...] = (
    "title",  # Credit note, or Cancellation of a credit note
    "customer",
    "date",
    "return_order",
    "request",
    "cancels",
    "product",
    "bought_on",  # over the numbers of the orders the goods were bought with
    "quantity",
    "unit_price",
    "value",
    "subtotal",
    "fee",
    "rounding",
    "total",
    "why",
    "issued_by",
    "scan",
    "page",  # Page {page} of {pages}
)
"""The template's texts, all of which `CreditNotePaper.labels` must hold."""


@dataclass(frozen=True, slots=True)
class CreditNoteLine:
    """What is credited at one price. `quantity` None: money without goods."""

    code: str
    name: str
    orders: str
    quantity: Decimal | None
    unit_price: Decimal | None
    value: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CreditNotePaper:
    """All a credit note prints; money in `currency`, below zero on a counter note. `issued_at` aware, in the
    desk's own zone; empty texts are left out; `link` "": no QR code."""

    desk_name: str
    number: str
    issued_at: datetime
    issued_by: str
    customer_code: str
    customer_name: str
    return_order: str
    request: str
    cancels: str
    words: str
    lines: tuple[CreditNoteLine, ...]
    currency: str
    fee: Decimal
    rounding: Decimal
    total: Decimal
    labels: Mapping[str, str]
    language: Literal["en", "zh"] = "en"
    link: str = ""


def credit_note_pdf(paper: CreditNotePaper) -> bytes:
    """The PDF. The same facts give the same bytes. Raises ValueError where a label is missing."""
    return _typeset(paper, "pdf")[0]


def credit_note_pages(paper: CreditNotePaper, dots_per_inch: int = 100) -> list[bytes]:
    """The same pages as PNG pictures, to be looked at. Raises ValueError where a label is missing."""
    return _typeset(paper, "png", float(dots_per_inch))


def _typeset(paper: CreditNotePaper, kind: Output, dots_per_inch: float | None = None) -> list[bytes]:
    return typeset(TEMPLATE, _facts(paper), kind, at=paper.issued_at, dots_per_inch=dots_per_inch)


def _facts(paper: CreditNotePaper) -> dict[str, Any]:
    """What the template reads, as plain texts. Raises ValueError where a label is missing."""
    missing = [label for label in LABELS if label not in paper.labels]
    if missing:
        raise ValueError(f"labels missing: {', '.join(missing)}")
    texts = ("number", "customer_code", "customer_name", "return_order", "request", "cancels", "words")
    return {
        "language": paper.language,
        "labels": {label: printable(paper.labels[label]) for label in LABELS},
        "desk_name": printable(paper.desk_name),
        "short_desk_name": printable(paper.desk_name)[:SHORT_NAME],
        "issued_at": plain_moment(paper.issued_at),
        "issued_by": printable(paper.issued_by),
        **{name: printable(getattr(paper, name)) for name in texts},
        "lines": [_line(line) for line in paper.lines],
        "subtotal": plain_money(sum((line.value for line in paper.lines), Decimal(0))),
        "fee": plain_money(-paper.fee) if paper.fee else "",
        "rounding": plain_money(paper.rounding) if paper.rounding else "",
        "total": plain_money(paper.total),
        "currency": printable(paper.currency),
        "qr": qr_svg(paper.link).decode() if paper.link else "",
    }


def _line(line: CreditNoteLine) -> dict[str, str]:
    return {
        "code": printable(line.code),
        "name": printable(line.name),
        "orders": printable(line.orders),
        "quantity": "" if line.quantity is None else plain_number(line.quantity),
        "unit_price": "" if line.unit_price is None else plain_money(line.unit_price),
        "value": plain_money(line.value),
        "reason": printable(line.reason),
    }

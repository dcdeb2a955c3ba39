"""What the papers say: plain facts, made ready by the caller, who knows the core and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

PaperLanguage = Literal["en", "zh", "both"]

LABELS: tuple[str, ...] = (
    "title",  # Return order
    "request",  # Request
    "date",  # Date
    "status",  # Status
    "customer",  # Customer
    "requested_by",
    "approved_by",
    "inspected_by",
    "reviewed_by",
    "first_approved_by",  # of two
    "first_reviewed_by",
    "posted_by",
    "undone_by",
    "pending",  # stands where a person has not acted yet
    "product",
    "reason",
    "grade",  # stands before the grade: Grade
    "asked",
    "counted",
    "accepted",
    "rejected",
    "disposition",
    "unit_price",
    "value",
    "total",
    "fee",
    "credit",
    "notes",
    "photos",
    "photo_missing",  # stands where a photo cannot be shown
    "scan",  # under the QR code
    "page",  # Page {page} of {pages}
)
"""The template's texts, all of which `ReturnOrderPaper.labels` must hold. "page" has two placeholders."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acted and when (aware, shown as it is: in the desk's own zone). Both missing: nobody has yet."""

    name: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One product. Quantities in `unit`, prices in the paper's currency; texts as they are shown."""

    product_code: str
    product_name: str
    specification: str
    reason: str
    grade: str
    unit: str
    asked: Decimal
    counted: Decimal
    accepted: Decimal
    rejected: Decimal
    dispositions: tuple[str, ...]  # such as "restock 4", "vendor 2"
    unit_price: Decimal | None  # None where there is no single price
    value: Decimal
    facts: tuple[str, ...] = ()  # what was otherwise than expected, such as "short 2"
    second_name: str = ""  # the name in the other language, on a paper in both


@dataclass(frozen=True, slots=True)
class PaperPhoto:
    """A JPEG, best a thumbnail, and the line under it."""

    jpeg: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ReturnOrderPaper:
    """All a return order prints. `made_at` aware, in the desk's own zone; `link` "": no QR code."""

    desk_name: str
    number: str
    request_number: str
    made_at: datetime
    status: str
    customer_code: str
    customer_name: str
    requested_by: Signature
    approved_by: Signature
    inspected_by: Signature
    reviewed_by: Signature
    lines: tuple[PaperLine, ...]
    currency: str
    total_value: Decimal
    labels: Mapping[str, str]
    fee: Decimal = Decimal(0)  # kept of the value
    credit: Decimal | None = None  # None: as much as the value
    instead: str = ""  # why nothing is credited
    first_approved_by: Signature = Signature()
    first_reviewed_by: Signature = Signature()
    posted_by: Signature = Signature()
    undone_by: Signature = Signature()
    mark: str = ""  # across every page: void, reversed
    more_photos: str = ""  # that there are more than the annex holds
    language: PaperLanguage = "en"
    notes: tuple[str, ...] = ()
    photos: tuple[PaperPhoto, ...] = ()
    link: str = ""

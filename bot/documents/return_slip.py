"""The slip that is handed over with a return: its number, what it is about, and a code that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.documents.printable import plain_moment, printable
from bot.documents.qr import qr_svg
from bot.documents.typesetting import Output, typeset

TEMPLATE = Path(__file__).parent / "templates" / "return_slip.typ"
LABELS: tuple[str, ...] = ("title", "return_number", "customer", "date", "goods", "scan", "once", "keep")
"""The template's texts, all of which `ReturnSlip.labels` must hold."""


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """All a slip prints. `made_at` aware, in the desk's own zone; `link` carries a secret: a slip is given
    away and kept nowhere."""

    desk_name: str
    number: str
    customer: str
    made_at: datetime
    lines: tuple[str, ...]
    labels: Mapping[str, str]
    language: str
    link: str


def return_slip_pdf(slip: ReturnSlip) -> bytes:
    """The PDF, one page of A6. Raises KeyError where a label is missing."""
    return _typeset(slip, "pdf")[0]


def return_slip_pages(slip: ReturnSlip, dots_per_inch: int = 150) -> list[bytes]:
    """The same as PNG pictures, to be looked at."""
    return _typeset(slip, "png", float(dots_per_inch))


def _typeset(slip: ReturnSlip, kind: Output, dots_per_inch: float | None = None) -> list[bytes]:
    return typeset(TEMPLATE, _facts(slip), kind, at=slip.made_at, dots_per_inch=dots_per_inch)


def _facts(slip: ReturnSlip) -> dict[str, Any]:
    return {
        "language": slip.language,
        "labels": {label: printable(slip.labels[label]) for label in LABELS},
        "desk_name": printable(slip.desk_name),
        "number": slip.number,
        "customer": printable(slip.customer),
        "made_at": plain_moment(slip.made_at),
        "lines": [printable(line) for line in slip.lines],
        "qr": qr_svg(slip.link).decode(),
        "link": slip.link,
    }

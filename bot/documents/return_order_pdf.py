"""The return order as a PDF, set by typst with fonts that come with the package: no network, no system fonts.

Texts reach the template as JSON data, never as markup, so nothing a person types can break the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.documents.facts import LABELS, PaperLine, PaperPhoto, ReturnOrderPaper, Signature
from bot.documents.pictures import PictureRefused, open_picture
from bot.documents.printable import (
    paragraph,
    plain_moment,
    plain_money,
    plain_number,
    printable,
    specification,
)
from bot.documents.qr import qr_svg
from bot.documents.typesetting import Output, typeset

TEMPLATE = Path(__file__).parent / "templates" / "return_order.typ"
MAX_PHOTOS = 60
SHORT_NAME = 60  # signs of the desk's name at the head of every further page


def return_order_pdf(paper: ReturnOrderPaper) -> bytes:
    """The PDF. The same facts give the same bytes. Raises ValueError where a label is missing."""
    return _compiled(paper, "pdf")[0]


def return_order_pages(paper: ReturnOrderPaper, dots_per_inch: int = 100) -> list[bytes]:
    """The same pages as PNG pictures, to be looked at. Raises ValueError where a label is missing."""
    return _compiled(paper, "png", float(dots_per_inch))


def _compiled(paper: ReturnOrderPaper, kind: Output, ppi: float | None = None) -> list[bytes]:
    facts = _facts(paper)
    with _photo_folder(paper.photos) as folder:
        return typeset(TEMPLATE, facts, kind, at=paper.made_at, folder=folder, dots_per_inch=ppi)


@contextmanager
def _photo_folder(photos: tuple[PaperPhoto, ...]) -> Iterator[Path]:
    """A folder that holds the photos as 0.jpg, 1.jpg and so on, while the paper is set."""
    with TemporaryDirectory(prefix="paper-") as name:
        folder = Path(name)
        for index, photo in enumerate(photos[:MAX_PHOTOS]):
            if _is_jpeg(photo.jpeg):
                (folder / f"{index}.jpg").write_bytes(photo.jpeg)
        yield folder


def _is_jpeg(data: bytes) -> bool:
    try:
        return open_picture(data).format == "JPEG"
    except PictureRefused:
        return False


def _facts(paper: ReturnOrderPaper) -> dict[str, Any]:
    """What the template reads, as plain texts. Raises ValueError where a label is missing."""
    missing = [label for label in LABELS if label not in paper.labels]
    if missing:
        raise ValueError(f"labels missing: {', '.join(missing)}")
    return {
        "language": "zh" if paper.language == "zh" else "en",
        "labels": {label: printable(paper.labels[label]) for label in LABELS},
        "desk_name": printable(paper.desk_name),
        "short_desk_name": printable(paper.desk_name)[:SHORT_NAME],
        "number": printable(paper.number),
        "request_number": printable(paper.request_number),
        "made_at": plain_moment(paper.made_at),
        "status": _capital(printable(paper.status)),
        "customer_code": printable(paper.customer_code),
        "customer_name": printable(paper.customer_name),
        "people": _people(paper),
        "lines": [_line(line) for line in paper.lines],
        "totals": _totals(paper),
        "fee": plain_money(-paper.fee) if paper.fee else "",
        "credit": plain_money(paper.total_value if paper.credit is None else paper.credit),
        "instead": printable(paper.instead),
        "mark": printable(paper.mark),
        "more_photos": printable(paper.more_photos),
        "currency": printable(paper.currency),
        "notes": [paragraph(note) for note in paper.notes if note.strip()],
        "photos": [_photo(index, photo) for index, photo in enumerate(paper.photos[:MAX_PHOTOS])],
        "qr": qr_svg(paper.link).decode() if paper.link else "",
    }


ALWAYS = ("requested_by", "approved_by", "inspected_by", "reviewed_by")
PEOPLE = (
    "requested_by",
    "first_approved_by",
    "approved_by",
    "inspected_by",
    "first_reviewed_by",
    "reviewed_by",
    "posted_by",
    "undone_by",
)


def _people(paper: ReturnOrderPaper) -> list[dict[str, str]]:
    """In the order they sign; some have a place only where they did."""
    signed = ((role, getattr(paper, role)) for role in PEOPLE)
    return [_person(role, signature) for role, signature in signed if role in ALWAYS or signature.name]


def _person(role: str, signature: Signature) -> dict[str, str]:
    return {"role": role, "name": printable(signature.name), "at": plain_moment(signature.at)}


def _capital(words: str) -> str:
    """Chats say it in the middle of a sentence; here it stands alone."""
    return words[:1].upper() + words[1:]


def _line(line: PaperLine) -> dict[str, Any]:
    return {
        "code": printable(line.product_code),
        "name": printable(line.product_name),
        "second_name": printable(line.second_name),
        "specification": specification(line.specification),
        "reason": printable(line.reason),
        "grade": printable(line.grade),
        "asked": plain_number(line.asked),
        "counted": plain_number(line.counted),
        "differs": line.counted != line.asked,
        "accepted": plain_number(line.accepted),
        "rejected": plain_number(line.rejected),
        "facts": [printable(fact) for fact in line.facts],
        "dispositions": [printable(text) for text in line.dispositions],
        "unit_price": "" if line.unit_price is None else plain_money(line.unit_price),
        "value": plain_money(line.value),
    }


def _totals(paper: ReturnOrderPaper) -> dict[str, str]:
    """The value, and the quantities where all lines share one unit."""
    totals = {"value": plain_money(paper.total_value)}
    one_unit = len({line.unit for line in paper.lines}) == 1
    for column in ("asked", "counted", "accepted", "rejected"):
        quantities = [getattr(line, column) for line in paper.lines]
        totals[column] = plain_number(sum(quantities)) if one_unit else ""
    return totals


def _photo(index: int, photo: PaperPhoto) -> dict[str, str]:
    return {"file": f"/{index}.jpg" if _is_jpeg(photo.jpeg) else "", "caption": printable(photo.caption)}

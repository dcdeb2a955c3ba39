"""The slip: one small page with a code that is read again, whatever is on it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from bot.documents.return_slip import LABELS, ReturnSlip, return_slip_pages, return_slip_pdf

LINK = "https://t.me/returns_bot?start=i-Zr1kQ9dWv0xLqf3mT7bYpA2eHc8uJsNo"


def a_slip(*lines: str) -> ReturnSlip:
    labels = {label: label for label in LABELS}
    at = datetime(2026, 3, 10, 9, 41, tzinfo=UTC)
    return ReturnSlip("Returns desk", "RR-2026-00001", "Café #[x]", at, lines, labels, "zh", LINK)


@pytest.mark.parametrize("count", [1, 7])
def test_the_code_opens_the_link_and_one_page_is_enough(count: int) -> None:
    slip = a_slip(*[f"粉色仿电木闹钟 {n} × 6, {'very ' * 12}long" for n in range(count)])
    (page,) = return_slip_pages(slip)
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(page)))
    assert code.text == LINK
    (paper,) = PdfReader(BytesIO(return_slip_pdf(slip))).pages
    assert "RR-2026-00001" in paper.extract_text()
    assert (round(paper.mediabox.width), round(paper.mediabox.height)) == (298, 420)


def test_every_item_keeps_a_line_however_long_its_name_is() -> None:
    names = ("Wall clock “Grand Café de la Gare”, enamelled steel, silent, ", "大号静音搪瓷钢板挂钟" * 5)
    for name in names:
        lines = [f"{n} × {name}" for n in range(1, 8)]
        (paper,) = PdfReader(BytesIO(return_slip_pdf(a_slip(*lines, "and 53 more items")))).pages
        said = paper.extract_text()
        assert [f"{n} × " in said for n in range(1, 8)] == [True] * 7
        assert said.count("…") == 7
        assert "and 53 more items" in said


def test_what_people_type_stays_plain_words() -> None:
    (paper,) = PdfReader(BytesIO(return_slip_pdf(a_slip("#panic() $x$ *b*")))).pages
    assert "#panic() $x$ *b*" in paper.extract_text()
    assert "Café #[x]" in paper.extract_text()

"""What a QR code says is what a phone reads."""

from __future__ import annotations

import pytest

from bot.documents.barcodes import BarcodeReading, read_barcodes
from bot.documents.qr import qr_png, qr_svg

LINK = "https://t.me/returns_desk_bot?start=RR-2026-00042"


def test_a_png_reads_back() -> None:
    assert read_barcodes(qr_png(LINK)) == [BarcodeReading(LINK, "QR")]


def test_chinese_reads_back() -> None:
    assert read_barcodes(qr_png("退货单 42")) == [BarcodeReading("退货单 42", "QR")]


def test_an_svg_takes_its_size_from_the_page() -> None:
    svg = qr_svg(LINK).decode()
    assert svg.startswith("<?xml")
    assert 'viewBox="0 0 ' in svg
    assert " width=" not in svg


def test_the_same_text_gives_the_same_bytes() -> None:
    assert qr_png(LINK) == qr_png(LINK)
    assert qr_svg(LINK) == qr_svg(LINK)


def test_a_text_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_png("x" * 5000)

"""The sample photos show what their captions say, as far as a reader of barcodes can tell."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image

from bot.sample.drawing import perspective
from bot.sample.goods import PHOTOGRAPHED, sample_goods, written_lines
from bot.sample.labels import goods_label, parcel_label, write_barcode_sheet
from bot.sample.orders import RECENT_CUSTOMERS, sold_lines
from bot.sample.photos import sample_photos

GOODS = {good.code: good for good in sample_goods()}


@pytest.fixture
def folder(sample_photos: Path) -> Path:
    return sample_photos


def read(image: Image.Image) -> list[str]:
    """With the two formats that the labels carry."""
    carried = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.Code128])
    return [barcode.text for barcode in zxingcpp.read_barcodes(image.convert("L"), carried)]


def sent_at(path: Path, width: int) -> Image.Image:
    """As a messenger delivers it: made smaller and compressed again."""
    image = Image.open(path)
    out = BytesIO()
    image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS).save(
        out, "JPEG", quality=75
    )
    return Image.open(out)


@pytest.mark.parametrize("width", [1280, 800])
def test_the_barcodes_are_read_at_both_sizes_that_a_messenger_sends(folder: Path, width: int) -> None:
    expected = {f"barcode-{code}.jpg": [GOODS[code].barcode] for code in PHOTOGRAPHED}
    expected |= {"barcode-blurred.jpg": [], "parcel-label.jpg": ["SW4471209653"], "box-wet.jpg": []}
    assert {name: read(sent_at(folder / name, width)) for name in expected} == expected


def test_every_photo_is_a_jpeg_of_phone_size_with_a_caption_in_both_languages(folder: Path) -> None:
    captions = json.loads((folder / "captions.json").read_text(encoding="utf-8"))
    names = sorted(path.name for path in folder.glob("*.jpg"))
    assert names == sorted(captions)
    assert len(names) == 13
    for name in names:
        with Image.open(folder / name) as image:
            assert (image.format, image.size) == ("JPEG", (1280, 960))
        assert 60_000 < (folder / name).stat().st_size < 400_000
        assert all(captions[name][language] for language in ("en", "zh"))


def test_a_photo_is_the_same_each_time(folder: Path) -> None:
    (photo,) = [photo for photo in sample_photos() if photo.file_name == "barcode-31104.jpg"]
    out = BytesIO()
    photo.draw(Random(photo.file_name)).save(out, "JPEG", quality=85)
    assert out.getvalue() == (folder / photo.file_name).read_bytes()


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2027, 2, 28), date(2028, 1, 2)])
def test_the_first_customers_bought_everything_photographed_within_30_days(today: date) -> None:
    customers = [cells[0] for cells in written_lines("customers.txt")][:RECENT_CUSTOMERS]
    every = [cells[0] for cells in written_lines("customers.txt")]
    bought = {
        (line.customer_code, line.product_code)
        for line in sold_lines(sample_goods(), every, today, 7)
        if today - line.ordered_at.date() < timedelta(days=30)
    }
    assert {(customer, code) for customer in customers for code in PHOTOGRAPHED} <= bought


def test_every_label_of_the_company_reads_as_its_barcode() -> None:
    assert [read(goods_label(good, module=3)) for good in sample_goods()] == [
        [good.barcode] for good in sample_goods()
    ]
    assert read(parcel_label()) == ["SW4471209653"]


def test_the_sheet_of_labels_has_24_on_a_page(tmp_path: Path) -> None:
    path = write_barcode_sheet(tmp_path / "print" / "labels.pdf", sample_goods()[:25])
    pdf = path.read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"/Count 2" in pdf


def test_perspective_leads_every_corner_back_to_its_own() -> None:
    target = ((30.0, 20.0), (200.0, 44.0), (180.0, 160.0), (10.0, 130.0))
    a, b, c, d, e, f, g, h = perspective(target, (100, 80))
    flat = [
        ((a * x + b * y + c) / (g * x + h * y + 1), (d * x + e * y + f) / (g * x + h * y + 1))
        for x, y in target
    ]
    for found, corner in zip(flat, ((0, 0), (100, 0), (100, 80), (0, 80)), strict=True):
        assert found == pytest.approx(corner, abs=1e-6)

"""Barcodes are read from photos as phones make them, and only in the formats that goods carry."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from bot.documents.barcodes import BarcodeReading, read_barcodes
from bot.documents.pictures import PictureRefused, RefusalCode
from tests.unit.documents.drawing import encoded, label, noise

Code = zxingcpp.BarcodeFormat


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("RR-2026-00042", Code.Code128, BarcodeReading("RR-2026-00042", "CODE128")),
        ("2100400311046", Code.EAN13, BarcodeReading("2100400311046", "EAN13")),
        ("96385074", Code.EAN8, BarcodeReading("96385074", "EAN8")),
        ("036000291452", Code.UPCA, BarcodeReading("0036000291452", "EAN13")),
        ("退货 RR-2026-00042", Code.QRCode, BarcodeReading("退货 RR-2026-00042", "QR")),
        ("LOT 7/26", Code.DataMatrix, BarcodeReading("LOT 7/26", "DATAMATRIX")),
    ],
)
def test_the_codes_of_goods_and_parcels_are_read(text: str, code: Code, expected: BarcodeReading) -> None:
    assert read_barcodes(encoded(label(text, code), "PNG")) == [expected]


@pytest.mark.parametrize("code", [Code.Code39, Code.ITF, Code.PDF417, Code.UPCE])
def test_other_codes_are_not_looked_for(code: Code) -> None:
    text = "01234565" if code is Code.UPCE else "123456"
    assert read_barcodes(encoded(label(text, code), "PNG")) == []


def test_a_short_code_that_only_one_look_sees_is_not_believed() -> None:
    tiny = label("96385074", Code.EAN8, scale=1, margin=40)
    assert [len(zxingcpp.read_barcodes(look)) for look in (tiny, tiny.reduce(2))] == [1, 0]
    assert read_barcodes(encoded(tiny, "PNG")) == []


@pytest.mark.parametrize("degrees", range(3, 360, 24))
def test_no_angle_makes_a_code_that_was_never_printed(degrees: int) -> None:
    for scale in (2, 3):
        askew = label("2100400311053", Code.EAN13, scale=scale).rotate(degrees, expand=True, fillcolor=255)
        assert {reading.text for reading in read_barcodes(encoded(askew, "JPEG"))} <= {"2100400311053"}


@pytest.mark.parametrize("degrees", [0, 7, 45, 90, 135, 180, 200, 270])
def test_a_code_is_read_whichever_way_it_lies(degrees: int) -> None:
    turned = label("2100400311046", Code.EAN13).rotate(degrees, expand=True, fillcolor=255)
    assert read_barcodes(encoded(turned, "JPEG", quality=80)) == [BarcodeReading("2100400311046", "EAN13")]


def test_a_soft_and_far_code_on_a_large_photo_is_read() -> None:
    photo = Image.new("L", (1280, 960), 190)
    photo.paste(label("2100400311046", Code.EAN13, scale=3, margin=30), (420, 300))
    soft = photo.filter(ImageFilter.GaussianBlur(1.2))
    assert read_barcodes(encoded(soft, "JPEG", quality=75)) == [BarcodeReading("2100400311046", "EAN13")]


def test_two_codes_on_one_label_are_both_read() -> None:
    photo = Image.new("L", (900, 900), 255)
    photo.paste(label("2100400311046", Code.EAN13, scale=5), (20, 20))
    photo.paste(label("RR-2026-00042", Code.QRCode, scale=8), (200, 500))
    assert set(read_barcodes(encoded(photo, "PNG"))) == {
        BarcodeReading("2100400311046", "EAN13"),
        BarcodeReading("RR-2026-00042", "QR"),
    }


def test_the_same_code_twice_is_one_reading() -> None:
    photo = Image.new("L", (600, 900), 255)
    for top in (20, 450):
        photo.paste(label("2100400311046", Code.EAN13), (20, top))
    assert read_barcodes(encoded(photo, "PNG")) == [BarcodeReading("2100400311046", "EAN13")]


def test_a_code_stuffed_with_text_is_no_product_code() -> None:
    assert read_barcodes(encoded(label("A" * 301, Code.QRCode), "PNG")) == []


def test_a_photo_without_a_code_gives_nothing() -> None:
    assert read_barcodes(encoded(noise(300, 200), "JPEG")) == []
    assert read_barcodes(encoded(Image.new("RGB", (1, 1)), "PNG")) == []


def test_a_picture_that_is_none_is_refused() -> None:
    with pytest.raises(PictureRefused) as caught:
        read_barcodes(b"GIF89a")
    assert caught.value.code is RefusalCode.NOT_A_PICTURE

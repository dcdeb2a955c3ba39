"""Pictures for tests: each seed another one; and photographed barcodes."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image, ImageDraw


def a_picture(seed: int, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG that differs visibly with the seed."""
    image = Image.new("RGB", size, (40 * seed % 255, 90, 140))
    draw = ImageDraw.Draw(image)
    for step in range(8):
        draw.ellipse(
            (seed * 13 + step * 40, step * 30, seed * 13 + step * 40 + 60, step * 30 + 60), fill="white"
        )
    return _jpeg(image)


def scaled(picture: bytes, size: tuple[int, int]) -> bytes:
    """The same picture, as it comes after a detour: smaller and encoded again."""
    return _jpeg(Image.open(BytesIO(picture)).resize(size))


def a_barcode(text: str) -> bytes:
    """A JPEG of an EAN-13 or Code 128 on white, as a phone's photo would show it."""
    form = zxingcpp.BarcodeFormat.EAN13 if len(text) == 13 else zxingcpp.BarcodeFormat.Code128
    drawn = zxingcpp.create_barcode(text, form).to_image(scale=4)
    code = Image.fromarray(drawn).convert("RGB") if not isinstance(drawn, Image.Image) else drawn
    sheet = Image.new("RGB", (1280, 960), "white")
    sheet.paste(code.resize((640, 260)), (300, 330))
    return _jpeg(sheet.rotate(4, fillcolor="white"))


def _jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()

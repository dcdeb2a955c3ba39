"""Small pictures for the tests of this room, drawn on the spot."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import zxingcpp
from PIL import Image


def encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """Grainy, so that it does not compress to nothing."""
    return Image.frombytes("RGB", (width, height), Random(seed).randbytes(width * height * 3))


def slope(width: int, height: int) -> Image.Image:
    """Dark on the left, bright on the right."""
    return Image.linear_gradient("L").rotate(90).resize((width, height)).convert("RGB")


def label(text: str, code: zxingcpp.BarcodeFormat, *, scale: int = 4, margin: int = 60) -> Image.Image:
    """A barcode in the middle of white paper."""
    modules = zxingcpp.create_barcode(text, code).to_image(scale=scale)
    height, width = modules.shape
    bars = Image.frombytes("L", (width, height), bytes(modules))  # type: ignore[call-overload]  # a buffer, says zxing-cpp's README; its stub does not
    paper = Image.new("L", (bars.width + 2 * margin, bars.height + 2 * margin), 255)
    paper.paste(bars, (margin, margin))
    return paper

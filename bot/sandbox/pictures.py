"""Photos as Telegram keeps them: decoded, turned upright, scaled to the usual sizes and re-encoded as JPEG.

The longest sides 90, 320, 800 and 1280 are the ones clients see in practice (not documented). Limits: Bot
API, sendPhoto (10 MB, width plus height at most 10,000, sides at most 20 to 1).
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.sandbox.errors import bad_request

LONGEST_SIDES = (90, 320, 800, 1280)
PHOTO_LIMIT_BYTES = 10 << 20
_SIDES_LIMIT = 10_000
_RATIO_LIMIT = 20
_QUALITY = 87


@dataclass
class Picture:
    """One size of a photo, encoded."""

    width: int
    height: int
    content: bytes


def scaled_photo(content: bytes, *, limited: bool = True) -> list[Picture]:
    """Return the sizes of a photo, small to large, never larger than the original; refuses as Telegram does.

    Not ``limited``: a person's phone shrinks a large photo before it sends it.
    """
    if not content:
        raise bad_request("File must be non-empty")
    if limited and len(content) > PHOTO_LIMIT_BYTES:
        text = f"File of size {len(content)} bytes is too big for a photo"
        raise bad_request(f"{text}; the maximum size is {PHOTO_LIMIT_BYTES} bytes")
    image = _decoded(content, limited=limited)
    longest = max(image.size)
    pictures = [_encoded(image, side) for side in LONGEST_SIDES if side < longest]
    if longest <= LONGEST_SIDES[-1]:
        pictures.append(_encoded(image, longest))
    return pictures


def thumbnail(content: bytes) -> Picture | None:
    """Return a 320-pixel preview of an image file, None when ``content`` is no image that can be read."""
    try:
        image = _decoded(content)
    except Exception as refusal:
        if isinstance(refusal, MemoryError):
            raise
        return None
    return _encoded(image, min(320, max(image.size)))


def _decoded(content: bytes, *, limited: bool = True) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content))
        width, height = image.size
        too_wide = max(width, height) > _RATIO_LIMIT * min(width, height)
        if limited and (too_wide or width + height > _SIDES_LIMIT):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        image.draft("RGB", (LONGEST_SIDES[-1], LONGEST_SIDES[-1]))
        return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _encoded(image: Image.Image, longest: int) -> Picture:
    factor = longest / max(image.size)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    scaled = image if size == image.size else image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    scaled.save(out, "JPEG", quality=_QUALITY)
    return Picture(size[0], size[1], out.getvalue())

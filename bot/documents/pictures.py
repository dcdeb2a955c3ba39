"""Pictures that people send: looked at before they are believed, kept as a copy of our own making.

What arrives may be a bomb (a few kB that unfold to gigabytes), a polyglot, a torso, or somebody's holiday
with coordinates in it. Kept is only what our own encoder wrote: upright, JPEG, without any metadata.
"""

from __future__ import annotations

import hashlib
import struct
import warnings
import zlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
_JPEG = ("JPEG", "MPO")  # MPO: two JPEGs in one file, as some phones write them
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_FILE_BYTES = 20 * 1024 * 1024  # what a bot may download: core.telegram.org/bots/api#getfile
MAX_PIXELS = 40_000_000  # of a JPEG as cameras write it, which can be decoded small
MAX_PIXELS_WHOLE = 20_000_000  # of what must be unfolded as a whole: PNG, progressive JPEG
MAX_PIXELS_WEBP = 10_000_000  # its decoder holds the picture four times
MAX_SCANS = 64  # progressive JPEGs of cameras have about 10; thousands would decode for hours
LONG_EDGE = 4096  # pixels kept; a phone's 12 megapixels (4032 x 3024) stay as they are
STRIP_ROWS = 128
THUMBNAIL_EDGE = 320
QUALITY = 88
THUMBNAIL_QUALITY = 80
CONTENT_TYPE = "image/jpeg"
ORIENTATION_TAG = 0x0112  # EXIF 2.32, 4.6.4
_SCAN_MARKER = b"\xff\xda"  # inside entropy-coded data 0xFF is never followed by 0xDA (ITU-T T.81, B.1.1.5)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise on damaged data, seen by feeding them damaged data.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)

# A second line behind `_ensure_pixels`: Pillow's own limit, as an error and not a remark on stderr.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class RefusalCode(StrEnum):
    TOO_LARGE = "TOO_LARGE"  # facts: bytes, limit
    NOT_A_PICTURE = "NOT_A_PICTURE"  # facts: none
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"  # facts: limit, and width and height where known
    TRUNCATED = "TRUNCATED"  # facts: none


class PictureRefused(Exception):
    """The picture is not taken; `code` says why, `facts` are whole numbers for the sentence."""

    def __init__(self, code: RefusalCode, **facts: int) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Picture:
    """The copy that is kept. `sha256` (hex) is of `content`; width and height in pixels, upright.

    `looks` is a difference hash, 16 hex digits; compared in `bot/core/domain/likeness.py`.
    """

    sha256: str
    width: int
    height: int
    content: bytes
    thumbnail: bytes
    looks: str
    content_type: str = CONTENT_TYPE


def check_picture(data: bytes, *, sent_as_file: bool = False) -> Picture:
    """Decodes, turns upright, re-encodes. Photos up to 10 MB, files up to 20 MB, 40 megapixels
    (20 as PNG or progressive JPEG, 10 as WEBP, which unfold as a whole).

    Of an animation the first frame is kept. Raises PictureRefused.
    """
    image = _shrunk(open_picture(data, MAX_FILE_BYTES if sent_as_file else MAX_PHOTO_BYTES))
    content = _jpeg(image, QUALITY)
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return Picture(
        sha256=hashlib.sha256(content).hexdigest(),
        width=image.width,
        height=image.height,
        content=content,
        thumbnail=_jpeg(small, THUMBNAIL_QUALITY),
        looks=_difference_hash(small),
    )


def open_picture(data: bytes, max_bytes: int = MAX_FILE_BYTES) -> Image.Image:
    """The picture with its header read and its pixels not yet decoded. Raises PictureRefused."""
    if len(data) > max_bytes:
        raise PictureRefused(RefusalCode.TOO_LARGE, bytes=len(data), limit=max_bytes)
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(RefusalCode.TOO_MANY_PIXELS, limit=MAX_PIXELS) from None
    except UnidentifiedImageError:
        raise PictureRefused(RefusalCode.NOT_A_PICTURE) from None
    except _DAMAGED:
        raise PictureRefused(RefusalCode.TRUNCATED) from None
    _ensure_pixels(image)
    if image.format in _JPEG and data.count(_SCAN_MARKER) > MAX_SCANS:
        raise PictureRefused(RefusalCode.NOT_A_PICTURE)
    return image


def decode(image: Image.Image) -> None:
    """Reads the pixels of what `open_picture` gave. Raises PictureRefused."""
    try:
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(RefusalCode.TOO_MANY_PIXELS, limit=MAX_PIXELS) from None
    except _DAMAGED:
        raise PictureRefused(RefusalCode.TRUNCATED) from None


def _ensure_pixels(image: Image.Image) -> None:
    """Measured: within these limits no picture costs more than 200 MB."""
    if image.format == "WEBP":
        limit = MAX_PIXELS_WEBP
    elif image.format == "PNG" or "progressive" in image.info:
        limit = MAX_PIXELS_WHOLE
    else:
        limit = MAX_PIXELS
    if image.width * image.height > limit:
        raise PictureRefused(RefusalCode.TOO_MANY_PIXELS, width=image.width, height=image.height, limit=limit)


def _shrunk(image: Image.Image) -> Image.Image:
    """Decoded, at most LONG_EDGE, upright, RGB. A larger JPEG is decoded at half its size at once."""
    if max(image.size) > LONG_EDGE:
        image.draft("RGB", (image.width // 2, image.height // 2))
    decode(image)
    turn = _UPRIGHT.get(_orientation(image))
    flat = _flattened(image, -(-max(image.size) // LONG_EDGE))
    return flat.transpose(turn) if turn is not None else flat


def _flattened(image: Image.Image, divisor: int) -> Image.Image:
    """RGB at 1/divisor of the size, made in strips so that only one copy of a large picture is in memory."""
    if divisor == 1 and image.mode == "RGB":
        return image
    width, height = image.size
    flat = Image.new("RGB", (-(-width // divisor), -(-height // divisor)), "white")
    rows = STRIP_ROWS * divisor
    for top in range(0, height, rows):
        strip = _on_white(image.crop((0, top, width, min(top + rows, height))))
        flat.paste(strip.reduce(divisor), (0, top // divisor))
    return flat


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 (upright) where the metadata is missing or damaged."""
    try:
        value = image.getexif().get(ORIENTATION_TAG, 1)
    except _DAMAGED:
        return 1
    return value if isinstance(value, int) else 1


def _on_white(image: Image.Image) -> Image.Image:
    """RGB; what was transparent becomes white; 16-bit greys keep their upper eight bits."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """Written without EXIF, comments or colour profile."""
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, exif=b"", comment=b"", icc_profile=None)
    return out.getvalue()


def _difference_hash(image: Image.Image) -> str:
    """Is each of 8 x 8 fields brighter than its right neighbour? Survives scaling and re-encoding."""
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = grey[row * 9 + column], grey[row * 9 + column + 1]
            bits = bits << 1 | (left > right)
    return f"{bits:016x}"

"""Pictures are believed only after they were decoded, and kept only as a copy of our own."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.core.domain.likeness import looks_distance
from bot.documents import pictures
from bot.documents.pictures import (
    MAX_FILE_BYTES,
    MAX_PHOTO_BYTES,
    PictureRefused,
    RefusalCode,
    check_picture,
)
from tests.unit.documents.drawing import encoded, noise, slope


def refusal(data: bytes, *, sent_as_file: bool = False) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        check_picture(data, sent_as_file=sent_as_file)
    return caught.value


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int) -> bytes:
    """White pixels, three bytes each, squeezed to about a thousandth, row by row."""
    squeeze = zlib.compressobj(9)
    row = b"\0" + bytes(3 * width)
    packed = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_come_out_as_jpeg_of_the_same_size(file_format: str) -> None:
    picture = check_picture(encoded(slope(64, 48), file_format))
    kept = Image.open(BytesIO(picture.content))
    assert (kept.format, kept.size) == ("JPEG", (64, 48))
    assert (picture.width, picture.height, picture.content_type) == (64, 48, "image/jpeg")
    assert picture.sha256 == hashlib.sha256(picture.content).hexdigest()


def test_the_same_bytes_give_the_same_picture() -> None:
    data = encoded(noise(60, 40), "JPEG")
    assert check_picture(data) == check_picture(data)


def test_the_thumbnail_fits_into_320_pixels_and_keeps_the_shape() -> None:
    assert Image.open(BytesIO(check_picture(encoded(slope(800, 400), "JPEG")).thumbnail)).size == (320, 160)
    assert Image.open(BytesIO(check_picture(encoded(slope(30, 90), "JPEG")).thumbnail)).size == (30, 90)


def test_place_and_camera_are_forgotten() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(slope(64, 48), "JPEG", exif=exif, comment=b"SECRETNOTE", icc_profile=b"SECRETPROFILE")
    assert b"SECRETCAMERA" in data
    picture = check_picture(data)
    for kept in (picture.content, picture.thumbnail):
        assert b"SECRET" not in kept
        assert b"Exif" not in kept


@pytest.mark.parametrize(
    ("orientation", "dark_corner", "size"),
    [
        (1, "top left", (64, 48)), (2, "top right", (64, 48)),
        (3, "bottom right", (64, 48)), (4, "bottom left", (64, 48)),
        (5, "top left", (48, 64)), (6, "top right", (48, 64)),
        (7, "bottom right", (48, 64)), (8, "bottom left", (48, 64)),
    ],
)  # fmt: skip
def test_a_turned_phone_gives_an_upright_picture(
    orientation: int, dark_corner: str, size: tuple[int, int]
) -> None:
    image = Image.new("RGB", (64, 48), "white")
    image.paste("black", (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = orientation
    kept = Image.open(BytesIO(check_picture(encoded(image, "JPEG", exif=exif)).content)).convert("L")
    corners = {
        "top left": (5, 5), "top right": (size[0] - 6, 5),
        "bottom left": (5, size[1] - 6), "bottom right": (size[0] - 6, size[1] - 6),
    }  # fmt: skip
    assert kept.size == size
    assert [name for name, at in corners.items() if kept.getpixel(at) < 60] == [dark_corner]  # type: ignore[operator]  # one band: an int


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_exif_is_no_reason_to_refuse() -> None:
    data = encoded(slope(64, 48), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff broken")
    assert check_picture(data).width == 64


def test_what_is_transparent_becomes_white() -> None:
    kept = check_picture(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")).content
    assert Image.open(BytesIO(kept)).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    picture = check_picture(encoded(Image.new(mode, (20, 10)), "PNG"))
    assert Image.open(BytesIO(picture.content)).mode == "RGB"


def test_a_16_bit_grey_keeps_its_brightness() -> None:
    kept = check_picture(encoded(Image.new("I;16", (20, 10), 128 * 256), "PNG")).content
    assert Image.open(BytesIO(kept)).getpixel((5, 5)) == (128, 128, 128)


def test_a_cmyk_jpeg_is_taken() -> None:
    kept = check_picture(encoded(Image.new("CMYK", (20, 10)), "JPEG")).content
    assert Image.open(BytesIO(kept)).getpixel((5, 5)) == (255, 255, 255)


def test_of_an_animation_the_first_frame_is_kept() -> None:
    red, blue = Image.new("RGB", (32, 32), "#c00000"), Image.new("RGB", (32, 32), "#0000c0")
    for file_format in ("WEBP", "PNG"):
        data = encoded(red, file_format, save_all=True, append_images=[blue])
        pixel = Image.open(BytesIO(check_picture(data).content)).getpixel((16, 16))
        assert isinstance(pixel, tuple)
        assert pixel[0] > 150 > pixel[2]


def test_a_picture_larger_than_4096_is_kept_smaller() -> None:
    picture = check_picture(encoded(Image.new("L", (5000, 100), 200), "PNG"))
    assert (picture.width, picture.height) == (2500, 50)


def test_a_large_picture_is_flattened_strip_by_strip_without_a_seam() -> None:
    data = encoded(slope(400, 4500).convert("RGBA"), "PNG")
    kept = Image.open(BytesIO(check_picture(data).content)).convert("L")
    assert kept.size == (200, 2250)
    assert {kept.getpixel((100, y)) for y in range(0, 2250, 5)} <= set(range(126, 131))


def test_a_jpeg_larger_than_4096_is_decoded_at_half_its_size() -> None:
    picture = check_picture(encoded(Image.new("L", (5000, 100), 200), "JPEG"))
    assert (picture.width, picture.height) == (2500, 50)


@pytest.mark.parametrize(("sent_as_file", "limit"), [(False, MAX_PHOTO_BYTES), (True, MAX_FILE_BYTES)])
def test_too_many_bytes_are_refused_before_anything_is_read(sent_as_file: bool, limit: int) -> None:
    refused = refusal(bytes(limit + 1), sent_as_file=sent_as_file)
    assert (refused.code, refused.facts) == (RefusalCode.TOO_LARGE, {"bytes": limit + 1, "limit": limit})


def test_a_file_may_be_larger_than_a_photo() -> None:
    data = encoded(noise(64, 64), "JPEG") + bytes(MAX_PHOTO_BYTES)
    assert refusal(data).code is RefusalCode.TOO_LARGE
    assert check_picture(data, sent_as_file=True).width == 64


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", b"%PDF-1.7 not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"/>',
        b"SIMPLE  =                    T" + b" " * 3000,
        encoded(Image.new("P", (8, 8)), "GIF"),
        encoded(Image.new("RGB", (8, 8)), "TIFF"),
        encoded(Image.new("RGB", (8, 8)), "BMP"),
        b"GIF89a/*" + encoded(Image.new("RGB", (8, 8)), "JPEG") + b"*/=1;alert(1)",
    ],
    ids=["nothing", "text", "pdf", "svg", "fits", "gif", "tiff", "bmp", "gif that is also a script"],
)  # fmt: skip
def test_other_things_are_not_pictures(data: bytes) -> None:
    refused = refusal(data)
    assert (refused.code, refused.facts) == (RefusalCode.NOT_A_PICTURE, {})


def test_an_archive_behind_a_picture_is_not_kept() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("payload.txt", "PAYLOAD")
    data = encoded(slope(64, 48), "JPEG") + archive.getvalue()
    assert zipfile.is_zipfile(BytesIO(data))
    picture = check_picture(data)
    assert not zipfile.is_zipfile(BytesIO(picture.content))
    assert b"PAYLOAD" not in picture.content


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused_as_truncated(file_format: str) -> None:
    data = encoded(noise(120, 90), file_format)
    assert refusal(data[: len(data) // 2]).code is RefusalCode.TRUNCATED


@pytest.mark.parametrize(
    ("file_format", "progressive", "limit"),
    [("JPEG", False, 2400), ("JPEG", True, 1200), ("PNG", False, 1200), ("WEBP", False, 600)],
)
def test_40_megapixels_are_the_limit_and_less_for_what_unfolds_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, file_format: str, progressive: bool, limit: int
) -> None:
    limits = {"MAX_PIXELS": 40_000_000, "MAX_PIXELS_WHOLE": 20_000_000, "MAX_PIXELS_WEBP": 10_000_000}
    assert {name: getattr(pictures, name) for name in limits} == limits
    for name, pixels in limits.items():
        monkeypatch.setattr(pictures, name, pixels * 6 // 100_000)
    options = {"progressive": True} if progressive else {}
    assert check_picture(encoded(slope(limit // 30, 30), file_format, **options)).height == 30
    refused = refusal(encoded(slope(limit // 30 + 1, 30), file_format, **options))
    assert refused.code is RefusalCode.TOO_MANY_PIXELS
    assert refused.facts == {"width": limit // 30 + 1, "height": 30, "limit": limit}


def test_a_jpeg_of_thousands_of_scans_is_refused_before_it_is_decoded() -> None:
    data = encoded(noise(32, 32), "JPEG", progressive=True)
    assert check_picture(data).width == 32
    assert refusal(data + b"\xff\xda\x00\x02" * 80).code is RefusalCode.NOT_A_PICTURE


BOMB_IN_A_PROCESS_OF_ITS_OWN = """
import resource, sys
from bot.documents.pictures import PictureRefused, check_picture
from bot.documents.barcodes import read_barcodes
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for look in (check_picture, read_barcodes):
    try:
        look(data)
    except PictureRefused as refused:
        print(refused.code.value)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_bomb_of_169_megapixels_is_refused_without_unfolding() -> None:
    """reliability: Pillow as it comes decodes it with 660 MB. The bomb is 13,000 x 13,000 in about 500 kB."""
    bomb = png_bomb(13_000, 13_000)
    assert 400_000 < len(bomb) < 600_000
    done = subprocess.run(
        [sys.executable, "-c", BOMB_IN_A_PROCESS_OF_ITS_OWN],
        input=bomb,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    first, second, grown_mb = done.stdout.decode().split()
    assert (first, second, done.stderr) == ("TOO_MANY_PIXELS", "TOO_MANY_PIXELS", b"")
    assert int(grown_mb) < 20


def test_the_same_motif_smaller_and_re_encoded_looks_the_same() -> None:
    motif = noise(8, 6, seed=3).resize((400, 300), Image.Resampling.BICUBIC)
    once = check_picture(encoded(motif, "JPEG", quality=95))
    again = check_picture(encoded(motif.resize((200, 150)), "WEBP", quality=60))
    other = check_picture(encoded(noise(8, 6, seed=4).resize((400, 300), Image.Resampling.BICUBIC), "JPEG"))
    assert once.sha256 != again.sha256
    assert looks_distance(once.looks, once.looks) == 0
    assert looks_distance(once.looks, again.looks) <= 6
    assert looks_distance(once.looks, other.looks) > 12


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 5000), st.binary(min_size=1, max_size=12))
def test_damaged_pictures_are_refused_or_taken_but_never_anything_else(
    file_format: str, at: int, damage: bytes
) -> None:
    data = bytearray(encoded(noise(24, 24), file_format))
    at %= len(data)
    data[at : at + len(damage)] = damage
    with suppress(PictureRefused):
        assert Image.open(BytesIO(check_picture(bytes(data)).content)).format == "JPEG"

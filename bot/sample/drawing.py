"""The little darkroom of the sample photos: surfaces, shadows, perspective, light and grain. Pillow only.

Everything is drawn at twice the final size and comes out smooth; every chance is seeded, so a photo is the
same each time. Points are (x, y) in pixels of the final photo, 1280 x 960, unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pylopdf_fonts_zh_cn
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

WIDTH, HEIGHT = 1280, 960
SCALE = 2  # drawn this much larger, then made small
QUALITY = 85
Point = tuple[float, float]
Colour = tuple[int, int, int]
Paint = Callable[[ImageDraw.ImageDraw], object]


def noise(width: int, height: int, chance: Random, cell: tuple[int, int] = (1, 1)) -> Image.Image:
    """Grey grain around 128; a larger cell gives clouds, a long one gives fibres."""
    small = (max(1, width // cell[0]), max(1, height // cell[1]))
    grain = Image.frombytes("L", small, chance.randbytes(small[0] * small[1]))
    return grain.resize((width, height), Image.Resampling.BICUBIC)


def textured(base: Image.Image, grain: Image.Image, strength: float) -> Image.Image:
    """The base with the grain's light and dark laid over it; strength 0 to 1."""
    grey = Image.new("L", base.size, 128)
    soft = Image.blend(grey, grain.resize(base.size), strength)
    return ImageChops.overlay(base, Image.merge("RGB", (soft, soft, soft)))


def slope(size: tuple[int, int], begin: Colour, end: Colour, degrees: int = 0) -> Image.Image:
    """From one colour at the top to another at the bottom; turned by quarters."""
    mask = Image.linear_gradient("L").rotate(degrees).resize(size)
    return Image.composite(Image.new("RGB", size, end), Image.new("RGB", size, begin), mask)


def bench(chance: Random) -> Image.Image:
    """The top of a packing bench: three planks of worn wood, at drawing size."""
    wood = slope((WIDTH, HEIGHT), (170, 136, 100), (146, 112, 80))
    wood = textured(wood, noise(WIDTH, HEIGHT, chance, cell=(110, 3)), 0.2)
    wood = textured(wood, noise(WIDTH, HEIGHT, chance, cell=(350, 24)), 0.25)
    pen = ImageDraw.Draw(wood)
    for y in (HEIGHT // 3 + 15, HEIGHT * 2 // 3 + 45):
        pen.line((0, y, WIDTH, y + 7), fill=(92, 66, 46), width=3)
        pen.line((0, y + 3, WIDTH, y + 10), fill=(186, 154, 120), width=2)
    return wood.resize((WIDTH * SCALE, HEIGHT * SCALE))


def concrete(chance: Random) -> Image.Image:
    """The floor of a warehouse, at drawing size."""
    floor = slope((WIDTH, HEIGHT), (152, 153, 153), (124, 125, 126))
    floor = textured(floor, noise(WIDTH, HEIGHT, chance, cell=(120, 80)), 0.12)
    floor = textured(floor, noise(WIDTH, HEIGHT, chance, cell=(3, 3)), 0.16)
    return floor.resize((WIDTH * SCALE, HEIGHT * SCALE))


def carton_paper(chance: Random) -> Image.Image:
    """Carton that fills the photo, at drawing size."""
    return cardboard((WIDTH, HEIGHT), chance).resize((WIDTH * SCALE, HEIGHT * SCALE))


def cardboard(size: tuple[int, int], chance: Random, shade: float = 1.0) -> Image.Image:
    """A flat piece of carton, `shade` 1 in full light; sizes are those of the picture itself."""
    board = slope(size, (203, 164, 116), (188, 147, 99))
    board = textured(board, noise(*size, chance, cell=(2, 60)), 0.14)
    board = textured(board, noise(*size, chance, cell=(90, 70)), 0.09)
    return ImageEnhance.Brightness(board).enhance(shade)


def shadow(photo: Image.Image, outline: Sequence[Point], depth: float = 0.5, softness: int = 22) -> None:
    """Darkens the photo under an outline, softly."""
    mask = Image.new("L", (WIDTH // 2, HEIGHT // 2), 0)
    ImageDraw.Draw(mask).polygon([(x / 2, y / 2) for x, y in outline], fill=int(255 * depth))
    lay_mask(photo, (18, 14, 12), mask.filter(ImageFilter.GaussianBlur(softness / 2)))


def lay(photo: Image.Image, thing: Image.Image, corners: Sequence[Point]) -> None:
    """Puts a flat picture onto the photo so that its corners (clockwise from top left) lie at `corners`."""
    target = enlarged(corners)
    left, top = (int(min(point[axis] for point in target)) for axis in (0, 1))
    right, bottom = (int(max(point[axis] for point in target)) + 1 for axis in (0, 1))
    inside = [(x - left, y - top) for x, y in target]
    size = (right - left, bottom - top)
    mapped = thing.transform(
        size, Image.Transform.PERSPECTIVE, perspective(inside, thing.size), Image.Resampling.BICUBIC
    )
    edge = Image.new("L", size, 0)
    ImageDraw.Draw(edge).polygon(inside, fill=255)
    photo.paste(mapped, (left, top), edge)


def enlarged(points: Sequence[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def perspective(target: Sequence[Point], size: tuple[int, int]) -> list[float]:
    """The eight numbers that Pillow's PERSPECTIVE wants: they lead from `target` back to the flat picture."""
    width, height = size
    source = ((0, 0), (width, 0), (width, height), (0, height))
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss and Jordan: the last column is the right-hand side."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(size):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]


def light(photo: Image.Image, centre: Point, strength: float = 0.55) -> Image.Image:
    """A lamp above `centre`, given in final pixels; the corners fall into the dark. Any size."""
    share = photo.width / WIDTH
    glow = ImageChops.invert(Image.radial_gradient("L")).resize((photo.width * 2, photo.height * 2))
    left, top = int(photo.width - centre[0] * share), int(photo.height - centre[1] * share)
    return textured(photo, glow.crop((left, top, left + photo.width, top + photo.height)), strength)


def developed(
    photo: Image.Image, lamp: Point, chance: Random, *, glow: float = 0.55, blur: float = 0.5
) -> Image.Image:
    """Made small, lit, slightly soft and grainy, as a phone delivers it. `blur` in final pixels."""
    small = light(photo.reduce(SCALE), lamp, glow).filter(ImageFilter.GaussianBlur(blur))
    return textured(small, noise(WIDTH, HEIGHT, chance), 0.07)


def wobbly(begin: Point, end: Point, chance: Random, steps: int, swing: float) -> list[Point]:
    """A line that a hand or a crack would draw, in final pixels."""
    points = [begin]
    for step in range(1, steps):
        share = step / steps
        points.append(
            (
                begin[0] + (end[0] - begin[0]) * share + chance.uniform(-swing, swing),
                begin[1] + (end[1] - begin[1]) * share + chance.uniform(-swing, swing),
            )
        )
    return [*points, end]


def stain(photo: Image.Image, colour: Colour, paint: Paint, soft: float) -> None:
    """What `paint` draws in greys on a black sheet, in final pixels, is laid on in colour, softly."""
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    paint(ImageDraw.Draw(mask))
    lay_mask(photo, colour, mask.filter(ImageFilter.GaussianBlur(soft)))


def lay_mask(photo: Image.Image, colour: Colour, mask: Image.Image) -> None:
    """Colour where the mask is bright; the mask may be smaller than the photo by a whole factor."""
    box = mask.getbbox()
    if box is not None:
        factor = photo.width // mask.width
        part = mask.crop(box)
        part = part.resize((part.width * factor, part.height * factor), Image.Resampling.BILINEAR)
        photo.paste(colour, (box[0] * factor, box[1] * factor), part)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans SC, which has both languages."""
    path: Path = pylopdf_fonts_zh_cn.sans_path()
    return ImageFont.truetype(str(path), size)

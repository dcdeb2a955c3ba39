"""Goods on the photos: a clock as new and with a cracked dial, a cushion with a torn seam, labels."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from bot.sample.drawing import (
    HEIGHT,
    SCALE,
    WIDTH,
    Colour,
    Point,
    bench,
    carton_paper,
    developed,
    enlarged,
    font,
    lay,
    lay_mask,
    light,
    noise,
    shadow,
    slope,
    stain,
    textured,
    wobbly,
)
from bot.sample.goods import Good
from bot.sample.labels import goods_label

ROSE: Colour = (206, 122, 134)
STEEL: Colour = (176, 178, 182)
DIAL: Colour = (246, 242, 232)
INK: Colour = (34, 34, 38)
CENTRE: Point = (640, 500)


def label_photo(good: Good, corners: Sequence[Point], chance: Random, blur: float = 0.6) -> Image.Image:
    """A goods label on its carton, seen as a phone sees it; `blur` in pixels, above 6 nothing reads it."""
    photo = carton_paper(chance)
    shadow(photo, [(x + 6, y + 8) for x, y in corners], depth=0.45, softness=6)
    lay(photo, goods_label(good), corners)
    hand = [(-60, 700), (240, 620), (420, 980), (-60, 1020)]
    shadow(photo, hand, depth=0.35, softness=60)
    return developed(photo, (chance.randint(420, 860), 330), chance, glow=0.45, blur=blur)


def clock_as_new(chance: Random) -> Image.Image:
    """An alarm clock beside its box; nothing is wrong with it."""
    photo = bench(chance)
    _gift_box(photo, chance)
    _clock(photo, (800, 520), 0.8)
    return developed(photo, (700, 320), chance)


def cracked_clock(chance: Random) -> Image.Image:
    """The same clock from near by, its glass cracked from one blow."""
    photo = bench(chance)
    _clock(photo, CENTRE, 1.15)
    _cracks(photo, (705, 430), chance)
    return developed(photo, (560, 330), chance)


def torn_seam(chance: Random) -> Image.Image:
    """A cushion whose seam is open along one side; the stuffing shows."""
    photo = bench(chance)
    outline = [
        (250, 190),
        (640, 160),
        (1040, 196),
        (1068, 480),
        (1036, 790),
        (650, 822),
        (246, 786),
        (214, 480),
    ]
    shadow(photo, [(x + 16, y + 26) for x, y in outline], depth=0.7, softness=24)
    _cushion(photo, outline, chance)
    _tear(photo, chance)
    return developed(photo, (560, 360), chance)


def _ring(pen: ImageDraw.ImageDraw, centre: Point, radius: float, colour: Colour) -> None:
    (x, y), r = (centre[0] * SCALE, centre[1] * SCALE), radius * SCALE
    pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _ball(photo: Image.Image, centre: Point, radius: float, colour: Colour) -> None:
    """A round, shiny body, lit from the upper left."""
    size = int(radius * 2 * SCALE)
    bright: Colour = (min(255, colour[0] + 60), min(255, colour[1] + 60), min(255, colour[2] + 60))
    dark: Colour = (colour[0] * 5 // 9, colour[1] * 5 // 9, colour[2] * 5 // 9)
    body = slope((size, size), bright, dark).rotate(35, Image.Resampling.BILINEAR)
    body = Image.blend(Image.new("RGB", body.size, colour), body, 0.75)
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).ellipse((2, 2, size - 3, size - 3), fill=255)
    photo.paste(body, (int((centre[0] - radius) * SCALE), int((centre[1] - radius) * SCALE)), mask)


def _clock(photo: Image.Image, centre: Point, size: float) -> None:
    """Two bells, a round case, a dial that says ten past ten."""
    x, y = centre
    for side in (-1, 1):
        foot: list[Point] = [(x + side * 130 * size, y + 200 * size), (x + side * 205 * size, y + 305 * size)]
        _soft_line(photo, foot, (20, 14, 10), depth=160, width=26, soft=9)
        ImageDraw.Draw(photo).line(enlarged(foot), fill=(120, 122, 126), width=int(24 * size * SCALE))
    ground = [
        (x + 250 * size * cos(radians(a)), y + 290 * size + 46 * size * sin(radians(a)))
        for a in range(0, 360, 15)
    ]
    shadow(photo, ground, depth=0.55, softness=20)
    pen = ImageDraw.Draw(photo)
    pen.line(enlarged([(x, y - 330 * size), (x, y - 240 * size)]), fill=STEEL, width=int(16 * size * SCALE))
    for side in (-1, 1):
        _ball(photo, (x + side * 150 * size, y - 235 * size), 92 * size, STEEL)
    _ball(photo, (x, y - 338 * size), 22 * size, STEEL)
    _ball(photo, centre, 262 * size, ROSE)
    _ball(photo, centre, 226 * size, STEEL)
    _dial(photo, centre, size)
    glare = [
        (x - 150 * size, y - 110 * size),
        (x - 60 * size, y - 180 * size),
        (x + 20 * size, y - 190 * size),
        (x - 140 * size, y - 20 * size),
    ]
    stain(photo, (255, 255, 255), lambda pen: pen.polygon(glare, fill=70), 10)


def _soft_line(
    photo: Image.Image, line: Sequence[Point], colour: Colour, *, depth: int, width: int, soft: float
) -> None:
    stain(photo, colour, lambda pen: pen.line(list(line), fill=depth, width=width, joint="curve"), soft)


def _dial(photo: Image.Image, centre: Point, size: float) -> None:
    pen = ImageDraw.Draw(photo)
    _ring(pen, centre, 208 * size, DIAL)
    x, y = centre
    for minute in range(60):
        angle, length = radians(minute * 6), 8 if minute % 5 else 22
        near, far = (198 - length) * size, 198 * size
        tick = [(x + near * sin(angle), y - near * cos(angle)), (x + far * sin(angle), y - far * cos(angle))]
        pen.line(enlarged(tick), fill=INK, width=int((2 if minute % 5 else 6) * size * SCALE))
    for hour in range(1, 13):
        angle = radians(hour * 30)
        at = ((x + 150 * size * sin(angle)) * SCALE, (y - 150 * size * cos(angle)) * SCALE)
        pen.text(at, str(hour), INK, font(int(42 * size) * SCALE), anchor="mm")
    for angle, length, width in ((radians(305), 98, 14), (radians(60), 142, 9), (radians(180), 76, 4)):
        tip = (x + length * size * sin(angle), y - length * size * cos(angle))
        tail = (x - 22 * size * sin(angle), y + 22 * size * cos(angle))
        pen.line(
            enlarged([tail, tip]), fill=(150, 40, 44) if width == 4 else INK, width=int(width * size * SCALE)
        )
    _ring(pen, centre, 12 * size, INK)


def _cracks(photo: Image.Image, blow: Point, chance: Random) -> None:
    """Cracks from one point to the rim of the glass, each a dark line with a bright edge, and short twigs."""
    pen = ImageDraw.Draw(photo)
    stain(
        photo,
        (255, 255, 255),
        lambda spot: spot.ellipse((blow[0] - 26, blow[1] - 22, blow[0] + 26, blow[1] + 22), fill=150),
        7,
    )
    for degrees in (8, 62, 118, 150, 205, 247, 300, 335):
        angle = radians(degrees + chance.uniform(-9, 9))
        reach = _reach(blow, angle)
        line = wobbly(blow, (blow[0] + reach * cos(angle), blow[1] + reach * sin(angle)), chance, 9, 5)
        _crack(pen, line)
        fork = line[chance.randint(3, 6)]
        turned = angle + chance.choice((-0.7, 0.7))
        twig = chance.uniform(0.25, 0.45) * reach
        _crack(pen, wobbly(fork, (fork[0] + twig * cos(turned), fork[1] + twig * sin(turned)), chance, 4, 3))
    shard = [(blow[0] - 8, blow[1] + 4), (blow[0] + 34, blow[1] + 16), (blow[0] + 10, blow[1] + 46)]
    pen.polygon(enlarged(shard), fill=(208, 202, 190))
    _crack(pen, [*shard, shard[0]])


def _reach(blow: Point, angle: float) -> float:
    """How far a crack runs: to the rim, 236 pixels around the middle of the dial."""
    reach = 0.0
    while (blow[0] + reach * cos(angle) - CENTRE[0]) ** 2 + (
        blow[1] + reach * sin(angle) - CENTRE[1]
    ) ** 2 < 236**2:
        reach += 4
    return reach


def _crack(pen: ImageDraw.ImageDraw, line: Sequence[Point]) -> None:
    pen.line(enlarged([(x + 1.6, y + 1.6) for x, y in line]), fill=(255, 255, 255), width=4)
    pen.line(enlarged(line), fill=(70, 70, 76), width=4)


def _gift_box(photo: Image.Image, chance: Random) -> None:
    """The printed box of the clock, unopened, behind it."""
    front, side = (
        ((210, 210), (560, 190), (566, 772), (222, 800)),
        ((560, 190), (680, 232), (676, 700), (566, 772)),
    )
    shadow(
        photo,
        [(222, 800), (566, 772), (676, 700), (760, 760), (600, 840), (250, 850)],
        depth=0.6,
        softness=18,
    )
    face = textured(
        slope((700, 1100), (238, 226, 214), (226, 208, 196)), noise(700, 1100, chance, (3, 3)), 0.08
    )
    pen = ImageDraw.Draw(face)
    pen.rectangle((0, 0, 700, 190), fill=ROSE)
    pen.text((350, 95), "MARLOW", (255, 250, 244), font(96), anchor="mm")
    pen.text((350, 290), "Alarm clock", INK, font(64), anchor="mm")
    pen.text((350, 376), "马洛闹钟", INK, font(58), anchor="mm")
    pen.ellipse((170, 500, 530, 860), fill=ROSE)
    pen.ellipse((215, 545, 485, 815), fill=DIAL)
    pen.line((350, 680, 285, 612), fill=INK, width=16)
    pen.line((350, 680, 452, 622), fill=INK, width=11)
    pen.text((350, 1000), "31104 · 240 g", INK, font(44), anchor="mm")
    lay(photo, slope((300, 1100), (190, 150, 150), (160, 120, 122)), side)
    lay(photo, face, front)


def _cushion(photo: Image.Image, outline: Sequence[Point], chance: Random) -> None:
    """Woven cloth, full in the middle, with piping around it."""
    cloth = slope((WIDTH, HEIGHT), (108, 148, 104), (74, 112, 76))
    cloth = textured(cloth, noise(WIDTH, HEIGHT, chance, cell=(2, 13)), 0.2)
    cloth = textured(cloth, noise(WIDTH, HEIGHT, chance, cell=(13, 2)), 0.2)
    cloth = light(cloth, (600, 430), 0.8).resize(photo.size)
    mask = Image.new("L", photo.size, 0)
    ImageDraw.Draw(mask).polygon(enlarged(outline), fill=255)
    mask = (
        mask.resize((WIDTH, HEIGHT))
        .filter(ImageFilter.GaussianBlur(16))
        .point(lambda value: 255 if value > 110 else 0)
    )
    photo.paste(cloth, mask=mask.filter(ImageFilter.GaussianBlur(1)).resize(photo.size))
    rim = (
        mask.filter(ImageFilter.FIND_EDGES)
        .filter(ImageFilter.MaxFilter(9))
        .filter(ImageFilter.GaussianBlur(1.5))
    )
    lay_mask(photo, (58, 88, 62), rim)
    for begin, end in (((300, 250), (420, 400)), ((980, 250), (860, 390)), ((300, 740), (430, 600))):
        crease = wobbly(begin, end, chance, 5, 6)
        _soft_line(photo, crease, (40, 66, 44), depth=110, width=10, soft=7)


def _tear(photo: Image.Image, chance: Random) -> None:
    """An open seam in the lower right: dark lips, white stuffing, loose threads."""
    upper = wobbly((640, 700), (985, 640), chance, 9, 9)
    lower = wobbly((985, 640), (640, 700), chance, 9, 5)
    lips = [*upper, *[(x + 6, y + 96 * sin(radians(20 * index))) for index, (x, y) in enumerate(lower)]]
    pen = ImageDraw.Draw(photo)
    pen.polygon(enlarged(lips), fill=(34, 44, 34))
    for _ in range(150):
        share = chance.uniform(0.1, 0.9)
        depth = 92 * sin(radians(180 * share)) * chance.uniform(0.05, 0.95)
        _puff(photo, (640 + 345 * share, 700 - 60 * share + depth), chance)
    for _ in range(16):
        share = chance.random()
        lip = chance.choice((0.0, 60 * sin(radians(180 * share))))
        begin = (640 + 345 * share, 700 - 60 * share + lip)
        end = (begin[0] + chance.uniform(-46, 46), begin[1] + chance.uniform(-14, 70))
        pen.line(enlarged(wobbly(begin, end, chance, 5, 7)), fill=(150, 186, 144), width=3, joint="curve")


def _puff(photo: Image.Image, centre: Point, chance: Random) -> None:
    """One soft ball of white stuffing."""
    radius, grey = chance.uniform(9, 24) * SCALE, chance.randint(214, 252)
    ball = Image.radial_gradient("L").resize((int(radius * 2), int(radius * 2)))
    corner = (int(centre[0] * SCALE - radius), int(centre[1] * SCALE - radius))
    photo.paste((grey, grey, grey - 6), corner, ball.point([max(0, 235 - value * 2) for value in range(256)]))

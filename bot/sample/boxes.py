"""Cartons on the photos: whole, crushed, wet, and with a parcel label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.sample.drawing import (
    HEIGHT,
    SCALE,
    WIDTH,
    Point,
    cardboard,
    carton_paper,
    concrete,
    developed,
    enlarged,
    font,
    lay,
    lay_mask,
    noise,
    shadow,
    stain,
    wobbly,
)
from bot.sample.labels import parcel_label

FACE = (1100, 800)
PRINT = (92, 62, 38)
FOLD = (112, 80, 50)
FIBRES = (226, 196, 154)
DARK = (48, 32, 20)


@dataclass(frozen=True, slots=True)
class Carton:
    """The seven corners of a box that the camera sees, in final pixels."""

    back_left: Point = (420, 170)
    back_right: Point = (1010, 205)
    top_left: Point = (235, 330)
    top_right: Point = (850, 385)
    bottom_left: Point = (262, 755)
    bottom_right: Point = (838, 845)
    far_right: Point = (985, 610)

    @property
    def front(self) -> tuple[Point, ...]:
        return (self.top_left, self.top_right, self.bottom_right, self.bottom_left)

    @property
    def side(self) -> tuple[Point, ...]:
        return (self.top_right, self.back_right, self.far_right, self.bottom_right)

    @property
    def top(self) -> tuple[Point, ...]:
        return (self.back_left, self.back_right, self.top_right, self.top_left)


def draw_carton(photo: Image.Image, box: Carton, chance: Random) -> None:
    """A closed, printed, taped box on its shadow."""
    ground = (box.bottom_left, box.bottom_right, box.far_right, (1210, 640), (1010, 850), (760, 905))
    shadow(photo, ground, depth=0.6, softness=26)
    shadow(photo, (box.bottom_left, box.bottom_right, box.far_right, (540, 640)), depth=0.8, softness=9)
    lay(photo, cardboard((700, 800), chance, 0.68), box.side)
    lay(photo, _lid(chance), box.top)
    lay(photo, _printed_front(chance), box.front)
    pen = ImageDraw.Draw(photo)
    for end in (box.top_left, box.bottom_right, box.back_right):
        pen.line(enlarged((box.top_right, end)), fill=(222, 190, 146), width=5)


def crushed_box(chance: Random) -> Image.Image:
    """A box that something heavy fell on: the near corner is pushed in and the edge is torn."""
    photo = concrete(chance)
    box = Carton(top_right=(792, 520), back_right=(1002, 236), bottom_right=(850, 848))
    draw_carton(photo, box, chance)
    _dent(photo, box, chance)
    return developed(photo, (470, 300), chance)


def crushed_box_close(chance: Random) -> Image.Image:
    """The same corner from half an arm's length."""
    whole = crushed_box(chance)
    close = whole.crop((500, 290, 1140, 770)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return close.filter(ImageFilter.UnsharpMask(3, 60))


def wet_carton(chance: Random) -> Image.Image:
    """A box that stood in water: dark up to a tide line, on a puddle."""
    photo = concrete(chance)
    box = Carton(bottom_left=(252, 765), bottom_right=(846, 858))
    _puddle(photo, chance)
    draw_carton(photo, box, chance)
    _soaked(photo, box, chance)
    return developed(photo, (520, 260), chance)


def parcel(chance: Random) -> Image.Image:
    """A carrier's label on the lid of a parcel."""
    board = carton_paper(chance)
    _tape(board, (0, 1500, WIDTH * SCALE, 1760))
    corners = ((322, 78), (962, 112), (936, 862), (284, 822))
    shadow(board, [(x + 7, y + 9) for x, y in corners], depth=0.45, softness=7)
    lay(board, parcel_label(), corners)
    return developed(board, (560, 330), chance, glow=0.4)


def _printed_front(chance: Random) -> Image.Image:
    """Arrows that show up, a glass for fragile, and words."""
    face = cardboard(FACE, chance, 0.95)
    pen = ImageDraw.Draw(face)
    for x in (790, 900):
        pen.polygon(((x, 520), (x + 45, 450), (x + 90, 520)), fill=PRINT)
        pen.rectangle((x + 30, 520, x + 60, 620), fill=PRINT)
    pen.line((780, 650, 1000, 650), fill=PRINT, width=12)
    pen.polygon(((640, 450), (730, 450), (712, 545), (658, 545)), fill=PRINT)
    pen.rectangle((678, 545, 692, 620), fill=PRINT)
    pen.rectangle((650, 620, 720, 634), fill=PRINT)
    pen.text((80, 90), "HARTLEY RIDGE", PRINT, font(86))
    pen.text((84, 200), "KITCHENWARE · 厨房用品", PRINT, font(40))
    pen.text((84, 560), "32218 · 2 pcs", PRINT, font(54))
    return face


def _lid(chance: Random) -> Image.Image:
    """Two flaps under a strip of tape."""
    lid = cardboard((1100, 600), chance, 1.12)
    ImageDraw.Draw(lid).line((0, 300, 1100, 300), fill=FOLD, width=6)
    _tape(lid, (0, 250, 1100, 350))
    return lid


def _tape(board: Image.Image, area: tuple[int, int, int, int]) -> None:
    """A strip of brown, shiny tape."""
    strip = Image.new("RGB", (area[2] - area[0], area[3] - area[1]), (176, 128, 74))
    ImageDraw.Draw(strip).rectangle(
        (0, strip.height // 6, strip.width, strip.height // 3), fill=(204, 160, 108)
    )
    mask = Image.new("L", strip.size, 150)
    board.paste(strip.filter(ImageFilter.GaussianBlur(6)), area[:2], mask)


def _dent(photo: Image.Image, box: Carton, chance: Random) -> None:
    """Folds that run from the pushed-in corner, a hollow of shade, and a torn edge with its fibres."""
    x, y = box.top_right
    hollow = ((x - 250, y - 95), (x - 30, y - 60), (x + 70, y - 120), (x + 30, y + 60), (x - 60, y + 130))
    stain(photo, DARK, lambda pen: pen.polygon(hollow, fill=120), 26)
    for end in ((-330, 70), (-150, 235), (10, 290), (120, 60), (-215, -140)):
        fold = wobbly((x, y), (x + end[0], y + end[1]), chance, 7, 9)
        _fold(photo, fold)
    tear = [*wobbly((x - 120, y - 36), (x + 14, y + 8), chance, 9, 6), (x + 40, y + 60), (x - 20, y + 26)]
    pen = ImageDraw.Draw(photo)
    pen.polygon(enlarged(tear), fill=DARK)
    pen.line(enlarged(tear[:-2]), fill=FIBRES, width=9)
    for _ in range(34):
        at = chance.choice(tear[:-2])
        pen.line(
            enlarged((at, (at[0] + chance.uniform(-9, 9), at[1] + chance.uniform(2, 16)))),
            fill=FIBRES,
            width=2,
        )


def _fold(photo: Image.Image, points: Sequence[Point]) -> None:
    """A crease in carton: dark in the valley, bright on the ridge beside it."""
    stain(photo, DARK, lambda pen: pen.line(list(points), fill=150, width=6, joint="curve"), 3.5)
    ridge = [(x + 4, y - 5) for x, y in points]
    stain(photo, FIBRES, lambda pen: pen.line(ridge, fill=130, width=3, joint="curve"), 1.6)


def _puddle(photo: Image.Image, chance: Random) -> None:
    rim: list[Point] = [
        (150, 800),
        (330, 720),
        (620, 800),
        (990, 660),
        (1180, 720),
        (1130, 850),
        (860, 935),
        (420, 920),
    ]
    rim = [(x + chance.uniform(-14, 14), y + chance.uniform(-8, 8)) for x, y in rim]
    stain(photo, (70, 74, 80), lambda pen: pen.polygon(rim, fill=190), 16)
    stain(photo, (214, 222, 230), lambda pen: pen.ellipse((190, 800, 470, 850), fill=90), 14)
    stain(photo, (214, 222, 230), lambda pen: pen.ellipse((880, 850, 1080, 885), fill=110), 10)


def _soaked(photo: Image.Image, box: Carton, chance: Random) -> None:
    """Dark below a tide line that wanders over front and side, darkest along the line itself."""
    left, right, far = (
        (box.bottom_left[0] - 8, 560.0),
        (box.top_right[0], 640.0),
        (box.far_right[0] + 12, 430.0),
    )
    tide = [*wobbly(left, right, chance, 14, 22), *wobbly(right, far, chance, 7, 16)[1:]]
    wet = [*tide, box.far_right, box.bottom_right, box.bottom_left]
    _darker(photo, wet, 0.52, chance)
    stain(photo, (84, 54, 30), lambda pen: pen.line(tide, fill=150, width=9, joint="curve"), 3)
    for _ in range(5):
        x = chance.uniform(300, 780)
        _darker(photo, ((x, 520), (x + 26, 520), (x + 20, 640), (x + 4, 640)), 0.28, chance)


def _darker(photo: Image.Image, outline: Sequence[Point], share: float, chance: Random) -> None:
    """Takes light away inside an outline, unevenly, as water does."""
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    ImageDraw.Draw(mask).polygon(list(outline), fill=int(255 * share))
    patches = noise(WIDTH, HEIGHT, chance, cell=(90, 70)).point(lambda value: 150 + value * 0.4)
    mask = ImageChops.multiply(mask.filter(ImageFilter.GaussianBlur(5)), patches)
    lay_mask(photo, (58, 34, 18), mask)

"""The sample photos for the phones' tray, drawn by this package: no camera, no stranger's picture."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image

from bot.sample.boxes import crushed_box, crushed_box_close, parcel, wet_carton
from bot.sample.drawing import QUALITY, Point
from bot.sample.goods import PHOTOGRAPHED, Good, sample_goods
from bot.sample.things import clock_as_new, cracked_clock, label_photo, torn_seam

CAPTIONS = "captions.json"
Draw = Callable[[Random], Image.Image]
# How the label lies on each photo of a barcode: straight, tilted, seen from the side, upside down, far away.
_VIEWS: tuple[tuple[Point, ...], ...] = (
    ((310, 230), (960, 246), (952, 716), (300, 700)),
    ((330, 150), (1000, 320), (884, 806), (214, 628)),
    ((360, 236), (930, 160), (972, 800), (340, 690)),
    ((960, 730), (330, 700), (344, 240), (980, 262)),
    ((430, 330), (856, 300), (878, 610), (446, 644)),
)


@dataclass(frozen=True, slots=True)
class SamplePhoto:
    file_name: str
    english: str
    chinese: str
    draw: Draw


def write_sample_photos(folder: Path) -> list[Path]:
    """JPEGs of 1280 x 960 and captions.json, {"file.jpg": {"en": …, "zh": …}}; the photos' paths in order.

    Drawing takes seconds, fewer where there are several cores; captions.json comes last, so that a folder
    which holds it is complete.
    The barcodes are those of `PHOTOGRAPHED` goods, which each of the first customers bought lately.
    """
    folder.mkdir(parents=True, exist_ok=True)
    photos = sample_photos()
    with ThreadPoolExecutor(os.cpu_count()) as hands:  # Pillow lets others draw meanwhile
        paths = list(hands.map(lambda photo: _write(folder / photo.file_name, photo.draw), photos))
    captions = {photo.file_name: {"en": photo.english, "zh": photo.chinese} for photo in photos}
    text = json.dumps(captions, ensure_ascii=False, indent=1)
    (folder / CAPTIONS).write_text(text + "\n", encoding="utf-8")
    return paths


def sample_photos() -> list[SamplePhoto]:
    """What there is, in the order of the tray: barcodes first, then damage, then parcels."""
    goods = {good.code: good for good in sample_goods()}
    labels = [_label(goods[code], view) for code, view in zip(PHOTOGRAPHED, _VIEWS, strict=True)]
    first = goods[PHOTOGRAPHED[0]]
    blurred = _label(first, _VIEWS[1], blur=11.0).draw
    return [
        *labels,
        SamplePhoto("barcode-blurred.jpg", "Barcode, out of focus", "条码（对焦模糊）", blurred),
        SamplePhoto("clock-cracked.jpg", "Clock, cracked dial", "闹钟，表盘破裂", cracked_clock),
        SamplePhoto("clock-as-new.jpg", "Clock, as new, with box", "闹钟，完好带盒", clock_as_new),
        SamplePhoto("cushion-torn.jpg", "Cushion, torn seam", "靠垫，缝线开裂", torn_seam),
        SamplePhoto("box-crushed.jpg", "Carton, crushed corner", "纸箱，角部压坏", crushed_box),
        SamplePhoto("box-crushed-close.jpg", "Crushed corner, close", "压坏处特写", crushed_box_close),
        SamplePhoto("box-wet.jpg", "Carton, wet", "纸箱，受潮", wet_carton),
        SamplePhoto("parcel-label.jpg", "Parcel label SW 4471 2096 53", "快递面单 SW 4471 2096 53", parcel),
    ]


def _label(good: Good, view: tuple[Point, ...], blur: float = 0.6) -> SamplePhoto:
    return SamplePhoto(
        f"barcode-{good.code}.jpg",
        f"Barcode: {good.code} {good.name_en}",
        f"条码：{good.code} {good.name_zh}",
        lambda chance: label_photo(good, view, chance, blur),
    )


def _write(path: Path, draw: Draw) -> Path:
    """The chance is seeded by the file's name, so that adding a photo changes no other."""
    photo = draw(Random(path.name))  # noqa: S311 - grain and wobble, not a secret
    photo.save(path, "JPEG", quality=QUALITY)
    return path

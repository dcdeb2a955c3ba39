"""Labels of the sample goods and parcels, with real barcodes, to be photographed or printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw

from bot.sample.drawing import font
from bot.sample.goods import Good

INK = (26, 26, 28)
PAPER = (250, 249, 245)
DOTS_PER_INCH = 200
A4 = (1654, 2339)  # at DOTS_PER_INCH
COLUMNS, ROWS = 3, 8  # the label sheets of every stationer: 70 x 37 mm
TRACKING = "SW 4471 2096 53"


def bars(text: str, code: zxingcpp.BarcodeFormat, module: int, height: int) -> Image.Image:
    """A barcode in black on white with its quiet zones; `module` and `height` in pixels."""
    drawn = zxingcpp.create_barcode(text, code).to_image(scale=1)
    rows, columns = drawn.shape
    line = Image.frombytes("L", (columns, rows), bytes(drawn)).crop((0, 2, columns, 3))  # type: ignore[call-overload]  # a buffer, says zxing-cpp's README; its stub does not
    return line.resize((columns * module, height), Image.Resampling.NEAREST).convert("RGB")


def goods_label(good: Good, module: int = 5) -> Image.Image:
    """Name in both languages, code, EAN-13 with its digits below. `module` is the width of a thin bar."""
    barcode = bars(good.barcode, zxingcpp.BarcodeFormat.EAN13, module, module * 42)
    margin = module * 6
    label = Image.new("RGB", (barcode.width + 2 * margin, barcode.height + module * 44), PAPER)
    pen = ImageDraw.Draw(label)
    pen.text((margin, module * 3), good.name_en, INK, font(_fitting(good.name_en, module * 9, barcode.width)))
    pen.text((margin, module * 14), good.name_zh, INK, font(module * 7))
    pen.text((margin + barcode.width, module * 14), good.code, INK, font(module * 7), anchor="ra")
    label.paste(barcode, (margin, module * 25))
    digits = f"{good.barcode[0]}  {good.barcode[1:7]}  {good.barcode[7:]}"
    middle = (label.width // 2, module * 27 + barcode.height)
    pen.text(middle, digits, INK, font(module * 9), anchor="ma")
    return label


def parcel_label(module: int = 4) -> Image.Image:
    """A carrier's label: from, to, and the tracking number as Code 128. Carrier and addresses are made up."""
    tracking = bars(TRACKING.replace(" ", ""), zxingcpp.BarcodeFormat.Code128, module, module * 38)
    width, height = max(tracking.width + 120, 760), tracking.height + 560
    label = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(label)
    pen.rectangle((6, 6, width - 7, height - 7), outline=INK, width=5)
    pen.rectangle((6, 6, width - 7, 104), fill=INK)
    pen.text((34, 26), "SWIFTLET", PAPER, font(58))
    pen.text((width - 34, 36), "RETURN  退件", PAPER, font(40), anchor="ra")
    pen.text((34, 122), "FROM  寄件人", INK, font(24))
    pen.text((34, 154), "Harbour Row Gifts\n7 Harbour Row, Whitby", INK, font(32), spacing=8)
    pen.line((6, 254, width - 6, 254), fill=INK, width=4)
    pen.text((34, 268), "TO  收件人", INK, font(24))
    pen.text((34, 300), "Returns desk, gate 3\n1 Crane Wharf, Hull", INK, font(40), spacing=8)
    pen.line((6, 424, width - 6, 424), fill=INK, width=4)
    label.paste(tracking, ((width - tracking.width) // 2, 446))
    pen.text((width // 2, 460 + tracking.height), TRACKING, INK, font(54), anchor="ma")
    return label


def write_barcode_sheet(path: Path, goods: Sequence[Good]) -> Path:
    """An A4 PDF of labels, 3 x 8 a page, to be printed at 100 %, cut and photographed."""
    per_page = COLUMNS * ROWS
    pages = [_sheet(goods[start : start + per_page]) for start in range(0, len(goods), per_page)]
    path.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(path, "PDF", resolution=DOTS_PER_INCH, save_all=True, append_images=pages[1:])
    return path


def _sheet(goods: Sequence[Good]) -> Image.Image:
    page = Image.new("RGB", A4, "white")
    cell = (A4[0] // COLUMNS, A4[1] // ROWS)
    for number, good in enumerate(goods):
        label = goods_label(good, module=3)  # 0.38 mm: an EAN-13 a little above its nominal size
        left, top = (number % COLUMNS) * cell[0], (number // COLUMNS) * cell[1]
        page.paste(label, (left + (cell[0] - label.width) // 2, top + (cell[1] - label.height) // 2))
    return page


def _fitting(text: str, wished: int, width: int) -> int:
    """The largest size up to the wished one at which the text is not wider than `width` pixels."""
    needed = font(wished).getlength(text)
    return wished if needed <= width else int(wished * width / needed)

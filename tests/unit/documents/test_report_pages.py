"""Picture, PDF and workbook of a report: right, readable, harmless, the same bytes for the same facts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from bot.core.domain.figures import Choice
from bot.core.domain.periods import Period, days_between, week_of
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.ports import UnitOfWork
from bot.report_files import ReportFiles
from bot.views.rendered import FileKind, ReportFile
from bot.views.report_words import months_of
from tests.support.builders import CLOCK, a_desk
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk
from tests.support.told_weeks import tell_weeks

LONDON = ZoneInfo("Europe/London")
MAKER = ReportFiles("Returns desk", LONDON)
WEEK = week_of(date(2026, 4, 8))
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def desk() -> MemoryDesk:
    clock = Clock()
    told = a_desk(clock=clock)
    tell_weeks(told, clock)
    return told


def made(desk: MemoryDesk, kind: FileKind, language: str, period: Period = WEEK) -> bytes:
    def file(uow: UnitOfWork) -> ReportFile:
        actor = uow.people.get(1)
        lines = counted_lines(uow, actor, period, Choice())
        return ReportFile(kind, language, compile_report(uow, actor, period), lines)

    return MAKER.make(desk.read_now(file))[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_fits_a_phone_and_reads_on_dark_and_light(desk: MemoryDesk, language: str) -> None:
    picture = Image.open(BytesIO(made(desk, FileKind.PICTURE, language)))
    assert picture.width == 1080
    assert 1080 <= picture.height <= 1900
    corner = picture.convert("RGBA").getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert min(corner[:3]) > 240
    assert corner[3] == 255  # a ground of its own: a dark theme does not shine through


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_without_returns_has_a_picture_too(desk: MemoryDesk, language: str) -> None:
    empty = week_of(date(2025, 1, 6))
    assert Image.open(BytesIO(made(desk, FileKind.PICTURE, language, empty))).width == 1080
    assert made(desk, FileKind.PAPER, language, empty).startswith(b"%PDF")
    assert load_workbook(BytesIO(made(desk, FileKind.WORKBOOK, language, empty))).sheetnames


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Returns in week 15", "£50.10", "Horloge & Fils", "Damaged in transit", "Slowest link: Review"),
        ),
        ("zh", ("第15周退货", "£50.10", "物流损坏", "粉色仿电木闹钟", "最慢环节")),
    ],
)
def test_the_paper_says_the_figures(desk: MemoryDesk, language: str, words: tuple[str, ...]) -> None:
    pages = PdfReader(BytesIO(made(desk, FileKind.PAPER, language))).pages
    said = "".join(page.extract_text() for page in pages)
    plain = re.sub(r"\s", "", said)
    assert [word for word in words if word.replace(" ", "") not in plain] == []


@pytest.mark.parametrize("kind", FileKind)
def test_the_same_facts_give_the_same_bytes(desk: MemoryDesk, kind: FileKind) -> None:
    assert made(desk, kind, "zh") == made(desk, kind, "zh")


def test_the_workbook_holds_numbers_and_dates_that_add_up(desk: MemoryDesk) -> None:
    book = load_workbook(BytesIO(made(desk, FileKind.WORKBOOK, "en")))
    assert book.sheetnames == [
        "Summary", "Over time", "Reason", "Product", "Supplier", "Customer", "Category", "Filed by",
        "Process", "What waits", "Lines",
    ]  # fmt: skip
    lines = book["Lines"]
    values = [row[13].value for row in lines.iter_rows(min_row=2)]
    assert sum(Decimal(str(value)) for value in values) == Decimal("50.10")
    assert all(isinstance(row[0].value, datetime) for row in lines.iter_rows(min_row=2))
    reasons = [[cell.value for cell in row] for row in book["Reason"].iter_rows(min_row=2)]
    assert reasons[0] == [
        "TRANSIT_DAMAGE", "Damaged in transit", 3, 3, 0.75, 0.5, 11, "pcs", 41.25, "GBP",
    ]  # fmt: skip
    summary = {row[0].value: row[2].value for row in book["Summary"].iter_rows(min_row=2)}
    assert (summary["Returns"], summary["Value"], summary["short"]) == (4, 50.1, 1)
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_the_workbook_has_charts_of_its_own(desk: MemoryDesk) -> None:
    with ZipFile(BytesIO(made(desk, FileKind.WORKBOOK, "zh"))) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 8


def test_no_name_becomes_a_formula() -> None:
    clock = Clock()
    desk = a_desk(clock=clock)
    tell_weeks(desk, clock)

    def rename(uow: UnitOfWork) -> None:
        product = uow.catalogue.product(CLOCK)
        uow.catalogue.save_products([replace(product, name_en='=HYPERLINK("http://x","y")', name_zh="＝1+1")])

    desk.write_now(rename)
    for language in LANGUAGES:
        book = load_workbook(BytesIO(made(desk, FileKind.WORKBOOK, language)))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert any("=HYPERLINK" in str(cell.value) or "＝1+1" in str(cell.value) for cell in cells)
    assert made(desk, FileKind.PAPER, "en").startswith(b"%PDF")


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), "Apr–Jun 2026", "2026年4至6月"),
        (date(2026, 7, 1), date(2026, 7, 9), "Jul 2026", "2026年7月"),
        (date(2026, 12, 1), date(2027, 2, 28), "Dec 2026–Feb 2027", "2026年12月至2027年2月"),
    ],
)
def test_months_on_a_button_are_short_also_over_a_new_year(first: date, last: date, en: str, zh: str) -> None:
    stretch = days_between(first, last)
    assert (months_of("en", stretch), months_of("zh", stretch)) == (en, zh)

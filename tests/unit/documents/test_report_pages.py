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

from bot import report_sheets
from bot.core.domain.figures import BREAKDOWNS, Choice, Dimension, Tally
from bot.core.domain.periods import Period, days_between, week_of
from bot.core.domain.weekly_summary import Ratings
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.ports import UnitOfWork
from bot.documents.report_pages import report_picture
from bot.report_files import ReportFiles
from bot.views import report_cards
from bot.views.rendered import FileKind, ReportFile
from bot.views.report_cards import draw_report
from bot.views.report_place import Look, ReportPlace
from bot.views.report_words import months_of
from tests.support.builders import CLOCK, a_desk, gbp
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


def file_of(
    desk: MemoryDesk,
    kind: FileKind,
    language: str,
    period: Period = WEEK,
    *,
    choice: Choice | None = None,
    by: Dimension = Dimension.REASON,
) -> ReportFile:
    def file(uow: UnitOfWork) -> ReportFile:
        actor, chosen = uow.people.get(1), choice or Choice()
        lines = counted_lines(uow, actor, period, chosen)
        return ReportFile(kind, language, compile_report(uow, actor, period, chosen), lines, by)

    return desk.read_now(file)


def made(desk: MemoryDesk, kind: FileKind, language: str, period: Period = WEEK) -> bytes:
    return MAKER.make(file_of(desk, kind, language, period))[1]


def words_of_paper(content: bytes) -> str:
    """Without blanks: where a PDF has them is its own affair."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


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
    plain = words_of_paper(made(desk, FileKind.PAPER, language))
    assert [word for word in words if word.replace(" ", "") not in plain] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "4 returns (↑ 167 % on the 4 weeks before)", "Most lines: product 22728",
                "Counted: short 1 · Recovered from suppliers £4.10 · rated 4.5 by 2 customers",
                "4 decided: 0 by the policy (0 %, was 86 %), 0 refused (0 %, was 0 %), "
                "4 against the policy (100 %, was 14 %)",
                "Inspections: Chen 4", "9 of 10 before", "Approval the managers 1 RR-2026-00012 20 h",
            ),
        ),
        (
            "zh",
            (
                "4 单退货（比前四周均值 ↑ 167 %）", "行数最多：商品 22728",
                "清点差异：少件 1 · 供应商赔付 £4.10 · 2 位客户评分 4.5",
                "共决定 4 单：政策自动 0（占 0 %，此前 86 %），"
                "拒绝 0（占 0 %，此前 0 %），"
                "破例批准 4（占 100 %，此前 14 %）",
                "验收数：Chen 4", "此前九成", "审批 主管 1 RR-2026-00012 20 小时",
            ),
        ),
    ],
)  # fmt: skip
def test_the_paper_says_all_that_the_chat_says_and_who_has_what_waits(
    desk: MemoryDesk, language: str, words: tuple[str, ...]
) -> None:
    file = file_of(desk, FileKind.PAPER, language)
    known = replace(file.report, recovered=(gbp("4.10"),), ratings=Ratings(2, Decimal("4.5")))
    plain = words_of_paper(MAKER.make(replace(file, report=known))[1])
    assert [word for word in words if word.replace(" ", "") not in plain] == []


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Return lines by product"), ("zh", "按商品统计的退货行数")]
)
def test_picture_and_paper_are_told_apart_by_whatever_was_looked_at(
    desk: MemoryDesk, language: str, title: str
) -> None:
    file = file_of(desk, FileKind.PICTURE, language, by=Dimension.PRODUCT)
    pages = MAKER.pages(language, file.report, file.by)
    assert (file.name, pages.chart_title, pages.tables[0].title) == (
        "returns-W202615-product.png", title, {"en": "Product", "zh": "商品"}[language],
    )  # fmt: skip
    assert [(series.name[:5], series.counts, series.share) for series in pages.series] == [
        ("22728", (1, 1, 0, 0, 3), "75 %"), ("22326", (1, 0, 1, 2, 1), "25 %"),
    ]  # fmt: skip
    for by in BREAKDOWNS:
        assert Image.open(BytesIO(MAKER.make(replace(file, by=by))[1])).width == 1080


@pytest.mark.parametrize(("language", "about"), [("en", "Quality defect"), ("zh", "商品质量问题")])
def test_files_of_a_choice_hold_it_alone_and_say_so(desk: MemoryDesk, language: str, about: str) -> None:
    choice = Choice(reason="QUALITY_DEFECT")
    assert about in MAKER.pages(language, file_of(desk, FileKind.PAPER, language, choice=choice).report).days
    book = load_workbook(BytesIO(MAKER.make(file_of(desk, FileKind.WORKBOOK, language, choice=choice))[1]))
    assert about in str(book.worksheets[0]["C1"].value)
    assert [row[4].value for row in book.worksheets[-1].iter_rows(min_row=2)] == ["22326"]


def test_figures_of_several_units_and_currencies_stand_whole(desk: MemoryDesk) -> None:
    report = file_of(desk, FileKind.PICTURE, "en").report
    both = Tally(
        2, 3, {"pcs": Decimal(268), "kg": Decimal("1.5")}, {"GBP": Decimal("7.50"), "EUR": Decimal("5.02")}
    )
    mixed = replace(report, total=replace(report.total, spans=(*report.total.before, both)))
    for language, said in (("en", "1.5 kg, 268 items"), ("zh", "1.5 kg，268 件")):
        pages = MAKER.pages(language, mixed)
        assert [figure.value.replace("\N{NO-BREAK SPACE}", " ") for figure in pages.figures[1:]] == [
            said, f"£7.50{'，' if language == 'zh' else ', '}€5.02",
        ]  # fmt: skip
        assert Image.open(BytesIO(report_picture(pages))).width == 1080


def test_a_period_that_lasts_still_is_compared_with_no_whole_one(desk: MemoryDesk) -> None:
    for language, said in (("en", "4 returns so far"), ("zh", "至今 4 单退货")):
        file = file_of(desk, FileKind.WORKBOOK, language)
        lasting = replace(file.report, ended=False)
        assert MAKER.pages(language, lasting).remarks[0].startswith(said)
        summary = load_workbook(BytesIO(MAKER.make(replace(file, report=lasting))[1])).worksheets[0]
        assert [row[4].value for row in summary.iter_rows(min_row=2, max_row=6)] == [None] * 5


def test_a_workbook_of_more_lines_than_it_lists_says_so(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = {"en": "Lines listed, the newest", "zh": "明细只列最新的行"}
    for language in LANGUAGES:
        for most, says in ((4, True), (5, False)):
            monkeypatch.setattr(report_sheets, "MOST_LINES", most)
            book = load_workbook(BytesIO(made(desk, FileKind.WORKBOOK, language)))
            named = {row[0].value: row[2].value for row in book.worksheets[0].iter_rows(min_row=2)}
            assert (named.get(cut[language]) == 4) is says


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
    assert book["Summary"]["C1"].value == "6–12 Apr 2026"
    times = {row[0].value: [cell.value for cell in row[1:]] for row in book["Process"].iter_rows(min_row=2)}
    assert times["Review"] == [4, 2, 2, 2, 2, 0]  # times, median, before, nine of ten, before, waiting
    summary = {row[0].value: row[2].value for row in book["Summary"].iter_rows(min_row=2)}
    assert (summary["Returns"], summary["Value"], summary["short"]) == (4, 50.1, 1)
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_the_workbook_has_charts_of_its_own(desk: MemoryDesk) -> None:
    with ZipFile(BytesIO(made(desk, FileKind.WORKBOOK, "zh"))) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 8


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "The newest 4 lines; the workbook has more."), ("zh", "只列最新 4 行，更多见工作簿。")],
)
def test_a_list_of_returns_that_is_cut_says_so(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    place = ReportPlace(WEEK, Look.RETURNS)
    for most, cut in ((4, True), (5, False)):
        monkeypatch.setattr(report_cards, "MOST_LISTED", most)
        card = desk.read_now(
            lambda uow: draw_report(uow, replace(uow.people.get(1), language=language), place)
        )
        assert card.text.endswith(says) is cut


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

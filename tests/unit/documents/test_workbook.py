"""What leaves the house as a table holds typed cells, and no text that a spreadsheet could obey."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from bot.documents.workbook import Cell, Column, Sheet, write_csv, write_workbook
from tests.support.builders import gbp

MADE_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PAYLOADS = [
    start + rest
    for start in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", " =", "\u00a0=", "{=")
    for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://127.0.0.1/","x")', "SUM(A1:A9)")
]


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write_workbook(sheets, MADE_AT)))


def page(book: openpyxl.Workbook, index: int = 0) -> Worksheet:
    sheet = book.worksheets[index]
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(*cells: Cell) -> Sheet:
    return Sheet("texts", [Column("text")], [[cell] for cell in cells])


def test_cells_keep_their_types_and_looks() -> None:
    columns = [
        Column("product", width=30), Column("quantity", "quantity"), Column("value", "money"),
        Column("share", "percent"), Column("day", "date"), Column("at", "moment"), Column("none"),
    ]  # fmt: skip
    at = datetime(2026, 11, 24, 14, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    row: list[Cell] = ["闹钟", 6, Decimal("22.50"), Decimal("0.375"), date(2026, 11, 24), at, None]
    sheet = page(opened(Sheet("Returns", columns, [row])))
    assert [cell.value for cell in sheet[1]] == ["product", "quantity", "value", "share", "day", "at", "none"]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]] == [
        ("闹钟", "s", "@"),
        (6, "n", "#,##0"),
        (22.5, "n", "#,##0.00"),
        (0.375, "n", "0.0%"),
        (datetime(2026, 11, 24), "d", "yyyy-mm-dd"),  # noqa: DTZ001 - sheets know no zones
        (datetime(2026, 11, 24, 14, 20), "d", "yyyy-mm-dd hh:mm"),  # noqa: DTZ001 - sheets know no zones
        (None, "n", "@"),
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G2"
    assert 29 < sheet.column_dimensions["A"].width < 32


def test_a_number_has_the_places_it_needs_and_money_two_wherever_it_stands() -> None:
    cells: list[Cell] = [Decimal("4.000"), Decimal("210.25"), Decimal("0.5"), Decimal(1200), gbp("1103.9")]
    shown = page(opened(Sheet("numbers", [Column("number", "quantity")], [[cell] for cell in cells])))
    assert [(cell.value, cell.number_format) for cell in shown["A"][1:]] == [
        (4, "#,##0"), (210.25, "#,##0.00"), (0.5, "#,##0.0"), (1200, "#,##0"), (1103.9, "#,##0.00"),
    ]  # fmt: skip


def test_a_sheet_is_printed_one_page_across_with_its_heads_on_each() -> None:
    sheet = page(opened(texts("x")))
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"


def test_columns_are_wide_enough_for_their_title_and_what_they_hold() -> None:
    columns = [Column("成交价格", width=2), Column("name", width=2), Column("story", width=2)]
    shown = page(opened(Sheet("wide", columns, [["x", "Drawstring pouch, small", "x" * 900]])))
    widths = [shown.column_dimensions[letter].width for letter in "ABC"]
    assert [round(width) for width in widths] == [13, 25, 45]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_in_a_workbook(payload: str) -> None:
    sheet = page(opened(Sheet(payload, [Column(payload)], [[payload]])))
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert str(cell.value).replace("_x000D_", "\r") == payload
        assert cell.hyperlink is None


def test_the_file_itself_holds_no_formula_and_no_link() -> None:
    data = write_workbook([texts(*PAYLOADS, "http://127.0.0.1/", "file:///etc/passwd", "007")], MADE_AT)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert page(openpyxl.load_workbook(BytesIO(data)))["A60"].value == "007"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_in_a_csv_begins_as_a_formula(payload: str) -> None:
    text = write_csv([payload], [[payload, 1]]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    obeyed = payload if payload.startswith("{") else "'" + payload
    assert rows[1] == [obeyed, "1"]


def test_numbers_in_a_csv_stay_numbers() -> None:
    row: list[Cell] = [-5, Decimal("-2.50"), Decimal("1E+3"), None, date(2026, 11, 24), MADE_AT, 'say "hi"']
    data = write_csv(["a", "b", "c", "d", "e", "f", "g"], [row])
    assert data.decode("utf-8") == (
        '\ufeff"a","b","c","d","e","f","g"\r\n'
        '-5,-2.50,1000,,2026-11-24,2026-11-24T09:00+00:00,"say ""hi"""\r\n'
    )


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Decimal("123456789012345"), 123456789012345),
        (Decimal("1234567890123.456"), "1234567890123.456"),
        (12345678901234567890, "12345678901234567890"),
        (Decimal("NaN"), "NaN"),
        (Decimal("1E+30"), 1e30),
    ],
)
def test_a_number_that_a_spreadsheet_would_round_is_written_as_text(
    number: int | Decimal, written: int | float | str
) -> None:
    assert page(opened(texts(number)))["A2"].value == written


def test_sheet_names_are_made_acceptable_and_different() -> None:
    wished = ["Week 48: A/B", "week 48  a b", "x" * 40, "x" * 41, "", "'", "History", "[]"]
    book = opened(*(Sheet(title, [Column("a")], []) for title in wished))
    assert book.sheetnames == [
        "Week 48  A B", "week 48  a b 2", "x" * 31, "x" * 29 + " 2", "Sheet", "Sheet 2",
        "History 1", "Sheet 3",
    ]  # fmt: skip


def test_a_text_too_long_for_a_cell_is_cut_visibly() -> None:
    value = page(opened(texts("x" * 40_000)))["A2"].value
    assert value == "x" * 32_766 + "…"


def test_rows_must_fit_their_columns() -> None:
    with pytest.raises(ValueError, match=r"^row 2: 2 cells for 1 columns$"):
        write_workbook([Sheet("a", [Column("a")], [[1], [1, 2]])], MADE_AT)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert write_workbook([texts("a", 1)], MADE_AT) == write_workbook([texts("a", 1)], MADE_AT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=50), min_size=1, max_size=6))
def test_any_text_is_written_as_a_text(cells: list[str]) -> None:
    sheet = page(opened(texts(*cells)))
    for number, text in enumerate(cells, start=2):
        assert sheet.cell(number, 1).data_type == "s" or text == ""


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), max_size=5))
def test_a_csv_reads_back_with_nothing_but_the_apostrophes_added(cells: list[str]) -> None:
    text = write_csv(["t"], [[cell] for cell in cells]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(cells) + 1
    for cell, row in zip(cells, rows[1:], strict=True):
        assert row[0] in (cell, "'" + cell)

"""Workbooks and CSV files that leave the house: typed cells, and no text that a spreadsheet could obey."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Literal
from unicodedata import east_asian_width

import xlsxwriter  # type: ignore[import-untyped]  # the package has no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # the package has no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the package has no types

from bot.core.domain.values import Money

Cell = str | int | Decimal | Money | date | datetime | None
ColumnKind = Literal["text", "quantity", "money", "percent", "date", "moment"]

MAX_ROWS = 1_048_575  # below the header (Excel's limits)
MAX_CELL = 32_767
MAX_TITLE = 31
EXACT_DIGITS = 15  # a spreadsheet's numbers are doubles
CSV_MARK = "\ufeff"  # tells Excel that the file is UTF-8
WIDEST = 44.0  # signs
_BESIDE_TITLE = 4  # the button of the filter
_FORMATS: dict[ColumnKind, str] = {
    "text": "@",
    "quantity": "#,##0",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
# "#,##0.###" would be shown as "4." by Excel, so each number has as many places as it needs.
_PLACES = tuple("#,##0" + ("." + "0" * places if places else "") for places in range(5))
_PAINTS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#9AA5B1")
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_OBEYED = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in signs at least. The kind says how numbers and dates look; what a cell is, its value says.
    Money looks like money in any column; its currency is not shown."""

    title: str
    kind: ColumnKind = "text"
    width: float = 14


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart beside the table, of its first `most` rows: columns by number, the first is 0."""

    title: str
    names: int
    values: Sequence[int]
    kind: Literal["bar", "column"] = "bar"
    most: int = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: rows as long as `columns`. Moments are shown as they are, so bring them to the desk's zone."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    chart: Chart | None = None


def write_workbook(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """An XLSX with frozen, filterable headers. Texts are always texts, never formulas or links.

    The same facts give the same bytes; `made_at` goes into the properties. Raises ValueError where a sheet
    has more than 1,048,575 rows or a row is not as long as its columns.
    """
    out = BytesIO()
    options = {
        "in_memory": True, "remove_timezone": True,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        looks = _Looks(book)
        taken: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_title(sheet.title, taken))
            count = _fill(page, sheet, looks)
            _lay_out(page)
            if sheet.chart is not None and count:
                _draw(book, page, sheet, sheet.chart, min(count, sheet.chart.most))
    return out.getvalue()


class _Looks:
    """How cells look: by the kind of their column, numbers by the places they need."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        bold = {"bold": True, "bottom": 2, "bg_color": "#E8EEF3", "valign": "top"}
        aside = {"align": "right", "indent": _BESIDE_TITLE // 2}  # over its numbers, beside the filter
        beside = {"indent": 1}
        self.heads = {
            kind: book.add_format(bold | (beside if kind == "text" else aside)) for kind in _FORMATS
        }
        self.kinds = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        self.kinds["text"].set_indent(1)  # does not touch the number on its left
        self._places = [book.add_format({"num_format": code}) for code in _PLACES]

    def of(self, kind: ColumnKind, cell: Cell) -> Format:
        if isinstance(cell, Money):
            return self.kinds["money"]
        if kind == "quantity" and isinstance(cell, Decimal):
            exponent = cell.normalize().as_tuple().exponent
            places = max(0, -exponent) if isinstance(exponent, int) else 0
            return self._places[min(places, len(self._places) - 1)]
        return self.kinds[kind]


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with mark, CRLF (RFC 4180), every text in quotes, numbers plain.

    A text that a spreadsheet would obey is prefixed with an apostrophe; offer XLSX first, which needs none.
    """
    lines = [",".join(_quoted(title) for title in columns)]
    lines += [",".join(_csv_cell(cell) for cell in row) for row in rows]
    return (CSV_MARK + "\r\n".join(lines) + "\r\n").encode("utf-8", "replace")


def _fill(page: Worksheet, sheet: Sheet, looks: _Looks) -> int:
    """Gives how many rows there are."""
    widths = [max(column.width, _signs(column.title) + _BESIDE_TITLE) for column in sheet.columns]
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, _storable(column.title), looks.heads[column.kind])
    number = 0
    for number, row in enumerate(sheet.rows, start=1):
        if number > MAX_ROWS or len(row) != len(sheet.columns):
            raise ValueError(f"row {number}: {len(row)} cells for {len(sheet.columns)} columns")
        for index, cell in enumerate(row):
            _write(page, number, index, cell, looks.of(sheet.columns[index].kind, cell))
            if isinstance(cell, str):
                widths[index] = max(widths[index], min(WIDEST, _signs(cell) + 1))
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, widths[index], looks.kinds[column.kind])
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, number, len(sheet.columns) - 1)
    return number


def _signs(text: str) -> int:
    """A Chinese sign is as wide as two of the others."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text[:MAX_CELL])


def _lay_out(page: Worksheet) -> None:
    """Whoever prints it gets one page across, the heads on each, and numbered."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&R&P / &N")


_A4 = 9
_NO_AXIS = {"visible": False, "min": 0, "major_gridlines": {"visible": False}}  # each bar says its figure


def _draw(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet, chart: Chart, rows: int) -> None:
    """Names and values are read from the cells, so the chart follows whoever changes them."""
    drawn = book.add_chart(
        {"type": chart.kind} if chart.kind == "bar" else {"type": chart.kind, "subtype": "stacked"}
    )
    shown = {"value": True} if chart.kind == "bar" else {"value": True, "num_format": "#,##0;;"}
    for number, value in enumerate(chart.values):
        drawn.add_series(
            {
                "name": [page.name, 0, value],
                "categories": [page.name, 1, chart.names, rows, chart.names],
                "values": [page.name, 1, value, rows, value],
                "fill": {"color": _PAINTS[min(number, len(_PAINTS) - 1)]},
                "gap": 40,
                "data_labels": shown,
            }
        )
    drawn.set_title({"name": _storable(chart.title), "name_font": {"size": 12}})
    if chart.kind == "bar":  # the first row on top
        drawn.set_y_axis({"reverse": True})
        drawn.set_x_axis(_NO_AXIS)
    else:
        drawn.set_y_axis(_NO_AXIS)
    drawn.set_legend({"none": True} if len(chart.values) == 1 else {"position": "bottom"})
    drawn.set_size({"width": 620, "height": 340})
    page.insert_chart(1, len(sheet.columns) + 1, drawn)


def _write(page: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    match cell:
        case None:
            page.write_blank(row, column, None, look)
        case str():
            page.write_string(row, column, _storable(cell), look)
        case Money():
            _write(page, row, column, cell.amount, look)
        case int() | Decimal() if _is_exact(cell):
            page.write_number(row, column, float(cell), look)
        case int() | Decimal():
            page.write_string(row, column, f"{cell:f}" if isinstance(cell, Decimal) else str(cell), look)
        case date():
            page.write_datetime(row, column, cell, look)


def _is_exact(value: int | Decimal) -> bool:
    """Does a double hold all its digits?"""
    decimal = Decimal(value)
    return decimal.is_finite() and len(decimal.normalize().as_tuple().digits) <= EXACT_DIGITS


def _storable(text: str) -> str:
    """What fits a cell; half characters, which no file can hold, become question marks."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return sound if len(sound) <= MAX_CELL else sound[: MAX_CELL - 1] + "…"


def _title(wished: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet has, whatever the case."""
    base = _FORBIDDEN_IN_TITLES.sub(" ", _storable(wished)).strip(" '")[:MAX_TITLE].strip(" '") or "Sheet"
    if base.casefold() == "history":  # reserved
        base = "History 1"
    title, number = base, 1
    while title.casefold() in taken:
        number += 1
        title = f"{base[: MAX_TITLE - len(str(number)) - 1]} {number}"
    taken.add(title.casefold())
    return title


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return _quoted(_disarmed(cell))
        case Decimal():
            return f"{cell:f}"
        case Money():
            return f"{cell.amount:f}"
        case datetime():
            return cell.isoformat(timespec="minutes")
        case _:
            return str(cell)


def _disarmed(text: str) -> str:
    return "'" + text if text.startswith(_OBEYED) or text.lstrip().startswith(_OBEYED) else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

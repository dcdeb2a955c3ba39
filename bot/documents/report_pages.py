"""A report as a picture for a phone and as a PDF; both set by typst, from texts that are ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bot.documents.printable import plain_moment, printable
from bot.documents.typesetting import typeset

_TEMPLATES = Path(__file__).parent / "templates"
CHART, PAPER = _TEMPLATES / "report_chart.typ", _TEMPLATES / "report.typ"
DOTS_PER_INCH = 216.0  # 360 points wide: 1080 dots
MOST_SERIES = 5  # colours that eyes tell apart; the last is all the rest


@dataclass(frozen=True, slots=True)
class PageFigure:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PageSeries:
    """One colour of the columns: a count for each column, and what the legend says of the last one."""

    name: str
    counts: tuple[int, ...]
    share: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """The first column is words, the others are right-aligned. `more` says what did not fit."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class ReportPages:
    """`made_at` in the desk's zone; it is printed, and the same facts give the same bytes."""

    language: Literal["en", "zh"]
    desk_name: str
    title: str
    days: str
    made_at: datetime
    figures: tuple[PageFigure, ...]
    chart_title: str
    columns: tuple[str, ...]
    series: tuple[PageSeries, ...]
    remark: str  # under the picture
    remarks: tuple[str, ...]  # on paper
    tables: tuple[PageTable, ...]
    how_counted: str
    nothing: str
    page: str  # Page {page} of {pages}


def report_picture(pages: ReportPages) -> bytes:
    """A PNG, 1080 dots wide."""
    return typeset(CHART, _facts(pages), "png", at=pages.made_at, dots_per_inch=DOTS_PER_INCH)[0]


def report_pdf(pages: ReportPages) -> bytes:
    return typeset(PAPER, _facts(pages), "pdf", at=pages.made_at)[0]


def report_pictures_of_pages(pages: ReportPages) -> list[bytes]:
    """The PDF's pages as PNG, to be looked at."""
    return typeset(PAPER, _facts(pages), "png", at=pages.made_at, dots_per_inch=90.0)


def _facts(pages: ReportPages) -> dict[str, Any]:
    assert len(pages.series) <= MOST_SERIES, "more series than colours"
    return {
        "language": pages.language,
        "desk_name": printable(pages.desk_name),
        "title": printable(pages.title),
        "days": printable(pages.days),
        "made_at": plain_moment(pages.made_at),
        "figures": [{"label": printable(f.label), "value": printable(f.value)} for f in pages.figures],
        "chart_title": printable(pages.chart_title),
        "columns": [printable(name) for name in pages.columns],
        "series": [_series(series) for series in pages.series],
        "remark": printable(pages.remark),
        "remarks": [printable(remark) for remark in pages.remarks],
        "tables": [_table(table) for table in pages.tables],
        "how_counted": printable(pages.how_counted),
        "nothing": printable(pages.nothing),
        "page": pages.page,
    }


def _series(series: PageSeries) -> dict[str, Any]:
    """What was taken back may leave less than nothing, which no column can show."""
    return {
        "name": printable(series.name),
        "counts": [max(0, count) for count in series.counts],
        "share": series.share,
        "change": series.change,
    }


def _table(table: PageTable) -> dict[str, Any]:
    return {
        "title": printable(table.title),
        "heads": [printable(head) for head in table.heads],
        "rows": [[printable(cell) for cell in row] for row in table.rows],
        "more": printable(table.more),
    }

"""Files of a report: facts of the core and the reader's texts made into a picture, a PDF or a workbook.

Everything here is slow (tens of milliseconds to seconds) and is called in a thread, never on the event loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from decimal import ROUND_HALF_UP, Decimal
from multiprocessing import get_context
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.domain.figures import BREAKDOWNS, Dimension, Group
from bot.core.domain.periods import compared
from bot.core.domain.weekly_summary import Report, share_of, share_points
from bot.documents.report_pages import (
    MOST_SERIES,
    PageFigure,
    PageSeries,
    PageTable,
    ReportPages,
    report_pdf,
    report_picture,
)
from bot.documents.workbook import write_workbook
from bot.report_sheets import report_sheets
from bot.views.figures import amount
from bot.views.rendered import FileKind, ReportFile
from bot.views.report_words import (
    about_words,
    arrow,
    bottleneck_words,
    decided_words,
    duration,
    head_figures,
    highlight_words,
    inspected_words,
    leaders,
    moneys,
    name_of,
    outcome_words,
    quantities,
    short_name_of,
    span_of,
    stage_name,
    title_of,
    with_whom,
)
from bot.views.texts import plain

MOST_ROWS = 12  # of one table on paper
MOST_LINES_HERE = 300  # of a workbook


class ReportFiles:
    """Made anew each time: the same facts give the same bytes."""

    def __init__(self, desk_name: str, timezone: ZoneInfo) -> None:
        self._desk_name, self._zone = desk_name, timezone

    def make(self, file: ReportFile) -> tuple[str, bytes]:
        """Its name and its bytes. A long workbook is made in a process of its own: it is plain Python that
        would keep the interpreter from the chats for longer than anybody should wait."""
        if file.kind is FileKind.WORKBOOK and len(file.lines) > MOST_LINES_HERE:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
                return elsewhere.submit(self.make_here, file).result()
        return self.make_here(file)

    def make_here(self, file: ReportFile) -> tuple[str, bytes]:
        match file.kind:
            case FileKind.PICTURE:
                return file.name, report_picture(self.pages(file.language, file.report, file.by))
            case FileKind.PAPER:
                return file.name, report_pdf(self.pages(file.language, file.report, file.by))
            case FileKind.WORKBOOK:
                sheets = report_sheets(file.language, file.report, file.lines, self._zone)
                return file.name, write_workbook(sheets, file.report.made_at.astimezone(self._zone))

    def pages(self, language: str, report: Report, by: Dimension = Dimension.REASON) -> ReportPages:
        chosen: Literal["en", "zh"] = "zh" if language == "zh" else "en"
        remarks = tuple(_remarks(language, report))
        return ReportPages(
            language=chosen,
            desk_name=self._desk_name,
            title=title_of(language, report.period),
            days=about_words(language, report),
            made_at=report.made_at.astimezone(self._zone).replace(microsecond=0),
            figures=tuple(_figures(language, report)),
            chart_title=chart_title(language, by),
            columns=tuple(short_name_of(language, period) for period in compared(report.period)),
            series=tuple(_series(language, report, by)),
            remark=remarks[0] if remarks else "",
            remarks=(*_told_first(language, report), *remarks, *_told_last(language, report)),
            tables=tuple(_tables(language, report, by)),
            how_counted=plain(language, "report.how_counted"),
            nothing=plain(language, "report.nothing"),
            page=plain(language, "paper.page", page="{page}", pages="{pages}"),
        )


def _figures(language: str, report: Report) -> Iterator[PageFigure]:
    now = report.total.now
    yield PageFigure(plain(language, "report.figure.returns"), str(now.returns))
    pieces = {unit for unit, value in now.quantities.items() if value} <= {"pcs"}
    if pieces:
        count = amount(language, str(now.quantities.get("pcs", Decimal(0))))
        yield PageFigure(plain(language, "report.figure.items"), count)
    else:
        yield PageFigure(plain(language, "report.figure.quantity"), quantities(language, now))
    yield PageFigure(plain(language, "report.figure.value"), moneys(language, now.money))


def _series(language: str, report: Report, by: Dimension) -> Iterator[PageSeries]:
    """The largest of all the spans together, and the rest as one."""
    groups = [group for group in report.by.get(by, ()) if any(t.lines > 0 for t in group.spans)]
    groups.sort(key=lambda group: (-group.now.lines, -sum(t.lines for t in group.spans)))  # else by value
    shown = groups if len(groups) <= MOST_SERIES else groups[: MOST_SERIES - 1]
    for group in shown:
        yield _one_series(language, group, report, by)
    rest = groups[len(shown) :]
    if rest:
        spans = tuple(_summed(rest, n) for n in range(len(report.total.spans)))
        share = sum((share_of(group, report.total) for group in rest), Decimal(0))
        yield PageSeries(plain(language, "report.rest"), spans, _percent(share))


def _summed(groups: list[Group], span: int) -> int:
    return sum(group.spans[span].lines for group in groups)


def _one_series(language: str, group: Group, report: Report, by: Dimension) -> PageSeries:
    return PageSeries(
        name=name_of(language, by, group),
        counts=tuple(tally.lines for tally in group.spans),
        share=_percent(share_of(group, report.total)),
        change=arrow(share_points(group, report.total), plain(language, "report.points")),
    )


def _percent(share: Decimal) -> str:
    return f"{share.quantize(Decimal(1), ROUND_HALF_UP)} %"


def chart_title(language: str, by: Dimension) -> str:
    return plain(language, "report.chart.title", what=plain(language, f"report.by.{by.value}"))


def _remarks(language: str, report: Report) -> Iterator[str]:
    """What stands out; the first of them has room under the picture."""
    if report.highlight:
        yield highlight_words(language, report.highlight)
    if bottleneck_words(language, report):
        yield bottleneck_words(language, report)


def _told_first(language: str, report: Report) -> Iterator[str]:
    if not report.total.now.is_empty:
        yield head_figures(language, report)
    if leaders(language, report):
        yield plain(language, "report.leaders", names=leaders(language, report))


def _told_last(language: str, report: Report) -> Iterator[str]:
    for words in (outcome_words, decided_words, inspected_words):
        if said := words(language, report):
            yield said


def _tables(language: str, report: Report, by: Dimension) -> Iterator[PageTable]:
    """What the report is told apart by comes first."""
    for dimension in sorted(BREAKDOWNS, key=lambda each: each is not by):
        groups = report.groups(dimension)
        if groups:
            yield _table(language, dimension, report, groups)
    stages = tuple(_stage_rows(language, report))
    if stages:
        heads = ("stage", "times", "half", "half_before", "most", "most_before")
        yield PageTable(plain(language, "report.sheet.process"), _heads(language, *heads), stages)
    waiting = tuple(_waiting_rows(language, report))
    if waiting:
        named = _heads(language, "stage", "with", "waiting", "oldest", "for")
        yield PageTable(plain(language, "report.sheet.waiting"), named, waiting)


def _table(language: str, dimension: Dimension, report: Report, groups: tuple[Group, ...]) -> PageTable:
    rows = tuple(
        (
            name_of(language, dimension, group),
            str(group.now.returns),
            str(group.now.lines),
            _percent(share_of(group, report.total)),
            quantities(language, group.now),
            moneys(language, group.now.money),
        )
        for group in groups[:MOST_ROWS]
    )
    more = len(groups) - MOST_ROWS
    return PageTable(
        title=plain(language, f"report.look.{dimension.value}"),
        heads=_heads(language, "name", "returns", "lines", "share", "quantity", "value"),
        rows=rows,
        more=plain(language, "report.more_rows", count=more) if more > 0 else "",
    )


def _heads(language: str, *names: str) -> tuple[str, ...]:
    return tuple(plain(language, f"report.column.{name}") for name in names)


def _stage_rows(language: str, report: Report) -> Iterator[tuple[str, ...]]:
    for standing in report.process.stages:
        now, before = standing.now, standing.before
        if now:
            yield (
                stage_name(language, standing.stage),
                str(now.times),
                duration(language, now.median_seconds),
                duration(language, before.median_seconds) if before else "–",
                duration(language, now.ninth_decile_seconds),
                duration(language, before.ninth_decile_seconds) if before else "–",
            )


def _waiting_rows(language: str, report: Report) -> Iterator[tuple[str, ...]]:
    """Where returns wait, with whom, the oldest."""
    for standing in report.process.stages:
        for waiting in standing.waiting:
            yield (
                stage_name(language, standing.stage),
                with_whom(language, report, waiting),
                str(waiting.count),
                waiting.oldest_number,
                span_of(language, report.made_at - waiting.oldest_since),
            )

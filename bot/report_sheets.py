"""The sheets of a report's workbook: what a person in charge filters, sorts and sums themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.core.domain.figures import BREAKDOWNS, CountedLine, Dimension, Group, Tally, mean, share_percent
from bot.core.domain.periods import WEEKS_BEFORE, compared
from bot.core.domain.process import Stage
from bot.core.domain.values import Money
from bot.core.domain.weekly_summary import Report
from bot.core.usecases.compile_report import MOST_LINES
from bot.documents.workbook import Cell, Chart, Column, ColumnKind, Sheet
from bot.views.reason_names import reason_called
from bot.views.report_words import about_words, name_of, short_name_of, stage_name, with_whom
from bot.views.texts import plain

_HOUR = Decimal(3600)
_TENTH = Decimal("0.1")
Row = Sequence[Cell]
Names = dict[tuple[Dimension, str], str]


def report_sheets(language: str, report: Report, lines: Sequence[CountedLine], zone: ZoneInfo) -> list[Sheet]:
    """Summary, the spans side by side, one sheet for each way of telling apart, the process, every line."""
    return [
        Sheet(
            plain(language, "report.sheet.summary"),
            [
                *_columns(language, ("figure", "text", 30), ("unit", "text", 10)),
                Column(about_words(language, report), "quantity", 14),
                *_columns(language, ("before", "quantity", 22), ("change", "percent", 10)),
            ],
            list(_summary(language, report, len(lines))),
        ),
        _over_time(language, report),
        *(_breakdown(language, report, dimension) for dimension in BREAKDOWNS),
        _process(language, report),
        _waiting(language, report, zone),
        _lines(language, report, lines, zone),
    ]


def _columns(language: str, *columns: tuple[str, ColumnKind, float]) -> list[Column]:
    return [Column(plain(language, f"report.column.{name}"), kind, width) for name, kind, width in columns]


# ── summary ──
def _summary(language: str, report: Report, listed: int) -> Iterator[Row]:
    for row in _counts(language, report):
        yield row if report.ended else (*row[:4], None)  # what is not over compares with nothing
    yield from _outcomes(language, report)
    yield from _decided(language, report)
    if listed == MOST_LINES:
        yield plain(language, "report.column.cut"), "", listed, None, None


def _counts(language: str, report: Report) -> Iterator[Row]:
    total = report.total
    yield _figure(language, "returns", "", [Decimal(tally.returns) for tally in total.spans])
    yield _figure(language, "lines", "", [Decimal(tally.lines) for tally in total.spans])
    for unit in sorted({unit for tally in total.spans for unit in tally.quantities}):
        yield _figure(
            language, "quantity", unit, [tally.quantities.get(unit, Decimal(0)) for tally in total.spans]
        )
    for currency in sorted({currency for tally in total.spans for currency in tally.values}):
        values = [tally.values.get(currency, Decimal(0)) for tally in total.spans]
        yield _as_money(_figure(language, "value", currency, values), currency)
    for group in report.by.get(Dimension.DISCREPANCY, ()):
        name = name_of(language, Dimension.DISCREPANCY, group)
        yield _named_figure(name, "", [Decimal(tally.lines) for tally in group.spans])


def _outcomes(language: str, report: Report) -> Iterator[Row]:
    for money in report.recovered:
        yield plain(language, "report.column.recovered"), money.currency, money, None, None
    if report.ratings:
        mean_stars = report.ratings.mean.quantize(_TENTH, ROUND_HALF_UP)
        yield plain(language, "report.column.rated"), "", report.ratings.count, None, None
        yield plain(language, "report.column.stars"), "", mean_stars, None, None


def _decided(language: str, report: Report) -> Iterator[Row]:
    """How decisions fell, against a week's share of those before; and who inspected how much."""
    now, before = report.process.decided, report.process.decided_before
    for name in ("count", "automatic", "refused", "overridden"):
        spans = [Decimal(getattr(before, name)) / WEEKS_BEFORE, Decimal(getattr(now, name))]
        yield _named_figure(plain(language, f"report.column.decided.{name}"), "", spans)
    for inspected in report.process.inspected:
        person = report.people[inspected.person_id]
        yield plain(language, "report.column.inspected", who=person), "", inspected.count, None, None


def _figure(language: str, name: str, unit: str, spans: list[Decimal]) -> Row:
    return _named_figure(plain(language, f"report.column.{name}"), unit, spans)


def _named_figure(name: str, unit: str, spans: list[Decimal]) -> Row:
    now, before = spans[-1], mean(spans[:-1])
    change = ((now - before) / before).quantize(Decimal("0.0001"), ROUND_HALF_UP) if before > 0 else None
    return (name, unit, now, before.quantize(Decimal("0.01"), ROUND_HALF_UP), change)


def _as_money(row: Row, currency: str) -> Row:
    name, unit, now, before, change = row
    assert isinstance(now, Decimal)
    assert isinstance(before, Decimal)
    return name, unit, Money(now, currency), Money(before, currency), change


def _over_time(language: str, report: Report) -> Sheet:
    """One row for each span, one column for each reason; the chart stacks them."""
    reasons = report.by.get(Dimension.REASON, ())
    columns = [
        *_columns(
            language,
            ("period", "text", 12),
            ("from", "date", 12),
            ("to", "date", 12),
            ("returns", "quantity", 10),
            ("lines", "quantity", 10),
        ),
        *(Column(name_of(language, Dimension.REASON, group), "quantity", 16) for group in reasons),
    ]
    rows: list[Row] = [
        (
            short_name_of(language, period),
            period.first,
            period.last,
            report.total.spans[n].returns,
            report.total.spans[n].lines,
            *(group.spans[n].lines for group in reasons),
        )
        for n, period in enumerate(compared(report.period))
    ]
    values = range(5, 5 + len(reasons))
    chart = Chart(_chart_title(language), 0, tuple(values), "column") if reasons else None
    return Sheet(plain(language, "report.sheet.weeks"), columns, rows, chart)


def _chart_title(language: str) -> str:
    return plain(language, "report.chart.title", what=plain(language, "report.by.reason"))


# ── by reason, product … ──
def _breakdown(language: str, report: Report, dimension: Dimension) -> Sheet:
    columns = _columns(
        language, ("code", "text", 18), ("name", "text", 34), ("returns", "quantity", 10),
        ("lines", "quantity", 10), ("share", "percent", 10), ("before", "quantity", 22),
        ("quantity", "quantity", 12), ("unit", "text", 8), ("value", "money", 14), ("currency", "text", 10),
    )  # fmt: skip
    rows = [
        row for group in report.groups(dimension) for row in _group_rows(language, dimension, group, report)
    ]
    title = plain(language, f"report.look.{dimension.value}")
    return Sheet(title, columns, rows, Chart(title, 1, (3,)))


def _group_rows(language: str, dimension: Dimension, group: Group, report: Report) -> Iterator[Row]:
    """One row; more where a key has several units or currencies, the figures that are no sums only once."""
    name = (
        name_of(language, dimension, group)
        if dimension is not Dimension.PRODUCT
        else group.name(language) or group.key
    )
    share = share_percent(group.now.lines, report.total.now.lines) / 100
    shown = share.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    counted: Row = (group.now.returns, group.now.lines, shown, group.mean_lines())
    for n, (quantity, value) in enumerate(_amounts(group.now)):
        yield (group.key, name, *(counted if n == 0 else (None,) * 4), *quantity, *value)


def _amounts(tally: Tally) -> list[tuple[Row, Row]]:
    quantities: list[Row] = [(value, unit) for unit, value in sorted(tally.quantities.items()) if value]
    values: list[Row] = [(money.amount, money.currency) for money in tally.money]
    nothing: Row = (None, "")
    count = max(1, len(quantities), len(values))
    quantities += [nothing] * (count - len(quantities))
    values += [nothing] * (count - len(values))
    return list(zip(quantities, values, strict=True))


# ── the process ──
def _process(language: str, report: Report) -> Sheet:
    columns = _columns(
        language, ("stage", "text", 18), ("times", "quantity", 10), ("median", "quantity", 16),
        ("median_before", "quantity", 22), ("ninth", "quantity", 22), ("ninth_before", "quantity", 28),
        ("waiting", "quantity", 10),
    )  # fmt: skip
    rows: list[Row] = [
        (
            stage_name(language, standing.stage),
            standing.now.times if standing.now else 0,
            _hours(standing.now.median_seconds if standing.now else None),
            _hours(standing.before.median_seconds if standing.before else None),
            _hours(standing.now.ninth_decile_seconds if standing.now else None),
            _hours(standing.before.ninth_decile_seconds if standing.before else None),
            standing.waiting_count,
        )
        for standing in report.process.stages
    ]
    title = plain(language, "report.sheet.process")
    return Sheet(title, columns, rows, Chart(title, 0, (2,)))


def _hours(seconds: int | None) -> Decimal | None:
    return None if seconds is None else (seconds / _HOUR).quantize(_TENTH, ROUND_HALF_UP)


def _waiting(language: str, report: Report, zone: ZoneInfo) -> Sheet:
    columns = _columns(
        language, ("stage", "text", 18), ("with", "text", 20), ("waiting", "quantity", 10),
        ("oldest", "text", 18), ("since", "moment", 18),
    )  # fmt: skip
    rows: list[Row] = [
        (
            stage_name(language, waiting.stage),
            with_whom(language, report, waiting),
            waiting.count,
            waiting.oldest_number,
            waiting.oldest_since.astimezone(zone),
        )
        for standing in report.process.stages
        if standing.stage is not Stage.WHOLE
        for waiting in standing.waiting
    ]
    return Sheet(plain(language, "report.sheet.waiting"), columns, rows)


# ── every line ──
def _lines(language: str, report: Report, lines: Sequence[CountedLine], zone: ZoneInfo) -> Sheet:
    columns = _columns(
        language, ("date", "moment", 18), ("order", "text", 16), ("request", "text", 16),
        ("customer", "text", 26), ("code", "text", 14), ("product", "text", 30), ("category", "text", 16),
        ("supplier", "text", 22), ("reason", "text", 20), ("grade", "text", 8), ("asked", "quantity", 10),
        ("counted", "quantity", 10), ("unit", "text", 8), ("value", "money", 12), ("currency", "text", 10),
        ("person", "text", 14), ("taken_back", "text", 12),
    )  # fmt: skip
    names = {
        (dimension, group.key): group.name(language)
        for dimension in BREAKDOWNS
        for group in report.by.get(dimension, ())
    }
    rows = [_line(language, names, line, zone) for line in lines]
    return Sheet(plain(language, "report.sheet.lines"), columns, rows)


def _line(language: str, names: Names, line: CountedLine, zone: ZoneInfo) -> Row:
    """What was taken back counts below zero, so that a sum over the column is right."""

    def named(dimension: Dimension, key: str) -> str:
        return names.get((dimension, key), "") or key

    return (
        line.at.astimezone(zone),
        line.order_number,
        line.request_number,
        named(Dimension.CUSTOMER, line.customer),
        line.product,
        named(Dimension.PRODUCT, line.product),
        named(Dimension.CATEGORY, line.category),
        named(Dimension.SUPPLIER, line.supplier),
        reason_called(language, line.reason, names.get((Dimension.REASON, line.reason), "")),
        line.grade,
        line.sign * line.asked,
        line.sign * line.counted,
        line.unit,
        line.sign * line.value.amount,
        line.value.currency,
        named(Dimension.PERSON, str(line.person)),
        plain(language, "report.yes") if line.sign < 0 else "",
    )

"""Compiles the figures of any period: who is in charge asks for them, or the weekly summary does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.domain.figures import (
    BREAKDOWNS,
    Choice,
    CountedLine,
    Dimension,
    Group,
    grouped,
    total_of,
)
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.periods import WEEKS_BEFORE, Period, Spans, compared, spans_of, today, week_of
from bot.core.domain.process import Process, process_of
from bot.core.domain.weekly_summary import Highlight, Report, changed_most
from bot.core.usecases.ports import UnitOfWork

MOST_NAMED = 500  # keys of one dimension that are given their names; a report of more is read by nobody
MOST_LINES = 50_000  # in one workbook
MOST_LISTED = 400  # of the returns that are paged through
_ALL = (Dimension.TOTAL, *BREAKDOWNS, Dimension.DISCREPANCY)


def last_week(uow: UnitOfWork, actor: Person) -> Period:
    """What a report is about where nothing else is said. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_REPORTS)
    return week_of(today(uow.now, uow.rules.timezone)).before()


def compile_report(uow: UnitOfWork, actor: Person, period: Period, choice: Choice | None = None) -> Report:
    """Reads the period and the four before it, nothing else. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_REPORTS)
    wanted = choice or Choice()
    spans = spans_of(compared(period), uow.rules.timezone)
    rows = uow.reports.sums(spans, _ALL, wanted)
    by: dict[Dimension, tuple[Group, ...]] = {
        d: _named(uow, d, grouped(rows, d, spans.count)) for d in _ALL if d is not Dimension.TOTAL
    }
    own = Spans(spans.edges[-2:])
    process = _process(uow, spans)
    ended = period.has_ended(uow.now, uow.rules.timezone)
    return Report(
        period=period,
        choice=wanted,
        made_at=uow.now,
        total=total_of(rows, spans.count),
        by=by,
        process=process,
        recovered=tuple(uow.reports.recovered(own)),
        ratings=uow.reports.ratings(own),
        highlight=_highlight(uow, spans, by, ended),
        people=_people(uow, process),
        ended=ended,
    )


def compile_breakdown(
    uow: UnitOfWork, actor: Person, period: Period, dimension: Dimension, choice: Choice
) -> tuple[Group, list[Group]]:
    """The total and one dimension alone, for going deeper. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_REPORTS)
    spans = spans_of(compared(period), uow.rules.timezone)
    rows = uow.reports.sums(spans, (Dimension.TOTAL, dimension), choice)
    groups = [group for group in grouped(rows, dimension, spans.count) if not group.now.is_empty]
    return total_of(rows, spans.count), list(_named(uow, dimension, groups))


def counted_lines(
    uow: UnitOfWork, actor: Person, period: Period, choice: Choice, limit: int = MOST_LINES
) -> list[CountedLine]:
    """The newest first. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_REPORTS)
    return uow.reports.lines(spans_of([period], uow.rules.timezone), choice, limit)


@dataclass(frozen=True, slots=True)
class CountedOrder:
    """One return of a list: an order with the lines that were asked for."""

    order_number: str
    request_id: int
    sign: int
    lines: tuple[CountedLine, ...]


def counted_orders(
    uow: UnitOfWork, actor: Person, period: Period, choice: Choice, limit: int = MOST_LISTED
) -> list[CountedOrder]:
    """Of at most `limit` lines, the newest. Raises NotAllowed."""
    found: dict[tuple[str, int], list[CountedLine]] = {}
    for line in counted_lines(uow, actor, period, choice, limit):
        found.setdefault((line.order_number, line.sign), []).append(line)
    return [
        CountedOrder(number, lines[0].request_id, sign, tuple(lines))
        for (number, sign), lines in found.items()
    ]


def _process(uow: UnitOfWork, spans: Spans) -> Process:
    two = Spans((spans.edges[0], spans.edges[WEEKS_BEFORE], spans.edges[-1]))
    reports = uow.reports
    return process_of(
        reports.stage_times(two), reports.waiting(), reports.decided(two), reports.inspected(two)
    )


def _people(uow: UnitOfWork, process: Process) -> dict[int, str]:
    ids = {w.person_id for standing in process.stages for w in standing.waiting if w.person_id}
    ids |= {inspected.person_id for inspected in process.inspected}
    return {person_id: uow.people.get(person_id).name for person_id in sorted(ids)}


def _highlight(
    uow: UnitOfWork, spans: Spans, by: Mapping[Dimension, tuple[Group, ...]], ended: bool
) -> Highlight | None:
    found = changed_most(by, ended=ended)
    if found is None:
        return None
    dimension, group = found
    if dimension is Dimension.REASON:
        return Highlight(dimension, group)
    own = Spans(spans.edges[-2:])
    rows = uow.reports.sums(own, (Dimension.REASON,), replace(Choice(), **{dimension.value: group.key}))
    reasons = [reason for reason in grouped(rows, Dimension.REASON, 1) if reason.now.lines > 0]
    if not reasons:
        return Highlight(dimension, group)
    return Highlight(dimension, group, _named(uow, Dimension.REASON, reasons[:1])[0])


# ── names ──
def _named(uow: UnitOfWork, dimension: Dimension, groups: Iterable[Group]) -> tuple[Group, ...]:
    listed = list(groups)
    names = names_of(uow, dimension, [group.key for group in listed[:MOST_NAMED] if group.key])
    return tuple(
        replace(group, name_en=names[group.key][0], name_zh=names[group.key][1])
        if group.key in names
        else group
        for group in listed
    )


def names_of(uow: UnitOfWork, dimension: Dimension, keys: list[str]) -> dict[str, tuple[str, str]]:
    """English and Chinese name by key; what is not known any more is left out, and a reason that is called as
    the texts call it."""
    match dimension:
        case Dimension.PRODUCT:
            products = uow.catalogue.products(keys)
            return {code: (p.name_en, p.name_zh) for code, p in products.items()}
        case Dimension.CUSTOMER:
            return {code: (c.name, c.name) for code, c in uow.companies.customers(keys).items()}
        case Dimension.SUPPLIER:
            return {code: (c.name, c.name) for code, c in uow.companies.suppliers(keys).items()}
        case Dimension.CATEGORY:
            known = {key: uow.catalogue.category(key) for key in keys}
            return {key: (c.name_en, c.name_zh) for key, c in known.items() if c is not None}
        case Dimension.REASON:
            return {r.code: (r.name_en, r.name_zh) for r in uow.reasons.all() if r.code in keys and r.name_en}
        case Dimension.PERSON:
            people = {key: uow.people.get(int(key)).name for key in keys}
            return {key: (name, name) for key, name in people.items()}
        case _:
            return {}

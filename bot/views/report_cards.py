"""Reports in the chat: the overview, lists to go deeper, what waits, and what is sent on Monday."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from telegram import InlineKeyboardButton

from bot.core.domain.figures import WITHOUT, Dimension, Group, Tally
from bot.core.domain.people import Person
from bot.core.domain.periods import Period, month_of, period_of_words, today, week_of
from bot.core.domain.process import Stage, StageStanding
from bot.core.domain.weekly_summary import Report, share_of
from bot.core.usecases.compile_report import (
    MOST_LISTED,
    CountedOrder,
    compile_breakdown,
    compile_report,
    counted_lines,
    counted_orders,
    names_of,
)
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import day
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.rendered import FileKind, Rendered, ReportFile
from bot.views.report_place import LISTED, Look, ReportPlace
from bot.views.report_words import (
    bottleneck_words,
    days_of,
    decided_words,
    head_figures,
    highlight_words,
    inspected_words,
    leaders,
    moneys,
    name_of,
    outcome_words,
    quantities,
    reason_shares,
    stage_name,
    times_words,
    title_of,
    waits_words,
)
from bot.views.texts import LANGUAGES, Html, plain, text

NEAR = "\u00a0"  # a rank does not end a line and its reason begin the next
T = TypeVar("T")
PAGE = 8


def draw_report(uow: UnitOfWork, actor: Person, place: ReportPlace) -> Rendered:
    """Raises NotAllowed."""
    match place.look:
        case Look.OVERVIEW:
            return overview_card(uow, actor, place)
        case Look.PROCESS:
            return process_card(uow, actor, place)
        case Look.RETURNS:
            return returns_card(uow, actor, place)
        case _:
            return list_card(uow, actor, place)


def report_file(uow: UnitOfWork, actor: Person, place: ReportPlace, kind: FileKind) -> Rendered:
    """What is shown there as a file, with a line or two of words. Raises NotAllowed."""
    language, period = actor.language, place.period
    report = compile_report(uow, actor, period, place.choice)
    lines = counted_lines(uow, actor, period, place.choice) if kind is FileKind.WORKBOOK else []
    by = LISTED.get(place.look, Dimension.REASON)
    words = [head_line(language, period), *_way_lines(uow, language, place)]
    return Rendered("\n".join(words), made=ReportFile(kind, language, report, lines, by))


# ── the overview ──
def overview_card(uow: UnitOfWork, actor: Person, place: ReportPlace) -> Rendered:
    report, language = compile_report(uow, actor, place.period), actor.language
    lines = [head_line(language, place.period), *summary_lines(language, report)]
    return Rendered(
        "\n".join(lines),
        rows(*_period_rows(uow, language, place), *_look_rows(language, place), _files(language, place)),
    )


def _files(language: str, place: ReportPlace) -> Row:
    """Picture, workbook and paper of what is shown."""
    return [
        button(
            plain(language, f"report.file.{kind.value}"), Act.REPORT_FILE, 0, place.file_argument(kind.value)
        )
        for kind in FileKind
        if place.fits_file(kind.value)
    ]


def head_line(language: str, period: Period) -> str:
    title = title_of(language, period)
    return text(language, "report.head", title=Html(f"<b>{title}</b>"), days=days_of(language, period))


def summary_lines(language: str, report: Report) -> list[str]:
    """At most six, each of which says one thing; read in ten seconds."""
    if report.total.now.is_empty:
        lines = [text(language, "report.nothing")]
    else:
        lines = [text(language, "plain", words=head_figures(language, report))]
        shares = [f"{n}{NEAR}{said}" for n, said in enumerate(reason_shares(language, report), start=1)]
        if shares:
            lines.append(text(language, "plain", words="   ".join(shares)))
        if leaders(language, report):
            lines.append(text(language, "report.leaders", names=leaders(language, report)))
    if report.highlight:
        lines.append(text(language, "plain", words=highlight_words(language, report.highlight)))
    if bottleneck_words(language, report):
        lines.append(text(language, "plain", words=bottleneck_words(language, report)))
    if outcome_words(language, report):
        lines.append(text(language, "plain", words=outcome_words(language, report)))
    return lines


def _offered(uow: UnitOfWork) -> dict[str, Period]:
    """Periods that have a name, by the key of their text."""
    now = today(uow.now, uow.rules.timezone)
    return {
        "report.this_week": week_of(now),
        "report.last_week": week_of(now).before(),
        "report.this_month": month_of(now),
        "report.last_month": month_of(now).before(),
    }


def period_said(uow: UnitOfWork, words: str) -> Period:
    """As a button calls it, in any language of the desk, or one or two dates. Raises PeriodUnreadable."""
    said = " ".join(words.split()).casefold()
    for key, period in _offered(uow).items():
        if said in {plain(language, key).casefold() for language in LANGUAGES}:
            return period
    return period_of_words(words)


def _period_rows(uow: UnitOfWork, language: str, place: ReportPlace) -> list[Row]:
    buttons = [
        _to(_marked(language, key, period == place.period), ReportPlace(period))
        for key, period in _offered(uow).items()
    ]
    dates = button(plain(language, "report.dates"), Act.REPORT_DATES)
    return [[*buttons[:2]], [*buttons[2:], dates]]


def _marked(language: str, key: str, chosen: bool) -> str:
    return f"• {plain(language, key)}" if chosen else plain(language, key)


def _look_rows(language: str, place: ReportPlace) -> list[Row]:
    looks = [*LISTED, Look.PROCESS]
    buttons = [look_button(language, place, look) for look in looks]
    return [*in_rows(buttons[:-1], 3), buttons[-1:]]


def look_button(language: str, place: ReportPlace, look: Look) -> InlineKeyboardButton:
    return _to(plain(language, f"report.look.{look.name.lower()}"), place.to(look))


def _to(label: str, place: ReportPlace) -> InlineKeyboardButton:
    return button(label, Act.REPORT, 0, place.argument)


# ── lists ──
def list_card(uow: UnitOfWork, actor: Person, place: ReportPlace) -> Rendered:
    language, dimension = actor.language, LISTED[place.look]
    total, groups = compile_breakdown(uow, actor, place.period, dimension, place.choice)
    shown, pages = _page(groups, place.page)
    lines = [
        head_line(language, place.period),
        *_way_lines(uow, language, place),
        *breakdown_lines(language, dimension, shown, total),
    ]
    buttons = [
        [_to(name_of(language, dimension, group), deeper)]
        for group in shown
        if (deeper := place.down(group.key or WITHOUT)).fits
    ]
    last = (_paging(language, place, pages), _files(language, place), _back(language, place))
    return Rendered("\n".join(lines), rows(*buttons, *last))


def breakdown_lines(language: str, dimension: Dimension, groups: Sequence[Group], total: Group) -> list[str]:
    """By what, then each key in a line."""
    head = text(language, "report.by", what=plain(language, f"report.by.{dimension.value}"))
    lines = [_group_line(language, dimension, group, total) for group in groups]
    return [head, *(lines or [text(language, "report.nothing")])]


def _group_line(language: str, dimension: Dimension, group: Group, total: Group) -> str:
    return text(
        language,
        "report.group",
        name=name_of(language, dimension, group),
        share=share_of(group, total).quantize(Decimal(1), ROUND_HALF_UP),
        lines=plain(language, "report.lines", count=group.now.lines),
        quantity=quantities(language, group.now),
        value=moneys(language, group.now.money),
    )


def _way_lines(uow: UnitOfWork, language: str, place: ReportPlace) -> list[str]:
    """What was chosen on the way here."""
    said = []
    for dimension, chosen in place.way:
        key = "" if chosen == WITHOUT else chosen
        named = names_of(uow, dimension, [key] if key else []).get(key, ("", ""))
        said.append(name_of(language, dimension, Group(key, (), *named)))
    return [text(language, "plain", words=" › ".join(said))] if said else []


def _page(items: list[T], page: int) -> tuple[list[T], int]:
    pages = max(1, -(-len(items) // PAGE))
    start = min(page, pages - 1) * PAGE
    return items[start : start + PAGE], pages


def _paging(language: str, place: ReportPlace, pages: int) -> Row:
    page, row = min(place.page, pages - 1), []
    if pages > 1 and page > 0:
        row.append(_to("◀", place.at(page - 1)))
    if pages > 1:
        row.append(_to(plain(language, "page", page=page + 1, pages=pages), place.at(page)))
    if pages > 1 and page < pages - 1:
        row.append(_to("▶", place.at(page + 1)))
    return row


def _back(language: str, place: ReportPlace) -> Row:
    return [_to(plain(language, "button.back"), place.up())]


def returns_card(uow: UnitOfWork, actor: Person, place: ReportPlace) -> Rendered:
    """Each return with a button that opens its record."""
    language = actor.language
    orders = counted_orders(uow, actor, place.period, place.choice, MOST_LISTED)
    shown, pages = _page(orders, place.page)
    lines = [head_line(language, place.period), *_way_lines(uow, language, place)]
    customers = names_of(uow, Dimension.CUSTOMER, [o.lines[0].customer for o in shown if o.lines[0].customer])
    lines += [_order_line(uow, language, order, customers) for order in shown]
    if not orders:
        lines.append(text(language, "report.nothing"))
    if sum(len(order.lines) for order in orders) == MOST_LISTED:
        lines.append(text(language, "report.cut", count=MOST_LISTED))
    buttons = in_rows((button(o.order_number, Act.SHOW, o.request_id) for o in shown), 2)
    last = (_paging(language, place, pages), _files(language, place), _back(language, place))
    return Rendered("\n".join(lines), rows(*buttons, *last))


def _order_line(
    uow: UnitOfWork, language: str, order: CountedOrder, customers: dict[str, tuple[str, str]]
) -> str:
    first, counted = order.lines[0], Tally()
    for line in order.lines:
        counted = counted.plus(Tally(quantities={line.unit: line.counted}))
    return text(
        language,
        "report.order" if order.sign > 0 else "report.order.reversed",
        number=order.order_number,
        day=day(language, first.at, uow.rules.timezone),
        customer=customers.get(first.customer, (plain(language, "customer.walk_in"), ""))[0],
        quantity=quantities(language, counted),
    )


# ── the process ──
def process_card(uow: UnitOfWork, actor: Person, place: ReportPlace) -> Rendered:
    report, language = compile_report(uow, actor, place.period), actor.language
    lines = [head_line(language, place.period)]
    lines += [line for s in report.process.stages if (line := _stage_line(language, report, s))]
    for words in (decided_words(language, report), inspected_words(language, report)):
        if words:
            lines.append(text(language, "plain", words=words))
    oldest = [s.oldest for s in report.process.stages if s.oldest]
    buttons = [button(w.oldest_number, Act.SHOW, w.oldest_request_id) for w in oldest]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), _back(language, place)))


def _stage_line(language: str, report: Report, standing: StageStanding) -> str:
    """ "Review: median 26 h (was 9 h), 9 of 10 within 3 days (was 2 days); 6 wait …" """
    waits = waits_words(language, report, standing) if standing.stage is not Stage.WHOLE else ""
    parts = [words for words in (times_words(language, standing), waits) if words]
    if not parts:
        return ""
    said = plain(language, "list.semicolon").join(parts)
    name = Html(f"<b>{stage_name(language, standing.stage)}</b>")
    return text(language, "report.stage", stage=name, words=said)

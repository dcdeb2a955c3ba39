"""The sentences of a report, for chat, picture and paper alike."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_skeleton

from bot.core.domain.figures import Dimension, Group, Tally, change_percent, mean
from bot.core.domain.periods import Period, PeriodKind
from bot.core.domain.process import Decided, Stage, StageStanding, Waiting
from bot.core.domain.values import Money
from bot.core.domain.weekly_summary import Highlight, Report, share_of, share_points
from bot.views.figures import amount, locale_of, money
from bot.views.reason_names import reason_called
from bot.views.texts import plain

HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
MOST_HOLDERS = 4  # named where returns wait with several people


def days_of(language: str, period: Period) -> str:
    """ "23–29 Nov", "28 Dec 2026 – 3 Jan 2027"."""
    first, last = period.first, period.last
    if language == "zh":
        head = f"{first.year}年{first.month}月{first.day}日"
        if first == last:
            return head
        year = f"{last.year}年" if last.year != first.year else ""
        month = f"{last.month}月" if year or last.month != first.month else ""
        return f"{head}至{year}{month}{last.day}日"
    if first == last:
        return _day(first, "d MMM y")
    if first.year != last.year:
        return f"{_day(first, 'd MMM y')} – {_day(last, 'd MMM y')}"
    if first.month != last.month:
        return f"{_day(first, 'd MMM')} – {_day(last, 'd MMM y')}"
    return f"{first.day}–{_day(last, 'd MMM y')}"


def months_of(language: str, period: Period) -> str:
    """For a button: "Apr–Jun 2026", "2026年4至6月"; the months that `period` touches."""
    first, last = period.first, period.last
    one = (first.year, first.month) == (last.year, last.month)
    if language == "zh":
        if one:
            return f"{first.year}年{first.month}月"
        if first.year == last.year:
            return f"{first.year}年{first.month}至{last.month}月"
        return f"{first.year}年{first.month}月至{last.year}年{last.month}月"
    if one:
        return _day(first, "MMM y")
    return f"{_day(first, 'MMM y' if first.year != last.year else 'MMM')}–{_day(last, 'MMM y')}"


def _day(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale="en_GB")


def title_of(language: str, period: Period) -> str:
    """ "Returns in week 48", "Returns in November 2026", "Returns"."""
    if period.kind is PeriodKind.WEEK:
        return plain(language, "report.title.week", week=period.week)
    if period.kind is PeriodKind.MONTH:
        month = format_skeleton("yMMMM", period.first, locale=locale_of(language))
        return plain(language, "report.title.month", month=month)
    return plain(language, "report.title.days")


def short_name_of(language: str, period: Period) -> str:
    """For the foot of a column: "W48", "Nov", "1–10 Nov"."""
    if period.kind is PeriodKind.WEEK:
        return plain(language, "report.week.short", week=period.week)
    if period.kind is PeriodKind.MONTH:
        return format_date(period.first, "LLL", locale=locale_of(language))
    return format_date(period.first, "d MMM" if language != "zh" else "M月d日", locale=locale_of(language))


def name_of(language: str, dimension: Dimension, group: Group) -> str:
    """As people say it; a code in front of a product's name, because both are used."""
    if dimension is Dimension.REASON:
        return reason_called(language, group.key, group.name(language))
    if dimension is Dimension.DISCREPANCY:
        return plain(language, f"discrepancy.{group.key}")
    if not group.key:
        return plain(language, f"report.without.{dimension.value}")
    name = group.name(language)
    if dimension is Dimension.PRODUCT:
        return f"{group.key} {name}".strip()
    return name or group.key


def quantities(language: str, tally: Tally) -> str:
    """ "268 items" where pieces are all there is, else each unit apart: "12 kg, 268 items"."""
    units = {unit: value for unit, value in tally.quantities.items() if value} or {"pcs": Decimal(0)}
    listed = [_with_unit(language, value, unit) for unit, value in sorted(units.items())]
    return plain(language, "list.comma").join(listed)


def about_words(language: str, report: Report) -> str:
    """The days, and what the report was narrowed to."""
    chosen = choice_words(language, report)
    return " · ".join([days_of(language, report.period), *([chosen] if chosen else [])])


def _with_unit(language: str, value: Decimal, unit: str) -> str:
    said = amount(language, str(value))
    return (
        plain(language, "report.items", count=int(value), amount=said) if unit == "pcs" else f"{said} {unit}"
    )


def choice_words(language: str, report: Report) -> str:
    """What the report was narrowed to: "Damaged in transit › 22728 Alarm clock"; "" for all there is."""
    named = {(d, group.key): group for d, groups in report.by.items() for group in groups}
    chosen = report.choice.chosen().items()
    return " › ".join(name_of(language, d, named.get((d, key), Group(key, ()))) for d, key in chosen)


def moneys(language: str, values: list[Money]) -> str:
    """Each currency apart; a dash for none."""
    return plain(language, "list.comma").join(money(language, value) for value in values) or "–"


def change_words(language: str, now: Decimal | int, before: list[Decimal]) -> str:
    """ "↑ 12 %" against the mean before; "new" where there was nothing; "" where nothing changed."""
    percent = change_percent(now, mean(before))
    if percent is None:
        return plain(language, "report.new") if now > 0 else ""
    return arrow(percent, " %") if percent else plain(language, "report.same")


def arrow(change: int, unit: str) -> str:
    return f"{'↑' if change > 0 else '↓'} {abs(change)}{unit}" if change else ""


def head_figures(language: str, report: Report) -> str:
    """ "41 returns (↑ 12 % against the 4 before) · 268 items · £1,932.00"."""
    now = report.total.now
    if not report.ended:
        returns = plain(language, "report.returns.so_far", count=now.returns)
        return " · ".join([returns, quantities(language, now), moneys(language, now.money)])
    change = change_words(language, now.returns, [Decimal(tally.returns) for tally in report.total.before])
    key = "report.returns.changed" if change else "report.returns"
    before = plain(language, f"report.before.{report.period.kind.value}")
    returns = plain(language, key, count=now.returns, change=change, before=before)
    return " · ".join([returns, quantities(language, now), moneys(language, now.money)])


def reason_shares(language: str, report: Report, most: int = 3) -> list[str]:
    """ "Damaged in transit 38 % ↑ 11"."""
    found = []
    for group in [g for g in report.groups(Dimension.REASON) if g.now.lines > 0][:most]:
        share = share_of(group, report.total).quantize(Decimal(1), ROUND_HALF_UP)
        points = arrow(share_points(group, report.total), plain(language, "report.points"))
        found.append(f"{name_of(language, Dimension.REASON, group)} {share} % {points}".rstrip())
    return found


def highlight_words(language: str, highlight: Highlight) -> str:
    name = name_of(language, highlight.dimension, highlight.group)
    facts = {
        "name": name,
        "count": highlight.group.now.lines,
        "before": tenth(language, highlight.group.mean_lines()),
    }
    if highlight.is_new:
        said = plain(language, "report.most_changed.new", **facts)
    else:
        risen = highlight.group.risen_lines > 0
        said = plain(language, f"report.most_changed.{'up' if risen else 'down'}", **facts)
    if highlight.reason:
        reason = name_of(language, Dimension.REASON, highlight.reason)
        said += plain(language, "report.mostly", count=highlight.reason.now.lines, reason=reason)
    return said


def tenth(language: str, value: Decimal) -> str:
    return amount(language, str(value.quantize(Decimal("0.1"), ROUND_HALF_UP).normalize() + 0))


def leaders(language: str, report: Report) -> str:
    """The product, supplier and customer with the most lines; of those alike the one of the highest value."""
    found = []
    for dimension in (Dimension.PRODUCT, Dimension.SUPPLIER, Dimension.CUSTOMER):
        group = report.first(dimension)
        if group:
            name = name_of(language, dimension, group)
            found.append(
                plain(language, f"report.leader.{dimension.value}", name=name, count=group.now.lines)
            )
    return " · ".join(found)


def discrepancy_words(language: str, report: Report) -> str:
    """ "short 3, over 1"."""
    found = [
        f"{name_of(language, Dimension.DISCREPANCY, group)} {group.now.lines}"
        for group in report.groups(Dimension.DISCREPANCY)
        if group.now.lines > 0
    ]
    return plain(language, "list.comma").join(found)


def duration(language: str, seconds: int) -> str:
    """ "40 min", "26 h", "3 days": as coarse as people speak."""
    if seconds < HOUR_SECONDS:
        return plain(language, "duration.minutes", count=max(1, round(seconds / 60)) if seconds else 0)
    if seconds < 2 * DAY_SECONDS:
        return plain(language, "duration.hours", count=round(seconds / HOUR_SECONDS))
    return plain(language, "duration.days", count=round(seconds / DAY_SECONDS))


def span_of(language: str, span: timedelta) -> str:
    return duration(language, max(0, int(span.total_seconds())))


def stage_name(language: str, stage: Stage) -> str:
    return plain(language, f"stage.{stage.value}")


def waits_words(language: str, report: Report, standing: StageStanding) -> str:
    """ "6 wait, RO-2026-00031 for 3 days, Chen"."""
    oldest = standing.oldest
    if oldest is None:
        return ""
    return plain(
        language,
        "report.waits",
        count=standing.waiting_count,
        number=oldest.oldest_number,
        since=span_of(language, report.made_at - oldest.oldest_since),
        who=_holders(language, report, standing),
    )


def _holders(language: str, report: Report, standing: StageStanding) -> str:
    """Whoever has the oldest first; how many each has where they are several: "Chen 2, Olga 1"."""
    waiting = sorted(standing.waiting, key=lambda w: (w.oldest_since, w.oldest_number))
    if len(waiting) == 1:
        return with_whom(language, report, waiting[0])
    said = [f"{with_whom(language, report, each)} {each.count}" for each in waiting[:MOST_HOLDERS]]
    more = ["…"] if len(waiting) > MOST_HOLDERS else []
    return plain(language, "list.comma").join([*said, *more])


def with_whom(language: str, report: Report, waiting: Waiting) -> str:
    """A person's name; where it is no one person, whoever does it: "the managers"."""
    name = report.people.get(waiting.person_id or 0, "")
    return name or plain(language, f"stage.with.{waiting.stage.value}")


def bottleneck_words(language: str, report: Report) -> str:
    """The one sentence that names it; "" where nothing was timed and nothing is late."""
    slowest = report.process.bottleneck(report.made_at)
    if slowest is None:
        return ""
    stage = stage_name(language, slowest.stage)
    if slowest.now is None:
        said = plain(language, "report.bottleneck.stuck", stage=stage)
    else:
        key = "report.bottleneck" if slowest.before else "report.bottleneck.first"
        median = duration(language, slowest.now.median_seconds)
        before = duration(language, slowest.before.median_seconds) if slowest.before else ""
        said = plain(language, key, stage=stage, median=median, before=before)
    waits = waits_words(language, report, slowest)
    return f"{said}{plain(language, 'list.semicolon')}{waits}" if waits else said


def times_words(language: str, standing: StageStanding) -> str:
    """ "median 26 h (was 9 h), 9 of 10 within 3 days (was 2 days)"; "" where nothing left the stage."""
    now, before = standing.now, standing.before
    if now is None:
        return ""
    return plain(
        language,
        "report.stage.times" if before else "report.stage.times.first",
        median=duration(language, now.median_seconds),
        most=duration(language, now.ninth_decile_seconds),
        before=duration(language, before.median_seconds) if before else "",
        most_before=duration(language, before.ninth_decile_seconds) if before else "",
    )


def decided_words(language: str, report: Report) -> str:
    """How decisions fell, each with its share and what that was before; "" where nothing was decided."""
    now, before = report.process.decided, report.process.decided_before
    if not now.count:
        return ""
    shares = {
        f"{name}_share": _share_words(language, now.percent(part), before.percent(was))
        for name, part, was in (
            ("automatic", now.automatic, before.automatic),
            ("refused", now.refused, before.refused),
            ("overridden", now.overridden, before.overridden),
        )
    }
    return plain(language, "report.decided", count=now.count, **_parts(now), **shares)


def _parts(decided: Decided) -> dict[str, int]:
    return {
        "automatic": decided.automatic,
        "refused": decided.refused,
        "overridden": decided.overridden,
    }


def _share_words(language: str, percent: int | None, before: int | None) -> str:
    """ "42 %, was 38 %"."""
    key = "report.share_now" if before is None else "report.share_was"
    return plain(language, key, percent=percent, before=before)


def inspected_words(language: str, report: Report) -> str:
    """ "Inspections: Chen 4, Olga 1"."""
    said = [f"{report.people[i.person_id]} {i.count}" for i in report.process.inspected]
    return plain(language, "report.inspected", names=plain(language, "list.comma").join(said)) if said else ""


def outcome_words(language: str, report: Report) -> str:
    """Discrepancies, what suppliers gave back, what customers say; "" for none of them."""
    said = []
    if discrepancy_words(language, report):
        said.append(plain(language, "report.discrepancies", words=discrepancy_words(language, report)))
    if report.recovered:
        said.append(plain(language, "report.recovered", money=moneys(language, list(report.recovered))))
    if report.ratings:
        mean_stars = tenth(language, report.ratings.mean)
        said.append(plain(language, "report.rated", count=report.ratings.count, mean=mean_stars))
    return " · ".join(said)

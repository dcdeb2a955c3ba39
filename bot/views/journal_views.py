"""The journal in the chat: which period, and what its columns and rows are called in the files."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date

from bot.core.domain.journal import PostingKind, totals
from bot.core.usecases.export_journal import Journal, month_of
from bot.views.callback_data import Act
from bot.views.figures import locale_of, money
from bot.views.keyboards import button, rows
from bot.views.rendered import Rendered
from bot.views.texts import plain, text

COLUMNS = (
    "document",
    "line",
    "day",
    "account",
    "text",
    "partner",
    "partner_name",
    "reference",
    "debit",
    "credit",
    "currency",
)


def journal_menu(language: str, today: date) -> Rendered:
    this = month_of(today)
    last = month_of(this[0] - timedelta(days=1))
    months = [
        button(_month(language, period[0]), Act.JOURNAL, 0, period_argument(*period))
        for period in (this, last)
    ]
    other = button(plain(language, "button.two_dates"), Act.JOURNAL_ASK)
    return Rendered(text(language, "journal.which"), rows(months, [other]))


def period_view(language: str, first: date, last: date) -> Rendered:
    """After the days were typed."""
    argument = period_argument(first, last)
    send = button(plain(language, "button.send_files"), Act.JOURNAL, 0, argument, style="primary")
    return Rendered(
        text(language, "journal.period", period=period_words(language, first, last)), rows([send])
    )


def journal_words(language: str, journal: Journal) -> str:
    """ "1 Nov 2026 – 30 Nov 2026: 12 documents, 31 rows, £1,932.00 on either side" """
    period = period_words(language, journal.first, journal.last)
    if not journal.postings:
        return text(language, "journal.empty", period=period)
    sums = [money(language, debit) for debit, _ in totals(journal.postings).values()]
    return text(
        language,
        "journal.done",
        period=period,
        documents=plain(language, "journal.documents", count=journal.documents),
        rows=plain(language, "journal.rows", count=len(journal.postings)),
        sum=" + ".join(sums),
    )


def column_titles(language: str) -> dict[str, str]:
    return {column: plain(language, f"journal.column.{column}") for column in COLUMNS}


def kind_words(language: str) -> dict[PostingKind, str]:
    return {kind: plain(language, f"journal.kind.{kind.value}") for kind in PostingKind}


def period_argument(first: date, last: date) -> str:
    return f"{first:%Y%m%d}.{last:%Y%m%d}"


def period_words(language: str, first: date, last: date) -> str:
    shown = [_day(language, day) for day in ((first,) if first == last else (first, last))]
    return " – ".join(shown)


def _day(language: str, day: date) -> str:
    return format_date(day, "y年M月d日" if language == "zh" else "d MMM y", locale=locale_of(language))


def _month(language: str, day: date) -> str:
    return format_date(day, "y年M月" if language == "zh" else "MMMM y", locale=locale_of(language))

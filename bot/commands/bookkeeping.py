"""`python -m bot money` and `python -m bot journal`: what bookkeeping needs, without the chat."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Clock, now, opened_database
from bot.commands.import_files import DESK
from bot.commands.texts import Echo
from bot.config import Settings
from bot.core.domain.money_errors import PeriodInvalid
from bot.core.usecases.check_money import find_mismatches, keep_check
from bot.core.usecases.export_journal import export_journal
from bot.documents.journal_files import journal_files
from bot.views.errors import refusal
from bot.views.journal_views import column_titles, journal_words, kind_words
from bot.views.money_views import check_lines


def check_money_now(settings: Settings, echo: Echo, clock: Clock = now) -> int:
    """0 where goods and money agree, 1 with a line for each mismatch."""
    with opened_database(settings, clock) as database:
        found = database.read_now(lambda uow: find_mismatches(uow, uow.people.get(DESK)))
        check = database.write_now(lambda uow: keep_check(uow, uow.people.get(DESK), found))
    for line in check_lines(settings.desk_language, check, ZoneInfo(settings.desk_timezone)):
        echo(line)
    return 1 if check.mismatches else 0


def write_journal(
    settings: Settings, first: date, last: date, folder: Path, echo: Echo, clock: Clock = now
) -> int:
    """0 where the files are written or there is nothing to write, 2 where the period is none."""
    language = settings.desk_language
    try:
        with opened_database(settings, clock) as database:
            journal = database.write_now(lambda uow: export_journal(uow, uow.people.get(DESK), first, last))
    except PeriodInvalid as error:
        echo(refusal(language, error, ZoneInfo(settings.desk_timezone)))
        return 2
    echo(journal_words(language, journal))
    if not journal.postings:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in journal_files(journal, column_titles(language), kind_words(language)):
        (folder / name).write_bytes(content)
        echo(str(folder / name))
    return 0

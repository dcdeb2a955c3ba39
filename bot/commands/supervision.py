"""`python -m bot log`: the operation log as files, without the chat."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Clock, now, opened_database
from bot.commands.import_files import DESK
from bot.commands.texts import Echo
from bot.config import Settings
from bot.core.domain.errors import DeskError
from bot.core.domain.log_view import about_person
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_log import LogPage, ask_log, export_log
from bot.documents.log_files import log_files
from bot.views.errors import refusal
from bot.views.log_views import column_titles, event_words, log_words
from bot.views.texts import plain


def write_log(settings: Settings, words: str, folder: Path, echo: Echo, clock: Clock = now) -> int:
    """0 where the files are written or nothing is in the log, 2 where nobody knows what is meant."""
    language, zone = settings.desk_language, ZoneInfo(settings.desk_timezone)
    try:
        with opened_database(settings, clock) as database:
            pages = database.write_now(partial(_asked, words=words))
    except DeskError as error:
        echo(refusal(language, error, zone))
        return 2
    for page in pages:
        echo(log_words(language, page))
        if not page.entries:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        titles, desk = column_titles(language), plain(language, "the_desk")
        for name, content in log_files(page, titles, partial(event_words, language), zone, desk):
            (folder / name).write_bytes(content)
            echo(str(folder / name))
    return 0


def _asked(uow: UnitOfWork, words: str) -> list[LogPage]:
    """One part of it, or one for each person of that name."""
    actor = uow.people.get(DESK)
    asked = ask_log(uow, actor, words)
    parts = [asked.about] if asked.about else [about_person(person.id) for person in asked.people]
    return [export_log(uow, actor, part) for part in parts]

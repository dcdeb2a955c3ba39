"""Buttons about money outside of questions: pages of notes, one note, the files of a journal."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

from telegram import Update

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.money_errors import DayInvalid
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.export_journal import Journal, export_journal
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_notes import NotesPart, see_note, see_notes
from bot.documents.journal_files import journal_files
from bot.views.callback_data import Act, Button
from bot.views.journal_views import column_titles, journal_words, kind_words
from bot.views.note_views import PAGE, note_view, notes_view
from bot.views.rendered import Rendered
from handlers.context import DeskContext
from handlers.showing import edit, send, sender_id, toast


def notes_shown(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    part, _, page = button.argument.partition(".")
    if part not in NotesPart._value2member_map_ or not (page.isascii() and page.isdigit() and len(page) < 5):
        raise RecordUnknown(number=button.argument[:40])
    seen = see_notes(uow, actor, NotesPart(part), PAGE, int(page) * PAGE)
    return notes_view(uow, actor.language, seen, int(page))


def note_shown(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    return note_view(uow, actor.language, see_note(uow, actor, button.argument))


async def press_notes(update: Update, context: DeskContext, button: Button) -> None:
    """The list and one note take each other's place on the same card."""
    query, telegram_id = update.callback_query, sender_id(update)
    assert query is not None
    draw = notes_shown if button.act is Act.NOTES else note_shown
    rendered = await context.desk.read(lambda uow: draw(uow, acting(uow, telegram_id), button))
    await toast(query, "")
    if not await edit(query, rendered):
        await send(update, context, rendered)


async def press_journal(update: Update, context: DeskContext, button: Button) -> None:
    """The workbook, then the CSV; a period without documents is told in words."""
    query, telegram_id = update.callback_query, sender_id(update)
    assert query is not None

    def work(uow: UnitOfWork) -> tuple[str, Journal]:
        actor = acting(uow, telegram_id)
        return actor.language, export_journal(uow, actor, *_period_of(button.argument))

    language, journal = await context.desk.write(work)
    await toast(query, "")
    await send(update, context, Rendered(journal_words(language, journal)))
    chat = update.effective_chat
    if chat is None or not journal.postings:
        return
    titles, kinds = column_titles(language), kind_words(language)
    for name, content in await asyncio.to_thread(journal_files, journal, titles, kinds):
        await context.bot.send_document(chat.id, content, filename=name)


def _period_of(argument: str) -> tuple[date, date]:
    first, _, last = argument.partition(".")
    return _day_of(first), _day_of(last)


def _day_of(digits: str) -> date:
    """ "20261130" """
    try:
        return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise DayInvalid(text=digits[:40]) from None

"""/log: who did what when, by record, by person or by day; and as a file."""

from __future__ import annotations

import asyncio
from functools import partial

from telegram import Update

from bot.core.domain.errors import DeskError
from bot.core.domain.log_view import LogAbout, about_from
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_log import LogPage, ask_log, export_log, see_log
from bot.documents.log_files import log_files
from bot.views.callback_data import Button
from bot.views.log_views import PAGE, column_titles, event_words, log_view, log_words, who_is_meant
from bot.views.rendered import Rendered
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.showing import edit, rest_of, send, sender_id, show_refusal, toast


async def log(update: Update, context: DeskContext) -> None:
    telegram_id, words = sender_id(update), rest_of(update)

    def draw(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        asked = ask_log(uow, actor, words)
        return _page(uow, actor, asked.about) if asked.about else who_is_meant(actor.language, asked.people)

    try:
        rendered = await context.desk.read(draw)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await send(update, context, rendered)


def _page(uow: UnitOfWork, actor: Person, about: LogAbout, before: int = 0) -> Rendered:
    page = see_log(uow, actor, about, PAGE, before)
    return log_view(actor.language, page, uow.rules.timezone, newest=not before)


async def press_log(update: Update, context: DeskContext, button: Button) -> None:
    """Pages take each other's place on the same card."""
    query, telegram_id = update.callback_query, sender_id(update)
    assert query is not None
    rendered = await context.desk.read(
        lambda uow: _page(uow, acting(uow, telegram_id), about_from(button.argument), button.subject)
    )
    await toast(query, "")
    if not await edit(query, rendered):
        await send(update, context, rendered)


async def press_log_file(update: Update, context: DeskContext, button: Button) -> None:
    """The workbook, then the CSV."""
    query, telegram_id, chat = update.callback_query, sender_id(update), update.effective_chat
    assert query is not None

    def work(uow: UnitOfWork) -> tuple[str, LogPage]:
        actor = acting(uow, telegram_id)
        return actor.language, export_log(uow, actor, about_from(button.argument))

    language, page = await context.desk.write(work)
    await toast(query, "")
    await send(update, context, Rendered(log_words(language, page)))
    if chat is None or not page.entries:
        return
    zone = await context.desk.read(lambda uow: uow.rules.timezone)
    titles, words_of = column_titles(language), partial(event_words, language)
    desk = plain(language, "the_desk")
    for name, content in await asyncio.to_thread(log_files, page, titles, words_of, zone, desk):
        await context.bot.send_document(chat.id, content, filename=name)

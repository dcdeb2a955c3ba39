"""/export: the catalogue as workbooks, made off the event loop."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.constants import ChatAction

from bot.core.domain.errors import DeskError
from bot.core.usecases.acting import acting
from bot.core.usecases.export_catalogue import OutTable, export_catalogue
from bot.core.usecases.ports import UnitOfWork
from bot.documents.catalogue_files import catalogue_files
from bot.views.import_words import exported_words
from bot.views.rendered import Rendered
from bot.views.texts import text
from handlers.context import DeskContext
from handlers.showing import send, sender_id, show_refusal


async def export(update: Update, context: DeskContext) -> None:
    telegram_id, chat = sender_id(update), update.effective_chat
    assert chat is not None

    def work(uow: UnitOfWork) -> tuple[str, list[OutTable]]:
        actor = acting(uow, telegram_id)
        return actor.language, export_catalogue(uow, actor)

    try:
        language, tables = await context.desk.write(work)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await context.bot.send_chat_action(chat.id, ChatAction.UPLOAD_DOCUMENT)
    made_at = await context.desk.read(lambda uow: uow.now.astimezone(uow.rules.timezone))
    files = await asyncio.to_thread(catalogue_files, tables, made_at)
    await send(update, context, Rendered(text(language, "plain", words=exported_words(language, tables))))
    for name, content in files:
        await context.bot.send_document(chat.id, content, filename=name)

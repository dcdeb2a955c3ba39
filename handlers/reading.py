"""After every press: the card that was pressed has been read."""

from __future__ import annotations

import contextlib

from telegram import Update

from bot.core.domain.errors import DeskError
from bot.core.usecases.acting import acting
from bot.core.usecases.note_read import is_news, note_read
from handlers.context import DeskContext
from handlers.showing import sender_id


async def note_press(update: Update, context: DeskContext) -> None:
    """Last of all, so that the press itself is done whatever happens here. Practice has no notices."""
    query, telegram_id = update.callback_query, sender_id(update)
    if query is None or query.message is None or context.practising is not None:
        return
    chat_id, message_id = query.message.chat.id, query.message.message_id
    if not await context.desk.read(lambda uow: is_news(uow, chat_id, message_id)):
        return
    with contextlib.suppress(DeskError):  # a stranger in the group; who has just left
        await context.desk.write(lambda uow: note_read(uow, acting(uow, telegram_id), chat_id, message_id))

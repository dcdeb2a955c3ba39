"""/health: the doctor looks now, and says how the desk is."""

from __future__ import annotations

import asyncio

from telegram import Update

from bot.core.domain.errors import DeskError
from bot.core.usecases.acting import acting
from bot.core.usecases.care import ensure_may_examine, see_health
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Button
from bot.views.health_card import health_view
from bot.views.rendered import Rendered
from handlers.context import DeskContext
from handlers.showing import edit, send, sender_id, show_refusal, toast


async def health(update: Update, context: DeskContext) -> None:
    try:
        rendered = await _examined(update, context)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await send(update, context, rendered)


async def press_health(update: Update, context: DeskContext, button: Button) -> None:
    query = update.callback_query
    assert query is not None
    rendered = await _examined(update, context)
    await toast(query, "")
    if not await edit(query, rendered):
        await send(update, context, rendered)


async def _examined(update: Update, context: DeskContext) -> Rendered:
    telegram_id, jobs = sender_id(update), [job.name for job in context.jobs]
    await context.desk.read(lambda uow: ensure_may_examine(uow, acting(uow, telegram_id)))
    examination = await asyncio.to_thread(context.examine)

    def draw(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        return health_view(uow, actor.language, see_health(uow, actor, examination, jobs))

    return await context.desk.read(draw)

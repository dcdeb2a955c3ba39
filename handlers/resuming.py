"""After a crash or a fault: people are told where they are, never left in silence."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import DeskError
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.ports import UnitOfWork
from bot.views.keyboards import shortened
from bot.views.other_steps import draw_place
from bot.views.rendered import Rendered
from bot.views.texts import plain, text
from handlers.command_menu import set_menu
from handlers.context import DeskContext
from handlers.dialog import remember_card
from handlers.practising import welcome
from handlers.showing import drop, is_private, language_of, send, sender_id, toast

log = logging.getLogger(__name__)


async def show_where_again(update: Update, context: DeskContext) -> None:
    """The update's change is committed but its answer may never have been sent: the person is told so and
    shown how things stand, in the chat with them alone, wherever they did it."""
    telegram_id = sender_id(update)

    def work(uow: UnitOfWork) -> tuple[Person, Rendered | None, DialogPlace]:
        actor = acting(uow, telegram_id)
        place = uow.dialogs.place(actor.id)
        return actor, draw_place(uow, actor, place) if place.dialog else None, place

    try:
        actor, card, place = await context.desk.read(work)
    except DeskError:
        return
    if update.callback_query is not None:
        await toast(update.callback_query, plain(actor.language, "back_done"))
    if card is not None:
        await _show_place(update, context, actor, card, place)
    elif context.practising:
        await welcome(update, context)
    elif is_private(update):
        await set_menu(context, actor)  # what was done may have been coming in
        await send(update, context, Rendered(text(actor.language, "back_done")))


async def _show_place(
    update: Update, context: DeskContext, actor: Person, card: Rendered, place: DialogPlace
) -> None:
    said = text(actor.language, "back_again") + "\n\n" + card.text
    sent = await send(update, context, Rendered(said, card.keyboard), to=actor.telegram_id)
    if sent is not None:
        before = await remember_card(context, place, sent.message_id)
        if before:
            await drop(context, sent.chat_id, before)


async def say_trouble(update: Update, context: DeskContext) -> None:
    """Our fault, said in the person's language; if even that fails, the log has it."""
    try:
        language = await language_of(update, context)
        if update.callback_query is not None:
            await toast(update.callback_query, shortened(plain(language, "trouble"), 200), alert=True)
        elif update.effective_chat is not None and update.effective_chat.type == "private":
            await send(update, context, Rendered(text(language, "trouble")))
    except (TelegramError, OSError) as error:
        log.warning("A person could not be told of a fault: %s", type(error).__name__)

"""/practice: a desk of one's own where nothing counts, there and back; and what is on the wrong side."""

from __future__ import annotations

import re

from telegram import Update
from telegram.ext import ApplicationHandlerStop, ConversationHandler

from bot.core.domain.errors import DeskError
from bot.core.domain.people import Person
from bot.core.domain.practice import NUMBER_MARK
from bot.core.usecases.acting import acting
from bot.core.usecases.current_practice import Practising, current_practice
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.practise import begin_practice, end_practice, ensure_may_practise
from bot.views.callback_data import Act, ButtonUnreadable, decode, room_in
from bot.views.commands import NOT_PRACTISED
from bot.views.practice_views import practice_over, practice_welcome
from bot.views.rendered import Rendered
from bot.views.texts import plain, text
from handlers.command_menu import set_menu
from handlers.context import DeskContext
from handlers.dialog import State, show_where
from handlers.showing import edit_buttons, language_of, rest_of, send, sender_id, show_refusal, toast

_COMMAND = re.compile(r"/(\w+)")


async def practice(update: Update, context: DeskContext) -> State | None:
    """Begins it; the second time ends it."""
    return await (end(update, context) if context.practising else _begin(update, context))


async def _begin(update: Update, context: DeskContext) -> State | None:
    telegram_id = sender_id(update)
    try:
        person = await context.desk.read(lambda uow: _who_may(uow, telegram_id))
        here = await context.rooms.furnish(person)
        await _enter(context, telegram_id, here)
    except DeskError as error:
        await show_refusal(update, context, error)
        return None
    current_practice.set(here)
    await welcome(update, context)
    return ConversationHandler.END


async def _enter(context: DeskContext, telegram_id: int, here: Practising) -> None:
    try:
        await context.real_desk.write(lambda uow: begin_practice(uow, acting(uow, telegram_id), here.room))
    except DeskError:
        await context.rooms.throw_away(telegram_id)
        raise


def _who_may(uow: UnitOfWork, telegram_id: int) -> Person:
    person = acting(uow, telegram_id)
    ensure_may_practise(uow, person)
    return person


async def welcome(update: Update, context: DeskContext) -> None:
    telegram_id = sender_id(update)
    person = await context.desk.read(lambda uow: acting(uow, telegram_id))
    await set_menu(context, person)
    await send(update, context, practice_welcome(person.language))


async def end(update: Update, context: DeskContext) -> State | None:
    """Back at the real desk, at the question that was open there."""
    telegram_id, query = sender_id(update), update.callback_query
    if not context.practising:  # a button that no card of ours has
        if query is not None:
            await toast(query, plain(await language_of(update, context), "practice.old_card"), alert=True)
        return None

    def work(uow: UnitOfWork) -> tuple[Person, bool]:
        person = acting(uow, telegram_id)
        end_practice(uow, person)
        return person, bool(uow.dialogs.place(person.id).dialog)

    person, asked = await context.real_desk.write(work)
    if query is not None:
        await toast(query, "")
        await edit_buttons(query, None)
    current_practice.set(None)
    await context.rooms.throw_away(telegram_id)
    await set_menu(context, person)
    await send(update, context, practice_over(person.language))
    return await show_where(update, context) if asked else ConversationHandler.END


def ends_practice(data: object) -> bool:
    try:
        return decode(str(data)).act is Act.END_PRACTICE
    except ButtonUnreadable:
        return False


async def guard(update: Update, context: DeskContext) -> None:
    """Before all others: nothing real is touched from practice, and nothing of a practice that is over."""
    if context.rooms.is_sent_home(sender_id(update)):
        await _set_menu_again(update, context)
    key = await _out_of_place(update, context)
    if not key:
        return
    language = await language_of(update, context)
    command = _command_of(update)
    if update.callback_query is not None:
        await toast(update.callback_query, plain(language, key), alert=True)
    else:
        await send(update, context, Rendered(text(language, key, command=command)))
    raise ApplicationHandlerStop


async def _set_menu_again(update: Update, context: DeskContext) -> None:
    telegram_id = sender_id(update)
    person = await context.real_desk.read(lambda uow: uow.people.by_telegram(telegram_id))
    if person is not None:
        await set_menu(context, person)


async def _out_of_place(update: Update, context: DeskContext) -> str:
    """The sentence that says so; "" where all is well."""
    here, query = context.practising, update.callback_query
    if query is not None:
        pressed, own = room_in(query.data or ""), here.room if here else ""
        if pressed == own:
            return ""
        return "practice.old_card" if pressed else "practice.real_card"
    if here is None:
        return ""
    if _command_of(update) in NOT_PRACTISED or _opens_real_record(update):
        return "practice.real_only"
    return "practice.real_card" if await _answers_real_card(update, context) else ""


def _command_of(update: Update) -> str:
    words = (update.effective_message.text or "") if update.effective_message else ""
    found = _COMMAND.match(words)
    return found[1].lower() if found else ""


def _opens_real_record(update: Update) -> bool:
    """A link or the code on a paper: those of a practice begin with its mark."""
    rest = rest_of(update)
    return _command_of(update) == "start" and bool(rest) and not rest.startswith(NUMBER_MARK)


async def _answers_real_card(update: Update, context: DeskContext) -> bool:
    message = update.effective_message
    if message is None or message.reply_to_message is None:
        return False
    chat_id, replied = message.chat_id, message.reply_to_message.message_id
    return await context.real_desk.read(lambda uow: uow.outbox.matter_of(chat_id, replied)) is not None

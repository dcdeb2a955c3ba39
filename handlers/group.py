"""The managers' group: /here, being added and taken out, becoming a supergroup."""

from __future__ import annotations

from telegram import ChatMember, Message, Update
from telegram.error import TelegramError

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import DeskError
from bot.core.domain.group import CardsTo
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.managers_group import (
    choose_cards_to,
    follow_group,
    is_welcome,
    lose_group,
    settle_group,
)
from bot.core.usecases.notice_wishes import bring_card
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Button
from bot.views.notice_views import group_view
from bot.views.rendered import Rendered
from bot.views.steps import WordsStep
from bot.views.texts import plain, text
from handlers.asking.steps import ask_for_words
from handlers.context import DeskContext
from handlers.dialog import StaleButton
from handlers.showing import edit, phone_language, send, sender_id, show_refusal, toast

_GONE = frozenset({ChatMember.LEFT, ChatMember.BANNED})


async def here(update: Update, context: DeskContext) -> None:
    """Said in a group by an admin; in a forum, the topic where it is said is kept."""
    message, telegram_id, language = update.effective_message, sender_id(update), phone_language(update)
    if message is None:
        return
    if message.sender_chat is not None:
        await send(update, context, Rendered(text(language, "group.anonymous")))
        return
    if message.chat.type == "private":
        await send(update, context, Rendered(text(language, "group.only_in_group")))
        return
    chat, thread = message.chat, thread_of(message)

    def run(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        return group_view(actor.language, settle_group(uow, actor, chat.id, chat.title or "", thread))

    try:
        rendered = await context.desk.write(run)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await send(update, context, rendered)


def thread_of(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


async def press_cards_to(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None

    def run(uow: UnitOfWork) -> tuple[str, Rendered]:
        actor = acting(uow, telegram_id)
        if button.argument not in CardsTo._value2member_map_:
            raise StaleButton
        group = choose_cards_to(uow, actor, CardsTo(button.argument))
        return plain(actor.language, "wishes.saved"), group_view(actor.language, group)

    saved, rendered = await context.desk.write(run)
    await toast(query, saved)  # also where it was so already: a tap is answered
    await edit(query, rendered)


async def moved(update: Update, context: DeskContext) -> None:
    """Telegram says so in both chats; the second time there is nothing left to do."""
    message = update.effective_message
    if message is None:
        return
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    await context.desk.write(lambda uow: follow_group(uow, old, new))


async def membership(update: Update, context: DeskContext) -> None:
    """The bot was added to a group or taken out of one. Private chats are found out by sending."""
    change = update.my_chat_member
    if change is None or change.chat.type not in ("group", "supergroup"):
        return
    chat, status = change.chat, change.new_chat_member.status
    if status in _GONE:
        await context.desk.write(lambda uow: lose_group(uow, chat.id, "kicked"))
    elif change.old_chat_member.status in _GONE:
        await _added(update, context, chat.title or "")


async def _added(update: Update, context: DeskContext, title: str) -> None:
    """By staff: says what to do. By anybody else: the desk has no business there."""
    telegram_id, chat = sender_id(update), update.effective_chat
    assert chat is not None

    def look(uow: UnitOfWork) -> tuple[str, bool]:
        person = uow.people.by_telegram(telegram_id)
        language = person.language if person else phone_language(update)
        return language, is_welcome(uow, telegram_id, chat.id, title)

    language, welcome = await context.desk.read(look)
    key = "group.say_here" if welcome else "group.not_ours"
    try:
        await context.bot.send_message(chat.id, plain(language, key))
        if not welcome:
            await context.bot.leave_chat(chat.id)
    except TelegramError:
        return  # taken out again meanwhile, or not allowed to write


async def ask_for_reply(update: Update, context: DeskContext, step: WordsStep | None, subject: int) -> None:
    """In a group nobody is asked a question of their own: the words come as a reply to the card."""
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None

    def run(uow: UnitOfWork) -> str:
        actor = acting(uow, telegram_id)
        if step is None:
            raise StaleButton
        ask_for_words(uow, actor, DialogPlace(actor.id), step, subject)
        return actor.language

    try:
        language = await context.desk.read(run)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await toast(query, plain(language, "group.reply_ask"), alert=True)


async def card_in_private(update: Update, context: DeskContext, kind: NoticeKind, subject: int) -> None:
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None

    def run(uow: UnitOfWork) -> str:
        actor = acting(uow, telegram_id)
        bring_card(uow, actor, kind, subject, f"asked/{update.update_id}")
        return actor.language

    try:
        language = await context.desk.write(run)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await toast(query, plain(language, "group.card_private"), alert=True)


def language_in(uow: UnitOfWork, update: Update, actor: Person) -> str:
    """What buttons under this message speak: in the managers' group its language, not each presser's."""
    group, chat = uow.groups.managers(), update.effective_chat
    return group.language if group and chat and chat.id == group.chat_id else actor.language

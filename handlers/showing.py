"""Puts a drawn message on a person's screen: edited in place where it can be, sent anew where it must."""

from __future__ import annotations

import asyncio

from telegram import CallbackQuery, InlineKeyboardMarkup, InputMediaPhoto, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.core.domain.errors import DeskError, NotAllowed, PersonRemoved, PersonUnknown
from bot.core.usecases.grant_access import note_refused_attempt
from bot.core.usecases.ports import UnitOfWork
from bot.documents.qr import qr_png
from bot.documents.return_slip import ReturnSlip, return_slip_pdf
from bot.notify.rendered import CAPTION_UNITS, TEXT_UNITS, cut, plain_text, utf16_units
from bot.views.errors import refusal
from bot.views.lists import stranger_view
from bot.views.rendered import Rendered, Slip
from bot.views.texts import plain, text
from handlers.context import DeskContext

MOST_TOAST = 200  # characters, Bot API answerCallbackQuery
HTML = "HTML"


def phone_language(update: Update) -> str:
    """For those the desk does not know: what their phone speaks."""
    user = update.effective_user
    return "zh" if user and (user.language_code or "").startswith("zh") else "en"


def sender_id(update: Update) -> int:
    """The account that acts; 0 where nobody does (channels, anonymous admins), which no person has."""
    user, message = update.effective_user, update.effective_message
    if user is None or user.is_bot:
        return 0
    if update.callback_query is None and message is not None and message.sender_chat is not None:
        return 0
    return user.id


def rest_of(update: Update) -> str:
    """What follows a command, 80 signs at most."""
    words = update.effective_message.text or "" if update.effective_message else ""
    return words.partition(" ")[2].strip()[:80]


async def language_of(update: Update, context: DeskContext) -> str:
    telegram_id = sender_id(update)

    def work(uow: UnitOfWork) -> str | None:
        person = uow.people.by_telegram(telegram_id)
        return person.language if person else None

    return await context.desk.read(work) or phone_language(update)


async def toast(query: CallbackQuery, words: str, *, alert: bool = False) -> None:
    """A press that is too old to be answered is no trouble."""
    try:
        await query.answer(words[:MOST_TOAST] or None, show_alert=alert)
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise


def is_private(update: Update) -> bool:
    return update.effective_chat is None or update.effective_chat.type == "private"


def _topic_of(update: Update) -> int | None:
    message = update.effective_message
    return message.message_thread_id if message is not None and message.is_topic_message else None


async def send(update: Update, context: DeskContext, rendered: Rendered, *, to: int = 0) -> Message | None:
    """A new message to the chat (and topic) the update came from, or to `to`; None where there is no chat."""
    chat = update.effective_chat
    if chat is None:
        return None
    chat_id, topic = (to, None) if to else (chat.id, _topic_of(update))
    if rendered.start:
        return await _send_link(context, chat_id, rendered)
    photos = [await asyncio.to_thread(context.photos.read, sha) for sha in rendered.photos[:10]]
    if len(photos) > 1:
        await context.bot.send_media_group(
            chat_id, [InputMediaPhoto(data) for data in photos], message_thread_id=topic
        )
    if len(photos) == 1:
        await context.bot.send_photo(chat_id, photos[0], message_thread_id=topic)
    if rendered.paper:
        paper = await asyncio.to_thread(context.papers.read, rendered.paper)
        return await _send_paper(context, chat_id, topic, rendered, paper)
    return await _send_words(context, chat_id, topic, rendered)


async def _send_paper(
    context: DeskContext, chat_id: int, topic: int | None, rendered: Rendered, paper: bytes
) -> Message:
    """The words stand under the paper, or where there is no room in a message below it."""
    beside = not fits(rendered.text, CAPTION_UNITS)
    sent = await context.bot.send_document(
        chat_id,
        paper,
        message_thread_id=topic,
        filename=rendered.paper_name,
        caption=None if beside else rendered.text,
        parse_mode=HTML,
        reply_markup=None if beside else rendered.keyboard,
    )
    return await _send_words(context, chat_id, topic, rendered) if beside else sent


async def _send_words(context: DeskContext, chat_id: int, topic: int | None, rendered: Rendered) -> Message:
    words, mode = _readable(rendered)
    return await context.bot.send_message(
        chat_id, words, parse_mode=mode, reply_markup=rendered.keyboard, message_thread_id=topic
    )


def fits(html: str, units: int) -> bool:
    return utf16_units(plain_text(html)) <= units


def _readable(rendered: Rendered) -> tuple[str, str | None]:
    """As it is; what is too long for one message loses its bold letters and its end, never its buttons."""
    if fits(rendered.text, TEXT_UNITS):
        return rendered.text, HTML
    return cut(plain_text(rendered.text), TEXT_UNITS), None


async def _send_link(context: DeskContext, chat_id: int, rendered: Rendered) -> Message:
    """A start link to pass on, and the same as a picture to be scanned or on a slip to be printed."""
    link = f"https://t.me/{context.bot.username}?start={rendered.start}"
    if rendered.slip is not None:
        return await _send_slip(context, chat_id, rendered, rendered.slip, link)
    picture = await asyncio.to_thread(qr_png, link)
    words = f"{rendered.text}\n\n{link}"
    return await context.bot.send_photo(
        chat_id, picture, caption=words, parse_mode=HTML, reply_markup=rendered.keyboard
    )


async def _send_slip(
    context: DeskContext, chat_id: int, rendered: Rendered, slip: Slip, link: str
) -> Message:
    """Made here and given away: what carries a secret goes into no archive."""
    paper = ReturnSlip(
        desk_name=context.bot_data.desk_name,
        number=slip.number,
        customer=slip.customer,
        made_at=slip.made_at,
        lines=slip.lines,
        labels=slip.labels,
        language=slip.language,
        link=link,
    )
    made = await asyncio.to_thread(return_slip_pdf, paper)
    name = f"{slip.number}.pdf"
    return await context.bot.send_document(
        chat_id, made, filename=name, caption=rendered.text, parse_mode=HTML, reply_markup=rendered.keyboard
    )


async def edit(query: CallbackQuery, rendered: Rendered) -> bool:
    """In place. False where the message is gone or cannot be edited; unchanged is as good as edited. A link
    comes with a picture and a paper as a file, which no text turns into."""
    if rendered.start or rendered.paper:
        return False
    words, mode = _readable(rendered)
    try:
        await query.edit_message_text(words, parse_mode=mode, reply_markup=rendered.keyboard)
    except BadRequest as error:
        return "not modified" in str(error).lower()
    except Forbidden:
        return False
    return True


async def edit_buttons(query: CallbackQuery, keyboard: InlineKeyboardMarkup | None) -> None:
    """Under the message that was pressed; one that is gone, or shows them already, is no trouble."""
    try:
        await query.edit_message_reply_markup(keyboard)
    except (BadRequest, Forbidden):
        return


async def drop(context: DeskContext, chat_id: int, message_id: int) -> None:
    """An old card makes room for the new one; where it is gone already, so much the better."""
    try:
        await context.bot.delete_message(chat_id, message_id)
    except TelegramError:
        return


async def show_refusal(update: Update, context: DeskContext, error: DeskError) -> None:
    """An expected no: said kindly, with the next step; nothing was changed."""
    if isinstance(error, PersonUnknown | PersonRemoved):
        await meet_stranger(update, context, error)
        return
    language = await language_of(update, context)
    words = refusal(language, error, context.rules.timezone)
    if update.callback_query:
        if isinstance(error, NotAllowed):
            await note_attempt(update, context)
        await toast(update.callback_query, words, alert=True)
    else:
        await send(update, context, Rendered(text(language, "plain", words=words)))


async def meet_stranger(update: Update, context: DeskContext, error: DeskError) -> None:
    """Learns that this is a private desk and how to ask; a press leaves one line in the log."""
    telegram_id, language = sender_id(update), phone_language(update)
    if update.callback_query:
        if context.bot_data.may_answer_stranger(telegram_id):
            await note_attempt(update, context)
        await toast(update.callback_query, plain(language, "toast.not_yours"), alert=True)
        return
    private = update.effective_chat is not None and update.effective_chat.type == "private"
    if not private or not context.bot_data.may_answer_stranger(telegram_id):
        return
    if isinstance(error, PersonRemoved):
        words = refusal(language, error, context.rules.timezone)
        await send(update, context, stranger_view(language, words))
        return
    await send(update, context, stranger_view(language))


async def note_attempt(update: Update, context: DeskContext) -> None:
    """One line in the operation log for a press that was not this person's to make."""
    telegram_id, query = sender_id(update), update.callback_query
    data = "".join(c for c in ((query.data if query else "") or "")[:40] if c.isprintable())

    def work(uow: UnitOfWork) -> None:
        person = uow.people.by_telegram(telegram_id)
        note_refused_attempt(uow, telegram_id, f"press {data}", person.id if person else 0)

    await context.desk.write(work)

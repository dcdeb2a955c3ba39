"""Editing what the bot sent.

Sources: tdlib/telegram-bot-api, Client.cpp, ``process_edit_message_*_query``; tdlib/td, MessagesManager.cpp,
``edit_message_text`` and siblings. A bot may edit its own messages without a time limit.
"""

from __future__ import annotations

from bot.sandbox.access import ensure_may_send, find_message, reach_chat
from bot.sandbox.errors import ApiRefusal, bad_request
from bot.sandbox.keyboards import read_markup
from bot.sandbox.messages import edit
from bot.sandbox.methods.media import media_content, read_media
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.methods.sending import caption_content, text_content
from bot.sandbox.model import Chat, Json, Message
from bot.sandbox.render import message_object

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
MEDIA_FIELDS = ("photo", "document", "video", "audio", "voice", "animation")


def _target(context: Context) -> tuple[Chat, Message]:
    args = context.args
    if not args.text("chat_id") and not args.message_id():
        if not args.text("inline_message_id"):
            raise bad_request("Message identifier is not specified")
        raise ApiRefusal(501, "Not Implemented: inline_message_id is not implemented by the sandbox")
    chat = reach_chat(context.sandbox, context.bot, args.text("chat_id"), write=True)
    message = find_message(chat, args.message_id(), "message to edit")
    return chat, message


def _ensure_own(context: Context, chat: Chat, message: Message) -> None:
    if message.sender_id != context.bot.id or message.is_service or message.forward_origin:
        raise bad_request("Message can't be edited")
    ensure_may_send(chat)


def _apply(context: Context, chat: Chat, message: Message, content: Json, markup: Json | None) -> Json:
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("Inline keyboard expected")
    if content == message.content and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    edit(context.sandbox, chat, message, content, markup, by_bot=True)
    return message_object(context.sandbox, chat, message, context.bot)


@method("editMessageText")
async def edit_message_text(context: Context) -> Json:
    """Change the text; without reply_markup the keyboard goes."""
    content = text_content(context)
    markup = read_markup(context.args)
    chat, message = _target(context)
    _ensure_own(context, chat, message)
    if "text" not in message.content:
        raise bad_request("There is no text in the message to edit")
    return _apply(context, chat, message, content, markup)


@method("editMessageCaption")
async def edit_message_caption(context: Context) -> Json:
    """Change or remove the caption."""
    args = context.args
    markup = read_markup(args)
    given = args.lenient_json("caption_entities")
    above = args.flag("show_caption_above_media")
    caption = caption_content(args.text("caption"), args.text("parse_mode"), given, above=above)
    chat, message = _target(context)
    _ensure_own(context, chat, message)
    if not any(field in message.content for field in MEDIA_FIELDS):
        raise bad_request("There is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if name not in _CAPTION_FIELDS}
    return _apply(context, chat, message, {**kept, **caption}, markup)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(context: Context) -> Json:
    """Change or remove the keyboard only."""
    markup = read_markup(context.args)
    chat, message = _target(context)
    _ensure_own(context, chat, message)
    return _apply(context, chat, message, message.content, markup)


@method("editMessageMedia")
async def edit_message_media(context: Context) -> Json:
    """Put another photo or file into a message."""
    markup = read_markup(context.args)
    context.args.required("media")
    value = context.args.json("media", "Can't parse input media JSON object")
    kind, source, caption, raw = read_media(context.args, value, for_album=False)
    chat, message = _target(context)
    _ensure_own(context, chat, message)
    if message.media_group_id and kind not in message.content:
        raise bad_request("Message media can't be edited")
    content = {**await media_content(context, kind, source, raw), **caption}
    return _apply(context, chat, message, content, markup)

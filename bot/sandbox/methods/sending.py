"""sendMessage and what all sending methods share; copying and forwarding.

Sources: tdlib/telegram-bot-api, Client.cpp, ``do_send_message``, ``check_reply_parameters``.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.access import find_message, not_found, reach_chat, topic_of, writable_chat
from bot.sandbox.errors import ApiRefusal, bad_request
from bot.sandbox.keyboards import read_markup, refused_in_group
from bot.sandbox.messages import post
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Chat, Json, Message
from bot.sandbox.render import message_object
from bot.sandbox.text.formatted import caption_text, formatted, message_text


def text_content(context: Context) -> Json:
    """Return the content of a text message from ``text``, ``parse_mode`` and ``entities``."""
    args = context.args
    text, entities = message_text(args.text("text"), args.text("parse_mode"), args.lenient_json("entities"))
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    options = args.json("link_preview_options", "Can't parse link preview options JSON object")
    if options is not None and not isinstance(options, dict):
        raise bad_request("Object expected as link preview options")
    if args.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    if options:
        content["link_preview_options"] = options
    return content


def caption_content(caption: str, parse_mode: str, entities: Any, *, above: bool = False) -> Json:
    """Return the caption fields of a media message."""
    text, found = caption_text(caption, parse_mode, entities)
    content: Json = {"caption": text} if text else {}
    if found:
        content["caption_entities"] = found
    if above:
        content["show_caption_above_media"] = True
    return content


class Outgoing:
    """Where and how a call wants its message sent; checks in Telegram's order."""

    def __init__(self, context: Context) -> None:
        self.context = context
        args = context.args
        if args.text("business_connection_id"):
            raise ApiRefusal(501, "Not Implemented: business_connection_id is not implemented by the sandbox")
        self.markup = read_markup(args)
        self.chat = writable_chat(context.sandbox, context.bot, args)
        self.thread_id = topic_of(self.chat, args)
        self.reply_to, self.quote = _reply(context, self.chat)
        refusal = refused_in_group(self.markup)
        if refusal is not None and not self.chat.is_private:
            raise refusal

    def send(self, content: Json, *, media_group_id: str = "", forward_origin: Json | None = None) -> Message:
        """Post the message."""
        args, sandbox = self.context.args, self.context.sandbox
        sandbox.chat_actions.pop((self.chat.key, self.context.bot.id), None)
        message = Message(
            0,
            sandbox.clock.now(),
            self.context.bot.id,
            content,
            reply_to=self.reply_to,
            quote=self.quote,
            thread_id=self.thread_id,
            media_group_id=media_group_id,
            markup=self.markup,
            forward_origin=forward_origin,
            is_protected=args.flag("protect_content"),
            is_silent=args.flag("disable_notification"),
            effect_id=args.text("message_effect_id"),
        )
        return post(sandbox, self.chat, message)

    def answer(self, message: Message) -> Json:
        """Return the sent message as the caller sees it."""
        return message_object(self.context.sandbox, self.chat, message, self.context.bot)


def _reply(context: Context, chat: Chat) -> tuple[int, Json | None]:
    args = context.args
    value = args.json("reply_parameters", "Can't parse reply parameters JSON object")
    if value is None:
        wanted, lenient = args.message_id("reply_to_message_id"), args.flag("allow_sending_without_reply")
        return _replied(chat, wanted, lenient), None
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply parameters")
    if not value:
        return 0, None
    if "message_id" not in value:
        raise bad_request('Can\'t find field "message_id"')
    if value.get("chat_id") and str(value["chat_id"]) != args.text("chat_id"):
        raise ApiRefusal(501, "Not Implemented: a reply into another chat is not implemented by the sandbox")
    replied = _replied(chat, int(value["message_id"]), bool(value.get("allow_sending_without_reply")))
    return replied, _quote(chat, replied, value)


def _replied(chat: Chat, message_id: int, lenient: bool) -> int:
    if message_id <= 0:
        return 0
    if message_id in chat.messages:
        return message_id
    if lenient:
        return 0
    raise not_found("message to be replied")


def _quote(chat: Chat, replied: int, value: Json) -> Json | None:
    if not replied or not value.get("quote"):
        return None
    mode, given = str(value.get("quote_parse_mode") or ""), value.get("quote_entities")
    text, entities = formatted(str(value["quote"]), mode, given, allow_empty=True)
    content = chat.messages[replied].content
    whole = content.get("text") or content.get("caption") or ""
    if text not in whole:
        raise bad_request("QUOTE_TEXT_INVALID")
    quote: Json = {"text": text, "position": whole.index(text), "is_manual": True}
    return {**quote, "entities": entities} if entities else quote


@method("sendMessage")
async def send_message(context: Context) -> Json:
    """Send a text."""
    content = text_content(context)
    outgoing = Outgoing(context)
    return outgoing.answer(outgoing.send(content))


def forward_origin(context: Context, message: Message) -> Json:
    """Return where a forwarded message came from, the first origin staying."""
    if message.forward_origin:
        return message.forward_origin
    sender = context.sandbox.user(message.sender_id)
    return {"type": "user", "sender_user": sender, "date": message.date}


def _source(context: Context, role: str) -> Message:
    from_chat = context.args.required("from_chat_id")
    chat = reach_chat(context.sandbox, context.bot, from_chat)
    message = find_message(chat, context.args.message_id(), role)
    if message.is_service:
        raise bad_request(
            "message can't be copied" if role == "message to copy" else "message can't be forwarded"
        )
    return message


@method("forwardMessage")
async def forward_message(context: Context) -> Json:
    """Forward one message; inline keyboards of callback buttons do not travel."""
    message = _source(context, "message to forward")
    if message.is_protected:
        raise bad_request("Message has protected content and can't be forwarded")
    outgoing = Outgoing(context)
    outgoing.markup = None
    return outgoing.answer(outgoing.send(message.content, forward_origin=forward_origin(context, message)))


@method("copyMessage")
async def copy_message(context: Context) -> Json:
    """Send the content of a message again, without its origin."""
    message = _source(context, "message to copy")
    content = dict(message.content)
    args = context.args
    if args.has("caption") and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        given = args.lenient_json("caption_entities")
        content.update(caption_content(args.text("caption"), args.text("parse_mode"), given))
    outgoing = Outgoing(context)
    return {"message_id": outgoing.send(content).id}


def _many(context: Context) -> list[Message]:
    chat = reach_chat(context.sandbox, context.bot, context.args.required("from_chat_id"))
    found = [chat.messages[number] for number in message_ids(context) if number in chat.messages]
    sendable = [message for message in found if not message.is_service and not message.is_protected]
    if not sendable:
        raise bad_request("there are no messages to forward")
    return sendable


@method("forwardMessages")
async def forward_messages(context: Context) -> list[Json]:
    """Forward several messages, skipping those that are gone."""
    messages = _many(context)
    outgoing = Outgoing(context)
    origins = [forward_origin(context, message) for message in messages]
    sent = [
        outgoing.send(m.content, forward_origin=origin) for m, origin in zip(messages, origins, strict=True)
    ]
    return [{"message_id": message.id} for message in sent]


@method("copyMessages")
async def copy_messages(context: Context) -> list[Json]:
    """Copy several messages, skipping those that are gone."""
    messages = _many(context)
    outgoing = Outgoing(context)
    return [{"message_id": outgoing.send(message.content).id} for message in messages]


def message_ids(context: Context, name: str = "message_ids") -> list[int]:
    """Return a list of message ids; refuses what Telegram refuses."""
    if not context.args.text(name):
        raise bad_request("Message identifiers are not specified")
    value = context.args.json(name, f"Can't parse {name} JSON object")
    if not isinstance(value, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(value) > 100:
        raise bad_request("Too many message identifiers specified")
    if not value:
        raise bad_request("Message identifiers are not specified")
    for item in value:
        if isinstance(item, bool) or not isinstance(item, int | str):
            raise bad_request("Message identifier must be a Number")
        if isinstance(item, str) and not item.lstrip("-").isdigit():
            raise bad_request("Can't parse message identifier as a Number")
        if int(item) <= 0:
            raise bad_request("Invalid message identifier specified")
    return [int(item) for item in value]


@method("sendLocation", "sendVenue", "sendContact", "sendDice")
async def send_small(context: Context) -> Json:
    """Send what is little more than its arguments: a place, a contact or a dice."""
    content = _small_content(context)
    outgoing = Outgoing(context)
    return outgoing.answer(outgoing.send(content))


def _small_content(context: Context) -> Json:
    args = context.args
    if args.text("phone_number"):
        contact = {
            name: args.text(name) for name in ("phone_number", "first_name", "last_name") if args.text(name)
        }
        return {"contact": contact}
    if args.has("latitude") or args.has("longitude"):
        location = _location(context)
        if args.text("title") and args.text("address"):
            venue = {"location": location, "title": args.text("title"), "address": args.text("address")}
            return {"venue": venue, "location": location}
        return {"location": location}
    if args.has("first_name"):
        raise bad_request('Parameter "phone_number" is required')
    return {"dice": {"emoji": args.text("emoji") or "🎲", "value": 1 + context.sandbox.clock.now() % 6}}


def _location(context: Context) -> Json:
    place: Json = {}
    for name, limit in (("latitude", 90), ("longitude", 180)):
        text = context.args.text(name).strip()
        if not text:
            raise bad_request(f"{name} is empty")
        try:
            place[name] = float(text)
        except ValueError:
            raise bad_request(f"{name} is invalid") from None
        if abs(place[name]) > limit:
            raise bad_request("Wrong location specified")
    return place

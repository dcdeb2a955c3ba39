"""What people do with their phones: write, press, send photos, start, block, forward, edit."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass

from bot.sandbox.args import Upload
from bot.sandbox.delivery import deliver
from bot.sandbox.errors import ApiRefusal, ControlRefusal
from bot.sandbox.files import StoredFile
from bot.sandbox.membership import block
from bot.sandbox.messages import edit, post, tell_bots
from bot.sandbox.methods.media import describe_file, new_media_group_id
from bot.sandbox.model import Chat, Json, Message, Person, Press
from bot.sandbox.render import inaccessible, message_object
from bot.sandbox.state import Sandbox, is_member
from bot.sandbox.text.formatted import CAPTION_LIMIT, TEXT_LIMIT, formatted
from bot.sandbox.text.units import units
from bot.sandbox.updates import PRESS_SECONDS

ALBUM_LIMIT = 10
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass
class Actor:
    """A person looking at one chat."""

    sandbox: Sandbox
    person: Person
    chat: Chat

    def ensure_may_write(self) -> None:
        """Refuse what the app would not offer: writing to a blocked bot or into a closed group."""
        if self.chat.blocked:
            raise ControlRefusal(409, f"{self.person.name} has blocked the bot; unblock or start it first.")
        if self.chat.migrated_to:
            raise ControlRefusal(409, f"The group was upgraded; its id is now {self.chat.migrated_to}.")
        member = self.chat.members.get(self.person.id)
        if (
            member is not None
            and member.status == "restricted"
            and not member.rights.get("can_send_messages")
        ):
            raise ControlRefusal(403, f"{self.person.name} may not write in this group.")


def find_actor(sandbox: Sandbox, person_id: int, chat_id: int, bot_name: str = "") -> Actor:
    """Return the person in the chat: the own id means the private chat with the bot that called last."""
    person = sandbox.person(person_id)
    if chat_id == person_id:
        return Actor(sandbox, person, sandbox.private_chat(sandbox.bot_by_name(bot_name), person))
    if chat_id in sandbox.bots:
        return Actor(sandbox, person, sandbox.private_chat(sandbox.bots[chat_id], person))
    group = sandbox.group(chat_id)
    if group is None:
        raise ControlRefusal(404, f"There is no chat {chat_id}.")
    if not is_member(group.members.get(person_id)):
        raise ControlRefusal(403, f"{person.name} is not a member of {group.title}.")
    return Actor(sandbox, person, group)


def _thread(actor: Actor, reply_to: int, thread_id: int) -> int:
    replied = actor.chat.messages.get(reply_to)
    if not actor.chat.is_forum:
        return 0
    return thread_id or (replied.thread_id if replied else 0)


def _ensure_reply(actor: Actor, reply_to: int) -> int:
    if reply_to and reply_to not in actor.chat.messages:
        raise ControlRefusal(404, f"There is no message {reply_to} to reply to.")
    return reply_to


def _send(actor: Actor, content: Json, reply_to: int, thread_id: int, group_id: str = "") -> Message:
    if actor.chat.is_private:
        actor.chat.started = True
    message = Message(0, actor.sandbox.clock.now(), actor.person.id, content)
    message.reply_to, message.media_group_id = reply_to, group_id
    message.thread_id = _thread(actor, reply_to, thread_id)
    return post(actor.sandbox, actor.chat, message, quietly=True)


def say(actor: Actor, text: str, reply_to: int = 0, thread_id: int = 0) -> Message:
    """Write a text."""
    actor.ensure_may_write()
    _ensure_reply(actor, reply_to)
    content = _typed(text)
    message = _send(actor, content, reply_to, thread_id)
    tell_bots(actor.sandbox, actor.chat, message, "message")
    return message


def _typed(text: str) -> Json:
    plain, entities = formatted(text, "", None, allow_empty=True)
    if not plain:
        raise ControlRefusal(400, "The text is empty.")
    if units(plain) > TEXT_LIMIT:
        raise ControlRefusal(400, f"The text is longer than {TEXT_LIMIT} characters.")
    if any("\ud800" <= sign <= "\udfff" for sign in plain):
        raise ControlRefusal(400, "The text has half a character, which no phone sends.")
    return {"text": plain, "entities": entities} if entities else {"text": plain}


def start(actor: Actor, payload: str = "") -> Message:
    """Press Start, as from a link with ``payload``; a blocked bot is unblocked by it."""
    if not actor.chat.is_private:
        raise ControlRefusal(409, "Start exists in private chats only.")
    if not _PAYLOAD.fullmatch(payload):
        raise ControlRefusal(400, "A start payload is at most 64 of A-Z, a-z, 0-9, _ and -.")
    block(actor.sandbox, actor.chat, actor.person, blocked=False)
    return say(actor, f"/start {payload}".strip())


async def press(actor: Actor, message_id: int, data: str, wait_seconds: float) -> Json:
    """Press a button, real or forged, and return what the person saw within ``wait_seconds``."""
    sandbox, chat = actor.sandbox, actor.chat
    message = chat.messages.get(message_id)
    bot = sandbox.bots_in(chat)[0] if message is None or message.sender_id not in sandbox.bots else None
    bot = bot or sandbox.bots[message.sender_id if message else 0]
    pressed = Press(
        sandbox.new_press_id(), bot.id, actor.person.id, chat.key, message_id, data, sandbox.clock.time()
    )
    sandbox.presses[pressed.id] = pressed
    query: Json = {
        "id": pressed.id,
        "from": actor.person.user(),
        "message": message_object(sandbox, chat, message, bot)
        if message
        else inaccessible(sandbox, chat, message_id),
        "chat_instance": sandbox.chat_instance(chat),
        "data": data,
    }
    waiter: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    sandbox.press_waiters[pressed.id] = waiter
    order_key = actor.person.id + (3 << 33)
    deliver(sandbox, bot.id, "callback_query", query, PRESS_SECONDS, order_key, chat.id)
    return await _await_answer(sandbox, pressed, waiter, wait_seconds)


async def _await_answer(
    sandbox: Sandbox, pressed: Press, waiter: asyncio.Future[Json], seconds: float
) -> Json:
    began = time.perf_counter()
    try:
        answer = await asyncio.wait_for(waiter, seconds)
    except TimeoutError:
        answer = {}
    finally:
        sandbox.press_waiters.pop(pressed.id, None)
    text, alerts = answer.get("text") or None, bool(answer.get("show_alert"))
    return {
        "toast": None if alerts else text,
        "alert": text if alerts else None,
        "url": answer.get("url") or None,
        "answered": bool(answer),
        "ms": round((time.perf_counter() - began) * 1000, 1),
    }


async def send_photos(
    actor: Actor, uploads: list[Upload], caption: str = "", *, as_document: bool = False, reply_to: int = 0
) -> list[Message]:
    """Send one photo or an album; the caption stands on the first."""
    actor.ensure_may_write()
    _ensure_reply(actor, reply_to)
    if not 1 <= len(uploads) <= ALBUM_LIMIT:
        raise ControlRefusal(400, f"An album has 2 to {ALBUM_LIMIT} photos.")
    captioned = _typed_caption(caption)
    contents = [await _file_content(actor.sandbox, upload, as_document=as_document) for upload in uploads]
    contents[0] |= captioned
    group_id = new_media_group_id() if len(contents) > 1 else ""
    messages = [_send(actor, content, reply_to, 0, group_id) for content in contents]
    order = list(messages)
    if len(order) > 1 and actor.sandbox.faults.strike("album_out_of_order", "message", actor.chat.id):
        order.reverse()
    for message in order:
        tell_bots(actor.sandbox, actor.chat, message, "message")
    return messages


def _typed_caption(caption: str) -> Json:
    plain, entities = formatted(caption, "", None, allow_empty=True)
    if units(plain) > CAPTION_LIMIT:
        raise ControlRefusal(400, f"The caption is longer than {CAPTION_LIMIT} characters.")
    content: Json = {"caption": plain} if plain else {}
    return content | ({"caption_entities": entities} if entities else {})


async def _file_content(sandbox: Sandbox, upload: Upload, *, as_document: bool) -> Json:
    if as_document or not upload.mime_type.startswith("image/"):
        stored = await sandbox.files.add_file("document", upload.content, upload.name, upload.mime_type)
        return await _document(sandbox, stored)
    try:
        return {"photo": list(await sandbox.files.add_photo(upload.content, limited=False))}
    except ApiRefusal:
        text = f"{upload.name} is not a picture the sandbox can read; send it as a document."
        raise ControlRefusal(400, text) from None


async def _document(sandbox: Sandbox, stored: StoredFile) -> Json:
    preview = None
    if stored.mime_type.startswith("image/"):
        preview = await sandbox.files.add_thumbnail(stored.content)
    return describe_file(stored, {"thumbnail": preview} if preview else {})


def forward(actor: Actor, source: Chat, message_id: int) -> Message:
    """Forward a message into the chat; callback buttons do not travel, a keyboard of links does."""
    actor.ensure_may_write()
    message = source.messages.get(message_id)
    if message is None or message.is_service or message.is_protected:
        raise ControlRefusal(404, f"There is no message {message_id} that can be forwarded.")
    sender = actor.sandbox.user(message.sender_id)
    forwarded = Message(0, actor.sandbox.clock.now(), actor.person.id, dict(message.content))
    forwarded.forward_origin = message.forward_origin or {
        "type": "user",
        "sender_user": sender,
        "date": message.date,
    }
    forwarded.markup = links_only(message.markup)
    if actor.chat.is_private:
        actor.chat.started = True
    return post(actor.sandbox, actor.chat, forwarded)


def links_only(markup: Json | None) -> Json | None:
    """Return an inline keyboard if all its buttons are links: such a one travels when forwarded."""
    rows = (markup or {}).get("inline_keyboard", [])
    return markup if rows and all("url" in button for row in rows for button in row) else None


def edit_own(actor: Actor, message_id: int, text: str) -> Message:
    """Edit an own message's text or caption."""
    message = actor.chat.messages.get(message_id)
    if message is None or message.sender_id != actor.person.id or message.is_service:
        raise ControlRefusal(404, f"{actor.person.name} has no message {message_id} here.")
    actor.ensure_may_write()
    if "text" in message.content:
        content = _typed(text)
    else:
        kept = {name: value for name, value in message.content.items() if not name.startswith("caption")}
        content = kept | _typed_caption(text)
    edit(actor.sandbox, actor.chat, message, content, message.markup, by_bot=False)
    return message

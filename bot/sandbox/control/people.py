"""People, their chats, and what they do in them."""

from __future__ import annotations

from aiohttp import BodyPartReader, web

from bot.sandbox.acting import Actor, edit_own, find_actor, forward, press, say, send_photos, start
from bot.sandbox.args import Upload
from bot.sandbox.control.wire import answer, body_of, number, sandbox_of
from bot.sandbox.errors import ControlRefusal
from bot.sandbox.membership import block
from bot.sandbox.messages import mark_read, unread_count
from bot.sandbox.methods.commands import commands_for
from bot.sandbox.model import Bot, Chat, Json, Message, Person
from bot.sandbox.phonebook import person_view, save_person
from bot.sandbox.render import message_object
from bot.sandbox.state import Sandbox

PRESS_WAIT_SECONDS = 15.0


async def list_people(request: web.Request) -> web.Response:
    """Return everybody."""
    return answer([person_view(person) for person in sandbox_of(request).people.values()])


async def put_person(request: web.Request) -> web.Response:
    """Add a person, or change one with a known id."""
    body = await body_of(request)
    return answer(person_view(save_person(sandbox_of(request), body)))


def actor_of(request: web.Request) -> Actor:
    """Return the person and the chat the address names."""
    person_id = number(request.match_info["person"], "person")
    chat_id = number(request.match_info["chat"], "chat")
    return find_actor(sandbox_of(request), person_id, chat_id, request.query.get("bot", ""))


def view(actor: Actor, message: Message) -> Json:
    """Return a message as the person sees it."""
    bots = actor.sandbox.bots_in(actor.chat)
    bot = bots[0] if bots else actor.sandbox.bot_by_name("")
    return message_object(actor.sandbox, actor.chat, message, bot, for_person=True)


def chat_view(sandbox: Sandbox, person: Person, chat: Chat, bot: Bot | None) -> Json:
    """Return a chat as the person's list of chats shows it."""
    last = next(reversed(chat.messages.values()), None)
    shown: Json = {"id": chat.id, "type": chat.type, "unread": unread_count(chat, person.id)}
    if chat.is_private:
        assert bot is not None
        shown |= {"first_name": bot.first_name, "blocked": chat.blocked, "started": chat.started}
    else:
        shown |= {"title": chat.title, "is_forum": chat.is_forum, "members": list(chat.members)}
        shown["migrated_to"] = chat.migrated_to or None
        shown["topics"] = [{"id": topic.thread_id, "name": topic.name} for topic in chat.topics.values()]
    shown["bot"] = bot.user() if bot else None
    shown["commands"] = commands_for(bot, chat, person.id, person.language_code) if bot else []
    shown["chat_action"] = chat_action(sandbox, chat)
    shown["pinned"] = chat.pinned[-1] if chat.pinned else None
    shown["last_message"] = (
        message_object(sandbox, chat, last, bot, for_person=True) if last and bot else None
    )
    return shown


def chat_action(sandbox: Sandbox, chat: Chat) -> str | None:
    """Return what a bot is doing in ``chat`` right now."""
    now = sandbox.clock.time()
    for (key, _), (action, ends_at) in sandbox.chat_actions.items():
        if key == chat.key and ends_at > now:
            return action
    return None


async def list_chats(request: web.Request) -> web.Response:
    """Return a person's chats: one with each bot, then the groups."""
    sandbox = sandbox_of(request)
    person = sandbox.person(number(request.match_info["person"], "person"))
    bots = sorted(sandbox.bots.values(), key=lambda bot: -bot.called_at)
    chats = [chat_view(sandbox, person, sandbox.private_chat(bot, person), bot) for bot in bots]
    for group in sandbox.groups_of(person.id):
        if group.migrated_to:
            continue
        members = sandbox.bots_in(group)
        chats.append(chat_view(sandbox, person, group, members[0] if members else None))
    return answer(chats)


async def list_messages(request: web.Request) -> web.Response:
    """Return the messages of a chat after an id, and which are deleted."""
    actor = actor_of(request)
    after = number(request.query.get("after"), "after", 0)
    messages = [view(actor, message) for message in actor.chat.messages.values() if message.id > after]
    deleted = [message_id for message_id in actor.chat.deleted if message_id > after]
    return answer({"messages": messages, "deleted": deleted})


async def post_text(request: web.Request) -> web.Response:
    """Write a text."""
    actor, body = actor_of(request), await body_of(request)
    reply_to = number(body.get("reply_to_message_id"), "reply_to_message_id", 0)
    thread_id = number(body.get("message_thread_id"), "message_thread_id", 0)
    return answer(view(actor, say(actor, str(body.get("text", "")), reply_to, thread_id)))


async def post_press(request: web.Request) -> web.Response:
    """Press a button and tell what the person saw."""
    actor, body = actor_of(request), await body_of(request)
    wait = float(body.get("wait", request.query.get("wait", PRESS_WAIT_SECONDS)))
    seen = await press(actor, number(body.get("message_id"), "message_id"), str(body.get("data", "")), wait)
    return answer(seen)


async def post_photos(request: web.Request) -> web.Response:
    """Send one file, or an album of 2 to 10, from a multipart form."""
    actor = actor_of(request)
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[part.name or ""] = content.decode("utf-8", "replace")
        else:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            uploads.append(Upload(part.filename, mime_type, content))
    as_document = fields.get("as_document", "").lower() in ("true", "1", "yes", "on")
    reply_to = number(fields.get("reply_to_message_id"), "reply_to_message_id", 0)
    caption = fields.get("caption", "")
    sent = await send_photos(actor, uploads, caption, as_document=as_document, reply_to=reply_to)
    return answer([view(actor, message) for message in sent])


async def post_start(request: web.Request) -> web.Response:
    """Press Start, with a deep link's payload if there is one."""
    actor, body = actor_of(request), await body_of(request)
    return answer(view(actor, start(actor, str(body.get("payload") or ""))))


async def post_block(request: web.Request) -> web.Response:
    """Block or unblock the bot."""
    actor = actor_of(request)
    if not actor.chat.is_private:
        raise ControlRefusal(409, "Only the bot of a private chat can be blocked.")
    blocked = request.path.endswith("/block")
    block(actor.sandbox, actor.chat, actor.person, blocked=blocked)
    return answer({"blocked": blocked})


async def post_forward(request: web.Request) -> web.Response:
    """Forward a message from another of the person's chats."""
    actor, body = actor_of(request), await body_of(request)
    from_chat = number(body.get("from_chat_id"), "from_chat_id")
    source = find_actor(actor.sandbox, actor.person.id, from_chat, str(body.get("from_bot") or ""))
    return answer(view(actor, forward(actor, source.chat, number(body.get("message_id"), "message_id"))))


async def post_edit(request: web.Request) -> web.Response:
    """Edit an own message."""
    actor, body = actor_of(request), await body_of(request)
    message_id = number(body.get("message_id"), "message_id")
    return answer(view(actor, edit_own(actor, message_id, str(body.get("text", "")))))


async def post_read(request: web.Request) -> web.Response:
    """Mark everything in the chat as read."""
    actor = actor_of(request)
    mark_read(actor.sandbox, actor.chat, actor.person.id)
    return answer({"unread": 0})


def add_routes(app: web.Application) -> None:
    """Put the addresses of people and their chats into ``app``."""
    chat = "/api/people/{person}/chats/{chat}"
    app.router.add_get("/api/people", list_people)
    app.router.add_post("/api/people", put_person)
    app.router.add_get("/api/people/{person}/chats", list_chats)
    app.router.add_get(f"{chat}/messages", list_messages)
    for name, handler in (
        ("text", post_text), ("press", post_press), ("photos", post_photos), ("start", post_start),
        ("block", post_block), ("unblock", post_block), ("forward", post_forward), ("edit", post_edit),
        ("read", post_read),
    ):  # fmt: skip
        app.router.add_post(f"{chat}/{name}", handler)

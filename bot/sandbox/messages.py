"""Messages come into being, change and go; who is told about it.

Who gets an update: a bot never its own messages, except service messages (tdlib/telegram-bot-api, Client.cpp,
``need_skip_update_message``); in groups with privacy mode on only commands, replies to it, mentions of it and
service messages (core.telegram.org/bots/features, "Privacy mode").
"""

from __future__ import annotations

from bot.sandbox.delivery import deliver
from bot.sandbox.model import Bot, Chat, Json, Message, Person
from bot.sandbox.render import chat_object, message_object
from bot.sandbox.state import Sandbox, is_admin
from bot.sandbox.text.units import cut
from bot.sandbox.updates import MESSAGE_SECONDS

_TOLD_TO_SENDER = (
    "new_chat_title", "new_chat_photo", "delete_chat_photo", "left_chat_member", "pinned_message_id",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden",
)  # fmt: skip


def post(sandbox: Sandbox, chat: Chat, message: Message, *, quietly: bool = False) -> Message:
    """Put ``message`` (its id still 0) into ``chat``; ``quietly``: bots get no update yet."""
    message.id = sandbox.next_message_id(chat)
    chat.messages[message.id] = message
    if message.sender_id in sandbox.bots:
        chat.last_bot_to_speak = message.sender_id
    for person_id in sandbox.people_in(chat):
        if person_id == message.sender_id:
            chat.unread.pop(person_id, None)
        else:
            chat.unread.setdefault(person_id, set()).add(message.id)
    if "message_thread_id" not in message.content and message.content.get("forum_topic_created"):
        message.thread_id = message.id
    sandbox.changed()
    tell_people(sandbox, chat, "message", message)
    if not quietly:
        tell_bots(sandbox, chat, message, "message")
    return message


def tell_people(sandbox: Sandbox, chat: Chat, kind: str, message: Message) -> None:
    """Publish an event about ``message`` to the page."""
    bots = sandbox.bots_in(chat)
    if not bots:
        return
    people = sandbox.people_in(chat)
    view = message_object(sandbox, chat, message, bots[0], for_person=True)
    sandbox.events.publish(
        kind, people=people, chat_id=chat.id, bot=bots[0].username, message=view, message_id=message.id
    )
    if kind == "message":
        tell_unread(sandbox, chat)


def tell_unread(sandbox: Sandbox, chat: Chat) -> None:
    """Publish how many messages of ``chat`` each person has not read."""
    for person_id in sandbox.people_in(chat):
        sandbox.events.publish(
            "unread", person=person_id, chat_id=chat.id, unread=unread_count(chat, person_id)
        )


def unread_count(chat: Chat, person_id: int) -> int:
    """Return how many messages ``person_id`` has not read."""
    return len(chat.unread.get(person_id, ()))


def mark_read(sandbox: Sandbox, chat: Chat, person_id: int) -> None:
    """``person_id`` has seen everything in ``chat``."""
    if chat.unread.pop(person_id, None):
        sandbox.changed()
        tell_unread(sandbox, chat)


def tell_bots(sandbox: Sandbox, chat: Chat, message: Message, kind: str) -> None:
    """Write an update about ``message`` for each bot that may see it."""
    for bot in sandbox.bots_in(chat):
        if not may_see(sandbox, chat, message, bot):
            continue
        value = message_object(sandbox, chat, message, bot)
        deliver(sandbox, bot.id, kind, value, _lifetime(sandbox, message), chat.id, chat.id)


def _lifetime(sandbox: Sandbox, message: Message) -> float:
    return (message.edit_date or message.date) + MESSAGE_SECONDS - sandbox.clock.time()


def may_see(sandbox: Sandbox, chat: Chat, message: Message, bot: Bot) -> bool:
    """Tell whether ``bot`` gets an update about ``message``."""
    if message.sender_id == bot.id:
        return any(name in message.content for name in _TOLD_TO_SENDER)
    if message.sender_id in sandbox.bots and not message.is_service:
        return False
    if chat.is_private or message.is_service or bot.can_read_all_group_messages:
        return True
    if is_admin(chat.members.get(bot.id)):
        return True
    replied = chat.messages.get(message.reply_to)
    if replied is not None and replied.sender_id == bot.id:
        return True
    return _is_addressed(sandbox, chat, message, bot)


def _is_addressed(sandbox: Sandbox, chat: Chat, message: Message, bot: Bot) -> bool:
    text = message.content.get("text") or message.content.get("caption") or ""
    entities = message.content.get("entities") or message.content.get("caption_entities") or []
    for entity in entities:
        part = cut(text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "mention" and part == f"@{bot.username.lower()}":
            return True
        if entity["type"] == "text_mention" and entity["user"]["id"] == bot.id:
            return True
        if entity["type"] == "bot_command":
            _, _, addressee = part.partition("@")
            alone = len(sandbox.bots_in(chat)) == 1 or chat.last_bot_to_speak in (0, bot.id)
            if addressee == bot.username.lower() or (not addressee and alone):
                return True
    return False


def edit(
    sandbox: Sandbox, chat: Chat, message: Message, content: Json, markup: Json | None, *, by_bot: bool
) -> None:
    """Give ``message`` new content and markup; a person's edit reaches the bots as edited_message."""
    message.content = content
    message.markup = markup
    message.edit_date = sandbox.clock.now()
    sandbox.changed()
    tell_people(sandbox, chat, "edited", message)
    if not by_bot:
        tell_bots(sandbox, chat, message, "edited_message")


def delete(sandbox: Sandbox, chat: Chat, message_ids: list[int]) -> None:
    """Take messages out of ``chat``; bots are not told [Bot API has no such update]."""
    gone = [message_id for message_id in message_ids if chat.messages.pop(message_id, None) is not None]
    if not gone:
        return
    chat.deleted.extend(gone)
    for unread in chat.unread.values():
        unread.difference_update(gone)
    chat.pinned = [message_id for message_id in chat.pinned if message_id not in gone]
    sandbox.changed()
    bots = sandbox.bots_in(chat)
    sandbox.events.publish(
        "deleted",
        people=sandbox.people_in(chat),
        chat_id=chat.id,
        bot=bots[0].username if bots else "",
        message_ids=gone,
    )
    tell_unread(sandbox, chat)


def service(sandbox: Sandbox, chat: Chat, sender_id: int, content: Json, thread_id: int = 0) -> Message:
    """Post a service message: what happened to a chat."""
    message = Message(0, sandbox.clock.now(), sender_id, content, thread_id=thread_id, is_service=True)
    return post(sandbox, chat, message)


def member_changed(
    sandbox: Sandbox, chat: Chat, actor: Person | Bot, user_id: int, old: Json, new: Json
) -> None:
    """Tell bots of a change of membership: my_chat_member about themselves, chat_member about others."""
    value = {
        "chat": chat_object(sandbox, chat),
        "from": actor.user(),
        "date": sandbox.clock.now(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    if user_id in sandbox.bots:
        deliver(sandbox, user_id, "my_chat_member", value, MESSAGE_SECONDS, chat.id, chat.id)
    for bot in sandbox.bots_in(chat):
        if bot.id != user_id and is_admin(chat.members.get(bot.id)):
            deliver(sandbox, bot.id, "chat_member", value, MESSAGE_SECONDS, chat.id, chat.id)
    sandbox.changed()

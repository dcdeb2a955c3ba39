"""From the sandbox's records to the Bot API's objects. Absent fields are absent, never null."""

from __future__ import annotations

from bot.sandbox.files import with_file_ids
from bot.sandbox.model import Bot, Chat, Json, Message
from bot.sandbox.state import Sandbox


def chat_object(sandbox: Sandbox, chat: Chat) -> Json:
    """Return the Chat object; a private chat's id and names are the person's."""
    if chat.is_private:
        person = sandbox.people[chat.person_id]
        result: Json = {"id": person.id, "type": "private", "first_name": person.first_name}
        if person.last_name:
            result["last_name"] = person.last_name
        if person.username:
            result["username"] = person.username
        return result
    result = {"id": chat.id, "type": chat.type, "title": chat.title}
    if chat.username:
        result["username"] = chat.username
    if chat.is_forum:
        result["is_forum"] = True
    return result


def message_object(
    sandbox: Sandbox,
    chat: Chat,
    message: Message,
    bot: Bot,
    *,
    with_reply: bool = True,
    for_person: bool = False,
) -> Json:
    """Return the Message object as ``bot`` sees it; for a person, with every kind of reply markup."""
    result: Json = {
        "message_id": message.id,
        "from": sandbox.user(message.sender_id),
        "chat": chat_object(sandbox, chat),
        "date": message.date,
    }
    _add_place(chat, message, result)
    if message.edit_date:
        result["edit_date"] = message.edit_date
    if message.forward_origin:
        result["forward_origin"] = message.forward_origin
    if with_reply:
        _add_reply(sandbox, chat, message, bot, result)
    if message.media_group_id:
        result["media_group_id"] = message.media_group_id
    if message.is_protected:
        result["has_protected_content"] = True
    if message.effect_id:
        result["effect_id"] = message.effect_id
    _add_content(sandbox, chat, message, bot, result)
    if message.markup and (for_person or "inline_keyboard" in message.markup):
        result["reply_markup"] = message.markup
    return result


def _add_place(chat: Chat, message: Message, result: Json) -> None:
    if message.thread_id:
        result["message_thread_id"] = message.thread_id
        if chat.is_forum:
            result["is_topic_message"] = True


def _add_reply(sandbox: Sandbox, chat: Chat, message: Message, bot: Bot, result: Json) -> None:
    """Add the replied-to message, one level only; in a topic the opening message stands in for none."""
    replied = chat.messages.get(message.reply_to)
    if replied is None and message.thread_id and not message.is_service:
        replied = chat.messages.get(message.thread_id)
    if replied is not None:
        result["reply_to_message"] = message_object(sandbox, chat, replied, bot, with_reply=False)
    if message.quote and message.reply_to in chat.messages:
        result["quote"] = message.quote


def _add_content(sandbox: Sandbox, chat: Chat, message: Message, bot: Bot, result: Json) -> None:
    place = f"{message.id:x}"
    for name, value in message.content.items():
        if name in ("entities", "caption_entities"):
            result[name] = [_known_user(sandbox, entity) for entity in value]
        elif name == "pinned_message_id":
            result["pinned_message"] = _pinned(sandbox, chat, value, bot)
        elif isinstance(value, dict | list):
            result[name] = with_file_ids(value, bot, place)
        else:
            result[name] = value


def _known_user(sandbox: Sandbox, entity: Json) -> Json:
    if entity["type"] != "text_mention":
        return entity
    return {**entity, "user": sandbox.user(entity["user"]["id"])}


def _pinned(sandbox: Sandbox, chat: Chat, message_id: int, bot: Bot) -> Json:
    pinned = chat.messages.get(message_id)
    if pinned is None:
        return inaccessible(sandbox, chat, message_id)
    return message_object(sandbox, chat, pinned, bot, with_reply=False)


def inaccessible(sandbox: Sandbox, chat: Chat, message_id: int) -> Json:
    """Return the InaccessibleMessage for a message that is gone."""
    return {"chat": chat_object(sandbox, chat), "message_id": message_id, "date": 0}


def bot_self(bot: Bot) -> Json:
    """Return the User object getMe answers with."""
    return {
        **bot.user(),
        "can_join_groups": bot.can_join_groups,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
        "supports_inline_queries": bot.supports_inline_queries,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }

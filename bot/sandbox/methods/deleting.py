"""Deleting and pinning messages.

Sources: Bot API, deleteMessage (who may delete what, and until when); tdlib/telegram-bot-api, Client.cpp,
``process_delete_message_query``.
"""

from __future__ import annotations

from bot.sandbox.access import ensure_may_send, find_message, reach_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import delete, service, tell_people
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.methods.sending import message_ids
from bot.sandbox.model import Chat, Message
from bot.sandbox.state import is_admin

DELETE_LIMIT_SECONDS = 48 * 3600
_NEVER_DELETED = ("supergroup_chat_created", "channel_chat_created", "forum_topic_created")


def _may_delete(context: Context, chat: Chat, message: Message) -> bool:
    if any(name in message.content for name in _NEVER_DELETED) and not chat.is_private:
        return False
    member = chat.members.get(context.bot.id)
    rules = is_admin(member) and (member is None or member.rights.get("can_delete_messages", True))
    if rules and not chat.is_private:
        return True
    if context.sandbox.clock.now() - message.date > DELETE_LIMIT_SECONDS:
        return False
    return chat.is_private or message.sender_id == context.bot.id


@method("deleteMessage")
async def delete_message(context: Context) -> bool:
    """Delete one message."""
    args = context.args
    if not args.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if not args.message_id():
        raise bad_request("Message identifier is not specified")
    chat = reach_chat(context.sandbox, context.bot, args.text("chat_id"), write=True)
    message = find_message(chat, args.message_id(), "message to delete")
    if not _may_delete(context, chat, message):
        raise bad_request("message can't be deleted")
    delete(context.sandbox, chat, [message.id])
    return True


@method("deleteMessages")
async def delete_messages(context: Context) -> bool:
    """Delete several messages, skipping those that are gone."""
    wanted = message_ids(context)
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    found = [chat.messages[number] for number in wanted if number in chat.messages]
    if any(not _may_delete(context, chat, message) for message in found):
        raise bad_request("message can't be deleted")
    delete(context.sandbox, chat, [message.id for message in found])
    return True


def _ensure_may_pin(context: Context, chat: Chat) -> None:
    ensure_may_send(chat)
    if chat.is_private or (chat.type == "group" and chat.permissions.get("can_pin_messages", True)):
        return
    member = chat.members.get(context.bot.id)
    if is_admin(member) and member is not None and member.rights.get("can_pin_messages", True):
        return
    raise bad_request("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage")
async def pin_chat_message(context: Context) -> bool:
    """Pin a message; a service message tells the chat."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    message = find_message(chat, context.args.message_id(), "message to pin")
    _ensure_may_pin(context, chat)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    service(context.sandbox, chat, context.bot.id, {"pinned_message_id": message.id}, message.thread_id)
    return True


@method("unpinChatMessage")
async def unpin_chat_message(context: Context) -> bool:
    """Unpin one message, the latest when none is named."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    wanted = context.args.message_id()
    if wanted:
        find_message(chat, wanted, "message to unpin")
    _ensure_may_pin(context, chat)
    if not chat.pinned or (wanted and wanted not in chat.pinned):
        raise bad_request("message to unpin not found") if wanted else bad_request("CHAT_NOT_MODIFIED")
    _unpin(context, chat, [wanted or chat.pinned[-1]])
    return True


@method("unpinAllChatMessages")
async def unpin_all_chat_messages(context: Context) -> bool:
    """Unpin everything."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    _ensure_may_pin(context, chat)
    _unpin(context, chat, list(chat.pinned))
    return True


def _unpin(context: Context, chat: Chat, ids: list[int]) -> None:
    chat.pinned = [message_id for message_id in chat.pinned if message_id not in ids]
    context.sandbox.changed()
    for message_id in ids:
        if message_id in chat.messages:
            tell_people(context.sandbox, chat, "edited", chat.messages[message_id])

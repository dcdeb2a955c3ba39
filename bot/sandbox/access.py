"""May this bot do that in this chat? The refusals are Telegram's.

Sources: tdlib/telegram-bot-api, Client.cpp, ``check_chat``, ``check_chat_access``, ``check_message``,
``check_message_topic``; tdlib/td, MessagesManager.cpp, ``process_send_message_fail_error``.
"""

from __future__ import annotations

import re

from bot.sandbox.args import Args
from bot.sandbox.errors import ApiRefusal, bad_request, forbidden
from bot.sandbox.model import Bot, Chat, Message
from bot.sandbox.state import Sandbox, is_member

GENERAL_TOPIC_ID = 1


def find_chat(sandbox: Sandbox, bot: Bot, chat_id: str) -> Chat:
    """Return the chat ``chat_id`` names for ``bot``; refuses unknown ones."""
    if not chat_id:
        raise bad_request("chat_id is empty")
    if chat_id.startswith("@"):
        for chat in sandbox.chats.values():
            if chat.is_supergroup and chat.username and chat.username.lower() == chat_id[1:].lower():
                return chat
        raise bad_request("chat not found")
    match = re.match(r"[+-]?\d+", chat_id)
    number = int(match.group()) if match else 0
    if number > 0:
        return _find_private(sandbox, bot, number)
    group = sandbox.group(number)
    if group is None or (bot.id not in group.members and not group.username):
        raise bad_request("chat not found")
    return group


def _find_private(sandbox: Sandbox, bot: Bot, person_id: int) -> Chat:
    person = sandbox.people.get(person_id)
    if person is None or not sandbox.knows(bot, person_id):
        raise bad_request("chat not found")
    return sandbox.private_chat(bot, person)


def reach_chat(sandbox: Sandbox, bot: Bot, chat_id: str, *, write: bool = False) -> Chat:
    """Return a chat ``bot`` may read, or write into; refuses with the reason otherwise."""
    chat = find_chat(sandbox, bot, chat_id)
    if chat.is_private:
        if sandbox.people[chat.person_id].deactivated and write:
            raise forbidden("user is deactivated")
        return chat
    if chat.migrated_to and write:
        text = "group chat was upgraded to a supergroup chat"
        raise bad_request(text, {"migrate_to_chat_id": chat.migrated_to})
    name = "supergroup chat" if chat.is_supergroup else "group chat"
    member = chat.members.get(bot.id)
    needed = write or (chat.is_supergroup and not chat.username)
    if member is not None and member.status == "kicked" and (needed or chat.is_supergroup):
        raise forbidden(f"bot was kicked from the {name}")
    if not is_member(member) and needed and not chat.migrated_to:
        raise forbidden(f"bot is not a member of the {name}")
    return chat


def ensure_may_send(chat: Chat) -> None:
    """Refuse where the server would: a person who blocked the bot or never started it, a closed group."""
    if not chat.is_private:
        return
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def writable_chat(sandbox: Sandbox, bot: Bot, args: Args) -> Chat:
    """Return the chat a message may be sent to now."""
    chat = reach_chat(sandbox, bot, args.text("chat_id"), write=True)
    ensure_may_send(chat)
    return chat


def topic_of(chat: Chat, args: Args) -> int:
    """Return the forum topic the call names, 0 for none; refuses unknown and closed ones."""
    thread_id = max(args.integer("message_thread_id"), 0)
    if not thread_id or not chat.is_forum:
        return 0
    if thread_id == GENERAL_TOPIC_ID or thread_id not in chat.topics:
        raise bad_request("Message thread not found")
    if chat.topics[thread_id].is_closed:
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def find_message(chat: Chat, message_id: int, role: str) -> Message:
    """Return a message; ``role`` names it in the refusal ("message to edit")."""
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"{role} not found")
    return message


def not_found(role: str) -> ApiRefusal:
    """Return the refusal for a message that is not there."""
    return bad_request(f"{role} not found")

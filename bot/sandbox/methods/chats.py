"""Reading about chats and their members."""

from __future__ import annotations

from bot.sandbox.access import reach_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.membership import full_chat, member_object, set_member
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Json, Member
from bot.sandbox.render import message_object
from bot.sandbox.state import is_admin, is_member


@method("getChat")
async def get_chat(context: Context) -> Json:
    """Return what is known of a chat, its newest pinned message included."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"))
    info = full_chat(context.sandbox, chat)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        info["pinned_message"] = message_object(context.sandbox, chat, pinned, context.bot, with_reply=False)
    return info


@method("getChatMember")
async def get_chat_member(context: Context) -> Json:
    """Return somebody's place in a chat."""
    user_id = context.args.user_id()
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"))
    if user_id not in context.sandbox.people and user_id not in context.sandbox.bots:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.is_private:
        if user_id not in (chat.person_id, chat.bot_id):
            raise bad_request("user not found")
        return {"status": "member", "user": context.sandbox.user(user_id)}
    return member_object(context.sandbox, chat, user_id)


@method("getChatAdministrators")
async def get_chat_administrators(context: Context) -> list[Json]:
    """Return who governs a group, other bots left out."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"))
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    ids = [user_id for user_id, member in chat.members.items() if is_admin(member)]
    others = [user_id for user_id in ids if user_id not in context.sandbox.bots or user_id == context.bot.id]
    return [member_object(context.sandbox, chat, user_id) for user_id in others]


@method("getChatMemberCount", "getChatMembersCount")
async def get_chat_member_count(context: Context) -> int:
    """Return how many are in a chat."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"))
    return 2 if chat.is_private else sum(1 for member in chat.members.values() if is_member(member))


@method("leaveChat")
async def leave_chat(context: Context) -> bool:
    """Leave a group."""
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    set_member(context.sandbox, chat, context.bot, Member(context.bot.id, "left"))
    return True

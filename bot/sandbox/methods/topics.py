"""Forum topics.

Source of the checks: tdlib/td, ForumTopicManager.cpp; the colours are those of Bot API, createForumTopic.
"""

from __future__ import annotations

from bot.sandbox.access import reach_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.membership import open_topic
from bot.sandbox.messages import delete, service
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Chat, Json, Topic
from bot.sandbox.state import is_admin

_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
_NAME_LIMIT = 128


def _forum(context: Context) -> Chat:
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    if not chat.is_supergroup:
        raise bad_request("The chat is not a supergroup forum")
    if not chat.is_forum:
        raise bad_request("The chat is not a forum")
    member = chat.members.get(context.bot.id)
    if not is_admin(member) or (member is not None and not member.rights.get("can_manage_topics", True)):
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(context: Context, chat: Chat) -> Topic:
    topic = chat.topics.get(context.args.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _name(context: Context) -> str:
    return context.args.text("name").strip()[:_NAME_LIMIT]


@method("createForumTopic")
async def create_forum_topic(context: Context) -> Json:
    """Open a topic."""
    chat = _forum(context)
    if not _name(context):
        raise bad_request("Topic name must be non-empty")
    color = context.args.integer("icon_color", _COLORS[0])
    if color not in _COLORS:
        raise bad_request("Invalid icon color specified")
    emoji = context.args.text("icon_custom_emoji_id")
    topic = open_topic(context.sandbox, chat, context.bot.id, _name(context), color, emoji)
    shown: Json = {"message_thread_id": topic.thread_id, "name": topic.name, "icon_color": topic.icon_color}
    return {**shown, "icon_custom_emoji_id": emoji} if emoji else shown


@method("editForumTopic")
async def edit_forum_topic(context: Context) -> bool:
    """Rename a topic or change its icon."""
    chat = _forum(context)
    topic = _topic(context, chat)
    edited: Json = {}
    if _name(context) and _name(context) != topic.name:
        topic.name = edited["name"] = _name(context)
    if context.args.has("icon_custom_emoji_id"):
        topic.icon_custom_emoji_id = edited["icon_custom_emoji_id"] = context.args.text(
            "icon_custom_emoji_id"
        )
    if not edited:
        raise bad_request("TOPIC_NOT_MODIFIED")
    service(context.sandbox, chat, context.bot.id, {"forum_topic_edited": edited}, topic.thread_id)
    return True


async def _set_closed(context: Context, closed: bool) -> bool:
    chat = _forum(context)
    topic = _topic(context, chat)
    if topic.is_closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.is_closed = closed
    name = "forum_topic_closed" if closed else "forum_topic_reopened"
    service(context.sandbox, chat, context.bot.id, {name: {}}, topic.thread_id)
    return True


@method("closeForumTopic")
async def close_forum_topic(context: Context) -> bool:
    """Close a topic."""
    return await _set_closed(context, True)


@method("reopenForumTopic")
async def reopen_forum_topic(context: Context) -> bool:
    """Open a closed topic again."""
    return await _set_closed(context, False)


@method("deleteForumTopic")
async def delete_forum_topic(context: Context) -> bool:
    """Delete a topic with all its messages."""
    chat = _forum(context)
    topic = _topic(context, chat)
    del chat.topics[topic.thread_id]
    delete(context.sandbox, chat, [m.id for m in chat.messages.values() if m.thread_id == topic.thread_id])
    return True


@method("unpinAllForumTopicMessages")
async def unpin_all_topic_messages(context: Context) -> bool:
    """Unpin everything in a topic."""
    chat = _forum(context)
    topic = _topic(context, chat)
    in_topic = {message.id for message in chat.messages.values() if message.thread_id == topic.thread_id}
    chat.pinned = [message_id for message_id in chat.pinned if message_id not in in_topic]
    context.sandbox.changed()
    return True

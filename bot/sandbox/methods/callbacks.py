"""Answers to presses, chat actions and reactions."""

from __future__ import annotations

from typing import Any

from bot.sandbox.access import ensure_may_send, find_message, reach_chat
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Json
from bot.sandbox.text.links import checked_link
from bot.sandbox.text.units import units

ANSWER_LIMIT = 200
ACTION_SECONDS = 5.0
_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
_EMOJI_OF_REACTIONS = """
👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""


@method("answerCallbackQuery")
async def answer_callback_query(context: Context) -> bool:
    """Answer a press once, while the person still waits for it."""
    args, sandbox = context.args, context.sandbox
    text, url = args.text("text"), args.text("url")
    if units(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    press = sandbox.presses.get(args.text("callback_query_id"))
    age = sandbox.clock.time() - press.at if press else 0.0
    late = age > sandbox.settings.press_answer_seconds
    if press is None or press.bot_id != context.bot.id or press.answer is not None or late:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if url and not checked_link(url).startswith(f"https://t.me/{context.bot.username}?start="):
        raise bad_request("URL_INVALID")
    show_alert = args.flag("show_alert")
    press.answer = {"text": text, "show_alert": show_alert, "url": url}
    waiter = sandbox.press_waiters.get(press.id)
    if waiter is not None and not waiter.done():
        waiter.set_result(press.answer)
    sandbox.events.publish(
        "answer",
        person=press.person_id,
        chat_id=sandbox.chats[press.chat_key].id,
        message_id=press.message_id,
        data=press.data,
        toast=text if text and not show_alert else None,
        alert=text if text and show_alert else None,
        url=url or None,
    )
    return True


@method("sendChatAction")
async def send_chat_action(context: Context) -> bool:
    """Show for five seconds what the bot is doing."""
    action = context.args.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    ensure_may_send(chat)
    ends_at = context.sandbox.clock.time() + ACTION_SECONDS
    context.sandbox.chat_actions[chat.key, context.bot.id] = (action, ends_at)
    context.sandbox.events.publish(
        "chat_action",
        people=context.sandbox.people_in(chat),
        chat_id=chat.id,
        bot=context.bot.username,
        action=action,
        seconds=ACTION_SECONDS,
    )
    return True


@method("setMessageReaction")
async def set_message_reaction(context: Context) -> bool:
    """Set or take away the bot's reaction; a bot has at most one."""
    wanted = context.args.json("reaction", "Can't parse reaction types JSON object") or []
    if not isinstance(wanted, list):
        raise bad_request("Expected an Array of ReactionType")
    reactions = [_reaction(item) for item in wanted]
    chat = reach_chat(context.sandbox, context.bot, context.args.text("chat_id"), write=True)
    message = find_message(chat, context.args.message_id(), "message to react")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions[str(context.bot.id)] = reactions
    context.sandbox.changed()
    context.sandbox.events.publish(
        "reaction",
        people=context.sandbox.people_in(chat),
        chat_id=chat.id,
        message_id=message.id,
        reactions=reactions,
        by=context.bot.id,
    )
    return True


def _reaction(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("Can't parse ReactionType: expected an Object")
    kind = item.get("type")
    if kind == "emoji":
        if item.get("emoji") not in _EMOJI_OF_REACTIONS.split():
            raise bad_request("REACTION_INVALID")
        return {"type": "emoji", "emoji": item["emoji"]}
    if kind == "custom_emoji":
        return {"type": "custom_emoji", "custom_emoji_id": str(item.get("custom_emoji_id", ""))}
    raise bad_request("Can't parse ReactionType: invalid reaction type specified")

"""python-telegram-bot as a stranger: it talks to the sandbox as it talks to Telegram."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.integration.sandbox.phone import ANN, TOKEN, Json, Phone, picture

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


async def started(update: Update, context: Context) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    text = f"<b>Hello</b> {' '.join(context.args or [])}"
    assert update.message is not None
    await update.message.reply_text(text, parse_mode=ParseMode.HTML, reply_markup=markup)


async def pressed(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Done")
    await query.edit_message_text("*changed*", parse_mode=ParseMode.MARKDOWN_V2)


async def photographed(update: Update, _context: Context) -> None:
    message = update.message
    assert message is not None
    file = await message.photo[-1].get_file()
    content = bytes(await file.download_as_bytearray())
    await message.reply_photo(message.photo[-1].file_id, caption="by id")
    await message.reply_media_group([InputMediaPhoto(content, caption="again"), InputMediaPhoto(content)])
    await message.reply_document(b"%PDF-1.4", filename="label.pdf")


async def edited(update: Update, _context: Context) -> None:
    assert isinstance(update.edited_message, Message)
    await update.edited_message.reply_text(f"now {update.edited_message.text}")


def build(phone: Phone) -> App:
    url = phone.sandbox.url
    app: App = (
        ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    )
    app.add_handler(CommandHandler("start", started))
    app.add_handler(MessageHandler(filters.PHOTO, photographed))
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
    app.add_handler(CallbackQueryHandler(pressed))
    return app


@pytest.fixture
async def app(phone: Phone) -> AsyncIterator[App]:
    """The bot, not polling yet."""
    made = build(phone)
    async with made:
        await made.start()
        yield made
        await made.stop()


@pytest.fixture
async def polling(app: App) -> AsyncIterator[App]:
    """The bot, polling."""
    assert app.updater is not None
    await app.updater.start_polling()
    yield app
    await app.updater.stop()


async def until(phone: Phone, **wanted: Any) -> Json:
    """Wait until Ann sees a message with these fields."""
    for _ in range(3000):
        for message in reversed(await phone.messages(ANN)):
            if all(message.get(name) == value for name, value in wanted.items()):
                return message
        await asyncio.sleep(0.02)
    raise AssertionError(f"Ann sees no message with {wanted}")


async def test_text_buttons_and_edit(polling: App, phone: Phone) -> None:
    await phone.act(ANN, "start", payload="x1")
    card = await until(phone, text="Hello x1")
    assert card["entities"][0]["type"] == "bold"
    seen = await phone.act(ANN, "press", message_id=card["message_id"], data="go")
    assert seen["toast"] == "Done"
    changed = await until(phone, text="changed")
    assert changed["message_id"] == card["message_id"]
    assert "reply_markup" not in changed


async def test_photo_up_and_down_album_and_document(polling: App, phone: Phone) -> None:
    await phone.photos(ANN, picture(2000, 1000), caption="crushed")
    await until(phone, caption="by id")
    first = await until(phone, caption="again")
    group = [m for m in await phone.messages(ANN) if m.get("media_group_id") == first["media_group_id"]]
    assert [max(m["photo"][-1]["width"], 0) for m in group] == [1280, 1280]
    for _ in range(3000):
        last = (await phone.messages(ANN))[-1]
        if "document" in last:
            break
        await asyncio.sleep(0.02)
    assert (last["document"]["file_name"], last["document"]["mime_type"]) == ("label.pdf", "application/pdf")


async def test_an_edited_message_reaches_its_handler(polling: App, phone: Phone) -> None:
    message = await phone.act(ANN, "text", text="teh")
    await phone.act(ANN, "edit", message_id=message["message_id"], text="the")
    await until(phone, text="now the")


async def test_webhook(app: App, phone: Phone) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert app.updater is not None
    await app.updater.start_webhook(
        "127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token="s3cret"
    )
    await phone.act(ANN, "start", payload="hooked")
    await until(phone, text="Hello hooked")
    await app.updater.stop()


@pytest.mark.breaks_the_bot_api
async def test_refusals_arrive_as_the_librarys_own_errors(app: App, phone: Phone) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await app.bot.send_message(99, "x")
    await phone.act(ANN, "block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await app.bot.send_message(ANN, "x")
    await phone.act(ANN, "unblock")
    await phone.do("/faults", kind="too_many_requests", seconds=3, times=1)
    with pytest.raises(RetryAfter):
        await app.bot.send_message(ANN, "x")
    group = (await phone.do("/groups", title="Dock", members=[ANN]))["id"]
    new = (await phone.do(f"/groups/{group}/upgrade"))["id"]
    with pytest.raises(ChatMigrated) as migrated:
        await app.bot.send_message(group, "x")
    assert migrated.value.new_chat_id == new
    url = phone.sandbox.url
    stranger = ApplicationBuilder().token("0:bad").base_url(f"{url}/bot").build()
    with pytest.raises(InvalidToken):
        await stranger.bot.get_me()


async def test_everything_the_library_asks_about_chats_is_parsed(app: App, phone: Phone) -> None:
    group = (await phone.do("/groups", title="Dock", members=[ANN], supergroup=True))["id"]
    chat = await app.bot.get_chat(group)
    assert (chat.title, chat.type) == ("Dock", "supergroup")
    assert (await app.bot.get_chat(ANN)).first_name == "Ann"
    assert (await app.bot.get_chat_member(group, ANN)).status == "creator"
    assert [admin.user.id for admin in await app.bot.get_chat_administrators(group)] == [ANN]
    assert (await app.bot.get_webhook_info()).pending_update_count > 0
    assert await app.bot.set_my_commands([("start", "Begin")])
    assert (await app.bot.get_my_commands())[0].command == "start"

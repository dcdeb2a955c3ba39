"""aiogram 3 as a stranger: another library, with a stricter parser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.integration.sandbox.phone import ANN, TOKEN, Json, Phone, picture


@pytest.fixture
async def bot(phone: Phone) -> AsyncIterator[Bot]:
    """The bot, talking to the sandbox."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(phone.sandbox.url))
    made = Bot(TOKEN, session=session)
    yield made
    await session.close()


def build() -> Dispatcher:
    """A bot that answers start, presses and photos."""
    desk = Dispatcher()
    desk.message.register(started, CommandStart(deep_link=True))
    desk.callback_query.register(pressed, F.data == "go")
    desk.message.register(photographed, F.photo)
    return desk


async def started(message: Message) -> None:
    button = InlineKeyboardButton(text="Go", callback_data="go", style="success")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    await message.answer(f"<i>Hello</i> {message.text}", parse_mode="HTML", reply_markup=markup)


async def pressed(query: CallbackQuery) -> None:
    await query.answer("No!", show_alert=True)
    assert isinstance(query.message, Message)
    await query.message.edit_text("changed")


async def photographed(message: Message, bot: Bot) -> None:
    assert message.photo is not None
    content = await bot.download(message.photo[-1].file_id)
    assert content is not None
    upload = BufferedInputFile(content.read(), "again.jpg")
    await message.answer_photo(upload, caption="back")
    await message.answer_media_group(
        [InputMediaPhoto(media=upload, caption="a"), InputMediaPhoto(media=upload)]
    )
    await message.answer_document(BufferedInputFile(b"%PDF-1.4", "标签.pdf"), caption="paper")


@pytest.fixture
async def polling(bot: Bot) -> AsyncIterator[Dispatcher]:
    """The bot, polling."""
    desk = build()
    task = asyncio.create_task(desk.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield desk
    await asyncio.sleep(0.05)
    await desk.stop_polling()
    await task


async def until(phone: Phone, **wanted: Any) -> Json:
    """Wait until Ann sees a message with these fields."""
    for _ in range(3000):
        for message in reversed(await phone.messages(ANN)):
            if all(message.get(name) == value for name, value in wanted.items()):
                return message
        await asyncio.sleep(0.02)
    raise AssertionError(f"Ann sees no message with {wanted}")


async def test_text_buttons_and_edit(polling: Dispatcher, phone: Phone) -> None:
    await phone.act(ANN, "start", payload="x2")
    card = await until(phone, text="Hello /start x2")
    assert card["reply_markup"]["inline_keyboard"][0][0]["style"] == "success"
    seen = await phone.act(ANN, "press", message_id=card["message_id"], data="go")
    assert seen["alert"] == "No!"
    assert (await until(phone, text="changed"))["message_id"] == card["message_id"]


async def test_photo_up_and_down_album_and_document(polling: Dispatcher, phone: Phone) -> None:
    await phone.photos(ANN, picture(1500, 900))
    await until(phone, caption="back")
    first = await until(phone, caption="a")
    assert first["media_group_id"].isdigit()
    paper = await until(phone, caption="paper")
    assert paper["document"]["file_name"] == "标签.pdf"


async def test_webhook(bot: Bot, phone: Phone) -> None:
    app = web.Application()
    SimpleRequestHandler(build(), bot, secret_token="s3cret").register(app, path="/hook")
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    assert await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
    await phone.act(ANN, "start", payload="hooked")
    await until(phone, text="Hello /start hooked")
    await bot.delete_webhook()
    await runner.cleanup()


@pytest.mark.breaks_the_bot_api
async def test_refusals_arrive_as_the_librarys_own_errors(bot: Bot, phone: Phone) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(99, "x")
    await phone.act(ANN, "block")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(ANN, "x")
    await phone.act(ANN, "unblock")
    await phone.do("/faults", kind="too_many_requests", seconds=3, times=1)
    with pytest.raises(TelegramRetryAfter) as later:
        await bot.send_message(ANN, "x")
    assert later.value.retry_after == 3


async def test_everything_the_library_asks_about_chats_is_parsed(bot: Bot, phone: Phone) -> None:
    group = (await phone.do("/groups", title="Dock", members=[ANN], forum=True))["id"]
    chat = await bot.get_chat(group)
    assert (chat.title, chat.is_forum) == ("Dock", True)
    assert (await bot.get_chat(ANN)).first_name == "Ann"
    assert (await bot.get_chat_member(group, ANN)).status == "creator"
    assert (await bot.me()).username == "sandbox4242_bot"
    updates = await bot.get_updates()
    assert any(update.my_chat_member for update in updates)

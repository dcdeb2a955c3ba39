"""Situations in which Telegram refuses, and what a row of the table of refusals is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.integration.sandbox.phone import ANN, BO, Json, Phone, keyboard, picture

Prepare = Callable[[Phone], Awaitable[Json | None]]


@dataclass
class Row:
    """A call that is refused: ``prepare`` may return further arguments."""

    name: str
    method: str
    arguments: Json
    status: int
    words: str
    prepare: Prepare | None = None


async def sent(phone: Phone) -> Json:
    """A message of the bot, as arguments of an edit."""
    message = await phone.bot("sendMessage", chat_id=ANN, text="hello", reply_markup=keyboard(("Go", "go")))
    return {"message_id": message["message_id"]}


async def persons_message(phone: Phone) -> Json:
    return {"message_id": (await phone.act(ANN, "text", text="mine"))["message_id"]}


async def sent_photo(phone: Phone) -> Json:
    _, answer = await phone.upload(
        "sendPhoto", {"photo": ("p.jpg", picture(), "image/jpeg")}, chat_id=str(ANN)
    )
    return {"message_id": answer["result"]["message_id"]}


async def old_message(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.do("/clock", advance_seconds=49 * 3600)
    return made


async def blocked(phone: Phone) -> None:
    await phone.act(ANN, "block")


async def deactivated(phone: Phone) -> None:
    await phone.do("/people", id=ANN, name="Ann", deactivated=True)


async def met_in_group(phone: Phone) -> None:
    await phone.do("/groups", title="Dock", members=[ANN, BO])


async def group_of(phone: Phone, **wanted: Any) -> int:
    return int((await phone.do("/groups", title="Dock", members=[ANN], **wanted))["id"])


async def kicked_from_group(phone: Phone) -> Json:
    group = await group_of(phone)
    await phone.do(f"/groups/{group}/remove", members=[4242])
    return {"chat_id": group}


async def kicked_from_supergroup(phone: Phone) -> Json:
    group = await group_of(phone, supergroup=True)
    await phone.do(f"/groups/{group}/remove", members=[4242])
    return {"chat_id": group}


async def left_supergroup(phone: Phone) -> Json:
    group = await group_of(phone, supergroup=True)
    await phone.bot("leaveChat", chat_id=group)
    return {"chat_id": group}


async def left_group(phone: Phone) -> Json:
    group = await group_of(phone)
    await phone.bot("leaveChat", chat_id=group)
    return {"chat_id": group}


async def in_group(phone: Phone) -> Json:
    return {"chat_id": await group_of(phone)}


async def in_supergroup(phone: Phone) -> Json:
    return {"chat_id": await group_of(phone, supergroup=True)}


async def in_forum(phone: Phone) -> Json:
    return {"chat_id": await group_of(phone, forum=True)}


async def with_webhook(phone: Phone) -> None:
    await phone.bot("setWebhook", url="http://127.0.0.1:9/hook")


async def answered_press(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    press = (await phone.updates())[-1]["callback_query"]["id"]
    await phone.bot("answerCallbackQuery", callback_query_id=press)
    return {"callback_query_id": press}


async def late_press(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    press = (await phone.updates())[-1]["callback_query"]["id"]
    await phone.do("/clock", advance_seconds=16)
    return {"callback_query_id": press}


async def fresh_press(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    return {"callback_query_id": (await phone.updates())[-1]["callback_query"]["id"]}


async def both_in_turn(first: Awaitable[Json], second: Awaitable[None]) -> Json:
    made = await first
    await second
    return made

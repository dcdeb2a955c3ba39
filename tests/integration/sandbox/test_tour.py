"""The tour: plays a file's steps on the phones, waits for what it needs, stops with a clear word."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import start_sandbox
from bot.sandbox.state import Settings
from tests.integration.sandbox.phone import ANN, Json, Phone, keyboard, picture

STORY: Json = {
    "title": {"en": "A return", "zh": "退货"},
    "people": [{"id": ANN, "name": {"en": "Ann", "zh": "安"}, "language_code": "en"}],
    "steps": [
        {"who": ANN, "do": "start", "caption": {"en": "Ann begins", "zh": "安开始"}, "expect": "Welcome"},
        {"who": ANN, "do": "press", "match": "^new", "expect": {"en": "number RMA", "zh": "编号"},
         "capture": {"number": "RMA-(\\d+)"}},
        {"who": ANN, "do": "photos", "photos": ["box.jpg"], "text": {"en": "here", "zh": "看"}},
        {"who": ANN, "do": "reply", "reply_to": "number RMA", "text": "about {number}"},
        {"who": ANN, "do": "wait", "expect": "heard about {number}"},
    ],
}  # fmt: skip


async def desk(phone: Phone) -> None:
    """A small bot that plays along."""
    offset = 0
    while True:
        for update in await phone.bot("getUpdates", offset=offset, timeout=20):
            offset = update["update_id"] + 1
            if "callback_query" in update:
                await phone.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
                await phone.bot("sendMessage", chat_id=ANN, text="number RMA-17")
            elif update["message"].get("text", "").startswith("/start"):
                markup = keyboard(("New return", "new:1"))
                await phone.bot("sendMessage", chat_id=ANN, text="Welcome", reply_markup=markup)
            else:
                await phone.bot("sendMessage", chat_id=ANN, text=f"heard {update['message'].get('text', '')}")


async def played(tmp_path: Path, story: Json) -> AsyncIterator[Phone]:
    (tmp_path / "box.jpg").write_bytes(picture())
    path = tmp_path / "tour.json"
    path.write_text(json.dumps(story))
    running = await start_sandbox(photos=tmp_path, tour=path, settings=Settings(repeat_pause_seconds=0))
    async with aiohttp.ClientSession() as session:
        phone = Phone(running, session)
        await phone.bot("getMe")
        playing = asyncio.create_task(desk(phone))
        yield phone
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    await running.stop()


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[Phone]:
    """A sandbox with the story and the small bot."""
    async for made in played(tmp_path, STORY):
        yield made


async def until(phone: Phone, *states: str) -> Json:
    for _ in range(3000):
        tour: Json = await phone.look("/tour")
        if tour["state"] in states:
            return tour
        await asyncio.sleep(0.02)
    raise AssertionError(f"the tour is still {tour['state']}")


async def test_a_story_is_played_to_its_end(phone: Phone) -> None:
    events = phone.sandbox.state.events.subscribe()
    await phone.do("/tour", action="start", speed=1000)
    tour = await until(phone, "finished", "failed")
    assert (tour["state"], tour["error"], tour["captured"]) == ("finished", "", {"number": "17"})
    messages = await phone.messages(ANN)
    assert messages[-1]["text"] == "heard about 17"
    assert any(message.get("caption") == "here" for message in messages)
    told = [details for _, kind, details in _drain(events) if kind == "tour"]
    assert [step["step"] for step in told if step["state"] == "playing"] == [0, 1, 2, 3, 4, 5]
    assert told[1]["caption"] == "Ann begins"


def _drain(queue: asyncio.Queue[Any]) -> list[Any]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_a_story_speaks_the_language_chosen(phone: Phone) -> None:
    await phone.do("/tour", action="step", speed=1000, language="zh")
    tour = await until(phone, "paused")
    assert (tour["title"], tour["caption"], tour["step"]) == ("退货", "安开始", 1)
    assert (await phone.look("/people"))[0]["name"] == "安"
    await phone.do("/tour", action="stop")
    assert (await phone.look("/tour"))["state"] == "stopped"


async def test_a_story_can_be_paused_stepped_and_let_run(phone: Phone) -> None:
    await phone.do("/tour", action="step", speed=1000)
    await until(phone, "paused")
    await phone.do("/tour", action="step")
    for _ in range(3000):
        if (await phone.look("/tour"))["step"] == 2:
            break
        await asyncio.sleep(0.02)
    await until(phone, "paused")
    await phone.do("/tour", action="start")
    assert (await until(phone, "finished"))["step"] == 5


async def test_a_step_that_finds_nothing_names_itself(tmp_path: Path) -> None:
    story = {**STORY, "steps": [{"who": ANN, "do": "press", "match": "no such button", "seconds": 0.1}]}
    async for phone in played(tmp_path, story):
        await phone.do("/tour", action="start", speed=1000)
        tour = await until(phone, "failed")
        assert tour["error"] == f"Step 1 ({ANN} press): there is no button 'no such button' after 0.1 s."

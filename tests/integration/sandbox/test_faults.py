"""Faults on a switch: each of them fires, and is counted."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from tests.integration.sandbox.phone import ANN, BO, Phone, keyboard, picture


async def switch(phone: Phone, kind: str, **wanted: Any) -> None:
    await phone.do("/faults", kind=kind, **wanted)


async def send(phone: Phone, chat: int = ANN, method: str = "sendMessage") -> tuple[int, dict[str, Any]]:
    return await phone.raw(method, chat_id=chat, text="x")


async def fired(phone: Phone, kind: str) -> int:
    return int((await phone.look("/faults"))["fired"].get(kind, 0))


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the sandbox moves only when it is moved: no limit recovers while a slow machine sends."""
    monkeypatch.setattr("bot.sandbox.clock.time", SimpleNamespace(time=lambda: 1_795_000_000.0))


@pytest.mark.usefixtures("standing")
async def test_a_private_chat_takes_three_at_once_and_then_one_a_second(phone: Phone) -> None:
    await switch(phone, "rate_limits")
    assert [(await send(phone))[0] for _ in range(5)] == [200, 200, 200, 429, 429]
    await phone.do("/clock", advance_seconds=2)
    assert [(await send(phone))[0] for _ in range(3)] == [200, 200, 429]
    assert await fired(phone, "rate_limits") == 3


@pytest.mark.usefixtures("standing")
async def test_a_group_takes_twenty_a_minute(phone: Phone) -> None:
    group = (await phone.do("/groups", title="Dock", members=[ANN]))["id"]
    await switch(phone, "rate_limits")
    statuses = [(await send(phone, group))[0] for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    retry_after = (await send(phone, group))[1]["parameters"]["retry_after"]
    assert retry_after == 3


@pytest.mark.usefixtures("standing")
async def test_all_chats_together_take_thirty_a_second(phone: Phone) -> None:
    people = [(await phone.do("/people", name=f"P{n}"))["id"] for n in range(40)]
    for person in people:
        await phone.act(person, "start")
    await switch(phone, "rate_limits")
    statuses = [(await send(phone, person))[0] for person in people]
    assert statuses == [200] * 30 + [429] * 10
    assert await fired(phone, "rate_limits") == 10


async def test_a_429_says_how_long_to_wait_in_three_places(phone: Phone) -> None:
    await switch(phone, "too_many_requests", seconds=7, method="send*")
    url = f"{phone.sandbox.url}/bot{phone.token}/sendMessage"
    async with phone.session.post(url, json={"chat_id": ANN, "text": "x"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    assert (await phone.raw("getMe"))[0] == 200


async def test_a_fault_can_be_for_one_person_and_a_number_of_times(phone: Phone) -> None:
    await phone.act(BO, "start")
    await switch(phone, "blocked", person=BO, times=2)
    assert (await send(phone, ANN))[0] == 200
    assert [(await send(phone, BO))[0] for _ in range(3)] == [403, 403, 200]
    assert await fired(phone, "blocked") == 2


async def test_a_server_error_has_the_code_wished_for(phone: Phone) -> None:
    await switch(phone, "server_error", code=502, times=1)
    assert (await send(phone))[1]["description"] == "Bad Gateway"
    await switch(phone, "server_error", times=1)
    assert (await send(phone))[0] == 500


async def test_a_slow_answer_takes_its_time(phone: Phone) -> None:
    await switch(phone, "slow", seconds=0.3, times=1)
    began = time.perf_counter()
    assert (await send(phone))[0] == 200
    assert time.perf_counter() - began > 0.29


async def test_a_connection_dropped_after_the_call_leaves_its_effect(phone: Phone) -> None:
    await switch(phone, "drop_after", method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientError):
        await send(phone)
    assert (await phone.messages(ANN))[-1]["text"] == "x"
    assert (await phone.look("/calls?method=sendMessage"))[0]["fault"] == "drop_after"


async def test_a_connection_dropped_before_the_call_leaves_nothing(phone: Phone) -> None:
    before = await phone.messages(ANN)
    await switch(phone, "drop_before", method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientError):
        await send(phone)
    assert await phone.messages(ANN) == before


async def test_refused_connections_reach_nothing(phone: Phone) -> None:
    await switch(phone, "refuse_connections", times=2)
    calls = len(await phone.look("/calls"))
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await send(phone)
    assert len(await phone.look("/calls")) == calls


async def test_an_update_is_delivered_twice_under_two_ids(phone: Phone) -> None:
    await switch(phone, "duplicate_update", method="callback_query")
    made = await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup=keyboard(("Go", "go")))
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    first, second = await phone.updates()
    assert first["callback_query"] == second["callback_query"]
    assert first["update_id"] != second["update_id"]


async def test_updates_change_places_but_not_ids(phone: Phone) -> None:
    await switch(phone, "shuffle_updates", window=50, seed=3)
    texts = [str(n) for n in range(20)]
    for text in texts:
        await phone.act(ANN, "text", text=text)
    updates = await phone.updates()
    assert [update["update_id"] for update in updates] == sorted(update["update_id"] for update in updates)
    got = [update["message"]["text"] for update in updates]
    assert got != texts
    assert sorted(got) == sorted(texts)


async def test_an_answer_may_be_slow_after_the_call_took_effect(phone: Phone) -> None:
    await switch(phone, "slow_after", seconds=600, times=1, method="sendMessage")
    answering = asyncio.create_task(send(phone))
    await its_message_is_there(phone)
    assert not answering.done()
    answering.cancel()


async def its_message_is_there(phone: Phone) -> None:
    async with asyncio.timeout(60):
        while (await phone.messages(ANN))[-1].get("text") != "x":  # noqa: ASYNC110 - it lies behind HTTP
            await asyncio.sleep(0.02)


async def test_a_caller_who_hangs_up_does_not_undo_the_call(phone: Phone) -> None:
    await switch(phone, "slow", seconds=0.2, times=1, method="sendMessage")
    sending = asyncio.create_task(send(phone))
    async with asyncio.timeout(60):
        while not await fired(phone, "slow"):  # noqa: ASYNC110 - it lies behind HTTP
            await asyncio.sleep(0.01)
    sending.cancel()
    await its_message_is_there(phone)


async def test_waits_can_be_drawn_by_chance(phone: Phone) -> None:
    await switch(phone, "too_many_requests", seconds=[1, 30], seed=1)
    waits = {(await send(phone))[1]["parameters"]["retry_after"] for _ in range(20)}
    assert len(waits) > 5
    assert min(waits) >= 1
    assert max(waits) <= 30
    assert (await phone.look("/calls?method=sendMessage"))[0]["fault"] == "too_many_requests"


async def test_an_album_arrives_out_of_order(phone: Phone) -> None:
    await switch(phone, "album_out_of_order")
    await phone.photos(ANN, picture(), picture(color="navy"), picture(color="gold"))
    ids = [update["message"]["message_id"] for update in await phone.updates()]
    assert ids == sorted(ids, reverse=True)


async def test_the_queue_is_wiped(phone: Phone) -> None:
    await phone.act(ANN, "text", text="lost")
    await switch(phone, "wipe_queue")
    assert await phone.updates(seconds=0) == []
    assert await fired(phone, "wipe_queue") == 1


async def test_chance_is_repeatable_by_its_seed(phone: Phone) -> None:
    runs = []
    for _ in range(2):
        await switch(phone, "server_error", method="sendMessage", probability=0.5, seed=7)
        runs.append([(await send(phone))[0] for _ in range(20)])
        await phone.control("DELETE", "/faults")
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


async def test_faults_are_switched_off(phone: Phone) -> None:
    await switch(phone, "server_error")
    assert (await send(phone))[0] == 500
    assert (await phone.control("DELETE", "/faults"))[1] == {"removed": 1}
    assert (await send(phone))[0] == 200


async def test_an_unknown_fault_is_refused(phone: Phone) -> None:
    status, answer = await phone.control("POST", "/faults", kind="earthquake")
    assert status == 400
    assert "earthquake" in answer["error"]


async def test_polling_survives_a_fault_for_sending_only(phone: Phone) -> None:
    await switch(phone, "server_error", method="send*")
    waiting = asyncio.create_task(phone.updates())
    await asyncio.sleep(0.02)
    await phone.act(ANN, "text", text="still here")
    assert (await waiting)[0]["message"]["text"] == "still here"

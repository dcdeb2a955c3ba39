"""getUpdates: offsets, confirmation, lifetimes, kinds, and two pollers at once."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest

from tests.integration.sandbox.phone import ANN, BO, Phone, keyboard

BY_OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def _texts(phone: Phone, offset: int = 0, **more: int) -> list[str]:
    found = await phone.bot("getUpdates", offset=offset, **more)
    return [update["message"]["text"] for update in found]


async def _say(phone: Phone, *texts: str) -> None:
    for text in texts:
        await phone.act(ANN, "text", text=text)


async def test_updates_stay_until_a_higher_offset_confirms_them(phone: Phone) -> None:
    await _say(phone, "one", "two", "three")
    first = await phone.updates()
    assert await _texts(phone) == ["one", "two", "three"]
    assert await _texts(phone, first[1]["update_id"]) == ["two", "three"]
    assert await _texts(phone) == ["two", "three"]


async def test_update_ids_follow_one_another(phone: Phone) -> None:
    await _say(phone, "one", "two")
    first, second = await phone.updates()
    assert second["update_id"] == first["update_id"] + 1


async def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(phone: Phone) -> None:
    await _say(phone, "one", "two", "three")
    assert await _texts(phone, -2) == ["two", "three"]
    assert await _texts(phone) == ["two", "three"]


async def test_an_offset_beyond_the_queue_falls_back_to_its_head(phone: Phone) -> None:
    await _say(phone, "one")
    newest = (await phone.updates())[0]["update_id"]
    assert await _texts(phone, newest + 50) == ["one"]


async def test_a_limit_gives_the_oldest(phone: Phone) -> None:
    await _say(phone, "one", "two", "three")
    assert await _texts(phone, limit=2) == ["one", "two"]


async def test_a_waiting_poll_is_answered_when_something_comes_not_when_it_ends(phone: Phone) -> None:
    waiting = asyncio.create_task(phone.updates(seconds=50))
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    await _say(phone, "now")
    assert (await waiting)[0]["message"]["text"] == "now"
    assert time.perf_counter() - began < 40


async def test_a_poll_without_updates_ends_with_its_timeout(phone: Phone) -> None:
    began = time.perf_counter()
    assert await phone.updates(seconds=1) == []
    assert time.perf_counter() - began > 0.9


async def test_a_poll_ends_after_fifty_seconds_at_most(phone: Phone) -> None:
    queue = phone.sandbox.state.queues[4242]
    asked: list[int] = []

    def noted(offset: int, limit: int, seconds: int) -> tuple[int, int]:
        asked.append(seconds)
        return 0, limit

    queue._slowed = noted  # type: ignore[method-assign]
    await phone.updates(seconds=600)
    assert asked == [50]


async def test_the_older_of_two_pollers_is_sent_away(phone: Phone) -> None:
    older = asyncio.create_task(phone.raw("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    younger = asyncio.create_task(phone.raw("getUpdates", timeout=20))
    status, answer = await older
    assert (status, answer["description"]) == (409, BY_OTHER)
    await _say(phone, "hello")
    assert (await younger)[1]["result"][0]["message"]["text"] == "hello"


async def test_a_second_conflict_within_three_seconds_is_held_back(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.updates.time", SimpleNamespace(monotonic=lambda: 17.0))
    monkeypatch.setattr("bot.sandbox.updates.CONFLICT_PAUSE_SECONDS", 0.5)  # as long as three
    began = time.perf_counter()
    polls = []
    for _ in range(3):
        polls.append(asyncio.create_task(phone.raw("getUpdates", timeout=20)))
        await asyncio.sleep(0.05)
    assert (await polls[0])[0] == 409
    assert (await polls[1])[0] == 409
    assert time.perf_counter() - began > 0.5
    await _say(phone, "end")
    await polls[2]


async def test_setting_a_webhook_ends_a_waiting_poll(phone: Phone) -> None:
    waiting = asyncio.create_task(phone.raw("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await phone.bot("setWebhook", url="http://127.0.0.1:9/hook")
    status, answer = await waiting
    assert (status, answer["description"]) == (409, "Conflict: terminated by setWebhook request")


async def test_the_same_offset_asked_twice_waits_and_gets_one(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.updates.time", SimpleNamespace(monotonic=lambda: 17.0))
    phone.sandbox.state.queues[4242].repeat_pause_seconds = 1.0
    await _say(phone, "one", "two")
    assert await _texts(phone, 7) == ["one", "two"]
    assert await _texts(phone, 7) == ["one"]
    await phone.bot("getUpdates", offset=(await phone.updates(offset=-1))[0]["update_id"] + 1)
    await phone.bot("getUpdates", offset=8)
    began = time.perf_counter()
    assert await _texts(phone, 8) == []
    assert time.perf_counter() - began > 0.8


async def test_messages_live_a_day_and_presses_150_seconds(phone: Phone) -> None:
    message = await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup=keyboard(("Go", "go")))
    await _say(phone, "typed")
    await phone.act(ANN, "press", message_id=message["message_id"], data="go", wait=0)
    assert len(await phone.updates()) == 2
    await phone.do("/clock", advance_seconds=149)
    assert len(await phone.updates()) == 2
    await phone.do("/clock", advance_seconds=2)
    assert await _texts(phone) == ["typed"]
    await phone.do("/clock", advance_seconds=86_400 - 152)
    assert await _texts(phone) == ["typed"]
    await phone.do("/clock", advance_seconds=2)
    assert await phone.updates(seconds=0) == []


async def test_allowed_updates_apply_when_something_happens_not_when_it_is_fetched(phone: Phone) -> None:
    await phone.bot("getUpdates", allowed_updates=["callback_query"])
    await _say(phone, "unwanted")
    await phone.bot("getUpdates", allowed_updates=["message"])
    await _say(phone, "wanted")
    assert await _texts(phone) == ["wanted"]


@pytest.mark.breaks_the_bot_api
@pytest.mark.parametrize("wanted", [[], ["no_such_kind"], "rubbish"])
async def test_an_empty_or_unknown_list_of_kinds_means_the_default_set(phone: Phone, wanted: object) -> None:
    await phone.bot("getUpdates", allowed_updates=wanted)
    await _say(phone, "hello")
    assert await _texts(phone) == ["hello"]


async def test_a_list_of_kinds_is_remembered_until_another_is_given(phone: Phone) -> None:
    await phone.bot("getUpdates", allowed_updates=["callback_query"])
    await phone.bot("getUpdates")
    await _say(phone, "unwanted")
    assert await phone.updates(seconds=0) == []


async def test_after_a_quiet_week_ids_start_somewhere_else(phone: Phone) -> None:
    await _say(phone, "before")
    before = (await phone.updates())[0]["update_id"]
    await phone.do("/clock", advance_seconds=8 * 86_400)
    await _say(phone, "after")
    assert (await phone.updates())[0]["update_id"] != before + 1


async def test_an_edit_by_a_person_arrives_as_edited_message(phone: Phone) -> None:
    message = await phone.act(ANN, "text", text="teh")
    await phone.act(ANN, "edit", message_id=message["message_id"], text="the")
    edited = (await phone.updates())[-1]["edited_message"]
    assert (edited["text"], edited["message_id"]) == ("the", message["message_id"])
    assert edited["edit_date"] >= edited["date"]


async def test_a_press_carries_the_whole_current_message(phone: Phone) -> None:
    made = await phone.bot("sendMessage", chat_id=ANN, text="old", reply_markup=keyboard(("Go", "go")))
    markup = keyboard(("Now", "now"))
    await phone.bot(
        "editMessageText", chat_id=ANN, message_id=made["message_id"], text="new", reply_markup=markup
    )
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    query = (await phone.updates())[-1]["callback_query"]
    assert query["data"] == "go"
    assert query["id"].isdigit()
    assert isinstance(query["chat_instance"], str)
    assert (query["message"]["text"], query["message"]["reply_markup"]) == ("new", markup)


async def test_a_press_on_a_deleted_message_carries_an_inaccessible_one(phone: Phone) -> None:
    made = await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup=keyboard(("Go", "go")))
    await phone.bot("deleteMessage", chat_id=ANN, message_id=made["message_id"])
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    message = (await phone.updates())[-1]["callback_query"]["message"]
    assert message == {"chat": made["chat"], "message_id": made["message_id"], "date": 0}


async def test_blocking_arrives_as_my_chat_member(phone: Phone) -> None:
    await phone.act(ANN, "block")
    await phone.act(ANN, "unblock")
    changes = [update["my_chat_member"] for update in await phone.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert changes[0]["from"]["id"] == ANN


async def test_two_bots_have_queues_of_their_own(phone: Phone) -> None:
    other = phone.as_bot("77:second")
    await other.bot("getMe")
    await phone.do(f"/people/{BO}/chats/{BO}/start?bot=sandbox4242_bot")
    await phone.do(f"/people/{ANN}/chats/{ANN}/text?bot=sandbox77_bot", text="for the second")
    assert [update["message"]["from"]["id"] for update in await phone.updates()] == [BO]
    assert await _texts(other) == ["for the second"]

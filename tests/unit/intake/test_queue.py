"""DurableQueue: stored before it is confirmed, never an error, nothing twice."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from telegram import Bot, Update

from bot.intake.queue import DurableQueue
from tests.support.memory_delivery import InboxRow, MemoryInbox
from tests.support.virtual_time import VirtualTime
from tests.unit.intake.updates import BO, message_json, press_json, update

BOT = Bot("123456:" + "a" * 35)


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def inbox(time: VirtualTime) -> MemoryInbox:
    return MemoryInbox(time.now)


@pytest.fixture
def queue(inbox: MemoryInbox, time: VirtualTime) -> DurableQueue:
    return DurableQueue(inbox, time.sleep, time.monotonic)


async def test_an_update_is_stored_before_put_returns(queue: DurableQueue, inbox: MemoryInbox) -> None:
    await queue.put(update(7))
    assert json.loads(inbox.rows[7].body) == json.loads(update(7).to_json())
    assert queue.get_nowait() == update(7)


async def test_the_same_update_is_handed_out_once(queue: DurableQueue) -> None:
    for update_id in (7, 8, 7, 8):
        await queue.put(update(update_id))
    assert queue.qsize() == 2


async def test_a_lower_number_after_a_silent_week_is_no_duplicate(queue: DurableQueue) -> None:
    await queue.put(update(900))
    await queue.put(update(3))
    assert queue.qsize() == 2


async def test_what_is_no_update_goes_straight_through(queue: DurableQueue, inbox: MemoryInbox) -> None:
    sentinel = object()
    inbox.failures = 99
    await queue.put(sentinel)
    assert queue.get_nowait() is sentinel


async def test_while_storage_is_away_put_waits_and_never_raises(
    queue: DurableQueue, inbox: MemoryInbox, time: VirtualTime, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.failures = 30
    with caplog.at_level(logging.ERROR):
        await time.finish(queue.put(update(7)))
    assert 100 < time.seconds < 150
    assert queue.qsize() == 1
    assert [record.message for record in caplog.records] == [
        "Updates cannot be stored; Telegram keeps them meanwhile. StorageAway: database is locked"
    ] * 3  # once a minute, not once a try


async def test_stopping_while_storage_is_away_is_possible_at_once(
    queue: DurableQueue, inbox: MemoryInbox
) -> None:
    inbox.failures = 10**9
    put = asyncio.ensure_future(queue.put(update(7)))
    await asyncio.sleep(0.001)
    put.cancel()
    with pytest.raises(asyncio.CancelledError):
        await put
    assert queue.empty()


async def test_a_put_cancelled_after_its_commit_is_still_handed_out(
    queue: DurableQueue, inbox: MemoryInbox
) -> None:
    committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    inbox.delay = lambda: committed
    put = asyncio.ensure_future(queue.put(update(7)))
    await asyncio.sleep(0.001)
    put.cancel()
    committed.set_result(None)
    assert await queue.get() == update(7)


async def test_what_was_not_finished_is_queued_again_in_order_of_arrival(
    queue: DurableQueue, inbox: MemoryInbox
) -> None:
    for update_id in (12, 5, 13):
        inbox.rows[update_id] = InboxRow(update_id, json.dumps(message_json(update_id)))
    inbox.mark_took_effect(13)
    await inbox.finish(5)
    assert await queue.restore(BOT) == 2
    restored = [queue.get_nowait(), queue.get_nowait()]
    assert [item.update_id for item in restored if isinstance(item, Update)] == [12, 13]
    assert queue.restored == {12: False, 13: True}
    assert isinstance(restored[0], Update)
    assert restored[0].get_bot() is BOT


async def test_an_update_redelivered_after_the_restart_is_not_handled_twice(
    queue: DurableQueue, inbox: MemoryInbox
) -> None:
    inbox.rows[12] = InboxRow(12, json.dumps(message_json(12)))
    await queue.restore(BOT)
    await queue.put(update(12))
    assert queue.qsize() == 1


async def test_a_row_nobody_can_read_does_not_keep_the_desk_from_starting(
    queue: DurableQueue, inbox: MemoryInbox
) -> None:
    inbox.rows[12] = InboxRow(12, "{")
    inbox.rows[13] = InboxRow(13, json.dumps(message_json(13)))
    assert await queue.restore(BOT) == 1
    assert inbox.errors() == {12: "unreadable: JSONDecodeError"}


async def test_restoring_waits_for_storage(
    queue: DurableQueue, inbox: MemoryInbox, time: VirtualTime
) -> None:
    inbox.rows[12] = InboxRow(12, json.dumps(message_json(12)))
    inbox.failures = 5
    assert await time.finish(queue.restore(BOT)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        message_json(7, text="退货 \x00 \U0001f600 \u202e"),
        press_json(8),
        press_json(9, gone=True),
        {"update_id": 10, "message": message_json(1)["message"] | {"a_field_of_next_year": {"x": [1]}}},
    ],
)
async def test_an_update_reads_back_as_it_was(
    queue: DurableQueue, inbox: MemoryInbox, sent: dict[str, object]
) -> None:
    original = Update.de_json(sent, BOT)
    await queue.put(original)
    body = inbox.rows[original.update_id].body
    assert body.isascii()
    assert "\x00" not in body
    back = Update.de_json(json.loads(body), BOT)
    assert back.to_dict() == original.to_dict()
    assert back.effective_user is not None
    assert back.effective_user.id == BO


def test_the_body_of_a_press_on_an_old_message_keeps_it_inaccessible() -> None:
    back = Update.de_json(json.loads(Update.de_json(press_json(9, gone=True), BOT).to_json()), BOT)
    assert back.callback_query is not None
    assert back.callback_query.message is not None
    assert not back.callback_query.message.is_accessible

"""The inbox: what was confirmed to Telegram is kept until it is handled, once."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.usecases.delivery_ports import StoredUpdate
from storage.batch import Batch
from storage.database import Database
from storage.inbox import Inbox
from tests.integration.storage.conftest import Open
from tests.support.clock import Clock


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


async def waiting(inbox: Inbox) -> list[int]:
    return [update.update_id for update in await inbox.unfinished()]


async def test_an_update_is_new_once(inbox: Inbox) -> None:
    assert await inbox.put(10, '{"text": "退货 ±"}') is True
    assert await inbox.put(10, '{"text": "again"}') is False
    assert await inbox.unfinished() == [StoredUpdate(10, '{"text": "退货 ±"}', took_effect=False)]


async def test_what_was_put_is_there_for_who_comes_after_a_crash(inbox: Inbox, another: Open) -> None:
    await inbox.put(10, "{}")
    assert await waiting(Inbox(another())) == [10]


async def test_updates_wait_in_the_order_they_came(inbox: Inbox) -> None:
    for update_id in (900, 901, 5, 6):  # after a week of silence Telegram begins anew anywhere
        await inbox.put(update_id, "{}")
    assert await waiting(inbox) == [900, 901, 5, 6]


async def test_many_that_come_at_once_share_commits_and_keep_their_order(
    inbox: Inbox, database: Database
) -> None:
    answers = await asyncio.gather(*(inbox.put(number // 2, "{}") for number in range(600)))
    assert answers == [True, False] * 300
    assert await waiting(inbox) == list(range(300))


async def test_two_processes_share_one_inbox(inbox: Inbox, another: Open) -> None:
    other = Inbox(another())
    answers = await asyncio.gather(*(box.put(number, "{}") for number in range(50) for box in (inbox, other)))
    assert answers.count(True) == 50
    assert sorted(await waiting(inbox)) == list(range(50))


async def test_what_is_finished_does_not_come_again(inbox: Inbox) -> None:
    for update_id in (1, 2, 3):
        await inbox.put(update_id, "{}")
    await asyncio.gather(inbox.finish(1), inbox.finish(3, "ValueError: what a mess"))
    assert await waiting(inbox) == [2]
    assert await inbox.put(1, "{}") is False


async def test_finished_updates_are_forgotten_after_a_while(inbox: Inbox, clock: Clock) -> None:
    for update_id in (1, 2, 3):
        await inbox.put(update_id, "{}")
    await inbox.finish(1)
    clock.pass_time(days=7)
    await inbox.finish(2)
    assert await inbox.forget_before(clock()) == 1
    assert await waiting(inbox) == [3]
    assert await inbox.put(1, "{}") is True


async def test_who_stops_waiting_does_not_stop_the_others(inbox: Inbox) -> None:
    impatient = asyncio.create_task(inbox.put(1, "{}"))
    patient = asyncio.create_task(inbox.put(2, "{}"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient is True
    assert await waiting(inbox) == [1, 2]


async def test_trouble_is_told_to_everyone_of_the_batch_and_the_next_batch_goes_on() -> None:
    commits: list[list[int]] = []

    async def commit(items: list[int]) -> list[int]:
        commits.append(items)
        if len(commits) == 1:
            raise OSError("disk full")
        return [item * 10 for item in items]

    batch = Batch(commit, most=2)
    outcomes = await asyncio.gather(*(batch.add(item) for item in range(5)), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["disk full", "disk full", "20", "30", "40"]
    assert commits == [[0, 1], [2, 3], [4]]

"""PersonProcessor: order per person, people side by side, each update finished with what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import Update

from bot.core.usecases.current_update import current_update
from bot.intake.processor import PersonProcessor, note_error, person_key
from tests.support.memory_delivery import InboxRow, MemoryInbox
from tests.support.virtual_time import VirtualTime
from tests.unit.intake.updates import ANN, BO, update


class Desk:
    """A processor with an inbox, and handlers that take virtual time."""

    def __init__(
        self, time: VirtualTime, is_known: Callable[[int], bool] = lambda _: True, **kwargs: Any
    ) -> None:
        self.time = time
        self.inbox = MemoryInbox(time.now)
        self.restored: dict[int, bool] = {}
        self.resumed: list[int] = []
        self.seen: list[tuple[float, int, int | None]] = []
        self.processor = PersonProcessor(
            self.inbox,
            self.restored,
            self.resume,
            is_known=is_known,
            sleep=time.sleep,
            monotonic=time.monotonic,
            **kwargs,
        )

    async def resume(self, item: Update) -> None:
        self.resumed.append(item.update_id)

    async def handler(self, item: Update, seconds: float, error: Exception | None) -> None:
        self.seen.append((self.time.seconds, item.update_id, current_update.get()))
        await self.time.sleep(seconds)
        if error is not None:
            note_error(item, error)  # as the application's error handler does

    def send(
        self, update_id: int, person: int, seconds: float = 1.0, error: Exception | None = None
    ) -> asyncio.Task[None]:
        item = update(update_id, person)
        self.inbox.rows[update_id] = InboxRow(update_id, item.to_json())
        return self.run(item, self.handler(item, seconds, error))

    def run(self, item: object, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.ensure_future(self.processor.process_update(item, work))


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def desk(time: VirtualTime) -> Desk:
    return Desk(time)


async def test_ten_people_with_three_steps_each_take_the_time_of_three_steps(desk: Desk) -> None:
    tasks = [desk.send(10 * step + person, 500 + person) for step in range(3) for person in range(10)]
    await desk.time.finish(asyncio.gather(*tasks))
    assert desk.time.seconds == 3.0  # one after another it would be 30
    for person in range(10):
        assert [(at, number) for at, number, _ in desk.seen if number % 10 == person] == [
            (0.0, person),
            (1.0, 10 + person),
            (2.0, 20 + person),
        ]
    assert desk.inbox.errors() == dict.fromkeys(range(30), "")


async def test_the_effect_can_see_which_update_it_belongs_to(desk: Desk) -> None:
    await desk.time.finish(asyncio.gather(desk.send(1, ANN), desk.send(2, BO)))
    assert [(number, of) for _, number, of in desk.seen] == [(1, 1), (2, 2)]
    assert current_update.get() is None


async def test_an_error_that_a_handler_raised_is_kept_with_its_update_alone(desk: Desk) -> None:
    token = "123456789:" + "A" * 35
    await desk.time.finish(
        asyncio.gather(
            desk.send(1, ANN, error=ValueError(f"at {token}")), desk.send(2, BO), desk.send(3, ANN)
        )
    )
    assert desk.inbox.errors() == {1: "ValueError: at <token>", 2: "", 3: ""}


async def test_an_error_outside_the_handlers_does_not_stop_the_person_behind_it(desk: Desk) -> None:
    async def broken() -> None:
        raise RuntimeError("broken")

    item = update(1)
    desk.inbox.rows[1] = InboxRow(1, item.to_json())
    await desk.time.finish(asyncio.gather(desk.run(item, broken()), desk.send(2, BO)))
    assert desk.inbox.errors() == {1: "RuntimeError: broken", 2: ""}


async def test_what_took_effect_before_a_crash_is_shown_again_and_not_run_again(desk: Desk) -> None:
    desk.restored.update({1: True, 2: False})
    await desk.time.finish(asyncio.gather(desk.send(1, BO), desk.send(2, BO)))
    assert desk.resumed == [1]
    assert [number for _, number, _ in desk.seen] == [2]
    assert desk.inbox.errors() == {1: "", 2: ""}
    assert desk.restored == {}


async def test_a_cancelled_update_is_not_finished_so_that_it_comes_again(desk: Desk) -> None:
    task = desk.send(1, BO)
    await desk.time.pass_seconds(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.inbox.errors() == {}
    await desk.time.finish(desk.send(2, BO))
    assert desk.inbox.errors() == {2: ""}


async def test_a_flood_of_one_person_is_dropped_and_holds_nobody_back(
    time: VirtualTime, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(time, slots=512, queue_limit=50)
    flood = [desk.send(number, BO) for number in range(1, 1001)]
    ann = desk.send(5000, ANN)
    with caplog.at_level(logging.WARNING):
        await time.finish(asyncio.gather(*flood, ann))
    assert (0.0, 5000, 5000) in desk.seen
    errors = desk.inbox.errors()
    assert [number for number in range(1, 1001) if errors[number] == ""] == list(range(1, 51))
    assert sum(error == "flood" for error in errors.values()) == 950
    assert [record.message for record in caplog.records] == [
        "1002 sends faster than can be handled: what comes now is dropped."
    ]
    await time.finish(desk.send(6000, BO))
    assert desk.inbox.errors()[6000] == ""


async def test_a_stranger_may_queue_less_than_a_member(time: VirtualTime) -> None:
    desk = Desk(time, is_known=lambda person: person == ANN, queue_limit=50, stranger_limit=5)
    tasks = [desk.send(100 * number + who, who) for number in range(10) for who in (ANN, BO)]
    await time.finish(asyncio.gather(*tasks))
    floods = [number for number, error in desk.inbox.errors().items() if error == "flood"]
    assert floods == [100 * number + BO for number in range(5, 10)]


async def test_what_waited_in_the_inbox_is_never_called_a_flood(time: VirtualTime) -> None:
    desk = Desk(time, queue_limit=2)
    desk.restored.update(dict.fromkeys(range(5), False))
    await time.finish(asyncio.gather(*[desk.send(number, BO) for number in range(5)]))
    assert desk.inbox.errors() == dict.fromkeys(range(5), "")


async def test_storage_away_for_seconds_delays_the_mark_and_loses_nothing(desk: Desk) -> None:
    desk.inbox.failures = 8
    await desk.time.finish(desk.send(1, BO))
    assert desk.inbox.errors() == {1: ""}


async def test_after_closing_nothing_new_is_begun_and_what_runs_ends(desk: Desk) -> None:
    running, waiting = desk.send(1, BO), desk.send(2, BO)
    await desk.time.pass_seconds(0.5)
    desk.processor.close()
    late = desk.send(3, ANN)
    await desk.time.finish(asyncio.gather(running, waiting, late))
    assert desk.inbox.errors() == {1: ""}
    assert len(await desk.inbox.unfinished()) == 2


async def test_objects_that_are_no_updates_are_simply_run(desk: Desk) -> None:
    ran: list[int] = []

    async def work() -> None:
        ran.append(1)

    await desk.run("an object of an application", work())
    assert ran == [1]


async def test_lanes_of_people_who_went_away_take_no_memory(desk: Desk) -> None:
    await desk.time.finish(asyncio.gather(*[desk.send(number, 10_000 + number) for number in range(50)]))
    assert desk.processor._lanes == {}


def test_who_an_update_is_queued_with() -> None:
    group = {"id": -100, "type": "supergroup", "title": "Desk"}
    membership = {"user": {"id": 9, "is_bot": True, "first_name": "b"}, "status": "left"}
    person = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    my_member = {
        "chat": group,
        "from": person,
        "date": 1,
        "old_chat_member": membership,
        "new_chat_member": membership,
    }
    channel_post = {"message_id": 1, "date": 1, "chat": group, "text": "x"}
    assert person_key(update(1, BO)) == BO
    assert person_key(Update.de_json({"update_id": 2, "my_chat_member": my_member}, None)) == ANN
    assert person_key(Update.de_json({"update_id": 3, "channel_post": channel_post}, None)) == -100
    assert person_key(Update(4)) == 0

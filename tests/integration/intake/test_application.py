"""The intake in a real application, over HTTP, against the local Telegram."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from bot.intake.processor import PersonProcessor, note_error
from bot.intake.queue import DurableQueue
from bot.intake.run import ALLOWED_UPDATES, Webhook, close_intake, open_intake
from bot.intake.watch import PollWatch, WatchedRequest
from bot.notify.gate import Gate
from bot.notify.transport import AiohttpRequest
from bot.sandbox.server import RunningSandbox, start_sandbox
from bot.sandbox.state import Settings
from tests.integration.intake.people import arrive, shown_to, until, write
from tests.support.memory_delivery import InboxRow, MemoryInbox
from tests.support.virtual_time import START
from tests.unit.intake.updates import message_json
from tests.unit.notify.test_logging_setup import logging_to

TOKEN = "123456789:AAcanary-CanaryCanaryCanaryCanary01"
SECRET = "s" * 40
App = Application[Any, Any, Any, Any, Any, Any]


@dataclass
class Desk:
    """An application on the sandbox with all of the intake."""

    sandbox: RunningSandbox
    inbox: MemoryInbox = field(default_factory=lambda: MemoryInbox(lambda: START))
    resumed: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.queue = DurableQueue(self.inbox, sleep=lambda seconds: asyncio.sleep(seconds / 100))
        self.processor = PersonProcessor(self.inbox, self.queue.restored, self.resume)
        self.watch = PollWatch()
        self.app: App = (
            ApplicationBuilder()
            .token(TOKEN)
            .base_url(f"{self.sandbox.url}/bot")
            .base_file_url(f"{self.sandbox.url}/file/bot")
            .request(AiohttpRequest())
            .get_updates_request(WatchedRequest(AiohttpRequest(2), self.watch.answered))
            .rate_limiter(Gate())
            .update_queue(self.queue)
            .concurrent_updates(self.processor)
            .job_queue(None)
            .build()
        )
        self.app.add_error_handler(self.on_error)

    async def resume(self, update: Update) -> None:
        self.resumed.append(update.update_id)

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert context.error is not None
        note_error(update, context.error)

    async def open(self, webhook: Webhook | None = None) -> None:
        await open_intake(self.app, self.queue, self.watch, webhook)

    async def close(self) -> None:
        await close_intake(self.app, self.processor)
        await self.app.shutdown()

    def finished(self) -> int:
        return sum(row.finished_at is not None for row in self.inbox.rows.values())


@pytest.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    running = await start_sandbox(settings=Settings(repeat_pause_seconds=0))
    yield running
    await running.stop()


@pytest.fixture
async def desk(sandbox: RunningSandbox) -> AsyncIterator[Desk]:
    desk = Desk(sandbox)
    yield desk
    await desk.close()


async def test_ten_people_in_a_dialog_of_three_steps_go_side_by_side_and_each_in_order(desk: Desk) -> None:
    people = range(7001, 7011)
    seen: list[tuple[int, str]] = []
    at_work = asyncio.Barrier(len(people))

    def step(next_state: int) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, int]]:
        async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
            await at_work.wait()  # gone on with only when everybody's is being handled
            assert update.message is not None
            assert update.effective_user is not None
            seen.append((update.effective_user.id, str(update.message.text)))
            return next_state

        return handle

    states: dict[object, Any] = {
        number: [MessageHandler(filters.Regex(f"^{number}$"), step(number + 1))] for number in (1, 2)
    }
    desk.app.add_handler(ConversationHandler([CommandHandler("go", step(1))], states, []))
    arrive(desk.sandbox, TOKEN, *people)
    for text in ("/go", "1", "2"):
        for person in people:
            write(desk.sandbox, person, text)
    await desk.open()
    await until(lambda: desk.finished() == 30)
    for person in people:
        assert [text for who, text in seen if who == person] == ["/go", "1", "2"]


async def test_an_error_in_a_handler_is_kept_with_the_update_and_the_next_one_is_handled(desk: Desk) -> None:
    async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        if update.message.text == "bad":
            raise ValueError(f"at {TOKEN}")
        await update.message.reply_text("fine")

    desk.app.add_handler(MessageHandler(filters.TEXT, handle))
    arrive(desk.sandbox, TOKEN, 7001)
    write(desk.sandbox, 7001, "bad")
    write(desk.sandbox, 7001, "good")
    await desk.open()
    await until(lambda: desk.finished() == 2)
    assert list(desk.inbox.errors().values()) == ["ValueError: at <token>", ""]
    assert [message.content["text"] for message in shown_to(desk.sandbox, 7001)] == ["fine"]


async def test_while_storage_is_locked_telegram_keeps_what_was_fetched(desk: Desk) -> None:
    """M7, M8, F11: nothing is confirmed meanwhile, the poller lives, afterwards all is done."""
    arrive(desk.sandbox, TOKEN, 7001)
    (queue,) = desk.sandbox.state.queues.values()
    for number in range(30):
        write(desk.sandbox, 7001, str(number))
    desk.inbox.failures = 10**9
    await desk.app.initialize()
    opening = asyncio.ensure_future(desk.open())
    await asyncio.sleep(0.05)
    assert len(queue.items) == 30
    desk.inbox.failures = 0
    await opening
    await until(lambda: desk.finished() == 30)
    desk.inbox.failures = 10**9
    write(desk.sandbox, 7001, "late")
    await asyncio.sleep(0.1)
    assert len(queue.items) == 1
    desk.inbox.failures = 0
    await until(lambda: desk.finished() == 31)


async def test_storage_that_is_locked_does_not_keep_the_desk_from_stopping(desk: Desk) -> None:
    arrive(desk.sandbox, TOKEN, 7001)
    await desk.open()
    desk.inbox.failures = 10**9
    write(desk.sandbox, 7001, "hello")
    await asyncio.sleep(0.05)
    async with asyncio.timeout(60):
        await close_intake(desk.app, desk.processor, seconds=600)
    (queue,) = desk.sandbox.state.queues.values()
    assert len(queue.items) == 1


async def test_after_a_crash_what_took_effect_is_shown_again_and_the_rest_is_run(desk: Desk) -> None:
    handled: list[str] = []

    async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        handled.append(str(update.message.text))

    desk.app.add_handler(MessageHandler(filters.TEXT, handle))
    for number in (1, 2, 3):
        desk.inbox.rows[number] = InboxRow(number, json.dumps(message_json(number, 7001, str(number))))
    desk.inbox.mark_took_effect(1)
    await desk.open()
    await until(lambda: desk.finished() == 3)
    assert (desk.resumed, handled) == ([1], ["2", "3"])


async def test_a_stop_leaves_what_waits_for_the_next_start(desk: Desk) -> None:
    begun, may_end = 0, asyncio.Event()

    async def handle(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal begun
        begun += 1
        if begun == 3:
            await may_end.wait()

    desk.app.add_handler(MessageHandler(filters.TEXT, handle))
    arrive(desk.sandbox, TOKEN, 7001)
    for number in range(60):
        write(desk.sandbox, 7001, str(number))
    await desk.open()
    await until(lambda: begun == 3 and len(desk.inbox.rows) == 60)
    closing = asyncio.ensure_future(close_intake(desk.app, desk.processor, seconds=600))
    await asyncio.sleep(0.05)
    assert not closing.done()  # the third is being handled
    may_end.set()
    await closing
    assert begun == 3
    assert len(await desk.inbox.unfinished()) == 57


async def test_telegram_that_is_not_there_at_the_start_is_waited_for(sandbox: RunningSandbox) -> None:
    desk = Desk(sandbox)
    sandbox.state.faults.add({"kind": "server_error", "times": 3, "code": 502})
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    await open_intake(desk.app, desk.queue, desk.watch, sleep=sleep)
    assert pauses == [1.0, 2.0, 4.0]
    await until(lambda: sandbox.state.bots[123456789].allowed_updates is not None)
    assert sandbox.state.bots[123456789].allowed_updates == ALLOWED_UPDATES
    await desk.close()


async def test_the_token_is_in_no_line_of_the_log_even_at_debug(desk: Desk) -> None:
    async def fail(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        raise ValueError(TOKEN)

    with logging_to() as written:
        arrive(desk.sandbox, TOKEN, 7001)
        desk.app.add_handler(MessageHandler(filters.TEXT, fail))
        write(desk.sandbox, 7001, "hello")
        await desk.open()
        await until(lambda: desk.finished() == 1)
        logging.getLogger("desk").error("bot %r of %r", desk.app.bot, desk.app)
    assert len(written.getvalue().splitlines()) > 10
    assert "<token>" in written.getvalue()
    assert "canary" not in written.getvalue()


async def test_a_webhook_takes_only_what_knows_the_secret_and_each_update_once(desk: Desk) -> None:
    """§4 item 9."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/in"
    await desk.open(Webhook(url, SECRET, port=port))
    assert desk.sandbox.state.bots[123456789].webhook is not None
    body = json.dumps(message_json(5)).encode()
    good = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    bad: list[dict[str, str]] = [
        {"Content-Type": "application/json"},
        good | {"X-Telegram-Bot-Api-Secret-Token": "t" * 40},
        good | {"Content-Type": "text/plain"},
    ]
    async with aiohttp.ClientSession() as session:
        statuses = []
        for headers in [*bad, good, good]:
            async with session.post(url, data=body, headers=headers) as response:
                statuses.append(response.status)
    assert statuses == [403, 403, 403, 200, 200]
    await until(lambda: desk.finished() == 1)
    assert list(desk.inbox.rows) == [5]


async def test_a_webhook_answers_only_when_the_update_is_stored(desk: Desk) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/in"
    await desk.open(Webhook(url, SECRET, port=port))
    desk.inbox.failures = 10**9
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with aiohttp.ClientSession() as session:

        async def deliver() -> int:
            async with session.post(url, data=json.dumps(message_json(5)), headers=headers) as response:
                return response.status

        delivery = asyncio.ensure_future(deliver())
        await asyncio.sleep(0.05)
        assert not delivery.done()
        desk.inbox.failures = 0
        assert await delivery == 200
    assert list(desk.inbox.rows) == [5]

"""Sending updates to a bot's webhook.

Source: tdlib/telegram-bot-api, WebhookActor.cpp: updates of one order key go one after the other, each
waiting for a 2xx; a failed one is tried again at once, then after 2 s, doubled up to a random 60 to 120 s, or
after ``Retry-After`` (at most 3600 s), until it expires; 410 for 23 hours switches the webhook off; the
answer may itself be a method call.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from typing import TYPE_CHECKING

import aiohttp

from bot.sandbox.args import Args
from bot.sandbox.model import Bot, Json, WebhookSetting
from bot.sandbox.updates import QueuedUpdate

if TYPE_CHECKING:
    from bot.sandbox.state import Sandbox

_LONGEST_DELAY_SECONDS = 60.0
_RETRY_AFTER_LIMIT = 3600
_GONE_SECONDS = 23 * 3600
_ANSWER_SECONDS = 60.0
_NOT_FROM_ANSWERS = ("deletewebhook", "setwebhook", "close", "logout")


class WebhookSender:
    """Delivers the queue of one bot until it is stopped."""

    def __init__(self, sandbox: Sandbox, bot: Bot, setting: WebhookSetting) -> None:
        self._sandbox = sandbox
        self._bot = bot
        self._setting = setting
        self._queue = sandbox.queues[bot.id]
        self._busy: set[int] = set()
        self._not_before: dict[int, float] = {}
        self._wake = asyncio.Event()
        self._deliveries: set[asyncio.Task[None]] = set()
        self._gone_since = 0.0
        self._task = asyncio.create_task(self._run())
        self._queue.on_push = self._wake.set

    def detach(self) -> None:
        """Hear of no further updates."""
        self._queue.on_push = None

    async def stop(self) -> None:
        """Stop delivering; what is under way is cut off and stays in the queue."""
        for task in (self._task, *self._deliveries):
            task.cancel()
        await asyncio.gather(self._task, *self._deliveries, return_exceptions=True)

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        connector = aiohttp.TCPConnector(limit=self._setting.max_connections)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            while True:
                self._wake.clear()
                pause = self._start_deliveries(session)
                try:
                    await asyncio.wait_for(self._wake.wait(), pause)
                except TimeoutError:
                    continue

    def _start_deliveries(self, session: aiohttp.ClientSession) -> float | None:
        """Start what may go now; return the seconds until more may, None when nothing waits for time."""
        self._queue.drop_expired()
        now = time.monotonic()
        next_at: float | None = None
        seen: set[int] = set()
        for update in list(self._queue.items):
            key = update.order_key
            if key in seen or key in self._busy:
                continue
            seen.add(key)
            not_before = self._not_before.get(key, 0.0)
            if not_before > now:
                next_at = min(next_at or not_before, not_before)
                continue
            if len(self._busy) >= self._setting.max_connections:
                break
            self._busy.add(key)
            task = asyncio.create_task(self._deliver(session, update))
            self._deliveries.add(task)
            task.add_done_callback(self._deliveries.discard)
        return None if next_at is None else max(0.01, next_at - now)

    async def _deliver(self, session: aiohttp.ClientSession, update: QueuedUpdate) -> None:
        body = update.body()
        headers = {"Content-Type": "application/json"}
        if self._setting.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._setting.secret_token
        try:
            async with session.post(
                self._setting.url, data=json.dumps(body).encode(), headers=headers
            ) as response:
                answer = await response.read()
                if 200 <= response.status <= 299:
                    self._delivered(update, body, answer, response.content_type)
                else:
                    reason = f"Wrong response from the webhook: {response.status} {response.reason}"
                    self._failed(
                        update, reason, _seconds(response.headers.get("Retry-After")), response.status
                    )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._failed(update, _words(error), 0, 0)
        finally:
            self._busy.discard(update.order_key)
            self._wake.set()

    def _delivered(self, update: QueuedUpdate, body: Json, answer: bytes, content_type: str) -> None:
        self._sandbox.journal.updates.append(body)
        self._gone_since = 0.0
        if update in self._queue.items:
            self._queue.items.remove(update)
        self._not_before.pop(update.order_key, None)
        arguments = _method_call(answer, content_type)
        name = str(arguments.pop("method", "")).lower()
        if name and name not in _NOT_FROM_ANSWERS and not name.startswith("get"):
            task = asyncio.create_task(self._call(name, arguments))
            self._deliveries.add(task)
            task.add_done_callback(self._deliveries.discard)

    async def _call(self, name: str, arguments: Json) -> None:
        from bot.sandbox.api import call_method

        await call_method(self._sandbox, self._bot, name, Args(arguments))

    def _failed(self, update: QueuedUpdate, reason: str, retry_after: int, status: int) -> None:
        self._setting.last_error_date = self._sandbox.clock.now()
        self._setting.last_error_message = reason
        self._note_gone(status)
        delay = float(min(retry_after, _RETRY_AFTER_LIMIT))
        if update.fail_count == 0:
            update.delay_seconds = self._sandbox.settings.first_retry_seconds
        elif not delay:
            longest = _LONGEST_DELAY_SECONDS * (1 + random.random())  # noqa: S311 - spreads retries
            delay = update.delay_seconds = min(longest, update.delay_seconds * 2)
        update.fail_count += 1
        if self._sandbox.clock.time() + delay > update.expires_at and update in self._queue.items:
            self._queue.items.remove(update)
        self._not_before[update.order_key] = time.monotonic() + delay

    def _note_gone(self, status: int) -> None:
        now = self._sandbox.clock.time()
        if status != 410:
            self._gone_since = 0.0
        elif not self._gone_since:
            self._gone_since = now
        elif now > self._gone_since + _GONE_SECONDS:
            self._bot.webhook = None
            self._sandbox.webhooks.stop(self._bot)


def _seconds(header: str | None) -> int:
    return int(header) if header and header.isdigit() else 0


def _words(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return "Connection refused"
    if isinstance(error, TimeoutError):
        return "Read timeout expired"
    return "Webhook connection closed"


def _method_call(answer: bytes, content_type: str) -> Json:
    if content_type != "application/json" or not answer:
        return {}
    try:
        decoded = json.loads(answer)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


class Webhooks:
    """The senders of all bots."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._senders: dict[int, WebhookSender] = {}
        self._stopping: set[asyncio.Task[None]] = set()

    def start(self, bot: Bot) -> None:
        """Start delivering to ``bot``'s webhook, in place of an earlier one."""
        self.stop(bot)
        if bot.webhook is not None:
            self._senders[bot.id] = WebhookSender(self._sandbox, bot, bot.webhook)

    def stop(self, bot: Bot) -> None:
        """Stop delivering to ``bot``."""
        sender = self._senders.pop(bot.id, None)
        if sender is not None:
            sender.detach()
            task = asyncio.create_task(sender.stop())
            self._stopping.add(task)
            task.add_done_callback(self._stopping.discard)

    async def close(self) -> None:
        """Stop all deliveries."""
        for sender in list(self._senders.values()):
            await sender.stop()
        await asyncio.gather(*self._stopping, return_exceptions=True)

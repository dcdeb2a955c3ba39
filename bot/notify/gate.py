"""The only place that waits for Telegram's limits; everything the bot sends goes through it.

The limits [core.telegram.org/bots/faq]: about 30 messages a second in all, 1 a second in a private chat, 20 a
minute in a group. Edits count as messages, answerCallbackQuery does not (levlam, tdlib/telegram-bot-api#648).
The exact ones are not published, so what a 429 says is obeyed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from enum import IntEnum
from typing import Any

from telegram.error import NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.core.usecases.current_practice import current_practice
from bot.notify.limits import Limit, SlidingWindow, TokenBucket
from bot.notify.practice_mark import marked
from bot.notify.retry import wait_seconds
from bot.notify.waiting import Waiter, WaitingRoom

log = logging.getLogger(__name__)

OVERALL_PER_SECOND = 30
PRIVATE_BURST = 3  # what a person who taps quickly gets at once; a 429 would cost more than the wait
PRIVATE_PER_SECOND = 1.0
GROUP_PER_MINUTE = 20
NOTICE_BURST = 3  # notices are spread over the second, so that somebody who taps finds room at once
GLOBAL_AFTER = 10  # refusals in a row, from different chats, that mean everything is limited and not a chat
AFTER_REFUSAL_SECONDS = 0.1
INTERACTIVE_RETRY_SECONDS = 5.0  # longer than this nobody is kept waiting in a handler
REMEMBERED_CHATS = 2000

Chat = int | str
Result = bool | dict[str, Any] | list[dict[str, Any]]


class Priority(IntEnum):
    """`rate_limit_args` of a bot method. None, as in handlers, means PERSON."""

    PERSON = 1  # somebody waits for it
    NOTICE = 2


class Gate(BaseRateLimiter[Priority]):
    """For `ApplicationBuilder().rate_limiter(...)`.

    A notice that is refused with 429 gets the error at once, to be planned anew; a person's call is repeated
    once where `retry_after` is at most 5 s.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        overall_per_second: int = OVERALL_PER_SECOND,
        private_burst: int = PRIVATE_BURST,
        private_per_second: float = PRIVATE_PER_SECOND,
        group_per_minute: int = GROUP_PER_MINUTE,
    ) -> None:
        self._monotonic = monotonic
        self._private = (private_burst, private_per_second)
        self._group_per_minute = group_per_minute
        self._overall = SlidingWindow(overall_per_second, 1.0)
        self._notices = TokenBucket(NOTICE_BURST, overall_per_second, monotonic())
        self._chats: dict[Chat, Limit] = {}
        self._held: dict[Chat, float] = {}  # until when, after a 429
        self._all_held = 0.0
        self._refused_in_a_row: set[Chat] = set()
        self._room = WaitingRoom(self._try_pass, monotonic, sleep)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Whoever still waits gets a NetworkError."""
        self._room.close(NetworkError("The bot is shutting down; nothing was sent."))

    def when_free(self, chat_id: Chat) -> float:
        """Seconds until this chat's own limit (and what a 429 asked for) lets one more message pass."""
        now = self._monotonic()
        return max(self._held_seconds(chat_id, now), self._limit_of(chat_id, now).wait_seconds(now))

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Result:
        """See BaseRateLimiter."""
        practising = current_practice.get()
        if practising is not None:
            args = (endpoint, marked(endpoint, data, practising))
        priority = rate_limit_args or Priority.PERSON
        counts = not is_exempt(endpoint)
        chat, weight = _chat_of(data), _weight(endpoint, data)
        may_repeat = priority is Priority.PERSON
        while True:
            if counts:
                await self._room.enter(Waiter(chat, priority, weight))
            try:
                result = await callback(*args, **kwargs)
            except RetryAfter as refusal:
                seconds = wait_seconds(refusal)
                self._refused(chat if counts else None, seconds, endpoint)
                if not may_repeat or seconds > INTERACTIVE_RETRY_SECONDS:
                    raise
                may_repeat = False
                if not counts:
                    await self._room.pause(seconds + AFTER_REFUSAL_SECONDS)
            else:
                self._refused_in_a_row.clear()
                return result

    def _refused(self, chat: Chat | None, seconds: float, endpoint: str) -> None:
        """Holds the chat, or everything where it is not one chat's matter. None: a call without limits."""
        log.info("Telegram asks to wait %.0f s (%s, chat %s).", seconds, endpoint, chat)
        if chat is None:
            return
        until = self._monotonic() + seconds + AFTER_REFUSAL_SECONDS
        self._held[chat] = max(until, self._held.get(chat, 0.0))
        self._refused_in_a_row.add(chat)
        if chat == NO_CHAT or len(self._refused_in_a_row) >= GLOBAL_AFTER:
            log.warning("Telegram limits the whole bot: nothing is sent for %.0f s.", seconds)
            self._all_held = max(until, self._all_held)
            self._refused_in_a_row.clear()

    def _try_pass(self, waiter: Waiter, now: float) -> float:
        """0 and the waiter is counted as sent, or the seconds after which it is worth another look."""
        seconds = self._wait_seconds(waiter, now)
        if seconds > 0:
            return seconds
        self._overall.take(now)
        self._limit_of(waiter.chat, now).take(now, waiter.weight)
        if waiter.priority is Priority.NOTICE:
            self._notices.take(now)
        return 0.0

    def _wait_seconds(self, waiter: Waiter, now: float) -> float:
        seconds = max(
            self._held_seconds(waiter.chat, now),
            self._overall.wait_seconds(now),
            self._limit_of(waiter.chat, now).wait_seconds(now),
        )
        if waiter.priority is Priority.NOTICE:
            seconds = max(seconds, self._notices.wait_seconds(now))
        return seconds

    def _held_seconds(self, chat: Chat, now: float) -> float:
        return max(0.0, self._held.get(chat, 0.0) - now, self._all_held - now)

    def _limit_of(self, chat: Chat, now: float) -> Limit:
        limit = self._chats.get(chat)
        if limit is None:
            if len(self._chats) >= REMEMBERED_CHATS:
                self._forget(now)
            limit = self._chats[chat] = self._new_limit(chat, now)
        return limit

    def _new_limit(self, chat: Chat, now: float) -> Limit:
        is_group = isinstance(chat, str) or chat < 0
        return SlidingWindow(self._group_per_minute, 60.0) if is_group else TokenBucket(*self._private, now)

    def _forget(self, now: float) -> None:
        self._chats = {chat: limit for chat, limit in self._chats.items() if not limit.is_idle(now)}
        self._held = {chat: until for chat, until in self._held.items() if until > now}


_EXEMPT = ("answer", "get", "set", "delete", "log", "close")
NO_CHAT = ""  # a call that counts but names no chat


def is_exempt(endpoint: str) -> bool:
    """Calls that show nothing to anybody: answers to presses, reading, settings."""
    return endpoint.startswith(_EXEMPT) and not endpoint.startswith("deleteMessage")


def _chat_of(data: dict[str, Any]) -> Chat:
    chat = data.get("chat_id")
    if isinstance(chat, int):
        return chat
    text = str(chat) if chat is not None else NO_CHAT
    return int(text) if text.lstrip("-").isdigit() else text


def _weight(endpoint: str, data: dict[str, Any]) -> int:
    """An album is as many messages as it has pictures."""
    media = data.get("media")
    return len(media) if endpoint == "sendMediaGroup" and isinstance(media, list | tuple) else 1

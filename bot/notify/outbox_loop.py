"""Empties the queue of one channel: side by side across recipients, in order within one.

At least once: `claim` counts the attempt before anything is sent and leaves it under a lease; what a crash
leaves in sending is claimed again when the lease runs out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.core.domain.notice import Notice
from bot.core.usecases.delivery_ports import OutboxStore

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
LONGEST_SLEEP_SECONDS = 30.0
STOP_SECONDS = 5.0
STORE_PAUSES_SECONDS = (0.2, 1.0, 3.0, 10.0)
ERROR_LETTERS = 300

GiveUp = Callable[[Notice, str], Awaitable[None]]


class OutboxLoop(ABC):
    """`start` and `stop` once each; what is due goes to `_send`, which must settle it and never raise."""

    def __init__(
        self,
        store: OutboxStore,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        side_by_side: int,
        give_up: GiveUp | None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self._side_by_side = side_by_side
        self._give_up = give_up or store.give_up
        self._running: dict[int, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    @abstractmethod
    async def _send(self, notice: Notice) -> None:
        """Sends a claimed notice and writes what became of it."""

    async def start(self) -> None:
        """Begins to send; what is due goes at once."""
        here = asyncio.get_running_loop()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # a commit after the loop was closed
                here.call_soon_threadsafe(self._wake.set)

        self._store.listen(wake)
        self._loop = asyncio.create_task(self._run(), name=type(self).__name__)

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Claims nothing more and lets what is being sent end within `seconds`; the rest comes again."""
        self._stopping = True
        self._wake.set()
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait({self._loop})
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
                log.warning("%d notices were being sent at the stop; they come again.", len(late))

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                begun = await self._begin()
                pause = 0.0 if begun else await self._pause_seconds()
            except Exception as trouble:
                log.error("The outbox cannot be read: %s: %s", type(trouble).__name__, trouble)
                pause = STORE_PAUSES_SECONDS[-1]
            if pause > 0:
                await self._sleep_unless_woken(pause)

    async def _begin(self) -> bool:
        """Claims as many as there are free places; True where it may be worth asking again at once."""
        free = self._side_by_side - len(self._running)
        if free <= 0:
            return False
        claimed = await self._store.claim(free, self._clock(), LEASE_SECONDS)
        for notice in claimed:
            if notice.id not in self._running:
                task = asyncio.create_task(self._send(notice), name=f"notice {notice.id}")
                self._running[notice.id] = task
                task.add_done_callback(partial(self._ended, notice.id))
        return bool(claimed) and len(claimed) == free and len(self._running) < self._side_by_side

    def _ended(self, notice_id: int, _task: object) -> None:
        self._running.pop(notice_id, None)
        self._wake.set()

    async def _pause_seconds(self) -> float:
        if len(self._running) >= self._side_by_side:
            return LONGEST_SLEEP_SECONDS
        now = self._clock()
        due = await self._store.next_due(now)
        if due is None:
            return LONGEST_SLEEP_SECONDS
        return min(LONGEST_SLEEP_SECONDS, max(0.0, (due - now).total_seconds()))

    async def _sleep_unless_woken(self, seconds: float) -> None:
        woken, rung = asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({woken, rung}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            rung.cancel()

    async def _keep(self, write: Callable[[], Awaitable[None]]) -> None:
        """Writes what became of a notice; where storage stays away, the lease runs out and it comes again."""
        for pause in (*STORE_PAUSES_SECONDS, None):
            try:
                await write()
            except Exception as trouble:
                if pause is None:
                    log.error("The outbox cannot be written: %s: %s", type(trouble).__name__, trouble)
                    return
                await self._sleep(pause)
            else:
                return

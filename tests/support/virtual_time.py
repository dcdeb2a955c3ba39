"""Time that passes only when everybody waits for it: hours of waiting in milliseconds, the same each run."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_TURNS = 60  # turns of the event loop after which nothing but sleepers can be left
T = TypeVar("T")


class VirtualTime:
    """`sleep`, `monotonic` and `now` are for what is tested; `finish` and `pass_seconds` move time."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + max(0.0, seconds), next(self._numbers), woken))
        await woken

    async def finish(self, work: Awaitable[T], within_seconds: float = 1e6) -> T:
        """Gives the result of `work`, moving time whenever nothing else happens."""
        task = asyncio.ensure_future(work)
        end = self.seconds + within_seconds
        while not task.done():
            await self._settle()
            if not task.done() and not self._wake_next(end):
                task.cancel()
                raise AssertionError(f"Not finished within {within_seconds} virtual seconds.")
        return task.result()

    async def pass_seconds(self, seconds: float) -> None:
        """Moves time on, waking everybody whose moment comes on the way."""
        end = self.seconds + seconds
        await self._settle()
        while self._wake_next(end):
            await self._settle()
        self.seconds = end

    async def _settle(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    def _wake_next(self, end: float) -> bool:
        while self._sleepers and self._sleepers[0][2].done():  # its sleeper was cancelled
            heapq.heappop(self._sleepers)
        if not self._sleepers or self._sleepers[0][0] > end:
            return False
        self.seconds = max(self.seconds, self._sleepers[0][0])
        while self._sleepers and self._sleepers[0][0] <= self.seconds:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)
        return True

"""Who waits at the gate, and who goes next: people before notices, otherwise in order of arrival."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

_numbers = itertools.count()
MOMENT_SECONDS = 0.001  # sleeping less than this is not worth a task


@dataclass(slots=True)
class Waiter:
    """One call that waits. A lower `priority` goes first; `weight` is how many messages it is."""

    chat: int | str
    priority: int
    weight: int = 1
    number: int = field(default_factory=lambda: next(_numbers))
    passed: asyncio.Future[None] | None = None


TryPass = Callable[[Waiter, float], float]


class WaitingRoom:
    """`try_pass(waiter, now)` lets one through and gives 0, or gives the seconds it must wait at least."""

    def __init__(
        self,
        try_pass: TryPass,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._try_pass = try_pass
        self._monotonic = monotonic
        self._sleep = sleep
        self._waiters: list[Waiter] = []
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0.0

    async def enter(self, waiter: Waiter) -> None:
        """Returns when the call may be made; raises what `close` was given."""
        if not self._waiters and self._try_pass(waiter, self._monotonic()) <= 0:
            return
        waiter.passed = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        self._waiters.sort(key=lambda each: (each.priority, each.number))
        self._let_pass()
        try:
            await waiter.passed
        finally:
            if waiter in self._waiters:  # cancelled while waiting
                self._waiters.remove(waiter)

    async def pause(self, seconds: float) -> None:
        """Simply waits."""
        await self._sleep(seconds)

    def close(self, error: Exception) -> None:
        """Sends everybody away with `error`."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        waiting, self._waiters = self._waiters, []
        for waiter in waiting:
            if waiter.passed is not None and not waiter.passed.done():
                waiter.passed.set_exception(error)

    def _let_pass(self) -> None:
        """Lets through who may pass now, and sets the alarm for the next."""
        now, soonest, left = self._monotonic(), float("inf"), []
        for waiter in self._waiters:
            if waiter.passed is None or waiter.passed.done():
                continue  # its caller was cancelled
            seconds = self._try_pass(waiter, now)
            if seconds > 0:
                soonest = min(soonest, seconds)
                left.append(waiter)
            else:
                waiter.passed.set_result(None)
        self._waiters = left
        if left:
            self._set_alarm(now + max(soonest, MOMENT_SECONDS))

    def _set_alarm(self, at: float) -> None:
        if self._alarm is not None and not self._alarm.done():
            if self._alarm_at <= at:
                return
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.ensure_future(self._ring(at - self._monotonic()))

    async def _ring(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._alarm = None
        self._let_pass()

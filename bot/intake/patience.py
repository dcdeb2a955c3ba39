"""Working against storage that may be away for a while: without raising, without filling the log."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

Sleep = Callable[[float], Awaitable[object]]
Monotonic = Callable[[], float]

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0


class OncePer:
    """Says yes at most once in `seconds`, so that trouble that lasts does not fill the log."""

    def __init__(self, seconds: float = 60.0, monotonic: Monotonic = time.monotonic) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._last: float | None = None

    def __call__(self) -> bool:
        now = self._monotonic()
        if self._last is not None and now - self._last < self._seconds:
            return False
        self._last = now
        return True


async def until_done(
    action: Callable[[], Awaitable[object]],
    told: Callable[[Exception], None],
    sleep: Sleep = asyncio.sleep,
    tries: int | None = None,
) -> bool:
    """Repeats `action` with growing pauses (0.1 to 5 s) until it succeeds; False after `tries` failures.

    `told` hears of each failure. Only cancellation gets out.
    """
    pause, failures = FIRST_PAUSE_SECONDS, 0
    while True:
        try:
            await action()
        except Exception as error:  # storage may raise anything; an update is never given up for it
            failures += 1
            told(error)
            if tries is not None and failures >= tries:
                return False
            await sleep(pause)
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
        else:
            return True


def once_a_minute(log: logging.Logger, words: str, monotonic: Monotonic) -> Callable[[Exception], None]:
    """A `told` for `until_done`: logs `words` and the error, at most once a minute."""
    may_say = OncePer(60.0, monotonic)

    def told(error: Exception) -> None:
        if may_say():
            log.error("%s %s: %s", words, type(error).__name__, error)

    return told

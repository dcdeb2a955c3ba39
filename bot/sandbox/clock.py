"""The sandbox's clock: real time plus an offset that tests and the page can move."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970, movable. Everything with a date or a lifetime asks this clock, never ``time``."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0
        self._listeners: list[Callable[[], None]] = []

    def time(self) -> float:
        """Return the present moment in seconds, with fractions."""
        return time.time() + self.offset_seconds

    def now(self) -> int:
        """Return the present moment as Telegram writes dates: whole seconds."""
        return int(self.time())

    def advance(self, seconds: float) -> None:
        """Move the clock by ``seconds`` (negative: back)."""
        self.offset_seconds += seconds
        for listener in self._listeners:
            listener()

    def set_to(self, moment: float) -> None:
        """Set the clock to ``moment`` (seconds since 1970); it runs on from there."""
        self.advance(moment - self.time())

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each move."""
        self._listeners.append(listener)

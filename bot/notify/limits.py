"""Telegram's limits as plain arithmetic over a time that is handed in (seconds, any zero)."""

from __future__ import annotations

from collections import deque
from typing import Protocol

MARGIN_SECONDS = 0.02  # what the network may squeeze two messages together by


class Limit(Protocol):
    """How long until one more may go, and that some went."""

    def wait_seconds(self, now: float) -> float: ...
    def take(self, now: float, weight: int = 1) -> None: ...
    def is_idle(self, now: float) -> bool:
        """Whether forgetting it changes nothing."""


class TokenBucket:
    """`size` at once, then `per_second`. A weight above 1 may leave a debt; the next one waits it off."""

    __slots__ = ("_at", "_level", "_per_second", "_size")

    def __init__(self, size: int, per_second: float, now: float) -> None:
        self._size = size
        self._per_second = per_second
        self._level = float(size)
        self._at = now

    def wait_seconds(self, now: float) -> float:
        missing = 1 - self._filled(now)
        return 0.0 if missing <= 1e-9 else missing / self._per_second + MARGIN_SECONDS

    def take(self, now: float, weight: int = 1) -> None:
        self._level, self._at = self._filled(now) - weight, max(now, self._at)

    def is_idle(self, now: float) -> bool:
        return self._filled(now) >= self._size

    def _filled(self, now: float) -> float:
        return min(self._size, self._level + max(0.0, now - self._at) * self._per_second)


class SlidingWindow:
    """At most `most` in any `seconds`: exact, unlike a bucket, which lets twice as many into one window."""

    __slots__ = ("_most", "_seconds", "_taken")

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds + MARGIN_SECONDS
        self._taken: deque[float] = deque(maxlen=most)

    def wait_seconds(self, now: float) -> float:
        if len(self._taken) < self._most:
            return 0.0
        return max(0.0, self._taken[0] + self._seconds - now)

    def take(self, now: float, weight: int = 1) -> None:
        self._taken.extend([now] * weight)

    def is_idle(self, now: float) -> bool:
        return not self._taken or self._taken[-1] + self._seconds <= now

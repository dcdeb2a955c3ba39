"""What happens, told to whoever listens: the page over server-sent events, tests and the tour in-process."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from bot.sandbox.model import Json

_BACKLOG = 5_000


class EventBus:
    """Numbers events and hands them to every listener; a listener that falls far behind loses the oldest."""

    def __init__(self) -> None:
        self.count = 0
        self._listeners: set[asyncio.Queue[tuple[int, str, Json]]] = set()
        self.recent: deque[tuple[int, str, Json]] = deque(maxlen=500)

    def publish(self, kind: str, /, **details: Any) -> None:
        """Tell all listeners that something of ``kind`` happened."""
        self.count += 1
        event = (self.count, kind, details)
        self.recent.append(event)
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    def subscribe(self, after: int | None = None) -> asyncio.Queue[tuple[int, str, Json]]:
        """Return a new listener's queue; with ``after``, what is remembered since then comes first."""
        queue: asyncio.Queue[tuple[int, str, Json]] = asyncio.Queue(_BACKLOG)
        if after is not None:
            for event in self.recent:
                if event[0] > after:
                    queue.put_nowait(event)
        self._listeners.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[tuple[int, str, Json]]) -> None:
        """Forget a listener."""
        self._listeners.discard(queue)

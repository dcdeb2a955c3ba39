"""What the first and the last step need of storage: the inbox of updates and the outbox of notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.domain.notice import Card, Notice


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """One update as Telegram sent it (JSON). `took_effect`: its change is committed, its answer maybe not."""

    update_id: int
    body: str
    took_effect: bool


class InboxStore(Protocol):
    async def put(self, update_id: int, body: str) -> bool:
        """Durable when it returns; False where this update is there already. Raises on storage trouble."""

    async def unfinished(self) -> Sequence[StoredUpdate]:
        """What was stored but not finished, in update_id order of arrival."""

    async def finish(self, update_id: int, error: str = "") -> None:
        """Handled to its end; an error's text is kept with it."""

    async def forget_before(self, moment: datetime) -> int:
        """Drops finished rows older than that; gives how many."""


class OutboxStore(Protocol):
    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` is called (from any thread) after a commit that added notices."""

    async def claim(self, limit: int, now: datetime, lease_seconds: int) -> Sequence[Notice]:
        """Conditionally marks due PENDING notices, and SENDING ones whose lease ran out, as SENDING.
        At most one per chat: the oldest; none for a chat that has an older one in SENDING under lease or
        waiting for its time, so that the order in a chat is kept. `attempts` is counted up."""

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next one may be claimed; None where nothing waits."""

    async def succeed(self, notice: Notice, card: Card | None, now: datetime) -> None: ...
    async def postpone(self, notice: Notice, due_at: datetime, error: str) -> None: ...
    async def give_up(self, notice: Notice, error: str) -> None: ...
    async def card(self, matter: str, chat_id: int) -> Card | None: ...
    async def count_waiting(self) -> int: ...

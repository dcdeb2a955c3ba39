"""Inbox and outbox in memory, for tests of the edge; `storage`'s own are tested against the same contract.

The whole port is here, with the rules of its docstrings; nothing survives but the object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.domain.notice import NOTICE_MOVES, Card, Channel, Notice, NoticeAction, NoticeStatus
from bot.core.usecases.delivery_ports import StoredUpdate


class StorageAway(Exception):
    """Like an OperationalError: locked, full or gone."""


@dataclass
class InboxRow:
    update_id: int
    body: str
    took_effect: bool = False
    finished_at: datetime | None = None
    error: str = ""


@dataclass
class MemoryInbox:
    """`delivery_ports.InboxStore`. `failures` is how many calls still fail; `delay` runs before each put."""

    clock: Callable[[], datetime]
    rows: dict[int, InboxRow] = field(default_factory=dict)
    failures: int = 0
    delay: Callable[[], asyncio.Future[None]] | None = None

    async def put(self, update_id: int, body: str) -> bool:
        await self._reach()
        if update_id in self.rows:
            return False
        self.rows[update_id] = InboxRow(update_id, body)
        if self.delay is not None:
            await self.delay()
        return True

    async def unfinished(self) -> Sequence[StoredUpdate]:
        await self._reach()
        waiting = [row for row in self.rows.values() if row.finished_at is None]
        return [StoredUpdate(row.update_id, row.body, row.took_effect) for row in waiting]

    async def finish(self, update_id: int, error: str = "") -> None:
        await self._reach()
        row = self.rows[update_id]
        row.finished_at, row.error = self.clock(), error

    async def forget_before(self, moment: datetime) -> int:
        await self._reach()
        old = [
            r.update_id for r in self.rows.values() if r.finished_at is not None and r.finished_at < moment
        ]
        for update_id in old:
            del self.rows[update_id]
        return len(old)

    def mark_took_effect(self, update_id: int) -> None:
        """What the unit of work does in the commit of the effect."""
        self.rows[update_id].took_effect = True

    def errors(self) -> dict[int, str]:
        """What was finished, with its error."""
        return {row.update_id: row.error for row in self.rows.values() if row.finished_at is not None}

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise StorageAway("database is locked")


class MemoryOutboxStore:
    """`delivery_ports.OutboxStore` of one channel. `failures` is how many calls still fail."""

    def __init__(self, channel: Channel = Channel.TELEGRAM) -> None:
        self.channel = channel
        self.notices: dict[int, Notice] = {}
        self.cards: dict[tuple[str, int], Card] = {}
        self.failures = 0
        self.claims: list[int] = []
        self._wakers: list[Callable[[], None]] = []

    def add(self, *notices: Notice) -> None:
        """What a commit does: unique by event and recipient, then everybody who listens is woken."""
        known = {(notice.event_key, notice.chat_id, notice.address) for notice in self.notices.values()}
        for notice in notices:
            if (notice.event_key, notice.chat_id, notice.address) not in known:
                notice.id = len(self.notices) + 1
                self.notices[notice.id] = notice
        for wake in self._wakers:
            wake()

    def listen(self, wake: Callable[[], None]) -> None:
        self._wakers.append(wake)

    async def claim(self, limit: int, now: datetime, lease_seconds: int) -> Sequence[Notice]:
        await self._reach()
        due = [notice for notice in self._heads(now) if _is_due(notice, now)][:limit]
        for notice in due:
            self._move(notice, NoticeAction.CLAIM)
            notice.attempts += 1
            notice.claimed_until = now + timedelta(seconds=lease_seconds)
            self.claims.append(notice.id)
        return due

    async def next_due(self, now: datetime) -> datetime | None:
        await self._reach()
        moments = [_claimable_at(notice, now) for notice in self._heads(now)]
        moments += [n.held_until for n in self.notices.values() if self._is_held(n, now) and n.held_until]
        return min(moments, default=None)

    async def succeed(self, notice: Notice, card: Card | None, now: datetime) -> None:
        await self._reach()
        self._move(notice, NoticeAction.SUCCEED)
        notice.sent_at, notice.claimed_until, notice.error = now, None, ""
        if card is not None:
            self.cards[card.matter, card.chat_id] = card

    async def postpone(self, notice: Notice, due_at: datetime, error: str) -> None:
        await self._reach()
        self._move(notice, NoticeAction.POSTPONE)
        notice.due_at, notice.claimed_until, notice.error = due_at, None, error

    async def give_up(self, notice: Notice, error: str) -> None:
        await self._reach()
        self._move(notice, NoticeAction.GIVE_UP)
        notice.claimed_until, notice.error = None, error

    async def card(self, matter: str, chat_id: int) -> Card | None:
        await self._reach()
        return self.cards.get((matter, chat_id))

    async def count_waiting(self) -> int:
        await self._reach()
        return sum(_waits(notice) for notice in self.notices.values())

    def _heads(self, now: datetime) -> list[Notice]:
        heads: dict[tuple[int, str], Notice] = {}
        for notice in self.notices.values():
            if notice.channel is self.channel and _waits(notice) and not self._is_held(notice, now):
                heads.setdefault((notice.chat_id, notice.address), notice)
        return list(heads.values())

    def _is_held(self, notice: Notice, now: datetime) -> bool:
        pending = notice.status is NoticeStatus.PENDING and notice.channel is self.channel
        return pending and notice.held_until is not None and notice.held_until > now

    def _move(self, notice: Notice, action: NoticeAction) -> None:
        notice.status = NOTICE_MOVES[notice.status, action]

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise StorageAway("database is locked")


def _waits(notice: Notice) -> bool:
    return notice.status in (NoticeStatus.PENDING, NoticeStatus.SENDING)


def _claimable_at(notice: Notice, now: datetime) -> datetime:
    moment = notice.claimed_until if notice.status is NoticeStatus.SENDING else notice.due_at
    return max(moment or now, now)


def _is_due(notice: Notice, now: datetime) -> bool:
    return _claimable_at(notice, now) <= now

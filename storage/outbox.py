"""The outbox: the queue that planned notices are sent from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, update

from bot.core.domain.notice import Card, Channel, Notice, NoticeStatus
from storage import tables as t
from storage.transaction import Transaction, Values, upserting

if TYPE_CHECKING:
    from storage.database import Database

_N = t.notices.c
_WAITING = _N.status.in_((NoticeStatus.PENDING, NoticeStatus.SENDING))
_CHANNEL = case((_N.address == "", Channel.TELEGRAM.value), else_=Channel.EMAIL.value)
_OF_CHANNEL = bindparam("channel") == _CHANNEL
_FREE = or_(_N.held_until.is_(None), _N.held_until <= bindparam("now"))
_NEXT_RELEASE = select(func.min(_N.held_until)).where(
    _N.status == NoticeStatus.PENDING, _N.held_until > bindparam("now"), _OF_CHANNEL
)
_HEADS = (
    select(func.min(_N.id).label("id"))
    .where(_WAITING, _OF_CHANNEL, _FREE)
    .group_by(_N.chat_id, _N.address)
    .subquery()
)
_DUE = or_(
    and_(_N.status == NoticeStatus.PENDING, or_(_N.due_at.is_(None), _N.due_at <= bindparam("now"))),
    and_(_N.status == NoticeStatus.SENDING, _N.claimed_until <= bindparam("now")),
)
_CLAIMABLE = (
    select(t.notices).join(_HEADS, _N.id == _HEADS.c.id).where(_DUE).order_by(_N.id).limit(bindparam("most"))
)
_RELEASE = (
    update(t.notices)
    .where(_N.status == NoticeStatus.SENDING)
    .values(status=NoticeStatus.PENDING, claimed_until=None)
)
_CLAIM = update(t.notices).where(_N.id.in_(bindparam("ids", expanding=True)))
_NEXT_DUE = select(_N.status, _N.due_at, _N.claimed_until).join(_HEADS, _N.id == _HEADS.c.id)
_COUNT_WAITING = select(func.count()).select_from(t.notices).where(_WAITING)
_SENDING = update(t.notices).where(_N.id == bindparam("notice"), _N.status == NoticeStatus.SENDING)
_OWN_CLAIM = _SENDING.where(_N.attempts == bindparam("seen"))
_CARD = select(t.cards).where(
    t.cards.c.matter == bindparam("of_matter"), t.cards.c.chat_id == bindparam("of_chat")
)


class Outbox:
    """`delivery_ports.OutboxStore` for the notices of one channel."""

    def __init__(self, database: Database, channel: Channel = Channel.TELEGRAM) -> None:
        self._database, self._channel = database, channel

    def listen(self, wake: Callable[[], None]) -> None:
        self._database.listen(wake)

    async def claim(self, limit: int, now: datetime, lease_seconds: int) -> Sequence[Notice]:
        until = now + timedelta(seconds=lease_seconds)
        return await self._database.transact(lambda tx: _claim(tx, self._channel, limit, now, until))

    async def release(self) -> None:
        """What a process that is gone left in sending may go at once: at a start, before anything is sent.
        Of every channel."""
        await self._database.transact(lambda tx: tx.change(_RELEASE, {}))

    async def next_due(self, now: datetime) -> datetime | None:
        return await self._database.look(lambda tx: _next_due(tx, self._channel, now))

    async def succeed(self, notice: Notice, card: Card | None, now: datetime) -> None:
        await self._database.transact(lambda tx: _succeed(tx, notice, card, now))

    async def postpone(self, notice: Notice, due_at: datetime, error: str) -> None:
        """Nothing where the lease ran out and another claimed it since."""
        values = {"status": NoticeStatus.PENDING, "due_at": due_at, "claimed_until": None, "error": error}
        await self._database.transact(lambda tx: tx.change(_OWN_CLAIM, _claim_key(notice) | values))

    async def give_up(self, notice: Notice, error: str) -> None:
        """Nothing where the lease ran out and another claimed it since."""
        values = {"status": NoticeStatus.DEAD, "claimed_until": None, "error": error}
        await self._database.transact(lambda tx: tx.change(_OWN_CLAIM, _claim_key(notice) | values))

    async def card(self, matter: str, chat_id: int) -> Card | None:
        parameters = {"of_matter": matter, "of_chat": chat_id}
        row = await self._database.look(lambda tx: tx.row(_CARD, parameters))
        return None if row is None else Card(row.matter, row.chat_id, row.message_id, row.has_photo)

    async def count_waiting(self) -> int:
        return int(await self._database.look(lambda tx: tx.scalar(_COUNT_WAITING)))


@cache
def _claimable(dialect: str) -> Any:
    """What another claimer holds is passed over, not waited for."""
    return (
        _CLAIMABLE.with_for_update(of=t.notices, skip_locked=True) if dialect == "postgresql" else _CLAIMABLE
    )


def _claim(tx: Transaction, channel: Channel, limit: int, now: datetime, until: datetime) -> list[Notice]:
    rows = tx.rows(_claimable(tx.dialect), {"now": now, "most": limit, "channel": channel.value})
    if not rows:
        return []
    claim = _CLAIM.values(
        status=NoticeStatus.SENDING, claimed_until=bindparam("until"), attempts=_N.attempts + 1
    )
    tx.change(claim, {"ids": [row.id for row in rows], "until": until})
    claimed = [Notice(**row._asdict()) for row in rows]
    for notice in claimed:
        notice.status, notice.claimed_until = NoticeStatus.SENDING, until
        notice.attempts += 1
    return claimed


def _next_due(tx: Transaction, channel: Channel, now: datetime) -> datetime | None:
    parameters = {"now": now, "channel": channel.value}
    release = tx.scalar(_NEXT_RELEASE, parameters)
    moments = [] if release is None else [release]
    for row in tx.rows(_NEXT_DUE, parameters):
        moment = row.claimed_until if row.status is NoticeStatus.SENDING else row.due_at
        moments.append(max(moment or now, now))
    return min(moments, default=None)


def _succeed(tx: Transaction, notice: Notice, card: Card | None, now: datetime) -> None:
    values = {"status": NoticeStatus.SENT, "sent_at": now, "claimed_until": None, "error": ""}
    tx.change(_SENDING, {"notice": notice.id, **values})
    if card is not None:
        row = {
            "matter": card.matter,
            "chat_id": card.chat_id,
            "message_id": card.message_id,
            "has_photo": card.has_photo,
        }
        tx.change(upserting(t.cards, tx.dialect), row)


def _claim_key(notice: Notice) -> Values:
    return {"notice": notice.id, "seen": notice.attempts}


def forget_notices(tx: Transaction) -> None:
    """Of a past that was told, not lived: nobody is to hear of it now."""
    tx.change(delete(t.notices), {})

"""The inbox: every update is kept before it is confirmed to Telegram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, true, update

from bot.core.usecases.delivery_ports import StoredUpdate
from storage import tables as t
from storage.batch import Batch
from storage.transaction import Transaction, dialect_insert

if TYPE_CHECKING:
    from storage.database import Database

_I = t.inbox.c
_UNFINISHED = select(_I.update_id, _I.body, _I.took_effect).where(_I.finished_at.is_(None)).order_by(_I.seq)
_FINISH = (
    update(t.inbox)
    .where(_I.update_id == bindparam("of_update"))
    .values(finished_at=bindparam("finished"), error=bindparam("words"))
)
_FORGET = delete(t.inbox).where(_I.finished_at < bindparam("moment"))
_TOOK_EFFECT = update(t.inbox).where(_I.update_id == bindparam("of_update")).values(took_effect=true())


class Inbox:
    """`delivery_ports.InboxStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._puts = Batch(self._put_all)
        self._finishes = Batch(self._finish_all)

    async def put(self, update_id: int, body: str) -> bool:
        return await self._puts.add((update_id, body))

    async def unfinished(self) -> Sequence[StoredUpdate]:
        rows = await self._database.look(lambda tx: tx.rows(_UNFINISHED))
        return [StoredUpdate(row.update_id, row.body, row.took_effect) for row in rows]

    async def finish(self, update_id: int, error: str = "") -> None:
        await self._finishes.add((update_id, error))

    async def forget_before(self, moment: datetime) -> int:
        return await self._database.transact(lambda tx: tx.change(_FORGET, {"moment": moment}))

    async def _put_all(self, updates: list[tuple[int, str]]) -> list[bool]:
        return await self._database.transact(lambda tx: _put(tx, updates))

    async def _finish_all(self, updates: list[tuple[int, str]]) -> list[None]:
        await self._database.transact(lambda tx: _finish(tx, updates))
        return [None] * len(updates)


def mark_took_effect(tx: Transaction, update_id: int) -> None:
    """In the commit of the effect itself."""
    tx.change(_TOOK_EFFECT, {"of_update": update_id})


def _put(tx: Transaction, updates: list[tuple[int, str]]) -> list[bool]:
    rows = [{"update_id": number, "body": body, "received_at": tx.now} for number, body in updates]
    new = set(tx.connection.execute(_adding(tx.dialect), rows).scalars())
    answers = []
    for number, _ in updates:  # the same update twice in one batch is new once
        answers.append(number in new)
        new.discard(number)
    return answers


def _finish(tx: Transaction, updates: list[tuple[int, str]]) -> None:
    rows = [{"of_update": number, "finished": tx.now, "words": words} for number, words in updates]
    tx.change_each(_FINISH, rows)


@cache
def _adding(dialect: str) -> Any:
    statement = dialect_insert(t.inbox, dialect).on_conflict_do_nothing(index_elements=["update_id"])
    return statement.returning(_I.update_id)

"""The operation log: one chain, appended to under one lock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.core.domain.events import Event
from bot.core.domain.operation_log import LogEntry, chained, facts_text
from storage import tables as t
from storage.transaction import Transaction, Values
from storage.types import storable

_L = t.operation_log.c
_HEAD = select(t.log_head.c.seq, t.log_head.c.digest).where(t.log_head.c.id == 1)
_MOVE_HEAD = update(t.log_head).where(t.log_head.c.id == 1)
_ADD = t.operation_log.insert()
_OF_RECORD = (
    select(t.operation_log)
    .where(t.operation_log.c.record == bindparam("of_record"))
    .order_by(t.operation_log.c.seq)
    .limit(bindparam("most"))
)


class OperationLogRepository:
    """`ports.OperationLog`. Entries are written together at the end of the transaction."""

    __slots__ = ("_entries", "_head", "_key", "_tx")

    def __init__(self, tx: Transaction, key: bytes) -> None:
        self._tx, self._key = tx, key
        self._head: tuple[int, str] | None = None
        self._entries: list[Values] = []

    def append(self, event: Event) -> int:
        seq, previous = self._head or self._locked_head()
        seq += 1
        entry: Values = {
            "seq": seq,
            "at": event.at.astimezone(UTC),
            "actor_id": event.actor_id,
            "event": event.name,
            "record": storable(event.record),
            "facts": storable(facts_text(event.facts())),
        }
        digest = chained(self._key, previous, **entry)
        self._entries.append({**entry, "previous": previous, "digest": digest})
        self._head = (seq, digest)
        return seq

    def of_record(self, record: str, limit: int = 100) -> list[LogEntry]:
        """In the order they happened."""
        self.flush()
        rows = self._tx.rows(_OF_RECORD, {"of_record": record, "most": limit})
        return [LogEntry(**row._asdict()) for row in rows]

    def find(
        self,
        *,
        record: str = "",
        actor_id: int | None = None,
        span: tuple[datetime, datetime] | None = None,
        before: int = 0,
        limit: int = 100,
    ) -> list[LogEntry]:
        self.flush()
        found = select(t.operation_log).order_by(_L.seq.desc()).limit(limit)
        if record:
            found = found.where(_L.record == storable(record))
        if actor_id is not None:
            found = found.where(_L.actor_id == actor_id)
        if span:
            found = found.where(_L.at >= span[0].astimezone(UTC), _L.at < span[1].astimezone(UTC))
        if before:
            found = found.where(_L.seq < before)
        return [LogEntry(**row._asdict()) for row in self._tx.rows(found, {})]

    def flush(self) -> None:
        if not self._entries or self._head is None:
            return
        self._tx.change_each(_ADD, self._entries)
        self._tx.change(_MOVE_HEAD, {"seq": self._head[0], "digest": self._head[1]})
        self._entries = []

    def _locked_head(self) -> tuple[int, str]:
        row: Any = self._tx.row(self._tx.locked(_HEAD))
        assert row is not None, "the first migration lays the head"
        return row.seq, row.digest

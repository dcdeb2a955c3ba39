"""Notices as a transaction plans and sees them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.notice import Notice, NoticeStatus, Recipient
from storage import tables as t
from storage.transaction import Transaction, Values, chunks, dialect_insert

_N, _C = t.notices.c, t.cards.c
_NEWEST = (
    select(_N.id)
    .where(
        _N.event_key == bindparam("of_event"),
        _N.chat_id == bindparam("of_chat"),
        _N.address == bindparam("of_address"),
        _N.status == NoticeStatus.PENDING,
    )
    .correlate(None)
    .scalar_subquery()
)
_MERGE = update(t.notices).where(
    _N.matter == bindparam("of_matter"),
    _N.chat_id == bindparam("of_chat"),
    _N.address == bindparam("of_address"),
    _N.status == NoticeStatus.PENDING,
    _N.fresh.is_(False),
    _N.id < _NEWEST,
)
_TOLD = (
    select(_N.chat_id, _N.language, _N.thread_id)
    .where(_N.matter == bindparam("of_matter"), _N.status != NoticeStatus.DEAD, _N.address == "")
    .order_by(_N.id)
)
_MATTER = (
    select(t.cards.c.matter)
    .where(t.cards.c.chat_id == bindparam("of_chat"), t.cards.c.message_id == bindparam("of_message"))
    .order_by(t.cards.c.matter)
    .limit(1)
)

_GET = select(t.notices).where(_N.id == bindparam("notice"))
_OF_RECORDS = (
    select(t.notices)
    .where(_N.record.in_(bindparam("records", expanding=True)))
    .order_by(_N.id.desc())
    .limit(bindparam("most"))
)
_WAS_TOLD = (
    select(_N.id).where(_N.matter == bindparam("of_matter"), _N.chat_id == bindparam("of_chat")).limit(1)
)
_IS_SENDING = (
    select(_N.id).where(_N.chat_id == bindparam("of_chat"), _N.status == NoticeStatus.SENDING).limit(1)
)
_HAS_CARD = select(_C.chat_id).where(_C.matter == bindparam("of_matter"), _C.chat_id == bindparam("of_chat"))
_CARDS_IN = select(_C.matter).where(_C.chat_id == bindparam("of_chat")).order_by(_C.matter)
_OF_CARD = (
    select(_C.matter)
    .where(_C.chat_id == bindparam("of_chat"), _C.message_id == bindparam("of_message"))
    .correlate(None)
)
_IS_UNREAD_HERE = (
    _N.matter.in_(_OF_CARD),
    _N.chat_id == bindparam("of_chat"),
    _N.status == NoticeStatus.SENT,
    _N.read_at.is_(None),
)
_UNREAD = select(_N.id).where(*_IS_UNREAD_HERE).limit(1)
_NOTE_READ = update(t.notices).where(*_IS_UNREAD_HERE).values(read_at=bindparam("now"))
_HELD = (
    select(t.notices)
    .where(
        _N.chat_id == bindparam("of_chat"),
        _N.status == NoticeStatus.PENDING,
        _N.held_until > bindparam("now"),
    )
    .order_by(_N.id)
)
_RELEASE = (
    update(t.notices)
    .where(_N.chat_id == bindparam("of_chat"), _N.status == NoticeStatus.PENDING)
    .values(held_until=None)
)
_HOLD = (
    update(t.notices)
    .where(
        _N.chat_id == bindparam("of_chat"),
        _N.status == NoticeStatus.PENDING,
        _N.held_until > bindparam("now"),
    )
    .values(held_until=bindparam("until"))
)
_MERGE_THESE = (
    update(t.notices)
    .where(_N.id.in_(bindparam("ids", expanding=True)), _N.status == NoticeStatus.PENDING)
    .values(status=NoticeStatus.MERGED)
)
_GIVE_UP = update(t.notices).where(
    _N.id == bindparam("notice"), _N.status == NoticeStatus.SENDING, _N.attempts == bindparam("seen")
)
_ELSEWHERE = t.notices.alias("elsewhere")
_DOUBLE = delete(t.notices).where(
    _N.chat_id == bindparam("old"),
    _N.event_key.in_(select(_ELSEWHERE.c.event_key).where(_ELSEWHERE.c.chat_id == bindparam("new"))),
)
_MOVE = update(t.notices).where(_N.chat_id == bindparam("old"))
_DROP_CARDS = delete(t.cards).where(_C.chat_id == bindparam("old"))


class OutboxRepository:
    """`ports.Outbox`. Notices are written together at the end of the transaction."""

    __slots__ = ("_notices", "_tx", "added")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._notices: list[Notice] = []
        self.added = False  # whether somebody should look into the queue after the commit

    def add(self, notice: Notice) -> None:
        self._notices.append(notice)

    def matter_of(self, chat_id: int, message_id: int) -> str | None:
        matter: str | None = self._tx.scalar(_MATTER, {"of_chat": chat_id, "of_message": message_id})
        return matter

    def chats_told(self, matter: str) -> list[Recipient]:
        self.flush()
        told: dict[int, Recipient] = {}
        for row in self._tx.rows(_TOLD, {"of_matter": matter}):
            told.pop(row.chat_id, None)  # who was told last stands last
            told[row.chat_id] = Recipient(row.chat_id, row.language, thread_id=row.thread_id)
        return list(told.values())

    def flush(self) -> None:
        if not self._notices:
            return
        self._tx.change_each(_adding(self._tx.dialect), [_values(notice) for notice in self._notices])
        self._tx.change_each(_MERGE.values(status=NoticeStatus.MERGED), self._merging())
        self._notices, self.added = [], True

    def get(self, notice_id: int) -> Notice:
        row = self._tx.row(_GET, {"notice": notice_id})
        if row is None:
            raise RecordUnknown(number=str(notice_id))
        return Notice(**row._asdict())

    def of_records(self, records: Iterable[str], limit: int = 100) -> list[Notice]:
        self.flush()
        found = self._tx.rows(_OF_RECORDS, {"records": list(records), "most": limit})
        return [Notice(**row._asdict()) for row in reversed(found)]

    def was_told(self, chat_id: int, matter: str) -> bool:
        return self._tx.row(_WAS_TOLD, {"of_chat": chat_id, "of_matter": matter}) is not None

    def is_sending(self, chat_id: int) -> bool:
        return self._tx.row(_IS_SENDING, {"of_chat": chat_id}) is not None

    def has_card(self, matter: str, chat_id: int) -> bool:
        return self._tx.row(_HAS_CARD, {"of_chat": chat_id, "of_matter": matter}) is not None

    def is_unread(self, chat_id: int, message_id: int) -> bool:
        return self._tx.row(_UNREAD, {"of_chat": chat_id, "of_message": message_id}) is not None

    def note_read(self, chat_id: int, message_id: int) -> None:
        key = {"of_chat": chat_id, "of_message": message_id}
        self._tx.change(_NOTE_READ, {**key, "now": self._tx.now})

    def cards_in(self, chat_id: int) -> list[str]:
        return [row.matter for row in self._tx.rows(_CARDS_IN, {"of_chat": chat_id})]

    def held(self, chat_id: int) -> list[Notice]:
        self.flush()
        found = self._tx.rows(_HELD, {"of_chat": chat_id, "now": self._tx.now})
        return [Notice(**row._asdict()) for row in found]

    def release(self, chat_id: int) -> None:
        self.flush()
        if self._tx.change(_RELEASE, {"of_chat": chat_id}):
            self.added = True

    def hold_until(self, chat_id: int, until: datetime) -> None:
        self.flush()
        self._tx.change(_HOLD, {"of_chat": chat_id, "now": self._tx.now, "until": until})
        self.added = True  # the queue looks again when it is to wake

    def merge(self, notice_ids: Iterable[int]) -> None:
        for ids in chunks(notice_ids):
            self._tx.change(_MERGE_THESE, {"ids": ids})

    def give_up(self, notice: Notice, code: str) -> bool:
        values = {"status": NoticeStatus.DEAD, "claimed_until": None, "error": code}
        key = {"notice": notice.id, "seen": notice.attempts}
        return bool(self._tx.change(_GIVE_UP, key | values))

    def move_chat(self, old: int, new: int) -> None:
        self.flush()
        self._tx.change(_DOUBLE, {"old": old, "new": new})
        self._tx.change(_MOVE.values(chat_id=bindparam("new")), {"old": old, "new": new})
        self._tx.change(_DROP_CARDS, {"old": old})
        self.added = True

    def _merging(self) -> list[Values]:
        return [
            {
                "of_event": n.event_key,
                "of_chat": n.chat_id,
                "of_address": n.address,
                "of_matter": n.matter,
            }
            for n in self._notices
            if not n.fresh
        ]


@cache
def _adding(dialect: str) -> Any:
    return dialect_insert(t.notices, dialect).on_conflict_do_nothing(
        index_elements=["event_key", "chat_id", "address"]
    )


def _values(notice: Notice) -> Values:
    return {
        "event_key": notice.event_key,
        "chat_id": notice.chat_id,
        "language": notice.language,
        "kind": notice.kind,
        "matter": notice.matter,
        "subject_id": notice.subject_id,
        "created_at": notice.created_at,
        "fresh": notice.fresh,
        "facts": notice.facts,
        "status": notice.status,
        "attempts": notice.attempts,
        "due_at": notice.due_at,
        "claimed_until": notice.claimed_until,
        "sent_at": notice.sent_at,
        "error": notice.error,
        "address": notice.address,
        "thread_id": notice.thread_id,
        "record": notice.record,
        "silent": notice.silent,
        "held_until": notice.held_until,
    }

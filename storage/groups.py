"""The managers' group."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.core.domain.group import Group
from storage import tables as t
from storage.transaction import Transaction

_MANAGERS = select(t.groups)
_FORGET = delete(t.groups)


class GroupsRepository:
    """`ports.Groups`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def managers(self) -> Group | None:
        row = self._tx.row(_MANAGERS)
        return None if row is None else Group(**row._asdict())

    def put(self, group: Group) -> None:
        self.forget()
        row = {
            "chat_id": group.chat_id,
            "title": group.title,
            "language": group.language,
            "set_by": group.set_by,
            "set_at": group.set_at,
            "cards_to": group.cards_to,
            "thread_id": group.thread_id,
        }
        self._tx.upsert(t.groups, [row])

    def forget(self) -> None:
        self._tx.change(_FORGET, {})

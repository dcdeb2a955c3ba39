"""Who practises."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.core.domain.practice import Practice
from storage import tables as t
from storage.transaction import Transaction

_P = t.practices.c
_OF = select(t.practices).where(_P.person_id == bindparam("person"))
_ALL = select(t.practices).order_by(_P.person_id)
_REMOVE = delete(t.practices).where(_P.person_id == bindparam("person"))


class PracticesRepository:
    """`people_ports.Practices`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def of(self, person_id: int) -> Practice | None:
        row = self._tx.row(_OF, {"person": person_id})
        return None if row is None else Practice(**row._asdict())

    def put(self, practice: Practice) -> None:
        values = {name: getattr(practice, name) for name in ("person_id", "room", "began_at", "used_at")}
        self._tx.upsert(t.practices, [values])

    def remove(self, person_id: int) -> None:
        self._tx.change(_REMOVE, {"person": person_id})

    def all(self) -> list[Practice]:
        return [Practice(**row._asdict()) for row in self._tx.rows(_ALL)]

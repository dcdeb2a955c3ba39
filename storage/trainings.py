"""Who has passed the quiz."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from storage import tables as t
from storage.transaction import Transaction

_PASSED = select(t.trainings.c.passed_at).where(t.trainings.c.person_id == bindparam("person"))


class TrainingsRepository:
    """`people_ports.Trainings`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def passed_at(self, person_id: int) -> datetime | None:
        row = self._tx.row(_PASSED, {"person": person_id})
        return None if row is None else row.passed_at

    def put_passed(self, person_id: int, at: datetime) -> None:
        self._tx.upsert(t.trainings, [{"person_id": person_id, "passed_at": at}])

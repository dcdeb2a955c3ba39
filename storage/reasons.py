"""The reasons of a desk: those every desk has, as managers changed them, and its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.core.domain.errors import ReasonUnknown, RecordChanged
from bot.core.domain.reasons import Reason, as_known
from storage import tables as t
from storage.transaction import Transaction, Values, dialect_insert

_R = t.reasons.c
_CHANGED = select(t.reasons)
_SAVING = update(t.reasons).where(_R.code == bindparam("of_code"), _R.version == bindparam("seen_version"))
_USED = (
    select(t.return_lines.c.reason, func.count().label("times"))
    .join(t.return_requests, t.return_requests.c.id == t.return_lines.c.request_id)
    .where(t.return_requests.c.submitted_at >= bindparam("since"), t.return_lines.c.reason.is_not(None))
    .group_by(t.return_lines.c.reason)
)


class ReasonsRepository:
    """`reason_ports.Reasons`. They are read once in a transaction: a card names the same few many times."""

    __slots__ = ("_known", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._known: dict[str, Reason] = {}  # in order; empty until it was read

    def all(self) -> list[Reason]:
        if not self._known:
            changed = {row.code: Reason(**row._asdict()) for row in self._tx.rows(_CHANGED)}
            self._known = {reason.code: reason for reason in as_known(changed)}
        return list(self._known.values())

    def find(self, code: str) -> Reason | None:
        self.all()
        return self._known.get(code)

    def get(self, code: str) -> Reason:
        found = self.find(code)
        if found is None:
            raise ReasonUnknown(reason=code[:40])
        return found

    def save(self, reason: Reason) -> Reason:
        self._known = {}
        saved = replace(reason, version=reason.version + 1)
        if reason.version:
            keys = {"of_code": reason.code, "seen_version": reason.version}
            done = self._tx.change(_SAVING, {**_values(saved), **keys}) == 1
        else:
            done = self._tx.scalar(_adding(self._tx.dialect), _values(saved)) is not None
        if not done:
            raise RecordChanged(number=reason.code)
        return saved

    def times_used(self, since: datetime) -> dict[str, int]:
        return {row.reason: row.times for row in self._tx.rows(_USED, {"since": since})}


@cache
def _adding(dialect: str) -> Any:
    """Nothing comes back where it is there already."""
    return dialect_insert(t.reasons, dialect).on_conflict_do_nothing().returning(_R.code)


def _values(reason: Reason) -> Values:
    return {
        "code": reason.code,
        "name_en": reason.name_en,
        "name_zh": reason.name_zh,
        "needs_photos": reason.needs_photos,
        "needs_note": reason.needs_note,
        "retired_at": reason.retired_at,
        "added_at": reason.added_at,
        "changed_by": reason.changed_by,
        "version": reason.version,
    }

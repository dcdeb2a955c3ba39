"""The parts of an aggregate (lines, photos, splits): loaded with one query a table, saved by difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Table, bindparam, delete, select

from storage.transaction import Transaction, Values, chunks

Rows = dict[Table, dict[int, list[Values]]]  # table: number of the whole: its rows, in order


class Parts:
    """Remembers the rows as they stand in the database, so that a save writes only what differs."""

    __slots__ = ("_known", "_tables", "_tx", "_whole")

    def __init__(self, tx: Transaction, whole: str, tables: Sequence[Table]) -> None:
        """`whole` is the column by which every part names what it belongs to."""
        self._tx, self._whole, self._tables = tx, whole, tables
        self._known: dict[int, dict[Table, list[Values]]] = {}

    def load(self, whole_ids: Sequence[int]) -> Rows:
        result: Rows = {table: defaultdict(list) for table in self._tables}
        for ids in chunks(whole_ids):
            for table in self._tables:
                for row in self._tx.rows(_selecting(table, self._whole), {"ids": ids}):
                    values = row._asdict()
                    result[table][values[self._whole]].append(values)
        for whole_id in whole_ids:
            self._known[whole_id] = {table: result[table][whole_id] for table in self._tables}
        return result

    def save(self, whole_id: int, rows: Mapping[Table, list[Values]], *, new: bool = False) -> None:
        """`rows` without the column of the whole; it is put in here."""
        if whole_id not in self._known and not new:
            self.load([whole_id])
        known = self._known.get(whole_id, {})
        for table in self._tables:
            for values in rows[table]:
                values[self._whole] = whole_id
            self._write(table, known.get(table, []), rows[table])
        self._known[whole_id] = dict(rows)

    def _write(self, table: Table, before: list[Values], after: list[Values]) -> None:
        keys = _keys(table)
        old = {tuple(values[key] for key in keys): values for values in before}
        new = {tuple(values[key] for key in keys): values for values in after}
        gone = [{f"old_{key}": old[row][key] for key in keys} for row in old if row not in new]
        self._tx.change_each(_deleting(table), gone)
        self._tx.upsert(table, [values for row, values in new.items() if old.get(row) != values])


@cache
def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@cache
def _selecting(table: Table, whole: str) -> Select[Any]:
    order = [name for name in (whole, "line_no", "position", "question") if name in table.c]
    return (
        select(table)
        .where(table.c[whole].in_(bindparam("ids", expanding=True)))
        .order_by(*(table.c[name] for name in order))
    )


@cache
def _deleting(table: Table) -> Delete:
    return delete(table).where(*(table.c[key] == bindparam(f"old_{key}") for key in _keys(table)))

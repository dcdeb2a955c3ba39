"""The parts of an aggregate: loaded with one query a table, saved by difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Table, bindparam, delete, select

from storage.transaction import Transaction, Values, chunks


class Parts:
    """Remembers the rows as they stand in the database, so that a save writes only what differs."""

    __slots__ = ("_known", "_tables", "_tx", "_whole")

    def __init__(self, tx: Transaction, whole: str, tables: Sequence[Table]) -> None:
        self._tx, self._whole, self._tables = tx, whole, tables
        self._known: dict[int, dict[Table, list[Values]]] = {}

    def knows(self, number: int) -> bool:
        return number in self._known

    def of(self, number: int) -> dict[Table, list[Values]]:
        return self._known[number]

    def load(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._known[number] = {table: [] for table in self._tables}
        for some in chunks(numbers):
            for table in self._tables:
                for row in self._tx.rows(_selecting(table, self._whole), {"numbers": some}):
                    values = row._asdict()
                    self._known[values[self._whole]][table].append(values)

    def save(self, number: int, rows: Mapping[Table, list[Values]], *, new: bool = False) -> None:
        """`rows` come without the column of the whole; it is put in here."""
        if number not in self._known and not new:
            self.load([number])
        known = self._known.get(number, {})
        for table in self._tables:
            for values in rows[table]:
                values[self._whole] = number
            self._write(table, known.get(table, []), rows[table])
        self._known[number] = dict(rows)

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
        .where(table.c[whole].in_(bindparam("numbers", expanding=True)))
        .order_by(*(table.c[name] for name in order))
    )


@cache
def _deleting(table: Table) -> Delete:
    return delete(table).where(*(table.c[key] == bindparam(f"old_{key}") for key in _keys(table)))

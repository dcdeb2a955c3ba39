"""An aggregate in the database: one row of its own, and the rows of its parts (lines, photos, splits)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, insert, select, update

from storage.parts import Parts
from storage.transaction import Transaction, Values

PartRows = dict[Table, list[Values]]  # the parts of one aggregate, in order


class Shape:
    """The statements for one kind of aggregate; made once."""

    def __init__(self, table: Table, whole: str, parts: Sequence[Table]) -> None:
        """`whole` is the column by which every part names the aggregate it belongs to."""
        self.whole, self.parts = whole, tuple(parts)
        self.adding = insert(table).returning(table.c.id)
        self.selecting = select(table).where(table.c.id == bindparam("of_id"))
        self.saving = update(table).where(
            table.c.id == bindparam("of_id"), table.c.version == bindparam("seen_version")
        )


class Aggregates:
    """Loads and saves rows of one shape within one transaction.

    What was read for a change is remembered: nobody else can change it before the transaction ends
    (the row is locked, the writer is the only one, or the snapshot stands), so a second look costs nothing.
    """

    __slots__ = ("_known", "_parts", "_shape", "_tx")

    def __init__(self, tx: Transaction, shape: Shape) -> None:
        self._tx, self._shape = tx, shape
        self._parts = Parts(tx, shape.whole, shape.parts)
        self._known: dict[int, Values] = {}

    def add(self, values: Values, parts: PartRows) -> int:
        """Gives its number."""
        number: int = self._tx.scalar(self._shape.adding, values)
        self._parts.save(number, parts, new=True)
        self._known[number] = {"id": number, **values}
        return number

    def save(self, number: int, seen_version: int, values: Values, parts: PartRows) -> bool:
        """False where `seen_version` is not the stored one any more: nothing is written then."""
        values = {**values, "version": seen_version + 1}
        key = {"of_id": number, "seen_version": seen_version}
        if not self._tx.change(self._shape.saving, {**key, **values}):
            return False
        self._parts.save(number, parts)
        self._known[number] = {"id": number, **values}
        return True

    def get(self, number: int) -> tuple[Values, PartRows] | None:
        """Locked for this transaction."""
        if number in self._known and self._parts.knows(number):
            return self._known[number], self._parts.of(number)
        found = self.locked(self._shape.selecting, {"of_id": number})
        return found[0] if found else None

    def locked(self, statement: Select[Any], parameters: Mapping[str, Any]) -> list[tuple[Values, PartRows]]:
        found = self.found(self._tx.locked(statement), parameters)
        self._known |= {values["id"]: values for values, _ in found}
        return found

    def found(self, statement: Select[Any], parameters: Mapping[str, Any]) -> list[tuple[Values, PartRows]]:
        rows = [row._asdict() for row in self._tx.rows(statement, parameters)]
        self._parts.load([row["id"] for row in rows])
        return [(row, self._parts.of(row["id"])) for row in rows]

"""One open transaction, and the few ways repositories speak through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Insert, Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bot.core.usecases.ports import DeskRules

Values = dict[str, Any]  # the columns of one row
CHUNK = 500  # keys in one IN list
Item = TypeVar("Item")


@dataclass(slots=True)
class Transaction:
    """`locks`: rows that are read to be changed are locked (PostgreSQL; SQLite has one writer anyway)."""

    connection: Connection
    now: datetime
    rules: DeskRules
    locks: bool

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        return self.connection.execute(statement, parameters or {}).fetchall()

    def row(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Row[Any] | None:
        return self.connection.execute(statement, parameters or {}).first()

    def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        return self.connection.execute(statement, parameters or {}).scalar()

    def change(self, statement: Executable, parameters: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return self.connection.execute(statement, parameters).rowcount

    def change_each(self, statement: Executable, rows: Sequence[Values]) -> None:
        if rows:
            self.connection.execute(statement, rows)

    def locked(self, statement: Select[Any]) -> Select[Any]:
        """The same selection, its rows locked until the transaction ends. For module-level statements."""
        return _for_update(statement) if self.locks else statement

    def upsert(self, table: Table, rows: Sequence[Values]) -> None:
        """Adds or replaces by primary key."""
        self.change_each(upserting(table, self.dialect), rows)

    def add_missing(self, table: Table, rows: Sequence[Values]) -> None:
        """Adds those whose keys are not there."""
        self.change_each(ignoring(table, self.dialect), rows)


@cache
def _for_update(statement: Select[Any]) -> Select[Any]:
    # Keys never change, so rows that only refer to a locked one need not wait for it.
    return statement.with_for_update(key_share=True)


@cache
def dialect_insert(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def upserting(table: Table, dialect: str) -> Insert:
    statement = dialect_insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    if not rest:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def ignoring(table: Table, dialect: str) -> Insert:
    return dialect_insert(table, dialect).on_conflict_do_nothing()


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def breaks_unique(error: IntegrityError, table: str, column: str) -> bool:
    """Whether it was the unique key of that column; each engine says so in its own words."""
    said = str(error.orig)
    return f"uq_{table}_{column}" in said or f"UNIQUE constraint failed: {table}.{column}" in said

"""Gives a table a unique key or takes it away: rows, parts, indexes and triggers stay as they are."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

_MADE = text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :name")
_BESIDE = text(
    "SELECT sql FROM sqlite_schema"
    " WHERE type IN ('index', 'trigger') AND tbl_name = :name AND sql IS NOT NULL"
)
_TABLES = text("SELECT name FROM sqlite_schema WHERE type = 'table'")


def drop_unique(connection: Connection, table: str, column: str) -> None:
    full = f"uq_{table}_{column}"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {full}")
        return
    made = str(connection.execute(_MADE, {"name": table}).scalar_one())
    _make_anew(connection, table, re.sub(rf"\n\tCONSTRAINT {full} UNIQUE \([^)]*\), *(?=\n)", "", made))


def put_unique(connection: Connection, table: str, column: str) -> None:
    full = f"uq_{table}_{column}"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {full} UNIQUE ({column})")
        return
    made = str(connection.execute(_MADE, {"name": table}).scalar_one())
    at = made.index("\n\tCONSTRAINT ")
    _make_anew(connection, table, f"{made[:at]}\n\tCONSTRAINT {full} UNIQUE ({column}), {made[at:]}")


def _make_anew(connection: Connection, table: str, made: str) -> None:
    """SQLite cannot change a table's keys. Dropping the old one deletes its parts with it, so those are
    put aside first: foreign keys cannot be switched off inside a transaction, only asked for at its end."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    parts = _parts_of(connection, table)
    beside = [str(row.sql) for row in connection.execute(_BESIDE, {"name": table})]
    for name in (table, *parts):
        connection.exec_driver_sql(f"CREATE TEMP TABLE aside_{name} AS SELECT * FROM {name}")  # noqa: S608 - names of our own tables
    for name in (*parts, table):
        connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(made)
    for name in (table, *parts):
        connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM temp.aside_{name}")  # noqa: S608 - names of our own tables
        connection.exec_driver_sql(f"DROP TABLE temp.aside_{name}")
    for statement in beside:
        connection.exec_driver_sql(statement)


def _parts_of(connection: Connection, table: str) -> list[str]:
    """The tables whose rows belong to rows of this one and go with them."""
    return [
        name
        for name in connection.execute(_TABLES).scalars()
        if any(
            row.table == table and row.on_delete == "CASCADE"
            for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")
        )
    ]

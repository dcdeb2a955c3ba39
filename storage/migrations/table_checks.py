"""Changes a table's CHECK and nothing else: no row is copied, no trigger or foreign key is lost."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

_TABLE = text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :name")
_REWRITE = text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :name")


def put_check(connection: Connection, table: str, name: str, condition: str) -> None:
    """Adds the CHECK `ck_<table>_<name>`, or gives it another condition. The rows there must fulfil it."""
    full = f"ck_{table}_{name}"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {full}")
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {full} CHECK ({condition})")
        return
    sql = _without(_sqlite_table(connection, table), full)
    at = sql.index("\n\tCONSTRAINT ")
    _rewrite(connection, table, f"{sql[:at]}\n\tCONSTRAINT {full} CHECK ({condition}), {sql[at:]}")


def drop_check(connection: Connection, table: str, name: str) -> None:
    full = f"ck_{table}_{name}"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {full}")
        return
    _rewrite(connection, table, _without(_sqlite_table(connection, table), full))


def _sqlite_table(connection: Connection, table: str) -> str:
    return str(connection.execute(_TABLE, {"name": table}).scalar_one())


def _without(sql: str, full: str) -> str:
    """Every constraint stands on a line of its own, as SQLAlchemy writes them."""
    return re.sub(rf"\n\tCONSTRAINT {full} CHECK .*, *(?=\n)", "", sql)


def _rewrite(connection: Connection, table: str, sql: str) -> None:
    """SQLite's own way for changes that leave the content as it is (lang_altertable.html, section 7)."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(_REWRITE, {"sql": sql, "name": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")

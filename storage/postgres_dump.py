"""PostgreSQL's own tools: a dump of one moment, and a database of its own to try it in.

`pg_dump` and `pg_restore` must be of the server's version or newer, and on the PATH.
"""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from storage.backup_errors import BackupDamaged, BackupRefused

MOST_SAID = 300  # signs of what a tool complains about


def dump(address: URL, target: Path) -> None:
    """Raises BackupRefused where the tool is missing, too old, or not let in."""
    _run("pg_dump", "--format=custom", f"--file={target}", f"--dbname={_shown(address)}", address=address)


def load(address: URL, dumped: Path) -> None:
    """Into a database without tables, all of it or nothing. Raises BackupDamaged."""
    try:
        _run(
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            f"--dbname={_shown(address)}",
            str(dumped),
            address=address,
        )
    except BackupRefused as refused:
        raise BackupDamaged([f"{dumped.name}: {refused}"]) from refused


def is_empty(address: URL) -> bool:
    """Whether the database has no table of anybody."""
    with psycopg.connect(_opened(address)) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return row is not None and row[0] == 0


def log_head(address: URL) -> tuple[int, str]:
    with psycopg.connect(_opened(address)) as connection:
        row = connection.execute("SELECT seq, digest FROM log_head").fetchone()
    assert row is not None  # the first migration lays it
    return int(row[0]), str(row[1])


@contextmanager
def scratch(address: URL) -> Iterator[URL]:
    """An empty database beside the desk's, gone afterwards. Raises BackupRefused where the desk's user may
    not make one."""
    name = f"desk_trial_{secrets.token_hex(4)}"
    with psycopg.connect(_opened(address), autocommit=True) as admin:
        try:
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupRefused(
                "a backup is tried in a database of its own, and this user may not make one:"
                f' ALTER USER "{address.username}" CREATEDB'
            ) from error
        try:
            yield address.set(database=name)
        finally:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(tool: str, *arguments: str, address: URL) -> None:
    """The password goes by the environment, which other users of the machine cannot read."""
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    try:
        done = subprocess.run(  # noqa: S603 - a fixed tool, arguments of our own, no shell
            [tool, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupRefused(f"{tool} is not on the PATH: install the PostgreSQL client tools") from error
    if done.returncode:
        raise BackupRefused(f"{tool}: {' '.join(done.stderr.split())[:MOST_SAID]}")


def _shown(address: URL) -> str:
    """As libpq reads it, without the password."""
    return address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _opened(address: URL) -> str:
    return address.set(drivername="postgresql").render_as_string(hide_password=False)

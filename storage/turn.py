"""Whose turn it is to serve a desk: one process at a time, the others stand by until it goes.

On PostgreSQL an advisory lock of a connection of its own, which the server lets go of when the process or the
network dies; on SQLite a lock on a file beside it, which the machine lets go of. Neither outlives its holder.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psycopg
from sqlalchemy import URL

from storage.engine import SQLITE

try:
    import fcntl
except ImportError:  # Windows has no such locks: there nobody stands by
    fcntl = None  # type: ignore[assignment]  # the module is missing

_LOCK = "SELECT pg_try_advisory_lock(7370002)"  # any number of our own; see also storage.migrate
APPLICATION = "returns-desk-turn"  # what pg_stat_activity calls such a connection


class Turn:
    """`take` until it is True, `is_held` now and then, `give_back` at the end. Waits for nothing; blocks for
    a round trip, so call it in a thread."""

    def __init__(self, address: URL) -> None:
        self._address = address
        self._connection: psycopg.Connection | None = None
        self._file: int | None = None

    def take(self) -> bool:
        """Whether it is this process's turn now. Raises psycopg.Error where the server cannot be reached."""
        return self._take_file() if self._address.get_backend_name() == SQLITE else self._take_lock()

    def is_held(self) -> bool:
        """False where the server let go of it: another process may be serving by now."""
        if self._connection is None:
            return self._file is not None
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def give_back(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("SELECT pg_advisory_unlock_all()")
            self._connection.close()
        if self._file is not None:
            os.close(self._file)
        self._connection = self._file = None

    def _take_lock(self) -> bool:
        if self._connection is None:
            opened = self._address.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(
                opened,
                autocommit=True,
                application_name=APPLICATION,
                keepalives_idle=10,  # seconds: a dead network is noticed within half a minute
                keepalives_interval=5,
                keepalives_count=3,
            )
        row = self._connection.execute(_LOCK).fetchone()
        return bool(row and row[0])

    def _take_file(self) -> bool:
        if self._file is not None:
            return True
        database = Path(self._address.database or "")
        database.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(database.with_name(f"{database.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            return False
        self._file = opened
        return True

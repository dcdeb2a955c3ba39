"""Engines: what every connection is set to before the first statement."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
BUSY_TIMEOUT_MS = 30_000  # how long a writer waits for a writer of another process
POSTGRES_OPTIONS = "-c timezone=UTC -c synchronous_commit=on -c lock_timeout=30s"


class Use(StrEnum):
    """What the connections of an engine are for."""

    WRITE = "write"
    READ = "read"


def parsed(url: str) -> URL:
    """The address with its driver. Raises ValueError for an engine the desk does not know."""
    address = make_url(url)
    if address.get_backend_name() == SQLITE:
        if not address.database or address.database == ":memory:":
            raise ValueError("the desk needs a database file: sqlite:///path/to/desk.db")
        return address.set(drivername="sqlite+pysqlite")
    if address.get_backend_name() == POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    raise ValueError(f"neither SQLite nor PostgreSQL: {address.drivername}")


def make_engine(url: str, use: Use, connections: int) -> Engine:
    """`connections` is the number of threads that will use it: each has one of its own."""
    address = parsed(url)
    if address.get_backend_name() == SQLITE:
        return _sqlite(address, use, connections)
    return _postgresql(address, use, connections)


def _sqlite(address: URL, use: Use, connections: int) -> Engine:
    Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address, poolclass=QueuePool, pool_size=connections, max_overflow=0, connect_args={"timeout": 30}
    )
    begin = "BEGIN IMMEDIATE" if use is Use.WRITE else "BEGIN DEFERRED"

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, record: Any) -> None:  # noqa: ARG001
        dbapi.isolation_level = None  # the driver sends no BEGIN of its own
        cursor = dbapi.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=wal",
            "synchronous=full",  # a confirmed update survives a loss of power
            "foreign_keys=on",
            "recursive_triggers=on",  # INSERT OR REPLACE is refused by the append-only triggers too
            f"query_only={'off' if use is Use.WRITE else 'on'}",
        ):
            cursor.execute(f"pragma {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A plain BEGIN that reads first and writes later fails with SQLITE_BUSY_SNAPSHOT.
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(address: URL, use: Use, connections: int) -> Engine:
    options: dict[str, Any] = {"isolation_level": "READ COMMITTED"}
    if use is Use.READ:  # every statement of one read sees the same moment
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return create_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        connect_args={"options": POSTGRES_OPTIONS, "application_name": "returns-desk"},
        execution_options=options,
    )

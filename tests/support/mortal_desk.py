"""The desk in this process, ended at a chosen moment as suddenly as by a power cut, and started again.

From that moment on nothing of it gets out: its threads stand still in the middle of their transactions, its
calls reach nobody, its tasks are cancelled before either goes on; what was not committed is rolled back. The
database, its files and the local Telegram live on. So a kill costs a tenth of a second, and falls exactly
where it is wanted; that SIGKILL itself does no worse is tried by a few kills of a real process.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event
from telegram.request import BaseRequest, RequestData

from bot.app import build_desk, make_database
from storage.database import Database
from storage.inbox import Inbox
from storage.outbox import Outbox
from tests.support.running_desk import Company, a_company, open_gate

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput  # "given, None or not given", in the signature we override

QUIET_SECONDS = 60.0
_lived: ContextVar[Life | None] = ContextVar("whose task this is", default=None)


class Moment(StrEnum):
    """Where a life can end."""

    STATEMENT = "before a statement"
    COMMIT = "before a commit"
    COMMITTED = "after a commit"
    CALL = "before Telegram hears"
    CALLED = "before Telegram's answer is heard"


@dataclass(frozen=True, slots=True)
class Death:
    """At the `nth` such moment, counted from 1 since it was agreed on."""

    moment: Moment
    nth: int = 1


class Killed(BaseException):
    """Ends a transaction of a desk that is no more. Not an Exception: nobody is to handle it."""


class Life:
    """One life of the desk, from a start to a kill. `reach` may be called from any thread."""

    def __init__(self) -> None:
        self.reached: Counter[Moment] = Counter()
        self.ended = asyncio.Event()
        self.tasks: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.get_running_loop()
        self.died_at: Moment | None = None
        self._death: Death | None = None
        self._dead, self._buried = threading.Event(), threading.Event()
        self._counting = threading.Lock()

    @property
    def over(self) -> bool:
        return self._dead.is_set()

    def expect(self, death: Death | None) -> None:
        """Counts anew from here."""
        with self._counting:
            self.reached.clear()
            self._death = death

    def end(self) -> None:
        self._dead.set()
        self._loop.call_soon_threadsafe(self.ended.set)

    def bury(self) -> None:
        """Nobody waits for its threads any more: what they were at is undone."""
        self._buried.set()

    def reach(self, moment: Moment) -> bool:
        """Whether the life is over there, or was before."""
        with self._counting:
            self.reached[moment] += 1
            if not self.over and self._death == Death(moment, self.reached[moment]):
                self.died_at = moment
                self.end()
        return self.over

    def attend(self, database: Database) -> None:
        """What is written there counts; what is read there only stands still."""
        writing, reading = database._write_engine, database._read_engine
        _before_statements(writing, lambda: self._stand(self.reach(Moment.STATEMENT)))
        _before_statements(reading, lambda: self._stand(self.over))
        event.listen(writing, "commit", lambda _connection: self._stand(self.reach(Moment.COMMIT)))
        event.listen(writing, "checkin", lambda *_: self._committed())

    def _stand(self, over: bool) -> None:
        if over:
            self._buried.wait()
            raise Killed

    def _committed(self) -> None:
        if self.reach(Moment.COMMITTED):
            self._buried.wait()


def _before_statements(engine: Engine, stand: Callable[[], None]) -> None:
    event.listen(engine, "before_cursor_execute", lambda *_: stand())


class MortalRequest(BaseRequest):
    """Calls through `inner` while the life lasts; afterwards they neither leave nor return."""

    def __init__(self, inner: BaseRequest, life: Life, *, counts: bool) -> None:
        self._inner, self._life, self._counts = inner, life, counts

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See BaseRequest.do_request."""
        await self._stand(Moment.CALL)
        answer = await self._inner.do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        await self._stand(Moment.CALLED)
        return answer

    async def _stand(self, moment: Moment) -> None:
        if self._life.reach(moment) if self._counts else self._life.over:
            await asyncio.Future()  # until the task is cancelled


@dataclass(slots=True)
class MortalDesk:
    """`desk` lives many lives on one database; `watcher` looks at it from outside and outlives all."""

    company: Company
    watcher: Database
    life: Life
    deaths: list[Moment | None] = field(default_factory=list)

    async def do(
        self, act: Callable[[], Awaitable[object]], see: Callable[[], Awaitable[object]]
    ) -> Counter[Moment]:
        """What a person does, once, and then sees, whatever happened to the desk meanwhile. Gives the moments
        of the life that saw the end of it; nobody dies afterwards."""
        doing = asyncio.ensure_future(act())
        await self._unless_it_ends(doing)
        if doing.done():
            doing.result()
        for outlasts in (see, self.quiet):
            work = asyncio.ensure_future(outlasts())
            while not work.done():
                await self._unless_it_ends(work)
            await work
        doing.cancel()  # a press that nobody answers: the answer was lost with a life
        await asyncio.wait({doing})
        if not doing.cancelled():
            doing.result()
        reached = Counter(self.life.reached)
        await self.spare()
        return reached

    async def spare(self) -> None:
        """From now on it lives; a death that came in the last moment is still died."""
        self.life.expect(None)
        if self.life.over:
            await self.revive()

    async def _unless_it_ends(self, work: asyncio.Future[Any]) -> None:
        """Returns when `work` is done; or when the life has ended and a new one has begun."""
        ended = asyncio.ensure_future(self.life.ended.wait())
        await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if self.life.over:
            await self.revive()

    async def quiet(self) -> None:
        """Telegram holds no update, every update is finished and every notice settled."""
        inbox, outbox = Inbox(self.watcher), Outbox(self.watcher)
        async with asyncio.timeout(QUIET_SECONDS):
            while self._held_back() or await inbox.unfinished() or await outbox.count_waiting():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def _held_back(self) -> int:
        return sum(queue.pending_count() for queue in self.company.sandbox.state.queues.values())

    async def revive(self) -> None:
        """The end of this life, and the beginning of the next."""
        self.deaths.append(self.life.died_at)
        await self.end()
        await self.begin()

    async def begin(self) -> None:
        self.life = Life()
        begun = _lived.set(self.life)
        try:
            company = self.company
            company.desk = build_desk(company.settings, company.clock, open_gate())
            self.life.attend(company.desk.database)
            bot = company.desk.application.bot
            polls, calls = bot._request
            bot._request = (
                MortalRequest(polls, self.life, counts=False),
                MortalRequest(calls, self.life, counts=True),
            )
            await asyncio.create_task(company.desk.start())
        finally:
            _lived.reset(begun)

    async def end(self) -> None:
        """Nothing is said good-bye to."""
        life, desk = self.life, self.company.desk
        life.end()
        tasks = {task for task in life.tasks if not task.done()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=60)
        life.bury()
        if desk.clock._scheduler.running:
            desk.clock._scheduler.shutdown(wait=False)
        for request in desk.application.bot._request:
            await request.shutdown()
        await desk.database.stop()


def _whose(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
    """A task belongs to the life in which it was begun."""
    task = asyncio.Task(work, loop=loop, **more)
    life = _lived.get()
    if life is not None:
        life.tasks.add(task)
        task.add_done_callback(life.tasks.discard)
    return task


@asynccontextmanager
async def a_mortal_desk(engine: str, folder: Path, **more: Any) -> AsyncIterator[MortalDesk]:
    """Like `a_company`; the first life in which somebody may die begins when everybody has pressed Start."""
    asyncio.get_running_loop().set_task_factory(_whose)
    async with a_company(engine, folder, **more) as company:
        await company.desk.stop()
        watcher = make_database(company.settings, company.clock)
        mortal = MortalDesk(company, watcher, Life())
        await mortal.begin()
        try:
            yield mortal
        finally:
            await mortal.spare()
            await watcher.stop()

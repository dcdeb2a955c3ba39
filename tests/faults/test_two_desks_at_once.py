"""Two people decide in the same instant, through two processes on one database: one is first, one is told so.

On PostgreSQL both transactions are open before either looks; SQLite lets one in after the other by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from bot.core.domain.errors import DeskError
from bot.core.domain.people import Role
from bot.core.usecases.acting import acting
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.run_job import run_owed
from bot.jobs.table import desk_jobs, job_named
from storage.database import Database
from storage.doctor import check
from storage.photos import PhotoStore
from tests.faults.ways_at_once import (
    BOTH,
    ONE_OF_THEM,
    Try,
    Way,
    give_two_roles,
    remove_who_writes_an_address,
)
from tests.support.builders import (
    furnish,
    join,
)
from tests.support.cast import BO, DANA, FAY, HUGO, IVO
from tests.support.clock import MORNING, Clock
from tests.support.databases import ENGINES, drop, fresh_url, open_database
from tests.support.memory_ports import LOG_KEY

# The photos here are only names, and nobody is at the other end to be told.
NOT_HERE = ("photos_are_there", "papers_are_there", "file_is_sound", "notices_are_not_stuck")


def at_once(desks: tuple[Database, Database], tries: tuple[Try, Try]) -> list[str]:
    """What became of each: done, or the refusal's code."""
    together, inside = threading.Barrier(2), desks[0].dialect != "sqlite"

    def attempt(number: int) -> str:
        seen: list[bool] = []

        def work(uow: UnitOfWork) -> None:
            if inside and not seen:  # a transaction that is run again waits for nobody
                seen.append(True)
                with suppress(threading.BrokenBarrierError):
                    together.wait(5)
            tries[number](uow)

        if not inside:
            together.wait(5)
        try:
            desks[number].write_now(work)
        except DeskError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as people:
        return sorted(people.map(attempt, range(2)))


def furnished(desk: Database) -> None:
    desk.write_now(furnish)
    for member in (FAY, IVO, DANA, HUGO):
        join(desk, member)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def play(engine: str, folder: Path, way: Way, then: Callable[[UnitOfWork], None] | None = None) -> list[str]:
    url = fresh_url(engine, folder, furnished)
    desks = open_database(url, Clock()), open_database(url, Clock())
    try:
        outcomes = at_once(desks, way(desks[0]))
        found = check(desks[0], PhotoStore(folder / "photos"), LOG_KEY)
        assert [problem for problem in found if problem.rule not in NOT_HERE] == []
        assert desks[0].read_now(lambda uow: uow.people.with_role(Role.ADMIN)) != []
        if then is not None:
            desks[0].read_now(then)
    finally:
        for desk in desks:
            desk.stop_now()
        drop(url)
    return outcomes


@pytest.mark.parametrize("way", ONE_OF_THEM, ids=lambda way: way.__name__)
def test_one_of_two_is_first_and_the_other_is_told(engine: str, way: Way, tmp_path: Path) -> None:
    outcomes = play(engine, tmp_path, way)
    assert outcomes.count("done") == 1, outcomes


@pytest.mark.parametrize("way", BOTH, ids=lambda way: way.__name__)
def test_two_who_do_not_contradict_are_both_heard(engine: str, way: Way, tmp_path: Path) -> None:
    assert play(engine, tmp_path, way) == ["done", "done"]


def test_roles_given_by_two_at_once_are_both_held(engine: str, tmp_path: Path) -> None:
    def then(uow: UnitOfWork) -> None:
        assert acting(uow, BO.telegram_id).roles == {Role.CLERK, Role.INSPECTOR, Role.MANAGER}

    assert play(engine, tmp_path, give_two_roles, then) == ["done", "done"]


def test_who_is_removed_while_they_write_something_stays_removed(engine: str, tmp_path: Path) -> None:
    def then(uow: UnitOfWork) -> None:
        person = uow.people.by_telegram(BO.telegram_id)
        assert person is not None
        assert not person.active

    assert "done" in play(engine, tmp_path, remove_who_writes_an_address, then)


def test_two_desks_run_a_job_of_one_period_once(engine: str, tmp_path: Path) -> None:
    job, ran = job_named(desk_jobs(0, MORNING.time()), "approval_reminders"), []

    def both_run(desk: Database) -> tuple[Try, Try]:
        return (lambda uow: ran.append(run_owed(uow, job)),) * 2

    assert play(engine, tmp_path, both_run) == ["done", "done"]
    assert len([run for run in ran if run is not None]) == 1

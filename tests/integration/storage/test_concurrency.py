"""Many at once: nothing lost, nothing twice, nothing taken that is not there."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.core.domain.errors import AlreadyDecided, DeskError, RecordChanged, StatusForbids, StockNotThere
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import Location, LocationKind, make_movement
from bot.core.usecases.acting import acting
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import restock_order
from bot.core.usecases.submit_return import submit_return
from storage.conflicts import TRIES, is_worth_another_try, retried
from storage.database import Database
from storage.engine import parsed
from tests.integration.storage.conftest import Open
from tests.support.builders import (
    CAFE,
    CLOCK,
    a_request,
    an_approved_return,
    draft_return,
    file_return,
    inspect_all,
    person_id,
    pieces,
    review,
)
from tests.support.cast import ANN, BO, CHEN, WEI, Member
from tests.support.databases import admin_connection

SHELF, SECONDS = Location(LocationKind.SELLABLE, "A-03"), Location(LocationKind.SECONDS)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Each in a thread of its own, let go in the same instant; gives results and refusals."""
    gate = threading.Barrier(len(works))
    outcomes: list[object] = [None] * len(works)

    def run(index: int) -> None:
        gate.wait()
        try:
            outcomes[index] = works[index]()
        except DeskError as refusal:
            outcomes[index] = refusal

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def refusals(outcomes: Sequence[object]) -> list[DeskError]:
    return [outcome for outcome in outcomes if isinstance(outcome, DeskError)]


def take(desk: Database, amount: int, cause: str) -> Callable[[], None]:
    def work(uow: UnitOfWork) -> None:
        movement = make_movement(
            CLOCK, pieces(amount), SHELF, SECONDS, cause=cause, record="X", at=uow.now, by=1
        )
        uow.stock.post([movement])

    return lambda: desk.write_now(work)


_WRITER = """
import sys
from tests.support.clock import Clock
from tests.support.databases import open_database

def reads_then_writes(uow):
    draft = uow.requests.get(int(sys.argv[2]))
    draft.answer = str(uow.numbers.next("XX", 2026))
    uow.requests.save(draft)

desk = open_database(sys.argv[1], Clock())
for _ in range(100):
    desk.write_now(reads_then_writes)
desk.stop_now()
"""


def test_eight_processes_that_read_and_then_write_lose_no_update(desk: Database, database_url: str) -> None:
    draft_id = draft_return(desk)
    before = a_request(desk, draft_id).version
    command = [sys.executable, "-W", "ignore", "-c", _WRITER, database_url, str(draft_id)]
    writers = [subprocess.Popen(command) for _ in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
    after = a_request(desk, draft_id)
    assert (after.version - before, after.answer) == (800, "800")


def test_two_managers_who_approve_at_once_produce_one_decision(desk: Database, another: Open) -> None:
    second = another()
    for _ in range(8):
        request_id = file_return(desk, quantity=1, note="x", reason="OTHER", customer=None).request.id

        def approve(one: Database, by: Member, number: int = request_id) -> Callable[[], object]:
            return lambda: one.write_now(lambda uow: approve_return(uow, acting(uow, by.telegram_id), number))

        outcomes = at_once(approve(desk, ANN), approve(second, WEI))
        (late,) = refusals(outcomes)
        assert isinstance(late, AlreadyDecided)
        request = a_request(desk, request_id)
        assert request.status is ReturnStatus.APPROVED
        assert request.decision is not None
        assert late.facts["by"] == ("Ann" if request.decision.by == person_id(desk, ANN) else "Wei")


def test_an_order_posted_by_two_at_once_is_posted_once(desk: Database, another: Open) -> None:
    second = another()
    order = inspect_all(desk, an_approved_return(desk, quantity=5))
    review(desk, order.id)

    def post(one: Database) -> Callable[[], object]:
        return lambda: one.write_now(
            lambda uow: restock_order(uow, acting(uow, CHEN.telegram_id), order.id, "A-03")
        )

    (late,) = refusals(at_once(post(desk), post(second)))
    assert isinstance(late, AlreadyDecided)
    assert desk.read_now(lambda uow: uow.stock.held(CLOCK, SHELF)) == pieces(105)
    assert len(desk.read_now(lambda uow: uow.stock.of_record(order.number))) == 1


def test_the_last_pieces_of_an_order_are_returned_once(desk: Database, another: Open) -> None:
    """Sold 24: of four drafts over 10 each, submitted at once, two are accepted and two refused whole."""
    second = another()
    drafts = [draft_return(desk, by=by, quantity=10) for by in (BO, ANN, CHEN, WEI)]

    def submit(index: int) -> Callable[[], object]:
        one, by = (desk, second)[index % 2], (BO, ANN, CHEN, WEI)[index]
        return lambda: one.write_now(
            lambda uow: submit_return(uow, acting(uow, by.telegram_id), drafts[index])
        )

    at_once(*(submit(index) for index in range(4)))
    submitted = [a_request(desk, draft_id) for draft_id in drafts]
    assert [request.status for request in submitted].count(ReturnStatus.REFUSED) == 2
    (balance,) = desk.read_now(lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now))
    assert (balance.taken, balance.left) == (pieces(20), pieces(4))
    assert sorted(request.number for request in submitted) == [
        f"RR-2026-{number:05d}" for number in range(1, 5)
    ]


def test_two_posts_cannot_both_take_the_last_piece(desk: Database, another: Open) -> None:
    second = another()
    outcomes = at_once(*(take((desk, second)[number % 2], 30, f"c{number}") for number in range(6)))
    assert [type(refusal) for refusal in refusals(outcomes)] == [StockNotThere] * 3
    assert desk.read_now(lambda uow: uow.stock.held(CLOCK, SHELF)) == pieces(10)


def test_the_same_cause_posted_by_many_at_once_is_posted_once(desk: Database, another: Open) -> None:
    second = another()
    outcomes = at_once(*(take((desk, second)[number % 2], 1, "the same") for number in range(6)))
    assert [type(refusal) for refusal in refusals(outcomes)] == [StatusForbids] * 5
    assert desk.read_now(lambda uow: uow.stock.held(CLOCK, SHELF)) == pieces(99)


def test_numbers_have_no_gap_under_concurrency_and_roll_back(desk: Database, another: Open) -> None:
    second = another()
    taken: list[int] = []

    def number(index: int) -> Callable[[], None]:
        def work(uow: UnitOfWork) -> int:
            given = uow.numbers.next("RR", 2026)
            if index % 3 == 0:
                raise StatusForbids(number="", status="", action="take")  # this one is given again
            return given

        return lambda: taken.append((desk, second)[index % 2].write_now(work))

    at_once(*(number(index) for index in range(24)))
    assert sorted(taken) == list(range(1, 17))


def test_a_save_of_what_somebody_changed_meanwhile_is_refused(desk: Database) -> None:
    filed = file_return(desk).request
    desk.write_now(lambda uow: uow.requests.save(uow.requests.get(filed.id)))
    runs = 0

    def save_stale(uow: UnitOfWork) -> None:
        nonlocal runs
        runs += 1
        filed.question = "stale"
        uow.requests.save(filed)

    with pytest.raises(RecordChanged):
        desk.write_now(save_stale)
    assert runs == 2  # once more, in case it was a lost race
    assert desk.read_now(lambda uow: uow.requests.get(filed.id)).question == ""


async def test_a_deadlock_is_retried_and_nobody_sees_it(desk: Database, another: Open) -> None:
    """Two that lock the same two requests in opposite order; SQLite has one writer and no deadlock."""
    second = another()
    first_id, second_id = (file_return(desk, quantity=2).request.id for _ in range(2))
    met = threading.Barrier(2)

    def lock(first: int, then: int) -> Callable[[UnitOfWork], None]:
        runs = 0

        def work(uow: UnitOfWork) -> None:
            nonlocal runs
            runs += 1
            one = uow.requests.get(first)
            if runs == 1 and desk.dialect == "postgresql":
                met.wait()
            other = uow.requests.get(then)
            for request in (one, other):
                request.question += "?"
                uow.requests.save(request)

        return work

    await asyncio.gather(desk.write(lock(first_id, second_id)), second.write(lock(second_id, first_id)))
    questions = [a_request(desk, number).question for number in (first_id, second_id)]
    assert questions == ["??", "??"]


def test_what_the_database_asks_to_repeat_is_tried_five_times() -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    tries = 0

    def attempt() -> None:
        nonlocal tries
        tries += 1
        raise OperationalError("", {}, Deadlock())

    with pytest.raises(DBAPIError):
        retried(attempt)
    assert tries == TRIES == 5


def test_other_failures_are_not_tried_again() -> None:
    assert not is_worth_another_try(OperationalError("", {}, Exception("disk full")))
    assert not is_worth_another_try(ValueError())


def test_a_connection_that_was_ended_between_two_transactions_is_replaced(
    desk: Database, database_url: str
) -> None:
    if desk.dialect == "postgresql":
        with admin_connection() as admin:  # of this desk: others are tested on the same server meanwhile
            ended = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [parsed(database_url).database],
            ).fetchall()
        assert ended
    assert desk.write_now(lambda uow: uow.numbers.next("XX", 2026)) == 1
    assert desk.read_now(lambda uow: uow.people.get(1)).name == "Ann"

"""Random histories of everybody at once, on a stored desk: whatever was tried, every rule holds and nothing
is stuck.

`make test` runs a few of them on both engines; `make histories COUNT=5000` as many as you have time for.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import COUNTING, FINAL
from bot.core.usecases.ports import UnitOfWork
from storage.doctor import check
from storage.photos import PhotoStore
from tests.histories.steps import CHOICES, WAYS, go_on
from tests.histories.world import Try, World, prepare
from tests.support.builders import ORDER_LINES
from tests.support.clock import Clock
from tests.support.databases import drop, fresh_url, open_database
from tests.support.memory_ports import LOG_KEY

# The photos here are only names, and nobody is at the other end to be told.
NOT_HERE = ("photos_are_there", "papers_are_there", "file_is_sound", "notices_are_not_stuck")
COUNT = {"sqlite": 9, "postgresql": 4}  # in each part; parts run side by side
PARTS = [("sqlite", part) for part in range(4)] + [("postgresql", part) for part in range(2)]
MOST_PUSHES = 400
numbers = st.integers(0, 999)
tries = st.builds(Try, st.sampled_from(CHOICES), numbers, numbers, numbers, numbers)
histories = st.lists(tries, min_size=10, max_size=45)


def nothing_is_wrong(world: World, folder: Path) -> None:
    found = check(world.desk, PhotoStore(folder / "photos"), LOG_KEY)
    assert [problem for problem in found if problem.rule not in NOT_HERE] == []
    world.look(not_more_than_sold_or_paid)


def not_more_than_sold_or_paid(uow: UnitOfWork) -> None:
    """Counted anew from the records as the desk gives them out, without the doctor's queries."""
    sold = {(line.order_no, line.line_no): line for line in ORDER_LINES}
    taken: Counter[tuple[str, int]] = Counter()
    credited: Counter[tuple[str, int]] = Counter()
    for request_id in range(1, 500):
        try:
            request = uow.requests.get(request_id)
        except RecordUnknown:
            break
        if request.status in COUNTING:
            for line in request.lines:
                for part in line.allocations:
                    taken[part.order_no, part.order_line] += int(part.quantity.amount)
        for order in uow.return_orders.of_request(request_id):
            if order.status is OrderStatus.POSTED:
                for ordered in order.lines:
                    for part in ordered.allocations:
                        credited[part.order_no, part.order_line] += int(part.quantity.amount)
    for counter in (taken, credited):
        for key, amount in counter.items():
            assert amount <= sold[key].quantity.amount, (key, amount)


def everything_has_a_way_out(world: World) -> None:
    """The right people, one step after the other, bring every request to an end."""
    for request_id in world.ids("return_requests"):
        for _ in range(MOST_PUSHES):
            request = world.look(lambda uow, r=request_id: uow.requests.get(r))  # type: ignore[misc]
            if request.status in FINAL:
                break
            assert go_on(world, request, Try("", 0, 0, 0, 0)), (
                f"{request.number} is stuck in {request.status.value}: {world.refused}"
            )
        else:
            raise AssertionError(f"{request.number} goes round in circles")


def run(engine_name: str, folder: Path, history: list[Try]) -> World:
    clock = Clock()
    url = fresh_url(engine_name, folder, prepare)
    world = World(open_database(url, clock), clock)
    world.desk.start_now()
    try:
        for one in history:
            WAYS[one.act](world, one)
        nothing_is_wrong(world, folder)
        everything_has_a_way_out(world)
        nothing_is_wrong(world, folder)
    finally:
        world.desk.stop_now()
        drop(url)
    return world


@pytest.mark.parametrize(("engine_name", "part"), PARTS)
def test_no_history_breaks_a_rule_or_gets_stuck(engine_name: str, part: int, tmp_path: Path) -> None:
    wanted = int(os.environ.get("HISTORIES", "0"))
    side_by_side = sum(engine == engine_name for engine, _ in PARTS)
    count = -(-wanted // side_by_side) if wanted else COUNT[engine_name]

    @settings(
        max_examples=count,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking one takes minutes
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(history=histories)
    def every_history(history: list[Try]) -> None:
        run(engine_name, tmp_path, history)

    every_history()

"""Random histories of everybody at once, on a stored desk: whatever was tried, every rule holds and nothing
is stuck.

`make test` runs a few of them on both engines; `make histories COUNT=5000` as many as you have time for.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import COUNTING
from bot.core.domain.stock import LocationKind
from bot.core.domain.supplier_claim import UNSETTLED
from bot.core.usecases.export_journal import export_journal
from bot.core.usecases.ports import UnitOfWork
from storage.doctor import check
from storage.photos import PhotoStore
from tests.histories.sightings import sightings, whole_mixture
from tests.histories.steps import CHOICES, WAYS
from tests.histories.ways_out import everything_has_a_way_out
from tests.histories.world import GOODS, SOLD, Try, World, prepare
from tests.support.cast import ANN
from tests.support.clock import Clock
from tests.support.databases import drop, fresh_url, open_database
from tests.support.memory_ports import LOG_KEY

# The photos here are only names, and nobody is at the other end to be told.
NOT_HERE = ("photos_are_there", "papers_are_there", "file_is_sound", "notices_are_not_stuck")
COUNT = {"sqlite": 9, "postgresql": 4}  # in each part; parts run side by side
ENOUGH = 1000  # in one part, to have had everything
PARTS = [("sqlite", part) for part in range(4)] + [("postgresql", part) for part in range(2)]
ONLY_WAITING = (
    LocationKind.RECEIVING,
    LocationKind.WORK_IN_PROGRESS,
    LocationKind.QUARANTINE,
    LocationKind.VENDOR_HOLD,
)
SHORTEST, LONGEST = 15, 60


def history_of(seed: int) -> list[Try]:
    """As many tries as chance wants, each number as likely as the next. Drawn by Hypothesis itself they would
    mostly be small and alike, and hardly ever bring a return as far as a claim."""
    chance = Random(seed)
    return [
        Try(chance.choice(CHOICES), *(chance.randrange(1000) for _ in range(4)))
        for _ in range(chance.randint(SHORTEST, LONGEST))
    ]


def nothing_is_wrong(world: World, folder: Path) -> None:
    found = check(world.desk, PhotoStore(folder / "photos"), LOG_KEY)
    assert [problem for problem in found if problem.rule not in NOT_HERE] == []
    world.look(not_more_than_sold_or_paid)


def not_more_than_sold_or_paid(uow: UnitOfWork) -> None:
    """Counted anew from the records as the desk gives them out, without the doctor's queries."""
    sold = {(line.order_no, line.line_no): line for line in SOLD}
    taken: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    credited: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for request_id in range(1, 500):
        try:
            request = uow.requests.get(request_id)
        except RecordUnknown:
            break
        if request.status in COUNTING:
            for line in request.lines:
                for part in line.allocations:
                    taken[part.order_no, part.order_line] += part.quantity.amount
        for order in uow.return_orders.of_request(request_id):
            if order.status is OrderStatus.POSTED:
                for ordered in order.lines:
                    for part in ordered.allocations:
                        credited[part.order_no, part.order_line] += part.quantity.amount
    for counter in (taken, credited):
        for key, amount in counter.items():
            assert amount <= sold[key].quantity.amount, (key, amount)


def nothing_is_left_between(world: World) -> None:
    """Once everything has an end: no goods lie where they only wait, no number of pieces is unexplained, and
    every document of the journal is even."""
    first, last = world.clock.now.date().replace(year=2025), world.clock.now.date().replace(year=2027)
    journal = world.attempt(ANN, export_journal, first, last)
    assert journal is not None
    evenness: Counter[str] = Counter()
    for posting in journal.postings:
        evenness[posting.document] += int((posting.debit - posting.credit).amount * 100)
    assert {document: sum_ for document, sum_ in evenness.items() if sum_} == {}
    world.look(lambda uow: _nothing_waits(uow))


def _nothing_waits(uow: UnitOfWork) -> None:
    for product in GOODS:
        held = {level.location.kind: level.quantity for level in uow.stock.levels(product)}
        waiting = {kind.value: str(held[kind]) for kind in ONLY_WAITING if held.get(kind)}
        assert waiting == {}, (product, waiting)
    claims = uow.claims.found(*sorted(UNSETTLED), limit=100)
    assert [claim.number for claim in claims] == []
    assert uow.claims.expecting_goods(100) == []


def run(engine_name: str, folder: Path, history: list[Try]) -> set[str]:
    """Gives what it had in it before everything was brought to its end."""
    clock = Clock()
    url = fresh_url(engine_name, folder, prepare)
    world = World(open_database(url, clock), clock)
    world.desk.start_now()
    try:
        for one in history:
            WAYS[one.act](world, one)
        nothing_is_wrong(world, folder)
        seen = sightings(world)
        everything_has_a_way_out(world)
        nothing_is_wrong(world, folder)
        nothing_is_left_between(world)
    finally:
        world.desk.stop_now()
        drop(url)
    return seen


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
    @given(seed=st.integers(0, 2**63))
    def every_history(seed: int) -> None:
        note(f"history_of({seed})")
        seen.update(run(engine_name, tmp_path, history_of(seed)))

    seen: set[str] = set()
    every_history()
    if count >= ENOUGH:
        assert whole_mixture() - seen == set()

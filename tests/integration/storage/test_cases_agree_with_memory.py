"""Cases in the database: kept, found and saved as in memory."""

from __future__ import annotations

import pytest

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.usecases.keep_case import case_source, keep_case, put_case_away
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.undo_restock import undo_restock
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import CLOCK, a_finished_return, act, vendor_goods
from tests.support.cast import ANN
from tests.support.clock import Clock


def test_cases_are_found_alike(twins: Twins, clock: Clock) -> None:
    orders = [vendor_goods(twins, quantity=1).order.id]
    for quantity in (1, 2, 3):
        clock.pass_time(minutes=5)
        orders.append(a_finished_return(twins, quantity=quantity).order.id)
    for order in orders:
        photos = [photo.sha256 for photo in act(twins, ANN, case_source, order, 1).photos]
        act(twins, ANN, keep_case, order, 1, f"Lesson {order}: 听铃声", photos)
    act(twins, ANN, keep_case, orders[0], 1, "Changed", (), 1)
    act(twins, ANN, put_case_away, 2)
    act(twins, ANN, undo_restock, orders[2], "wrong shelf")

    ask(
        twins,
        lambda uow: uow.cases.get(1),
        lambda uow: uow.cases.by_number("ca-2026-00002"),
        lambda uow: uow.cases.by_number("3"),
        lambda uow: uow.cases.of_line(orders[3], 1),
        lambda uow: uow.cases.of_line(orders[3], 2),
        lambda uow: [c.id for c in uow.cases.listed("", away=True, limit=9)],
        lambda uow: [c.id for c in uow.cases.listed("", away=False, limit=9)],
        lambda uow: [c.id for c in uow.cases.listed(CLOCK, away=True, limit=1, offset=1)],
        lambda uow: (uow.cases.count("", away=True), uow.cases.count("no such", away=False)),
        lambda uow: [c.id for c in uow.cases.like("no such", "TRANSIT_DAMAGE", 9)],
        lambda uow: [c.id for c in uow.cases.like(CLOCK, "", 9)],
        lambda uow: uow.cases.like("no such", "", 9),
        lambda uow: (uow.cases.count_like(CLOCK, "OVERSTOCK"), uow.cases.count_like("", "")),
    )
    for unknown in ("CA-2026-00099", "nonsense"):
        with pytest.raises(RecordUnknown):
            twins.read_now(lambda uow, number=unknown: uow.cases.by_number(number))  # type: ignore[misc]
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.cases.get(99))

    def stale(uow: UnitOfWork) -> None:
        once, twice = uow.cases.get(1), uow.cases.get(1)
        uow.cases.save(once)
        uow.cases.save(twice)

    with pytest.raises(RecordChanged):
        twins.write_now(stale)

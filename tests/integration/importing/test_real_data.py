"""Credits of a made-up wholesaler are replayed: exact figures, resumable, repeatable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from bot.commands.real_data import ReplayClock, replay_real_data
from bot.commands.recorded import what_is_recorded
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.ports import UnitOfWork
from storage import tables as t
from storage.database import Database
from storage.doctor import check
from storage.photos import PhotoStore
from storage.transaction import Transaction
from tests.support.memory_ports import LOG_KEY

T = TypeVar("T")
FIGURES = "3,23,2,14,3,4,2"
COUNTED = (
    t.people, t.products, t.customers, t.order_lines, t.return_requests, t.inspections, t.return_orders,
    t.movements, t.credit_notes, t.operation_log, t.notices,
)  # fmt: skip


def replayed(desk: Database, clock: ReplayClock, folder: Path, expect: str = FIGURES) -> tuple[int, str]:
    said: list[str] = []
    code = replay_real_data(desk, clock, folder, said.append, expect=expect)
    return code, "\n".join(said)


def everything(tx: Transaction) -> list[tuple[str, int]]:
    return [(table.name, int(tx.scalar(select(func.count()).select_from(table)))) for table in COUNTED]


def test_exact_figures(desk: Database, replay_clock: ReplayClock, wholesaler: Path, tmp_path: Path) -> None:
    code, said = replayed(desk, replay_clock, wholesaler)
    assert code == 0, said
    recorded = desk.look_now(what_is_recorded)
    assert recorded.figures() == (3, 23, 2, 14, 3, 4, 2)
    assert recorded.movements == (3, Decimal(23))
    assert recorded.held == 23
    # newest sales first: 6 × 3.00 + 2 × 2.25, then 2 × 2.25 + 10 × 2.50; what cost nothing has no note
    assert recorded.notes == (2, Money.of("52.00", "GBP"))
    assert recorded.paid == Money.of("52.00", "GBP")
    assert recorded.charges == (2, Money.of("38.25", "GBP"))
    assert [(r.reference, str(r.asked), r.sold, r.taken, r.most) for r in recorded.refused] == [
        ("C1005/1", "13", "20", "8", "12"),
        ("C1006/2", "1", "20", "20", "0"),
    ]
    assert (recorded.sold_lines, recorded.products, recorded.customers) == (5, 5, 2)
    assert "RR-2026-00003 (C1005/1): MUG1 asked 13, sold 20, returned before 8, at most 12" in said
    assert "kept out because they name no customer: 1." in said
    assert check(desk, PhotoStore(tmp_path / "photos"), LOG_KEY) == []


def test_goods_and_people_as_recorded(desk: Database, replay_clock: ReplayClock, wholesaler: Path) -> None:
    replayed(desk, replay_clock, wholesaler)

    def look(uow: UnitOfWork) -> None:
        mug, post = uow.catalogue.product("MUG1"), uow.catalogue.product("POST")
        assert (mug.name_en, mug.stocked, post.stocked) == ("RED MUG", True, False)
        assert uow.companies.customer("50001").country == "France"
        closed = uow.requests.in_status(ReturnStatus.CLOSED)
        assert [line.note for request in closed for line in request.lines] == [
            "credit C1004/1", "credit C1006/1", "credit C1010/1",
        ]  # fmt: skip
        (order,) = uow.return_orders.of_request(closed[0].id)
        request = closed[0]
        assert request.decision is not None
        assert request.submitted_at == order.posted_at == datetime(2026, 2, 10, 10, tzinfo=UTC)
        people = (request.requested_by, request.decision.by, order.inspected_by, order.reviewed_by)
        names = [uow.people.get(number or 0).name for number in people]
        assert names == ["Replay clerk", "Replay manager", "Replay inspector", "Replay second manager"]
        waiting = uow.requests.in_status(ReturnStatus.SUBMITTED)
        assert [(r.customer_code, r.without_order) for r in waiting] == [
            ("50001", True), ("50002", True), (None, True),
        ]  # fmt: skip
        levels = uow.stock.levels("MUG1")
        assert [level.quantity for level in levels] == [Quantity.of(20)]

    desk.read_now(look)


def test_a_second_run_changes_nothing(desk: Database, replay_clock: ReplayClock, wholesaler: Path) -> None:
    replayed(desk, replay_clock, wholesaler)
    before = desk.look_now(everything)
    code, said = replayed(desk, replay_clock, wholesaler)
    assert code == 0, said
    assert "10 credit lines, of which 10 are here already" in said
    assert desk.look_now(everything) == before


@pytest.mark.parametrize("writes", [3, 4, 6, 7, 8, 9, 12])
def test_a_run_that_was_cut_off_is_gone_on_with(
    desk: Database,
    replay_clock: ReplayClock,
    wholesaler: Path,
    monkeypatch: pytest.MonkeyPatch,
    writes: int,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(desk, "write_now", _stopping_after(desk.write_now, writes))
        with pytest.raises(PowerLost):
            replayed(desk, replay_clock, wholesaler)
    code, said = replayed(desk, replay_clock, wholesaler)
    assert code == 0, said


class PowerLost(Exception):
    pass


def _stopping_after(write: Callable[..., Any], writes: int) -> Callable[..., Any]:
    left = iter(range(writes))

    def write_now(work: Callable[[UnitOfWork], T]) -> Any:
        if next(left, None) is None:
            raise PowerLost
        return write(work)

    return write_now


def test_other_figures_than_expected(desk: Database, replay_clock: ReplayClock, wholesaler: Path) -> None:
    code, said = replayed(desk, replay_clock, wholesaler, "3,23,2,14,3,4,9")
    assert code == 1
    assert "Expected 3, 23, 2, 14, 3, 4, 9, recorded 3, 23, 2, 14, 3, 4, 2" in said
    assert replayed(desk, replay_clock, wholesaler, "")[0] == 0


def test_what_cannot_begin(
    desk: Database, replay_clock: ReplayClock, tmp_path: Path, wholesaler: Path
) -> None:
    assert replayed(desk, replay_clock, wholesaler, "507,many")[0] == 2
    assert replayed(desk, replay_clock, tmp_path / "nowhere")[0] == 2
    file = wholesaler / "sales_and_returns.csv"
    file.write_text(file.read_text("utf-8").replace("-8,2026", "-eight,2026"), encoding="utf-8")
    code, said = replayed(desk, replay_clock, wholesaler)
    assert code == 2
    assert "sales_and_returns.csv, line 9, quantity: “-eight” is not a number" in said
    assert desk.look_now(lambda tx: tx.scalar(select(func.count()).select_from(t.products))) == 0

"""What becomes of goods in work in progress or quarantine."""

from __future__ import annotations

import pytest

from bot.core.domain.errors import (
    AlreadyDecided,
    NotAllowed,
    OwnWorkNotDecidable,
    PlaceUnknown,
    QuantityInvalid,
    StatusForbids,
    StockNotThere,
    WordsMissing,
)
from bot.core.domain.later_step import InWork, StepStatus
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.stock import Location, LocationKind, make_movement
from bot.core.domain.stock_errors import NothingLeftThere, StepsTaken
from bot.core.domain.supplier_claim import ClaimStatus
from bot.core.usecases.restock import held_by_kind
from bot.core.usecases.take_later_step import agree_to_step, drop_step, take_later_step, undo_step
from tests.support.builders import (
    CLOCK,
    a_desk,
    act,
    an_approved_return,
    an_order_in_work,
    inspect_all,
    limit_scrap,
    pieces,
    refused,
    restock,
    review,
    take_step,
)
from tests.support.cast import ANN, BO, CHEN, IVO, OLGA, WEI
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

WORK, QUARANTINE = LocationKind.WORK_IN_PROGRESS, LocationKind.QUARANTINE


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(IVO)


def held(desk: MemoryDesk) -> dict[str, str]:
    found = desk.read_now(lambda uow: held_by_kind(uow, CLOCK))
    return {kind.value: str(quantity) for kind, quantity in found.items()}


def in_work(desk: MemoryDesk) -> list[InWork]:
    return desk.read_now(lambda uow: uow.later_steps.in_work(10))


def test_what_lies_in_work_is_listed_by_line_and_kind(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    number = desk.state.return_orders[order].number
    assert in_work(desk) == [
        InWork(order, number, 1, CLOCK, QUARANTINE, pieces(2), MORNING),
        InWork(order, number, 1, CLOCK, WORK, pieces(4), MORNING),
    ]


def test_repaired_goods_go_back_on_the_shelf(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    step = take_step(desk, order, Disposition.RESTOCK, 3, place="b-01", note="new hands")
    assert (step.number, step.status, step.place) == ("LS-2026-00001", StepStatus.DONE, "B-01")
    assert held(desk) == {"quarantine": "2", "sellable": "103", "work_in_progress": "1"}
    movement = desk.state.movements[-1]
    assert (movement.cause, movement.record) == ("step:LS-2026-00001", "LS-2026-00001")
    assert movement.target == Location(LocationKind.SELLABLE, "B-01")
    assert [work.left for work in in_work(desk)] == [pieces(2), pieces(1)]


def test_without_a_shelf_the_usual_one_is_taken(desk: MemoryDesk) -> None:
    step = take_step(desk, an_order_in_work(desk), Disposition.RESTOCK, 1)
    assert step.place == "A-03"


def test_never_more_than_is_left_of_that_line(desk: MemoryDesk) -> None:
    """Other orders' goods lie in the same place; they are not this line's."""
    first, _ = an_order_in_work(desk), an_order_in_work(desk)
    take_step(desk, first, Disposition.CONCESSION, 3)
    with refused(desk, NothingLeftThere) as refusal:
        take_step(desk, first, Disposition.SCRAP, 2)
    assert refusal.facts == {
        "product_code": CLOCK, "order": "RO-2026-00001", "left": "1", "wanted": "2",
    }  # fmt: skip
    with refused(desk, NothingLeftThere):
        take_step(desk, first, Disposition.SCRAP, 0)
    take_step(desk, first, Disposition.SCRAP, 1)
    with refused(desk, NothingLeftThere):
        take_step(desk, first, Disposition.SCRAP, 1)


def test_nobody_scraps_a_part_of_a_piece(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    with refused(desk, QuantityInvalid):
        act(desk, CHEN, take_later_step, order, 1, WORK, Disposition.SCRAP, pieces("0.5"))


def test_steps_that_do_not_exist_are_refused(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    with refused(desk, StatusForbids):
        take_step(desk, order, Disposition.REPAIR, 1)
    with refused(desk, StatusForbids):
        take_step(desk, order, Disposition.RESTOCK, 1, source=LocationKind.SELLABLE)
    with refused(desk, PlaceUnknown):
        take_step(desk, order, Disposition.RESTOCK, 1, place="nowhere")
    with refused(desk, NotAllowed):
        take_step(desk, order, Disposition.RESTOCK, 1, by=BO)


def test_goods_for_the_vendor_open_a_claim_and_undoing_withdraws_it(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    step = take_step(desk, order, Disposition.RETURN_TO_VENDOR, 2, source=QUARANTINE)
    (claim,) = desk.state.claims.values()
    assert (claim.source, claim.status) == (step.number, ClaimStatus.OPEN)
    assert held(desk)["vendor_hold"] == "2"
    act(desk, ANN, undo_step, step.id, "repairable after all")
    (claim,) = desk.state.claims.values()
    assert claim.status is ClaimStatus.WITHDRAWN
    assert held(desk) == {"quarantine": "2", "sellable": "100", "work_in_progress": "4"}


def test_scrap_above_the_limit_waits_for_a_second_person(desk: MemoryDesk) -> None:
    limit_scrap(desk, "7.49")
    order = an_order_in_work(desk)
    assert take_step(desk, order, Disposition.SCRAP, 1).status is StepStatus.DONE
    step = take_step(desk, order, Disposition.SCRAP, 2, by=ANN)
    assert step.status is StepStatus.WAITING
    assert held(desk)["work_in_progress"] == "3"
    assert [work.left for work in in_work(desk)] == [pieces(2), pieces(1)]
    with refused(desk, OwnWorkNotDecidable):
        act(desk, ANN, agree_to_step, step.id)
    with refused(desk, NotAllowed):
        act(desk, CHEN, agree_to_step, step.id)
    done = act(desk, WEI, agree_to_step, step.id)
    assert (done.status, done.agreed_by, done.agreed_at) == (StepStatus.DONE, 4, MORNING)
    assert held(desk)["work_in_progress"] == "1"
    with refused(desk, AlreadyDecided):
        act(desk, OLGA, agree_to_step, step.id)


def test_a_limit_is_not_got_round_piece_by_piece(desk: MemoryDesk) -> None:
    """What one person alone has scrapped of a return order counts; what two agreed to does not."""
    limit_scrap(desk, "7.49")
    order = an_order_in_work(desk)
    assert take_step(desk, order, Disposition.SCRAP, 1).status is StepStatus.DONE
    second = take_step(desk, order, Disposition.SCRAP, 1, source=QUARANTINE)
    assert second.status is StepStatus.WAITING
    act(desk, WEI, drop_step, second.id)
    third = take_step(desk, order, Disposition.SCRAP, 1)
    act(desk, WEI, agree_to_step, third.id)
    first = next(iter(desk.state.later_steps.values()))
    act(desk, ANN, undo_step, first.id, "still good")
    assert take_step(desk, order, Disposition.SCRAP, 1).status is StepStatus.DONE


def test_what_the_order_itself_scrapped_counts_unless_two_agreed(desk: MemoryDesk) -> None:
    limit_scrap(desk, "7.49")
    order = inspect_all(
        desk, an_approved_return(desk), split={Disposition.SCRAP: 1, Disposition.REPAIR: 5}, grade=Grade.D
    )
    review(desk, order.id)
    restock(desk, order.id)
    assert take_step(desk, order.id, Disposition.SCRAP, 1).status is StepStatus.WAITING


def test_what_nobody_agrees_to_stays_where_it_is(desk: MemoryDesk) -> None:
    limit_scrap(desk)
    order = an_order_in_work(desk)
    step = take_step(desk, order, Disposition.SCRAP, 2)
    with refused(desk, NotAllowed):
        act(desk, IVO, drop_step, step.id)
    dropped = act(desk, ANN, drop_step, step.id)
    assert (dropped.status, dropped.ended_by) == (StepStatus.DROPPED, 1)
    assert [work.left for work in in_work(desk)] == [pieces(2), pieces(4)]
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, WEI, agree_to_step, step.id)
    assert refusal.facts["by"] == "Ann"


def test_who_asked_may_think_again(desk: MemoryDesk) -> None:
    limit_scrap(desk)
    step = take_step(desk, an_order_in_work(desk), Disposition.SCRAP, 2)
    assert act(desk, CHEN, drop_step, step.id).status is StepStatus.DROPPED


def test_a_manager_undoes_a_step_with_a_reason_once(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    step = take_step(desk, order, Disposition.SCRAP, 2)
    with refused(desk, NotAllowed):
        act(desk, CHEN, undo_step, step.id, "wrong")
    with refused(desk, WordsMissing):
        act(desk, ANN, undo_step, step.id, " ")
    undone = act(desk, ANN, undo_step, step.id, "still good")
    assert (undone.status, undone.ended_by, undone.ended_words) == (StepStatus.UNDONE, 1, "still good")
    assert held(desk)["work_in_progress"] == "4"
    with refused(desk, AlreadyDecided):
        act(desk, WEI, undo_step, step.id, "wrong")
    again = take_step(desk, order, Disposition.SCRAP, 4)
    assert again.number == "LS-2026-00002"


def test_goods_in_quarantine_are_repaired_and_then_go_on(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk, repair=1, quarantine=3)
    sent = take_step(desk, order, Disposition.REPAIR, 2, source=QUARANTINE)
    assert held(desk) == {"quarantine": "1", "sellable": "100", "work_in_progress": "3"}
    assert [(work.source, work.left) for work in in_work(desk)] == [
        (QUARANTINE, pieces(1)),
        (WORK, pieces(3)),
    ]
    back = take_step(desk, order, Disposition.RESTOCK, 2)
    with refused(desk, StepsTaken) as refusal:
        act(desk, ANN, undo_step, sent.id, "wrong")
    assert refusal.facts == {"number": sent.number, "step": back.number}
    act(desk, ANN, undo_step, back.id, "still broken")
    act(desk, ANN, undo_step, sent.id, "wrong")
    assert held(desk) == {"quarantine": "3", "sellable": "100", "work_in_progress": "1"}
    with refused(desk, NothingLeftThere):
        take_step(desk, order, Disposition.SCRAP, 2)


def test_what_was_sold_from_the_shelf_cannot_be_undone(desk: MemoryDesk) -> None:
    order = an_order_in_work(desk)
    step = take_step(desk, order, Disposition.RESTOCK, 4, place="B-01")
    sold = make_movement(
        CLOCK, pieces(2), Location(LocationKind.SELLABLE, "B-01"), Location(LocationKind.CUSTOMER),
        cause="sale:1", record="S-1", at=MORNING, by=0,
    )  # fmt: skip
    desk.write_now(lambda uow: uow.stock.post([sold]))
    with refused(desk, StockNotThere):
        act(desk, ANN, undo_step, step.id, "wrong")

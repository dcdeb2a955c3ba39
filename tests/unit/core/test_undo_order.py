"""A manager takes a return order back, before it is posted or after: mirrored, never edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.errors import (
    AlreadyDecided,
    ClaimUnderway,
    NotAllowed,
    PersonUnknown,
    SerialReturned,
    StatusForbids,
    StockNotThere,
    WordsMissing,
)
from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.money_errors import NoteSettled
from bot.core.domain.people import Role
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus, Undoing
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import Location, LocationKind, make_movement
from bot.core.domain.stock_errors import StepsTaken
from bot.core.domain.supplier_claim import ClaimAction, ClaimStatus
from bot.core.usecases.decide_approval import cancel_return
from bot.core.usecases.draft_return import add_item, choose_customer, possible_of, set_reason, start_return
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection, record_count
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import held_by_kind, restock_order, sellable
from bot.core.usecases.return_details import set_serial
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import undo_step
from bot.core.usecases.undo_restock import ensure_undoable, undo_restock
from bot.core.usecases.void_order import void_order
from tests.support.builders import (
    BAG,
    CAFE,
    CLOCK,
    a_desk,
    a_finished_return,
    a_request,
    act,
    an_approved_return,
    an_order,
    an_order_in_work,
    an_order_line,
    approve,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    pieces,
    record_line,
    refused,
    restock,
    review,
    take_step,
    the_claim,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, IVO, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(IVO)


def test_an_order_in_review_is_voided_and_made_anew_with_a_new_number(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    voided = act(desk, ANN, void_order, order.id, "  counted the wrong box ")
    assert voided.status is OrderStatus.VOIDED
    assert voided.undone == Undoing(1, MORNING, "counted the wrong box")
    assert voided.paper != order.paper
    assert a_request(desk, order.request_id).status is ReturnStatus.INSPECTING
    inspection = desk.state.inspections[order.inspection_id]
    assert (inspection.status, inspection.revision) == (InspectionStatus.IN_PROGRESS, 2)
    again = inspect_all(desk, order.request_id, counted=5)
    assert (again.number, again.inspection_id) == ("RO-2026-00002", order.inspection_id)
    assert an_order(desk, order.id).status is OrderStatus.VOIDED
    held = desk.read_now(lambda uow: held_by_kind(uow, CLOCK))
    assert held[LocationKind.RECEIVING] == pieces(5)


@pytest.mark.parametrize("agreed", [False, True])
def test_what_is_not_posted_can_be_voided(desk: MemoryDesk, agreed: bool) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    if agreed:
        review(desk, order.id)
    assert act(desk, WEI, void_order, order.id, "wrong").status is OrderStatus.VOIDED
    with refused(desk, StatusForbids):
        act(desk, CHEN, restock_order, order.id)


def test_a_posted_order_is_undone_not_voided_and_the_other_way_round(desk: MemoryDesk) -> None:
    posted = a_finished_return(desk).order
    with refused(desk, StatusForbids):
        act(desk, ANN, void_order, posted.id, "wrong")
    waiting = inspect_all(desk, an_approved_return(desk))
    with refused(desk, StatusForbids):
        act(desk, ANN, undo_restock, waiting.id, "wrong")


def test_undoing_mirrors_every_movement_and_counters_the_note(desk: MemoryDesk) -> None:
    split = {Disposition.RESTOCK: 3, Disposition.REPAIR: 1, Disposition.SCRAP: 1,
             Disposition.RETURN_TO_CUSTOMER: 1}  # fmt: skip
    order = inspect_all(desk, an_approved_return(desk), split=split)
    review(desk, order.id)
    restock(desk, order.id)
    undone = act(desk, WEI, undo_restock, order.id, "put on the wrong shelf")
    assert undone.status is OrderStatus.REVERSED
    assert undone.undone == Undoing(4, MORNING, "put on the wrong shelf")
    held = desk.read_now(lambda uow: held_by_kind(uow, CLOCK))
    assert held == {LocationKind.SELLABLE: pieces(100), LocationKind.RECEIVING: pieces(6)}
    posted = [m for m in desk.state.movements if m.cause.startswith("post:")]
    mirrored = [m for m in desk.state.movements if m.cause.startswith("reverse:post:")]
    assert [m.reverses for m in reversed(mirrored)] == [m.cause for m in posted]
    assert [(m.source, m.target) for m in reversed(mirrored)] == [(m.target, m.source) for m in posted]
    note, counter = desk.state.credit_notes.values()
    assert (note.status, counter.cancels) == (NoteStatus.CANCELLED, note.number)
    assert counter.value == gbp("-18.75")
    request = a_request(desk, order.request_id)
    assert (request.status, request.closed_at) == (ReturnStatus.INSPECTING, None)
    assert [part.quantity for part in request.lines[0].allocations] == [pieces(5), pieces(1)]


def test_what_was_undone_goes_its_way_again_once(desk: MemoryDesk) -> None:
    order = a_finished_return(desk).order
    act(desk, ANN, undo_restock, order.id, "two of them are cracked")
    again = inspect_all(desk, order.request_id, split={Disposition.RESTOCK: 4, Disposition.CONCESSION: 2})
    review(desk, again.id)
    result = restock(desk, again.id)
    assert (again.number, result.order.credit_note) == ("RO-2026-00002", "CN-2026-00003")
    held = desk.read_now(lambda uow: held_by_kind(uow, CLOCK))
    assert held == {LocationKind.SELLABLE: pieces(104), LocationKind.SECONDS: pieces(2)}
    assert a_request(desk, order.request_id).status is ReturnStatus.CLOSED


def test_undone_and_posted_three_times_leaves_no_trace_in_stock(desk: MemoryDesk) -> None:
    order = a_finished_return(desk).order
    for _ in range(3):
        act(desk, ANN, undo_restock, order.id, "again")
        order = inspect_all(desk, order.request_id)
        review(desk, order.id)
        restock(desk, order.id)
    assert desk.read_now(lambda uow: sellable(uow, CLOCK)) == pieces(106)
    assert order.number == "RO-2026-00004"


def test_a_second_press_hears_who_was_first(desk: MemoryDesk) -> None:
    order = a_finished_return(desk).order
    act(desk, ANN, undo_restock, order.id, "wrong")
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, WEI, undo_restock, order.id, "wrong")
    assert refusal.facts == {
        "number": order.number, "status": "reversed", "by": "Ann", "at": MORNING, "words": "wrong",
    }  # fmt: skip


def test_goods_that_have_gone_on_keep_the_posting(desk: MemoryDesk) -> None:
    order = a_finished_return(desk).order
    shelf = Location(LocationKind.SELLABLE, "A-03")
    gone = make_movement(
        CLOCK, pieces(101), shelf, Location(LocationKind.CUSTOMER), cause="sale:1", record="S-1",
        at=MORNING, by=0,
    )  # fmt: skip
    desk.write_now(lambda uow: uow.stock.post([gone]))
    with refused(desk, StockNotThere) as refusal:
        act(desk, ANN, undo_restock, order.id, "wrong")
    assert refusal.facts == {"product_code": CLOCK, "place": "sellable/A-03", "held": "5", "wanted": "6"}


def test_a_credit_that_is_paid_out_keeps_the_posting(desk: MemoryDesk) -> None:
    result = a_finished_return(desk)
    assert result.credit_note is not None
    act(desk, ANN, settle_note, result.credit_note.number, "BANK-1")
    with refused(desk, NoteSettled):
        act(desk, ANN, undo_restock, result.order.id, "wrong")


def test_an_open_claim_is_withdrawn_and_one_underway_keeps_the_posting(desk: MemoryDesk) -> None:
    order = vendor_goods(desk).order
    act(desk, ANN, undo_restock, order.id, "wrong goods")
    assert the_claim(desk).status is ClaimStatus.WITHDRAWN
    held = desk.read_now(lambda uow: held_by_kind(uow, CLOCK))
    assert LocationKind.VENDOR_HOLD not in held
    again = vendor_goods(desk).order

    def acknowledge(uow: UnitOfWork) -> None:
        claim = uow.claims.by_number("2")
        claim.apply(ClaimAction.ACKNOWLEDGE, {Role.MANAGER})
        uow.claims.save(claim)

    desk.write_now(acknowledge)
    with refused(desk, ClaimUnderway):  # before anybody types a reason
        act(desk, ANN, ensure_undoable, again.id)
    with refused(desk, ClaimUnderway):
        act(desk, ANN, undo_restock, again.id, "wrong")


def test_a_later_step_has_to_be_undone_first(desk: MemoryDesk) -> None:
    order_id = an_order_in_work(desk)
    step = take_step(desk, order_id, Disposition.RESTOCK, 1)
    with refused(desk, StepsTaken) as refusal:
        act(desk, ANN, undo_restock, order_id, "wrong")
    assert refusal.facts == {"number": "RO-2026-00001", "step": step.number}
    act(desk, ANN, undo_step, step.id, "wrong")
    assert act(desk, ANN, undo_restock, order_id, "wrong").status is OrderStatus.REVERSED


def test_the_request_takes_again_only_what_nobody_took_meanwhile(desk: MemoryDesk) -> None:
    """Ten asked, six came: four went back to what may be returned, and somebody else asked for them all."""
    request = an_approved_return(desk, quantity=10)
    order = inspect_all(desk, request, counted=6)
    review(desk, order.id)
    restock(desk, order.id)
    file_return(desk, quantity=17)
    act(desk, ANN, undo_restock, order.id, "count again")
    again = inspect_all(desk, request, counted=10)
    assert [part.quantity for part in a_request(desk, request).lines[0].allocations] == [pieces(6), pieces(1)]
    assert again.value == gbp("26.25")
    product = desk.state.products[CLOCK]
    left = desk.read_now(lambda uow: possible_of(uow, a_request(desk, request), product))
    assert left is not None
    assert left.most == pieces(7)


def a_return_whose_piece_did_not_come(desk: MemoryDesk) -> int:
    """Six clocks came, bag R2 did not; it is closed. Gives the order's id."""
    bags = replace(an_order_line(3, order_no="537000", product=BAG), serials=frozenset({"R1", "R2"}))
    desk.write_now(lambda uow: uow.orders.save_lines([bags]))
    draft_id = draft_return(desk, quantity=6)
    name_piece(desk, draft_id)
    request = act(desk, BO, submit_return, draft_id).request
    approve(desk, request.id)
    inspection = act(desk, CHEN, claim_inspection, request.id)
    record_line(desk, inspection.id, 1, counted=6, split={Disposition.RESTOCK: 6})
    act(desk, CHEN, record_count, inspection.id, 2, pieces(0))
    order = act(desk, CHEN, finish_inspection, inspection.id, more_to_come=False)
    review(desk, order.id)
    restock(desk, order.id)
    assert a_request(desk, request.id).status is ReturnStatus.CLOSED
    return order.id


def name_piece(desk: MemoryDesk, draft_id: int) -> None:
    line = act(desk, BO, add_item, draft_id, BAG)
    act(desk, BO, set_serial, draft_id, line.line_no, "R2")
    act(desk, BO, set_reason, draft_id, line.line_no, "OVERSTOCK")


def test_a_piece_that_had_not_come_is_not_expected_by_two_returns(desk: MemoryDesk) -> None:
    order_id = a_return_whose_piece_did_not_come(desk)
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, CAFE)
    name_piece(desk, draft.id)
    other = act(desk, BO, submit_return, draft.id).request
    with refused(desk, SerialReturned) as refusal:
        act(desk, ANN, undo_restock, order_id, "wrong shelf")
    assert refusal.facts == {"serial": "R2", "number": "RR-2026-00002"}
    act(desk, BO, cancel_return, other.id)
    assert act(desk, ANN, undo_restock, order_id, "wrong shelf").status is OrderStatus.REVERSED
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, CAFE)
    line = act(desk, BO, add_item, draft.id, BAG)
    with refused(desk, SerialReturned):
        act(desk, BO, set_serial, draft.id, line.line_no, "R2")


@pytest.mark.parametrize("words", ["", "  \n"])
def test_a_reason_is_needed(desk: MemoryDesk, words: str) -> None:
    posted = a_finished_return(desk).order
    waiting = inspect_all(desk, an_approved_return(desk))
    with refused(desk, WordsMissing):
        act(desk, ANN, undo_restock, posted.id, words)
    with refused(desk, WordsMissing):
        act(desk, ANN, void_order, waiting.id, words)


@pytest.mark.parametrize(("who", "error"), [(BO, NotAllowed), (CHEN, NotAllowed), (STRANGER, PersonUnknown)])
def test_only_a_manager_takes_back(desk: MemoryDesk, who: Member, error: type[NotAllowed]) -> None:
    posted = a_finished_return(desk).order
    waiting = inspect_all(desk, an_approved_return(desk))
    with refused(desk, error):
        act(desk, who, undo_restock, posted.id, "wrong")
    with refused(desk, error):
        act(desk, who, void_order, waiting.id, "wrong")


def test_the_log_keeps_the_reason_and_the_counter_note(desk: MemoryDesk) -> None:
    order = a_finished_return(desk).order
    act(desk, ANN, undo_restock, order.id, "wrong shelf")
    entry = next(e for e in desk.state.log if e.event == "ReturnOrderReversed")
    assert '"words": "wrong shelf"' in entry.facts
    assert '"counter_note": "CN-2026-00002"' in entry.facts

"""Forty boxes come on three days: each parcel is an inspection and a return order of its own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from bot.core.domain.errors import (
    InspectionTaken,
    LineUnknown,
    NotAllowed,
    OwnWorkNotDecidable,
    PartHasCome,
    ProductNotGoods,
    StatusForbids,
    WordsMissing,
)
from bot.core.domain.inspection import InspectedLine
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.close_rest import close_rest, expect_rest, rest_after, rest_of
from bot.core.usecases.decide_approval import cancel_return
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    claim_inspection,
    count_the_others_as_absent,
    hand_over,
    record_count,
    take_from_split,
)
from bot.core.usecases.record_surprise import (
    add_found_product,
    drop_found_product,
    forget_missing_parts,
    record_missing_parts,
)
from bot.core.usecases.review_order import agree_to_order, send_back_order
from tests.support.builders import (
    BAG,
    CAFE,
    CLOCK,
    POSTAGE,
    a_desk,
    a_photo,
    a_request,
    act,
    an_approved_return,
    dismiss,
    inspect_all,
    person_id,
    pieces,
    record_line,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, IVO, OLGA, WEI, Member
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(IVO)


@pytest.fixture
def request_id(desk: MemoryDesk) -> int:
    """Eighteen clocks that Ann approved."""
    return an_approved_return(desk, quantity=18)


def a_parcel(
    desk: MemoryDesk, request_id: int, counted: int, *, by: Member = CHEN, more: bool = True
) -> ReturnOrder:
    """Claimed, all good, finished."""
    inspection = act(desk, by, claim_inspection, request_id)
    split = {Disposition.RESTOCK: counted} if counted else {}
    record_line(desk, inspection.id, 1, by=by, counted=counted, split=split)
    return act(desk, by, finish_inspection, inspection.id, more_to_come=more)


def status(desk: MemoryDesk, request_id: int) -> ReturnStatus:
    return a_request(desk, request_id).status


def credited(order: ReturnOrder) -> int:
    """Pieces."""
    return sum(int(part.quantity.amount) for line in order.lines for part in line.allocations)


# ── parcel by parcel ──
def test_the_rest_is_expected_at_once_though_the_first_parcel_is_still_in_review(
    desk: MemoryDesk, request_id: int
) -> None:
    first = a_parcel(desk, request_id, 6)
    assert status(desk, request_id) is ReturnStatus.APPROVED
    second = act(desk, CHEN, claim_inspection, request_id)
    assert (second.parcel_no, second.lines) == (2, [InspectedLine(1, CLOCK, pieces(12))])
    assert first.number == "RO-2026-00001"


def test_the_return_closes_when_everything_has_come_and_every_order_is_posted(
    desk: MemoryDesk, request_id: int
) -> None:
    first = a_parcel(desk, request_id, 6)
    review(desk, first.id)
    restock(desk, first.id)
    assert status(desk, request_id) is ReturnStatus.APPROVED
    second = a_parcel(desk, request_id, 12)
    assert status(desk, request_id) is ReturnStatus.INSPECTED
    assert second.number == "RO-2026-00002"
    review(desk, second.id)
    restock(desk, second.id)
    request = a_request(desk, request_id)
    assert request.status is ReturnStatus.CLOSED
    assert [part.quantity for part in request.lines[0].allocations] == [pieces(18)]
    assert [note.value.amount for note in desk.state.credit_notes.values()] == [
        Decimal("22.50"),
        Decimal("45.00"),
    ]


def test_an_order_posted_while_the_last_one_waits_does_not_close_the_return(
    desk: MemoryDesk, request_id: int
) -> None:
    first, second = a_parcel(desk, request_id, 6), a_parcel(desk, request_id, 12)
    for order in (first, second):
        assert status(desk, request_id) is ReturnStatus.INSPECTED
        review(desk, order.id)
        restock(desk, order.id)
    assert status(desk, request_id) is ReturnStatus.CLOSED


def test_while_it_is_open_a_return_takes_all_it_asked_for_then_what_came(
    desk: MemoryDesk, request_id: int
) -> None:
    def free() -> Decimal:
        [balance, *_] = desk.read_now(lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now))
        return balance.left.amount

    first = a_parcel(desk, request_id, 6)
    review(desk, first.id)
    restock(desk, first.id)
    assert free() == 6
    act(desk, ANN, close_rest, request_id, "the shop kept them")
    assert status(desk, request_id) is ReturnStatus.CLOSED
    assert free() == 18


def test_that_is_all_closes_the_rest(desk: MemoryDesk, request_id: int) -> None:
    a_parcel(desk, request_id, 6, more=False)
    request = a_request(desk, request_id)
    assert request.status is ReturnStatus.INSPECTED
    assert request.rest_closed is not None
    assert (request.rest_closed.by, request.rest_closed.words) == (3, "")
    assert desk.state.log[-1].event == "ReturnRestClosed"
    assert '"missing": {"1": "12"}' in desk.state.log[-1].facts


def test_what_is_credited_over_all_parcels_is_never_more_than_was_asked(
    desk: MemoryDesk, request_id: int
) -> None:
    first = a_parcel(desk, request_id, 16)
    second = a_parcel(desk, request_id, 5)  # three too many
    assert (credited(first), credited(second)) == (16, 2)
    [line] = second.lines
    assert (line.asked, line.counted) == (pieces(2), pieces(5))


def test_a_parcel_counted_again_leaves_the_other_order_its_share(desk: MemoryDesk, request_id: int) -> None:
    first = a_parcel(desk, request_id, 6)
    second = a_parcel(desk, request_id, 10)
    act(desk, WEI, send_back_order, first.id, "count again")
    assert status(desk, request_id) is ReturnStatus.INSPECTING
    recounted = act(desk, CHEN, record_count, first.inspection_id, 1, pieces(12))
    assert recounted.counted == pieces(12)
    record_line(desk, first.inspection_id, 1, counted=12, split={Disposition.RESTOCK: 12})
    again = act(desk, CHEN, finish_inspection, first.inspection_id)
    assert again.number == first.number
    assert (credited(again), credited(second)) == (8, 10)
    assert status(desk, request_id) is ReturnStatus.INSPECTED


# ── two parcels at once ──
def test_nobody_takes_the_parcel_somebody_has_but_another_one_may_be_begun(
    desk: MemoryDesk, request_id: int
) -> None:
    act(desk, CHEN, claim_inspection, request_id)
    with refused(desk, InspectionTaken) as refusal:
        act(desk, IVO, claim_inspection, request_id)
    assert refusal.facts == {"number": "RR-2026-00001", "by": "Chen"}
    second = act(desk, IVO, claim_inspection, request_id, another_parcel=True)
    assert (second.parcel_no, second.inspector_id) == (2, person_id(desk, IVO))
    assert act(desk, CHEN, claim_inspection, request_id).parcel_no == 1


def test_two_inspectors_finish_their_parcels_in_any_order(desk: MemoryDesk, request_id: int) -> None:
    mine = act(desk, CHEN, claim_inspection, request_id)
    other = act(desk, IVO, claim_inspection, request_id, another_parcel=True)
    record_line(desk, other.id, 1, by=IVO, counted=12, split={Disposition.RESTOCK: 12})
    act(desk, IVO, finish_inspection, other.id)
    request = a_request(desk, request_id)
    assert (request.status, request.rest_closed) == (ReturnStatus.INSPECTING, None)
    record_line(desk, mine.id, 1, counted=6, split={Disposition.RESTOCK: 6})
    act(desk, CHEN, finish_inspection, mine.id)
    assert status(desk, request_id) is ReturnStatus.INSPECTED


def test_only_who_finishes_last_is_asked_whether_more_is_to_come(desk: MemoryDesk, request_id: int) -> None:
    mine = act(desk, CHEN, claim_inspection, request_id)
    other = act(desk, IVO, claim_inspection, request_id, another_parcel=True)
    act(desk, CHEN, record_count, mine.id, 1, pieces(5))

    def asked_about() -> Quantity:
        return desk.read_now(
            lambda uow: rest_after(uow, uow.requests.get(request_id), uow.inspections.get(mine.id))
        )

    assert asked_about() == pieces(0)
    record_line(desk, other.id, 1, by=IVO, counted=4, split={Disposition.RESTOCK: 4})
    act(desk, IVO, finish_inspection, other.id)
    assert asked_about() == pieces(9)


def test_a_parcel_given_back_while_another_is_at_work_changes_nothing_else(
    desk: MemoryDesk, request_id: int
) -> None:
    mine = act(desk, CHEN, claim_inspection, request_id)
    act(desk, IVO, claim_inspection, request_id, another_parcel=True)
    act(desk, CHEN, hand_over, mine.id, None)
    assert status(desk, request_id) is ReturnStatus.INSPECTING
    rest = desk.read_now(lambda uow: rest_of(uow, uow.requests.get(request_id)))
    assert (rest.expected, rest.asked, rest.parcels) == (pieces(18), pieces(18), 1)


def test_a_send_back_reopens_its_own_parcel_beside_another_one(desk: MemoryDesk, request_id: int) -> None:
    first = a_parcel(desk, request_id, 6)
    second = act(desk, IVO, claim_inspection, request_id)
    act(desk, WEI, send_back_order, first.id, "count again")
    running = desk.read_now(lambda uow: uow.inspections.of_person(3))
    assert [(i.id, i.revision) for i in running] == [(first.inspection_id, 2)]
    act(desk, IVO, hand_over, second.id, None)
    assert status(desk, request_id) is ReturnStatus.INSPECTING
    record_line(desk, first.inspection_id, 1, counted=6, split={Disposition.RESTOCK: 6})
    act(desk, CHEN, finish_inspection, first.inspection_id, more_to_come=True)
    assert status(desk, request_id) is ReturnStatus.APPROVED


def test_who_inspected_one_parcel_may_review_the_other(desk: MemoryDesk, request_id: int) -> None:
    first = a_parcel(desk, request_id, 6)
    second = a_parcel(desk, request_id, 12, by=IVO)
    with refused(desk, OwnWorkNotDecidable):
        act(desk, CHEN, agree_to_order, first.id)
    assert act(desk, IVO, agree_to_order, first.id).reviewed_by == person_id(desk, IVO)
    assert act(desk, CHEN, agree_to_order, second.id).reviewed_by == 3


# ── the rest ──
def test_the_rest_is_closed_later_with_a_reason(desk: MemoryDesk, request_id: int) -> None:
    a_parcel(desk, request_id, 6)
    with refused(desk, WordsMissing):
        act(desk, CHEN, close_rest, request_id, "  ")
    with refused(desk, NotAllowed):
        act(desk, BO, close_rest, request_id, "they are gone")
    act(desk, CHEN, close_rest, request_id, "they are gone")
    request = a_request(desk, request_id)
    assert request.status is ReturnStatus.INSPECTED
    assert request.rest_closed is not None
    assert request.rest_closed.words == "they are gone"
    with refused(desk, StatusForbids):
        act(desk, ANN, close_rest, request_id, "again")


def test_nothing_is_closed_while_a_parcel_is_at_work_or_before_anything_came(
    desk: MemoryDesk, request_id: int
) -> None:
    with refused(desk, StatusForbids):
        act(desk, ANN, close_rest, request_id, "they are gone")
    act(desk, CHEN, claim_inspection, request_id)
    with refused(desk, StatusForbids):
        act(desk, ANN, close_rest, request_id, "they are gone")


def test_what_was_given_up_may_come_after_all(desk: MemoryDesk, request_id: int) -> None:
    a_parcel(desk, request_id, 6, more=False)
    act(desk, ANN, expect_rest, request_id)
    assert status(desk, request_id) is ReturnStatus.APPROVED
    with refused(desk, StatusForbids):
        act(desk, ANN, expect_rest, request_id)
    assert a_parcel(desk, request_id, 12).lines[0].asked == pieces(12)


def test_who_filed_it_cannot_cancel_what_has_come_in_part(desk: MemoryDesk, request_id: int) -> None:
    a_parcel(desk, request_id, 6)
    with refused(desk, PartHasCome) as refusal:
        act(desk, BO, cancel_return, request_id)
    assert refusal.facts == {"number": "RR-2026-00001"}


def test_all_closed_at_once_where_the_first_parcel_is_posted_already(
    desk: MemoryDesk, request_id: int
) -> None:
    first = a_parcel(desk, request_id, 0)
    review(desk, first.id)
    restock(desk, first.id)
    act(desk, ANN, close_rest, request_id, "lost on the way")
    request = a_request(desk, request_id)
    assert (request.status, request.lines[0].allocations) == (ReturnStatus.CLOSED, [])


# ── surprises ──
def test_what_nobody_asked_for_has_a_line_of_its_own_and_is_not_credited(
    desk: MemoryDesk, request_id: int
) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, CHEN, record_count, inspection.id, 1, pieces(0))
    found = act(desk, CHEN, add_found_product, inspection.id, BAG.lower())
    assert (found.line_no, found.product_code, found.expected, found.found) == (2, BAG, pieces(0), True)
    assert act(desk, CHEN, add_found_product, inspection.id, BAG).line_no == 2
    record_line(desk, inspection.id, 2, counted=3, split={Disposition.RETURN_TO_CUSTOMER: 3})
    order = act(desk, CHEN, finish_inspection, inspection.id)
    [nothing, wrong] = order.lines
    assert (nothing.counted, nothing.allocations) == (pieces(0), ())
    assert (wrong.found, wrong.reason, wrong.asked, wrong.counted) == (
        True,
        "WRONG_ITEM",
        pieces(0),
        pieces(3),
    )
    assert wrong.allocations == ()
    review(desk, order.id)
    restock(desk, order.id)
    assert status(desk, request_id) is ReturnStatus.CLOSED
    assert desk.state.credit_notes == {}
    assert Counter(m.product_code for m in desk.state.movements) == {CLOCK: 1, BAG: 2}


def test_a_found_product_wants_a_photo_and_can_be_taken_off_again(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    with refused(desk, ProductNotGoods):
        act(desk, CHEN, add_found_product, inspection.id, POSTAGE)
    act(desk, CHEN, add_found_product, inspection.id, BAG)
    with refused(desk, LineUnknown):
        act(desk, CHEN, drop_found_product, inspection.id, 1)
    left = act(desk, CHEN, drop_found_product, inspection.id, 2)
    assert [line.product_code for line in left.lines] == [CLOCK]


def test_more_of_what_came_before_is_no_surprise(desk: MemoryDesk) -> None:
    request_id = an_approved_return(desk, quantity=6)
    a_parcel(desk, request_id, 6, more=False)
    surplus = act(desk, CHEN, claim_inspection, an_approved_return(desk, quantity=2, product=BAG))
    found = act(desk, CHEN, add_found_product, surplus.id, CLOCK)
    assert (found.found, found.line_no) == (True, 2)


def test_missing_parts_are_words_and_a_photo(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    with refused(desk, WordsMissing):
        act(desk, CHEN, record_missing_parts, inspection.id, 1, " ")
    record_line(desk, inspection.id, 1, counted=18, split={Disposition.RESTOCK: 18}, photos=(a_photo("key"),))
    act(desk, CHEN, record_missing_parts, inspection.id, 1, "the winding keys of two")
    order = act(desk, CHEN, finish_inspection, inspection.id)
    assert order.lines[0].missing_parts == "the winding keys of two"


def test_missing_parts_without_a_photo_are_not_finished(desk: MemoryDesk) -> None:
    request_id = an_approved_return(desk, quantity=2, product=BAG)
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, CHEN, record_count, inspection.id, 1, pieces(0))
    act(desk, CHEN, record_missing_parts, inspection.id, 1, "the lids")
    line = act(desk, CHEN, forget_missing_parts, inspection.id, 1)
    assert line.missing_parts == ""


def test_everything_else_is_not_here(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, CHEN, add_found_product, inspection.id, BAG)
    act(desk, CHEN, record_count, inspection.id, 2, pieces(1))
    left = act(desk, CHEN, count_the_others_as_absent, inspection.id)
    assert [line.counted for line in left.lines] == [pieces(0), pieces(1)]


def test_the_split_can_be_taken_back_piece_by_piece(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    record_line(desk, inspection.id, 1, counted=6, split={Disposition.RESTOCK: 4, Disposition.SCRAP: 2})
    line = act(desk, CHEN, take_from_split, inspection.id, 1, Disposition.SCRAP, pieces(1))
    assert (line.split, line.left) == (
        {Disposition.RESTOCK: pieces(4), Disposition.SCRAP: pieces(1)},
        pieces(1),
    )
    line = act(desk, CHEN, take_from_split, inspection.id, 1, Disposition.SCRAP, pieces(5))
    assert (line.split, line.left) == ({Disposition.RESTOCK: pieces(4)}, pieces(2))
    line = act(desk, CHEN, take_from_split, inspection.id, 1, Disposition.REPAIR, pieces(1))
    assert line.left == pieces(2)


# ── who had it is gone ──
def test_a_manager_gives_on_what_a_removed_inspector_had_begun(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, CHEN, record_count, inspection.id, 1, pieces(18))
    dismiss(desk, CHEN)
    act(desk, ANN, hand_over, inspection.id, person_id(desk, IVO))
    assert act(desk, IVO, claim_inspection, request_id).lines[0].counted == pieces(18)


def test_a_manager_gives_it_back_to_the_queue(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, ANN, hand_over, inspection.id, None)
    assert status(desk, request_id) is ReturnStatus.APPROVED
    with refused(desk, StatusForbids):
        act(desk, ANN, hand_over, inspection.id, None)


def test_who_gave_it_on_has_inspected_nothing_and_may_review_it(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, WEI, hand_over, inspection.id, person_id(desk, IVO))
    order = inspect_all(desk, request_id, by=IVO)
    assert act(desk, WEI, agree_to_order, order.id).reviewed_by == person_id(desk, WEI)


def test_an_inspector_who_had_it_before_may_not(desk: MemoryDesk, request_id: int) -> None:
    inspection = act(desk, CHEN, claim_inspection, request_id)
    act(desk, OLGA, hand_over, inspection.id, person_id(desk, IVO))
    order = inspect_all(desk, request_id, by=IVO)
    with refused(desk, OwnWorkNotDecidable):
        act(desk, CHEN, agree_to_order, order.id)

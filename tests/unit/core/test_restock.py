"""An agreed order is posted once, and its credit note issued with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.errors import (
    AlreadyDecided,
    DeskError,
    NotAllowed,
    PersonUnknown,
    PlaceUnknown,
    StatusForbids,
)
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_request import Allocation
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import LocationKind
from bot.core.usecases.restock import held_by_kind, restock_order, sellable, suggested_place
from bot.core.usecases.review_order import send_back_order
from tests.support.builders import (
    BAG,
    CAFE,
    CLOCK,
    ORDER,
    a_desk,
    a_finished_return,
    a_request,
    act,
    an_approved_return,
    an_order,
    approve,
    file_return,
    gbp,
    inspect_all,
    pieces,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, DANA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(DANA)


def an_agreed_order(desk: MemoryDesk, split: dict[Disposition, int] | None = None, counted: int = 6) -> int:
    order = inspect_all(desk, an_approved_return(desk), counted=counted, split=split)
    review(desk, order.id)
    return order.id


def test_the_whole_way_from_a_carton_to_the_shelf(desk: MemoryDesk) -> None:
    result = a_finished_return(desk)
    assert result.sellable == {CLOCK: (pieces(100), pieces(106))}
    assert result.credit_note is not None
    assert replace(result.credit_note, paper="") == CreditNote(
        "CN-2026-00001", CAFE, gbp("22.50"), gbp("0"), "order:RO-2026-00001", MORNING, 3
    )
    assert "CN-2026-00001" in desk.state.papers[result.credit_note.paper]
    order = an_order(desk, result.order.id)
    assert (order.status, order.posted_by, order.posted_at, order.place, order.credit_note) == (
        OrderStatus.POSTED,
        3,
        MORNING,
        "A-03",
        "CN-2026-00001",
    )
    request = a_request(desk, order.request_id)
    assert (request.status, request.closed_at, request.is_open) == (ReturnStatus.CLOSED, MORNING, False)
    assert [(entry.event, entry.record) for entry in desk.state.log] == [
        ("ReturnSubmitted", "RR-2026-00001"),
        ("ReturnApproved", "RR-2026-00001"),
        ("InspectionClaimed", "RR-2026-00001"),
        ("InspectionFinished", "RR-2026-00001"),
        ("ReturnOrderMade", "RO-2026-00001"),
        ("ReturnOrderAgreed", "RO-2026-00001"),
        ("ReturnOrderPosted", "RO-2026-00001"),
        ("CreditNoteIssued", "CN-2026-00001"),
    ]


def test_each_part_goes_where_its_disposition_says(desk: MemoryDesk) -> None:
    split = {
        Disposition.RESTOCK: 1,
        Disposition.SCRAP: 1,
        Disposition.QUARANTINE: 1,
        Disposition.REPAIR: 1,
        Disposition.RETURN_TO_VENDOR: 1,
        Disposition.RETURN_TO_CUSTOMER: 1,
    }
    result = restock(desk, an_agreed_order(desk, split))
    assert desk.read_now(lambda uow: held_by_kind(uow, CLOCK)) == {
        LocationKind.SELLABLE: pieces(101),
        LocationKind.QUARANTINE: pieces(1),
        LocationKind.WORK_IN_PROGRESS: pieces(1),
        LocationKind.VENDOR_HOLD: pieces(1),
    }
    assert result.credit_note is not None
    assert result.credit_note.value == gbp("18.75")


def test_only_accepted_goods_become_sellable(desk: MemoryDesk) -> None:
    result = restock(desk, an_agreed_order(desk, {Disposition.SCRAP: 6}))
    assert result.sellable == {CLOCK: (pieces(100), pieces(100))}


@pytest.mark.parametrize("place", ["A-03", "B-01", ""])
def test_a_second_tap_posts_nothing_and_says_who_was_first_and_when(desk: MemoryDesk, place: str) -> None:
    order_id = an_agreed_order(desk)
    restock(desk, order_id)
    desk.clock.pass_time(minutes=1)
    for member in (CHEN, ANN):
        with refused(desk, AlreadyDecided) as refusal:
            act(desk, member, restock_order, order_id, place)
        assert refusal.facts == {
            "number": "RO-2026-00001",
            "status": "posted",
            "by": "Chen",
            "at": MORNING,
            "words": "",
        }


def test_what_nobody_agreed_to_is_not_posted(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    with refused(desk, StatusForbids) as refusal:
        restock(desk, order.id)
    assert refusal.facts == {"number": "RO-2026-00001", "status": "in_review", "action": "post"}
    act(desk, WEI, send_back_order, order.id, "count again")
    with refused(desk, StatusForbids) as refusal:
        restock(desk, order.id)
    assert refusal.facts["status"] == "sent_back"


@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (DANA, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_who_may_not_restock_posts_nothing(desk: MemoryDesk, member: Member, error: type[DeskError]) -> None:
    order_id = an_agreed_order(desk)
    with refused(desk, error):
        restock(desk, order_id, by=member)


def test_a_place_is_found_in_any_letter_case_and_an_unknown_one_refused(desk: MemoryDesk) -> None:
    order_id = an_agreed_order(desk)
    with refused(desk, PlaceUnknown) as refusal:
        restock(desk, order_id, place="Z-99")
    assert refusal.facts == {"text": "Z-99"}
    assert restock(desk, order_id, place=" b-01 ").order.place == "B-01"


def test_the_suggested_place_is_where_the_product_lies_else_the_first_there_is(desk: MemoryDesk) -> None:
    clocks = inspect_all(desk, an_approved_return(desk))
    bags = inspect_all(desk, an_approved_return(desk, product=BAG, quantity=2))
    scrap = inspect_all(desk, an_approved_return(desk), split={Disposition.SCRAP: 6})
    places = [
        desk.read_now(lambda uow, order=order: suggested_place(uow, order))  # type: ignore[misc]
        for order in (clocks, bags, scrap)
    ]
    assert places == ["A-03", "A-03", "A-03"]
    review(desk, clocks.id)
    assert restock(desk, clocks.id, place="").order.place == "A-03"


def test_in_a_house_without_places_it_is_the_returns_place(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk, product=BAG, quantity=2))
    desk.state.places.clear()
    assert desk.read_now(lambda uow: suggested_place(uow, order)) == "RETURNS"


def test_goods_without_an_order_are_restocked_and_not_credited(desk: MemoryDesk) -> None:
    request_id = file_return(desk, customer=None).request.id
    approve(desk, request_id)
    order = inspect_all(desk, request_id)
    review(desk, order.id)
    result = restock(desk, order.id)
    assert (result.credit_note, result.order.credit_note) == (None, "")
    assert result.sellable == {CLOCK: (pieces(100), pieces(106))}
    assert desk.state.credit_notes == {}
    assert desk.state.log[-1].event == "ReturnOrderPosted"


def test_goods_that_all_go_back_to_the_customer_are_not_credited(desk: MemoryDesk) -> None:
    result = restock(desk, an_agreed_order(desk, {Disposition.RETURN_TO_CUSTOMER: 6}))
    assert result.credit_note is None
    assert a_request(desk, 1).lines[0].allocations == []


def test_what_did_not_come_may_be_returned_another_time(desk: MemoryDesk) -> None:
    restock(desk, an_agreed_order(desk, counted=4))
    assert a_request(desk, 1).lines[0].allocations == [Allocation(ORDER, 1, pieces(4), gbp("3.75"))]
    assert file_return(desk, quantity=20).request.status is ReturnStatus.SUBMITTED
    assert desk.state.numbers["RR", 2026] == 2


def test_sellable_is_the_sum_over_all_shelves(desk: MemoryDesk) -> None:
    restock(desk, an_agreed_order(desk), place="B-01")
    assert desk.read_now(lambda uow: sellable(uow, CLOCK)) == pieces(106)
    assert [
        (level.location.code, level.quantity) for level in desk.read_now(lambda uow: uow.stock.levels(CLOCK))
    ] == [("sellable/A-03", pieces(100)), ("sellable/B-01", pieces(6))]

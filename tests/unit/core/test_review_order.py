"""The return order: made by finishing, agreed to or sent back by a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.domain.errors import (
    AlreadyDecided,
    DeskError,
    NotAllowed,
    OwnWorkNotDecidable,
    PersonUnknown,
    RecordUnknown,
    WordsMissing,
)
from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_order import OrderStatus, ReturnOrderLine, trimmed
from bot.core.domain.return_request import Allocation
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.review_order import agree_to_order, send_back_order
from tests.support.builders import (
    CLOCK,
    OLD_ORDER,
    ORDER,
    a_desk,
    a_request,
    act,
    an_approved_return,
    an_order,
    gbp,
    inspect_all,
    pieces,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, DANA, IVO, OLGA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, default_rules

Reviewing = Callable[[UnitOfWork, Person, int], object]
REVIEWS: dict[str, Reviewing] = {
    "agree": agree_to_order,
    "send back": lambda uow, actor, order: send_back_order(uow, actor, order, "count again"),
}
each_review = pytest.mark.parametrize("reviewing", REVIEWS.values(), ids=list(REVIEWS))
FOUR_GOOD_TWO_BROKEN = {Disposition.RESTOCK: 4, Disposition.SCRAP: 2}


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(IVO, DANA)


def causes(desk: MemoryDesk) -> list[str]:
    """All but the opening stock."""
    return [movement.cause for movement in desk.state.movements[1:]]


# ── made ──
def test_the_order_is_made_of_request_and_inspection(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk), split=FOUR_GOOD_TWO_BROKEN, grade=Grade.C)
    assert (order.number, order.request_number, order.status) == (
        "RO-2026-00001",
        "RR-2026-00001",
        OrderStatus.IN_REVIEW,
    )
    assert (order.inspected_by, order.made_at, order.currency) == (3, MORNING, "GBP")
    assert order.lines == [
        ReturnOrderLine(
            1,
            CLOCK,
            "Alarm clock Bakelike pink",
            "粉色仿电木闹钟",
            "12 cm, mechanical",
            "TRANSIT_DAMAGE",
            Grade.C,
            asked=pieces(6),
            counted=pieces(6),
            split=((Disposition.RESTOCK, pieces(4)), (Disposition.SCRAP, pieces(2))),
            allocations=(Allocation(ORDER, 1, pieces(6), gbp("3.75")),),
        )
    ]
    assert (order.lines[0].accepted, order.lines[0].rejected) == (pieces(4), pieces(2))
    assert a_request(desk, order.request_id).status is ReturnStatus.INSPECTED
    assert order.paper in desk.state.papers
    assert [entry.event for entry in desk.state.log[-2:]] == ["InspectionFinished", "ReturnOrderMade"]


def test_the_goods_are_booked_in_at_receiving(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk), counted=5)
    [arrival] = desk.state.movements[1:]
    assert (arrival.source.code, arrival.target.code, arrival.quantity) == (
        "customer",
        "receiving",
        pieces(5),
    )
    assert (arrival.cause, arrival.record) == (f"arrival:{order.inspection_id}:1:1", "RR-2026-00001")


@pytest.mark.parametrize(
    ("counted", "to_customer", "value"),
    [
        (6, 0, "22.50"),
        (4, 0, "15.00"),
        (9, 0, "22.50"),  # never more than was asked
        (6, 2, "15.00"),
        (9, 2, "22.50"),
        (9, 5, "15.00"),
        (6, 6, "0.00"),
        (0, 0, "0.00"),
    ],
)
def test_the_value_is_the_lesser_of_asked_and_what_stays_at_the_price_paid(
    desk: MemoryDesk, counted: int, to_customer: int, value: str
) -> None:
    split = {
        Disposition.RETURN_TO_CUSTOMER: to_customer,
        Disposition.RESTOCK: counted - to_customer,
    }
    kept = {disposition: amount for disposition, amount in split.items() if amount}
    order = inspect_all(desk, an_approved_return(desk), counted=counted, split=kept)
    assert order.value == gbp(value)


@pytest.mark.parametrize(
    ("most", "parts"), [(0, []), (2, [2]), (3, [3]), (4, [3, 1]), (5, [3, 2]), (9, [3, 2])]
)
def test_trimming_keeps_the_first_allocations_first(most: int, parts: list[int]) -> None:
    allocations = [
        Allocation(ORDER, 1, pieces(3), gbp("3.75")),
        Allocation(OLD_ORDER, 1, pieces(2), gbp("3.50")),
    ]
    assert [part.quantity for part in trimmed(allocations, pieces(most))] == [pieces(n) for n in parts]


# ── agreed ──
def test_a_second_person_agrees(desk: MemoryDesk) -> None:
    made = inspect_all(desk, an_approved_return(desk))
    desk.clock.pass_time(minutes=10)
    order = review(desk, made.id)
    assert (order.status, order.reviewed_by, order.reviewed_at, order.own_work) == (
        OrderStatus.AGREED,
        4,
        desk.clock.now,
        False,
    )
    assert order.paper != made.paper  # the paper now says who agreed
    assert an_order(desk, made.id) == order
    assert desk.state.log[-1].event == "ReturnOrderAgreed"


@each_review
def test_the_inspector_does_not_review_their_own_order(desk: MemoryDesk, reviewing: Reviewing) -> None:
    for inspector in (CHEN, OLGA):
        order = inspect_all(desk, an_approved_return(desk), by=inspector)
        with refused(desk, OwnWorkNotDecidable) as refusal:
            act(desk, inspector, reviewing, order.id)
        assert refusal.facts == {"number": order.number}


def test_in_a_one_person_shop_they_do_and_the_record_says_so() -> None:
    desk = a_desk(rules=replace(default_rules(), own_work_allowed=True))
    order = inspect_all(desk, an_approved_return(desk))
    assert review(desk, order.id, by=CHEN).own_work is True
    assert '"own_work": true' in desk.state.log[-1].facts


@each_review
@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (DANA, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_who_is_no_reviewer_reviews_nothing(
    desk: MemoryDesk, reviewing: Reviewing, member: Member, error: type[DeskError]
) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    with refused(desk, error):
        act(desk, member, reviewing, order.id)


def test_another_inspector_may_review(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    assert review(desk, order.id, by=IVO).status is OrderStatus.AGREED


@each_review
def test_a_second_review_changes_nothing_and_says_who_was_first_and_when(
    desk: MemoryDesk, reviewing: Reviewing
) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    review(desk, order.id)
    desk.clock.pass_time(hours=1)
    for member in (WEI, ANN):
        with refused(desk, AlreadyDecided) as refusal:
            act(desk, member, reviewing, order.id)
        assert refusal.facts == {
            "number": "RO-2026-00001",
            "status": "agreed",
            "by": "Wei",
            "at": MORNING,
            "words": "",
        }


@each_review
def test_an_unknown_order_is_reviewed_by_nobody(desk: MemoryDesk, reviewing: Reviewing) -> None:
    with refused(desk, RecordUnknown):
        act(desk, WEI, reviewing, 404)


# ── sent back ──
def test_sending_back_needs_words(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    with refused(desk, WordsMissing):
        act(desk, WEI, send_back_order, order.id, " \n")


def test_sending_back_opens_the_inspection_for_its_inspector(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    act(desk, WEI, send_back_order, order.id, "two are not mine")
    sent_back = an_order(desk, order.id)
    assert (sent_back.status, sent_back.review_words, sent_back.reviewed_by) == (
        OrderStatus.SENT_BACK,
        "two are not mine",
        4,
    )
    assert a_request(desk, order.request_id).status is ReturnStatus.INSPECTING
    inspection = desk.read_now(lambda uow: uow.inspections.get(order.inspection_id))
    assert (inspection.status, inspection.revision, inspection.finished_at) == (
        InspectionStatus.IN_PROGRESS,
        2,
        None,
    )
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, ANN, agree_to_order, order.id)
    assert (refusal.facts["status"], refusal.facts["words"]) == ("sent_back", "two are not mine")


def test_a_recount_takes_the_first_arrival_back_and_books_the_second(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    act(desk, WEI, send_back_order, order.id, "count again")
    renewed = inspect_all(desk, order.request_id, counted=4)
    arrival = f"arrival:{order.inspection_id}"
    assert causes(desk) == [f"{arrival}:1:1", f"reverse:{arrival}:1:1", f"{arrival}:2:1"]
    undone = desk.state.movements[2]
    assert (undone.source.code, undone.target.code, undone.quantity, undone.reverses) == (
        "receiving",
        "customer",
        pieces(6),
        f"{arrival}:1:1",
    )
    assert (renewed.id, renewed.number, renewed.status) == (order.id, order.number, OrderStatus.IN_REVIEW)
    assert (renewed.lines[0].counted, renewed.value) == (pieces(4), gbp("15.00"))
    assert (renewed.reviewed_by, renewed.reviewed_at) == (None, None)
    assert desk.state.numbers["RO", 2026] == 1


def test_it_can_be_sent_back_again_and_again(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    for counted in (5, 0, 6):
        act(desk, WEI, send_back_order, order.id, "count again")
        order = inspect_all(desk, order.request_id, counted=counted)
    review(desk, order.id)
    result = restock(desk, order.id)
    assert result.sellable == {CLOCK: (pieces(100), pieces(106))}
    arrival = f"arrival:{order.inspection_id}"
    assert causes(desk) == [
        f"{arrival}:1:1",
        f"reverse:{arrival}:1:1",
        f"{arrival}:2:1",
        f"reverse:{arrival}:2:1",
        f"{arrival}:4:1",
        "post:RO-2026-00001:1:RESTOCK",
    ]

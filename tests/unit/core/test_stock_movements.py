"""Movements: two ends, a positive quantity, a unique cause."""

from __future__ import annotations

import pytest

from bot.core.domain.errors import MovementInvalid
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.stock import (
    CUSTOMER,
    OPENING,
    RECEIVING,
    Location,
    LocationKind,
    Movement,
    arrival_movements,
    make_movement,
    opening_movement,
    posting_movements,
    reversal,
)
from tests.support.builders import BAG, CLOCK, pieces
from tests.support.clock import MORNING

SHELF = Location(LocationKind.SELLABLE, "A-03")


def test_a_place_is_written_and_read_the_same_way() -> None:
    assert SHELF.code == "sellable/A-03"
    assert Location.parse("sellable/A-03") == SHELF
    assert Location.parse("sellable/A/03") == Location(LocationKind.SELLABLE, "A/03")
    for kind in LocationKind:
        assert Location.parse(Location(kind).code) == Location(kind)


def test_inside_the_house_is_what_the_desk_answers_for() -> None:
    inside = {kind.value for kind in LocationKind if Location(kind).is_inside}
    assert inside == {"sellable", "seconds", "receiving", "work_in_progress", "vendor_hold", "quarantine"}


@pytest.mark.parametrize(
    ("amount", "source", "target", "cause"),
    [(0, CUSTOMER, RECEIVING, "x"), (1, RECEIVING, RECEIVING, "x"), (1, CUSTOMER, RECEIVING, "")],
)
def test_a_movement_needs_more_than_nothing_two_ends_and_a_cause(
    amount: int, source: Location, target: Location, cause: str
) -> None:
    with pytest.raises(MovementInvalid) as caught:
        make_movement(CLOCK, pieces(amount), source, target, cause=cause, record="R", at=MORNING, by=3)
    assert caught.value.facts == {"cause": cause}


def test_a_reversal_swaps_the_ends_and_points_at_what_it_undoes() -> None:
    made = make_movement(
        CLOCK, pieces(6), CUSTOMER, RECEIVING, cause="arrival:1:1:1", record="RR-1", at=MORNING, by=3
    )
    assert reversal(made, at=MORNING, by=4, record="RR-2") == Movement(
        CLOCK,
        pieces(6),
        RECEIVING,
        CUSTOMER,
        "reverse:arrival:1:1:1",
        "RR-2",
        MORNING,
        4,
        reverses="arrival:1:1:1",
    )


def test_opening_stock_comes_from_before_the_desk() -> None:
    assert opening_movement(CLOCK, pieces(9), "A-03", at=MORNING, by=0, batch="B") == Movement(
        CLOCK, pieces(9), OPENING, SHELF, "opening:22728:A-03", "B", MORNING, 0
    )


def test_what_was_counted_arrives_and_what_was_not_there_does_not() -> None:
    lines = [
        InspectedLine(1, CLOCK, pieces(6), counted=pieces(5)),
        InspectedLine(2, BAG, pieces(1), counted=pieces(0)),
    ]
    inspection = Inspection(1, 3, MORNING, lines, id=17, revision=2)
    assert arrival_movements(inspection, "RR-1", at=MORNING, by=3) == [
        Movement(CLOCK, pieces(5), CUSTOMER, RECEIVING, "arrival:17:2:1", "RR-1", MORNING, 3)
    ]


@pytest.mark.parametrize(
    ("disposition", "target"),
    [
        (Disposition.RESTOCK, "sellable/A-03"),
        (Disposition.CONCESSION, "seconds"),
        (Disposition.REFURBISH, "work_in_progress"),
        (Disposition.REPAIR, "work_in_progress"),
        (Disposition.RETURN_TO_VENDOR, "vendor_hold"),
        (Disposition.RETURN_TO_CUSTOMER, "customer"),
        (Disposition.SCRAP, "scrap"),
        (Disposition.QUARANTINE, "quarantine"),
    ],
)
def test_each_disposition_goes_to_its_place_and_only_good_goods_to_the_shelf(
    disposition: Disposition, target: str
) -> None:
    line = ReturnOrderLine(
        2, CLOCK, "Clock", "", "", "OVERSTOCK", Grade.B, pieces(2), pieces(2), ((disposition, pieces(2)),), ()
    )
    order = ReturnOrder("RO-1", 1, "RR-1", 1, 3, MORNING, "GBP", [line])
    [movement] = posting_movements(order, "A-03", at=MORNING, by=3)
    assert (movement.source, movement.target.code) == (RECEIVING, target)
    assert (movement.cause, movement.record) == (f"post:RO-1:2:{disposition.value}", "RO-1")


def test_every_disposition_has_a_place() -> None:
    split = tuple((disposition, pieces(1)) for disposition in Disposition)
    line = ReturnOrderLine(1, CLOCK, "", "", "", "OTHER", Grade.A, pieces(8), pieces(8), split, ())
    order = ReturnOrder("RO-1", 1, "RR-1", 1, 3, MORNING, "GBP", [line])
    assert len(posting_movements(order, "A-03", at=MORNING, by=3)) == len(Disposition)

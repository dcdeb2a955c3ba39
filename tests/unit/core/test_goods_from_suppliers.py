"""What a supplier sends for a claim, in place of the goods or repaired, comes into stock once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.core.domain.claim_arrival import Back, Into
from bot.core.domain.errors import (
    CameMeanwhile,
    ClaimMovedOn,
    DeskError,
    NotAllowed,
    NothingToCome,
    PlaceUnknown,
    QuantityInvalid,
    RecordUnknown,
    StockNotThere,
    WordsMissing,
)
from bot.core.domain.reasons import Disposition
from bot.core.domain.stock import CUSTOMER, SUPPLIER, VENDOR_HOLD, Location, LocationKind, make_movement
from bot.core.domain.stock_errors import NothingLeftThere
from bot.core.domain.supplier_claim import Answer, ClaimStatus, GoodsState, Outcome
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.handle_claim import reopen_claim
from bot.core.usecases.settle_claim import keep_goods, send_goods, settle_claim
from bot.core.usecases.take_in_goods import (
    close_short,
    goods_to_come,
    last_taken_in,
    take_in_goods,
    undo_taking_in,
)
from bot.core.usecases.take_later_step import take_later_step
from tests.support.builders import CLOCK, a_desk, act, gbp, pieces, refused, the_claim, vendor_goods
from tests.support.cast import ANN, BO, CHEN, DANA, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

SHELF = Location(LocationKind.SELLABLE, "A-03")
QUARANTINE = LocationKind.QUARANTINE


@pytest.fixture
def desk() -> MemoryDesk:
    """Four clocks on vendor hold, claim 1."""
    desk = a_desk(DANA)
    vendor_goods(desk, quantity=4)
    return desk


def held(desk: MemoryDesk, where: Location) -> str:
    return str(desk.read_now(lambda uow: uow.stock.held(CLOCK, where)))


def agreed(desk: MemoryDesk, answer: Answer) -> None:
    act(desk, DANA, accept_claim, 1, answer)
    act(desk, ANN, settle_claim, 1)


def denied(
    desk: MemoryDesk,
    who: Member,
    error: type[DeskError],
    what: Callable[..., object],
    *facts: Any,
    **more: Any,
) -> DeskError:
    with refused(desk, error) as caught:
        act(desk, who, what, *facts, **more)
    return caught.error


def came(desk: MemoryDesk) -> list[tuple[str, str, str]]:
    return [
        (str(m.quantity), m.source.code, m.target.code)
        for m in desk.state.movements
        if m.cause.startswith(("back:", "reverse:back:"))
    ]


def test_replacements_come_in_parts_and_the_claim_says_so(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    before = int(held(desk, SHELF))
    assert [(c.number, str(c.left), c.repaired) for c in act(desk, CHEN, goods_to_come, 9)] == [
        ("SC-2026-00001", "4", False)
    ]
    first = act(desk, CHEN, take_in_goods, 1, 1, pieces(1))
    assert (str(first.quantity), str(first.over), first.place) == ("1", "0", "A-03")
    assert (the_claim(desk).back, str(the_claim(desk).to_come(1))) == (Back.EXPECTED, "3")
    act(desk, CHEN, take_in_goods, 1, 1, pieces(3), shown=pieces(3))
    claim = the_claim(desk)
    assert (claim.back, claim.goods, claim.status) == (Back.ALL, GoodsState.HELD, ClaimStatus.SETTLED)
    assert int(held(desk, SHELF)) == before + 4
    assert held(desk, VENDOR_HOLD) == "4"  # the failed ones are another matter
    assert act(desk, CHEN, goods_to_come, 9) == []
    denied(desk, CHEN, NothingToCome, take_in_goods, 1, 1, pieces(1))


def test_pieces_that_came_back_repaired_had_left_vendor_hold(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPAIR)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(4))
    assert (held(desk, VENDOR_HOLD), the_claim(desk).goods) == ("0", GoodsState.SENT)
    assert [(m.source, m.target) for m in desk.state.movements if m.cause.startswith("claim:")] == [
        (VENDOR_HOLD, SUPPLIER)
    ]


def test_what_was_sent_off_already_is_not_sent_twice(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPAIR)
    act(desk, ANN, send_goods, 1)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(4))
    assert (held(desk, VENDOR_HOLD), held(desk, SUPPLIER)) == ("0", "0")


def test_what_came_settles_what_was_only_accepted(desk: MemoryDesk) -> None:
    act(desk, DANA, accept_claim, 1, Answer.REPLACE)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(4))
    claim = the_claim(desk)
    assert (claim.status, claim.outcome, claim.debit_note) == (ClaimStatus.SETTLED, Outcome.REPLACE, "")
    denied(desk, ANN, ClaimMovedOn, settle_claim, 1, gbp("7.50"))  # recovered once, in goods
    denied(desk, ANN, ClaimMovedOn, reopen_claim, 1, "they called")


@pytest.mark.parametrize("answer", [Answer.CREDIT, Answer.COLLECT])
def test_nothing_comes_where_no_goods_were_agreed(desk: MemoryDesk, answer: Answer) -> None:
    denied(desk, CHEN, NothingToCome, take_in_goods, 1, 1, pieces(1))
    agreed(desk, answer)
    assert act(desk, CHEN, goods_to_come, 9) == []
    denied(desk, CHEN, NothingToCome, take_in_goods, 1, 1, pieces(1))
    denied(desk, ANN, NothingToCome, close_short, 1, "why")
    assert the_claim(desk).back is Back.NONE


def test_money_instead_of_replacements_leaves_nothing_to_come(desk: MemoryDesk) -> None:
    act(desk, DANA, accept_claim, 1, Answer.REPLACE)
    act(desk, ANN, settle_claim, 1, gbp("5"))
    denied(desk, CHEN, NothingToCome, take_in_goods, 1, 1, pieces(1))


def test_pieces_that_were_kept_do_not_come_back_repaired(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPAIR)
    act(desk, ANN, keep_goods, 1)
    assert the_claim(desk).back is Back.NONE
    denied(desk, CHEN, NothingToCome, take_in_goods, 1, 1, pieces(1))


def test_more_than_was_owed_is_a_fact(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    arrival = act(desk, CHEN, take_in_goods, 1, 1, pieces(6), words="two gifts")
    assert (str(arrival.quantity), str(arrival.over), arrival.words) == ("6", "2", "two gifts")
    assert (str(the_claim(desk).to_come(1)), the_claim(desk).back) == ("0", Back.ALL)


def test_two_people_who_count_the_same_parcel_book_it_once(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(2), shown=pieces(4))
    error = denied(desk, WEI, CameMeanwhile, take_in_goods, 1, 1, pieces(2), shown=pieces(4))
    assert error.facts == {"number": "SC-2026-00001", "product_code": CLOCK, "left": "2"}
    assert came(desk) == [("2", "supplier", "sellable/A-03")]


def test_a_wrong_count_is_undone_with_a_mirror_and_counted_again(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(4))
    denied(desk, CHEN, NotAllowed, undo_taking_in, 1, 1, "it was three")
    denied(desk, ANN, WordsMissing, undo_taking_in, 1, 1, " ")
    assert act(desk, ANN, last_taken_in, 1).seq == 1
    act(desk, ANN, undo_taking_in, 1, 1, "it was three")
    assert (the_claim(desk).back, str(the_claim(desk).to_come(1))) == (Back.EXPECTED, "4")
    denied(desk, ANN, NothingToCome, undo_taking_in, 1, 1, "it was three")
    act(desk, CHEN, take_in_goods, 1, 1, pieces(3))
    denied(desk, ANN, CameMeanwhile, undo_taking_in, 1, 1, "it was three")
    assert came(desk) == [
        ("4", "supplier", "sellable/A-03"),
        ("4", "sellable/A-03", "supplier"),
        ("3", "supplier", "sellable/A-03"),
    ]


def test_the_rest_is_closed_in_words_and_may_come_all_the_same(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(3))
    denied(desk, CHEN, NotAllowed, close_short, 1, "sold out")
    denied(desk, ANN, WordsMissing, close_short, 1, "")
    act(desk, ANN, close_short, 1, "Sold out for good")
    assert (the_claim(desk).back, act(desk, CHEN, goods_to_come, 9)) == (Back.SHORT, [])
    denied(desk, ANN, NothingToCome, close_short, 1, "again")
    act(desk, CHEN, take_in_goods, 1, 1, pieces(1))
    assert the_claim(desk).back is Back.ALL


def test_what_is_set_aside_waits_for_a_later_step(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    act(desk, CHEN, take_in_goods, 1, 1, pieces(4), Into.QUARANTINE)
    order = the_claim(desk).order_id
    waiting = desk.read_now(lambda uow: uow.later_steps.in_work(9))
    assert [(w.order_id, w.line_no, w.source, str(w.left)) for w in waiting] == [(order, 1, QUARANTINE, "4")]
    act(desk, CHEN, take_later_step, order, 1, QUARANTINE, Disposition.RESTOCK, pieces(3))
    error = denied(desk, ANN, NothingLeftThere, undo_taking_in, 1, 1, "wrong")
    assert error.facts["left"] == "1"
    act(desk, CHEN, take_later_step, order, 1, QUARANTINE, Disposition.RETURN_TO_VENDOR, pieces(1))
    assert [claim.source for claim in desk.state.claims.values()] == ["RO-2026-00001", "LS-2026-00002"]
    assert desk.read_now(lambda uow: uow.later_steps.in_work(9)) == []


def test_goods_that_are_gone_from_the_shelf_cannot_be_undone(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    most = 4 + int(held(desk, Location(LocationKind.SELLABLE, "B-01")))
    act(desk, CHEN, take_in_goods, 1, 1, pieces(most), place="b-01")
    sold = make_movement(
        CLOCK,
        pieces(1),
        Location(LocationKind.SELLABLE, "B-01"),
        CUSTOMER,
        cause="sold",
        record="-",
        at=MORNING,
        by=1,
    )
    desk.write_now(lambda uow: uow.stock.post([sold]))
    denied(desk, ANN, StockNotThere, undo_taking_in, 1, 1, "wrong")


def test_nothing_strange_is_taken_in(desk: MemoryDesk) -> None:
    agreed(desk, Answer.REPLACE)
    denied(desk, CHEN, QuantityInvalid, take_in_goods, 1, 1, pieces(0))
    denied(desk, CHEN, PlaceUnknown, take_in_goods, 1, 1, pieces(1), place="nowhere")
    denied(desk, CHEN, RecordUnknown, take_in_goods, 1, 7, pieces(1))
    denied(desk, CHEN, RecordUnknown, take_in_goods, 77, 1, pieces(1))
    for who in (BO, DANA):
        denied(desk, who, NotAllowed, take_in_goods, 1, 1, pieces(1))
        denied(desk, who, NotAllowed, goods_to_come, 9)

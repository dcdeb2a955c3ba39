"""Orders, lots, serial numbers, what is wanted; and what a clerk is told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.errors import (
    OrderUnknown,
    QuantityExceedsDelivered,
    SerialMeansOne,
    SerialNotSold,
    SerialReturned,
    SerialTwice,
    TextTooLong,
)
from bot.core.domain.likeness import looks_alike
from bot.core.domain.policy import Fee
from bot.core.domain.reasons import Disposition, Grade, WantedOutcome
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import Finding, Photo, ReturnLine
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Money
from bot.core.usecases.acting import acting
from bot.core.usecases.decide_approval import cancel_return
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    choose_no_order,
    correct_refused,
    left_for,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.restocking_fee import estimated_value, expected_fee
from bot.core.usecases.return_details import (
    choose_order,
    choose_outcome,
    serial_choices,
    set_lot,
    set_serial,
)
from bot.core.usecases.return_warnings import PhotoUses, evidence_used_before, open_twins, photo_uses
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    OLD_ORDER,
    ORDER,
    ORDERED_AT,
    a_desk,
    a_photo,
    a_policy,
    a_request,
    act,
    an_approved_return,
    an_order_line,
    draft_return,
    file_return,
    gbp,
    pieces,
    record_line,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, FAY, Member
from tests.support.memory_ports import MemoryDesk

RADIO = "30001"
LOOKS = "00ff0f0f33aa55cc"


@pytest.fixture
def desk() -> MemoryDesk:
    desk = a_desk(FAY)
    old = an_order_line(12, order_no=OLD_ORDER, price="3.50", ordered_at=ORDERED_AT - timedelta(days=20))
    radios = replace(
        an_order_line(3, order_no="537000", product=BAG, price="40", ordered_at=ORDERED_AT),
        serials=frozenset({"R1", "R2", "R3"}),
    )
    desk.write_now(lambda uow: uow.orders.save_lines([old, radios]))
    return desk


def a_draft(desk: MemoryDesk, product: str = CLOCK, customer: str = CAFE) -> tuple[int, ReturnLine]:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, customer)
    return draft.id, act(desk, BO, add_item, draft.id, product)


def the_line(desk: MemoryDesk, draft_id: int, line_no: int = 1) -> ReturnLine:
    return a_request(desk, draft_id).line(line_no)


# ── several lines, several orders ──
def test_a_second_line_of_the_product_takes_what_the_first_left(desk: MemoryDesk) -> None:
    draft_id, first = a_draft(desk)
    act(desk, BO, choose_order, draft_id, first.line_no, ORDER)
    act(desk, BO, set_quantity, draft_id, first.line_no, pieces(20))
    second = act(desk, BO, add_item, draft_id, CLOCK)
    with refused(desk, QuantityExceedsDelivered) as refusal:
        act(desk, BO, set_quantity, draft_id, second.line_no, pieces(17))
    assert refusal.facts == {
        "product_code": CLOCK,
        "sold": "36",
        "taken": "20",
        "most": "16",
        "numbers": [],
        "here": "20",
    }
    act(desk, BO, set_quantity, draft_id, second.line_no, pieces(16))
    with refused(desk, QuantityExceedsDelivered):
        act(desk, BO, add_item, draft_id, CLOCK, OLD_ORDER)


def test_a_line_takes_the_newest_order_first_or_the_one_it_names(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk)
    act(desk, BO, set_quantity, draft_id, line.line_no, pieces(10))
    assert desk.read_now(lambda uow: estimated_value(uow, uow.requests.get(draft_id))) == gbp("37.50")
    act(desk, BO, choose_order, draft_id, line.line_no, OLD_ORDER)
    assert desk.read_now(lambda uow: estimated_value(uow, uow.requests.get(draft_id))) == gbp("35.00")
    act(desk, BO, choose_order, draft_id, line.line_no, "")
    assert the_line(desk, draft_id).order_no == ""


def test_a_quantity_the_named_order_does_not_hold_is_asked_anew(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk)
    act(desk, BO, set_quantity, draft_id, line.line_no, pieces(20))
    act(desk, BO, choose_order, draft_id, line.line_no, OLD_ORDER)
    assert the_line(desk, draft_id).quantity is None


def test_an_order_of_somebody_else_cannot_be_named(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk)
    with refused(desk, OrderUnknown) as refusal:
        act(desk, BO, choose_order, draft_id, line.line_no, "536852")
    assert refusal.facts == {"order_no": "536852", "product_code": CLOCK}


def test_what_may_be_returned_names_the_orders_that_hold_something(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk)

    def orders() -> list[str]:
        possible = desk.read_now(lambda uow: left_for(uow, uow.requests.get(draft_id), line))
        assert possible is not None
        return [balance.line.order_no for balance in possible.orders]

    assert orders() == [ORDER, OLD_ORDER]
    file_return(desk, by=FAY, quantity=24)
    assert orders() == [OLD_ORDER]


# ── lots and serial numbers ──
def test_a_lot_is_kept_with_the_line(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk)
    act(desk, BO, set_lot, draft_id, line.line_no, " L24-117 ")
    assert the_line(desk, draft_id).lot == "L24-117"
    with refused(desk, TextTooLong):
        act(desk, BO, set_lot, draft_id, line.line_no, "x" * 61)


def test_a_serial_number_is_one_piece_off_the_order_it_was_sold_with(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk, BAG)
    act(desk, BO, set_serial, draft_id, line.line_no, " r 2 ")
    line = the_line(desk, draft_id)
    assert (line.serial, line.quantity, line.order_no) == ("R2", pieces(1), "537000")
    with refused(desk, SerialMeansOne) as refusal:
        act(desk, BO, set_quantity, draft_id, line.line_no, pieces(2))
    assert refusal.facts == {"product_code": BAG, "serial": "R2"}


def test_a_piece_that_was_not_sold_to_this_customer_is_refused(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk, BAG)
    with refused(desk, SerialNotSold) as refusal:
        act(desk, BO, set_serial, draft_id, line.line_no, "R9")
    assert refusal.facts == {"product_code": BAG, "serial": "R9", "customer": "Café Lumière"}


def a_returned_radio(desk: MemoryDesk, serial: str = "R2") -> int:
    draft_id, line = a_draft(desk, BAG)
    act(desk, BO, set_serial, draft_id, line.line_no, serial)
    act(desk, BO, set_reason, draft_id, line.line_no, "OVERSTOCK")
    return act(desk, BO, submit_return, draft_id).request.id


def test_a_piece_on_its_way_back_is_refused_with_the_number_of_that_return(desk: MemoryDesk) -> None:
    first = a_returned_radio(desk)
    draft_id, line = a_draft(desk, BAG)
    with refused(desk, SerialReturned) as refusal:
        act(desk, BO, set_serial, draft_id, line.line_no, "R2")
    assert refusal.facts == {"serial": "R2", "number": "RR-2026-00001"}
    act(desk, BO, cancel_return, first)
    act(desk, BO, set_serial, draft_id, line.line_no, "R2")


def test_a_piece_sent_meanwhile_by_another_clerk_is_seen_when_sending(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk, BAG)
    act(desk, BO, set_serial, draft_id, line.line_no, "R2")
    act(desk, BO, set_reason, draft_id, line.line_no, "OVERSTOCK")
    a_returned_radio(desk)
    with refused(desk, SerialReturned):
        act(desk, BO, submit_return, draft_id)


def test_a_piece_that_was_sold_again_may_come_back_again(desk: MemoryDesk) -> None:
    a_returned_radio(desk)
    desk.clock.pass_time(minutes=60)
    again = replace(
        an_order_line(1, order_no="538000", product=BAG, price="40", ordered_at=desk.clock.now),
        serials=frozenset({"R2"}),
    )
    desk.write_now(lambda uow: uow.orders.save_lines([again]))
    desk.clock.pass_time(minutes=60)
    draft_id, line = a_draft(desk, BAG)
    act(desk, BO, set_serial, draft_id, line.line_no, "R2")
    assert the_line(desk, draft_id).order_no == "538000"


def test_one_return_has_a_piece_once_and_several_pieces_in_several_lines(desk: MemoryDesk) -> None:
    draft_id, first = a_draft(desk, BAG)
    act(desk, BO, set_serial, draft_id, first.line_no, "R1")
    second = act(desk, BO, add_item, draft_id, BAG)
    assert second.line_no != first.line_no
    with refused(desk, SerialTwice):
        act(desk, BO, set_serial, draft_id, second.line_no, "R1")
    draft = a_request(desk, draft_id)
    choices = desk.read_now(lambda uow: serial_choices(uow, draft, draft.line(second.line_no), 8))
    assert [sale.serial for sale in choices] == ["R2", "R3"]
    act(desk, BO, set_serial, draft_id, second.line_no, "R3")
    assert [line.serial for line in a_request(desk, draft_id).lines] == ["R1", "R3"]


def test_where_no_numbers_are_noted_a_manager_looks_at_it(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk)
    act(desk, BO, set_serial, draft_id, line.line_no, "X-7")
    act(desk, BO, set_reason, draft_id, line.line_no, "OVERSTOCK")
    request = act(desk, BO, submit_return, draft_id).request
    assert request.status is ReturnStatus.SUBMITTED
    finding = Finding("SERIAL_NOT_NOTED", "ask", {"product_code": CLOCK, "serial": "X-7"})
    assert finding in request.findings


def a_walk_in_with_a_radio(desk: MemoryDesk) -> int:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_no_order, draft.id)
    line = act(desk, BO, add_item, draft.id, BAG)
    act(desk, BO, set_serial, draft.id, line.line_no, "R1")
    act(desk, BO, set_reason, draft.id, line.line_no, "OVERSTOCK")
    return draft.id


def test_a_walk_in_may_name_a_serial_number_once(desk: MemoryDesk) -> None:
    first, second = a_walk_in_with_a_radio(desk), a_walk_in_with_a_radio(desk)
    act(desk, BO, submit_return, first)
    with refused(desk, SerialReturned):
        act(desk, BO, submit_return, second)


def test_a_number_can_be_taken_away_again(desk: MemoryDesk) -> None:
    draft_id, line = a_draft(desk, BAG)
    act(desk, BO, set_serial, draft_id, line.line_no, "R1")
    act(desk, BO, set_serial, draft_id, line.line_no, "")
    assert (the_line(desk, draft_id).serial, the_line(desk, draft_id).quantity) == ("", pieces(1))


# ── what is wanted, and the fee ──
def test_credit_is_wanted_unless_something_else_is_said(desk: MemoryDesk) -> None:
    draft_id, _ = a_draft(desk)
    assert a_request(desk, draft_id).outcome is WantedOutcome.CREDIT
    act(desk, BO, choose_outcome, draft_id, WantedOutcome.REPAIR)
    assert a_request(desk, draft_id).outcome is WantedOutcome.REPAIR


def the_fee(desk: MemoryDesk, request_id: int) -> Money:
    return desk.read_now(lambda uow: expected_fee(uow, uow.requests.get(request_id)))


def test_the_fee_is_known_before_and_after_sending_and_by_the_version_it_was_judged_by(
    desk: MemoryDesk,
) -> None:
    fees = {"OVERSTOCK": Fee(amount=gbp("2.50"))}
    desk.write_now(lambda uow: uow.policies.add(replace(a_policy(2), fees=fees)))
    draft_id = draft_return(desk, quantity=6, reason="OVERSTOCK")
    assert the_fee(desk, draft_id) == gbp("2.50")
    act(desk, BO, submit_return, draft_id)
    desk.write_now(lambda uow: uow.policies.add(a_policy(3)))
    assert the_fee(desk, draft_id) == gbp("2.50")


def test_no_fee_where_no_money_is_wanted(desk: MemoryDesk) -> None:
    fees = {"OVERSTOCK": Fee(amount=gbp("2.50"))}
    desk.write_now(lambda uow: uow.policies.add(replace(a_policy(2), fees=fees)))
    draft_id = draft_return(desk, quantity=6, reason="OVERSTOCK")
    act(desk, BO, choose_outcome, draft_id, WantedOutcome.REPLACEMENT)
    assert the_fee(desk, draft_id) == gbp("0")


# ── what is pointed out ──
def test_another_return_of_the_same_product_is_pointed_out(desk: MemoryDesk) -> None:
    first = file_return(desk, by=FAY, quantity=6).request
    draft_id, _ = a_draft(desk)

    def twins(member: Member, product: str = CLOCK) -> list[tuple[str, bool]]:
        draft = a_request(desk, draft_id)
        found = desk.read_now(lambda uow: open_twins(uow, acting(uow, member.telegram_id), draft, product))
        return [(twin.request.number, twin.may_open) for twin in found]

    assert twins(BO) == [("RR-2026-00001", False)]
    assert twins(ANN) == [("RR-2026-00001", True)]
    assert twins(BO, BAG) == []
    request = file_return(desk, quantity=1).request
    assert (
        Finding("ALSO_OPEN", "inform", {"product_code": CLOCK, "numbers": ["RR-2026-00001"]})
        in request.findings
    )
    act(desk, FAY, cancel_return, first.id)
    act(desk, BO, cancel_return, request.id)
    assert twins(BO) == []
    assert file_return(desk, quantity=1, customer=BAKERY).request.findings[0].code == "WITHIN_WINDOW"


def looking(name: str, likeness: str) -> Photo:
    return replace(a_photo(name), likeness=likeness)


def test_a_photo_used_before_and_one_that_looks_like_it_are_pointed_out(desk: MemoryDesk) -> None:
    original = looking("dent", LOOKS)
    act(desk, FAY, submit_return, draft_return(desk, by=FAY, quantity=6, photos=(original,)))
    draft = a_request(desk, draft_return(desk, quantity=1))
    near, far = looking("again", "00ff0f0f33aa55c3"), looking("other", "ffff0000ffff0000")

    def uses(photo: Photo) -> PhotoUses:
        return desk.read_now(lambda uow: photo_uses(uow, draft, photo))

    assert uses(original) == PhotoUses(same=("RR-2026-00001",))
    assert uses(near) == PhotoUses(alike=("RR-2026-00001",))
    assert uses(far) == PhotoUses()
    act(desk, BO, attach_photo, draft.id, 1, near)
    findings = act(desk, BO, submit_return, draft.id).request.findings
    assert Finding("PHOTO_ALIKE", "inform", {"numbers": ["RR-2026-00001"]}) in findings


def used_before(desk: MemoryDesk, order: ReturnOrder) -> list[str]:
    return desk.read_now(lambda uow: evidence_used_before(uow, order))


def test_a_photo_of_an_inspection_is_evidence_once_too(desk: MemoryDesk) -> None:
    """The picture of one broken clock breaks no other."""
    dent = a_photo("one broken clock")
    for number in (1, 2):
        request_id = an_approved_return(desk, quantity=7)
        inspection = act(desk, CHEN, claim_inspection, request_id)
        split = {Disposition.SCRAP: 7}
        record_line(desk, inspection.id, 1, counted=7, split=split, grade=Grade.D, photos=(dent,))
        order = act(desk, CHEN, finish_inspection, inspection.id)
        assert used_before(desk, order) == ([] if number == 1 else ["RR-2026-00001"])
    request = act(desk, BO, submit_return, draft_return(desk, photos=(dent,))).request
    assert (
        Finding("PHOTO_SEEN_BEFORE", "inform", {"numbers": ["RR-2026-00001", "RR-2026-00002"]})
        in request.findings
    )


def test_the_photos_of_a_corrected_request_are_its_own(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, quantity=36, photos=(looking("dent", LOOKS),))
    file_return(desk, by=FAY, quantity=30)
    assert act(desk, BO, submit_return, draft_id).request.status is ReturnStatus.REFUSED
    corrected = act(desk, BO, correct_refused, draft_id)
    codes = [finding.code for finding in act(desk, BO, submit_return, corrected.id).request.findings]
    assert not {"PHOTO_SEEN_BEFORE", "PHOTO_ALIKE"} & set(codes)


def test_blank_sheets_do_not_look_alike() -> None:
    assert looks_alike("0" * 16, "0" * 16) is False
    assert looks_alike("f" * 16, "f" * 16) is False
    assert looks_alike("", LOOKS) is False
    assert looks_alike(LOOKS, LOOKS) is True

"""A clerk fills in a request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.domain.errors import (
    CustomerUnknown,
    LineUnknown,
    NotAllowed,
    ProductUnknown,
    QuantityExceedsDelivered,
    QuantityInvalid,
    QuantityMissing,
    ReasonUnknown,
    RequestTooLong,
    StatusForbids,
    TextTooLong,
    TooManyPhotos,
)
from bot.core.domain.people import Person
from bot.core.domain.return_request import MAX_LINES, MAX_PHOTOS_PER_LINE, ReturnLine, ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import cancel_return
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    choose_no_order,
    correct_refused,
    discard_draft,
    remove_item,
    set_note,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restocking_fee import estimated_value
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    ORDER,
    a_desk,
    a_photo,
    a_request,
    act,
    draft_return,
    file_return,
    gbp,
    pieces,
    refused,
)
from tests.support.cast import ANN, BO, DANA, ELI, FAY, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

Answer = Callable[[UnitOfWork, Person, int], object]
ANSWERS: dict[str, Answer] = {
    "choose a customer": lambda uow, actor, draft: choose_customer(uow, actor, draft, BAKERY),
    "choose no order": lambda uow, actor, draft: choose_no_order(uow, actor, draft),
    "add an item": lambda uow, actor, draft: add_item(uow, actor, draft, BAG),
    "set a quantity": lambda uow, actor, draft: set_quantity(uow, actor, draft, 1, pieces(1)),
    "set a reason": lambda uow, actor, draft: set_reason(uow, actor, draft, 1, "OVERSTOCK"),
    "set a note": lambda uow, actor, draft: set_note(uow, actor, draft, 1, "words"),
    "attach a photo": lambda uow, actor, draft: attach_photo(uow, actor, draft, 1, a_photo("other")),
    "remove an item": lambda uow, actor, draft: remove_item(uow, actor, draft, 1),
    "discard": discard_draft,
    "submit": submit_return,
}


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(FAY, DANA, ELI)


def test_each_answer_is_stored_at_once(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, note="  lid broken\x00 ", photos=(a_photo("dent"),))
    assert a_request(desk, draft_id) == ReturnRequest(
        requested_by=2,
        created_at=MORNING,
        id=draft_id,
        customer_code=CAFE,
        lines=[
            ReturnLine(
                1,
                CLOCK,
                quantity=pieces(6),
                reason="TRANSIT_DAMAGE",
                note="lid broken",
                photos=[a_photo("dent")],
            )
        ],
        version=6,
    )


def test_a_draft_has_no_number_and_tells_nobody(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    assert a_request(desk, draft_id).number == ""
    assert (desk.state.log, desk.state.notices, desk.state.numbers) == ([], [], {})


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
def test_somebody_elses_draft_cannot_be_touched_not_even_by_a_manager(
    desk: MemoryDesk, answer: Answer
) -> None:
    draft_id = draft_return(desk)
    for other in (FAY, ANN):
        with refused(desk, NotAllowed) as refusal:
            act(desk, other, answer, draft_id)
        assert refusal.facts == {"action": "file_return"}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
def test_what_was_submitted_cannot_be_edited(desk: MemoryDesk, answer: Answer) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, StatusForbids) as refusal:
        act(desk, BO, answer, request_id)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "submitted", "action": "edit"}


@pytest.mark.parametrize("outsider", [DANA, ELI], ids=["supplier", "customer"])
def test_a_company_contact_cannot_start_a_request(desk: MemoryDesk, outsider: Member) -> None:
    with refused(desk, NotAllowed):
        act(desk, outsider, start_return)


def test_a_customer_is_found_in_any_letter_case_or_refused(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    with refused(desk, CustomerUnknown) as refusal:
        act(desk, BO, choose_customer, draft.id, "99999")
    assert refusal.facts == {"text": "99999"}


def test_another_customer_empties_the_lines_and_the_same_one_keeps_them(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    assert len(act(desk, BO, choose_customer, draft_id, CAFE).lines) == 1
    changed = act(desk, BO, choose_customer, draft_id, BAKERY)
    assert (changed.customer_code, changed.lines) == (BAKERY, [])


def test_turning_to_goods_without_an_order_and_back_empties_the_lines(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    walk_in = act(desk, BO, choose_no_order, draft_id)
    assert (walk_in.without_order, walk_in.lines) == (True, [])
    act(desk, BO, add_item, draft_id, CLOCK)
    back = act(desk, BO, choose_customer, draft_id, CAFE)
    assert (back.without_order, back.lines) == (False, [])


def test_goods_without_an_order_may_name_a_customer(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    chosen = act(desk, BO, choose_no_order, draft.id, BAKERY)
    assert (chosen.without_order, chosen.customer_code) == (True, BAKERY)


def test_an_item_needs_a_customer_first(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    with refused(desk, CustomerUnknown):
        act(desk, BO, add_item, draft.id, CLOCK)


def test_an_unknown_product_is_refused_as_typed(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    with refused(desk, ProductUnknown) as refusal:
        act(desk, BO, add_item, draft_id, "no such thing")
    assert refusal.facts == {"text": "no such thing"}


def test_a_product_the_customer_never_bought_is_refused_with_the_sum(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, BAKERY)
    with refused(desk, QuantityExceedsDelivered) as refusal:
        act(desk, BO, add_item, draft.id, BAG)
    assert refusal.facts == {"product_code": BAG, "sold": "0", "taken": "0", "most": "0", "numbers": []}


def test_the_same_product_again_goes_on_with_its_line_while_that_is_open(desk: MemoryDesk) -> None:
    draft_id = act(desk, BO, start_return).id
    act(desk, BO, choose_customer, draft_id, CAFE)
    assert act(desk, BO, add_item, draft_id, CLOCK).line_no == 1
    act(desk, BO, set_quantity, draft_id, 1, pieces(6))
    assert act(desk, BO, add_item, draft_id, CLOCK).line_no == 1
    assert act(desk, BO, add_item, draft_id, CLOCK, ORDER).line_no == 2


def test_more_of_the_same_product_is_a_line_of_its_own_and_never_more_than_is_left(desk: MemoryDesk) -> None:
    """Six were damaged, the others are not needed: nothing that was said before is lost."""
    draft_id = draft_return(desk)
    assert act(desk, BO, add_item, draft_id, CLOCK).line_no == 2
    assert a_request(desk, draft_id).line(1).asked == pieces(6)
    with refused(desk, QuantityExceedsDelivered) as refusal:
        act(desk, BO, set_quantity, draft_id, 2, pieces(19))
    assert refusal.facts == {
        "product_code": CLOCK, "sold": "24", "taken": "6", "most": "18", "numbers": [], "here": "6"
    }  # fmt: skip
    act(desk, BO, set_quantity, draft_id, 2, pieces(18))
    act(desk, BO, set_reason, draft_id, 2, "DEMAND_CHANGE")
    with refused(desk, QuantityExceedsDelivered):
        act(desk, BO, add_item, draft_id, CLOCK)
    request = act(desk, BO, submit_return, draft_id).request
    assert [line.reason for line in request.lines] == ["TRANSIT_DAMAGE", "DEMAND_CHANGE"]


def test_a_removed_line_leaves_its_number_unused_as_long_as_later_ones_stand(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    act(desk, BO, add_item, draft_id, BAG)
    act(desk, BO, remove_item, draft_id, 1)
    assert [line.line_no for line in a_request(desk, draft_id).lines] == [2]
    assert act(desk, BO, add_item, draft_id, CLOCK).line_no == 3
    with refused(desk, LineUnknown) as refusal:
        act(desk, BO, remove_item, draft_id, 1)
    assert refusal.facts == {"line_no": 1}


def test_no_more_than_was_sold_less_what_others_asked_back(desk: MemoryDesk) -> None:
    file_return(desk, by=FAY, quantity=20)
    draft_id = draft_return(desk, quantity=4)
    with refused(desk, QuantityExceedsDelivered) as refusal:
        act(desk, BO, set_quantity, draft_id, 1, pieces(5))
    assert refusal.facts == {
        "product_code": CLOCK,
        "sold": "24",
        "taken": "20",
        "most": "4",
        "numbers": ["RR-2026-00001"],
    }


def test_a_cancelled_request_gives_its_quantity_back(desk: MemoryDesk) -> None:
    filed = file_return(desk, by=FAY, quantity=24).request
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, CAFE)
    with refused(desk, QuantityExceedsDelivered):
        act(desk, BO, add_item, draft.id, CLOCK)
    act(desk, FAY, cancel_return, filed.id)
    assert a_request(desk, draft_return(desk, quantity=24)).lines[0].quantity == pieces(24)


def test_an_order_that_came_later_does_not_count_before_it_was_placed() -> None:
    desk = a_desk()
    desk.clock.pass_time(days=-8)
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, CAFE)
    with refused(desk, QuantityExceedsDelivered) as refusal:
        act(desk, BO, add_item, draft.id, CLOCK)
    assert refusal.facts["sold"] == "0"


def test_nobody_returns_a_part_of_a_piece(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    with refused(desk, QuantityInvalid) as refusal:
        act(desk, BO, set_quantity, draft_id, 1, pieces("2.5"))
    assert refusal.facts == {"text": "2.5"}


def test_zero_is_no_quantity(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    with refused(desk, QuantityMissing) as refusal:
        act(desk, BO, set_quantity, draft_id, 1, pieces(0))
    assert refusal.facts == {"product_code": CLOCK}


def test_a_walk_in_is_limited_by_no_order(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, customer=None, quantity=500)
    assert a_request(desk, draft_id).lines[0].quantity == pieces(500)


def test_an_unknown_reason_is_refused(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    with refused(desk, ReasonUnknown) as refusal:
        act(desk, BO, set_reason, draft_id, 1, "BORED")
    assert refusal.facts == {"reason": "BORED"}


def test_a_note_of_a_thousand_letters_fits_and_one_more_does_not(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    act(desk, BO, set_note, draft_id, 1, "字" * 1000)
    with refused(desk, TextTooLong) as refusal:
        act(desk, BO, set_note, draft_id, 1, "字" * 1001)
    assert refusal.facts == {"most": 1000}


def test_the_same_photo_twice_is_kept_once_and_changes_nothing(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, photos=(a_photo("dent"),))
    before = a_request(desk, draft_id)
    act(desk, BO, attach_photo, draft_id, 1, a_photo("dent"))
    assert a_request(desk, draft_id) == before


def test_thirty_photos_fit_a_line_and_one_more_does_not(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, photos=tuple(a_photo(f"{n}") for n in range(MAX_PHOTOS_PER_LINE)))
    with refused(desk, TooManyPhotos) as refusal:
        act(desk, BO, attach_photo, draft_id, 1, a_photo("one more"))
    assert refusal.facts == {"most": 30}


def test_sixty_lines_fit_a_request_and_one_more_does_not(desk: MemoryDesk) -> None:
    draft = ReturnRequest(2, MORNING)
    for n in range(MAX_LINES):
        draft.add_line(f"P{n}", {})
    with pytest.raises(RequestTooLong) as caught:
        draft.add_line("one more", {})
    assert caught.value.facts == {"most": 60}
    assert len(draft.lines) == 60


def test_a_discarded_draft_is_gone_from_ones_own_list(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    act(desk, BO, discard_draft, draft_id)
    assert a_request(desk, draft_id).status is ReturnStatus.DISCARDED
    assert desk.read_now(lambda uow: uow.requests.of_person(2, 10)) == []
    assert desk.read_now(lambda uow: uow.requests.latest_draft(2)) is None


def test_the_estimate_is_at_list_price_and_leaves_out_what_has_no_quantity(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, quantity=6)
    act(desk, BO, add_item, draft_id, BAG)
    draft = a_request(desk, draft_id)
    assert desk.read_now(lambda uow: estimated_value(uow, draft)) == gbp("22.50")


# ── the corrected draft ──
def over_return(desk: MemoryDesk) -> int:
    """Bo's request for 24 that was possible when it was typed and no more when it was sent."""
    draft_id = draft_return(desk, quantity=24, photos=(a_photo("dent"),))
    file_return(desk, by=FAY, quantity=20)
    act(desk, BO, submit_return, draft_id)
    return draft_id


def test_a_correction_is_cut_down_to_what_is_possible_and_keeps_reason_and_photos(desk: MemoryDesk) -> None:
    refused_id = over_return(desk)
    draft = act(desk, BO, correct_refused, refused_id)
    assert (draft.status, draft.corrects, draft.number, draft.customer_code) == (
        ReturnStatus.DRAFT,
        refused_id,
        "",
        CAFE,
    )
    [line] = draft.lines
    assert (line.quantity, line.reason, line.photos) == (pieces(4), "TRANSIT_DAMAGE", [a_photo("dent")])
    submitted = act(desk, BO, submit_return, draft.id)
    assert submitted.request.status is ReturnStatus.APPROVED


def test_a_correction_of_two_lines_over_one_order_line_stays_within_what_was_sold(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, quantity=14)
    second = act(desk, BO, add_item, draft_id, CLOCK, ORDER)
    act(desk, BO, set_quantity, draft_id, second.line_no, pieces(10))
    act(desk, BO, set_reason, draft_id, second.line_no, "OVERSTOCK")
    file_return(desk, by=FAY, quantity=6)
    assert act(desk, BO, submit_return, draft_id).request.status is ReturnStatus.REFUSED
    draft = act(desk, BO, correct_refused, draft_id)
    assert {line.order_no: line.quantity for line in draft.lines} == {ORDER: pieces(10), "": pieces(8)}
    assert act(desk, BO, submit_return, draft.id).request.status is ReturnStatus.SUBMITTED


def test_correcting_again_goes_on_with_the_correction_that_was_begun(desk: MemoryDesk) -> None:
    """Two taps on one button are one draft; once that was sent, the next is a new one."""
    draft_id = draft_return(desk, quantity=24)
    file_return(desk, by=ANN, quantity=20)
    act(desk, BO, submit_return, draft_id)
    first = act(desk, BO, correct_refused, draft_id)
    assert act(desk, BO, correct_refused, draft_id).id == first.id
    act(desk, BO, submit_return, first.id)
    assert act(desk, BO, correct_refused, draft_id).id != first.id


def test_only_what_was_refused_can_be_corrected_and_only_by_who_filed_it(desk: MemoryDesk) -> None:
    waiting = file_return(desk, quantity=6).request
    with refused(desk, StatusForbids) as refusal:
        act(desk, BO, correct_refused, waiting.id)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "submitted", "action": "correct"}
    with refused(desk, NotAllowed):
        act(desk, FAY, correct_refused, waiting.id)

"""A draft gets its number and is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.errors import (
    NoteMissing,
    PhotosMissing,
    QuantityMissing,
    ReasonMissing,
    RequestEmpty,
    StatusForbids,
)
from bot.core.domain.reasons import FIRST_CHOICES, REASONS, RefusalReason, built_in
from bot.core.domain.return_request import Allocation, Decision, Finding
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import cancel_return
from bot.core.usecases.draft_return import (
    add_item,
    choose_customer,
    choose_no_order,
    set_note,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    BAKERY,
    CAFE,
    CLOCK,
    EARRINGS,
    ORDER,
    a_desk,
    a_photo,
    a_policy,
    a_request,
    act,
    draft_return,
    file_return,
    gbp,
    pieces,
    refused,
)
from tests.support.cast import ANN, BO, FAY
from tests.support.clock import MORNING, Clock
from tests.support.memory_ports import MemoryDesk, default_rules


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(FAY)


def a_bare_draft(desk: MemoryDesk) -> int:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, CAFE)
    act(desk, BO, add_item, draft.id, CLOCK)
    return draft.id


def test_a_small_return_is_approved_by_the_policy_at_once(desk: MemoryDesk) -> None:
    submitted = file_return(desk, quantity=5)
    request = a_request(desk, submitted.request.id)
    assert (request.number, request.status, request.policy_version) == (
        "RR-2026-00001",
        ReturnStatus.APPROVED,
        1,
    )
    assert request.submitted_at == MORNING
    assert request.decision == Decision(0, MORNING, ReturnStatus.APPROVED)
    assert request.findings == [Finding("WITHIN_WINDOW", "inform", {"days": 30})]
    assert request.lines[0].allocations == [Allocation(ORDER, 1, pieces(5), gbp("3.75"))]
    assert request.value == gbp("18.75")
    assert submitted.deciders == ()
    assert [entry.event for entry in desk.state.log] == ["ReturnSubmitted", "ReturnApproved"]


def test_a_larger_return_waits_for_the_managers_by_name(desk: MemoryDesk) -> None:
    submitted = file_return(desk, quantity=6)
    request = a_request(desk, submitted.request.id)
    assert (request.status, request.decision) == (ReturnStatus.SUBMITTED, None)
    assert submitted.deciders == ("Ann", "Wei", "Olga")
    assert [entry.event for entry in desk.state.log] == ["ReturnSubmitted"]
    assert desk.state.log[0].actor_id == 2


def test_a_manager_who_files_is_not_among_the_deciders(desk: MemoryDesk) -> None:
    assert file_return(desk, by=ANN, quantity=6).deciders == ("Wei", "Olga")


def test_in_a_one_person_shop_the_filer_is_among_the_deciders() -> None:
    desk = a_desk(rules=replace(default_rules(), own_work_allowed=True))
    assert file_return(desk, by=ANN, quantity=6).deciders == ("Ann", "Wei", "Olga")


def test_over_return_is_recorded_as_refused_with_its_sum(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, quantity=24)
    file_return(desk, by=FAY, quantity=20)
    submitted = act(desk, BO, submit_return, draft_id)
    request = a_request(desk, draft_id)
    assert (request.number, request.status) == ("RR-2026-00002", ReturnStatus.REFUSED)
    assert request.decision == Decision(0, MORNING, ReturnStatus.REFUSED, reason=RefusalReason.OVER_RETURN)
    assert request.findings[0] == Finding(
        "OVER_RETURN",
        "refuse",
        {"product_code": CLOCK, "sold": "24", "taken": "20", "most": "4", "numbers": ["RR-2026-00001"]},
    )
    assert request.lines[0].allocations == []
    assert submitted.deciders == ()
    assert [entry.event for entry in desk.state.log[1:]] == ["ReturnSubmitted", "ReturnRefused"]


def test_a_refused_request_takes_nothing_off_what_may_be_returned(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk, quantity=24)
    file_return(desk, by=FAY, quantity=20)
    act(desk, BO, submit_return, draft_id)
    assert file_return(desk, quantity=4).request.status is ReturnStatus.APPROVED


def test_goods_without_an_order_wait_for_a_manager(desk: MemoryDesk) -> None:
    request = file_return(desk, customer=None, quantity=1).request
    assert (request.status, request.findings) == (ReturnStatus.SUBMITTED, [Finding("NO_ORDER", "ask")])


def test_a_product_that_is_not_returnable_waits_for_a_manager(desk: MemoryDesk) -> None:
    request = file_return(desk, product=EARRINGS, quantity=1).request
    assert request.status is ReturnStatus.SUBMITTED
    assert request.findings[0] == Finding("NOT_RETURNABLE", "ask", {"product_code": EARRINGS})


def test_outside_the_window_waits_for_a_manager() -> None:
    desk = a_desk(clock=Clock(datetime(2026, 4, 3, 8, 45, tzinfo=UTC)))
    request = file_return(desk, quantity=1).request
    assert request.status is ReturnStatus.SUBMITTED
    assert request.findings[0] == Finding(
        "OUTSIDE_WINDOW", "ask", {"product_code": CLOCK, "days": 30, "age_days": 31}
    )


def test_a_request_is_stamped_with_the_policy_in_effect(desk: MemoryDesk) -> None:
    tomorrow = MORNING.replace(day=11)
    desk.write_now(lambda uow: uow.policies.add(a_policy(2, limit="100", effective_at=tomorrow)))
    assert file_return(desk, quantity=6).request.policy_version == 1
    desk.clock.now = tomorrow
    later = file_return(desk, quantity=6).request
    assert (later.policy_version, later.status) == (2, ReturnStatus.APPROVED)


def test_a_manager_sees_how_often_the_customer_returned_lately(desk: MemoryDesk) -> None:
    file_return(desk, quantity=1)
    cancelled = file_return(desk, quantity=1).request
    act(desk, BO, cancel_return, cancelled.id)
    third = file_return(desk, quantity=1).request
    assert third.findings[-1] == Finding("RETURNS_LATELY", "inform", {"count": 2, "days": 90})
    assert file_return(desk, quantity=1, customer=BAKERY).request.findings[-1].code == "WITHIN_WINDOW"


def test_a_photo_that_came_with_another_request_is_pointed_out(desk: MemoryDesk) -> None:
    for quantity in (1, 2):
        draft_id = draft_return(desk, quantity=quantity, photos=(a_photo("dent"),))
        act(desk, BO, submit_return, draft_id)
    assert (
        Finding("PHOTO_SEEN_BEFORE", "inform", {"numbers": ["RR-2026-00001"]})
        in a_request(desk, draft_id).findings
    )


def test_a_request_without_lines_is_refused_and_takes_no_number(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_no_order, draft.id)
    with refused(desk, RequestEmpty):
        act(desk, BO, submit_return, draft.id)
    assert file_return(desk, quantity=1).request.number == "RR-2026-00001"


def test_a_line_needs_a_quantity_then_a_reason(desk: MemoryDesk) -> None:
    draft_id = a_bare_draft(desk)
    with refused(desk, QuantityMissing) as refusal:
        act(desk, BO, submit_return, draft_id)
    assert refusal.facts == {"product_code": CLOCK}
    act(desk, BO, set_quantity, draft_id, 1, pieces(1))
    with refused(desk, ReasonMissing) as refusal:
        act(desk, BO, submit_return, draft_id)
    assert refusal.facts == {"product_code": CLOCK}


@pytest.mark.parametrize("reason", [reason.code for reason in REASONS if reason.needs_photos])
def test_a_reason_that_needs_evidence_needs_a_photo(desk: MemoryDesk, reason: str) -> None:
    draft_id = a_bare_draft(desk)
    act(desk, BO, set_quantity, draft_id, 1, pieces(1))
    act(desk, BO, set_reason, draft_id, 1, reason)
    with refused(desk, PhotosMissing) as refusal:
        act(desk, BO, submit_return, draft_id)
    assert refusal.facts == {"product_code": CLOCK}


def test_which_reasons_need_photos_and_which_needs_a_note() -> None:
    assert [reason.code for reason in REASONS if reason.needs_photos] == [
        "QUALITY_DEFECT",
        "TRANSIT_DAMAGE",
        "PACKAGING_DEFECT",
        "WRONG_ITEM",
        "SHORT_DATED",
    ]
    assert [reason.code for reason in REASONS if reason.needs_note] == ["OTHER"]
    assert all(built_in(code) in REASONS for code in FIRST_CHOICES)


def test_the_other_reason_needs_words_and_no_photo(desk: MemoryDesk) -> None:
    draft_id = a_bare_draft(desk)
    act(desk, BO, set_quantity, draft_id, 1, pieces(1))
    act(desk, BO, set_reason, draft_id, 1, "OTHER")
    act(desk, BO, set_note, draft_id, 1, "   ")
    with refused(desk, NoteMissing) as refusal:
        act(desk, BO, submit_return, draft_id)
    assert refusal.facts == {"product_code": CLOCK, "reason": "OTHER"}
    act(desk, BO, set_note, draft_id, 1, "the shop window was repainted")
    assert act(desk, BO, submit_return, draft_id).request.status is ReturnStatus.APPROVED


def test_submitting_twice_is_refused_and_takes_no_second_number(desk: MemoryDesk) -> None:
    request = file_return(desk).request
    with refused(desk, StatusForbids) as refusal:
        act(desk, BO, submit_return, request.id)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "submitted", "action": "edit"}
    assert desk.state.numbers == {("RR", 2026): 1}


def test_numbers_count_from_one_in_the_year_of_the_desks_own_time_zone() -> None:
    new_year_in_shanghai = Clock(datetime(2025, 12, 31, 17, 0, tzinfo=UTC))
    rules = replace(default_rules(), timezone=ZoneInfo("Asia/Shanghai"))
    desk = a_desk(rules=rules, clock=new_year_in_shanghai)
    assert file_return(desk, customer=None, quantity=1).request.number == "RR-2026-00001"
    desk.clock.pass_time(hours=-2)
    assert file_return(desk, customer=None, quantity=1).request.number == "RR-2025-00001"

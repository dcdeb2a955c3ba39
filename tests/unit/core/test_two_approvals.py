"""Above a value two managers must agree, and they are two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.errors import AlreadyDecided, OwnWorkNotDecidable, SecondOpinionNeeded
from bot.core.domain.reasons import RefusalReason
from bot.core.domain.return_request import Decision
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import (
    answer_question,
    approve_return,
    ask_back,
    cancel_return,
    refuse_return,
)
from bot.core.usecases.inspect_goods import claim_inspection, hand_over
from bot.core.usecases.look_up import waiting_approvals
from tests.support.builders import a_desk, a_policy, a_request, act, file_return, gbp, person_id, refused
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.memory_ports import MemoryDesk, default_rules


def strict(desk: MemoryDesk) -> MemoryDesk:
    policy = replace(a_policy(2), second_approval_limit=gbp("50"))
    desk.write_now(lambda uow: uow.policies.add(policy))
    return desk


@pytest.fixture
def desk() -> MemoryDesk:
    return strict(a_desk())


def filed(desk: MemoryDesk) -> int:
    """20 clocks are GBP 75."""
    return file_return(desk, quantity=20).request.id


def test_the_first_approval_waits_for_the_second(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    first = act(desk, ANN, approve_return, request_id, "fine by me")
    assert (first.status, first.decision) == (ReturnStatus.HALF_APPROVED, first.first_approval)
    desk.clock.pass_time(minutes=5)
    second = act(desk, WEI, approve_return, request_id)
    assert second.status is ReturnStatus.APPROVED
    assert second.decision == Decision(4, desk.clock.now, ReturnStatus.APPROVED)
    assert second.first_approval == first.first_approval
    events = [(entry.event, entry.actor_id) for entry in desk.state.log[-2:]]
    assert events == [("ReturnHalfApproved", 1), ("ReturnApproved", 4)]


def test_the_same_person_cannot_give_both(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    with refused(desk, SecondOpinionNeeded) as refusal:
        act(desk, ANN, approve_return, request_id)
    assert refusal.facts == {"number": "RR-2026-00001"}


def test_who_filed_it_gives_neither(desk: MemoryDesk) -> None:
    request_id = file_return(desk, by=WEI, quantity=20).request.id
    act(desk, ANN, approve_return, request_id)
    with refused(desk, OwnWorkNotDecidable):
        act(desk, WEI, approve_return, request_id)


def test_neither_of_the_two_may_inspect_it(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, OLGA, approve_return, request_id)
    act(desk, WEI, approve_return, request_id)
    with refused(desk, OwnWorkNotDecidable) as refusal:
        act(desk, OLGA, claim_inspection, request_id)
    assert refusal.facts == {"number": "RR-2026-00001"}
    inspection = act(desk, CHEN, claim_inspection, request_id)
    with refused(desk, OwnWorkNotDecidable):
        act(desk, CHEN, hand_over, inspection.id, person_id(desk, OLGA))


def test_a_one_person_shop_gives_both_itself() -> None:
    desk = strict(a_desk(rules=replace(default_rules(), own_work_allowed=True)))
    request_id = file_return(desk, by=ANN, quantity=20).request.id
    act(desk, ANN, approve_return, request_id)
    approved = act(desk, ANN, approve_return, request_id)
    assert (approved.status, approved.decision and approved.decision.own_work) == (
        ReturnStatus.APPROVED,
        True,
    )


def test_below_the_limit_one_is_enough(desk: MemoryDesk) -> None:
    request_id = file_return(desk, quantity=13).request.id
    assert act(desk, ANN, approve_return, request_id).status is ReturnStatus.APPROVED


def test_a_third_hears_who_was_second(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    act(desk, WEI, approve_return, request_id)
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, OLGA, approve_return, request_id)
    assert (refusal.facts["by"], refusal.facts["status"]) == ("Wei", "approved")


def test_the_second_may_refuse(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    refused_request = act(desk, WEI, refuse_return, request_id, RefusalReason.NO_EVIDENCE)
    assert refused_request.status is ReturnStatus.REFUSED


def test_even_the_first_may_think_better_of_it(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    assert act(desk, ANN, refuse_return, request_id, RefusalReason.NO_EVIDENCE).status is ReturnStatus.REFUSED


def test_a_question_puts_both_approvals_back(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    act(desk, WEI, ask_back, request_id, "Which carrier?")
    act(desk, BO, answer_question, request_id, "DPD")
    request = a_request(desk, request_id)
    assert (request.status, request.first_approval) == (ReturnStatus.SUBMITTED, None)
    assert act(desk, WEI, approve_return, request_id).status is ReturnStatus.HALF_APPROVED
    assert act(desk, ANN, approve_return, request_id).status is ReturnStatus.APPROVED


def test_who_filed_it_may_cancel_between_the_two(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    assert act(desk, BO, cancel_return, request_id).status is ReturnStatus.CANCELLED


def test_those_who_may_be_second_get_the_card_anew(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    act(desk, ANN, approve_return, request_id)
    last = [n for n in desk.state.notices if n.event_key.startswith(f"log/{len(desk.state.log)}/")]
    assert {(n.chat_id, n.fresh) for n in last} == {
        (ANN.telegram_id, False),
        (WEI.telegram_id, True),
        (OLGA.telegram_id, True),
    }


def test_what_waits_is_listed_for_those_who_may_decide_it(desk: MemoryDesk) -> None:
    request_id = filed(desk)
    assert [request.id for request in act(desk, ANN, waiting_approvals, 5)] == [request_id]
    act(desk, ANN, approve_return, request_id)
    assert act(desk, ANN, waiting_approvals, 5) == []
    assert [request.id for request in act(desk, WEI, waiting_approvals, 5)] == [request_id]

"""A manager decides, once; who filed it answers or takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.domain.errors import (
    AlreadyDecided,
    NotAllowed,
    OwnWorkNotDecidable,
    PersonRemoved,
    PersonUnknown,
    RefusalReasonMissing,
    StatusForbids,
    TextTooLong,
    WordsMissing,
)
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Person
from bot.core.domain.reasons import MANAGER_REFUSALS, RefusalReason
from bot.core.domain.return_request import Decision
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import (
    answer_question,
    approve_return,
    ask_back,
    cancel_return,
    refuse_return,
    who_cancelled,
)
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    a_desk,
    a_request,
    act,
    an_approved_return,
    approve,
    dismiss,
    draft_return,
    file_return,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, FAY, OLGA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, default_rules

Deciding = Callable[[UnitOfWork, Person, int], object]
DECISIONS: dict[str, Deciding] = {
    "approve": approve_return,
    "refuse": lambda uow, actor, request: refuse_return(uow, actor, request, RefusalReason.NO_EVIDENCE),
    "ask back": lambda uow, actor, request: ask_back(uow, actor, request, "Which side?"),
}
each_decision = pytest.mark.parametrize("decide", DECISIONS.values(), ids=list(DECISIONS))


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(FAY, DANA, ELI)


def test_a_manager_approves_with_words(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    desk.clock.pass_time(minutes=60)
    act(desk, ANN, approve_return, request_id, " ok \n")
    request = a_request(desk, request_id)
    assert request.status is ReturnStatus.APPROVED
    assert request.decision == Decision(1, desk.clock.now, ReturnStatus.APPROVED, words="ok")
    entry = desk.state.log[-1]
    assert (entry.event, entry.actor_id, entry.record) == ("ReturnApproved", 1, "RR-2026-00001")


def test_a_manager_refuses_with_a_code(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, WEI, refuse_return, request_id, RefusalReason.OUTSIDE_WINDOW)
    request = a_request(desk, request_id)
    assert (request.status, request.is_open) == (ReturnStatus.REFUSED, False)
    assert request.decision == Decision(4, MORNING, ReturnStatus.REFUSED, reason=RefusalReason.OUTSIDE_WINDOW)


@pytest.mark.parametrize("reason", [None, RefusalReason.OVER_RETURN])
def test_a_refusal_needs_a_code_a_manager_can_give(desk: MemoryDesk, reason: RefusalReason | None) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, RefusalReasonMissing):
        act(desk, ANN, refuse_return, request_id, reason, "no")


def test_managers_can_give_every_code_but_the_policys_own() -> None:
    assert set(RefusalReason) - set(MANAGER_REFUSALS) == {RefusalReason.OVER_RETURN}


def test_refusing_for_another_reason_needs_words(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, WordsMissing):
        act(desk, ANN, refuse_return, request_id, RefusalReason.OTHER, " ")
    act(desk, ANN, refuse_return, request_id, RefusalReason.OTHER, "sold as seen")
    decision = a_request(desk, request_id).decision
    assert decision is not None
    assert decision.words == "sold as seen"


def test_asking_back_needs_words_and_the_answer_waits_for_a_decision_again(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, WordsMissing):
        act(desk, ANN, ask_back, request_id, "\x00 ")
    act(desk, ANN, ask_back, request_id, "Which side?")
    asked = a_request(desk, request_id)
    assert (asked.status, asked.question) == (ReturnStatus.ASKED_BACK, "Which side?")
    with refused(desk, WordsMissing):
        act(desk, BO, answer_question, request_id, "")
    act(desk, BO, answer_question, request_id, "The left one.")
    answered = a_request(desk, request_id)
    assert (answered.status, answered.answer, answered.decision) == (
        ReturnStatus.SUBMITTED,
        "The left one.",
        None,
    )
    act(desk, WEI, approve_return, request_id)
    assert a_request(desk, request_id).status is ReturnStatus.APPROVED


def test_who_filed_it_answers_and_only_when_asked(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, StatusForbids) as refusal:
        act(desk, BO, answer_question, request_id, "The left one.")
    assert refusal.facts == {"number": "RR-2026-00001", "status": "submitted", "action": "answer"}
    act(desk, ANN, ask_back, request_id, "Which side?")
    for other in (FAY, CHEN):
        with refused(desk, NotAllowed):
            act(desk, other, answer_question, request_id, "The left one.")


def test_a_manager_answers_for_who_is_gone_and_somebody_decides(desk: MemoryDesk) -> None:
    """Bo was asked and has left: no return waits for one person."""
    request_id = file_return(desk).request.id
    act(desk, ANN, ask_back, request_id, "Which side?")
    dismiss(desk, BO)
    act(desk, ANN, answer_question, request_id, "The left one, says the customer.")
    assert act(desk, ANN, approve_return, request_id).status is ReturnStatus.APPROVED
    assert [entry.actor_id for entry in desk.state.log if entry.event == "ReturnAnswered"] == [1]


def test_a_manager_cancels_what_will_never_come_and_who_filed_it_hears(desk: MemoryDesk) -> None:
    request_id = an_approved_return(desk)
    assert act(desk, WEI, cancel_return, request_id).status is ReturnStatus.CANCELLED
    told = [notice for notice in desk.state.notices if notice.kind is NoticeKind.RETURN_DECIDED]
    assert told[-1].chat_id == BO.telegram_id
    assert desk.read_now(lambda uow: who_cancelled(uow, uow.requests.get(request_id))) == "Wei"


def test_a_draft_of_somebody_else_is_not_for_a_manager_to_cancel(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    with refused(desk, NotAllowed):
        act(desk, ANN, cancel_return, draft_id)


@each_decision
def test_nobody_decides_on_their_own_request(desk: MemoryDesk, decide: Deciding) -> None:
    request_id = file_return(desk, by=ANN).request.id
    with refused(desk, OwnWorkNotDecidable) as refusal:
        act(desk, ANN, decide, request_id)
    assert refusal.facts == {"number": "RR-2026-00001"}
    act(desk, WEI, decide, request_id)


def test_a_one_person_shop_decides_on_its_own_work_and_the_log_says_so() -> None:
    desk = a_desk(rules=replace(default_rules(), own_work_allowed=True))
    request_id = file_return(desk, by=ANN).request.id
    act(desk, ANN, approve_return, request_id)
    decision = a_request(desk, request_id).decision
    assert decision is not None
    assert decision.own_work is True
    assert '"own_work": true' in desk.state.log[-1].facts


@each_decision
@pytest.mark.parametrize("member", [BO, FAY, CHEN, DANA, ELI], ids=lambda member: member.name)
def test_only_managers_decide(desk: MemoryDesk, decide: Deciding, member: Member) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, NotAllowed) as refusal:
        act(desk, member, decide, request_id)
    assert refusal.facts == {"action": "decide_approval"}


@each_decision
def test_a_stranger_and_a_removed_manager_decide_nothing(desk: MemoryDesk, decide: Deciding) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, PersonUnknown):
        act(desk, STRANGER, decide, request_id)
    dismiss(desk, ANN)
    with refused(desk, PersonRemoved):
        act(desk, ANN, decide, request_id)


@each_decision
def test_a_second_tap_changes_nothing_and_says_who_was_first_and_when(
    desk: MemoryDesk, decide: Deciding
) -> None:
    request_id = file_return(desk).request.id
    act(desk, ANN, approve_return, request_id, "fine")
    desk.clock.pass_time(minutes=5)
    for member in (ANN, WEI, OLGA):
        with refused(desk, AlreadyDecided) as refusal:
            act(desk, member, decide, request_id)
        assert refusal.facts == {
            "number": "RR-2026-00001",
            "status": "approved",
            "by": "Ann",
            "at": MORNING,
            "words": "fine",
        }


@each_decision
def test_what_the_policy_approved_is_decided_by_nobody_of_a_name(desk: MemoryDesk, decide: Deciding) -> None:
    request_id = file_return(desk, quantity=1).request.id
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, ANN, decide, request_id)
    assert (refusal.facts["by"], refusal.facts["at"], refusal.facts["status"]) == ("", MORNING, "approved")


@each_decision
def test_a_cancelled_request_is_past_deciding(desk: MemoryDesk, decide: Deciding) -> None:
    request_id = file_return(desk).request.id
    act(desk, BO, cancel_return, request_id)
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, ANN, decide, request_id)
    assert refusal.facts == {
        "number": "RR-2026-00001",
        "status": "cancelled",
        "by": "",
        "at": None,
        "words": "",
    }


@each_decision
def test_a_draft_does_not_exist_for_a_manager(desk: MemoryDesk, decide: Deciding) -> None:
    draft_id = draft_return(desk)
    with refused(desk, NotAllowed):
        act(desk, ANN, decide, draft_id)


def test_words_that_are_too_long_decide_nothing(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, TextTooLong):
        act(desk, ANN, approve_return, request_id, "x" * 1001)


# ── taking back ──
def test_who_filed_it_cancels_while_it_waits_when_asked_back_and_when_approved(desk: MemoryDesk) -> None:
    waiting = file_return(desk, quantity=6).request.id
    asked = file_return(desk, quantity=6).request.id
    act(desk, ANN, ask_back, asked, "Which side?")
    approved = an_approved_return(desk)
    for request_id in (waiting, asked, approved):
        act(desk, BO, cancel_return, request_id)
        assert a_request(desk, request_id).status is ReturnStatus.CANCELLED
        assert desk.state.log[-1].event == "ReturnCancelled"


def test_nobody_but_a_manager_cancels_for_them(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    for other in (FAY, CHEN):
        with refused(desk, NotAllowed):
            act(desk, other, cancel_return, request_id)


def test_goods_that_arrived_cannot_be_cancelled(desk: MemoryDesk) -> None:
    request_id = an_approved_return(desk)
    act(desk, CHEN, claim_inspection, request_id)
    with refused(desk, StatusForbids) as refusal:
        act(desk, BO, cancel_return, request_id)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "inspecting", "action": "cancel"}


def test_what_is_over_cannot_be_cancelled(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, ANN, refuse_return, request_id, RefusalReason.NO_EVIDENCE)
    with refused(desk, StatusForbids):
        act(desk, BO, cancel_return, request_id)


def test_a_draft_is_submitted_before_it_is_approved(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    act(desk, BO, submit_return, draft_id)
    assert approve(desk, draft_id).status is ReturnStatus.APPROVED

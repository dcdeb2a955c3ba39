"""The managers' group: where cards go, what follows an upgrade, what happens when it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.core.domain.delivery_errors import NoGroup
from bot.core.domain.errors import NotAllowed
from bot.core.domain.group import CardsTo
from bot.core.domain.later_step import StepStatus
from bot.core.domain.notice import Card, Notice, NoticeKind, NoticeStatus
from bot.core.domain.reasons import Disposition
from bot.core.domain.supplier_claim import Answer, ClaimStatus
from bot.core.usecases.answer_claim import accept_claim, dispute_claim, offer_allowance
from bot.core.usecases.managers_group import choose_cards_to, follow_group, lose_group, settle_group
from bot.core.usecases.notice_wishes import bring_card
from bot.core.usecases.settle_claim import decide_in_a_word
from bot.core.usecases.take_later_step import agree_to_step
from bot.core.usecases.undelivered import give_up_notice
from tests.support.builders import (
    a_desk,
    act,
    an_approved_return,
    an_order_in_work,
    approve,
    file_return,
    gbp,
    inspect_all,
    limit_scrap,
    refused,
    take_step,
    the_claim,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, OLGA, WEI
from tests.support.memory_ports import MemoryDesk

GROUP, SUPER = -4001, -1001234567890
MANAGERS = {1001, 1004, 1005}


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


@pytest.fixture
def settled(desk: MemoryDesk) -> MemoryDesk:
    act(desk, OLGA, settle_group, GROUP, "Managers", 7)
    return desk


def told(desk: MemoryDesk, kind: NoticeKind = NoticeKind.APPROVAL_CARD) -> set[int]:
    return {notice.chat_id for notice in desk.state.notices if notice.kind is kind}


def test_only_an_admin_makes_a_group_the_managers_group(desk: MemoryDesk) -> None:
    for member in (ANN, BO):
        with refused(desk, NotAllowed):
            act(desk, member, settle_group, GROUP, "Managers", None)


def test_cards_go_to_the_group_in_its_topic(settled: MemoryDesk) -> None:
    file_return(settled)
    (card,) = [n for n in settled.state.notices if n.kind is NoticeKind.APPROVAL_CARD]
    assert (card.chat_id, card.thread_id, card.language) == (GROUP, 7, "en")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(CardsTo.GROUP, {GROUP}), (CardsTo.EACH, MANAGERS), (CardsTo.BOTH, {GROUP, *MANAGERS})],
)
def test_cards_go_where_was_chosen(settled: MemoryDesk, choice: CardsTo, expected: set[int]) -> None:
    act(settled, OLGA, choose_cards_to, choice)
    file_return(settled)
    inspect_all(settled, an_approved_return(settled, quantity=2))
    assert told(settled) == expected
    assert told(settled, NoticeKind.REVIEW_CARD) == expected


def test_who_decided_is_shown_in_the_group(settled: MemoryDesk) -> None:
    request_id = file_return(settled).request.id
    known = len(settled.state.notices)
    approve(settled, request_id, by=WEI)
    cards = [n for n in settled.state.notices[known:] if n.kind is NoticeKind.APPROVAL_CARD]
    assert [(n.chat_id, n.fresh) for n in cards] == [(GROUP, False)]


def test_what_waits_is_shown_when_the_group_is_settled(desk: MemoryDesk) -> None:
    numbers = {file_return(desk).request.number for _ in range(2)}
    act(desk, OLGA, settle_group, GROUP, "Managers", None)
    shown = [n for n in desk.state.notices if n.chat_id == GROUP]
    assert {n.record for n in shown} == numbers
    act(desk, OLGA, settle_group, GROUP, "Managers", None)
    assert [n for n in desk.state.notices if n.chat_id == GROUP] == shown


def test_the_group_of_before_sees_what_came_of_its_cards_and_nothing_new(settled: MemoryDesk) -> None:
    request_id = file_return(settled).request.id
    settled.state.cards[GROUP, 5] = Card(f"approval_card/{request_id}", GROUP, 5)
    act(settled, OLGA, settle_group, SUPER, "Shift leads", None)
    known = len(settled.state.notices)
    approve(settled, request_id, by=WEI)
    file_return(settled)
    in_groups = [(n.chat_id, n.subject_id) for n in settled.state.notices[known:] if n.chat_id < 0]
    assert in_groups == [(GROUP, request_id), (SUPER, request_id), (SUPER, request_id + 1)]


def test_without_a_group_there_is_nothing_to_choose(desk: MemoryDesk) -> None:
    with refused(desk, NoGroup):
        act(desk, OLGA, choose_cards_to, CardsTo.BOTH)


def test_an_upgrade_is_followed_with_everything_that_waits(settled: MemoryDesk) -> None:
    request_id = file_return(settled).request.id
    settled.state.cards[GROUP, 5] = Card(f"approval_card/{request_id}", GROUP, 5)
    settled.write_now(partial(follow_group, old=GROUP, new=SUPER))
    assert settled.state.cards == {}  # the number is another message's in the new chat
    assert {n.chat_id for n in settled.state.notices} == {SUPER}
    group = settled.read_now(lambda uow: uow.groups.managers())
    assert group is not None
    assert (group.chat_id, group.thread_id, group.cards_to) == (SUPER, None, CardsTo.GROUP)
    assert settled.state.notices[-1].matter == f"approval_card/{request_id}"
    before = settled.state.shallow()
    settled.write_now(partial(follow_group, old=GROUP, new=SUPER))
    assert settled.state == before


def test_another_group_s_upgrade_is_nobody_s_business(settled: MemoryDesk) -> None:
    before = settled.state.shallow()
    settled.write_now(partial(follow_group, old=-77, new=-78))
    assert settled.state == before


def _of_loss(desk: MemoryDesk) -> list[Notice]:
    known = len(desk.state.notices)
    desk.write_now(partial(lose_group, chat_id=GROUP, why="kicked"))
    return desk.state.notices[known:]


def test_when_the_group_is_lost_cards_come_to_each_again_and_admins_hear(settled: MemoryDesk) -> None:
    file_return(settled)
    after = _of_loss(settled)
    assert {(n.kind, n.chat_id) for n in after} == {
        (NoticeKind.GROUP_LOST, 1005),
        *((NoticeKind.APPROVAL_CARD, manager) for manager in MANAGERS),
    }
    assert settled.read_now(lambda uow: uow.groups.managers()) is None
    assert _of_loss(settled) == []


def test_who_filed_it_gets_no_card_when_the_group_is_lost(settled: MemoryDesk) -> None:
    file_return(settled, by=ANN)
    cards = [n.chat_id for n in _of_loss(settled) if n.kind is NoticeKind.APPROVAL_CARD]
    assert cards == [1004, 1005]


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ("broken: KeyError", False),
        ("refused: Message is too long", False),
        ("refused: Not enough rights to send text messages to the chat", True),
        ("refused: CHAT_WRITE_FORBIDDEN", True),
        ("chat_not_found", True),
        ("unreachable", True),
        ("kicked", True),
    ],
)
def test_one_card_that_cannot_be_shown_does_not_lose_the_group(
    settled: MemoryDesk, code: str, lost: bool
) -> None:
    file_return(settled)
    (card,) = [n for n in settled.state.notices if n.chat_id == GROUP]
    claimed = replace(card, status=NoticeStatus.SENDING, attempts=1)
    settled.state.notices[settled.state.notices.index(card)] = claimed
    settled.write_now(partial(give_up_notice, notice=claimed, code=code))
    assert (settled.read_now(lambda uow: uow.groups.managers()) is None) is lost
    assert told(settled, NoticeKind.NOTICE_FAILED) == (set() if lost else MANAGERS)
    assert told(settled) == {GROUP, *(MANAGERS if lost else ())}


def test_a_lost_group_is_not_told_of_decisions(settled: MemoryDesk) -> None:
    request_id = file_return(settled).request.id
    _of_loss(settled)
    known = len(settled.state.notices)
    approve(settled, request_id, by=WEI)
    assert GROUP not in {n.chat_id for n in settled.state.notices[known:]}


# ── claims and later steps ──
def _since(desk: MemoryDesk, known: int) -> set[tuple[str, int, bool]]:
    return {(n.kind.value, n.chat_id, n.fresh) for n in desk.state.notices[known:]}


def a_waiting_step(desk: MemoryDesk) -> int:
    limit_scrap(desk)
    step = take_step(desk, an_order_in_work(desk), Disposition.SCRAP, 4)
    assert step.status is StepStatus.WAITING
    return step.id


def test_scrap_of_a_later_step_is_decided_where_approvals_are(settled: MemoryDesk) -> None:
    step = a_waiting_step(settled)
    assert told(settled, NoticeKind.LATER_STEP_CARD) == {GROUP}
    known = len(settled.state.notices)
    act(settled, ANN, agree_to_step, step)
    assert _since(settled, known) == {
        ("later_step_card", GROUP, False),
        ("later_step_card", CHEN.telegram_id, True),
    }


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(CardsTo.GROUP, {GROUP}), (CardsTo.EACH, MANAGERS), (CardsTo.BOTH, {GROUP, *MANAGERS})],
)
def test_a_supplier_s_answer_goes_where_cards_go(choice: CardsTo, expected: set[int]) -> None:
    desk = a_desk(DANA)
    act(desk, OLGA, settle_group, GROUP, "Managers", None)
    act(desk, OLGA, choose_cards_to, choice)
    vendor_goods(desk)
    act(desk, DANA, accept_claim, the_claim(desk).id, Answer.CREDIT)
    assert told(desk, NoticeKind.CLAIM_DESK_CARD) == expected


def test_what_a_manager_heard_by_phone_changes_the_group_s_card_in_place() -> None:
    desk = a_desk()
    act(desk, OLGA, settle_group, GROUP, "Managers", None)
    vendor_goods(desk)
    known = len(desk.state.notices)
    act(desk, ANN, accept_claim, the_claim(desk).id, Answer.CREDIT)
    assert ("claim_desk_card", GROUP, False) in _since(desk, known)
    assert ("claim_desk_card", GROUP, True) not in _since(desk, known)


def test_waiting_claims_and_steps_come_to_a_new_group_and_to_each_when_it_is_lost(desk: MemoryDesk) -> None:
    step = a_waiting_step(desk)
    vendor_goods(desk)  # nobody outside can be told of it
    claim = the_claim(desk)
    act(desk, OLGA, settle_group, GROUP, "Managers", None)
    shown = {(n.matter, n.record) for n in desk.state.notices if n.chat_id == GROUP}
    assert shown == {
        (f"later_step_card/{step}", "LS-2026-00001"),
        (f"claim_desk_card/{claim.id}", "SC-2026-00001"),
    }
    assert {n.matter for n in _of_loss(desk) if n.chat_id == WEI.telegram_id} == {m for m, _ in shown}


def test_a_card_of_the_group_comes_to_who_may_see_it_and_to_nobody_else(settled: MemoryDesk) -> None:
    step = a_waiting_step(settled)
    act(settled, ANN, bring_card, NoticeKind.LATER_STEP_CARD, step, "asked/1")
    assert (settled.state.notices[-1].chat_id, settled.state.notices[-1].fresh) == (ANN.telegram_id, True)
    with refused(settled, NotAllowed):
        act(settled, BO, bring_card, NoticeKind.LATER_STEP_CARD, step, "asked/2")
    with refused(settled, NotAllowed):
        act(settled, ANN, bring_card, NoticeKind.WEEKLY_SUMMARY, step, "asked/3")


@pytest.mark.parametrize(
    ("before", "yes", "words", "after"),
    [
        (partial(offer_allowance, offer=gbp("3")), True, "", ClaimStatus.SETTLED),
        (partial(offer_allowance, offer=gbp("3")), False, "too little", ClaimStatus.ACKNOWLEDGED),
        (partial(accept_claim, answer=Answer.CREDIT), True, "", ClaimStatus.SETTLED),
        (partial(accept_claim, answer=Answer.CREDIT), True, "thank you", None),
        (partial(accept_claim, answer=Answer.CREDIT), False, "", None),
        (partial(dispute_claim, words="not ours"), False, "we insist", None),
    ],
)
def test_a_plain_yes_or_no_decides_where_a_claim_waits_for_one(
    before: Callable[..., object], yes: bool, words: str, after: ClaimStatus | None
) -> None:
    desk = a_desk(DANA)
    vendor_goods(desk)
    claim = the_claim(desk).id
    act(desk, DANA, before, claim)
    stood = the_claim(desk)
    assert act(desk, ANN, decide_in_a_word, claim, yes=yes, words=words) is (after is not None)
    assert the_claim(desk).status is (after or stood.status)

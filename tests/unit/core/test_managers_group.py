"""The managers' group: where cards go, what follows an upgrade, what happens when it is lost."""

from __future__ import annotations

from functools import partial

import pytest

from bot.core.domain.delivery_errors import NoGroup
from bot.core.domain.errors import NotAllowed
from bot.core.domain.group import CardsTo
from bot.core.domain.notice import Card, Notice, NoticeKind
from bot.core.usecases.managers_group import choose_cards_to, follow_group, lose_group, settle_group
from tests.support.builders import (
    a_desk,
    act,
    an_approved_return,
    approve,
    file_return,
    inspect_all,
    refused,
)
from tests.support.cast import ANN, BO, OLGA, WEI
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


def test_a_lost_group_is_not_told_of_decisions(settled: MemoryDesk) -> None:
    request_id = file_return(settled).request.id
    _of_loss(settled)
    known = len(settled.state.notices)
    approve(settled, request_id, by=WEI)
    assert GROUP not in {n.chat_id for n in settled.state.notices[known:]}

"""Scrap above the policy's limit needs two managers who had no hand in the inspection."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.errors import AlreadyDecided, NotAllowed, OwnWorkNotDecidable, StatusForbids
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.values import Money
from bot.core.usecases.restock import restock_order
from bot.core.usecases.review_order import agree_to_order, send_back_order
from bot.core.usecases.show_cards import show_reviews
from tests.support.builders import (
    a_desk,
    a_request,
    act,
    an_approved_return,
    an_order,
    approve,
    file_return,
    gbp,
    inspect_all,
    limit_scrap,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, CHEN, IVO, OLGA, WEI
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, default_rules


@pytest.fixture
def desk() -> MemoryDesk:
    desk = a_desk(IVO)
    limit_scrap(desk, "7.49")  # two clocks at 3.75 are just above
    return desk


def an_order_with_scrap(desk: MemoryDesk, scrap: int = 2) -> ReturnOrder:
    split = {Disposition.RESTOCK: 6 - scrap, Disposition.SCRAP: scrap}
    return inspect_all(desk, an_approved_return(desk), split={d: n for d, n in split.items() if n})


def test_scrap_up_to_the_limit_needs_one(desk: MemoryDesk) -> None:
    order = an_order_with_scrap(desk, scrap=1)
    assert review(desk, order.id).status is OrderStatus.AGREED


def test_the_second_manager_is_shown_what_waits_and_the_first_is_not(desk: MemoryDesk) -> None:
    review(desk, an_order_with_scrap(desk).id, WEI)
    shown = {who.name: act(desk, who, show_reviews, f"wish/{who.name}") for who in (ANN, WEI, CHEN, IVO)}
    assert shown == {"Ann": 1, "Wei": 0, "Chen": 0, "Ivo": 0}


def test_scrap_above_the_limit_waits_for_a_second_manager(desk: MemoryDesk) -> None:
    order = an_order_with_scrap(desk)
    half = review(desk, order.id, WEI)
    assert (half.status, half.reviewed_by) == (OrderStatus.HALF_AGREED, None)
    with refused(desk, StatusForbids):
        act(desk, CHEN, restock_order, order.id)
    whole = review(desk, order.id, ANN)
    assert (whole.status, whole.reviewed_by, whole.own_work) == (OrderStatus.AGREED, 1, False)
    first = an_order(desk, order.id).first_agreement
    assert first is not None
    assert (first.by, first.at, first.own_work) == (4, MORNING, False)
    assert restock(desk, order.id).order.status is OrderStatus.POSTED


def test_the_same_manager_does_not_agree_twice(desk: MemoryDesk) -> None:
    order = an_order_with_scrap(desk)
    review(desk, order.id, WEI)
    with refused(desk, AlreadyDecided) as refusal:
        act(desk, WEI, agree_to_order, order.id)
    assert refusal.facts == {
        "number": order.number, "status": "half_agreed", "by": "Wei", "at": MORNING, "words": "",
    }  # fmt: skip


def test_neither_of_the_two_had_a_hand_in_the_inspection(desk: MemoryDesk) -> None:
    request = an_approved_return(desk)
    order = inspect_all(desk, request, by=OLGA, split={Disposition.SCRAP: 6})
    with refused(desk, OwnWorkNotDecidable):
        act(desk, OLGA, agree_to_order, order.id)
    review(desk, order.id, ANN)
    with refused(desk, OwnWorkNotDecidable):
        act(desk, OLGA, agree_to_order, order.id)


def test_an_inspector_is_no_manager_and_agrees_to_no_large_scrap(desk: MemoryDesk) -> None:
    order = an_order_with_scrap(desk)
    with refused(desk, NotAllowed):
        act(desk, IVO, agree_to_order, order.id)
    review(desk, order.id, ANN)
    with refused(desk, NotAllowed):
        act(desk, IVO, agree_to_order, order.id)


def test_sent_back_half_way_begins_anew(desk: MemoryDesk) -> None:
    order = an_order_with_scrap(desk)
    review(desk, order.id, WEI)
    assert act(desk, ANN, send_back_order, order.id, "is it that bad?").first_agreement is None
    inspect_all(desk, order.request_id, split={Disposition.SCRAP: 6})
    assert review(desk, order.id, WEI).status is OrderStatus.HALF_AGREED


def test_goods_without_an_order_are_weighed_at_the_list_price(desk: MemoryDesk) -> None:
    request = file_return(desk, customer=None, quantity=2).request
    approve(desk, request.id)
    order = inspect_all(desk, request.id, split={Disposition.SCRAP: 2})
    assert review(desk, order.id).status is OrderStatus.HALF_AGREED


def test_a_value_in_another_currency_cannot_be_weighed(desk: MemoryDesk) -> None:
    desk.write_now(
        lambda uow: uow.policies.add(
            replace(uow.policies.version(2), version=3, scrap_limit=Money.of("9999", "EUR"))
        )
    )
    order = an_order_with_scrap(desk, scrap=1)
    assert review(desk, order.id).status is OrderStatus.HALF_AGREED


def test_the_policy_of_the_request_counts_not_the_newest(desk: MemoryDesk) -> None:
    request = an_approved_return(desk)
    limit_scrap(desk, "1000")
    order = inspect_all(desk, request, split={Disposition.SCRAP: 6})
    assert a_request(desk, request).policy_version == 2
    assert review(desk, order.id).status is OrderStatus.HALF_AGREED


def test_without_a_limit_one_is_enough() -> None:
    desk = a_desk()
    order = inspect_all(desk, an_approved_return(desk), split={Disposition.SCRAP: 6})
    assert order.value == gbp("22.50")
    assert review(desk, order.id).status is OrderStatus.AGREED


def test_a_one_person_shop_says_so_on_both_agreements() -> None:
    desk = a_desk(rules=replace(default_rules(), own_work_allowed=True))
    limit_scrap(desk)
    order = inspect_all(desk, an_approved_return(desk), by=OLGA, split={Disposition.SCRAP: 6})
    half = review(desk, order.id, OLGA)
    assert half.first_agreement is not None
    assert half.first_agreement.own_work is True
    assert review(desk, order.id, OLGA).own_work is True

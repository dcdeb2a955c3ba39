"""Customers' ratings: whom few stars are told, and what becomes of that card."""

from __future__ import annotations

import pytest

from bot.core.domain.notice import NoticeKind
from bot.core.usecases.follow_return import rate_return, remark_on_return
from bot.views.customer_cards import low_rating
from bot.views.texts import plain
from tests.support.builders import a_desk, a_finished_return, act, join
from tests.support.cast import ANN, ELI, OLGA, WEI
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    desk = a_desk()
    join(desk, ELI)
    return desk


def told(desk: MemoryDesk) -> list[int]:
    return [notice.chat_id for notice in desk.state.notices if notice.kind is NoticeKind.LOW_RATING]


@pytest.mark.parametrize("stars", [1, 2, 3, 5])
def test_one_or_two_stars_are_told_to_every_manager_at_once(desk: MemoryDesk, stars: int) -> None:
    request_id = a_finished_return(desk).order.request_id
    act(desk, ELI, rate_return, request_id, stars)
    managers = [ANN.telegram_id, WEI.telegram_id, OLGA.telegram_id]
    assert sorted(told(desk)) == (managers if stars <= 2 else [])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_shows_what_is_said_and_changed_later(desk: MemoryDesk, language: str) -> None:
    request_id = a_finished_return(desk).order.request_id
    act(desk, ELI, rate_return, request_id, 2)
    act(desk, ELI, remark_on_return, request_id, "Nobody <called>.")
    shown = desk.read_now(lambda uow: low_rating(uow, language, request_id))
    assert plain(language, "customer.not_content") in shown.text
    assert "★★☆☆☆" in shown.text
    assert "Nobody &lt;called&gt;." in shown.text
    before = told(desk)
    act(desk, ELI, rate_return, request_id, 5)
    assert len(told(desk)) == len(before) + 3, "whoever was told sees the change"
    again = desk.read_now(lambda uow: low_rating(uow, language, request_id))
    assert plain(language, "customer.content_again") in again.text

"""Two people at once take back, agree, or dispose of the same goods: one does, the other hears so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.domain.errors import AlreadyDecided, DeskError, StatusForbids
from bot.core.domain.later_step import LaterStep
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.stock import LocationKind
from bot.core.domain.stock_errors import NothingLeftThere, StepsTaken
from bot.core.usecases.restock import held_by_kind
from bot.core.usecases.take_later_step import agree_to_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from storage.database import Database
from storage.doctor import check
from storage.photos import PhotoStore
from tests.integration.storage.conftest import Open
from tests.integration.storage.test_concurrency import at_once
from tests.support.builders import (
    CLOCK,
    a_finished_return,
    act,
    an_approved_return,
    an_order,
    an_order_in_work,
    inspect_all,
    limit_scrap,
    pieces,
    restock,
    review,
    take_step,
)
from tests.support.cast import ANN, CHEN, OLGA, WEI, Member
from tests.support.memory_ports import LOG_KEY


@pytest.fixture
def sound(desk: Database, photos: PhotoStore) -> Callable[[], None]:
    """Whatever happened at once, the books agree."""

    def examine() -> None:
        files = ("photos_are_there", "papers_are_there", "file_is_sound")
        assert [p for p in check(desk, photos, LOG_KEY) if p.rule not in files] == []

    return examine


def undoing(desk: Database, who: Member, order_id: int) -> Callable[[], ReturnOrder]:
    return lambda: act(desk, who, undo_restock, order_id, "wrong shelf")


def test_two_managers_who_undo_at_once_undo_it_once(
    desk: Database, another: Open, sound: Callable[[], None]
) -> None:
    order = a_finished_return(desk).order
    outcomes = at_once(undoing(desk, ANN, order.id), undoing(another(), WEI, order.id))
    assert [type(o) for o in outcomes if isinstance(o, DeskError)] == [AlreadyDecided]
    assert desk.read_now(lambda uow: held_by_kind(uow, CLOCK))[LocationKind.RECEIVING] == pieces(6)
    sound()


def test_an_order_is_undone_or_its_goods_go_on_never_both(
    desk: Database, another: Open, sound: Callable[[], None]
) -> None:
    order = an_order_in_work(desk)
    other = another()
    outcomes = at_once(
        undoing(desk, ANN, order), lambda: take_step(other, order, Disposition.RESTOCK, 4, by=CHEN)
    )
    done = [type(outcome) for outcome in outcomes if not isinstance(outcome, DeskError)]
    refused = [type(outcome) for outcome in outcomes if isinstance(outcome, DeskError)]
    assert (done, refused) in (([ReturnOrder], [NothingLeftThere]), ([LaterStep], [StepsTaken]))
    sound()


def test_two_who_take_the_rest_of_a_line_at_once_do_not_take_it_twice(
    desk: Database, another: Open, sound: Callable[[], None]
) -> None:
    order = an_order_in_work(desk)
    other = another()
    outcomes = at_once(
        lambda: take_step(desk, order, Disposition.RESTOCK, 3, by=CHEN),
        lambda: take_step(other, order, Disposition.CONCESSION, 3, by=ANN),
    )
    assert [type(o) for o in outcomes if isinstance(o, DeskError)] == [NothingLeftThere]
    assert desk.read_now(lambda uow: held_by_kind(uow, CLOCK))[LocationKind.WORK_IN_PROGRESS] == pieces(1)
    sound()


def test_a_step_agreed_to_by_two_at_once_is_done_once(
    desk: Database, another: Open, sound: Callable[[], None]
) -> None:
    limit_scrap(desk)
    step = take_step(desk, an_order_in_work(desk), Disposition.SCRAP, 3)
    other = another()
    outcomes = at_once(
        lambda: act(desk, ANN, agree_to_step, step.id), lambda: act(other, OLGA, agree_to_step, step.id)
    )
    assert [type(o) for o in outcomes if isinstance(o, DeskError)] == [AlreadyDecided]
    sound()


def test_two_who_agree_to_scrap_at_once_are_two(
    desk: Database, another: Open, sound: Callable[[], None]
) -> None:
    limit_scrap(desk)
    order = inspect_all(desk, an_approved_return(desk), split={Disposition.SCRAP: 6})
    other = another()
    at_once(lambda: review(desk, order.id, ANN), lambda: review(other, order.id, WEI))
    agreed = an_order(desk, order.id)
    assert agreed.status is OrderStatus.AGREED
    assert agreed.first_agreement is not None
    assert {agreed.first_agreement.by, agreed.reviewed_by} == {1, 4}
    sound()


def test_posting_and_voiding_at_once_does_one_of_them(
    desk: Database, another: Open, sound: Callable[[], None]
) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    review(desk, order.id)
    other = another()
    outcomes = at_once(
        lambda: restock(desk, order.id), lambda: act(other, ANN, void_order, order.id, "wrong box")
    )
    assert [type(o) for o in outcomes if isinstance(o, DeskError)] == [StatusForbids]
    sound()

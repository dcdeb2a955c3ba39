"""Any mix of posting, undoing, voiding, recounting and later steps keeps the books right, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.domain.errors import DeskError
from bot.core.domain.later_step import SOURCES, STEPS
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.usecases.review_order import agree_to_order
from bot.core.usecases.take_later_step import agree_to_step, drop_step, undo_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from storage.database import Database
from storage.doctor import check
from storage.photos import PhotoStore
from tests.support.builders import (
    act,
    an_approved_return,
    approve,
    file_return,
    inspect_all,
    limit_scrap,
    restock,
    take_step,
)
from tests.support.cast import ANN, WEI
from tests.support.memory_ports import LOG_KEY

Deed = Callable[[Database, int, int], object]
FILES = ("photos_are_there", "papers_are_there", "file_is_sound")


def _orders(desk: Database) -> list[ReturnOrder]:
    return desk.read_now(lambda uow: uow.return_orders.in_status(*OrderStatus, limit=200))


def _order(desk: Database, pick: int) -> ReturnOrder:
    orders = _orders(desk)
    return orders[-1 - pick % min(len(orders), 5)]


def _split(pick: int, amount: int) -> dict[Disposition, int]:
    kinds = list(Disposition)
    first, second = kinds[pick % len(kinds)], kinds[(pick + 3) % len(kinds)]
    return {d: n for d, n in ((first, amount - amount // 2), (second, amount // 2)) if n}


def file(desk: Database, pick: int, amount: int) -> object:
    """Off an order while there is something left of it, then without one."""
    try:
        request = an_approved_return(desk, quantity=amount)
    except DeskError:
        request = file_return(desk, customer=None, quantity=amount).request.id
        approve(desk, request)
    return inspect_all(desk, request, split=_split(pick, amount), counted=amount)


def post(desk: Database, pick: int, amount: int) -> object:
    order = _order(desk, pick)
    for manager in (ANN, WEI):
        with suppress(DeskError):
            act(desk, manager, agree_to_order, order.id)
    return restock(desk, order.id)


def recount(desk: Database, pick: int, amount: int) -> object:
    return inspect_all(desk, _order(desk, pick).request_id, counted=amount, split=_split(pick, amount))


def go_on(desk: Database, pick: int, amount: int) -> object:
    order, into, source = _order(desk, pick), STEPS[pick % len(STEPS)], SOURCES[amount % len(SOURCES)]
    return take_step(desk, order.id, into, amount, source=source)


def settle(desk: Database, pick: int, amount: int) -> object:
    steps = desk.read_now(lambda uow: uow.later_steps.of_order(_order(desk, pick).id))
    step = steps[amount % len(steps)] if steps else None
    if step is None:
        return None
    if pick % 3 == 0:
        return act(desk, WEI, undo_step, step.id, "wrong")
    return act(desk, WEI, agree_to_step if pick % 3 == 1 else drop_step, step.id)


DEEDS: tuple[Deed, ...] = (
    file,
    post,
    post,
    go_on,
    go_on,
    settle,
    recount,
    lambda desk, pick, _: act(desk, ANN, undo_restock, _order(desk, pick).id, "wrong shelf"),
    lambda desk, pick, _: act(desk, ANN, void_order, _order(desk, pick).id, "wrong box"),
)
histories = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.integers(1, 5)), max_size=25)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
def test_any_history_leaves_the_books_right(
    desk: Database, photos: PhotoStore, history: list[tuple[Deed, int, int]]
) -> None:
    """One history goes on where the last one stopped."""
    if not _orders(desk):
        limit_scrap(desk)
    file(desk, len(history), 3)
    for deed, pick, amount in history:
        with suppress(DeskError):
            deed(desk, pick, amount)
    assert [p for p in check(desk, photos, LOG_KEY) if p.rule not in FILES] == []

"""The doctor on orders that were taken back and goods that went on: clean, and each broken rule is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.core.domain.reasons import Disposition
from bot.core.usecases.take_later_step import agree_to_step, undo_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from storage.database import Database
from storage.doctor import check
from storage.photos import PhotoStore
from tests.integration.storage.broken_rules import Found, without_guards
from tests.support.builders import (
    a_finished_return,
    act,
    an_approved_return,
    an_order_in_work,
    furnish,
    inspect_all,
    limit_scrap,
    restock,
    review,
    take_step,
)
from tests.support.cast import ANN, WEI
from tests.support.databases import drop, fresh_url
from tests.support.memory_ports import LOG_KEY


def take_back(desk: Database) -> None:
    """RO 1 reversed, made anew as RO 2; RO 3 voided, its inspection open; RO 4 with later steps."""
    desk.write_now(furnish)
    limit_scrap(desk)
    first = a_finished_return(desk).order
    act(desk, ANN, undo_restock, first.id, "wrong shelf")
    second = inspect_all(desk, first.request_id)
    review(desk, second.id)
    restock(desk, second.id)
    act(desk, ANN, void_order, inspect_all(desk, an_approved_return(desk, quantity=3)).id, "wrong box")
    work = an_order_in_work(desk)
    take_step(desk, work, Disposition.RESTOCK, 1)
    act(desk, WEI, undo_step, take_step(desk, work, Disposition.CONCESSION, 1).id, "wrong")
    act(desk, WEI, agree_to_step, take_step(desk, work, Disposition.SCRAP, 2).id)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    url = fresh_url(engine_name, tmp_path, take_back)
    yield url
    drop(url)


def found(database: Database, photos: PhotoStore) -> Found:
    files = ("photos_are_there", "papers_are_there", "file_is_sound")
    return {(p.rule, p.record) for p in check(database, photos, LOG_KEY) if p.rule not in files}


def test_what_was_taken_back_is_clean(database: Database, photos: PhotoStore) -> None:
    assert found(database, photos) == set()


BROKEN: dict[str, tuple[str, Found]] = {
    "a mirror that was deleted": (
        "DELETE FROM movements WHERE cause = 'reverse:post:RO-2026-00001:1:RESTOCK'",
        {
            ("undone_orders_are_mirrored", "RO-2026-00001"),
            ("goods_and_money_agree", "RO-2026-00001"),
            ("stock_equals_movements", "22728"),
            ("stock_is_never_negative", "22728"),
        },
    ),
    "a reversed order that calls itself void": (
        "UPDATE return_orders SET status = 'voided' WHERE number = 'RO-2026-00001'",
        {
            ("undone_orders_are_mirrored", "RO-2026-00001"),
            ("orders_are_posted_exactly", "RO-2026-00001"),
        },
    ),
    "an undoing without a name": (
        "DELETE FROM undoings WHERE order_id = 3",
        {("undone_orders_are_mirrored", "RO-2026-00003")},
    ),
    "a step that was done without a movement": (
        "UPDATE later_steps SET status = 'waiting' WHERE number = 'LS-2026-00001'",
        {("later_steps_moved_exactly", "LS-2026-00001")},
    ),
    "a step to another place": (
        "UPDATE later_steps SET place = 'B-01' WHERE number = 'LS-2026-00001'",
        {("later_steps_moved_exactly", "LS-2026-00001")},
    ),
    "steps that take more than there was": (
        "UPDATE return_order_splits SET quantity = 2000 WHERE order_id = 4 AND disposition = 'REPAIR'",
        {
            ("later_steps_take_what_there_was", "RO-2026-00004"),
            ("orders_are_posted_exactly", "RO-2026-00004"),
            ("goods_and_money_agree", "RO-2026-00004"),
        },
    ),
    "a paper that the log does not know": (
        "UPDATE return_orders SET paper = 'another' WHERE number = 'RO-2026-00002'",
        {("papers_are_those_of_the_log", "RO-2026-00002")},
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_named(database: Database, photos: PhotoStore, raw: Engine, case: str) -> None:
    statement, expected = BROKEN[case]
    without_guards(raw, statement)
    assert found(database, photos) == expected

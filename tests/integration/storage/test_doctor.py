"""The doctor: a desk at work is clean, and each rule that is broken is reported, by name and record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.checks.evidence import Problem
from storage.database import Database
from storage.doctor import CHECKS, check
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.photos import PhotoStore
from tests.integration.storage.broken_rules import BROKEN, Found, without_guards, work_through
from tests.support.clock import Clock
from tests.support.databases import drop, fresh_url
from tests.support.memory_ports import LOG_KEY


def found(problems: list[Problem]) -> Found:
    return {(problem.rule, problem.record) for problem in problems}


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """A copy of a desk at work."""
    url = fresh_url(engine_name, tmp_path, work_through)
    yield url
    drop(url)


@pytest.fixture
def examine(database: Database, photos: PhotoStore) -> Callable[[], list[Problem]]:
    """All problems but those of files, which have tests of their own: the photos here are only names."""
    files = ("photos_are_there", "papers_are_there", "file_is_sound")
    return lambda: [p for p in check(database, photos, LOG_KEY) if p.rule not in files]


def test_a_desk_at_work_is_clean(examine: Callable[[], list[Problem]]) -> None:
    assert examine() == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_reported(examine: Callable[[], list[Problem]], raw: Engine, case: str) -> None:
    statement, expected = BROKEN[case]
    without_guards(raw, statement)
    assert found(examine()) == expected


def test_a_draft_whose_owner_is_gone_is_reported(examine: Callable[[], list[Problem]], raw: Engine) -> None:
    without_guards(raw, "UPDATE return_requests SET requested_by = 99 WHERE status = 'draft'")
    reported = found(examine())
    assert reported == {("drafts_have_owners", "draft 6")}


def test_a_cause_posted_twice_is_reported(examine: Callable[[], list[Problem]], raw: Engine) -> None:
    if raw.dialect.name == "sqlite":  # a unique key of SQLite cannot be dropped: the table is made anew
        drop = [
            "CREATE TABLE copied AS SELECT * FROM movements",
            "DROP TABLE movements",
            "ALTER TABLE copied RENAME TO movements",
            "CREATE TRIGGER movements_no_update BEFORE UPDATE ON movements BEGIN SELECT 1; END",
            "CREATE TRIGGER movements_no_delete BEFORE DELETE ON movements BEGIN SELECT 1; END",
        ]
    else:
        drop = ["ALTER TABLE movements DROP CONSTRAINT uq_movements_cause"]
    with raw.connect() as connection:
        if raw.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=off")
        for statement in drop:
            connection.exec_driver_sql(statement)
        connection.commit()
    columns = "product_code, quantity, unit, source, target, cause, record, at, by"
    again = (
        f"INSERT INTO movements (seq, {columns}) SELECT seq + 1000, {columns} FROM movements"
        " WHERE cause = 'opening:22728:A-03'"
    )
    without_guards(raw, again)
    assert ("causes_are_unique", "opening:22728:A-03") in found(examine())


@pytest.mark.parametrize("cut", [1, 3])
def test_a_log_cut_short_is_reported(examine: Callable[[], list[Problem]], raw: Engine, cut: int) -> None:
    with raw.connect() as connection:
        last = int(connection.execute(text("SELECT MAX(seq) FROM operation_log")).scalar_one())
    without_guards(raw, f"DELETE FROM operation_log WHERE seq > {last - cut}")
    assert found(examine()) == {("log_is_unbroken", f"log {last}")}


def test_two_log_entries_that_changed_places_are_reported(
    examine: Callable[[], list[Problem]], raw: Engine
) -> None:
    without_guards(
        raw,
        "UPDATE operation_log SET seq = -2 WHERE seq = 2",
        "UPDATE operation_log SET seq = 2 WHERE seq = 3",
        "UPDATE operation_log SET seq = 3 WHERE seq = -2",
    )
    assert {rule for rule, _ in found(examine())} == {"log_is_unbroken"}


def test_a_log_written_with_another_key_is_reported(database: Database, photos: PhotoStore) -> None:
    rules = {problem.rule for problem in check(database, photos, b"another key")}
    assert "log_is_unbroken" in rules


async def test_a_notice_that_waits_too_long_is_reported(
    examine: Callable[[], list[Problem]], database: Database, clock: Clock
) -> None:
    (claimed,) = await Outbox(database).claim(1, clock(), 60)
    clock.pass_time(seconds=61)
    assert found(examine()) == {("notices_are_not_stuck", f"notice {claimed.id}")}
    clock.pass_time(minutes=15)
    reported = found(examine())
    assert {rule for rule, _ in reported} == {"notices_are_not_stuck"}
    assert len(reported) > 1  # the oldest of each chat


async def test_an_update_that_was_never_finished_is_reported(
    examine: Callable[[], list[Problem]], database: Database, clock: Clock
) -> None:
    inbox = Inbox(database)
    for update_id in (1, 2):
        await inbox.put(update_id, "{}")
    await inbox.finish(1)
    assert ("updates_are_handled", "update 2") not in found(examine())
    clock.pass_time(minutes=16)
    assert {record for rule, record in found(examine()) if rule == "updates_are_handled"} == {"update 2"}


def test_every_check_has_a_case_that_breaks_it() -> None:
    broken = {rule for _, expected in BROKEN.values() for rule, _ in expected}
    of_their_own = {
        "causes_are_unique",
        "later_steps_moved_exactly",
        "later_steps_take_what_there_was",
        "papers_are_those_of_the_log",
        "undone_orders_are_mirrored",
        "drafts_have_owners",
        "file_is_sound",
        "notices_are_not_stuck",
        "papers_are_there",
        "photos_are_there",
        "updates_are_handled",
    }
    assert {rule.__name__ for rule in CHECKS} == broken | of_their_own

"""The tables are made by migrations: the same as the models, up and down, whatever kills them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.later_step import StepStatus
from bot.core.domain.notice import NoticeStatus
from bot.core.domain.parcel import ParcelStatus
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.supplier_claim import ClaimStatus
from storage import tables as t
from storage.engine import Use, make_engine
from storage.migrate import MIGRATIONS, downgrade, upgrade
from tests.support.builders import furnish
from tests.support.clock import Clock
from tests.support.databases import drop, empty_url, open_database

REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    url = empty_url(engine_name, tmp_path)
    yield url
    drop(url)


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    made = make_engine(empty, Use.WRITE, 1)
    yield made
    made.dispose()


def test_the_migrated_tables_are_those_of_the_models(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False}
        )
        assert compare_metadata(context, t.metadata) == []


def test_the_migrated_checks_are_those_of_the_models(
    engine: Engine, engine_name: str, tmp_path: Path
) -> None:
    upgrade(engine)
    url = empty_url(engine_name, tmp_path)
    modelled = make_engine(url, Use.WRITE, 1)
    t.metadata.create_all(modelled)
    try:
        for table in t.metadata.sorted_tables:
            assert _checks(engine, table.name) == _checks(modelled, table.name)
    finally:
        modelled.dispose()
        drop(url)


def _checks(engine: Engine, table: str) -> set[tuple[str | None, str]]:
    return {(check["name"], check["sqltext"]) for check in inspect(engine).get_check_constraints(table)}


def test_every_state_of_every_machine_is_named_in_a_check(engine: Engine) -> None:
    upgrade(engine)
    for table, states in (
        ("return_requests", ReturnStatus),
        ("inspections", InspectionStatus),
        ("parcels", ParcelStatus),
        ("return_orders", OrderStatus),
        ("later_steps", StepStatus),
        ("notices", NoticeStatus),
        ("credit_notes", NoteStatus),
        ("supplier_claims", ClaimStatus),
    ):
        words = dict(_checks(engine, table))[f"ck_{table}_status"]
        assert {state.value for state in states} == set(re.findall(r"'(\w+)'", words))


def test_each_migration_goes_up_down_and_up_again(engine: Engine) -> None:
    for revision in REVISIONS:
        upgrade(engine, revision)
        downgrade(engine, "-1")
        upgrade(engine, revision)
    whole = set(inspect(engine).get_table_names())
    assert whole == {*t.metadata.tables, "alembic_version"}
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade(engine)
    assert set(inspect(engine).get_table_names()) == whole


def test_a_migration_of_what_is_up_to_date_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE policies SET window_days = 14"))
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT window_days FROM policies")).scalars().all() == [14]


_KILLED = """
import os, signal, sys
from sqlalchemy import event
from storage.engine import Use, make_engine
from storage.migrate import upgrade

url, last = sys.argv[1], int(sys.argv[2])
engine, count = make_engine(url, Use.WRITE, 1), 0

@event.listens_for(engine, "before_cursor_execute")
def kill(*_):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)

upgrade(engine)
"""


def test_a_process_killed_inside_a_migration_starts_again_in_a_good_state(empty: str, engine: Engine) -> None:
    for last in (3, 10, 25, 60):
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED, empty, str(last)], cwd=os.getcwd(), check=False
        )
        assert killed.returncode == -signal.SIGKILL
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    desk = open_database(empty, Clock())
    desk.start_now()
    desk.write_now(furnish)
    desk.stop_now()
    upgrade(engine)


def test_a_check_that_grows_keeps_the_rows_and_is_obeyed_at_once(engine: Engine) -> None:
    upgrade(engine, "0005")
    with engine.begin() as connection:
        connection.execute(_REQUEST, {"status": "submitted", "number": "RR-2026-00001"})
        connection.execute(_PRODUCT)
        connection.execute(_LINE)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(_REQUEST, {"status": "half_approved", "number": "RR-2026-00002"})
        lines = connection.execute(text("SELECT request_id, serial FROM return_lines")).all()
    assert [tuple(line) for line in lines] == [(1, "")]
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(_REQUEST, {"status": "no such state", "number": "RR-2026-00003"})
    downgrade(engine, "0005")
    with engine.begin() as connection:
        found = connection.execute(text("SELECT status FROM return_requests ORDER BY id")).scalars().all()
    assert found == ["submitted", "submitted"]


_REQUEST = text(
    "INSERT INTO return_requests (number, requested_by, created_at, status, without_order, currency,"
    " findings, version)"
    " VALUES (:number, 0, '2026-01-01T00:00:00.000000+00:00', :status, false, 'GBP', '[]', 0)"
)
_PRODUCT = text(
    "INSERT INTO products VALUES ('1', '', '', '', '', '', 'pcs', 1, 'GBP', '', '', '', true, true, '1', '')"
)
_LINE = text("INSERT INTO return_lines (request_id, line_no, product_code, order_no) VALUES (1, 1, '1', '')")


def test_a_key_that_goes_and_comes_back_keeps_the_rows_and_their_parts(engine: Engine) -> None:
    at = "2026-01-01T00:00:00.000000+00:00"
    upgrade(engine, "0009")
    with engine.begin() as connection:
        connection.execute(_REQUEST, {"status": "inspected", "number": "RR-2026-00001"})
        connection.execute(
            text(
                "INSERT INTO inspections (request_id, inspector_id, claimed_at, status, revision, version)"
                " VALUES (1, 0, :at, 'finished', 1, 0)"
            ),
            {"at": at},
        )
        _add_order(connection, "RO-2026-00001")
        connection.execute(
            text(
                "INSERT INTO return_order_lines"
                " (order_id, line_no, product_code, reason, asked, counted, unit)"
                " VALUES (1, 1, '1', 'OTHER', 6000, 6000, 'pcs')"
            )
        )
        _claim_over(connection, order_id=1)
    upgrade(engine, "0010")
    with engine.begin() as connection:
        connection.execute(text("UPDATE return_orders SET status = 'voided'"))
        _add_order(connection, "RO-2026-00002")
        connection.execute(text("DELETE FROM return_orders WHERE id = 2"))
    parts = text("SELECT order_id, counted FROM return_order_lines")
    with engine.begin() as connection:
        connection.execute(text("UPDATE return_orders SET status = 'agreed'"))
    downgrade(engine, "0009")
    with engine.connect() as connection:
        assert [tuple(part) for part in connection.execute(parts)] == [(1, 6000)]
        with pytest.raises(IntegrityError):
            _add_order(connection, "RO-2026-00003")
    upgrade(engine)
    with engine.connect() as connection:
        assert [tuple(part) for part in connection.execute(parts)] == [(1, 6000)]
        with pytest.raises(IntegrityError):
            _add_order(connection, "RO-2026-00003")


def _claim_over(connection: Connection, order_id: int) -> None:
    connection.execute(
        text(
            "INSERT INTO supplier_claims (number, source, order_id, order_number, supplier_code, opened_for,"
            " opened_at, due_at, currency, status, goods, debit_note, version)"
            " VALUES ('SC-2026-00001', '', :id,"
            " 'RO-2026-00001', '', '', :at, :at, 'GBP', 'open', 'held', '', 0)"
        ),
        {"id": order_id, "at": "2026-01-01T00:00:00.000000+00:00"},
    )


def _add_order(connection: Connection, number: str) -> None:
    connection.execute(
        text(
            "INSERT INTO return_orders (number, request_id, request_number, inspection_id, inspected_by,"
            " made_at, currency, status, paper, own_work, place, credit_note, version) VALUES"
            " (:number, 1, 'RR-2026-00001', 1, 0, '2026-01-01T00:00:00.000000+00:00', 'GBP', 'in_review',"
            " '', false, '', '', 0)"
        ),
        {"number": number},
    )

"""Ledger and log are added to and never changed, by the database's own refusal."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.core.domain.events import CatalogueImported
from storage.database import Database
from storage.migrations.append_only import guard
from tests.support.builders import vendor_goods

REFUSED = {
    "sqlite": (
        "UPDATE {table} SET record = 'another'",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
    ),
    "postgresql": (
        "UPDATE {table} SET record = 'another'",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ),
}


@pytest.mark.parametrize("table", ["movements", "operation_log"])
async def test_nothing_in_ledger_or_log_can_be_changed(desk: Database, raw: Engine, table: str) -> None:
    await desk.write(
        lambda uow: uow.log.append(
            CatalogueImported(
                record="opening-2026", actor_id=0, at=uow.now, kind="stock", added=1, changed=0, unchanged=0
            )
        )
    )
    for statement in REFUSED[desk.dialect]:
        with pytest.raises(DBAPIError, match="append-only"), raw.begin() as connection:
            connection.exec_driver_sql(statement.format(table=table))
    with raw.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT record FROM {table}").scalars().all() == ["opening-2026"]


async def test_no_step_of_a_claim_can_be_changed(desk: Database, raw: Engine) -> None:
    vendor_goods(desk)
    for statement in REFUSED[desk.dialect]:
        changed = statement.format(table="claim_history").replace("record =", "words =")
        with pytest.raises(DBAPIError, match="append-only"), raw.begin() as connection:
            connection.exec_driver_sql(changed)
    with raw.connect() as connection:
        assert connection.exec_driver_sql("SELECT what FROM claim_history").scalars().all() == ["opened"]


def test_it_is_the_guard_that_refuses(raw: Engine) -> None:
    """Without it the same statements go through: the test above sees the trigger, not luck."""
    with raw.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (words TEXT)")
        connection.exec_driver_sql("INSERT INTO notes VALUES ('first'), ('second')")
        connection.exec_driver_sql("UPDATE notes SET words = 'third' WHERE words = 'second'")
        connection.exec_driver_sql("DELETE FROM notes WHERE words = 'third'")
        guard(connection, "notes")
    for statement in ("UPDATE notes SET words = 'third'", "DELETE FROM notes"):
        with pytest.raises(DBAPIError, match="append-only"), raw.begin() as connection:
            connection.exec_driver_sql(statement)


MOVEMENT = (
    "INSERT INTO movements (product_code, quantity, unit, source, target, cause, record, at, by)"
    " SELECT product_code, {quantity}, unit, {source}, {target}, {cause}, record, at, by FROM movements"
)
GOOD = {"quantity": "1000", "source": "'opening'", "target": "'receiving'", "cause": "'another'"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "0"},
        {"quantity": "-1000"},
        {"target": "'opening'"},
        {"target": "'shelf/A-03'"},
        {"target": "'sellables'"},
        {"source": "''"},
        {"cause": "cause"},
    ],
)
async def test_a_movement_that_is_none_is_refused_by_the_database(
    desk: Database, raw: Engine, wrong: dict[str, str]
) -> None:
    with raw.begin() as connection:
        connection.exec_driver_sql(MOVEMENT.format(**GOOD))
    with pytest.raises(IntegrityError), raw.begin() as connection:
        connection.exec_driver_sql(MOVEMENT.format(**{**GOOD, "cause": "'third'", **wrong}) + " LIMIT 1")

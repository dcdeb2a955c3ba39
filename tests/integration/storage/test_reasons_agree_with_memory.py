"""Reasons are read, changed and counted the same way in memory and in the database; of two, one wins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bot.core.domain.errors import ReasonUnknown, RecordChanged
from bot.core.domain.reason_errors import ReasonMovedOn
from bot.core.domain.reasons import Demands, Reason
from bot.core.usecases.edit_reasons import (
    add_reason,
    bring_reason_back,
    change_demands,
    rename_reason,
    retire_reason,
)
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from tests.integration.storage.conftest import Open
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import act, draft_return, file_return
from tests.support.cast import ANN, WEI


def test_reasons_are_the_same_in_memory_and_in_the_database(twins: Twins) -> None:
    file_return(twins, quantity=1, reason="DEMAND_CHANGE")
    twins.memory.clock.pass_time(minutes=5)
    file_return(twins, quantity=2, reason="ORDER_ERROR")
    draft_return(twins, quantity=3, reason="ORDER_ERROR")
    act(twins, ANN, add_reason, Reason("WRONG_COLOUR", name_en="Wrong <b> colour", name_zh="颜色不符"))
    twins.memory.clock.pass_time(minutes=5)
    act(twins, WEI, add_reason, Reason("A_LATER_ONE", needs_photos=True, name_en="=1+1", name_zh="后来"))
    act(twins, ANN, rename_reason, "WARRANTY", 0, "Under guarantee", "在保")
    act(twins, ANN, change_demands, "WARRANTY", 1, Demands(photos=True, note=True))
    act(twins, WEI, retire_reason, "WARRANTY", 2)
    act(twins, WEI, retire_reason, "OVERSTOCK", 0)
    act(twins, ANN, bring_reason_back, "OVERSTOCK", 1)

    now = twins.memory.clock.now
    answers = ask(
        twins,
        lambda uow: uow.reasons.all(),
        lambda uow: (uow.reasons.find("WRONG_COLOUR"), uow.reasons.find("wrong_colour")),
        lambda uow: uow.reasons.get("WARRANTY"),
        lambda uow: uow.reasons.times_used(now - timedelta(days=1)),
        lambda uow: uow.reasons.times_used(now - timedelta(minutes=6)),
        lambda uow: uow.reasons.times_used(now),
    )
    assert answers[3:] == [{"DEMAND_CHANGE": 1, "ORDER_ERROR": 1}, {"ORDER_ERROR": 1}, {}]
    shown = twins.read_now(lambda uow: [reason.code for reason in uow.reasons.all()])
    assert shown[-3:] == ["WRONG_COLOUR", "A_LATER_ONE", "OTHER"]
    with pytest.raises(ReasonUnknown):
        twins.read_now(lambda uow: uow.reasons.get("BOREDOM"))


def test_a_save_of_an_older_version_is_refused(twins: Twins) -> None:
    def stale(uow: UnitOfWork) -> None:
        seen = uow.reasons.get("WARRANTY")
        uow.reasons.save(seen)
        uow.reasons.save(seen)

    with pytest.raises(RecordChanged):
        twins.write_now(stale)


async def test_of_two_managers_at_two_processes_the_second_is_told(desk: Database, another: Open) -> None:
    """Both looked at the untouched reason; the other one's change is committed in between."""
    other = another()
    await other.start()
    act(other, WEI, retire_reason, "WARRANTY", 0)
    with pytest.raises(ReasonMovedOn) as refusal:
        act(desk, ANN, rename_reason, "WARRANTY", 0, "Under guarantee", "在保")
    assert refusal.value.facts == {"reason": "WARRANTY", "by": "Wei"}
    kept = desk.read_now(lambda uow: uow.reasons.get("WARRANTY"))
    assert (kept.version, kept.name_en, kept.in_use) == (1, "", False)


async def test_the_database_itself_keeps_the_last_resort_in_use(desk: Database, raw: Engine) -> None:
    act(desk, ANN, rename_reason, "OTHER", 0, "Something else", "别的")
    with pytest.raises(DBAPIError), raw.begin() as connection:
        connection.execute(text("UPDATE reasons SET retired_at = changed_by WHERE code = 'OTHER'"))
    with pytest.raises(DBAPIError), raw.begin() as connection:
        connection.execute(text("UPDATE reasons SET version = 0"))

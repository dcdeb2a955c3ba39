"""Every test of this folder runs on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.real_data import ReplayClock
from storage.database import Database
from tests.support.databases import database_url, engine_name, open_database

__all__ = ["database_url", "engine_name"]


@pytest.fixture
def replay_clock() -> ReplayClock:
    return ReplayClock()


@pytest.fixture
def desk(database_url: str, replay_clock: ReplayClock) -> Iterator[Database]:
    """Without an event loop, as commands use it."""
    opened = open_database(database_url, replay_clock)
    yield opened
    opened.stop_now()


@pytest.fixture
def wholesaler(tmp_path: Path) -> Path:
    """A made-up firm with every flaw that live data has."""
    folder = tmp_path / "wholesaler"
    folder.mkdir()
    (folder / "sales_and_returns.csv").write_text(WHOLESALER, encoding="utf-8")
    return folder


WHOLESALER = """\
invoice_no,product_code,product_name,quantity,invoice_at,unit_price,customer_id,country
1001,MUG1,RED MUG ,10,2026-01-05T09:00,2.50,50001,France
1001,MUG1,RED MUG,4,2026-01-05T09:00,2.25,50001,France
1001,POST,POSTAGE,1,2026-01-05T09:00,18,50001,France
1002,MUG1,MUG RED,6,2026-02-05T09:00,3,50001,France
1002,BOWL,"BOWL, SMALL",3,2026-02-05T09:00,0,50001,France
1003,BOWL,"BOWL, SMALL",5,2026-02-05T09:01,1.2,,Germany
C1012,M,Manual,-2,2026-02-20T10:00,10.125,50001,France
C1004,MUG1,RED MUG,-8,2026-02-10T10:00,3,50001,France
C1005,MUG1,RED MUG,-13,2026-02-11T10:00,3,50001,France
C1006,MUG1,RED MUG,-12,2026-02-12T10:00,2.5,50001,France
C1006,MUG1,RED MUG,-1,2026-02-12T10:00,2.5,50001,France
C1007,BOWL,"BOWL, SMALL",-2,2026-02-12T10:00,1.2,50002,Germany
C1008,POST,POSTAGE,-1,2026-02-13T10:00,18,50001,France
C1009,BOWL,"BOWL, SMALL",-1,2026-02-01T10:00,1.2,50001,France
C1010,BOWL,"BOWL, SMALL",-3,2026-03-01T10:00,0,50001,France
C1011,VASE,TALL VASE,-1,2026-03-01T10:00,4,,France
"""

"""The same scripts on a stored desk end with a clean bill from the doctor."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from storage.database import Database
from storage.doctor import check
from storage.photos import PhotoStore
from tests.support.builders import furnish, join
from tests.support.cast import DANA, HUGO, RUTH
from tests.support.claim_scripts import Move, play, scripts, three_claims
from tests.support.clock import Clock
from tests.support.databases import drop, fresh_url, open_database
from tests.support.memory_ports import LOG_KEY

OF_FILES = ("photos_are_there", "papers_are_there", "file_is_sound")  # the photos here are only names


def with_claims(desk: Database) -> None:
    desk.write_now(furnish)
    for member in (DANA, HUGO, RUTH):
        join(desk, member)
    three_claims(desk)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=scripts)
def test_the_doctor_finds_nothing_whatever_was_tried(
    engine_name: str, tmp_path: Path, script: list[Move]
) -> None:
    url = fresh_url(engine_name, tmp_path, with_claims)
    desk = open_database(url, Clock())
    desk.start_now()
    try:
        for move in script:
            play(desk, move)
        found = check(desk, PhotoStore(tmp_path / "photos"), LOG_KEY)
    finally:
        desk.stop_now()
        drop(url)
    assert [problem for problem in found if problem.rule not in OF_FILES] == []

"""One process serves a desk; who stands by gets its turn when that one goes, however it goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.engine import parsed
from storage.turn import Turn
from tests.support.databases import ENGINES, admin_connection, fresh_url

_HOLDER = """
import sys
from storage.engine import parsed
from storage.turn import Turn
turn = Turn(parsed(sys.argv[1]))
print(turn.take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(str(request.param), tmp_path)


def test_a_second_waits_until_the_first_gives_back(url: str) -> None:
    first, second = Turn(parsed(url)), Turn(parsed(url))
    assert first.take()
    assert first.take()
    assert not second.take()
    assert first.is_held()
    first.give_back()
    assert second.take()
    assert not first.is_held()
    second.give_back()


def test_a_process_that_is_killed_holds_nothing_up(url: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    second = Turn(parsed(url))
    assert not second.take()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert any(second.take() for _ in range(500))
    second.give_back()


def test_who_is_cut_off_from_the_server_knows_it(tmp_path: Path) -> None:
    url = fresh_url("postgresql", tmp_path)
    first, second = Turn(parsed(url)), Turn(parsed(url))
    assert first.take()
    with admin_connection() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (parsed(url).database,),
        )
    assert any(second.take() for _ in range(500))
    assert not first.is_held()
    second.give_back()
    first.give_back()

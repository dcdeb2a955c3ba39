"""A second process waits beside the one that serves, and takes over when that one is killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

from bot.sandbox.server import start_sandbox
from bot.sandbox.state import Settings as SandboxSettings
from storage.engine import parsed
from storage.turn import APPLICATION
from tests.support.cast import ANN
from tests.support.databases import admin_connection, fresh_url
from tests.support.desk_process import DeskProcess
from tests.support.phones import Phone
from tests.support.running_desk import furnished


def _processes_at(url: str) -> int:
    """How many have asked for their turn: each has a connection of its own for it."""
    with admin_connection() as admin:
        row = admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
            (parsed(url).database, APPLICATION),
        ).fetchone()
    return row[0] if row else 0


async def test_who_stands_by_answers_what_came_after_the_kill(tmp_path: Path) -> None:
    sandbox = await start_sandbox(settings=SandboxSettings(repeat_pause_seconds=0))
    url = fresh_url("postgresql", tmp_path, furnished)
    serving, waiting = (DeskProcess(sandbox, url, tmp_path) for _ in range(2))
    async with aiohttp.ClientSession() as http:
        await serving.start()
        starting = asyncio.create_task(waiting.start())  # which sees any poll as its own
        body = {"id": ANN.telegram_id, "name": ANN.name, "language_code": ANN.language}
        await http.post(f"{sandbox.url}/api/people", json=body)
        ann = Phone(http, sandbox.url, ANN.telegram_id)
        await ann.start()
        await ann.sees(ANN.name)
        while _processes_at(url) < 2:  # noqa: ASYNC110 - the second process starts in its own time
            await asyncio.sleep(0.05)
        await serving.kill()
        asked = await ann.say("/stock 22728")
        await ann.sees("22728", after=asked["message_id"])
        await starting
    assert [call.method for call in sandbox.state.journal.calls if call.status == 409] == []
    await waiting.stop()
    await sandbox.stop()

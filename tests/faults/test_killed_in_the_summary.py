"""The desk is killed when Monday's picture is drawn and not yet with Telegram: the one that comes back sends
it, once to each; what was sent before is not sent again."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import build_desk, jobs_of, make_database
from bot.core.usecases.run_job import run_owed
from bot.sandbox.server import start_sandbox
from tests.support.cast import ANN, OLGA, WEI, Member
from tests.support.databases import fresh_url
from tests.support.desk_process import DeskProcess
from tests.support.phones import PATIENCE_SECONDS, Phone, words_of
from tests.support.running_desk import furnished, open_gate, settings_for

IN_CHARGE = (ANN, WEI, OLGA)
HEAD = re.compile("Returns in week|周退货")


@pytest.fixture
async def off_on_monday(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[DeskProcess, dict[int, Phone]]]:
    """A desk that last ran eight days ago, and is not running."""
    monkeypatch.setenv("BACKUP_KEEP", "0")
    sandbox = await start_sandbox()
    desk = DeskProcess(sandbox, fresh_url("sqlite", tmp_path, furnished), tmp_path)
    settings = settings_for(sandbox.url, desk.database_url, tmp_path, BACKUP_KEEP="0")
    database = make_database(settings, lambda: datetime.now(UTC) - timedelta(days=8))
    database.start_now()
    for job in jobs_of(settings, database):
        database.write_now(partial(run_owed, job=job))
    database.stop_now()
    async with aiohttp.ClientSession() as http:
        # The bot is known, so that everybody can have pressed Start before.
        await http.get(f"{settings.bot_base_url}{settings.bot_token.get_secret_value()}/getMe")
        phones = {}
        for member in IN_CHARGE:
            body = {"id": member.telegram_id, "name": member.name, "language_code": member.language}
            await http.post(f"{sandbox.url}/api/people", json=body)
            phones[member.telegram_id] = Phone(http, sandbox.url, member.telegram_id)
            await phones[member.telegram_id].start()
        try:
            yield desk, phones
        finally:
            await desk.stop()
            await sandbox.stop()


async def _files(phone: Phone, kind: str) -> list[dict[str, Any]]:
    return [m for m in await phone.messages() if kind in m and HEAD.search(words_of(m))]


async def _settled(database_url: str, *members: Member) -> None:
    """Both notices of each are with Telegram, and the desk knows it."""
    chats = ",".join(str(member.telegram_id) for member in members)
    sent = (
        f"SELECT COUNT(*) FROM notices WHERE status = 'sent' AND kind LIKE 'weekly%' AND chat_id IN ({chats})"
    )
    file = database_url.removeprefix("sqlite:///")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            with closing(sqlite3.connect(file)) as kept:
                if kept.execute(sent).fetchone() == (2 * len(members),):
                    return
            await asyncio.sleep(0.05)


async def test_a_summary_that_was_drawn_and_not_sent_comes_once_from_the_next_desk(
    off_on_monday: tuple[DeskProcess, dict[int, Phone]], tmp_path: Path
) -> None:
    desk, phones = off_on_monday
    calls, faults = desk.sandbox.state.journal.calls, desk.sandbox.state.faults
    held = faults.add({"kind": "slow", "method": "sendPhoto", "seconds": 600, "chat_id": ANN.telegram_id})
    await desk.start()
    await _settled(desk.database_url, WEI, OLGA)
    assert held.fired
    assert await _files(phones[ANN.telegram_id], "photo") == []
    await desk.kill()
    faults.remove()
    settings = settings_for(desk.sandbox.url, desk.database_url, tmp_path, BACKUP_KEEP="0")
    another = build_desk(settings, gate=open_gate())
    await another.start()
    try:
        await _settled(desk.database_url, *IN_CHARGE)
    finally:
        await another.stop()
    for phone in phones.values():
        for kind in ("photo", "document"):
            assert len(await _files(phone, kind)) == 1, (phone.id, kind)
    assert sum(call.method == "sendPhoto" for call in calls) == len(IN_CHARGE) + 1

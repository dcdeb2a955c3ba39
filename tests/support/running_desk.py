"""The real desk on the local Telegram, in this process, with a small company: for dialog tests."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.app import Clock, Desk, build_desk
from bot.config import Settings, load_settings
from bot.core.usecases.ports import UnitOfWork
from bot.notify.gate import Gate
from bot.sandbox.server import RunningSandbox, start_sandbox
from bot.sandbox.state import Settings as SandboxSettings
from storage.database import Database
from tests.support.botapi_check import assert_bot_api
from tests.support.builders import furnish
from tests.support.cast import STAFF_MEMBERS, STRANGER, Member
from tests.support.clock import MORNING
from tests.support.databases import Prepare, fresh_url
from tests.support.phones import Phone


def living_clock() -> Clock:
    """From the morning of the tests on, as time really goes by: retries come due."""
    began = time.monotonic()
    return lambda: MORNING + timedelta(seconds=time.monotonic() - began)


@dataclass(slots=True)
class Company:
    """`phones` by Telegram id."""

    sandbox: RunningSandbox
    desk: Desk
    settings: Settings
    clock: Clock
    http: aiohttp.ClientSession
    phones: dict[int, Phone] = field(default_factory=dict)

    def phone(self, member: Member) -> Phone:
        return self.phones[member.telegram_id]

    async def join(self, member: Member, language: str = "") -> Phone:
        """Somebody more is let in, gets a phone and presses Start."""
        self.desk.database.write_now(lambda uow: uow.people.add(member.as_person()))
        if language:
            self.desk.database.write_now(lambda uow: _speak(uow, {member.telegram_id: language}))
        phone = await hand_phone(self, member, language or member.language)
        await phone.start()
        await phone.sees(member.name)
        return phone

    async def restart(self) -> None:
        """The desk goes and comes back; Telegram and the database stay."""
        await self.desk.stop()
        self.desk = build_desk(self.settings, self.clock, open_gate())
        await self.desk.start()


def furnished(database: Database) -> None:
    database.write_now(furnish)


def open_gate() -> Gate:
    """People in tests tap faster than Telegram lets a bot answer; the limits have tests of their own."""
    return Gate(overall_per_second=5000, private_burst=1000, private_per_second=1000.0)


def settings_for(url: str, database_url: str, folder: Path, **more: str) -> Settings:
    given = {
        "BOT_BASE_URL": f"{url}/bot",
        "BOT_BASE_FILE_URL": f"{url}/file/bot",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        **more,
    }
    return load_settings(given, folder / "no.env")


@asynccontextmanager
async def a_company(
    engine: str,
    folder: Path,
    *,
    languages: dict[int, str] | None = None,
    clock: Clock | None = None,
    prepare: Prepare = furnished,
    **more: str,
) -> AsyncIterator[Company]:
    """Furnished, open, and everybody has pressed Start once. `prepare`: another past than none."""
    sandbox = await start_sandbox(settings=SandboxSettings(repeat_pause_seconds=0.05))
    settings = settings_for(sandbox.url, fresh_url(engine, folder, prepare), folder, **more)
    clock = clock or living_clock()
    desk = build_desk(settings, clock, open_gate())
    async with aiohttp.ClientSession() as http:
        try:
            await desk.start()
            if languages:
                desk.database.write_now(lambda uow: _speak(uow, languages))
            company = Company(sandbox, desk, settings, clock, http)
            await _hand_out_phones(company, languages or {})
            yield company
            assert_bot_api(sandbox.state)
        finally:
            await company.desk.stop()
            await sandbox.stop()


def _speak(uow: UnitOfWork, languages: dict[int, str]) -> None:
    for telegram_id, language in languages.items():
        person = uow.people.by_telegram(telegram_id)
        if person is not None:  # a stranger's phone speaks it all the same
            person.language = language
            uow.people.save(person)


async def hand_phone(company: Company, member: Member, language: str) -> Phone:
    body = {"id": member.telegram_id, "name": member.name, "language_code": language}
    async with company.http.post(f"{company.sandbox.url}/api/people", json=body) as answer:
        assert answer.status == 200, await answer.text()
    phone = Phone(company.http, company.sandbox.url, member.telegram_id)
    company.phones[member.telegram_id] = phone
    return phone


async def _hand_out_phones(company: Company, languages: dict[int, str]) -> None:
    for member in (*STAFF_MEMBERS, STRANGER):
        language = languages.get(member.telegram_id, member.language)
        await hand_phone(company, member, language)
    for member in STAFF_MEMBERS:
        await company.phone(member).start()
    for member in STAFF_MEMBERS:
        await company.phone(member).sees(member.name)

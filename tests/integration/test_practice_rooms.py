"""Rooms of practice and the rows that say whose they are, whatever ended the desk in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram import Chat, Message, Update, User

from bot.app import desk_rules
from bot.config import Settings
from bot.core.domain.notice import NoticeKind
from bot.core.usecases.current_practice import Practising
from bot.core.usecases.practise import begin_practice
from bot.notify.gate import Gate
from bot.practice_rooms import PracticeRooms
from bot.report_files import ReportFiles
from storage.database import Database
from tests.support.builders import act, dismiss, furnish
from tests.support.cast import BO, CHEN, Member
from tests.support.clock import MORNING, Clock
from tests.support.databases import fresh_url, open_database
from tests.support.running_desk import settings_for


class House:
    """The real desk, and its rooms as often as it is opened."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(MORNING)
        self.real: Database = open_database(fresh_url("sqlite", folder, furnish_desk), self.clock)
        self.settings: Settings = settings_for("http://127.0.0.1:1", "sqlite:///unused.db", folder)
        self.rooms = self._new()

    def _new(self) -> PracticeRooms:
        reports = ReportFiles("Desk", ZoneInfo("Europe/London"))
        return PracticeRooms(self.settings, self.real, desk_rules(self.settings), self.clock, Gate(), reports)

    async def furnish(self, member: Member) -> Practising:
        return await self.rooms.furnish(member.as_person())

    async def begin(self, member: Member) -> Practising:
        here = await self.furnish(member)
        await asyncio.to_thread(act, self.real, member, begin_practice, here.room)
        return here

    async def open_again(self) -> None:
        await self.rooms.stop()
        self.rooms = self._new()
        await self.rooms.open_all()

    def folders(self) -> set[str]:
        folder = self.settings.data_dir / "practice"
        return {path.name for path in folder.iterdir()} if folder.exists() else set()

    def told(self) -> list[tuple[int, NoticeKind]]:
        notices = self.real.read_now(lambda uow: uow.outbox.of_records(["person/2", "person/3"]))
        return [(notice.chat_id, notice.kind) for notice in notices]


def furnish_desk(desk: Database) -> None:
    desk.write_now(furnish)


def said_by(member: Member, chat_id: int = 0) -> Update:
    user = User(member.telegram_id, member.name, is_bot=False)
    chat = Chat(chat_id or member.telegram_id, "group" if chat_id else "private")
    return Update(1, message=Message(1, MORNING, chat, from_user=user, text="hello"))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    yield house
    await house.rooms.stop()
    await house.real.stop()


async def test_a_practice_goes_on_after_a_restart_and_only_in_ones_own_chat(house: House) -> None:
    here = await house.begin(BO)
    await house.open_again()
    assert await house.rooms.bind(said_by(BO)) == here
    assert await house.rooms.bind(said_by(BO, -100_500)) is None
    assert await house.rooms.bind(said_by(CHEN)) is None
    assert house.folders() == {here.room}


async def test_a_room_that_nobody_was_told_of_is_thrown_away(house: House) -> None:
    await house.furnish(BO)
    await house.open_again()
    assert house.folders() == set()
    assert await house.rooms.bind(said_by(BO)) is None


@pytest.mark.parametrize("lost", [True, False], ids=["gone", "spoiled"])
async def test_a_practice_without_its_room_is_over_and_its_person_is_told(house: House, lost: bool) -> None:
    here = await house.begin(BO)
    chens = await house.begin(CHEN)
    await house.rooms.stop()
    file = house.settings.data_dir / "practice" / here.room / "desk.db"
    if lost:
        file.unlink()
    else:
        file.write_bytes(b"no database" * 1000)
    await house.open_again()
    assert await house.rooms.bind(said_by(BO)) is None
    assert await house.rooms.bind(said_by(CHEN)) == chens
    assert house.folders() == {chens.room}
    assert house.told() == [(BO.telegram_id, NoticeKind.PRACTICE_OVER)]


async def test_who_is_taken_off_the_desk_is_out_of_the_room_at_once(house: House) -> None:
    await house.begin(BO)
    await asyncio.to_thread(dismiss, house.real, BO)
    assert await house.rooms.bind(said_by(BO)) is None
    assert house.folders() == set()


async def test_what_the_clock_ended_is_cleared_when_somebody_begins(house: House) -> None:
    bos = await house.begin(BO)
    await house.rooms.bind(said_by(BO))
    house.clock.now = house.clock.now.replace(day=house.clock.now.day + 1)
    chens = await house.furnish(CHEN)
    assert house.folders() == {chens.room} != {bos.room}

"""Practice: every dialog can be played, and nothing of it is real."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.practise import end_idle_practices
from bot.core.usecases.run_job import Owed
from bot.views.texts import plain
from storage.tables import metadata
from storage.transaction import Transaction
from tests.support.cast import ANN, BO, ELI, STAFF_MEMBERS, STRANGER, WEI
from tests.support.phones import Message, Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company
from tests.support.ways import file_return

SENDING = frozenset({"notices", "cards"})  # what goes to other phones meanwhile
MARK = {"en": "🎓 Practice", "zh": "🎓 练习"}


@pytest.fixture(params=["en", "zh"])
async def spoken(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Company, str]]:
    """Everybody speaks one language."""
    languages = {member.telegram_id: request.param for member in STAFF_MEMBERS}
    async with a_company("sqlite", tmp_path, languages=languages) as running:
        yield running, request.param


def _rows(company: Company, but: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Of every table of the real desk, but for what Telegram sent."""
    left_out = but | {"inbox"}

    def look(tx: Transaction) -> dict[str, list[str]]:
        tables = (table for table in metadata.sorted_tables if table.name not in left_out)
        return {table.name: [str(row) for row in tx.rows(select(table))] for table in tables}

    return company.desk.database.look_now(look)


async def _heard(company: Company) -> dict[str, list[Message]]:
    """What everybody but Bo has on their phone."""
    others = [member for member in STAFF_MEMBERS if member is not BO]
    return {member.name: await company.phone(member).messages() for member in others}


def _changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    return {name for name in after if after[name] != before[name]}


async def _menu(company: Company, phone: Phone) -> set[str]:
    """The commands that the ☰ menu of that phone offers."""
    async with company.http.get(f"{company.sandbox.url}/api/people/{phone.id}/chats") as answer:
        return {c["command"] for chat in await answer.json() for c in chat["commands"]}


async def _begin(phone: Phone, language: str) -> Message:
    await phone.say("/practice")
    return await phone.sees(f"^{MARK[language]} · .*/inspect")


class Player:
    """Taps and reads in one language, by the keys of the texts."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone, self.language = phone, language

    def says(self, key: str, **facts: object) -> str:
        return re.escape(plain(self.language, key, **facts))

    async def tap(self, key: str, **facts: object) -> None:
        await self.phone.tap(self.says(key, **facts))

    async def sees_step(self, number: int) -> None:
        await self.phone.sees(f"step {number} of 5|第 {number} 步")

    async def file(self, *photos: bytes) -> None:
        phone = self.phone
        await self.tap("button.new_return")
        await phone.say("PC-1")
        await phone.tap("^P100 ")
        await phone.sees("PO-1001")
        await phone.say("6")
        await self.tap("reason.TRANSIT_DAMAGE")
        card = await phone.sees("0 ")
        await phone.send_photos(*photos)
        await phone.moves_on(card)
        await self.tap("button.done")
        await phone.sees("P100")
        await self.tap("button.done")
        await self.tap("button.send")
        await phone.sees("P-RR-2026-00002")

    async def inspect(self, number: str, *photos: bytes) -> None:
        """Six came: four back on the shelf, two to the vendor."""
        phone = self.phone
        await phone.say("/inspect")
        await phone.tap(number)
        await phone.tap("^6$")
        await self.tap("button.pass")
        card = await phone.sees("0 – 60|0–60|60")
        await phone.say("12")
        await phone.moves_on(card)
        await self.tap("grade.C")
        for left in (6, 5):
            await phone.sees(f"(left|剩余) {left}")
            await phone.tap(rf"^\+ {self.says('disposition.short.RETURN_TO_VENDOR')}$")
        await self.tap("button.rest_restock", left="4")
        card = await phone.sees("Photos of|请拍照")
        await phone.send_photos(*photos)
        await phone.moves_on(card)
        await self.tap("button.done")
        await self.tap("button.finish")


async def test_a_whole_return_is_played_and_nothing_of_it_is_real(
    spoken: tuple[Company, str], dent: bytes
) -> None:
    company, language = spoken
    bo, player = company.phone(BO), Player(company.phone(BO), language)
    heard = await _heard(company)
    await _begin(bo, language)
    before = _rows(company)
    await player.file(dent)
    await bo.sees("P-RR-2026-00002 · Corner Café")
    await player.tap("button.approve")
    await player.inspect("P-RR-2026-00002", dent)
    await bo.sees("P-RO-2026-00001")
    await player.tap("button.agree")
    await player.tap("button.post", place="A-01")
    await bo.sees(f"{player.says('practice.would_get', name='Dana')}.*P-SC-2026-00001")
    lees = await bo.sees(f"{player.says('practice.would_get', name='Lee')}.*P-CN-2026-00001")
    assert labels_of(lees) == []
    said = [m for m in await bo.messages() if m["from"]["is_bot"]][1:]  # after the greeting
    assert [words_of(m) for m in said if not words_of(m).startswith(MARK[language])] == []
    assert _rows(company) == before
    assert await _heard(company) == heard
    card, undo = await bo.button(player.says("button.undo"))
    await bo.say("/practice")
    await bo.sees(f"^{player.says('practice.over')}$")
    assert (await bo.press(card, undo))["alert"] == plain(language, "practice.old_card")
    assert _changed(before, _rows(company)) == {"practices", "operation_log", "log_head"}
    assert list((company.settings.data_dir / "practice").iterdir()) == []


async def test_a_real_draft_waits_until_practice_is_over(spoken: tuple[Company, str]) -> None:
    company, language = spoken
    bo, player = company.phone(BO), Player(company.phone(BO), language)
    await bo.say("/return")
    await player.sees_step(1)
    await bo.say("12583")
    await bo.sees("Café Lumière")
    card, product = await bo.button("^22728 ")
    await _begin(bo, language)
    before = _rows(company)
    assert (await bo.press(card, product))["alert"].endswith(plain(language, "practice.real_card"))
    await player.tap("button.new_return")
    await bo.button("Corner Café")
    await company.restart()
    await bo.say("PC-2")
    await bo.sees(f"^{MARK[language]}.*Blue Door Shop")
    assert _rows(company) == before
    await bo.say("/practice")
    over = await bo.sees(f"^{player.says('practice.over')}$")
    again = await bo.sees("Café Lumière", after=over["message_id"])
    assert not words_of(again).startswith(MARK[language])
    await bo.tap("^22728 ")
    await bo.sees("536370")


async def test_real_cards_wait_while_a_manager_practises(shop: Company, dent: bytes) -> None:
    ann, bo, wei = shop.phone(ANN), shop.phone(BO), shop.phone(WEI)
    await _begin(ann, "en")
    number = await file_return(bo, dent)
    card = await ann.sees(f"^{number}")  # real, so it has no mark
    before = _rows(shop, SENDING)
    alert = (await ann.tap("^✓ Approve$"))["alert"]
    assert alert == f"{MARK['en']} · {plain('en', 'practice.real_card')}"
    await ann.say("ok", reply_to=card["message_id"])
    await ann.sees(f"^{MARK['en']} · This card is real")
    for command in ("people", "invite", "language"):
        await ann.say(f"/{command}")
        await ann.sees(f"/{command} belongs to the real desk")
    await ann.start(number)
    await ann.sees("/start belongs to the real desk")
    assert _rows(shop, SENDING) == before
    await wei.tap("^✓ 同意$")
    await ann.sees(f"^{number}.*Approved by Wei")
    await ann.tap("^End practice$")
    await ann.sees("^Practice is over")


async def test_contacts_and_strangers_do_not_practise(shop: Company) -> None:
    eli = await shop.join(ELI)
    await eli.say("/practice")
    await eli.sees(re.escape(plain("en", "error.not_allowed")))
    await shop.phone(STRANGER).say("/practice")
    await shop.phone(STRANGER).sees("private returns desk")
    assert shop.desk.database.read_now(lambda uow: uow.practices.all()) == []
    assert not (shop.settings.data_dir / "practice").exists()


async def test_a_practice_that_rests_for_a_day_is_over(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo, "en")
    await bo.tap("^New return$")
    await bo.sees("step 1 of 5")
    card, button = await bo.button("^.*Corner Café")
    assert "inspect" in await _menu(shop, bo)
    desk = shop.desk.database

    def rest(uow: UnitOfWork) -> int:
        practice = uow.practices.all()[0]
        uow.practices.put(replace(practice, used_at=practice.used_at - timedelta(days=1)))
        return end_idle_practices(uow, Owed("practice_ends", "1", uow.now, uow.now, uow.now))

    assert desk.write_now(rest) == 1
    await bo.sees("^Your practice rested for a day and is over")
    assert (await bo.press(card, button))["alert"] == plain("en", "practice.old_card")
    assert "inspect" not in await _menu(shop, bo)
    await bo.say("/return")
    assert "Café Lumière" in str(labels_of(await bo.sees("^New return · step 1 of 5")))

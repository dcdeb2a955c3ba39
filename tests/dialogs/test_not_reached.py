"""Who cannot be reached: the record says why and what was done instead, and the managers hear of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.domain.people import Role
from tests.dialogs.test_told_otherwise import CLAIMS, Scene, a_scene
from tests.support.cast import ANN, DANA, IVO
from tests.support.claims import failed_goods
from tests.support.customers import a_waiting_return
from tests.support.running_desk import hand_phone

RR, SC = "RR-2026-00001", "SC-2026-00001"
GUS = replace(IVO, name="Gus", telegram_id=1021, roles=frozenset({Role.MANAGER}))  # named, and never came
SAID = {
    "en": {
        "notices": "🔔 Notices",
        "failed": f"Dana: claim, failed: blocked the bot.*{CLAIMS}: claim, sent",
        "not reached": f"Gus was not reached: never opened the bot.*{RR}: to approve.*press Start",
    },
    "zh": {
        "notices": "🔔 通知记录",
        "failed": f"Dana：索赔，失败：对方屏蔽了机器人.*{CLAIMS}：索赔，.*已发送",
        "not reached": f"没能通知到 Gus：对方从未打开过机器人.*{RR}.*待审批.*按“开始”",
    },
}


@pytest.fixture(params=["en", "zh"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene("sqlite", request.param, tmp_path) as running:
        yield running


async def test_the_record_says_who_blocked_the_bot_and_where_it_went_instead(scene: Scene) -> None:
    say, ann = SAID[scene.language], scene.company.phone(ANN)
    dana = await scene.company.join(DANA, scene.language)
    await dana.block()
    failed_goods(scene.company)
    await scene.written_to(CLAIMS)
    await ann.sees(scene.says("not reached"))
    await ann.say(f"/status {RR}")
    await ann.tap(say["notices"])
    await ann.sees(say["failed"])


async def test_who_comes_back_finds_the_claim_and_is_told_in_the_chat_again(scene: Scene) -> None:
    dana = await scene.company.join(DANA, scene.language)
    await dana.block()
    failed_goods(scene.company)
    await scene.written_to(CLAIMS)
    await dana.block(blocked=False)
    back = await dana.start()
    await dana.say("/claims")
    await dana.tap(SC)
    await dana.sees(f"{SC}.*22728", after=back["message_id"])
    failed_goods(scene.company, quantity=3, vendor=3)
    await dana.sees("SC-2026-00002")
    assert len(scene.mails.to(CLAIMS)) == 1


async def test_of_who_never_pressed_start_the_others_hear_and_they_find_what_waited(scene: Scene) -> None:
    say, ann, company = SAID[scene.language], scene.company.phone(ANN), scene.company
    company.desk.database.write_now(lambda uow: uow.people.add(GUS.as_person()))
    gus = await hand_phone(company, GUS, scene.language)
    a_waiting_return(company)
    await ann.sees(f"{RR}.*Café Lumière")
    await ann.sees(say["not reached"])
    await gus.start()
    await gus.say("/approvals")
    await gus.sees(f"{RR}.*Café Lumière")

"""Claims are decided in the managers' group, by button and by reply, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.domain.supplier_claim import ClaimStatus
from tests.dialogs.test_managers_group import TITLE, post
from tests.support.cast import ANN, DANA, OLGA, WEI
from tests.support.claims import SAYS, claim_of, failed_goods
from tests.support.phones import Phone
from tests.support.running_desk import Company, a_company

WORDS = {
    "en": {
        "say /here": "/here",
        "meant": "Are these words for Horloge",
        "yes": "Yes, pass them on",
        "more": "^More ▾$",
        "withdraw": "^Withdraw the claim$",
        "by": "By Wei,",
        "private": "sent you the card in our private chat",
        "why": "why do we withdraw",
    },
    "zh": {
        "say /here": "/here",
        "meant": "这段话是写给Horloge",
        "yes": "是，请转达",
        "more": "^更多 ▾$",
        "withdraw": "^撤回索赔$",
        "by": "Wei 于",
        "private": "卡片已发到你和我的私聊",
        "why": "为什么撤回",
    },
}


@dataclass(frozen=True, slots=True)
class Scene:
    company: Company
    language: str
    chat: int
    group: Phone  # as Olga sees it

    def says(self, what: str) -> str:
        return WORDS[self.language].get(what) or SAYS[self.language][what]

    def here(self, person: Phone) -> Phone:
        return person.in_group(self.chat)


@pytest.fixture(params=["en", "zh"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    language: str = request.param
    speak = dict.fromkeys((ANN.telegram_id, WEI.telegram_id, OLGA.telegram_id), language)
    async with a_company("sqlite", tmp_path, languages=speak) as company:
        members = [member.telegram_id for member in (OLGA, ANN, WEI)]
        chat = int((await post(company, "/groups", {"title": TITLE, "members": members}))["id"])
        group = company.phone(OLGA).in_group(chat)
        await group.sees("/here")
        await group.say("/here")
        await group.sees(TITLE)
        yield Scene(company, language, chat, group)


async def test_a_claim_is_settled_in_the_group_by_a_word(scene: Scene) -> None:
    company, says = scene.company, scene.says
    dana = await company.join(DANA, scene.language)
    failed_goods(company)
    await dana.tap(says("we credit"))
    card = await scene.group.sees(says("they credit"))
    ann, wei = (scene.here(company.phone(member)) for member in (ANN, WEI))
    await ann.say("What did they say on the phone?", reply_to=card["message_id"])
    asked = await scene.group.sees(says("meant"))
    message_id, data = await scene.group.button(says("yes"))
    assert (await wei.press(message_id, data))["alert"]  # not his words
    assert claim_of(company).history[-1].words == ""
    await ann.tap(says("yes"))
    await dana.sees("What did they say on the phone")
    assert asked["message_id"] == message_id
    await wei.say("ok", reply_to=card["message_id"])
    await scene.group.sees(f"{says('settled credit')}.*{says('by')}")
    assert claim_of(company).status is ClaimStatus.SETTLED


async def test_what_needs_a_question_goes_on_in_private(scene: Scene) -> None:
    company, says = scene.company, scene.says
    failed_goods(company)
    await scene.group.sees("SC-2026-00001")
    wei = company.phone(WEI)
    await scene.here(wei).tap(says("more"))
    shown = await scene.here(wei).tap(says("withdraw"))
    assert says("private") in shown["alert"]
    await wei.tap(says("more"))
    await wei.tap(says("withdraw"))
    await wei.sees(says("why"))
    await wei.say("our own fault")
    await scene.group.sees(f"SC-2026-00001.*{says('by')}")

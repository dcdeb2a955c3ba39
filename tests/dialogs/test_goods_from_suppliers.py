"""A supplier replaces or repairs, and what they send is taken in: played in both languages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import log_key, photo_store
from bot.core.domain.stock import Location, LocationKind
from bot.core.domain.supplier_claim import ClaimStatus
from storage.doctor import check
from tests.support.builders import CLOCK
from tests.support.cast import ANN, CHEN, DANA
from tests.support.claims import claim_of, failed_goods
from tests.support.phones import Phone, labels_of
from tests.support.running_desk import Company, a_company

SC = "SC-2026-00001"
SAID = {
    "en": {
        "we replace": "^We replace$", "we repair": "^We repair$",
        "take them in": "Take the goods in when they come",
        "settle": "^✓ Settle, goods follow$", "none yet": "Settled: replacement, 0 of 4 here",
        "suppliers": "^📦 From suppliers · 1$", "which": "Which are here", "how many": "4 to come",
        "right": "3 → .*Right\\?.*Still to come: 1", "take in": "^✓ Take in$", "other place": "^Other place",
        "taken": "Taken in: 3 × 22728.*A-03.*Still to come: 1", "three": "Settled: replacement, 3 of 4 here",
        "more": "^More ▾$", "give up": "^The rest is not coming$", "why": "why is the rest not coming",
        "short": "replacement, 3 of 4 here, the rest is not coming", "came": "^📦 Goods have come$",
        "one": "1 to come", "too many": "⚠ 1 more than was to come", "aside": "^To quarantine$",
        "in quarantine": "2 → quarantine", "all": "replacement, all 4 here, 1 more than that",
        "wrong": "^Counted wrong$", "what wrong": "what was counted wrong", "done": "Done",
        "all 4": "^all 4$", "changed": "Nothing more of 22728 is to come",
        "repaired": "repaired", "home": "Settled: repair, all 4 here", "passed on": "Passed on",
        "to come": "^Goods to come$", "owing": "still owes goods: 1",
    },
    "zh": {
        "we replace": "^同意换货$", "we repair": "^同意维修$", "take them in": "货到后清点入库",
        "settle": "^✓ 结案，待来货$", "none yet": "已结案：换货，已到 0／4",
        "suppliers": "^📦 供应商来货 · 1$", "which": "哪一批到了", "how many": "待到 4",
        "right": "3 → .*对吗.*还欠 1", "take in": "^✓ 收货入库$", "other place": "^其他库位",
        "taken": "已入库：3 × 22728.*A-03.*还欠 1", "three": "已结案：换货，已到 3／4",
        "more": "^更多 ▾$", "give up": "^其余不再到货$", "why": "其余为什么不再到货",
        "short": "换货，已到 3／4，其余不再到货", "came": "^📦 货已到$",
        "one": "待到 1", "too many": "⚠ 比应到多 1", "aside": "^放隔离区$",
        "in quarantine": "2 → 隔离", "all": "换货，4 已全部到货.*多到 1",
        "wrong": "^清点有误$", "what wrong": "哪里清点有误", "done": "完成",
        "all 4": "^全部 4$", "changed": "已无待到货",
        "repaired": "维修返回", "home": "已结案：维修，4 已全部到货", "passed on": "已转达",
        "to come": "^待来货$", "owing": "还欠货的索赔：1",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """Ann manages, Chen inspects, Dana answers for the supplier; all speak the same language."""

    company: Company
    ann: Phone
    chen: Phone
    dana: Phone
    language: str

    def says(self, what: str) -> str:
        return SAID[self.language][what]

    def held(self, where: Location) -> int:
        return int(self.company.desk.database.read_now(lambda uow: uow.stock.held(CLOCK, where)).amount)


SHELF = Location(LocationKind.SELLABLE, "A-03")
QUARANTINE = Location(LocationKind.QUARANTINE)
HOLD = Location(LocationKind.VENDOR_HOLD)


@pytest.fixture(params=["en", "zh"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    language: str = request.param
    speak = {member.telegram_id: language for member in (ANN, CHEN)}
    async with a_company("sqlite", tmp_path, languages=speak) as company:
        dana = await company.join(DANA, language)
        failed_goods(company, vendor=4)
        yield Scene(company, company.phone(ANN), company.phone(CHEN), dana, language)
        found = check(company.desk.database, photo_store(company.settings), log_key(company.settings))
        assert [f"{p.rule} {p.record} {p.detail}" for p in found] == []


async def test_replacements_come_in_two_parcels_one_of_them_with_too_much(scene: Scene) -> None:
    ann, chen, dana, says = scene.ann, scene.chen, scene.dana, scene.says
    before = scene.held(SHELF)
    await dana.sees(SC)
    await dana.tap(says("we replace"))
    await ann.sees(f"{SC}.*{says('take them in')}")
    await ann.tap(says("settle"))
    await ann.sees(f"{SC}.*{says('none yet')}")
    await chen.say("/inspect")
    await chen.tap(says("suppliers"))
    listed = await chen.sees(says("which"))
    assert labels_of(listed)[0].startswith("22728 · 4 · ")
    await chen.tap("^22728 · 4")
    await chen.sees(f"22728.*{SC}.*{says('how many')}")
    await chen.tap("^3$")
    await chen.sees(says("right"))
    await chen.say("box was open")
    await chen.sees("box was open")
    message_id, data = await chen.button(says("take in"))
    await chen.press(message_id, data)
    await chen.sees(says("taken"))
    await chen.press(message_id, data)  # a second time: nothing
    assert scene.held(SHELF) == before + 3
    await dana.sees(f"{SC}.*{says('three')}")
    await ann.sees(f"{SC}.*{says('three')}")

    await ann.tap(says("more"))
    await ann.tap(says("give up"))
    await ann.sees(says("why"))
    await ann.say("They have no more")
    await dana.sees(f"{SC}.*{says('short')}.*They have no more")
    await ann.say(f"/claims {SC}")
    await ann.sees(f"{SC}.*{says('short')}")
    await ann.tap(says("more"))
    await ann.tap(says("came"))
    await ann.sees(says("one"))
    await ann.say("2")
    await ann.sees(says("too many"))
    await ann.tap(says("aside"))
    await ann.sees(says("in quarantine"))
    await ann.tap(says("take in"))
    await dana.sees(f"{SC}.*{says('all')}")
    assert (scene.held(SHELF), scene.held(QUARANTINE)) == (before + 3, 2)
    await ann.sees(f"{SC}.*{says('all')}")
    await ann.tap(says("more"))
    await ann.tap(says("wrong"))
    await ann.sees(f"{says('what wrong')}.*2 × 22728")
    await ann.say("There was just one")
    await ann.sees(says("done"))
    assert scene.held(QUARANTINE) == 0
    assert claim_of(scene.company).debit_note == ""


async def test_repaired_pieces_come_back_and_two_counts_are_one(scene: Scene) -> None:
    ann, chen, dana, says = scene.ann, scene.chen, scene.dana, scene.says
    before = scene.held(SHELF)
    await dana.sees(SC)
    await dana.tap(says("we repair"))
    await ann.sees(f"{SC}.*{says('take them in')}")
    await ann.say("/claims")
    await ann.tap(says("to come"))
    await ann.sees(says("owing"))
    message_id, data = await ann.button(says("came"))
    await ann.press(message_id, data)
    await ann.sees(f"{says('repaired')}.*{says('how many')}")
    await chen.say("/inspect")
    await chen.tap(says("suppliers"))
    await chen.tap("^22728 · 4")
    for phone in (chen, ann):
        await phone.tap(says("all 4"))
    await chen.tap(says("take in"))
    await chen.sees("22728")
    late = await ann.tap(says("take in"))
    assert re.search(says("changed"), late["alert"])
    claim = claim_of(scene.company)
    assert (claim.status, len(claim.arrivals)) == (ClaimStatus.SETTLED, 1)
    assert (scene.held(HOLD), scene.held(SHELF)) == (0, before + 4)
    await dana.sees(f"{SC}.*{says('home')}")

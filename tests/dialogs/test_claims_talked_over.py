"""What lies between a claim and its end: a sample, a question, a last word, an answer taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import log_key, photo_store
from bot.core.domain.stock import Location, LocationKind
from bot.core.domain.supplier_claim import ClaimStatus, GoodsState, More, Outcome
from storage.doctor import check
from tests.support.builders import CLOCK
from tests.support.cast import ANN, DANA, OLGA, WEI
from tests.support.claims import SAYS, claim_of, failed_goods
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company

SC = "SC-2026-00001"
Said = Mapping[str, str]
MORE_SAID: dict[str, Said] = {
    "en": {
        "we want a sample": "^We want a sample$", "we ask": "^We have a question$",
        "they want a sample": "They ask for: a sample", "they ask": "They ask for: more information",
        "answer": "^Answer in words$", "shall read": "what shall .* read",
        "final": "^No, and that is final$", "last word": "your last word",
        "denied": "Denied: nothing comes",
        "they repair": "They answered: we repair", "we repair": "^We repair$",
        "reopen": "^Back to the supplier$", "changed": "what has changed",
        "their sample": "^They want a sample$", "their question": "^They have a question$",
        "withdraw": "^Withdraw the claim$", "why": "why", "withdrawn": "Withdrawn",
    },
    "zh": {
        "we want a sample": "^需要样品$", "we ask": "^需要说明$",
        "they want a sample": "供应商要求提供：样品", "they ask": "供应商要求提供：更多说明",
        "answer": "^文字答复$", "shall read": "要告诉",
        "final": "^最终拒赔$", "last word": "最终意见", "denied": "供应商拒赔",
        "they repair": "供应商已答复：同意维修", "we repair": "^同意维修$",
        "reopen": "^退回供应商再议$", "changed": "有什么变化",
        "their sample": "^供应商要样品$", "their question": "^供应商要说明$",
        "withdraw": "^撤回索赔$", "why": "为什么", "withdrawn": "已撤回",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """Ann manages, Dana answers for S-01; both speak the same language. A claim over two clocks is open."""

    company: Company
    ann: Phone
    dana: Phone
    said: Said

    async def sees(self, who: Phone, key: str, more: str = "") -> dict[str, object]:
        return await who.sees(f"{SC}.*{self.said[key]}{more}")

    async def tap(self, who: Phone, key: str) -> dict[str, object]:
        return await who.tap(self.said[key])

    def held(self, kind: LocationKind) -> int:
        read = self.company.desk.database.read_now
        return int(read(lambda uow: uow.stock.held(CLOCK, Location(kind))).amount)


@pytest.fixture(params=["en", "zh"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    language: str = request.param
    speak = dict.fromkeys((ANN.telegram_id, WEI.telegram_id, OLGA.telegram_id), language)
    async with a_company("sqlite", tmp_path, languages=speak) as company:
        dana = await company.join(DANA, language)
        failed_goods(company)
        await dana.sees(SC)
        yield Scene(company, company.phone(ANN), dana, {**SAYS[language], **MORE_SAID[language]})
        found = check(company.desk.database, photo_store(company.settings), log_key(company.settings))
        assert [f"{p.rule} {p.record} {p.detail}" for p in found] == []


@pytest.mark.parametrize(
    ("asks", "they_ask", "more"),
    [
        ("we want a sample", "they want a sample", More.SAMPLE),
        ("we ask", "they ask", More.INFORMATION),
    ],
)
async def test_a_sample_or_a_question_is_answered_in_words_and_then_repair_is_agreed(
    scene: Scene, asks: str, they_ask: str, more: More
) -> None:
    ann, dana = scene.ann, scene.dana
    await scene.tap(dana, "more")
    await scene.tap(dana, asks)
    await scene.sees(ann, they_ask)
    assert claim_of(scene.company).more is more
    await scene.tap(ann, "answer")
    await scene.sees(ann, "shall read")
    await ann.say("It is in the parcel that left today")
    back = await scene.sees(dana, "desk", ".*It is in the parcel that left today")
    assert "Ann" not in words_of(back)
    await scene.tap(dana, "we repair")
    await scene.sees(ann, "they repair")
    await scene.tap(ann, "goods follow")
    claim = claim_of(scene.company)
    assert (claim.status, claim.outcome, claim.more) == (ClaimStatus.SETTLED, Outcome.REPAIR, None)


async def test_a_supplier_says_no_for_good_and_hears_that_it_is_not_the_last_word(scene: Scene) -> None:
    ann, dana = scene.ann, scene.dana
    await scene.tap(dana, "we dispute")
    await scene.sees(dana, "why dispute")
    await dana.say("Not our batch")
    await scene.sees(ann, "they dispute")
    await scene.tap(dana, "final")
    await scene.sees(dana, "last word")
    await dana.say("We never built that one")
    await scene.sees(ann, "denied", ".*We never built that one")
    assert not [label for label in labels_of(await dana.sees(SC)) if label == scene.said["we credit"]]
    await scene.tap(ann, "more")
    await scene.tap(ann, "reopen")
    await scene.sees(ann, "changed")
    await ann.say("Your own label is inside")
    await scene.sees(dana, "please answer")
    await scene.tap(dana, "we credit")
    await scene.sees(ann, "they credit")
    await scene.tap(ann, "settle")
    await scene.sees(dana, "settled credit")
    assert claim_of(scene.company).debit_note == "DN-2026-00001"


async def test_goods_that_were_sent_before_the_answer_was_taken_back_leave_a_way_out(scene: Scene) -> None:
    """Collected, then disputed and denied: nothing is on vendor hold any more, and the claim still ends."""
    ann, dana = scene.ann, scene.dana
    await scene.tap(dana, "we collect")
    await scene.sees(ann, "they collect")
    await scene.tap(ann, "handed over")
    await scene.sees(ann, "goods sent")
    await scene.tap(ann, "more")
    await scene.tap(ann, "reopen")
    await scene.sees(ann, "changed")
    await ann.say("Then we want the money")
    await scene.sees(dana, "please answer")
    await scene.tap(dana, "we dispute")
    await scene.sees(dana, "why dispute")
    await dana.say("No money")
    await scene.sees(ann, "they dispute")
    await scene.tap(ann, "let go")
    await scene.sees(ann, "why nothing")
    await ann.say("So be it")
    await scene.sees(ann, "denied")
    await scene.tap(ann, "more")
    await scene.tap(ann, "withdraw")
    await scene.sees(ann, "why")
    await ann.say("They keep them")
    await scene.sees(ann, "withdrawn")
    claim = claim_of(scene.company)
    assert (claim.status, claim.goods) == (ClaimStatus.WITHDRAWN, GoodsState.SENT)
    assert scene.held(LocationKind.VENDOR_HOLD) == 0


@pytest.mark.parametrize(
    ("told", "they_ask", "more"),
    [
        ("their sample", "they want a sample", More.SAMPLE),
        ("their question", "they ask", More.INFORMATION),
    ],
)
async def test_a_manager_writes_down_that_a_sample_or_an_explanation_was_asked_for_by_phone(
    scene: Scene, told: str, they_ask: str, more: More
) -> None:
    ann = scene.ann
    await ann.say(f"/claims {SC}")
    await ann.sees(SC)
    await scene.tap(ann, "phone")
    await scene.tap(ann, told)
    await scene.sees(ann, they_ask)
    claim = claim_of(scene.company)
    assert (claim.status, claim.more, claim.history[-1].on_behalf) == (ClaimStatus.MORE_ASKED, more, True)

"""A manager keeps a finished return as a case; the inspector of the next one learns from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import Photo
from bot.core.usecases.keep_case import case_source
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import act, an_approved_return, inspect_all, restock, review
from tests.support.cast import ANN, CHEN, WEI
from tests.support.one_language import a_company_speaking
from tests.support.phones import labels_of, words_of

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "none": "No cases here yet. Open a finished return",
    "make": "Keep as a case",
    "lesson": "What should others learn from it",
    "names": "Cases go without names: please leave out “Chen”",
    "words": "Listen to the bell before it goes on the shelf.",
    "photos": "Which photos help",
    "keep": "^Keep it$",
    "kept": "Kept. It shows at inspections",
    "cases": "^Cases · 1$",
    "like": "Cases like this one",
    "away": "^Put away$",
    "is away": "Put away: shown at no inspection",
    "again": "^Show it again$",
    "same": "^Leave the words as they are$",
    "count": "Expected 1",
}
CHINESE: Said = {
    "language": "zh",
    "none": "还没有案例。用 /status 打开",
    "make": "存为案例",
    "lesson": "别人能从中学到什么",
    "names": "案例不留姓名，请去掉“Chen”",
    "words": "上架前先听一下铃声。",
    "photos": "哪些照片有用",
    "keep": "^保存$",
    "kept": "已保存。验收同一商品",
    "cases": "^案例 · 1$",
    "like": "类似的案例",
    "away": "^收起$",
    "is away": "已收起，验收时不再展示",
    "again": "^重新展示$",
    "same": "^文字不变$",
    "count": "应到 1",
}


@pytest.mark.parametrize("said", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_a_finished_return_teaches_the_next_inspector(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        desk, ann, chen = company.desk.database, company.phone(ANN), company.phone(CHEN)
        await ann.say("/cases")
        await ann.sees(said["none"])
        order = inspect_all(
            desk,
            an_approved_return(desk, quantity=2),
            split={Disposition.SCRAP: 2},
            grade=Grade.C,
        )
        review(desk, order.id, WEI)
        restock(desk, order.id)

        await ann.say(f"/status {order.number}")
        await ann.tap(said["make"])
        await ann.sees(said["lesson"])
        await ann.say("Chen says: shake it")
        await ann.sees(said["names"])
        await ann.say(said["words"])
        await ann.sees(said["photos"])
        await ann.tap("^✓ 2$")
        await ann.tap(said["keep"])
        assert said["words"] in words_of(await ann.sees(said["kept"]))
        kept = desk.read_now(lambda uow: uow.cases.by_number("1"))
        assert len(kept.photos) == len(act(desk, ANN, _offered, order.id)) - 1

        an_approved_return(desk, quantity=1)
        await chen.say("/inspect")
        await chen.tap("^RR-2026-00002")
        await chen.sees(said["count"])
        await chen.tap(said["cases"])
        await chen.sees(said["like"])
        await chen.tap("^22728 · ")
        card = await chen.sees(f"CA-2026-00001.*{said['words']}")
        assert labels_of(card) == []

        await ann.tap(said["away"])
        await ann.sees(said["is away"])
        assert (await chen.tap("^22728 · "))["alert"]
        await ann.tap(said["again"])
        await ann.tap(said["same"])
        await ann.tap(said["keep"])
        await chen.tap("^22728 · ")
        await chen.say("/cases 22728")
        await chen.tap("^22728 · ")
        await chen.sees(f"CA-2026-00001.*{said['words']}")


def _offered(uow: UnitOfWork, actor: Person, order_id: int) -> tuple[Photo, ...]:
    return case_source(uow, actor, order_id, 1).photos

"""One parcel, line by line: limits, evidence, too many, a colleague who goes on, every disposition."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.domain.stock import LocationKind
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import held_by_kind
from tests.support.builders import BAG, CLOCK, an_approved_return, restock, review
from tests.support.cast import ANN, CHEN, OLGA
from tests.support.one_language import a_company_speaking
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_picture
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "expected": "Standard: Runs, no scratches on the glass.\nExpected {}",
    "runs": "Does it run\\?\nStandard: Runs.*Is it as it should be",
    "as it should": "^✓ As it should",
    "limits": "Seconds a day off.*Type the number \\(0 to 60 s\\)",
    "no answer": "“soon” is no answer to this question.*0 to 60 s",
    "remark": "Type what you see, or skip",
    "skip": "^Skip$",
    "failed": "✗ Seconds a day off: 75 s",
    "asked no more": "This question is not asked any more",
    "grade": "What is it like",
    "A": "^A as new$",
    "C": "^C damaged$",
    "all restock": "^All \\d+ restock$",
    "photos": "Photos of these, please",
    "used": "A photo here was already used in RR-2026-00001",
    "seen": "photo seen before: RR-2026-00001",
    "a photo": "Please send a photo here: this question needs one, not words",
    "done": "^Done$",
    "summary": "all lines done",
    "over": "2 too many",
    "finish": "^Finish$",
    "hand over": "^Hand over ▾$",
    "who": "Who goes on with RR-2026-00001\\?",
    "handed": "RR-2026-00001 handed over",
    "yours": "this inspection is yours now",
    "go on": "^Go on$",
    "taken": "Olga is inspecting RR-2026-00001",
    "to queue": "^Back to the queue$",
    "all": "^That is all$",
    "plus": "^\\+ {}$",
    "left": "left {}\\b",
    "names": "seconds repair refurbish vendor scrap quarantine customer",
    "review": "RO-2026-00001.*asked 12 · counted 12.*credit £41.25",
}
CHINESE: Said = {
    "language": "zh",
    "expected": "验收标准：走时正常，玻璃无划痕。\n应到 {}",
    "runs": "走时吗？\n验收标准：走时正常.*是否合格",
    "as it should": "^✓ 合格",
    "limits": "日差.*请输入数值（0 到 60 s）",
    "no answer": "“soon”不是有效回答.*0 到 60 s",
    "remark": "请描述，或跳过",
    "skip": "^跳过$",
    "failed": "✗ 不合格：日差：75 s",
    "asked no more": "这一项不再需要填写",
    "grade": "成色如何",
    "A": "^A 全新$",
    "C": "^C 损坏$",
    "all restock": "^余下 \\d+ 全部入库$",
    "photos": "请拍照：逐张或一起发送",
    "used": "此处有照片已在 RR-2026-00001 中用过",
    "seen": "照片曾用于：RR-2026-00001",
    "a photo": "这一步要的是照片，不是文字",
    "done": "^完成$",
    "summary": "全部验收完毕",
    "over": "多 2 件",
    "finish": "^完成验收$",
    "hand over": "^转交 ▾$",
    "who": "RR-2026-00001 交给谁继续？",
    "handed": "RR-2026-00001 已转交",
    "yours": "此验收已转交给你",
    "go on": "^继续$",
    "taken": "Olga 正在验收 RR-2026-00001",
    "to queue": "^放回队列$",
    "all": "^就这些了$",
    "plus": "^\\+ {}$",
    "left": "剩余 {}\\b",
    "names": "折价 维修 翻新 退供应商 报废 隔离 退回客户",
    "review": "RO-2026-00001.*申请 12 · 实收 12.*£41.25",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


async def count(chen: Phone, said: Said, expected: int, counted: int) -> None:
    await chen.say("/inspect")
    await chen.tap("RR-2026-00001")
    await chen.sees(said["expected"].format(expected))
    await chen.say(str(counted))
    await chen.sees(said["runs"])


async def checklist(chen: Phone, said: Said, seconds: str = "12") -> None:
    await chen.tap(said["as it should"])
    await chen.sees(said["limits"])
    await chen.say(seconds)
    await chen.sees(said["remark"])
    await chen.tap(said["skip"])
    await chen.sees(said["grade"])


async def test_a_number_outside_its_limits_is_recorded_and_nonsense_is_not(desk: Company, said: Said) -> None:
    an_approved_return(desk.desk.database)
    chen = desk.phone(CHEN)
    await count(chen, said, 6, 6)
    await chen.tap(said["as it should"])
    await chen.sees(said["limits"])
    await chen.say("soon")
    await chen.sees(f"⚠ {said['no answer']}")
    await chen.say("75")
    await chen.sees(said["remark"])
    await chen.tap(said["skip"])
    await chen.sees(f"{said['failed']}.*{said['grade']}")
    await chen.tap(said["A"])
    await chen.tap(said["all restock"])
    await chen.sees(f"{said['summary']}.* · {said['failed']}")
    await chen.tap(said["finish"])
    await desk.phone(ANN).sees(f"RO-2026-00001.*{said['failed']}")


async def test_too_many_is_a_fact_and_only_what_was_asked_is_credited(desk: Company, said: Said) -> None:
    an_approved_return(desk.desk.database)
    chen = desk.phone(CHEN)
    await count(chen, said, 6, 8)
    await checklist(chen, said)
    await chen.tap(said["A"])
    await chen.tap(said["all restock"])
    await chen.sees(f"{said['summary']}.*{said['over']}")
    await chen.tap(said["finish"])
    await desk.phone(ANN).sees(f"RO-2026-00001.*{said['over']}.*£22.50")


async def test_a_question_that_is_asked_no_more_holds_nobody_up(desk: Company, said: Said) -> None:
    """Somebody imports a new checklist, and the clocks belong elsewhere now, while Chen stands before one."""
    an_approved_return(desk.desk.database)
    chen = desk.phone(CHEN)
    await count(chen, said, 6, 6)
    await chen.tap(said["as it should"])
    await chen.sees(said["limits"])

    def moved(uow: UnitOfWork) -> None:
        uow.catalogue.save_products([replace(uow.catalogue.product(CLOCK), category="")])

    desk.desk.database.write_now(moved)
    await chen.send_photos(a_picture(4))
    await chen.sees(said["asked no more"])
    await chen.tap(said["go on"])
    await chen.sees(said["grade"])


async def test_damage_has_to_be_seen(desk: Company, said: Said) -> None:
    an_approved_return(desk.desk.database)
    chen = desk.phone(CHEN)
    await count(chen, said, 6, 6)
    await checklist(chen, said)
    await chen.tap(said["C"])
    await chen.tap(said["all restock"])
    asked = await chen.sees(said["photos"])
    assert not [label for label in labels_of(asked) if label in ("Done", "完成")]
    await chen.say("it is only a scratch")
    await chen.sees(f"{said['a photo']}.*{said['photos']}")
    await chen.say("/inspect")
    await chen.tap("RR-2026-00001")
    await chen.sees(said["photos"])
    await chen.send_photos(a_picture(4), a_picture(5))
    await chen.sees("2 photos ✓|2 张照片 ✓")
    await chen.tap(said["done"])
    await chen.sees(said["summary"])
    await chen.tap(said["finish"])
    await desk.phone(ANN).sees("RO-2026-00001")
    inspection = desk.desk.database.read_now(lambda uow: uow.inspections.get(1))
    assert len(inspection.line(1).photos) == 2


async def test_evidence_of_another_return_is_pointed_out_to_inspector_and_reviewer(
    desk: Company, said: Said
) -> None:
    chen = desk.phone(CHEN)
    for number in ("RR-2026-00001", "RR-2026-00002"):
        an_approved_return(desk.desk.database, product=BAG, quantity=2)
        await chen.say("/inspect")
        await chen.tap(number)
        await chen.tap("^2$")
        await chen.tap(said["C"])
        await chen.tap(said["all restock"])
        await chen.sees(f"{number}.*{said['photos']}")
        await chen.send_photos(a_picture(4))
        await chen.button(said["done"])
        if number == "RR-2026-00002":
            await chen.sees(said["used"])
        await chen.tap(said["done"])
        await chen.sees(f"{number}.*{said['summary']}|{said['summary']}")
        await chen.tap(said["finish"])
        await chen.sees("RO-2026-0000" + number[-1])
    await desk.phone(ANN).sees(f"RO-2026-00002.*{said['seen']}")


async def test_a_colleague_goes_on_where_it_stands(desk: Company, said: Said) -> None:
    """Chen has counted and checked one thing, then has to go: nothing is done twice."""
    an_approved_return(desk.desk.database)
    chen, olga = desk.phone(CHEN), desk.phone(OLGA)
    await count(chen, said, 6, 5)
    await chen.tap(said["as it should"])
    await chen.sees(said["limits"])
    await chen.tap(said["hand over"])
    await chen.sees(said["who"])
    await chen.tap("^Olga$")
    await chen.sees(said["handed"])
    await olga.sees(f"RR-2026-00001.*{said['yours']}")
    await olga.tap(said["go on"])
    await olga.sees(said["limits"])
    await olga.say("12")
    await olga.tap(said["skip"])
    await olga.tap(said["A"])
    await olga.tap(said["all restock"])
    await olga.tap(said["finish"])
    await olga.tap(said["all"])
    await desk.phone(ANN).sees("RO-2026-00001")
    inspection = desk.desk.database.read_now(lambda uow: uow.inspections.get(1))
    line = inspection.line(1)
    assert (str(line.counted), line.answers["runs"], line.answers["seconds_a_day"]) == ("5", "pass", "12")


async def test_back_in_the_queue_a_colleague_begins_anew(desk: Company, said: Said) -> None:
    an_approved_return(desk.desk.database)
    chen, olga = desk.phone(CHEN), desk.phone(OLGA)
    await count(chen, said, 6, 5)
    stale = await chen.button(said["as it should"])
    await chen.tap(said["hand over"])
    await chen.tap(said["to queue"])
    await chen.sees(said["handed"])
    await olga.say("/inspect")
    await olga.tap("RR-2026-00001")
    await olga.sees(said["expected"].format(6))
    await chen.press(*stale)
    inspection = desk.desk.database.read_now(lambda uow: uow.inspections.get(2))
    assert (inspection.inspector_id, inspection.line(1).counted) == (5, None)


async def test_every_disposition_moves_its_goods_and_what_goes_back_to_the_customer_is_not_credited(
    desk: Company, said: Said
) -> None:
    database = desk.desk.database
    an_approved_return(database, quantity=12)
    chen = desk.phone(CHEN)
    await count(chen, said, 12, 12)
    await checklist(chen, said)
    await chen.tap(said["C"])
    left = 12
    for name, pieces in zip(said["names"].split(), (2, 3, 1, 2, 1, 1, 1), strict=True):
        for _ in range(pieces):
            await chen.sees(said["left"].format(left))
            await chen.tap(said["plus"].format(name))
            left -= 1
    await chen.sees(said["left"].format(1))
    await chen.tap(said["all restock"])
    await chen.sees(said["photos"])
    await chen.send_photos(a_picture(4))
    await chen.tap(said["done"])
    await chen.tap(said["finish"])
    card = await desk.phone(ANN).sees(said["review"])
    assert len(words_of(card).splitlines()) <= 6
    review(database, 1)
    posted = restock(database, 1)
    held = database.read_now(lambda uow: held_by_kind(uow, CLOCK))
    assert {kind: str(quantity) for kind, quantity in held.items()} == {
        LocationKind.SELLABLE: "101",
        LocationKind.SECONDS: "2",
        LocationKind.WORK_IN_PROGRESS: "4",
        LocationKind.VENDOR_HOLD: "2",
        LocationKind.QUARANTINE: "1",
    }
    assert posted.credit_note is not None
    assert str(posted.credit_note.value.amount) == "41.25"

"""/reasons: a manager adds one and staff choose it; names are changed; one is retired and comes back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.domain.reasons import Reason
from bot.core.usecases.edit_reasons import retire_reason
from tests.support.builders import act
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company

STAFF = (ANN, BO, CHEN, WEI, OLGA)
ENGLISH_NAME, CHINESE_NAME = "Colour <b>off</b> & =1+1", "颜色<i>不符</i>"


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on the screen, in one language."""

    language: str
    head: str
    add: str
    ask_english: str
    ask_chinese: str
    new: str
    ask_photos: str
    no_photos: str
    confirm: str
    own_name: str
    one: str
    retire: str
    out: str
    bring_back: str
    rename: str
    keep: str
    back: str
    close: str
    closed: str
    moved_on: str
    out_of_use: str
    invalid: str
    no_code: str
    taken: str
    refused: str
    what: str
    why: str
    more: str
    done: str
    last: str
    send: str
    warranty: str
    photos_wanted: str


ENGLISH = Said(
    language="en",
    head="Reasons for returns: 14 in use, 0 out of use",
    add="Add a reason$",
    ask_english="called in English",
    ask_chinese="and in Chinese",
    new="A new reason, not added yet.*Code COLOUR_B_OFF_B_1_1",
    ask_photos="^Ask for photos$",
    no_photos="^Photos no longer needed$",
    confirm="^Add it$",
    own_name=ENGLISH_NAME,
    one="Photos: needed · note: not needed",
    retire="^Take out of use$",
    out="Out of use since .* \\(Ann\\). What has it keeps it.",
    bring_back="^Bring back into use$",
    rename="^Change the names$",
    keep="^Keep “Warranty”$",
    back="Back$",
    close="^Close$",
    closed="Closed. The list of reasons is as you left it.",
    moved_on="Wei has just changed WARRANTY. Go back, look at it, then change it.",
    out_of_use="This reason is out of use. Please choose another.",
    invalid="A name has 1 to 40 characters.",
    no_code="makes no code",
    taken="There is a reason WARRANTY already",
    refused="You may not do that here",
    what="step 2 of 5",
    why="step 4 of 5",
    more="^more",
    done="^Done$",
    last="step 5 of 5",
    send="^Send$",
    warranty="^Warranty · 0$",
    photos_wanted="photo",
)
CHINESE = Said(
    language="zh",
    head="退货原因：在用 14 个，停用 0 个",
    add="新增原因$",
    ask_english="英文名称是什么",
    ask_chinese="中文名称是什么",
    new="新的退货原因，尚未加入.*编码 COLOUR_B_OFF_B_1_1",
    ask_photos="^要求照片$",
    no_photos="^不再要求照片$",
    confirm="^加入$",
    own_name=CHINESE_NAME,
    one="照片：必须 · 说明：不必",
    retire="^停用$",
    out="起停用（Ann），已使用的记录不变。",
    bring_back="^恢复使用$",
    rename="^修改名称$",
    keep="^保留“Warranty”$",
    back="返回$",
    close="^关闭$",
    closed="已关闭。退货原因以刚才的修改为准。",
    moved_on="Wei 刚刚修改了 WARRANTY。请先返回看看，再修改。",
    out_of_use="这个原因已停用，请另选一个。",
    invalid="名称须为 1 至 40 个字符。",
    no_code="不能作编码",
    taken="已有原因 WARRANTY",
    refused="当前角色没有权限进行此操作",
    what="第 2 步，共 5 步",
    why="第 4 步",
    more="^更多",
    done="^完成$",
    last="第 5 步，共 5 步",
    send="^提交$",
    warranty="^保修 · 0$",
    photos_wanted="照片",
)


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path) -> AsyncIterator[Company]:
    """Everybody speaks the language of the test."""
    languages = {member.telegram_id: said.language for member in STAFF}
    async with a_company("sqlite", tmp_path, languages=languages, DESK_LANGUAGE=said.language) as running:
        yield running


def known(company: Company, code: str) -> Reason:
    return company.desk.database.read_now(lambda uow: uow.reasons.get(code))


async def add_colour(ann: Phone, said: Said) -> None:
    """Names that would break a message, a paper or a sheet, were they not made harmless."""
    await ann.say("/reasons")
    await ann.sees(said.head)
    await ann.tap(said.add)
    await ann.sees(said.ask_english)
    await ann.say(ENGLISH_NAME)
    await ann.sees(said.ask_chinese)
    await ann.say(CHINESE_NAME)
    await ann.sees(said.new)
    await ann.say("wrong_colour")
    await ann.sees("WRONG_COLOUR")
    await ann.tap(said.ask_photos)
    await ann.button(said.no_photos)
    await ann.tap(said.confirm)
    await ann.sees(said.one)


async def choose_the_product(bo: Phone, said: Said) -> None:
    await bo.say("/return")
    await bo.say("12583")
    await bo.sees(said.what)
    await bo.tap("^22728 ")
    await bo.say("2")
    await bo.sees(said.why)
    await bo.tap(said.more)


async def test_a_new_reason_is_chosen_demands_its_photo_and_has_its_name_everywhere(
    desk: Company, said: Said, dent: bytes
) -> None:
    ann, bo = desk.phone(ANN), desk.phone(BO)
    await add_colour(ann, said)
    made = known(desk, "WRONG_COLOUR")
    assert (made.name_en, made.name_zh, made.needs_photos) == (ENGLISH_NAME, CHINESE_NAME, True)

    await choose_the_product(bo, said)
    await bo.tap(re.escape(said.own_name))
    await bo.sees(said.photos_wanted)
    await bo.send_photos(dent)
    await bo.tap(said.done)
    assert said.own_name in words_of(await bo.sees("2 × 22728.*1"))
    await bo.tap(said.done)
    await bo.sees(said.last)
    await bo.tap(said.send)
    await bo.sees("RR-2026-00001")
    await ann.say("/status 1")
    assert said.own_name in words_of(await ann.sees("RR-2026-00001.*22728"))


async def test_a_reason_is_retired_and_comes_back(desk: Company, said: Said) -> None:
    ann, bo = desk.phone(ANN), desk.phone(BO)
    await choose_the_product(bo, said)
    await ann.say("/reasons")
    await ann.tap("▶")
    await ann.tap(said.warranty)
    await ann.tap(said.retire)
    await ann.sees(said.out)
    label = said.warranty.removeprefix("^").partition(" ")[0]
    stale = await bo.tap(f"^{label}$")
    assert stale["alert"] == said.out_of_use
    await bo.tap(said.back)
    await bo.say("2")
    await bo.tap(said.more)
    assert label not in labels_of(await bo.sees(said.why))
    await ann.tap(said.bring_back)
    await ann.button(said.retire)
    assert known(desk, "WARRANTY").in_use
    await ann.tap(said.back)
    await ann.tap(said.close)
    await ann.sees(said.closed)
    logged = desk.desk.database.read_now(lambda uow: uow.log.of_record("reason/WARRANTY"))
    assert sorted(entry.event for entry in logged) == ["ReasonBroughtBack", "ReasonRetired"]
    assert {entry.actor_id for entry in logged} == {1}


async def test_the_second_of_two_managers_is_told(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/reasons")
    await ann.tap("▶")
    await ann.tap(said.warranty)
    await ann.button(said.retire)
    act(desk.desk.database, WEI, retire_reason, "WARRANTY", 0)
    late = await ann.tap(said.retire)
    assert late["alert"] == said.moved_on
    assert known(desk, "WARRANTY").version == 1


async def test_a_name_is_changed_over_a_restart_and_the_other_kept(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/reasons")
    await ann.tap("▶")
    await ann.tap(said.warranty)
    await ann.tap(said.rename)
    await ann.tap(said.keep)
    await ann.sees(said.ask_chinese)
    await desk.restart()
    await ann.say("字" * 41)
    await ann.sees(said.invalid)
    await ann.say("在保修期内")
    await ann.sees("在保修期内")
    changed = known(desk, "WARRANTY")
    assert (changed.name_en, changed.name_zh, changed.version) == ("Warranty", "在保修期内", 1)


async def test_what_makes_no_code_and_a_code_that_is_taken_are_said(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/reasons")
    await ann.tap(said.add)
    await ann.say("颜色不符")
    await ann.sees(said.no_code)
    await ann.say("Warranty")
    await ann.sees(said.taken)
    await ann.tap(said.back)
    await ann.sees(said.head)


async def test_a_clerk_does_not_see_the_list(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await bo.say("/reasons")
    await bo.sees(said.refused)

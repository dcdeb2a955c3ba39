"""People come in by a link, get and lose roles, are removed while they hold a card, and leave."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.domain.people import Role
from bot.core.usecases.acting import acting
from tests.support.cast import ANN, BO, OLGA, STRANGER, WEI, Member
from tests.support.customers import a_waiting_return
from tests.support.phones import PATIENCE_SECONDS, Message, Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company, hand_phone, living_clock

MIA = Member(2001, "Mia", "en", frozenset())  # known by her number only
EVERYBODY = (ANN, BO, OLGA, WEI, STRANGER)
SAID = {
    "en": {
        "who": "Whom do you want to let in", "clerk": "^Clerk$", "supplier": "^Supplier( contact)?$",
        "inspector": "^Inspector$", "make": "^Make the link$",
        "which": "Which supplier", "made": "It works once", "in": "Welcome! You are in as clerk",
        "supplier in": r"You are in as supplier · Horloge & Fils", "used": "Sam came in by your invitation",
        "used up": "has been used already", "own": "You made this invitation yourself",
        "nothing": "opens nothing. Check", "many": "Too many links", "revoke": "^Take back$",
        "revoked": "Taken back", "was revoked": "was taken back", "open": "1 open invitation",
        "none": "No open invitations", "list revoke": "^Take back no. 1$", "expired": "has run out",
        "people": "5 people are here", "remove": "^Remove$", "sure": "Remove Wei", "yes": "^Yes, remove",
        "gone": "no longer here", "out": "You no longer have access here", "again": "^Let in again$",
        "closed": "This card is closed", "roles": "You are here as: clerk, inspector",
        "leave": "Leave this desk", "leave yes": "^Yes, leave$", "left": "You have left",
        "left notice": "Bo has left the desk", "last": "is the last administrator", "stranger": "private",
        "ask": "^Ask for access$", "wish": "asks for access. As what", "granted": "supplier · Horloge",
        "approve": "^✓ Approve$", "stay": "^Stay$",
        "hello": "Hello Mia", "admin": "^Admin$",
        "question": "what would you like to know", "asked": "who you are and what you want",
        "explained": "Passed on to the managers",
        "was here": "Was here before, as Bo: clerk", "clerk in": "You are clerk here now",
    },
    "zh": {
        "who": "邀请谁加入", "clerk": "^员工$", "supplier": "^供应商(联系人)?$", "inspector": "^验收员$",
        "make": "^生成链接$",
        "which": "哪家供应商", "made": "只能用一次", "in": "欢迎加入！角色：员工",
        "supplier in": r"角色：供应商 · Horloge & Fils", "used": "Sam已通过你的邀请加入",
        "used up": "已经用过了", "own": "这是你自己生成的邀请",
        "nothing": "打不开任何内容", "many": "无效链接试得太多", "revoke": "^撤回邀请$",
        "revoked": "已撤回", "was revoked": "已被撤回", "open": "共 1 份未使用的邀请",
        "none": "没有未使用的邀请", "list revoke": "^撤回第 1 号$", "expired": "已过期",
        "people": "共 5 人", "remove": "^移除$", "sure": "移除Wei", "yes": "^确认移除",
        "gone": "已离开", "out": "权限已取消", "again": "^重新加入$",
        "closed": "此卡片已关闭", "roles": "现在的角色：员工，验收员",
        "leave": "要退出吗", "leave yes": "^确认退出$", "left": "已退出，感谢",
        "left notice": "Bo已退出", "last": "最后一位管理员", "stranger": "内部退货系统",
        "ask": "^申请", "wish": "", "granted": "供应商 · Horloge",
        "approve": "^✓ 同意$", "stay": "^不退出$",
        "hello": "Mia，欢迎", "admin": "^管理员$",
        "question": "想了解什么", "asked": "说明您是谁", "explained": "已转给主管",
        "was here": "以前加入过，名字：Bo，角色：员工", "clerk in": "欢迎加入！角色：员工",
    },
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def desk(tmp_path: Path, language: str) -> AsyncIterator[Company]:
    """Everybody speaks the same language."""
    languages = {member.telegram_id: language for member in EVERYBODY}
    async with a_company("sqlite", tmp_path, languages=languages) as running:
        yield running


def payload_of(message: Message) -> str:
    """What the link below the picture carries."""
    found = re.search(r"https://t\.me/\w+\?start=([\w-]{1,64})", words_of(message))
    assert found, words_of(message)
    return found.group(1)


async def invite_clerk(manager: Phone, say: dict[str, str]) -> str:
    said = await manager.say("/invite")
    await manager.sees(say["who"], after=said["message_id"])
    await manager.tap(say["clerk"])
    await manager.tap(say["make"])
    made = await manager.sees(say["made"], after=said["message_id"])
    assert made["photo"], "a QR picture comes with the link"
    return payload_of(made)


async def test_a_clerk_is_invited_once(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    payload = await invite_clerk(ann, say)
    await ann.start(payload)
    await ann.sees(say["own"])
    await sam.start(payload)
    welcome = await sam.sees(say["in"])
    assert "/return" in words_of(welcome)
    assert "/people" not in words_of(welcome)
    await ann.sees(say["used"])
    await desk.phone(BO).start(payload)
    await desk.phone(BO).sees(say["used up"])
    await sam.start(payload)
    await sam.sees(say["in"], after=welcome["message_id"])
    everything = desk.desk.database.read_now(lambda uow: [uow.invitations.get(1), *uow.people.all()])
    assert payload.removeprefix("i-") not in repr(everything)


async def test_the_first_admin_stands_in_the_settings_and_is_spoken_to_as_their_phone_speaks(
    tmp_path: Path, language: str
) -> None:
    say = SAID[language]
    other = {"en": "zh", "zh": "en"}[language]
    async with a_company("sqlite", tmp_path, ADMIN_IDS=str(MIA.telegram_id), DESK_LANGUAGE=other) as desk:
        mia = await hand_phone(desk, MIA, language)
        await mia.start()
        await mia.sees(say["hello"])
        await mia.say("/invite")
        await mia.sees(say["who"])
        await mia.tap(say["admin"])
        await mia.tap(say["make"])
        payload = payload_of(await mia.sees(say["made"]))
        await desk.phone(STRANGER).start(payload)
        await mia.sees("Sam")
        roles = desk.desk.database.read_now(lambda uow: acting(uow, STRANGER.telegram_id)).roles
        assert roles == {Role.ADMIN}


async def test_an_invitation_with_two_roles_gives_both(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    await ann.say("/invite")
    for role in ("clerk", "inspector"):
        await ann.tap(say[role])
    await ann.tap(say["clerk"].replace("^", "^✓ "))
    await ann.tap(say["clerk"])
    await ann.tap(say["make"])
    made = await ann.sees(say["made"])
    both = {"en": "clerk, inspector", "zh": "员工，验收员"}[language]
    assert both in words_of(made)
    await sam.start(payload_of(made))
    await sam.sees(both)
    roles = desk.desk.database.read_now(lambda uow: acting(uow, STRANGER.telegram_id)).roles
    assert roles == {Role.CLERK, Role.INSPECTOR}


async def test_a_supplier_contact_is_invited_with_a_company(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    await ann.say("/invite")
    await ann.tap(say["supplier"])
    await ann.sees(say["which"])
    await ann.say("Horl")
    await ann.tap("^S-01 Horloge")
    await sam.start(payload_of(await ann.sees(say["made"])))
    await sam.sees(say["supplier in"])
    person = desk.desk.database.read_now(lambda uow: acting(uow, STRANGER.telegram_id))
    assert (person.roles, person.company) == (frozenset({Role.SUPPLIER}), "S-01")


async def test_taken_back_from_the_card_or_from_the_list_it_opens_nothing(
    desk: Company, language: str
) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    payload = await invite_clerk(ann, say)
    await ann.say("/invitations")
    await ann.sees(say["open"])
    await ann.tap(say["list revoke"])
    await ann.sees(say["none"])
    await sam.start(payload)
    await sam.sees(say["was revoked"])
    payload = await invite_clerk(ann, say)
    await ann.tap(say["revoke"])
    await ann.sees(say["revoked"])
    assert not any(payload in words_of(message) for message in await ann.messages())


async def test_guessing_is_answered_kindly_then_slowed_down(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    payload = await invite_clerk(ann, say)
    seen = 0
    for number in range(5):
        await sam.start(f"i-{'g' * 30}{number}")
        seen = (await sam.sees(say["nothing"], after=seen))["message_id"]
    await sam.start(payload)
    await sam.sees(say["many"])
    assert desk.desk.database.read_now(lambda uow: uow.people.by_telegram(STRANGER.telegram_id)) is None


async def test_a_manager_is_removed_while_holding_a_card(desk: Company, language: str) -> None:
    say, olga, wei = SAID[language], desk.phone(OLGA), desk.phone(WEI)
    a_waiting_return(desk)
    await wei.sees("RR-2026-00001")
    message_id, data = await wei.button(say["approve"])
    await olga.say("/people")
    await olga.sees(say["people"])
    await olga.tap("^Wei")
    await olga.tap(say["remove"])
    await olga.sees(say["sure"])
    await olga.tap(say["yes"])
    await olga.sees(f"Wei.*{say['gone']}")
    await wei.sees(say["out"])
    await menu_has(desk, WEI, "start")
    assert await menu_of(desk, WEI) == {"start"}
    closed = await wei.sees(say["closed"])
    assert (closed["message_id"], labels_of(closed)) == (message_id, [])
    assert (await wei.press(message_id, data))["alert"]
    assert desk.desk.database.read_now(lambda uow: uow.requests.get(1).status.value) == "submitted"
    await wei.say("/approvals")
    await wei.sees(refused_words(language))
    await olga.tap(say["again"])
    await wei.say("/approvals")
    await wei.sees("RR-2026-00001", after=closed["message_id"])


async def test_who_is_removed_in_the_middle_of_a_question_writes_in_vain(
    desk: Company, language: str
) -> None:
    say, olga, wei = SAID[language], desk.phone(OLGA), desk.phone(WEI)
    a_waiting_return(desk)
    await wei.sees("RR-2026-00001")
    await wei.tap({"en": r"Ask$", "zh": "询问$"}[language])
    asked = await wei.sees(say["question"])
    await olga.say("/people")
    await olga.tap("^Wei")
    await olga.tap(say["remove"])
    await olga.tap(say["yes"])
    await wei.sees(say["out"])
    words = await wei.say("Which carrier was it?")
    await wei.sees(refused_words(language), after=words["message_id"])
    for row in (asked.get("reply_markup") or {}).get("inline_keyboard", []):
        for key in row:
            assert (await wei.press(asked["message_id"], key["callback_data"]))["alert"]
    request = desk.desk.database.read_now(lambda uow: uow.requests.get(1))
    assert (request.status.value, request.question) == ("submitted", "")
    assert not any("Which carrier" in words_of(message) for message in await desk.phone(BO).messages())


def refused_words(language: str) -> str:
    return {"en": "no longer have access", "zh": "权限"}[language]


async def menu_of(desk: Company, member: Member) -> set[str]:
    """The commands that the ☰ menu of that phone offers."""
    url = f"{desk.sandbox.url}/api/people/{member.telegram_id}/chats"
    async with desk.http.get(url) as answer:
        return {c["command"] for chat in await answer.json() for c in chat["commands"]}


async def menu_has(desk: Company, member: Member, command: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while command not in await menu_of(desk, member):  # noqa: ASYNC110 - it lies on a phone
            await asyncio.sleep(0.02)


async def test_one_more_role_works_at_once_and_the_list_shows_it(desk: Company, language: str) -> None:
    say, ann, bo = SAID[language], desk.phone(ANN), desk.phone(BO)
    await ann.say("/people")
    await ann.tap("^Bo")
    await ann.tap({"en": r"^\+ Inspector$", "zh": r"^\+ 验收员$"}[language])
    await bo.sees(say["roles"])
    await menu_has(desk, BO, "inspect")
    await bo.say("/people")
    await bo.sees({"en": "You may not do that", "zh": "没有权限"}[language])


async def test_anybody_leaves_after_being_asked_but_not_the_last_admin(desk: Company, language: str) -> None:
    say, bo, olga = SAID[language], desk.phone(BO), desk.phone(OLGA)
    await bo.say("/leave")
    await bo.sees(say["leave"])
    await bo.tap(say["stay"])
    await bo.say("/leave")
    await bo.tap(say["leave yes"])
    await bo.sees(say["left"])
    await desk.phone(ANN).sees(say["left notice"])
    await olga.say("/leave")
    pressed = await olga.tap(say["leave yes"])
    assert re.search(say["last"], pressed["alert"] if isinstance(pressed["alert"], str) else str(pressed))


async def test_who_asks_for_access_is_granted_a_company_s_role(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    await sam.start()
    await sam.sees(say["stranger"])
    await sam.tap(say["ask"])
    await ann.sees("Sam")
    await ann.tap(say["supplier"])
    await ann.sees(say["which"])
    await ann.say("S-01")
    await ann.tap("^S-01 ")
    await sam.sees(say["granted"])
    await ann.sees(f"Sam.*{say['granted']}")


async def test_what_a_stranger_wants_stands_on_the_managers_card(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    await sam.say("I am Sam")
    await sam.sees(say["stranger"])
    await sam.tap(say["ask"])
    await sam.sees(say["asked"])
    card = await ann.sees("Sam")
    assert "I am Sam" not in words_of(card)
    await sam.say("Sam, night shift at <b>door 4</b> & 5")
    thanks = await sam.sees(say["explained"])
    told = await ann.sees("“Sam, night shift at <b>door 4</b> & 5”")
    assert told["message_id"] == card["message_id"], "the card that is there changes"
    await sam.say("Hello?")
    await sam.sees(say["stranger"], after=thanks["message_id"])
    await ann.tap(say["clerk"])
    await sam.sees(say["clerk in"], after=thanks["message_id"])


async def test_who_left_asks_and_the_managers_see_who_it_was(desk: Company, language: str) -> None:
    say, bo, ann = SAID[language], desk.phone(BO), desk.phone(ANN)
    await bo.say("/leave")
    await bo.tap(say["leave yes"])
    left = await bo.sees(say["left"])
    await bo.say("/mine")
    await bo.sees(refused_words(language), after=left["message_id"])
    await bo.tap(say["ask"])
    await bo.say("Back from the army")
    await ann.sees(f"{say['was here']}")
    await ann.sees("Back from the army")
    await ann.tap(say["supplier"])
    await ann.say("S-01")
    await ann.tap("^S-01 ")
    await bo.sees(say["granted"])
    back = desk.desk.database.read_now(lambda uow: acting(uow, BO.telegram_id))
    assert (back.roles, back.company) == (frozenset({Role.SUPPLIER}), "S-01")


async def test_who_was_declined_is_told_and_asks_again_a_day_later(desk: Company, language: str) -> None:
    say, ann, sam = SAID[language], desk.phone(ANN), desk.phone(STRANGER)
    await sam.start()
    stranger = await sam.sees(say["stranger"])
    _, ask = await sam.button(say["ask"])
    await sam.press(stranger["message_id"], ask)
    await ann.sees("Sam")
    await ann.tap({"en": "^Decline$", "zh": "^拒绝$"}[language])
    await sam.sees({"en": "Access was not granted", "zh": "未获批准"}[language])
    again = await sam.press(stranger["message_id"], ask)
    assert re.search({"en": "ask again in 24 hours", "zh": "24 小时后"}[language], again["alert"])
    assert desk.desk.database.read_now(lambda uow: uow.people.by_telegram(STRANGER.telegram_id)) is None


async def test_an_invitation_that_ran_out_says_so(tmp_path: Path, language: str) -> None:
    say, living, later = SAID[language], living_clock(), [timedelta(0)]
    languages = {member.telegram_id: language for member in EVERYBODY}
    async with a_company("sqlite", tmp_path, clock=lambda: living() + later[0], languages=languages) as desk:
        payload = await invite_clerk(desk.phone(ANN), say)
        later[0] = timedelta(days=7)
        await desk.phone(STRANGER).start(payload)
        await desk.phone(STRANGER).sees(say["expired"])
        assert desk.desk.database.read_now(lambda uow: uow.people.by_telegram(STRANGER.telegram_id)) is None

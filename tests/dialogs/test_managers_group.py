"""The managers' group: cards, presses and replies there, who may, the upgrade in mid-approval, the loss."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.core.domain.group import CardsTo, Group
from bot.core.usecases.decide_approval import approve_return
from tests.support.builders import act
from tests.support.cast import ANN, BO, CHEN, OLGA, STRANGER, WEI, Member
from tests.support.customers import a_waiting_return, inspect_all_good
from tests.support.phones import Phone, labels_of
from tests.support.running_desk import Company, a_company
from tests.support.ways import file_return, inspect

TITLE = "Managers"
MEMBERS = (OLGA, ANN, WEI, BO, STRANGER)
RR, RO = "RR-2026-00001", "RO-2026-00001"
SAID = {
    "en": {
        "hello": "say /here", "settled": "“Managers” is the managers' group now. Cards to decide go here",
        "approve": "^✓ Approve$", "by": "Approved by {}", "ask": "Ask$", "reply": "Reply to this card",
        "not yours": "This button isn't for you", "your own": "You may not do that here",
        "both button": "^Both$", "both": "go here and to each manager", "each button": "^To each$",
        "each": "Cards to decide go to each manager", "only admins": "You may not do that here",
        "only there": "Add me to your managers' group", "private": "private bot of one company",
        "lost": "I am no longer in the group “Managers”", "first": "Ann",
        "as yourself": "please reply as yourself",
        "review": "review", "reviewed": "(Agreed|Reviewed) by Wei",
    },
    "zh": {
        "hello": "发送 /here", "settled": "“Managers”现在是主管群。.*本群",
        "approve": "^✓ 同意$", "by": "{} 已同意", "ask": "询问$", "reply": "请直接回复这张卡片",
        "not yours": "这个按钮只供指定的人使用", "your own": "没有权限",
        "both button": "^都发$", "both": "本群和每位主管", "each button": "^每位主管$",
        "each": "现在是主管群。.*每位主管", "only admins": "没有权限",
        "only there": "请把我加进主管群", "private": "一家公司的内部机器人",
        "lost": "我已不在群“Managers”里",
        "review": "审核", "reviewed": "Wei 已审核", "first": "Ann", "as yourself": "请用自己的身份回复",
    },
}  # fmt: skip


async def post(company: Company, path: str, body: object) -> dict[str, Any]:
    async with company.http.post(f"{company.sandbox.url}/api{path}", json=body) as answer:
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


@dataclass(frozen=True, slots=True)
class Scene:
    """Managers and the stranger speak one language; Bo, who files, English."""

    company: Company
    language: str

    def says(self, what: str) -> str:
        return SAID[self.language][what]

    def of(self, member: Member, chat: int, topic: int = 0) -> Phone:
        return self.company.phone(member).in_group(chat, topic)

    async def a_group(self, title: str = TITLE, **more: bool) -> int:
        """Olga makes it and adds the bot."""
        members = [member.telegram_id for member in MEMBERS]
        return int((await post(self.company, "/groups", {"title": title, "members": members, **more}))["id"])

    async def settled(self, chat: int, topic: int = 0) -> Phone:
        """Olga has said /here; gives her view of the group."""
        olga = self.of(OLGA, chat, topic)
        await olga.sees(self.says("hello"))
        await olga.say("/here")
        await olga.sees(self.says("settled").replace(TITLE, ".*"))
        return olga

    def the_group(self) -> Group | None:
        return self.company.desk.database.read_now(lambda uow: uow.groups.managers())

    def decided(self, by: str, number: str = RR) -> str:
        return f"{number}.*{self.says('by').format(by)}"


@pytest.fixture(params=[("sqlite", "en"), ("postgresql", "zh")])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    engine, language = request.param
    speak = {member.telegram_id: language for member in (OLGA, ANN, WEI, STRANGER)}
    async with a_company(engine, tmp_path, languages=speak) as running:
        yield Scene(running, language)


async def silent(phone: Phone, words: str) -> bool:
    return all(words not in str(message) for message in await phone.messages())


async def test_cards_go_to_the_group_and_are_decided_there_by_button(scene: Scene, dent: bytes) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    number = await file_return(scene.company.phone(BO), dent)
    await olga.sees(f"{number}.*Café Lumière")
    assert await silent(scene.company.phone(ANN), number)
    message_id, data = await olga.button(scene.says("approve"))
    await scene.of(ANN, chat).press(message_id, data)
    card = await olga.sees(scene.decided("Ann", number))
    assert labels_of(card) == []
    late = await scene.of(WEI, chat).press(message_id, data)
    assert re.search(scene.says("first"), late["alert"] or ""), late


async def test_a_reply_in_the_group_decides_whatever_language_it_is_in(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    request_id = a_waiting_return(scene.company)
    card = await olga.sees(f"{RR}.*Café Lumière")
    await scene.of(WEI, chat).say("同意，让快递赔", reply_to=card["message_id"])
    await olga.sees(f"{scene.decided('Wei')}.*让快递赔")
    inspect_all_good(scene.company, request_id)
    card = await olga.sees(f"{RO} · {scene.says('review')}")
    await scene.of(WEI, chat).say("ok", reply_to=card["message_id"])
    changed = await olga.sees(f"{RO}.*{scene.says('reviewed')}")
    assert changed["message_id"] == card["message_id"]


async def test_each_press_in_the_group_is_judged_by_who_presses(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    a_waiting_return(scene.company)
    await olga.sees(RR)
    message_id, data = await olga.button(scene.says("approve"))
    stranger = await scene.of(STRANGER, chat).press(message_id, data)
    assert scene.says("not yours") in stranger["alert"]
    assert (await scene.of(BO, chat).press(message_id, data))["alert"] == "You may not do that here."
    status = scene.company.desk.database.read_now(lambda uow: uow.requests.get(1).status.value)
    assert status == "submitted"


async def test_words_are_asked_for_as_a_reply(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    a_waiting_return(scene.company)
    card = await olga.sees(RR)
    await scene.of(WEI, chat).say("同意")  # to whoever talks there, not to the card
    seen = await scene.of(ANN, chat).tap(scene.says("ask"))
    assert scene.says("reply") in seen["alert"]
    await scene.of(ANN, chat).say("Which carrier was it?", reply_to=card["message_id"])
    await scene.company.phone(BO).sees("Which carrier was it")


async def test_who_answers_in_the_name_of_the_group_is_asked_to_do_so_as_themselves(scene: Scene) -> None:
    """The local Telegram knows no anonymous administrators, so the update is written out."""
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    a_waiting_return(scene.company)
    card = await olga.sees(RR)
    here = {"id": chat, "type": "group", "title": TITLE}
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    replied = {"message_id": card["message_id"], "date": 1, "chat": here, "text": "x"}
    message = {"message_id": 9001, "date": 2, "chat": here, "from": nobody, "sender_chat": here, "text": "ok"}
    application = scene.company.desk.application
    update = Update.de_json(
        {"update_id": 900_000_001, "message": {**message, "reply_to_message": replied}}, application.bot
    )
    await application.update_queue.put(update)
    await olga.sees(scene.says("as yourself"))
    status = scene.company.desk.database.read_now(lambda uow: uow.requests.get(1).status.value)
    assert status == "submitted"


async def test_cards_go_to_the_group_and_to_each_manager(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    await olga.tap(scene.says("both button"))
    await olga.sees(scene.says("both"))
    a_waiting_return(scene.company)
    await olga.sees(f"{RR}.*Café Lumière")
    await scene.company.phone(ANN).sees(RR)
    await scene.company.phone(ANN).tap(scene.says("approve"))
    await olga.sees(scene.decided("Ann"))
    await scene.company.phone(WEI).sees(scene.decided("Ann"))


async def test_cards_go_to_each_manager_and_not_to_the_group(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    await olga.tap(scene.says("each button"))
    await olga.sees(scene.says("each"))
    group = scene.the_group()
    assert group is not None
    assert group.cards_to is CardsTo.EACH
    a_waiting_return(scene.company)
    for manager in (ANN, WEI, OLGA):
        await scene.company.phone(manager).sees(RR)
    await scene.company.phone(WEI).tap(scene.says("approve"))
    await scene.company.phone(ANN).sees(scene.decided("Wei"))
    assert await silent(olga, RR)


async def test_only_an_admin_says_here_and_nobody_in_private(scene: Scene) -> None:
    chat = await scene.a_group()
    await scene.of(OLGA, chat).sees(scene.says("hello"))
    await scene.of(ANN, chat).say("/here")
    await scene.of(OLGA, chat).sees(scene.says("only admins"))
    assert scene.the_group() is None
    await scene.company.phone(OLGA).say("/here")
    await scene.company.phone(OLGA).sees(scene.says("only there"))


async def test_an_upgrade_in_mid_approval_is_followed(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    a_waiting_return(scene.company)
    await olga.sees(RR)
    new = int((await post(scene.company, f"/groups/{chat}/upgrade", {}))["id"])
    there = scene.of(OLGA, new)
    await there.sees(f"{RR}.*Café Lumière")
    group = scene.the_group()
    assert group is not None
    assert group.chat_id == new
    await scene.of(ANN, new).tap(scene.says("approve"))
    await there.sees(scene.decided("Ann"))
    told = scene.company.desk.database.read_now(lambda uow: uow.outbox.of_records([RR]))
    assert chat not in {notice.chat_id for notice in told}


async def test_what_waits_is_shown_in_another_group_and_the_old_one_sees_what_came_of_it(
    scene: Scene,
) -> None:
    old = await scene.a_group()
    before = await scene.settled(old)
    a_waiting_return(scene.company)
    card = await before.sees(RR)
    new = await scene.a_group("Shift leads")
    now = await scene.settled(new)
    await now.sees(f"{RR}.*Café Lumière")
    await scene.of(ANN, new).tap(scene.says("approve"))
    await now.sees(scene.decided("Ann"))
    changed = await before.sees(scene.decided("Ann"))
    assert (changed["message_id"], labels_of(changed)) == (card["message_id"], [])
    a_waiting_return(scene.company)
    await now.sees("RR-2026-00002")
    assert await silent(before, "RR-2026-00002")


async def test_the_topic_where_here_was_said_is_kept_and_answered_in(scene: Scene) -> None:
    chat = await scene.a_group(forum=True)
    topic = int((await post(scene.company, f"/groups/{chat}/topics", {"name": "Returns"}))["id"])
    await scene.settled(chat, topic)
    a_waiting_return(scene.company)
    card = await scene.of(OLGA, chat).sees(f"{RR}.*Café Lumière")
    assert card["message_thread_id"] == topic
    await scene.of(WEI, chat, topic).say("ok", reply_to=card["message_id"])
    await scene.of(OLGA, chat).sees(scene.decided("Wei"))


async def test_taken_out_of_the_group_the_bot_shows_each_manager_what_waits(scene: Scene) -> None:
    chat = await scene.a_group()
    olga = await scene.settled(chat)
    request_id = a_waiting_return(scene.company)
    await olga.sees(RR)
    await post(scene.company, f"/groups/{chat}/remove", {"members": [scene.company.desk.application.bot.id]})
    await scene.company.phone(ANN).sees(RR)
    await scene.company.phone(WEI).sees(RR)
    await scene.company.phone(OLGA).sees(scene.says("lost"))
    act(scene.company.desk.database, ANN, approve_return, request_id)
    await scene.company.phone(WEI).sees(scene.decided("Ann"))


async def test_a_group_of_strangers_is_left(scene: Scene) -> None:
    body = {"title": "Elsewhere", "members": [STRANGER.telegram_id]}
    chat = int((await post(scene.company, "/groups", body))["id"])
    await scene.of(STRANGER, chat).sees(scene.says("private"))


@pytest.fixture
async def swapped(tmp_path: Path) -> AsyncIterator[Scene]:
    languages = {OLGA.telegram_id: "zh", CHEN.telegram_id: "zh"}
    async with a_company("sqlite", tmp_path, languages=languages) as running:
        yield Scene(running, "zh")


async def test_the_group_speaks_the_language_of_who_settled_it(swapped: Scene, dent: bytes) -> None:
    chat = await swapped.a_group()
    olga = await swapped.settled(chat)
    number = await file_return(swapped.company.phone(BO), dent)
    await olga.sees(f"{number}.*物流损坏")
    await swapped.of(ANN, chat).tap("同意")
    await olga.sees(f"{number}.*Ann 已同意")
    order = await inspect(swapped.company.phone(CHEN), number, dent)
    await olga.sees(f"{order} · 审核")
    await swapped.of(WEI, chat).tap("同意")
    await olga.sees(f"{order}.*已审核")

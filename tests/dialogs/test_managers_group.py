"""The managers' group: cards, presses and replies there, who may, the upgrade in mid-approval, the loss."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.domain.group import Group
from tests.support.cast import ANN, BO, CHEN, OLGA, STRANGER, WEI, Member
from tests.support.phones import Phone, labels_of
from tests.support.running_desk import Company, a_company
from tests.support.ways import file_return, inspect

TITLE = "Managers"
MEMBERS = (OLGA, ANN, WEI, BO, STRANGER)


async def post(company: Company, path: str, body: object) -> dict[str, Any]:
    async with company.http.post(f"{company.sandbox.url}/api{path}", json=body) as answer:
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


async def a_group(company: Company, **more: bool) -> int:
    """Olga makes it and adds the bot."""
    members = [member.telegram_id for member in MEMBERS]
    return int((await post(company, "/groups", {"title": TITLE, "members": members, **more}))["id"])


async def settled(company: Company, chat: int, topic: int = 0) -> Phone:
    """Olga has said /here; gives her view of the group."""
    olga = company.phone(OLGA).in_group(chat, topic)
    await olga.sees("/here")
    await olga.say("/here")
    await olga.sees("“Managers” is the managers' group now. Cards to decide go here")
    return olga


def of(company: Company, member: Member, chat: int) -> Phone:
    return company.phone(member).in_group(chat)


def the_group(company: Company) -> Group | None:
    return company.desk.database.read_now(lambda uow: uow.groups.managers())


async def silent(phone: Phone, words: str) -> bool:
    return all(words not in str(message) for message in await phone.messages())


async def test_cards_go_to_the_group_and_are_decided_there_by_button(company: Company, dent: bytes) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    number = await file_return(company.phone(BO), dent)
    await olga.sees(f"{number}.*Café Lumière")
    assert await silent(company.phone(ANN), number)
    await of(company, ANN, chat).tap("Approve")
    card = await olga.sees(f"{number}.*Approved by Ann")
    assert labels_of(card) == []


async def test_a_reply_in_the_group_decides_also_in_chinese(company: Company, dent: bytes) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    number = await file_return(company.phone(BO), dent)
    card = await olga.sees(f"{number}.*Café Lumière")
    await of(company, WEI, chat).say("同意，让快递赔", reply_to=card["message_id"])
    await olga.sees(f"{number}.*Approved by Wei.*让快递赔")


async def test_each_press_in_the_group_is_judged_by_who_presses(company: Company, dent: bytes) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    number = await file_return(company.phone(BO), dent)
    await olga.sees(number)
    message_id, data = await olga.button("Approve")
    stranger = await of(company, STRANGER, chat).press(message_id, data)
    assert stranger["alert"] == "This button isn't for you."
    assert (await of(company, BO, chat).press(message_id, data))["alert"]
    assert company.desk.database.read_now(lambda uow: uow.requests.get(1).status.value) == "submitted"


async def test_words_are_asked_for_as_a_reply(company: Company, dent: bytes) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    number = await file_return(company.phone(BO), dent)
    card = await olga.sees(number)
    seen = await of(company, ANN, chat).tap("Ask")
    assert "Reply to this card" in seen["alert"]
    await of(company, ANN, chat).say("Which carrier was it?", reply_to=card["message_id"])
    await company.phone(BO).sees("Which carrier was it")


async def test_the_group_takes_cards_beside_each_manager_or_not_at_all(company: Company, dent: bytes) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    await olga.tap("Both")
    await olga.sees("go here and to each manager")
    number = await file_return(company.phone(BO), dent, quantity="6")
    await olga.sees(number)
    await company.phone(ANN).sees(number)
    await company.phone(ANN).tap("Approve")
    await olga.sees(f"{number}.*Approved by Ann")


async def test_only_an_admin_says_here_and_nobody_in_private(company: Company) -> None:
    chat = await a_group(company)
    await of(company, OLGA, chat).sees("/here")
    await of(company, ANN, chat).say("/here")
    await of(company, OLGA, chat).sees("You may not do that here")
    assert the_group(company) is None
    await company.phone(OLGA).say("/here")
    await company.phone(OLGA).sees("Add me to your managers' group")


async def test_an_upgrade_in_mid_approval_is_followed(company: Company, dent: bytes) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    number = await file_return(company.phone(BO), dent)
    await olga.sees(number)
    new = int((await post(company, f"/groups/{chat}/upgrade", {}))["id"])
    there = company.phone(OLGA).in_group(new)
    await there.sees(f"{number}.*Café Lumière")
    group = the_group(company)
    assert group is not None
    assert group.chat_id == new
    await of(company, ANN, new).tap("Approve")
    await there.sees(f"{number}.*Approved by Ann")
    told = company.desk.database.read_now(lambda uow: uow.outbox.of_records([number]))
    assert chat not in {notice.chat_id for notice in told}


async def test_the_topic_where_here_was_said_is_kept(company: Company, dent: bytes) -> None:
    chat = await a_group(company, forum=True)
    topic = int((await post(company, f"/groups/{chat}/topics", {"name": "Returns"}))["id"])
    await settled(company, chat, topic)
    number = await file_return(company.phone(BO), dent)
    card = await of(company, OLGA, chat).sees(f"{number}.*Café Lumière")
    assert card["message_thread_id"] == topic


async def test_taken_out_of_the_group_the_bot_shows_each_manager_what_waits(
    company: Company, dent: bytes
) -> None:
    chat = await a_group(company)
    olga = await settled(company, chat)
    number = await file_return(company.phone(BO), dent)
    await olga.sees(number)
    await post(company, f"/groups/{chat}/remove", {"members": [company.desk.application.bot.id]})
    await company.phone(ANN).sees(number)
    await company.phone(WEI).sees(number)
    await company.phone(OLGA).sees("I am no longer in the group “Managers”")
    await company.phone(ANN).tap("Approve")
    await company.phone(WEI).sees(f"{number}.*Ann 已同意|{number}.*Approved by Ann")


async def test_a_group_of_strangers_is_left(company: Company) -> None:
    body = {"title": "Elsewhere", "members": [STRANGER.telegram_id]}
    chat = int((await post(company, "/groups", body))["id"])
    await company.phone(STRANGER).in_group(chat).sees("private bot of one company")


@pytest.fixture
async def swapped(tmp_path: Path) -> AsyncIterator[Company]:
    languages = {OLGA.telegram_id: "zh", CHEN.telegram_id: "zh"}
    async with a_company("sqlite", tmp_path, languages=languages) as running:
        yield running


async def test_the_group_speaks_the_language_of_who_settled_it(swapped: Company, dent: bytes) -> None:
    chat = await a_group(swapped)
    olga = of(swapped, OLGA, chat)
    await olga.sees("发送 /here")
    await olga.say("/here")
    await olga.sees("“Managers”现在是主管群")
    number = await file_return(swapped.phone(BO), dent)
    await olga.sees(f"{number}.*物流损坏")
    await of(swapped, ANN, chat).tap("同意")
    await olga.sees(f"{number}.*Ann 已同意")
    order = await inspect(swapped.phone(CHEN), number, dent)
    await olga.sees(f"{order} · 审核")
    await of(swapped, WEI, chat).tap("同意")
    await olga.sees(f"{order}.*已审核")

"""A customer opens their return with a link, follows it, asks, answers, and rates the handling."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.core.usecases.decide_approval import approve_return
from tests.dialogs.test_joining import payload_of
from tests.support.builders import act
from tests.support.cast import ANN, BO, CARL, NORA, STRANGER, WEI
from tests.support.customers import a_waiting_return, inspect_and_post
from tests.support.phones import labels_of, words_of
from tests.support.running_desk import Company, a_company

RR = "RR-2026-00001"
SAID = {
    "en": {
        "link": "^Customer link$",
        "slip": "^Return slip$",
        "slip for": "RR-2026-00001: return slip for Café Lumière",
        "waits": "being decided",
        "for": "RR-2026-00001: link for Café Lumière",
        "in": "You are in as customer · Café Lumière",
        "deciding": "Your return .* · being decided",
        "approved": "· approved.*We expect the goods",
        "done": "· finished.*22728: 6 of 6 arrived.*£22.50",
        "rate": "How did we do",
        "ask": "^Ask a question$",
        "ask?": "what would you like to know",
        "passed": "Passed on",
        "got": "RR-2026-00001 · Café Lumière.*Question: “Do I need the box\\?”",
        "already": "answered this already",
        "desk answered": "Answered: “No, any box.”",
        "ask customer": "^Ask the customer$",
        "ask them": "They see your words, not your name",
        "asks": "Question: “Which corner\\?”",
        "they said": "Answer: “The left one.”",
        "gave": "★★★★☆",
        "gave five": "★★★★★",
        "gave with words": "You gave ★★★★★: “Quick\\.” \\(for a week",
        "not content": "is not happy with how it went",
        "content again": "changed the rating",
        "why": "^Say why$",
        "why?": "what went well",
        "thanks": "Thank you",
        "rating": "Customer's rating: ★★★★★ “Quick.”|Customer's rating: ★★★★★.*Quick",
        "list": "Returns of your company",
        "note": "^Credit note CN-2026-00001, £22.50",
        "no note": "I don't know {}",
        "private": "private",
        "empty": "No returns of your company",
        "unknown": "RR-2026-00001",
    },
    "zh": {
        "link": "^客户链接$",
        "slip": "^退货凭条$",
        "slip for": "RR-2026-00001：Café Lumière 的退货凭条",
        "waits": "审批中",
        "for": "RR-2026-00001：Café Lumière 的客户链接",
        "in": "角色：客户 · Café Lumière",
        "deciding": "您的退货 .* · 审批中",
        "approved": "· 已同意.*请寄回商品",
        "done": "· 已完成.*22728：6 件中到货 6 件.*£22.50",
        "rate": "您满意吗",
        "ask": "^我要提问$",
        "ask?": "想了解什么",
        "passed": "已转达|转",
        "got": "RR-2026-00001 · Café Lumière.*对方提问：“Do I need the box\\?”",
        "already": "已经有人回答了",
        "desk answered": "我方答复：“No, any box.”",
        "ask customer": "^询问客户$",
        "ask them": "对方只看到内容",
        "asks": "对方提问：“Which corner\\?”",
        "they said": "对方回答：“The left one.”",
        "gave": "★★★★☆",
        "gave five": "★★★★★",
        "gave with words": "您的评价：★★★★★：“Quick\\.”（一周内可以修改）",
        "not content": "客户对这次处理不满意",
        "content again": "客户已修改评价",
        "why": "^补充说明$",
        "why?": "哪里做得好",
        "thanks": "谢谢",
        "rating": "客户评价：★★★★★.*Quick",
        "list": "贵公司的退货",
        "note": "^贷项单 CN-2026-00001",
        "no note": "没有找到 {}",
        "private": "内部退货系统",
        "empty": "贵公司还没有退货",
        "unknown": "RR-2026-00001",
    },
}


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def desk(tmp_path: Path, language: str) -> AsyncIterator[Company]:
    languages = {member.telegram_id: language for member in (ANN, BO, WEI, STRANGER)}
    async with a_company("sqlite", tmp_path, languages=languages) as running:
        yield running


async def test_a_customer_follows_a_return_from_the_link_to_the_rating(desk: Company, language: str) -> None:
    say, bo, sam, database = SAID[language], desk.phone(BO), desk.phone(STRANGER), desk.desk.database
    request_id = a_waiting_return(desk)
    await bo.say(f"/status {RR}")
    await bo.sees(RR)
    await bo.tap(say["link"])
    await sam.start(payload_of(await bo.sees(say["for"])))
    await sam.sees(say["in"])
    card = await sam.sees(say["deciding"])
    shown = words_of(card)
    assert "cup stains" not in shown, "notes of staff are for staff"
    assert "Bo" not in shown
    act(database, ANN, approve_return, request_id)
    approved = await sam.sees(say["approved"])
    assert approved["message_id"] > card["message_id"], "a decision comes as a new message"
    inspect_and_post(desk, request_id)
    done = await sam.sees(say["done"])
    assert "CN-2026-00001" in words_of(done)
    assert "Chen" not in words_of(done)
    assert "Wei" not in words_of(done)
    await sam.sees(say["rate"])
    await sam.tap("^4 ★$")
    await sam.sees(say["gave"])
    await sam.tap("^5 ★$")
    await sam.sees(say["gave five"])
    await sam.tap(say["why"])
    await sam.sees(say["why?"])
    remark = await sam.say("Quick.")
    await sam.sees(say["thanks"], after=remark["message_id"])
    await bo.say(f"/status {RR}")
    await bo.sees(say["rating"])
    [rating] = database.read_now(lambda uow: uow.voices.ratings_of(request_id))
    assert (rating.stars, rating.remark) == (5, "Quick.")
    await sam.say("/mine")
    await sam.tap(RR)
    asked_for = await sam.sees(say["gave with words"], after=remark["message_id"])
    await sam.tap("^3 ★$")  # this card is no notice, and follows all the same
    await sam.sees("★★★☆☆", after=asked_for["message_id"] - 1)


def payload_on(paper: bytes) -> str:
    """Of the link below the code."""
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    found = re.search(r"start=(i-[\w-]{32})", words)
    assert found, words
    return found.group(1)


async def test_a_slip_lets_a_stranger_follow_that_return_and_no_other(desk: Company, language: str) -> None:
    say, bo, sam = SAID[language], desk.phone(BO), desk.phone(STRANGER)
    a_waiting_return(desk)
    a_waiting_return(desk)
    await bo.say(f"/status {RR}")
    await bo.tap(say["slip"])
    slip = await bo.sees(say["slip for"])
    assert slip["document"]["file_name"] == f"{RR}.pdf"
    assert "t.me" not in words_of(slip), "the secret is on the paper only"
    await sam.start(payload_on(await bo.open_file(slip)))
    await sam.sees(say["in"])
    await sam.sees(say["deciding"])
    await sam.say("/mine")
    assert labels_of(await sam.sees(say["list"])) == [f"{RR} · {say['waits']}"]
    await sam.say("/status RR-2026-00002")
    await sam.sees(say["no note"].format("RR-2026-00002"))


async def test_a_question_is_answered_once_and_neither_side_learns_the_others_account(
    desk: Company, language: str
) -> None:
    say, ann, wei = SAID[language], desk.phone(ANN), desk.phone(WEI)
    a_waiting_return(desk)
    carl = await desk.join(CARL, language)
    await carl.say("/mine")
    await carl.sees(say["list"])
    await carl.tap(RR)
    await carl.sees(say["deciding"])
    await carl.tap(say["ask"])
    await carl.sees(say["ask?"])
    await carl.say("Do I need the box?")
    await carl.sees(say["passed"])
    card = await ann.sees(say["got"])
    assert "Carl" not in words_of(card)
    await wei.sees(say["got"])
    await ann.say("No, any box.", reply_to=card["message_id"])
    heard = await carl.sees(
        say["desk answered"].replace("Answered", "Answer").replace("我方答复", "对方回答")
    )
    assert "Ann" not in words_of(heard)
    changed = await wei.sees(say["desk answered"])
    await wei.say("Yes!", reply_to=changed["message_id"])
    await wei.sees(say["already"])


async def test_the_desk_asks_and_the_customer_answers_by_reply(desk: Company, language: str) -> None:
    say, ann = SAID[language], desk.phone(ANN)
    a_waiting_return(desk)
    carl = await desk.join(CARL, language)
    await ann.say(f"/status {RR}")
    await ann.tap(say["ask customer"])
    await ann.sees(say["ask them"])
    await ann.say("Which corner?")
    asked = await carl.sees(say["asks"])
    await carl.say("The left one.", reply_to=asked["message_id"])
    await ann.sees(say["they said"])


async def test_few_stars_reach_the_managers_at_once_and_they_ask_why(desk: Company, language: str) -> None:
    say, ann, wei = SAID[language], desk.phone(ANN), desk.phone(WEI)
    carl = await desk.join(CARL, language)
    request_id = a_waiting_return(desk)
    act(desk.desk.database, ANN, approve_return, request_id)
    inspect_and_post(desk, request_id)
    await carl.sees(say["rate"])
    await carl.tap("^2 ★$")
    card = await ann.sees(f"{RR}.*{say['not content']}.*★★☆☆☆")
    await wei.sees(f"{RR}.*{say['not content']}.*★★☆☆☆")
    assert "Carl" not in words_of(card)
    await ann.tap(say["ask customer"])
    await ann.sees(say["ask them"])
    await ann.say("Which corner?")
    await carl.sees(say["asks"])
    await carl.tap("^5 ★$")
    await ann.sees(f"{RR}.*{say['content again']}.*★★★★★")


async def test_another_customer_sees_nothing_of_it(desk: Company, language: str) -> None:
    say = SAID[language]
    a_waiting_return(desk)
    nora = await desk.join(NORA, language)
    await nora.say("/mine")
    await nora.sees(say["empty"])
    await nora.say(f"/status {RR}")
    refused = await nora.sees(say["unknown"])
    assert "22728" not in words_of(refused)
    assert labels_of(refused) == []


async def test_the_code_on_a_credit_note_opens_it_for_its_customer_only(desk: Company, language: str) -> None:
    say = SAID[language]
    carl, nora = await desk.join(CARL, language), await desk.join(NORA, language)
    request_id = a_waiting_return(desk)
    act(desk.desk.database, ANN, approve_return, request_id)
    inspect_and_post(desk, request_id)
    await carl.sees(say["done"])
    await carl.start("CN-2026-00001")
    shown = await carl.sees(say["note"])
    assert shown["document"]["file_name"] == "CN-2026-00001.pdf"
    for number in ("CN-2026-00001", "CN-2026-00777"):
        await nora.start(number)
        refused = await nora.sees(say["no note"].format(number))
        assert labels_of(refused) == []
    sam = desk.phone(STRANGER)
    await sam.start("CN-2026-00001")
    await sam.sees(say["private"])


async def test_a_walk_in_has_no_customer_link(desk: Company, language: str) -> None:
    bo = desk.phone(BO)
    a_waiting_return(desk, customer=None, quantity=2)
    await bo.say(f"/status {RR}")
    shown = await bo.sees(RR)
    assert not any(SAID[language]["link"].strip("^$") in label for label in labels_of(shown))

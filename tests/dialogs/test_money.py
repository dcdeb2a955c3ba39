"""Credit notes, the check of goods and money, and the journal, as managers use them, in both languages."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.app import paper_archive, photo_store
from bot.core.domain.policy import Fee
from bot.core.domain.return_request import Photo
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.credit_charge import credit_charge
from bot.documents.pictures import check_picture
from storage.photos import PhotoStore
from tests.support import builders
from tests.support.builders import (
    CAFE,
    POSTAGE,
    a_policy,
    act,
    an_approved_return,
    gbp,
    inspect_all,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, STAFF_MEMBERS, STRANGER, WEI
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_picture
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "one open": "1 credit note to pay out, £20.25", "head": "CN-2026-00001 · Café Lumière · £20.25",
        "fee": "restocking fee £2.25 kept", "open": "Not paid out yet", "paid out": "^✓ Paid out$",
        "how": "CN-2026-00001 over £20.25: how was it paid out", "transfer": "^Bank transfer$",
        "settled": "✓ Paid out, says Ann, .*: ", "way": "Bank transfer", "none open": "No credit note waits",
        "all": "^All notes$", "settled list": "1 credit note paid out, £20.25", "part settled": "^Paid out$",
        "late": "CN-2026-00001 was paid out already", "cancel": "^Cancel note$",
        "why": "why is it cancelled", "counter": "Cancels CN-2026-00002: “charged twice”",
        "cancelled": "✗ Cancelled by CN-2026-00003: “charged twice”",
        "agree": "✓ Goods and money agree.*1 credit note, £20.25 · 0 debit notes",
        "disagree": "disagree in 1 place.*RO-2026-00001: posted without a credit note; 20.25 GBP",
        "which": "which days", "other days": "^Other days$", "type": "Type the first and the last day",
        "not a day": "“yesterday” is not a day",
        "backwards": "A journal goes from a day to the same or a later",
        "period": "Journal 1 .* – 28", "send": "Send the files",
        "empty": "no credit or debit note was issued",
        "done": "1 document, 3 rows, £22.50 on either side",
        "review": "credit £20.25 .restocking fee £2.25 kept",
        "posted": "Credit note CN-2026-00001, £20.25, restocking fee £2.25 kept",
        "returned": "Goods returned", "title": "Credit note", "paper fee": "Restocking fee",
    },
    "zh": {
        "one open": "待付款的贷项单 1 张，共 £20.25", "head": "CN-2026-00001 · Café Lumière · £20.25",
        "fee": "已扣退货手续费 £2.25", "open": "尚未付款", "paid out": "^✓ 已付款$",
        "how": "CN-2026-00001，£20.25：如何付款", "transfer": "^银行转账$",
        "settled": "✓ Ann 于 .* 登记付款：", "way": "银行转账", "none open": "没有待付款的贷项单",
        "all": "^全部贷项单$", "settled list": "已付款的贷项单 1 张，共 £20.25", "part settled": "^已付款$",
        "late": "CN-2026-00001 已付款", "cancel": "^冲销$",
        "why": "为何冲销", "counter": "冲销 CN-2026-00002：“charged twice”",
        "cancelled": "✗ 已由 CN-2026-00003 冲销：“charged twice”",
        "agree": "✓ 货款相符.*贷项单 1 张，£20.25 · 借项单 0 张，暂无",
        "disagree": "货款有 1 处不符.*RO-2026-00001：已入库但没有贷项单，应贷记 20.25 GBP",
        "which": "选择期间", "other days": "^其他日期$", "type": "请输入起止日期",
        "not a day": "“yesterday”不是日期", "backwards": "起始日不能晚于结束日",
        "period": "记账凭证 .*1日 – .*28日", "send": "发送文件", "empty": "没有贷项单或借项单",
        "done": "单据 1 张，分录 3 行，借贷各 £22.50", "review": "贷记 £20.25（已扣退货手续费 £2.25）",
        "posted": "贷项单 CN-2026-00001，£20.25，已扣退货手续费 £2.25",
        "returned": "销售退回", "title": "贷项单", "paper fee": "退货手续费",
    },
}  # fmt: skip


@dataclass
class Played:
    """Ann at her desk, and what her phone says in the language she has."""

    company: Company
    ann: Phone
    said: dict[str, str]

    async def sees(self, key: str) -> dict[str, Any]:
        return await self.ann.sees(self.said[key])

    async def tap(self, key: str) -> dict[str, Any]:
        return await self.ann.tap(self.said[key])


@pytest.fixture(params=["en", "zh"])
async def played(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Played]:
    """Ten percent are kept of what was damaged in transit."""
    language = str(request.param)
    languages = {member.telegram_id: language for member in STAFF_MEMBERS}
    async with a_company("sqlite", tmp_path, languages=languages) as company:
        database, store = company.desk.database, photo_store(company.settings)
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
        policy = replace(a_policy(2), fees={"TRANSIT_DAMAGE": Fee(percent=Decimal(10))})
        database.write_now(lambda uow: uow.policies.add(policy))
        if language == "zh":
            cafe = database.read_now(lambda uow: uow.companies.customer(CAFE))
            database.write_now(lambda uow: uow.companies.save_customers([replace(cafe, language="zh")]))
        yield Played(company, company.phone(ANN), SAID[language])


def stored_photo(store: PhotoStore, name: str) -> Photo:
    """A picture of that name, in the store as if it had been sent."""
    picture = check_picture(a_picture(zlib.crc32(name.encode()) % 1000), sent_as_file=False)
    store.put(picture.content, picture.thumbnail)
    return Photo(picture.sha256, picture.width, picture.height, len(picture.content), picture.looks)


def reviewed_return(company: Company) -> int:
    """Six clocks, inspected and agreed to; gives the id of the return order."""
    database = company.desk.database
    order = inspect_all(database, an_approved_return(database))
    review(database, order.id)
    return order.id


def posted_return(company: Company) -> None:
    restock(company.desk.database, reviewed_return(company))


async def test_review_posting_and_paper_say_what_is_kept_and_credited(played: Played) -> None:
    order_id = reviewed_return(played.company)
    await played.sees("review")
    restock(played.company.desk.database, order_id)
    await played.ann.say("/status RO-2026-00001")
    await played.sees("posted")
    await played.ann.tap("^📄 CN-2026-00001$")
    paper = await played.ann.sees("^CN-2026-00001$")
    assert paper["document"]["file_name"] == "CN-2026-00001.pdf"
    note = played.company.desk.database.read_now(lambda uow: uow.credit_notes.get("1"))
    pdf = paper_archive(played.company.settings).read(note.paper)
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    for words in (
        played.said["title"],
        played.said["paper fee"],
        "22.50",
        "−2.25",
        "GBP 20.25",
        "RO-2026-00001",
    ):
        assert words in said


async def test_a_manager_pays_a_note_out_once(played: Played) -> None:
    posted_return(played.company)
    await played.ann.say("/notes")
    await played.sees("one open")
    await played.ann.tap("^CN-2026-00001 ")
    card = await played.sees("head")
    assert played.said["fee"] in words_of(card)
    assert played.said["open"] in words_of(card)
    message_id, paid_out = await played.ann.button(played.said["paid out"])
    await played.tap("paid out")
    await played.sees("how")
    await played.tap("transfer")
    settled = await played.sees("settled")
    assert words_of(settled).endswith(played.said["way"])
    assert labels_of(settled) == ["📄 CN-2026-00001", played.said["all"].strip("^$")]
    assert played.said["late"] in (await played.ann.press(message_id, paid_out))["alert"]
    await played.tap("all")
    await played.sees("none open")
    await played.tap("part settled")
    await played.sees("settled list")


async def test_a_reference_may_be_typed_and_a_link_opens_the_note(played: Played) -> None:
    posted_return(played.company)
    await played.ann.start("CN-2026-00001")
    await played.sees("head")
    await played.tap("paid out")
    await played.sees("how")
    await played.ann.say("SEPA 4711 <b>")
    settled = await played.sees("settled")
    assert words_of(settled).endswith("SEPA 4711 <b>")


async def test_money_without_goods_is_cancelled_by_itself_and_goods_by_undoing(played: Played) -> None:
    posted_return(played.company)
    database = played.company.desk.database
    act(database, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), "A-1")
    await played.ann.say("/notes 1")
    assert played.said["cancel"].strip("^$") not in labels_of(await played.sees("head"))
    await played.ann.say("/notes 2")
    await played.ann.sees("CN-2026-00002")
    await played.tap("cancel")
    await played.sees("why")
    await played.ann.say("charged twice")
    await played.sees("counter")
    await played.ann.say("/notes 2")
    await played.sees("cancelled")


async def test_goods_and_money_agree_until_somebody_meddles(played: Played) -> None:
    posted_return(played.company)
    await played.ann.say("/money")
    await played.sees("agree")
    database = played.company.desk.database
    database.write_now(lambda uow: cancel_credit_note(uow, uow.people.get(1), "CN-2026-00001", "meddled"))
    await played.company.phone(WEI).say("/money")
    await played.sees("disagree")


async def test_the_journal_comes_as_a_workbook_and_as_csv(played: Played) -> None:
    posted_return(played.company)
    await played.ann.say("/journal")
    await played.sees("which")
    await played.ann.tap("^(March 2026|2026年3月)$")
    await played.sees("done")
    files = [m for m in await played.ann.messages() if "document" in m]
    names = [m["document"]["file_name"] for m in files if "journal" in m["document"]["file_name"]]
    while len(names) < 2:
        files = [m for m in await played.ann.messages() if "document" in m]
        names = [m["document"]["file_name"] for m in files if "journal" in m["document"]["file_name"]]
    assert names == ["journal_2026-03-01_2026-03-31.xlsx", "journal_2026-03-01_2026-03-31.csv"]


async def test_the_journal_of_other_days_is_asked_for_in_words(played: Played) -> None:
    posted_return(played.company)
    await played.ann.say("/journal")
    await played.tap("other days")
    await played.sees("type")
    await played.ann.say("yesterday")
    await played.sees("not a day")
    await played.ann.say("2026-02-28 2026-02-01")
    await played.sees("backwards")
    await played.ann.say("2026-02-01 – 2026-02-28")
    await played.sees("period")
    await played.tap("send")
    await played.sees("empty")


async def test_nobody_but_managers_sees_money(played: Played) -> None:
    posted_return(played.company)
    await played.ann.say("/notes 1")
    card = await played.sees("head")
    _, ask = await played.ann.button(played.said["paid out"])
    _, listed = await played.ann.button(played.said["all"])
    for member in (BO, CHEN):
        phone = played.company.phone(member)
        before = len(await phone.messages())
        for command in ("/notes", "/money", "/journal"):
            await phone.say(command)
        for data in (ask, listed, "jr:0:20260301.20260331"):
            assert (await phone.press(1, data))["alert"]
        said = " ".join(words_of(m) for m in (await phone.messages())[before:])
        assert "CN-2026-00001 · " not in said
        assert played.said["one open"] not in said
    sam = played.company.phone(STRANGER)
    assert (await sam.press(1, listed))["alert"]
    assert words_of(card)
    note = played.company.desk.database.read_now(lambda uow: uow.credit_notes.get("1"))
    assert note.status.value == "open"

"""Taking back, two for scrap, goods in work: as people play it, in both languages."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import log_key, paper_archive, photo_store
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import Photo
from bot.core.domain.stock import Location, LocationKind, make_movement
from bot.documents.pictures import check_picture
from storage.doctor import check
from storage.photos import PhotoStore
from tests.support import builders
from tests.support.builders import (
    CLOCK,
    a_finished_return,
    an_approved_return,
    an_order_in_work,
    inspect_all,
    limit_scrap,
    pieces,
    restock,
    review,
    take_step,
)
from tests.support.cast import ANN, CHEN, STAFF_MEMBERS, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.phones import Message, Phone, labels_of, words_of
from tests.support.pictures import a_picture
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "undo": "Undo ▸", "void": "Void ▸", "why undone": "why is the posting undone", "ledger": "^Ledger$",
        "undone": "is undone: stock, credit note", "undone line": "Posting undone by Ann",
        "why void": "why is it void", "voided": "is void. Its goods are inspected again",
        "void line": "Void: taken back by Ann", "yours": "inspect again", "go on": "^Go on$",
        "already undone": "Ann already undid this at", "agree": "^✓ Agree$",
        "one more": "one more manager must",
        "already agreed": "already agreed at", "agreed": "Agreed by", "in work": "in work or in quarantine",
        "what": "What becomes of it", "shelf": "^Back on the shelf$", "scrap": "^Scrap$",
        "repair": "^To repair$", "seconds": "^Sell as seconds$", "vendor": "^Back to the vendor$",
        "how many": "How many", "right": "Right\\?", "do it": "^Do it$", "other place": "^Other place",
        "note": "Note: new hands", "done": "Done by Chen", "asks": "asks to scrap", "leave": "^Leave it$",
        "left": "Left where it was by Wei", "step agreed": "agreed by Wei", "too many": "only 3 are left",
        "why step": "why is it undone", "step undone": "Undone by Ann", "all": "^all 2$",
        "held": "A-03 holds only",
    },
    "zh": {
        "undo": "撤销 ▸", "void": "作废 ▸", "why undone": "为什么撤销入库", "ledger": "^库存流水$",
        "undone": "已撤销：库存、贷项单", "undone line": "Ann 已撤销入库",
        "why void": "为什么作废", "voided": "已作废。货品将重新验收", "void line": "已作废：Ann",
        "yours": "由你重新验收", "go on": "^继续$", "already undone": "Ann 已于 .* 撤销入库",
        "agree": "^✓ 同意$", "one more": "还需另一位主管同意", "already agreed": "已于 .* 同意",
        "agreed": "已审核", "in work": "项在修或隔离", "what": "如何处理", "shelf": "^良品上架$",
        "scrap": "^报废$", "repair": "^送维修$", "seconds": "^折价销售$", "vendor": "^退供应商$",
        "how many": "多少",
        "right": "对吗", "do it": "^执行$", "other place": "其他库位", "note": "备注：new hands",
        "done": "Chen 已完成", "asks": "申请报废", "leave": "^不处理$", "left": "Wei 决定不处理",
        "step agreed": "Wei 已同意", "too many": "仅剩 3", "why step": "为什么撤销",
        "step undone": "Ann 已撤销", "all": "^全部 2$", "held": "A-03 只有",
    },
}  # fmt: skip


def stored_photo(store: PhotoStore, name: str) -> Photo:
    """A picture of that name, in the store as if it had been sent."""
    picture = check_picture(a_picture(zlib.crc32(name.encode()) % 1000), sent_as_file=False)
    store.put(picture.content, picture.thumbnail)
    return Photo(picture.sha256, picture.width, picture.height, len(picture.content), picture.looks)


class Player:
    """A phone, and what it says in its own language."""

    def __init__(self, company: Company, member: Member, language: str) -> None:
        self.phone: Phone = company.phone(member)
        self._said = SAID[language]

    async def sees(self, key: str, *, about: str = "") -> dict[str, object]:
        return await self.phone.sees(f"{about}.*{self._said[key]}" if about else self._said[key])

    async def tap(self, key: str) -> dict[str, object]:
        return await self.phone.tap(self._said[key])


@pytest.fixture(
    params=[("sqlite", False), ("sqlite", True), ("postgresql", False)],
    ids=["as they are", "swapped", "postgresql"],
)
async def played(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Company, dict[str, Player]]]:
    engine, swapped = request.param
    languages = {m.telegram_id: m.language for m in STAFF_MEMBERS}
    if swapped:
        languages = {who: "en" if language == "zh" else "zh" for who, language in languages.items()}
    async with a_company(engine, tmp_path, languages=languages) as company:
        store = photo_store(company.settings)
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
        people = {m.name: Player(company, m, languages[m.telegram_id]) for m in (ANN, CHEN, WEI)}
        yield company, people
        key, photos = log_key(company.settings), photo_store(company.settings)
        assert check(company.desk.database, photos, key, paper_archive(company.settings)) == []


Played = tuple[Company, dict[str, Player]]


async def test_a_manager_undoes_a_posting_and_the_inspector_has_the_goods_again(played: Played) -> None:
    company, who = played
    order = a_finished_return(company.desk.database).order
    ann, wei, chen = who["Ann"], who["Wei"], who["Chen"]
    message, data = await ann.phone.button(ann._said["undo"])
    late, late_data = await wei.phone.button(wei._said["undo"])
    await ann.phone.press(message, data)
    await ann.sees("why undone", about=order.number)
    await ann.phone.say("two of them are cracked")
    await ann.sees("undone", about=order.number)
    await wei.sees("undone line", about=order.number)
    seen = await wei.phone.press(late, late_data)
    assert "Ann" in str(seen["alert"] or "") + str(seen["toast"] or "")
    again = await chen.sees("yours", about=order.number)
    assert "two of them are cracked" in words_of(again)
    assert len(labels_of(again)) == 1
    await chen.tap("go on")
    await chen.phone.sees(CLOCK)
    made = inspect_all(company.desk.database, order.request_id, counted=5)
    assert made.number == "RO-2026-00002"


async def test_goods_that_were_sold_meanwhile_keep_the_posting(played: Played) -> None:
    company, who = played
    order = a_finished_return(company.desk.database).order
    gone = make_movement(
        CLOCK, pieces(103), Location(LocationKind.SELLABLE, "A-03"), Location(LocationKind.CUSTOMER),
        cause="sale:1", record="S-1", at=MORNING, by=0,
    )  # fmt: skip
    company.desk.database.write_now(lambda uow: uow.stock.post([gone]))
    ann = who["Ann"]
    await ann.phone.sees(order.number)
    await ann.tap("undo")
    await ann.sees("why undone", about=order.number)
    await ann.phone.say("wrong shelf")
    await ann.sees("held")


async def test_an_order_is_voided_before_it_is_posted(played: Played) -> None:
    company, who = played
    order = inspect_all(company.desk.database, an_approved_return(company.desk.database))
    review(company.desk.database, order.id)
    ann, wei, chen = who["Ann"], who["Wei"], who["Chen"]
    await ann.tap("void")
    await ann.sees("why void", about=order.number)
    await ann.phone.say("another customer's box")
    await ann.sees("voided", about=order.number)
    await wei.sees("void line", about=order.number)
    await chen.sees("yours", about=order.number)
    await ann.phone.say(f"/status {order.number}")
    shown = await ann.sees("void line", about=order.number)
    assert "another customer's box" in words_of(shown)


def _scrap(company: Company) -> ReturnOrder:
    limit_scrap(company.desk.database)
    desk = company.desk.database
    return inspect_all(desk, an_approved_return(desk), split={Disposition.SCRAP: 6})


async def test_two_managers_agree_to_scrap(played: Played) -> None:
    company, who = played
    order = _scrap(company)
    ann, wei = who["Ann"], who["Wei"]
    await wei.phone.sees(order.number)
    await wei.tap("agree")
    await wei.sees("one more", about=order.number)
    again = await wei.tap("agree")
    assert "Wei" in str(again["alert"])
    await ann.sees("one more", about=order.number)
    await ann.tap("agree")
    await wei.sees("agreed", about=order.number)
    assert restock(company.desk.database, order.id).order.credit_note == "CN-2026-00001"


async def test_repaired_goods_go_back_on_the_shelf_and_are_undone(played: Played) -> None:
    company, who = played
    an_order_in_work(company.desk.database)
    chen, ann = who["Chen"], who["Ann"]
    await chen.phone.say("/wip")
    await chen.sees("in work")
    await chen.phone.tap("22728 · 4")
    await chen.sees("what")
    await chen.tap("shelf")
    await chen.sees("how many")
    await chen.phone.tap("^3$")
    await chen.sees("right")
    await chen.phone.say("new hands")
    await chen.sees("note")
    await chen.tap("other place")
    await chen.phone.tap("^B-01$")
    await chen.phone.sees("3 → B-01")
    await chen.tap("do it")
    done = await chen.sees("done", about="LS-2026-00001")
    assert labels_of(done) == []
    await ann.phone.say("/status LS-2026-00001")
    await ann.sees("done", about="LS-2026-00001")
    await ann.tap("undo")
    await ann.sees("why step")
    await ann.phone.say("still broken")
    await ann.sees("step undone", about="LS-2026-00001")
    await chen.sees("step undone", about="LS-2026-00001")


async def test_more_than_is_left_is_refused_with_what_there_is(played: Played) -> None:
    company, who = played
    an_order_in_work(company.desk.database, repair=3, quarantine=0)
    chen = who["Chen"]
    await chen.phone.say("/wip")
    await chen.phone.tap("22728 · 3")
    await chen.tap("seconds")
    await chen.sees("how many")
    await chen.phone.say("4")
    await chen.sees("too many")


async def test_scrap_above_the_limit_asks_a_second_person(played: Played) -> None:
    company, who = played
    limit_scrap(company.desk.database)
    an_order_in_work(company.desk.database)
    chen, wei = who["Chen"], who["Wei"]
    for number, tapped, told in (("00001", "leave", "left"), ("00002", "agree", "step agreed")):
        await chen.phone.say("/wip")
        await chen.phone.tap("22728 · 2 ")
        await chen.tap("scrap")
        await chen.tap("all")
        await chen.tap("do it")
        asked = await chen.sees("asks", about=f"LS-2026-{number}")
        assert labels_of(asked) in (["Leave it"], ["不处理"])  # nobody agrees to what they asked for
        pressed = await chen.phone.button("^Leave it$|^不处理$")
        await wei.sees("asks", about=f"LS-2026-{number}")
        await wei.tap(tapped)
        await chen.sees(told, about=f"LS-2026-{number}")
        await chen.phone.press(*pressed)  # an answer, no notice: it follows when pressed
        await chen.phone.sees_what(_is_closed(pressed[0]), "the card of the one who asked is closed")


def _is_closed(card: int) -> Callable[[Message], bool]:
    return lambda message: message["message_id"] == card and not labels_of(message)


async def test_goods_from_quarantine_go_to_the_vendor_and_open_a_claim(played: Played) -> None:
    company, who = played
    an_order_in_work(company.desk.database)
    chen, ann = who["Chen"], who["Ann"]
    await chen.phone.say("/wip")
    await chen.phone.tap("22728 · 2 ")
    await chen.tap("vendor")
    await chen.tap("all")
    await chen.tap("do it")
    await chen.sees("done", about="LS-2026-00001")
    await ann.phone.sees("SC-2026-00001")


async def test_goods_from_quarantine_are_repaired_and_put_on_the_shelf(played: Played) -> None:
    company, who = played
    an_order_in_work(company.desk.database)
    chen, ann = who["Chen"], who["Ann"]
    await chen.phone.say("/wip")
    await chen.phone.tap("22728 · 4 ")
    offered = await chen.sees("what")
    assert not [label for label in labels_of(offered) if re.search(chen._said["repair"], label)]
    await chen.phone.say("/wip")
    await chen.phone.tap("22728 · 2 ")
    await chen.tap("repair")
    await chen.tap("all")
    await chen.tap("do it")
    await chen.sees("done", about="LS-2026-00001")
    await chen.phone.say("/wip")
    await chen.phone.tap("22728 · 6 ")
    await chen.tap("shelf")
    await chen.phone.tap("^6$|6$")
    await chen.tap("do it")
    await chen.sees("done", about="LS-2026-00002")
    await ann.phone.say("/status LS-2026-00001")
    await ann.sees("done", about="LS-2026-00001")
    seen = await ann.phone.tap(ann._said["undo"])
    assert "LS-2026-00002" in str(seen["alert"])


async def test_the_code_on_the_paper_opens_the_record_for_who_may_see_it(played: Played) -> None:
    company, who = played
    order = a_finished_return(company.desk.database).order
    await who["Ann"].phone.start(order.number)
    shown = await who["Ann"].phone.sees(f"RR-2026-00001.*{order.number}")
    assert any("📄" in label for label in labels_of(shown))
    sam = company.phone(STRANGER)
    await sam.start(order.number)
    await sam.sees("private returns desk")
    assert not [m for m in await sam.messages() if order.number in words_of(m) and m["from"]["is_bot"]]
    an_order_in_work(company.desk.database)
    take_step(company.desk.database, 2, Disposition.RESTOCK, 1)
    await who["Chen"].phone.start("LS-2026-00001")
    await who["Chen"].sees("done", about="LS-2026-00001")

"""What really arrives: in parts, wrong, without papers, and given to somebody else; in both languages."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import log_key, paper_archive, photo_store
from bot.core.domain.catalogue import Product
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_request import Photo
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import cancel_return
from bot.core.usecases.draft_return import (
    add_item,
    choose_customer,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.submit_return import submit_return
from bot.documents.pictures import check_picture
from storage.doctor import check
from storage.photos import PhotoStore
from tests.support import builders
from tests.support.builders import (
    BAG,
    act,
    an_approved_return,
    an_order_line,
    approve,
    dismiss,
    gbp,
    pieces,
    record_line,
)
from tests.support.cast import ANN, BO, CHEN, OLGA, STAFF_MEMBERS, WEI, Member
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_barcode, a_picture
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "count": "Expected {}", "count later": "parcel 2.*Expected {}",
        "something else": "^Something else is here",
        "what else": "what else is here", "nobody asked": "Nobody asked for this one back",
        "nothing else": "^Nothing else is here", "grade": "What is it like", "standard": "Standard: Runs",
        "as it should": "^✓ As it should", "not": "^✗ Not", "question": "Is it as it should be",
        "number": "Type the number", "free": "Type what you see", "skip": "^Skip$",
        "failed": "✗ Does it run",
        "parts": "^Parts are missing", "which parts": "Which parts are missing",
        "parts are": "parts missing: {}",
        "photos": "Photos of these|photos? ✓", "done": "^Done$", "A": "^A as new", "B": "^B opened",
        "C": "^C damaged",
        "split": "left {}\\b", "all restock": "restock$", "+vendor": "^\\+ vendor$",
        "-vendor": "^− 1 vendor",
        "+5 vendor": "^\\+ 5 vendor", "rest vendor": "^rest → vendor", "+customer": "^\\+ customer",
        "rest customer": "^rest → customer", "typed": "number you type goes to: {}", "vendor": "vendor",
        "summary": "all lines done", "finish": "^Finish$", "short": "{} short",
        "found": "nobody asked for it",
        "rest": "{} of {} have not come", "more": "^More to come$", "all": "^That is all$",
        "made more": "The rest is still expected", "made": "RO-\\d{4}-\\d{5} made", "review": "review",
        "queue": "^{} · parcel 2: {} of {}", "still": "{} of {} still expected",
        "close": "^Nothing more is coming", "why close": "why does the rest not come",
        "closed": "The rest is not waited for \\(Ann\\).*{}", "after all": "^The rest comes after all",
        "hand on": "^Hand on what Chen has", "who": "Who goes on", "Chen has": "Chen has it now",
        "handed": "handed over", "taken": "is with Olga now", "yours": "is yours now", "go on": "^Go on$",
        "to queue": "^Back to the queue", "back in queue": "is back in the queue",
        "another": "another\\? Chen has one",
        "label": "A parcel nobody expects: a photo", "who may know": "Who may know it",
        "tracking": "Tracking: {}",
        "ask tracking": "Tracking number\\?", "nobodys": "Nobody has claimed it",
        "parcels": "unexpected parcels? ▸",
        "list": "parcels? nobody expected:", "belongs": "^It belongs to a return",
        "which return": "which return does it belong to",
        "now": "belongs to {} now", "inspect now": "^Inspect it now", "first": "Chen was first",
        "whose": "^Whose is it",
        "matched": "✓ Belongs to {} \\(Chen\\)", "new return": "^A new return for it",
        "step 1": "step 1 of 5", "step 2": "step 2 of 5",
        "give up": "^Give up$", "what becomes": "what becomes of it", "given up": "Given up by Ann.*{}",
        "is given up": "is given up", "back to list": "^Back to the list", "cancelled": "is cancelled",
        "no open": "Nothing open for",
        "parcel button": "^Register a parcel",
        "yes": "^✓ Agree$", "asked": "{} too many", "stopped": "What you recorded is kept",
    },
    "zh": {
        "count": "应到 {}", "count later": "第 2 包.*应到 {}", "something else": "^还有别的商品",
        "what else": "还有什么", "nobody asked": "退货申请里没有这件商品",
        "nothing else": "^其余都没有", "grade": "成色如何", "standard": "走时正常",
        "as it should": "^✓ 合格$", "not": "^✗", "question": "是否合格",
        "number": "请输入数值", "free": "请描述", "skip": "^跳过$", "failed": "✗ 不合格：走时吗",
        "parts": "^有缺件", "which parts": "缺了哪些配件", "parts are": "缺件：{}",
        "photos": "请拍照|张照片 ✓", "done": "^完成$", "A": "^A ", "B": "^B ", "C": "^C ",
        "split": "剩余 {}\\b", "all restock": "全部入库$", "+vendor": "^\\+ 退供应商$",
        "-vendor": "^− 1 件 退供应商",
        "+5 vendor": "^\\+ 5 件 退供应商", "rest vendor": "^余下 → 退供应商",
        "+customer": "^\\+ 退客户|^\\+ 退回客户",
        "rest customer": "^余下 → 退", "typed": "直接输入数字则计入：{}", "vendor": "退供应商",
        "summary": "全部验收完毕", "finish": "^完成验收$", "short": "少 {} 件", "found": "未申请退回",
        "rest": "共 {1} 件，还有 {0} 件未到", "more": "^还会再到$", "all": "^就这些了$",
        "made more": "其余商品仍在等待到货", "made": "RO-\\d{4}-\\d{5} 已生成", "review": "审核",
        "queue": "^{} · 第 2 包，还差 {}/{}", "still": "共 {1} 件，还差 {0} 件",
        "close": "^其余不会再到", "why close": "其余商品为什么不会再到",
        "closed": "不再等待其余商品（Ann）.*{}", "after all": "^其余还会到货",
        "hand on": "^转交 Chen 的验收", "who": "由谁|谁来", "Chen has": "目前由 Chen 验收",
        "handed": "转交", "taken": "已由主管转交给 Olga", "yours": "已转交给你", "go on": "^继续$",
        "to queue": "^放回队列", "back in queue": "已由主管放回队列",
        "another": "Chen 已有一包",
        "label": "意外包裹：请拍", "who may know": "谁可能知道", "tracking": "运单号：{}",
        "ask tracking": "运单号是多少", "nobodys": "无人认领。", "parcels": "个意外包裹 ▸",
        "list": "个意外包裹：", "belongs": "^属于某个退货", "which return": "属于哪个退货",
        "now": "现已归入 {}", "inspect now": "^现在验收", "first": "Chen 已先处理", "whose": "^这是谁的",
        "matched": "✓ 属于 {}（Chen）", "new return": "^为它新建退货", "step 1": "第 1 步",
        "step 2": "第 2 步",
        "give up": "^放弃$", "what becomes": "如何处理，为什么", "given up": "Ann 已放弃.*{}",
        "is given up": "已放弃", "back to list": "^放回列表", "cancelled": "已取消", "no open": "没有与",
        "parcel button": "^登记意外包裹",
        "yes": "^✓ 同意$", "asked": "多 {} 件", "stopped": "已记录的内容",
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
        self.language, self._said = language, SAID[language]

    async def sees(self, key: str, *facts: object, about: str = "") -> str:
        pattern = self._said[key].format(*facts) if facts else self._said[key]
        return words_of(await self.phone.sees(f"{about}.*{pattern}" if about else pattern))

    async def tap(self, key: str, *facts: object) -> str:
        """What the press was answered with."""
        pattern = self._said[key].format(*facts) if facts else self._said[key]
        seen = await self.phone.tap(pattern)
        return str(seen.get("alert") or seen.get("toast") or "")

    async def answers(self, *, runs: bool = True) -> None:
        """Every question of the checklist, until the grade is asked."""
        asked = "|".join(self._said[key] for key in ("grade", "question", "number", "free"))
        for _ in range(8):
            message = await self.phone.sees(asked)
            words = words_of(message)
            if self._said["grade"] in words:
                return
            if self._said["question"] in words:
                await self.tap("as it should" if runs else "not")
            elif self._said["number"] in words:
                await self.phone.say("12")
            else:
                await self.tap("skip")
            await self.phone.moves_on(message)


Played = tuple[Company, dict[str, Player]]


@pytest.fixture(params=["as they are", "swapped"])
async def played(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Played]:
    """Chen in Chinese and Ann in English, or the other way round; at the end the doctor finds nothing."""
    languages = {m.telegram_id: m.language for m in STAFF_MEMBERS}
    if request.param == "swapped":
        languages = {who: "en" if language == "zh" else "zh" for who, language in languages.items()}
    async with a_company("sqlite", tmp_path, languages=languages) as company:
        store = photo_store(company.settings)
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
        people = {m.name: Player(company, m, languages[m.telegram_id]) for m in (ANN, BO, CHEN, WEI, OLGA)}
        yield company, people
        key, photos = log_key(company.settings), photo_store(company.settings)
        assert check(company.desk.database, photos, key, paper_archive(company.settings)) == []


def status(company: Company, request_id: int) -> ReturnStatus:
    return company.desk.database.read_now(lambda uow: uow.requests.get(request_id).status)


# ── a delivery in parts ──
async def test_eighteen_clocks_come_in_two_parcels(played: Played) -> None:
    company, people = played
    chen, ann = people["Chen"], people["Ann"]
    request_id = an_approved_return(company.desk.database, quantity=18)
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.sees("count", 18)
    await chen.phone.say("6")
    await chen.answers()
    await chen.tap("A")
    await chen.tap("all restock")
    await chen.sees("short", 12)
    await chen.tap("finish")
    await chen.sees("rest", 12, 18)
    await chen.tap("more")
    await chen.sees("made more")
    card = await ann.sees("review", about="RO-2026-00001")
    assert "6" in card
    await ann.sees("still", 12, 18)
    assert status(company, request_id) is ReturnStatus.APPROVED
    await chen.phone.say("/inspect")
    await chen.tap("queue", "RR-2026-00001", 12, 18)
    await chen.sees("count later", 12)
    await chen.phone.say("12")
    await chen.answers()
    await chen.tap("A")
    await chen.tap("all restock")
    await chen.tap("finish")
    await chen.sees("made", about="")
    await ann.sees("review", about="RO-2026-00002")
    assert status(company, request_id) is ReturnStatus.INSPECTED


async def test_that_is_all_ends_the_waiting(played: Played) -> None:
    company, people = played
    chen = people["Chen"]
    request_id = an_approved_return(company.desk.database, quantity=3, product=BAG)
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.phone.say("2")
    await chen.tap("B")
    await chen.tap("all restock")
    await chen.tap("finish")
    await chen.sees("rest", 1, 3)
    await chen.tap("all")
    await chen.sees("made")
    assert status(company, request_id) is ReturnStatus.INSPECTED


async def test_a_manager_closes_the_rest_later_and_it_comes_after_all(played: Played) -> None:
    company, people = played
    chen, ann = people["Chen"], people["Ann"]
    desk = company.desk.database
    request_id = an_approved_return(desk, quantity=18)
    inspection = act(desk, CHEN, claim_inspection, request_id)
    record_line(desk, inspection.id, 1, counted=6, split={Disposition.RESTOCK: 6})
    act(desk, CHEN, finish_inspection, inspection.id, more_to_come=True)
    await ann.phone.say("/status RR-2026-00001")
    await ann.sees("still", 12, 18)
    await ann.tap("close")
    await ann.sees("why close")
    await ann.phone.say("the shop kept them")
    await ann.phone.say("/status RR-2026-00001")
    await ann.sees("closed", "the shop kept them")
    assert status(company, request_id) is ReturnStatus.INSPECTED
    await ann.tap("after all")
    await chen.phone.say("/inspect")
    await chen.tap("queue", "RR-2026-00001", 12, 18)
    await chen.sees("count later", 12)


async def test_a_second_inspector_takes_another_parcel_of_the_same_return(played: Played) -> None:
    company, people = played
    chen, olga = people["Chen"], people["Olga"]
    request_id = an_approved_return(company.desk.database, quantity=18)
    await olga.phone.say("/inspect")
    message_id, stale = await olga.phone.button("RR-2026-00001")
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.sees("count", 18)
    late = await olga.phone.press(message_id, stale)
    assert "Chen" in late["alert"]
    await olga.phone.say("/inspect")
    await olga.tap("another")
    await olga.sees("count later", 18)
    assert status(company, request_id) is ReturnStatus.INSPECTING


# ── surprises ──
async def test_wrong_goods_missing_parts_and_a_failed_check_are_facts(played: Played) -> None:
    company, people = played
    chen, ann = people["Chen"], people["Ann"]
    an_approved_return(company.desk.database, quantity=7)
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.sees("standard")
    await chen.phone.say("7")
    await chen.answers(runs=False)
    await chen.sees("failed")
    await chen.sees("standard", about="22728")
    await chen.tap("parts")
    await chen.sees("which parts")
    await chen.phone.say("the winding key")
    await chen.sees("parts are", "the winding key")
    await chen.phone.send_photos(a_picture(4))
    await chen.sees("photos")
    await chen.tap("done")
    await chen.tap("C")
    await split_seven(chen)
    await chen.sees("summary")
    await chen.tap("something else")
    await chen.sees("what else")
    await chen.phone.send_photos(a_barcode(BAG))
    await chen.sees("nobody asked")
    await chen.phone.tap("^2$")
    await chen.tap("B")
    await chen.tap("+customer")
    await chen.tap("rest customer")
    await chen.sees("photos")
    await chen.phone.send_photos(a_picture(5))
    await chen.tap("done")
    summary = await chen.sees("found")
    assert "22326" in summary
    await chen.tap("finish")
    await chen.sees("made")
    await ann.sees("found", about="RO-2026-00001.*22326")
    await ann.sees("parts are", "the winding key")
    await ann.sees("failed")


async def split_seven(chen: Player) -> None:
    """By buttons and by a number: 3 back on the shelf, 4 to the vendor; the remainder is always there."""
    await chen.sees("split", 7)
    await chen.tap("+vendor")
    await chen.sees("split", 6)
    await chen.sees("typed", SAID[chen.language]["vendor"])
    await chen.tap("+5 vendor")
    await chen.sees("split", 1)
    await chen.tap("-vendor")
    await chen.sees("split", 2)
    await chen.tap("-vendor")
    await chen.sees("split", 3)
    await chen.tap("all restock")


async def test_a_number_splits_and_too_much_is_refused(played: Played) -> None:
    company, people = played
    chen = people["Chen"]
    an_approved_return(company.desk.database, quantity=3, product=BAG)
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.phone.say("3")
    await chen.tap("B")
    await chen.sees("split", 3)
    await chen.phone.say("4")
    await chen.phone.sees("⚠.*22326")
    await chen.phone.say("2")
    await chen.sees("split", 1)
    await chen.phone.say("1")
    await chen.sees("summary")


# ── who had it is not there ──
async def test_a_manager_gives_on_what_chen_has(played: Played) -> None:
    company, people = played
    chen, ann, olga = people["Chen"], people["Ann"], people["Olga"]
    an_approved_return(company.desk.database, quantity=18)
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.sees("count", 18)
    await ann.phone.say("/status RR-2026-00001")
    await ann.tap("hand on")
    await ann.sees("Chen has")
    await ann.phone.tap("^Olga$")
    await ann.sees("handed")
    await chen.sees("taken")
    await olga.sees("yours")
    await olga.tap("go on")
    await olga.sees("count", 18)
    await chen.phone.say("6")
    await chen.phone.sees("Olga")


async def test_what_a_removed_inspector_had_goes_back_to_the_queue(played: Played) -> None:
    company, people = played
    ann, olga = people["Ann"], people["Olga"]
    desk = company.desk.database
    request_id = an_approved_return(desk, quantity=18)
    act(desk, CHEN, claim_inspection, request_id)
    dismiss(desk, CHEN)
    await ann.phone.say("/status RR-2026-00001")
    await ann.tap("hand on")
    await ann.tap("to queue")
    assert status(company, request_id) is ReturnStatus.APPROVED
    await olga.phone.say("/inspect")
    await olga.phone.tap("RR-2026-00001")
    await olga.sees("count", 18)


# ── parcels nobody expected ──
async def test_a_parcel_nobody_expected_finds_its_return(played: Played) -> None:
    company, people = played
    chen, ann = people["Chen"], people["Ann"]
    request_id = an_approved_return(company.desk.database, quantity=18)
    await chen.phone.say("/parcel")
    await chen.sees("label")
    await chen.phone.send_photos(a_barcode("1Z999AA10123"))
    await chen.sees("tracking", "1Z999AA10123")
    await chen.sees("who may know")
    await chen.phone.say("blue tape, perhaps the café")
    await chen.sees("nobodys", about="UP-2026-00001")
    await ann.sees("nobodys", about="UP-2026-00001.*blue tape")
    await ann.tap("whose")
    await ann.tap("belongs")
    message_id, late = await ann.phone.button("RR-2026-00001")
    await chen.tap("belongs")
    await chen.sees("which return")
    await chen.phone.say("nobody at all")
    await chen.sees("no open")
    await chen.phone.say("lumi")
    await chen.phone.tap("RR-2026-00001")
    await chen.sees("now", "RR-2026-00001")
    assert SAID[ann.language]["first"] in (await ann.phone.press(message_id, late))["alert"]
    await ann.sees("matched", "RR-2026-00001")
    await chen.tap("inspect now")
    await chen.sees("count", 18)
    assert status(company, request_id) is ReturnStatus.INSPECTING


async def test_a_parcel_without_a_readable_label_is_listed_and_given_up(played: Played) -> None:
    company, people = played
    bo, ann = people["Bo"], people["Ann"]
    await bo.phone.say("/parcel")
    await bo.sees("label")
    await bo.phone.send_photos(a_picture(3), a_picture(4))
    await bo.sees("ask tracking", about="UP-2026-00001")
    await bo.phone.say("JD0001")
    await bo.sees("who may know", about="JD0001")
    await bo.tap("skip")
    labels = labels_of(await bo.phone.sees("JD0001"))
    assert not [label for label in labels if label in ("Give up", "放弃")]
    await ann.phone.say("/parcel")
    await ann.tap("parcels")
    await ann.sees("list")
    await ann.phone.tap("UP-2026-00001")
    await ann.tap("give up")
    await ann.sees("what becomes")
    await ann.phone.say("back to the carrier")
    await ann.sees("is given up")
    await ann.sees("given up", "back to the carrier")
    parcel = company.desk.database.read_now(lambda uow: uow.parcels.by_number("1"))
    assert (parcel.status.value, parcel.tracking, len(parcel.photos)) == ("given_up", "JD0001", 2)


async def test_the_parcel_of_a_cancelled_return_becomes_a_new_one(played: Played) -> None:
    company, people = played
    chen = people["Chen"]
    desk = company.desk.database
    request_id = an_approved_return(desk, quantity=2)
    act(desk, BO, cancel_return, request_id)
    await chen.phone.say("/inspect")
    await chen.phone.tap(SAID[chen.language]["parcel button"])
    await chen.phone.send_photos(a_picture(3))
    await chen.tap("skip")
    await chen.tap("skip")
    await chen.tap("belongs")
    await chen.phone.say("RR-2026-00001")
    refused = await chen.phone.tap("RR-2026-00001")
    assert SAID[chen.language]["cancelled"] in refused["alert"]
    await chen.phone.tap("◀")
    await chen.tap("new return")
    await chen.sees("step 1")
    await company.restart()
    await chen.phone.say("12583")
    await chen.sees("step 2")
    assert desk_draft(company) == ("12583", "matched")


def desk_draft(company: Company) -> tuple[str | None, str]:
    def work(uow: UnitOfWork) -> tuple[str | None, str]:
        parcel = uow.parcels.by_number("1")
        return uow.requests.get(parcel.request_id or 0).customer_code, parcel.status.value

    return company.desk.database.read_now(work)


# ── long returns ──
async def test_sixty_lines_stay_readable(played: Played) -> None:
    company, people = played
    chen, ann = people["Chen"], people["Ann"]
    desk = company.desk.database
    request_id = sixty_lines(company)
    approve(desk, request_id)
    inspection = act(desk, CHEN, claim_inspection, request_id)
    for line in inspection.lines[:58]:
        record_line(
            desk, inspection.id, line.line_no, counted=2, split={Disposition.RESTOCK: 1, Disposition.SCRAP: 1}
        )
    await chen.phone.say("/inspect")
    await chen.phone.tap("RR-2026-00001")
    await chen.tap("nothing else")
    await chen.sees("summary")
    await chen.phone.tap("▶")
    await chen.phone.sees("Product 7 ")
    await chen.tap("finish")
    await chen.sees("rest", 4, 120)
    await chen.tap("all")
    await chen.sees("made")
    await ann.sees("review", about="RO-2026-00001")
    await ann.phone.say("/status RR-2026-00001")
    await ann.phone.sees("RR-2026-00001.*RO-2026-00001")


def sixty_lines(company: Company) -> int:
    desk = company.desk.database
    products = [
        Product(f"P{n:03d}", f"Product {n} with a rather long name", f"商品 Product {n} ", price=gbp("2"))
        for n in range(1, 61)
    ]
    sold = [
        an_order_line(5, order_no="540000", line_no=n, product=p.code, price="2")
        for n, p in enumerate(products, 1)
    ]
    desk.write_now(lambda uow: uow.catalogue.save_products(products))
    desk.write_now(lambda uow: uow.orders.save_lines(sold))
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, "12583")
    for product in products:
        line = act(desk, BO, add_item, draft.id, product.code)
        act(desk, BO, set_quantity, draft.id, line.line_no, pieces(2))
        act(desk, BO, set_reason, draft.id, line.line_no, "DEMAND_CHANGE")
    act(desk, BO, submit_return, draft.id)
    return draft.id

"""/import: a manager sends a table, sees what it would do, takes it over; whatever else comes is answered."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Product
from bot.core.domain.errors import ProductUnknown
from bot.core.usecases.ports import UnitOfWork
from bot.documents.workbook import Column, Sheet, write_workbook
from storage.photos import KEPT_SECONDS
from tests.support.builders import ORDER, file_return, gbp
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.phones import Message, Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company

STAFF = (ANN, BO, CHEN, WEI, OLGA)
GOODS = (
    "code,name,中文名称,price,colour\n"
    "22728,Alarm clock Bakelike pink,粉色仿电木闹钟,3.75,\n"
    "NEW-1,=1+1 <b>Jug</b>,水壶,2.50,red\n"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on the screen, in one language."""

    language: str
    ask: str
    preview: str
    counts: str
    warning: str
    not_yet: str
    bring: str
    cancel: str
    cancelled: str
    done: str
    counted: str
    nothing_new: str
    wrong: str
    row: str
    rest: str
    problems_name: str
    problem_titles: list[str]
    picture: str
    no_table: str
    lacks: str
    empty: str
    no_rows: str
    bomb: str
    too_many: str
    people_refused: str
    people_done: str
    gone: str
    refused: str
    has_returns: str


ENGLISH = Said(
    language="en",
    ask="Send a table as a file: CSV or XLSX",
    preview="goods.csv holds:",
    counts="products: 1 new, 0 changed, 1 as they are",
    warning="Worth knowing \\(1\\):\n• line 1, colour: the desk has no use for this column",
    not_yet="Nothing has been changed yet.",
    bring="^Import$",
    cancel="^Cancel$",
    cancelled="Nothing was imported.",
    done="goods.csv is imported.",
    counted="products: 1 added, 0 changed, 1 were so already",
    nothing_new="everything in it is here already",
    wrong="bad.csv cannot be taken over. Problems: 7",
    row="• line 2, price: “abc” is not a number that can be used",
    rest="all of them are in the file below",
    problems_name="problems_bad.csv",
    problem_titles=["line", "column", "found", "what is wrong"],
    picture="That is a picture.",
    no_table="notes.pdf is not a table that can be read.",
    lacks="looks like order lines and lacks the column quantity",
    empty="goods.csv is empty.",
    no_rows="there is no row below the header",
    bomb="bomb.xlsx is too large.",
    too_many="many.csv has more than 20000 rows.",
    people_refused="You may not do that here",
    people_done="people.csv is imported.",
    gone="goods.csv is not kept any more. Please send it again.",
    refused="You may not do that here",
    has_returns="has returns: quantity and price must stay",
)
CHINESE = Said(
    language="zh",
    ask="请以文件形式发送表格：CSV 或 XLSX",
    preview="goods.csv 内容：",
    counts="商品：新增 1，更改 0，不变 1",
    warning="请留意（1）：\n• 第 1 行，colour：该列未被使用",
    not_yet="目前尚未作任何更改。",
    bring="^导入$",
    cancel="^取消$",
    cancelled="没有导入任何内容。",
    done="goods.csv 已导入。",
    counted="商品：已新增 1，已更改 0，原本一致 1",
    nothing_new="内容都已在库且一致",
    wrong="bad.csv 无法导入，问题共 7 处",
    row="• 第 2 行，price：“abc”不是可用的数字",
    rest="其余见下方文件",
    problems_name="问题_bad.csv",
    problem_titles=["行", "列", "内容", "问题"],
    picture="这是图片。",
    no_table="notes.pdf 不是可读取的表格。",
    lacks="像是订单明细表，但缺少列 quantity",
    empty="goods.csv 是空文件。",
    no_rows="表头下没有数据",
    bomb="bomb.xlsx 太大。",
    too_many="many.csv 超过 20000 行。",
    people_refused="当前角色没有权限进行此操作",
    people_done="people.csv 已导入。",
    gone="goods.csv 已不再保留，请重新发送。",
    refused="当前角色没有权限进行此操作",
    has_returns="已有退货，数量和单价不能改",
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


def product(company: Company, code: str) -> Product | None:
    def look(uow: UnitOfWork) -> Product | None:
        try:
            return uow.catalogue.product(code)
        except ProductUnknown:
            return None

    return company.desk.database.read_now(look)


def imports_logged(company: Company) -> int:
    return len(company.desk.database.read_now(lambda uow: uow.log.of_record("import/products")))


async def document_of(phone: Phone, name: str) -> Message:
    return await phone.sees_what(
        lambda m: m.get("document", {}).get("file_name") == name, f"waited for {name}"
    )


async def begin(ann: Phone, said: Said) -> None:
    await ann.say("/import")
    await ann.sees(said.ask)


async def test_a_table_is_shown_first_and_taken_over_by_a_tap_once(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await begin(ann, said)
    await ann.send_file("goods.csv", GOODS.encode("gb18030"))
    await ann.sees(f"{said.preview}.*{said.counts}.*{said.warning}.*{said.not_yet}")
    assert product(desk, "NEW-1") is None
    message_id, data = await ann.button(said.bring)
    await ann.tap(said.bring)
    await ann.sees(f"{said.done}.*{said.counted}")
    made = product(desk, "NEW-1")
    assert made is not None
    assert (made.name_en, made.name_zh, made.price) == ("=1+1 <b>Jug</b>", "水壶", gbp("2.50"))
    again = await ann.press(message_id, data)
    assert again["toast"]
    assert imports_logged(desk) == 1

    await begin(ann, said)
    await ann.send_file("goods.csv", GOODS.encode("utf-8"))
    await ann.sees(said.nothing_new)
    assert imports_logged(desk) == 1


async def test_a_workbook_is_read_and_cancel_changes_nothing(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    columns = [Column("商品编码"), Column("品名"), Column("售价", "money")]
    book = write_workbook(
        [Sheet("商品", columns, [["NEW-2", "Kettle", gbp("9.90")]])], datetime(2026, 3, 1, tzinfo=UTC)
    )
    await begin(ann, said)
    await ann.send_file("goods.xlsx", book)
    await ann.sees("goods.xlsx.*1")
    await ann.tap(said.cancel)
    await ann.sees(said.cancelled)
    assert product(desk, "NEW-2") is None


async def test_the_preview_survives_a_restart(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await begin(ann, said)
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)
    await desk.restart()
    await ann.tap(said.bring)
    await ann.sees(said.done)
    assert product(desk, "NEW-1") is not None


async def test_problems_are_named_by_row_and_column_and_come_as_a_file_if_many(
    desk: Company, said: Said
) -> None:
    ann = desk.phone(ANN)
    rows = "".join(f"BAD-{n},Thing {n},abc\n" for n in range(7))
    await begin(ann, said)
    await ann.send_file("bad.csv", f"code,name,price\n{rows}".encode())
    card = await ann.sees(f"{said.wrong}.*{said.row}.*{said.rest}")
    assert words_of(card).count("•") == 5
    assert not any("Import" in label or "导入" in label for label in labels_of(card))
    table = await ann.open_file(await document_of(ann, said.problems_name))
    lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert lines[0] == said.problem_titles
    assert [line[:3] for line in lines[1:]] == [[str(n), "price", "abc"] for n in range(2, 9)]
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)


async def test_whatever_is_no_table_is_answered_and_asked_again(
    desk: Company, said: Said, dent: bytes
) -> None:
    ann = desk.phone(ANN)
    await begin(ann, said)
    await ann.send_photos(dent)
    await ann.sees(f"{said.picture}.*{said.ask}")
    for name, content, words in (
        ("notes.pdf", b"%PDF-1.7\n\x00\x01", said.no_table),
        (
            "orders.csv",
            b"order_no,ordered_at,customer_code,product_code,unit_price\n1,2026-01-01,1,1,1",
            said.lacks,
        ),
        ("goods.csv", b" \r\n", said.empty),
        ("goods.csv", b"code,name,price\r\n", said.no_rows),
        ("bomb.xlsx", a_bomb(), said.bomb),
        ("many.csv", b"code,name\n" + b"".join(b"M%d,x\n" % n for n in range(20_001)), said.too_many),
    ):
        await ann.send_file(name, content)
        await ann.sees(words)
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)


def a_bomb() -> bytes:
    """A few hundred kilobytes that would unpack to more than a hundred megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * (121 * 1024 * 1024))
    return packed.getvalue()


async def test_people_are_brought_in_by_admins_only(desk: Company, said: Said) -> None:
    people = b"telegram_id,name,roles\n7001,Zoe,manager\n"
    ann, olga = desk.phone(ANN), desk.phone(OLGA)
    await begin(ann, said)
    await ann.send_file("people.csv", people)
    await ann.sees(said.people_refused)
    await begin(olga, said)
    await olga.send_file("people.csv", people)
    await olga.sees(said.not_yet)
    await olga.tap(said.bring)
    await olga.sees(said.people_done)
    made = desk.desk.database.read_now(lambda uow: uow.people.by_telegram(7001))
    assert made is not None
    assert made.name == "Zoe"


async def test_who_lost_the_right_meanwhile_takes_nothing_over(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await begin(ann, said)
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)

    def demote(uow: UnitOfWork) -> None:
        person = uow.people.by_telegram(ANN.telegram_id)
        assert person is not None
        person.roles = BO.roles
        uow.people.save(person)

    desk.desk.database.write_now(demote)
    late = await ann.tap(said.bring)
    assert said.refused in late["alert"]
    assert product(desk, "NEW-1") is None


async def test_what_is_not_kept_any_more_is_asked_for_again(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await begin(ann, said)
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)
    (kept,) = (desk.settings.data_dir / "imports").rglob("*.table")
    kept.write_bytes(b"something else")
    late = await ann.tap(said.bring)
    assert said.gone in late["alert"]
    assert product(desk, "NEW-1") is None
    await ann.send_file("more-goods.csv", GOODS.encode())
    await ann.sees("more-goods.csv")
    await ann.tap(said.bring)
    await ann.sees(said.done)


async def test_what_stands_against_it_since_is_told_and_nothing_is_taken_over(
    desk: Company, said: Said
) -> None:
    ann = desk.phone(ANN)
    orders = "order_no,ordered_at,customer_code,product_code,quantity,unit_price\n"
    await begin(ann, said)
    await ann.send_file("orders.csv", f"{orders}{ORDER},2026-03-03T08:45,12583,22728,23,3.75\n".encode())
    await ann.sees(said.not_yet)
    file_return(desk.desk.database)
    await ann.tap(said.bring)
    await ann.sees(said.has_returns)


async def test_a_manager_may_send_a_table_without_asking_first_and_a_clerk_may_not(
    desk: Company, said: Said
) -> None:
    ann, bo = desk.phone(ANN), desk.phone(BO)
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)
    await bo.say("/import")
    await bo.sees(said.refused)
    await bo.send_file("goods.csv", GOODS.encode())
    await bo.sees_what(lambda m: said.not_yet not in words_of(m), "an answer", newest=True)
    assert product(desk, "NEW-1") is None


async def test_others_go_on_while_a_long_table_is_read(desk: Company, said: Said) -> None:
    """It is read in a process of its own: nothing of it runs where the chats are answered."""
    ann, bo = desk.phone(ANN), desk.phone(BO)
    long = "code,name\n" + "".join(f"L-{n},{'x' * 60}\n" for n in range(18_000))
    await begin(ann, said)
    sending = asyncio.create_task(ann.send_file("goods.csv", long.encode()))
    await bo.say("/help")
    await bo.sees("/return")
    await sending
    await ann.sees(said.not_yet)
    await ann.tap(said.bring)
    await ann.sees("18000")
    assert product(desk, "L-17999") is not None


async def test_tables_nobody_decided_about_go_after_a_week(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    folder = desk.settings.data_dir / "imports"
    await ann.send_file("goods.csv", GOODS.encode())
    await ann.sees(said.not_yet)
    (first,) = folder.rglob("*.table")
    os.utime(first, (first.stat().st_mtime - KEPT_SECONDS - 60,) * 2)
    await ann.send_file("goods.csv", GOODS.replace("red", "blue").encode())
    await ann.sees_what(
        lambda _: len(list(folder.rglob("*.table"))) == 1 and not first.exists(), "the first to go"
    )


async def test_the_catalogue_goes_out_as_tables_that_come_in_again(desk: Company, said: Said) -> None:
    ann, bo = desk.phone(ANN), desk.phone(BO)
    await ann.say("/export")
    await document_of(ann, "customers.xlsx")
    goods = await ann.open_file(await document_of(ann, "products.xlsx"))
    await ann.send_file("products.xlsx", goods)
    await ann.sees(said.nothing_new)
    await bo.say("/export")
    await bo.sees(said.refused)

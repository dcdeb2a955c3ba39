"""What hurried people do at the door: the wrong thing at a question, half a command, an old card pressed."""

from __future__ import annotations

import pytest

from bot.core.usecases.draft_return import discard_draft
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import PRODUCTS, draft_return
from tests.support.cast import ANN, BO, CHEN
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_barcode, a_picture
from tests.support.running_desk import Company
from tests.support.ways import answer_checklist, file_return, inspect

CLOCK_BARCODE = next(product.barcode for product in PRODUCTS if product.code == "22728")


async def _begin(bo: Phone) -> None:
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await bo.tap("^22728 ")
    await bo.sees("bought 24")


async def test_what_is_sent_after_correcting_a_refused_return_belongs_to_its_item(
    shop: Company, dent: bytes
) -> None:
    bo, ann = shop.phone(BO), shop.phone(ANN)
    number = await file_return(bo, dent)
    await ann.sees(f"{number}.*Café Lumière")
    await ann.tap("Refuse")
    await ann.tap("^No evidence$")
    await bo.sees("Refused by Ann")
    await bo.tap("^Correct and send again$")
    await bo.sees("your items")
    await bo.send_photos(a_picture(5))
    await bo.sees(r"2 photos ✓ \(they belong to 22728\)")
    await bo.tap("^Done$")
    await bo.tap("^Add a note$")
    await bo.say("from the other side")
    await bo.sees("2 photos – “from the other side”")


async def test_discarding_the_draft_that_is_being_written_ends_its_questions(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    await bo.say("6")
    await bo.sees("why")
    await bo.say("/cancel")
    await bo.say("/return")
    await bo.sees("unfinished return")
    offer, discard = await bo.button("^Discard$")
    await bo.tap("^Go on$")
    asked = await bo.sees("step 4 of 5 · why")
    await bo.press(offer, discard)
    await bo.sees("^Discarded")
    assert asked["message_id"] not in [m["message_id"] for m in await bo.messages()]
    await bo.say("hello")
    await bo.sees("I did not understand that. /help")
    await bo.say("/cancel")
    await bo.sees("There is nothing to cancel")


async def test_a_question_about_a_draft_that_is_gone_is_asked_no_more(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    shop.desk.database.write_now(_discard_what_bo_writes)
    await bo.tap("^6$")
    await bo.sees("This is the returns desk")
    await bo.say("/cancel")
    await bo.sees("There is nothing to cancel")


def _discard_what_bo_writes(uow: UnitOfWork) -> None:
    person = uow.people.by_telegram(BO.telegram_id)
    assert person is not None
    discard_draft(uow, person, uow.dialogs.place(person.id).subject_id)


async def test_words_and_photos_at_the_wrong_question_are_told_what_is_wanted(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    await bo.send_photos(a_picture(1))
    asked = await bo.sees("⚠ No photo is needed for this question, so it was not kept.")
    assert "How many?" in words_of(asked)
    await bo.say("6")
    await bo.sees("why")
    await bo.say("it fell down")
    await bo.sees("⚠ Please use the buttons, or /cancel.")
    await bo.tap("^Damaged in transit$")
    await bo.sees("This needs a look: the box and the damage. 0 photos so far")
    await bo.say("there is none")
    await bo.sees("⚠ Please send a photo here: this question needs one, not words.")


async def test_a_wrong_item_is_asked_for_a_look_at_the_goods_not_at_the_box(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    await bo.say("1")
    await bo.tap("^Wrong item$")
    await bo.sees("This needs a look: the goods, and what is wrong. 0 photos so far")


async def test_a_serial_number_says_first_that_of_six_pieces_one_stays(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    await bo.say("6")
    await bo.tap("^Not needed$")
    await bo.tap("^Serial number$")
    await bo.sees("⚠ A serial number is of one piece: 6 becomes 1.")
    await bo.tap("Back")
    await bo.sees("How many?")


async def test_the_figures_stand_in_even_rows(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    card = await bo.sees("How many?")
    rows = [[key["text"] for key in row] for row in card["reply_markup"]["inline_keyboard"]]
    assert rows[:2] == [["1", "2", "3", "4"], ["6", "12", "all 24"]]


async def test_stock_tapped_in_the_menu_asks_and_takes_words_or_a_barcode(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/stock")
    await bo.sees("Which product\\? Type its code or name, or send a photo of its barcode.")
    await bo.say("nothing like it")
    await bo.sees("⚠ No product “nothing like it”")
    await bo.say("22728")
    await bo.sees("100 sellable")
    await bo.say("/stock")
    asked = await bo.sees("Which product")
    await bo.send_photos(a_barcode(CLOCK_BARCODE))
    await bo.sees("100 sellable", after=asked["message_id"])


async def test_status_tapped_in_the_menu_asks_in_chinese_too(shop: Company, dent: bytes) -> None:
    chen = shop.phone(CHEN)
    number = await file_return(shop.phone(BO), dent)
    await chen.say("/status")
    await chen.sees("哪份退货？请输入编号")
    await chen.say(str(int(number[-5:])))
    await chen.sees(f"{number}.*Café Lumière")


async def test_a_bare_command_in_the_middle_of_a_return_leaves_its_question_open(shop: Company) -> None:
    bo = shop.phone(BO)
    await _begin(bo)
    await bo.say("/stock")
    await bo.sees("/stock and its code or name")
    await bo.say("6")
    await bo.sees("step 4 of 5 · why")


@pytest.mark.parametrize("typed", ["number", "customer"])
async def test_the_queue_finds_a_return_by_its_number_or_its_customer(
    shop: Company, dent: bytes, typed: str
) -> None:
    chen, ann = shop.phone(CHEN), shop.phone(ANN)
    number = await file_return(shop.phone(BO), dent)
    await ann.tap("Approve")
    await ann.sees("Approved by Ann")
    await chen.say("/inspect")
    await chen.sees("到的是哪一份？点选，或输入单号、客户。")
    await chen.say("没有这家")
    none = await chen.sees("没有与“没有这家”相符的待验收退货")
    assert "登记意外包裹" in labels_of(none)
    await chen.say(number if typed == "number" else "lumière")
    await chen.sees("的搜索结果", after=none["message_id"])
    await chen.tap(number)
    await chen.sees("应到 6")


async def test_who_finishes_an_inspection_has_the_return_order_at_hand(shop: Company, dent: bytes) -> None:
    chen, ann = shop.phone(CHEN), shop.phone(ANN)
    number = await file_return(shop.phone(BO), dent)
    await ann.tap("Approve")
    await ann.sees("Approved by Ann")
    order = await inspect(chen, number, dent)
    made = await chen.sees(f"{order} 已生成（PDF）.*验收下一份：/inspect")
    assert (await chen.open_file(made)).startswith(b"%PDF")


async def test_a_split_offers_no_button_that_could_only_be_refused(shop: Company, dent: bytes) -> None:
    chen, ann = shop.phone(CHEN), shop.phone(ANN)
    number = await file_return(shop.phone(BO), dent)
    await ann.tap("Approve")
    await ann.sees("Approved by Ann")
    await chen.say("/inspect")
    await chen.tap(number)
    await chen.tap("^6$")
    await answer_checklist(chen)
    await chen.tap("^C 损坏")
    await chen.sees("剩余 6")
    await chen.tap(r"^\+ 退供应商$")
    vendor = await chen.sees("剩余 5")
    assert [label for label in labels_of(vendor) if "退供应商" in label] == [
        "余下 5 退供应商", "+ 退供应商", "− 1 件 退供应商",
    ]  # fmt: skip
    await chen.tap(r"^\+ 折价$")
    seconds = await chen.sees("剩余 4")
    assert [label for label in labels_of(seconds) if "折价" in label] == [
        "+ 折价",
        "− 1 件 折价",
        "余下 → 折价",
    ]


async def test_a_list_that_is_open_keeps_nobody_from_asking_for_the_stock(shop: Company) -> None:
    chen = shop.phone(CHEN)
    await chen.say("/wip")
    await chen.sees("没有在修或隔离的货品")
    await chen.say("/stock")
    await chen.sees("哪个商品？请输入编码或名称，或发送条码照片。")
    await chen.say("22728")
    await chen.sees("可售 100")


async def test_what_was_forwarded_is_no_answer_and_is_told_so(shop: Company) -> None:
    bo = shop.phone(BO)
    said = await bo.say("/help")
    await bo.sees("This is the returns desk")
    await bo.forward(said["message_id"])
    await bo.sees("I can't use a message of that kind, nor a forwarded one.")
    await _begin(bo)
    six = await bo.say("six")
    await bo.sees("“six” is not a quantity")
    await bo.forward(six["message_id"])
    again = await bo.sees("⚠ I can't use a message of that kind, nor a forwarded one.")
    assert "How many?" in words_of(again)


async def test_who_filed_much_turns_the_pages_of_it(shop: Company) -> None:
    for quantity in range(1, 11):
        draft_return(shop.desk.database, quantity=quantity)
    bo = shop.phone(BO)
    asked = await bo.say("/mine")
    newest = await bo.sees("Your returns", after=asked["message_id"])
    assert labels_of(newest)[-1] == "▶"
    assert len(labels_of(newest)) == 9
    await bo.tap("^▶$")
    older = await bo.sees_what(lambda m: len(labels_of(m)) == 3, "the older two and a way back")
    assert (older["message_id"], labels_of(older)[-1]) == (newest["message_id"], "◀")

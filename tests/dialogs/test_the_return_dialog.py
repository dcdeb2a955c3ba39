"""The clerk's dialog: bad input, barcodes, albums, stale buttons, drafts that survive."""

from __future__ import annotations

from tests.support.builders import PRODUCTS
from tests.support.cast import BO, WEI
from tests.support.phones import labels_of, words_of
from tests.support.pictures import a_barcode, a_picture
from tests.support.running_desk import Company
from tests.support.ways import file_return

CLOCK_BARCODE = next(product.barcode for product in PRODUCTS if product.code == "22728")


async def test_too_many_is_refused_with_the_arithmetic(shop: Company, dent: bytes) -> None:
    bo = shop.phone(BO)
    number = await file_return(bo, dent)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await bo.tap("^22728 ")
    await bo.say("20")
    refused = await bo.sees("⚠ You can return at most 18")
    assert f"bought 24, 6 already came back in {number}" in words_of(refused)
    assert "all 18" in labels_of(refused)
    await bo.say("six")
    await bo.sees("“six” is not a quantity")
    await bo.tap("^all 18$")
    await bo.sees("step 4 of 5 · why")


async def test_a_photo_of_the_barcode_finds_the_product(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await bo.sees("step 2 of 5")
    await bo.send_photos(a_picture(3))
    await bo.sees("did not look like a barcode")
    await bo.send_photos(a_barcode(CLOCK_BARCODE))
    await bo.sees("step 3 of 5.*22728")


async def test_a_barcode_sent_as_a_file_is_read_too(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await bo.sees("step 2 of 5")
    await bo.send_photos(a_barcode(CLOCK_BARCODE), as_document=True)
    await bo.sees("step 3 of 5.*22728")


async def test_every_photo_of_an_album_belongs_to_its_line(shop: Company) -> None:
    bo = shop.phone(BO)
    number = await file_return(bo, a_picture(1), a_picture(2), a_picture(3))
    request = shop.desk.database.read_now(lambda uow: uow.requests.by_number(number))
    assert [len(line.photos) for line in request.lines] == [3]


async def test_an_old_button_never_answers_a_new_question(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    old, data = await bo.button("12583")
    await bo.press(old, data)
    await bo.sees("step 2 of 5")
    seen = await bo.press(old, data)
    assert seen["toast"] == "That was an earlier step; here is where you are."
    await bo.sees("step 2 of 5")


async def test_a_draft_is_offered_again_and_goes_on(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await bo.tap("^22728 ")
    await bo.say("6")
    await bo.sees("why")
    await bo.say("/cancel")
    await bo.sees("Your draft is kept")
    await bo.say("/return")
    await bo.sees("unfinished return for Café Lumière")
    await bo.tap("^Go on$")
    await bo.sees("step 4 of 5 · why")


async def test_an_edited_message_does_not_answer(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    said = await bo.say("12583")
    card = await bo.sees("step 2 of 5")
    await bo.edit(said["message_id"], "22728")
    await bo.say("/help")
    await bo.sees("This is the returns desk")
    assert "step 2 of 5" in words_of(await bo.sees("step", after=card["message_id"] - 1))


async def test_a_desk_that_was_restarted_asks_the_same_question(company: Company) -> None:
    bo = company.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await bo.sees("step 2 of 5")
    await company.restart()
    await bo.tap("^22728 ")
    await bo.sees("step 3 of 5")
    await company.restart()
    await bo.say("6")
    await bo.sees("step 4 of 5 · why")


async def test_goods_without_an_order_need_a_manager(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.tap("No order")
    await bo.sees("step 2 of 5.*Walk-in")
    await bo.say("22728")
    await bo.sees("No order: a manager will decide")
    await bo.tap("^2$")
    await bo.tap("Not needed")
    await bo.tap("^Done$")
    await bo.tap("^Send$")
    await bo.sees("sent. Ann, Wei and Olga have it now")
    await shop.phone(WEI).sees("无订单：需主管")


async def test_what_people_type_stays_plain_words(shop: Company, dent: bytes) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("<b>&Robert'); DROP TABLE people;--")
    shown = await bo.sees("Nobody found")
    assert "<b>&Robert'); DROP TABLE people;--" in words_of(shown)

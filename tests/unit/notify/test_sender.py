"""NoticeSender: how a notice is shown, and how its card is found again."""

from __future__ import annotations

from bot.core.domain.notice import Card, NoticeStatus
from bot.notify.rendered import Rendered, cut, plain_text, utf16_units
from tests.unit.notify.sending_desk import ANN, BUTTON, GROUP, JPEG, Desk


async def test_a_notice_goes_out_with_its_buttons_and_its_card_is_kept(desk: Desk) -> None:
    notice = desk.notice(matter="approval/17")
    await desk.all_settled()
    _, method, fields = desk.telegram.calls[0]
    assert (method, fields["text"], fields["parse_mode"]) == ("sendMessage", "<b>event 1</b>", "HTML")
    assert "r:1:a:0" in fields["reply_markup"]
    assert (notice.status, notice.attempts) == (NoticeStatus.SENT, 1)
    assert desk.store.cards == {("approval/17", ANN): Card("approval/17", ANN, 1)}


async def test_the_same_matter_is_edited_in_place_and_loses_its_buttons(desk: Desk) -> None:
    desk.notice(matter="approval/17")
    await desk.all_settled()
    desk.notice(matter="approval/17", look=Rendered("approved by Ann, 10:41"))
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendMessage", "editMessageText"]
    assert desk.telegram.words_in(ANN) == ["approved by Ann, 10:41"]
    assert "reply_markup" not in desk.telegram.calls[1][2]


async def test_a_fresh_notice_of_the_same_matter_is_a_new_message(desk: Desk) -> None:
    desk.notice(matter="approval/17")
    desk.notice(matter="approval/17", fresh=True)
    await desk.all_settled()
    assert desk.telegram.words_in(ANN) == ["<b>event 1</b>", "<b>event 2</b>"]
    assert desk.store.cards["approval/17", ANN].message_id == 2


async def test_a_card_under_a_photo_is_edited_as_a_caption(desk: Desk) -> None:
    desk.notice(matter="m", look=Rendered("<b>with photo</b>", BUTTON, photos=[JPEG]))
    await desk.all_settled()
    desk.notice(matter="m", look=Rendered("done"))
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendPhoto", "editMessageCaption"]
    assert desk.store.cards["m", ANN].has_photo
    desk.notice(matter="m", look=Rendered("x" * 1025))
    await desk.all_settled()
    assert desk.telegram.methods()[2:] == ["sendMessage"]  # too long to stand under the photo
    assert not desk.store.cards["m", ANN].has_photo


async def test_several_photos_go_as_albums_with_the_card_as_an_answer_to_the_first(desk: Desk) -> None:
    desk.notice(GROUP, Rendered("card", BUTTON, photos=[JPEG] * 11, silent=True), matter="m")
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendMediaGroup", "sendPhoto", "sendMessage"]
    fields = desk.telegram.calls[2][2]
    assert '"message_id": 1' in fields["reply_parameters"]
    assert "r:1:a:0" in fields["reply_markup"]
    assert [call[2]["disable_notification"] for call in desk.telegram.calls] == ["true"] * 3
    assert desk.store.cards["m", GROUP] == Card("m", GROUP, 12)


async def test_a_photo_whose_words_do_not_fit_under_it_stands_above_them(desk: Desk) -> None:
    desk.notice(look=Rendered("<b>" + "😀" * 513 + "</b>", photos=[JPEG]))
    desk.notice(look=Rendered("<b>" + "😀" * 512 + "</b>", photos=[JPEG]))
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendPhoto", "sendMessage", "sendPhoto"]


async def test_a_document_goes_with_its_words(desk: Desk) -> None:
    desk.notice(matter="m", look=Rendered("RO-2026-00042", BUTTON, document=("RO-2026-00042.pdf", b"%PDF")))
    desk.notice(matter="n", look=Rendered("x" * 1025, BUTTON, document=("RO-2026-00042.pdf", b"%PDF")))
    await desk.all_settled()
    assert desk.telegram.methods() == ["sendDocument", "sendDocument", "sendMessage"]
    assert desk.store.cards["m", ANN].has_photo
    assert not desk.store.cards["n", ANN].has_photo


async def test_when_there_is_nothing_to_say_any_more_nothing_is_sent(desk: Desk) -> None:
    desk.notice(nothing=True)
    await desk.all_settled()
    assert desk.telegram.calls == []
    assert desk.statuses() == ["sent"]


def test_words_are_counted_and_cut_as_telegram_counts_them() -> None:
    assert plain_text("<b>a &amp; b</b><br/>退货 &#128512;") == "a & b退货 😀"
    assert utf16_units("a退😀") == 4
    assert cut("😀😀😀", 6) == "😀😀😀"
    assert cut("😀😀😀", 5) == "😀😀…"
    assert cut("😀😀😀", 4) == "😀…"

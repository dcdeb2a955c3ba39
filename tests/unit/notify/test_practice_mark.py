"""What leaves a practice is marked, names its room in each button, and goes to one chat."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from bot.core.usecases.current_practice import Practising
from bot.notify.practice_mark import NotForPractice, marked
from bot.notify.rendered import CAPTION_UNITS, TEXT_UNITS, utf16_units
from bot.views.callback_data import Act, Button, decode, encode, room_in

BO = 1002
HERE = Practising("k3f9a", BO, "🎓 Practice")


def test_words_begin_with_the_mark_wherever_they_stand() -> None:
    said = {"chat_id": BO, "text": "<b>Hello</b>", "parse_mode": "HTML"}
    assert marked("sendMessage", said, HERE) == said | {"text": "🎓 Practice · <b>Hello</b>"}
    assert marked("sendDocument", {"chat_id": BO, "caption": "RO"}, HERE)["caption"] == "🎓 Practice · RO"
    assert marked("sendPhoto", {"chat_id": BO}, HERE)["caption"] == "🎓 Practice"
    assert marked("answerCallbackQuery", {"text": "Posted."}, HERE)["text"] == "🎓 Practice · Posted."


def test_what_says_nothing_stays_as_it_is() -> None:
    for endpoint, call in (
        ("answerCallbackQuery", {"callback_query_id": "1"}),
        ("deleteMessage", {"chat_id": BO, "message_id": 3}),
        ("sendChatAction", {"chat_id": BO, "action": "typing"}),
    ):
        assert marked(endpoint, call, HERE) == call


@pytest.mark.parametrize(
    ("endpoint", "name", "most"),
    [("sendMessage", "text", TEXT_UNITS), ("sendPhoto", "caption", CAPTION_UNITS)],
)
def test_words_that_leave_no_room_for_the_mark_are_cut(endpoint: str, name: str, most: int) -> None:
    call = {"chat_id": BO, name: f"<b>{'x' * most}</b>", "parse_mode": "HTML"}
    out = marked(endpoint, call, HERE)
    assert utf16_units(out[name]) == most
    assert out[name].startswith("🎓 Practice · xx")
    assert "parse_mode" not in out


def test_a_toast_has_two_hundred_signs_at_most() -> None:
    assert len(marked("answerCallbackQuery", {"text": "x" * 200}, HERE)["text"]) == 200


def test_of_an_album_the_first_picture_carries_the_mark() -> None:
    media = [InputMediaPhoto(b"a"), InputMediaPhoto(b"b")]
    first, second = marked("sendMediaGroup", {"chat_id": BO, "media": media}, HERE)["media"]
    assert (first.caption, second.caption) == ("🎓 Practice", None)
    assert first.media is media[0].media


def test_buttons_name_their_room_and_mean_the_same() -> None:
    data = encode(Button(Act.APPROVE, 42))
    button = InlineKeyboardButton("ok", callback_data=data, api_kwargs={"style": "primary"})
    call = {"chat_id": BO, "text": "?", "reply_markup": InlineKeyboardMarkup([[button]])}
    out = marked("sendMessage", call, HERE)["reply_markup"].inline_keyboard[0][0]
    assert out.callback_data == f"~k3f9a~{data}"
    assert (room_in(out.callback_data), room_in(data)) == ("k3f9a", "")
    assert decode(out.callback_data) == decode(data) == Button(Act.APPROVE, 42)
    assert out.to_dict()["style"] == "primary"


@pytest.mark.parametrize("chat", [1001, -100_500, "@returns"])
def test_nothing_goes_to_another_chat(chat: int | str) -> None:
    with pytest.raises(NotForPractice):
        marked("sendMessage", {"chat_id": chat, "text": "?"}, HERE)

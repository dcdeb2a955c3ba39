"""Texts: parse modes, entities in UTF-16 units, entities that Telegram computes, limits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.errors import ApiRefusal
from bot.sandbox.text.formatted import formatted, message_text
from bot.sandbox.text.typed import find_entities
from bot.sandbox.text.units import cut, units
from tests.integration.sandbox.phone import ANN, Phone


def read(text: str, mode: str = "") -> tuple[str, list[tuple[Any, ...]]]:
    """Return plain text and entities as (type, covered text, further values…)."""
    plain, entities = message_text(text, mode, None)
    shown = []
    for entity in entities:
        extra = [value for name, value in entity.items() if name not in ("type", "offset", "length")]
        shown.append((entity["type"], cut(plain, entity["offset"], entity["length"]), *extra))
    return plain, shown


HTML = [
    ("<b>a</b> <i>b</i> <u>c</u> <s>d</s> <tg-spoiler>e</tg-spoiler>", "a b c d e",
     [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d"), ("spoiler", "e")]),
    ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del><strike>e</strike>", "abcde",
     [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "de")]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", "x")]),
    ("<B>x</B>", "x", [("bold", "x")]),
    ("<b>a<i>b</i></b>", "ab", [("bold", "ab"), ("italic", "b")]),
    ("&lt;b&gt; &amp; &quot; &#39; &#x1F600;", "<b> & \" ' 😀", []),
    ("&nbsp;&copy;", "&nbsp;&copy;", []),
    ('<a href="https://example.com/?a=1&amp;b=2">x</a>', "x",
     [("text_link", "x", "https://example.com/?a=1&b=2")]),
    ('<a href="tg://user?id=7000000001">x</a>', "x", [("text_mention", "x", {"id": 7_000_000_001})]),
    ('<a href="no link at all">x</a>', "x", []),
    ("<code>a.com</code>", "a.com", [("code", "a.com")]),
    ('<pre><code class="language-python">x = 1</code></pre>', "x = 1", [("pre", "x = 1", "python")]),
    ("<pre>x</pre>", "x", [("pre", "x")]),
    ("<blockquote>q</blockquote> <blockquote expandable>w</blockquote>", "q w",
     [("blockquote", "q"), ("expandable_blockquote", "w")]),
    ('😀<b>退货</b> <tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "😀退货 👍",
     [("bold", "退货"), ("custom_emoji", "👍", "5368324170671202286")]),
    ("<b> x </b>", " x", [("bold", " x")]),
]  # fmt: skip
V2 = [
    ("*a* _b_ __c__ ~d~ ||e|| `f`", "a b c d e f",
     [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d"), ("spoiler", "e"), ("code",
     "f")]),
    ("*a _b_*", "a b", [("bold", "a b"), ("italic", "b")]),
    ("1\\. a\\-b \\(c\\)\\!", "1. a-b (c)!", []),
    ("[x](https://example.com/a\\)b)", "x", [("text_link", "x", "https://example.com/a)b")]),
    ("```py\nx = 1```", "x = 1", [("pre", "x = 1", "py")]),
    ("```\nx```", "x", [("pre", "x")]),
    ("`a.b*c`", "a.b*c", [("code", "a.b*c")]),
    (">a\n>b\nc", "a\nb\nc", [("blockquote", "a\nb\n")]),
    (">a\n>b||", "a\nb", [("expandable_blockquote", "a\nb")]),
    ("![👍](tg://emoji?id=5368324170671202286)", "👍", [("custom_emoji", "👍", "5368324170671202286")]),
    ("*_a_**b*", "ab", [("bold", "ab"), ("italic", "a")]),
]  # fmt: skip
TYPED = [
    ("/start", [("bot_command", "/start")]),
    ("go /help@my_bot now", [("bot_command", "/help@my_bot")]),
    ("a/b //c </d", []),
    ("ask @ann_lee or me@there.com", [("mention", "@ann_lee"), ("email", "me@there.com")]),
    ("see https://example.com/a?b=c#d, then example.org.",
     [("url", "https://example.com/a?b=c#d"), ("url", "example.org")]),
    ("(https://example.com/x)", [("url", "https://example.com/x")]),
    ("#returns #1 #退货", [("hashtag", "#returns"), ("hashtag", "#退货")]),
    ("pay $USD to +49 170 1234567", [("cashtag", "$USD"), ("phone_number", "+49 170 1234567")]),
    ("card 4111 1111 1111 1111", [("bank_card_number", "4111 1111 1111 1111")]),
    ("order 1007, 3.5 kg, version 1.2.3", []),
    ("😀 /go", [("bot_command", "/go")]),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "plain", "entities"), HTML)
def test_html_is_read_as_telegram_reads_it(marked: str, plain: str, entities: list[Any]) -> None:
    assert read(marked, "HTML") == (plain, entities)


@pytest.mark.parametrize(("marked", "plain", "entities"), V2)
def test_markdown_v2_is_read_as_telegram_reads_it(marked: str, plain: str, entities: list[Any]) -> None:
    assert read(marked, "MarkdownV2") == (plain, entities)


@pytest.mark.parametrize(("typed", "entities"), TYPED)
def test_entities_are_found_in_what_people_type(typed: str, entities: list[Any]) -> None:
    assert read(typed) == (typed, entities)


def test_the_old_markdown_does_not_nest() -> None:
    assert read("*a* _b_ `c` [d](http://e.com) \\*", "Markdown") == (
        "a b c d *",
        [("bold", "a"), ("italic", "b"), ("code", "c"), ("text_link", "d", "http://e.com/")],
    )


def test_given_entities_are_kept_and_computed_ones_ignored() -> None:
    given_ones = [{"type": "bold", "offset": 0, "length": 2}, {"type": "url", "offset": 0, "length": 1}]
    assert message_text("😀ab", "", given_ones) == ("😀ab", [{"type": "bold", "offset": 0, "length": 2}])


def test_a_text_is_trimmed_and_its_entities_move_along() -> None:
    entities = [{"type": "bold", "offset": 3, "length": 4}]
    assert message_text("\n  ab  ", "", entities) == ("ab", [{"type": "bold", "offset": 0, "length": 2}])


def test_lengths_count_utf16_units() -> None:
    assert message_text("😀" * 2048, "", None)[0] == "😀" * 2048
    with pytest.raises(ApiRefusal, match="message is too long"):
        message_text("😀" * 2048 + "x", "", None)


@given(st.text())
def test_escaped_html_always_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain, _ = formatted(f"<b>x{escaped}x</b>", "HTML", None, allow_empty=True)
    as_sent, _ = formatted(f"x{text}x", "", None, allow_empty=True)
    assert plain == as_sent


@given(
    st.text(alphabet=st.characters(codec="utf-8")), st.sampled_from(["HTML", "MarkdownV2", "Markdown", ""])
)
def test_whatever_is_sent_is_read_or_refused(text: str, mode: str) -> None:
    try:
        plain, entities = formatted(text, mode, None, allow_empty=True)
    except ApiRefusal:
        return
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(plain)


@given(st.text())
def test_computed_entities_never_overlap(text: str) -> None:
    entities = find_entities(text)
    for first, second in pairwise(entities):
        assert first["offset"] + first["length"] <= second["offset"]


async def test_a_sent_message_comes_back_with_its_entities(phone: Phone) -> None:
    sent = await phone.bot("sendMessage", chat_id=ANN, text="<b>Return</b> 😀 /help", parse_mode="HTML")
    assert sent["text"] == "Return 😀 /help"
    assert sent["entities"] == [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "bot_command", "offset": 10, "length": 5},
    ]
    assert "reply_markup" not in sent


async def test_a_mention_of_a_person_carries_the_person(phone: Phone) -> None:
    sent = await phone.bot(
        "sendMessage", chat_id=ANN, text=f'<a href="tg://user?id={ANN}">you</a>', parse_mode="HTML"
    )
    assert sent["entities"][0]["user"]["first_name"] == "Ann"


async def test_only_inline_keyboards_come_back(phone: Phone) -> None:
    forced = await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup={"force_reply": True})
    assert "reply_markup" not in forced
    styled = {"inline_keyboard": [[{"text": "Go", "callback_data": "go", "style": "success"}]]}
    assert (await phone.bot("sendMessage", chat_id=ANN, text="x", reply_markup=styled))[
        "reply_markup"
    ] == styled
    seen = await phone.messages(ANN)
    assert seen[-2]["reply_markup"] == {"force_reply": True}


async def test_a_reply_carries_one_level_only(phone: Phone) -> None:
    first = await phone.act(ANN, "text", text="one")
    place = {"message_id": first["message_id"]}
    second = await phone.bot("sendMessage", chat_id=ANN, text="two", reply_parameters=place)
    third = await phone.act(ANN, "text", text="three", reply_to_message_id=second["message_id"])
    assert third["reply_to_message"]["text"] == "two"
    assert "reply_to_message" not in third["reply_to_message"]


async def test_a_quote_is_found_in_the_message_replied_to(phone: Phone) -> None:
    first = await phone.act(ANN, "text", text="the box is crushed")
    parameters = {"message_id": first["message_id"], "quote": "crushed"}
    sent = await phone.bot("sendMessage", chat_id=ANN, text="sorry", reply_parameters=parameters)
    assert sent["quote"] == {"text": "crushed", "position": 11, "is_manual": True}

"""Rows of the table of refusals: texts, entities, replies and markups."""

from __future__ import annotations

from typing import Any

from tests.integration.sandbox.phone import ANN
from tests.integration.sandbox.situations import Row


def text_row(name: str, words: str, **arguments: Any) -> Row:
    """A row about sendMessage to Ann."""
    return Row(
        name, "sendMessage", {"chat_id": ANN, "text": "hello", **arguments}, 400, f"Bad Request: {words}"
    )


def markup_row(name: str, words: str, markup: Any) -> Row:
    """A row about a reply markup."""
    return text_row(name, words, reply_markup=markup)


def button_row(name: str, words: str, **button: Any) -> Row:
    """A row about one inline button."""
    return markup_row(name, words, {"inline_keyboard": [[button]]})


PARSE = "can't parse entities: "
HTML, V2, OLD = {"parse_mode": "HTML"}, {"parse_mode": "MarkdownV2"}, {"parse_mode": "Markdown"}
ESCAPED = "is reserved and must be escaped with the preceding '\\'"

ROWS_OF_TEXTS = [    text_row("empty text", "message text is empty", text=""),
    text_row("only spaces", "text must be non-empty", text="  \n "),
    text_row("only tags", "text must be non-empty", text="<b></b>", **HTML),
    text_row("4,097 characters", "message is too long", text="x" * 4097),
    text_row("4,098 UTF-16 units", "message is too long", text="😀" * 2049),
    text_row("more than 32 KiB", "text is too long", text="x" * 32769),
    text_row("unknown parse_mode", "unsupported parse_mode", parse_mode="BBCode"),
    text_row("HTML: no end tag", PARSE + 'Can\'t find end tag corresponding to start tag "b"', text="<b>x",
        **HTML),
    text_row("HTML: unknown tag", PARSE + 'Unsupported start tag "x" at byte offset 3', text="é <x>y</x>",
        **HTML),
    text_row("HTML: wrong end tag",
             PARSE + 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"', text="<b>x</i>",
             **HTML),
    text_row("HTML: end without start", PARSE + "Unexpected end tag at byte offset 1", text="x</b>", **HTML),
    text_row("HTML: unclosed start tag", PARSE + "Unclosed start tag at byte offset 0", text="<b", **HTML),
    text_row("HTML: unclosed end tag", PARSE + "Unclosed end tag at byte offset 4", text="<b>x</b", **HTML),
    text_row("HTML: bare less-than", PARSE + 'Unsupported start tag "" at byte offset 2', text="1 < 2 >",
        **HTML),
    text_row("HTML: span without class",
             PARSE + 'Tag "span" must have class "tg-spoiler" at byte offset 0', text="<span>x</span>",
             **HTML),
    text_row("HTML: unclosed attributes", PARSE + 'Unclosed start tag "a" at byte offset 0',
             text="<a href=", **HTML),
    text_row("HTML: bare attribute value", PARSE + "Unexpected end of name token at byte offset 8",
             text="<a href=a/b>x</a>", **HTML),
    text_row("HTML: bad custom emoji", PARSE + "Invalid custom emoji identifier specified",
             text='<tg-emoji emoji-id="x">y</tg-emoji>', **HTML),
    text_row("MarkdownV2: bare dot", PARSE + f"Character '.' {ESCAPED}", text="a.b", **V2),
    text_row("MarkdownV2: bare dash", PARSE + f"Character '-' {ESCAPED}", text="a-b", **V2),
    text_row("MarkdownV2: open bold", PARSE + "Can't find end of Bold entity at byte offset 0", text="*a",
        **V2),
    text_row("MarkdownV2: open italic", PARSE + "Can't find end of Italic entity at byte offset 3",
             text="é _a", **V2),
    text_row("MarkdownV2: open link", PARSE + "Can't find end of a URL at byte offset 4", text="[x](http://a",
        **V2),
    text_row("MarkdownV2: emoji without link",
             PARSE + "The entity must contain a tg://emoji or tg://time URL", text="![x]", **V2),
    text_row("Markdown: open bold", PARSE + "Can't find end of the entity starting at byte offset 2",
             text="a *b", **OLD),
    text_row("entities: no object", "can't parse MessageEntity: expected an Object", entities=["x"]),
    text_row("entities: no type", 'can\'t parse MessageEntity: Can\'t find field "type"',
             entities=[{"offset": 0, "length": 1}]),
    text_row("entities: unknown type", "can't parse MessageEntity: Unsupported type specified",
             entities=[{"type": "loud", "offset": 0, "length": 1}]),
    text_row("entities: negative offset", "receive an entity with incorrect offset -1",
             entities=[{"type": "bold", "offset": -1, "length": 1}]),
    text_row("link preview no JSON", "can't parse link preview options JSON object",
        link_preview_options="{"),
    text_row("link preview no object", "object expected as link preview options", link_preview_options=[1]),
    text_row("reply to nothing", "message to be replied not found", reply_to_message_id=99),
    text_row("reply parameters to nothing", "message to be replied not found",
        reply_parameters={"message_id": 99}),
    text_row("reply parameters no JSON", "can't parse reply parameters JSON object", reply_parameters="{"),
    text_row("reply parameters no object", "object expected as reply parameters", reply_parameters=[1]),
    text_row("reply parameters without id", 'can\'t find field "message_id"',
        reply_parameters={"quote": "x"}),
    text_row("quote that is not there", "QUOTE_TEXT_INVALID", reply_parameters={"message_id": 1,
        "quote": "zzz"}),
    markup_row("markup no JSON", "can't parse reply keyboard markup JSON object", "{"),
    markup_row("markup no object", "object expected as reply markup", [1]),
    markup_row("rows no arrays",
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
               {"inline_keyboard": [{}]}),
    markup_row("keyboard no arrays", 'field "keyboard" must be an Array of Arrays', {"keyboard": ["x"]}),
    markup_row("button no object",
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
               {"inline_keyboard": [["x"]]}),
    markup_row("key no object", "can't parse keyboard button: KeyboardButton must be a String or an Object",
               {"keyboard": [[1]]}),
    markup_row("101 buttons", "reply markup is too long",
               {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}),
    button_row("button without action",
               "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
               text="x"),
    button_row("button without text", 'can\'t parse inline keyboard button: Can\'t find field "text"',
               callback_data="x"),
    button_row("button with blank text", "inline keyboard button text must be non-empty", text=" ",
               callback_data="x"),
    button_row("unknown style", "can't parse inline keyboard button: invalid button style specified",
        text="x",
               callback_data="x", style="loud"),
    button_row("65 bytes of data", "BUTTON_DATA_INVALID", text="x", callback_data="x" * 65),
    button_row("66 bytes in 22 characters", "BUTTON_DATA_INVALID", text="x", callback_data="退" * 22),
    button_row("button with a bad link", "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
               text="x", url="nowhere"),
]  # fmt: skip

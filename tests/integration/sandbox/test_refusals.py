"""Each row of the table "refused when → words", over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.sandbox.phone import ANN, BO, Json, Phone, keyboard, picture

pytestmark = pytest.mark.breaks_the_bot_api

Prepare = Callable[[Phone], Awaitable[Json | None]]


@dataclass
class Row:
    """A call that is refused: ``prepare`` may return further arguments."""

    name: str
    method: str
    arguments: Json
    status: int
    words: str
    prepare: Prepare | None = None


async def sent(phone: Phone) -> Json:
    """A message of the bot, as arguments of an edit."""
    message = await phone.bot("sendMessage", chat_id=ANN, text="hello", reply_markup=keyboard(("Go", "go")))
    return {"message_id": message["message_id"]}


async def persons_message(phone: Phone) -> Json:
    return {"message_id": (await phone.act(ANN, "text", text="mine"))["message_id"]}


async def sent_photo(phone: Phone) -> Json:
    _, answer = await phone.upload(
        "sendPhoto", {"photo": ("p.jpg", picture(), "image/jpeg")}, chat_id=str(ANN)
    )
    return {"message_id": answer["result"]["message_id"]}


async def old_message(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.do("/clock", advance_seconds=49 * 3600)
    return made


async def blocked(phone: Phone) -> None:
    await phone.act(ANN, "block")


async def deactivated(phone: Phone) -> None:
    await phone.do("/people", id=ANN, name="Ann", deactivated=True)


async def met_in_group(phone: Phone) -> None:
    await phone.do("/groups", title="Dock", members=[ANN, BO])


async def _group(phone: Phone, **wanted: Any) -> int:
    return int((await phone.do("/groups", title="Dock", members=[ANN], **wanted))["id"])


async def kicked_from_group(phone: Phone) -> Json:
    group = await _group(phone)
    await phone.do(f"/groups/{group}/remove", members=[4242])
    return {"chat_id": group}


async def kicked_from_supergroup(phone: Phone) -> Json:
    group = await _group(phone, supergroup=True)
    await phone.do(f"/groups/{group}/remove", members=[4242])
    return {"chat_id": group}


async def left_supergroup(phone: Phone) -> Json:
    group = await _group(phone, supergroup=True)
    await phone.bot("leaveChat", chat_id=group)
    return {"chat_id": group}


async def left_group(phone: Phone) -> Json:
    group = await _group(phone)
    await phone.bot("leaveChat", chat_id=group)
    return {"chat_id": group}


async def in_group(phone: Phone) -> Json:
    return {"chat_id": await _group(phone)}


async def in_supergroup(phone: Phone) -> Json:
    return {"chat_id": await _group(phone, supergroup=True)}


async def in_forum(phone: Phone) -> Json:
    return {"chat_id": await _group(phone, forum=True)}


async def with_webhook(phone: Phone) -> None:
    await phone.bot("setWebhook", url="http://127.0.0.1:9/hook")


async def answered_press(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    press = (await phone.updates())[-1]["callback_query"]["id"]
    await phone.bot("answerCallbackQuery", callback_query_id=press)
    return {"callback_query_id": press}


async def late_press(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    press = (await phone.updates())[-1]["callback_query"]["id"]
    await phone.do("/clock", advance_seconds=16)
    return {"callback_query_id": press}


async def fresh_press(phone: Phone) -> Json:
    made = await sent(phone)
    await phone.act(ANN, "press", message_id=made["message_id"], data="go", wait=0)
    return {"callback_query_id": (await phone.updates())[-1]["callback_query"]["id"]}


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


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
PARSE = "can't parse entities: "
HTML, V2, OLD = {"parse_mode": "HTML"}, {"parse_mode": "MarkdownV2"}, {"parse_mode": "Markdown"}
ESCAPED = "is reserved and must be escaped with the preceding '\\'"

ROWS = [
    Row("unknown method", "sendPigeon", {}, 404, "Not Found: method not found"),
    Row("method not built", "sendChecklist", {}, 501,
        "Not Implemented: sendChecklist is not implemented by the sandbox"),
    Row("no chat_id", "sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    Row("unknown chat", "sendMessage", {"chat_id": 99, "text": "x"}, 400, "Bad Request: chat not found"),
    Row("unknown group", "sendMessage", {"chat_id": -99, "text": "x"}, 400, "Bad Request: chat not found"),
    Row("unknown @name", "sendMessage", {"chat_id": "@nobody", "text": "x"}, 400,
        "Bad Request: chat not found"),
    Row("a person who never met the bot", "sendMessage", {"chat_id": BO, "text": "x"}, 400,
        "Bad Request: chat not found"),
    Row("a person met in a group only", "sendMessage", {"chat_id": BO, "text": "x"}, 403,
        "Forbidden: bot can't initiate conversation with a user", met_in_group),
    Row("blocked", "sendMessage", {"chat_id": ANN, "text": "x"}, 403,
        "Forbidden: bot was blocked by the user", blocked),
    Row("blocked, chat action", "sendChatAction", {"chat_id": ANN, "action": "typing"}, 403,
        "Forbidden: bot was blocked by the user", blocked),
    Row("deleted account", "sendMessage", {"chat_id": ANN, "text": "x"}, 403,
        "Forbidden: user is deactivated", deactivated),
    Row("kicked from a group", "sendMessage", {"text": "x"}, 403,
        "Forbidden: bot was kicked from the group chat", kicked_from_group),
    Row("kicked from a supergroup", "sendMessage", {"text": "x"}, 403,
        "Forbidden: bot was kicked from the supergroup chat", kicked_from_supergroup),
    Row("left a supergroup", "sendMessage", {"text": "x"}, 403,
        "Forbidden: bot is not a member of the supergroup chat", left_supergroup),
    Row("left a group", "sendMessage", {"text": "x"}, 403,
        "Forbidden: bot is not a member of the group chat", left_group),
    text_row("empty text", "message text is empty", text=""),
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
    Row("edit of nothing", "editMessageText", {"chat_id": ANN, "message_id": 99, "text": "x"}, 400,
        "Bad Request: message to edit not found"),
    Row("edit without any id", "editMessageText", {"text": "x"}, 400,
        "Bad Request: message identifier is not specified"),
    Row("edit that changes nothing", "editMessageText",
        {"chat_id": ANN, "text": "hello", "reply_markup": keyboard(("Go", "go"))}, 400,
        f"Bad Request: {NOT_MODIFIED}", sent),
    Row("keyboard edit that changes nothing", "editMessageReplyMarkup",
        {"chat_id": ANN, "reply_markup": keyboard(("Go", "go"))}, 400, f"Bad Request: {NOT_MODIFIED}", sent),
    Row("edit of a person's message", "editMessageText", {"chat_id": ANN, "text": "x"}, 400,
        "Bad Request: message can't be edited", persons_message),
    Row("edit with a reply keyboard", "editMessageText",
        {"chat_id": ANN, "text": "x", "reply_markup": {"force_reply": True}}, 400,
        "Bad Request: inline keyboard expected", sent),
    Row("text edit of a photo", "editMessageText", {"chat_id": ANN, "text": "x"}, 400,
        "Bad Request: there is no text in the message to edit", sent_photo),
    Row("caption edit of a text", "editMessageCaption", {"chat_id": ANN, "caption": "x"}, 400,
        "Bad Request: there is no caption in the message to edit", sent),
    Row("edit after a block", "editMessageText", {"chat_id": ANN, "message_id": 2, "text": "x"}, 403,
        "Forbidden: bot was blocked by the user",
        lambda phone: _then(sent(phone), blocked(phone))),
    Row("caption of 1,025", "editMessageCaption", {"chat_id": ANN, "caption": "x" * 1025}, 400,
        "Bad Request: message caption is too long", sent_photo),
    Row("delete of nothing", "deleteMessage", {"chat_id": ANN, "message_id": 99}, 400,
        "Bad Request: message to delete not found"),
    Row("delete without chat", "deleteMessage", {"message_id": 1}, 400,
        "Bad Request: chat identifier is not specified"),
    Row("delete without message", "deleteMessage", {"chat_id": ANN}, 400,
        "Bad Request: message identifier is not specified"),
    Row("delete after 48 hours", "deleteMessage", {"chat_id": ANN}, 400,
        "Bad Request: message can't be deleted", old_message),
    Row("delete without list", "deleteMessages", {"chat_id": ANN}, 400,
        "Bad Request: message identifiers are not specified"),
    Row("delete of 101", "deleteMessages", {"chat_id": ANN, "message_ids": list(range(1, 102))}, 400,
        "Bad Request: too many message identifiers specified"),
    Row("forward of nothing", "forwardMessage", {"chat_id": ANN, "from_chat_id": ANN, "message_id": 99}, 400,
        "Bad Request: message to forward not found"),
    Row("forward from nowhere", "forwardMessage", {"chat_id": ANN, "message_id": 1}, 400,
        'Bad Request: parameter "from_chat_id" is required'),
    Row("copy of nothing", "copyMessage", {"chat_id": ANN, "from_chat_id": ANN, "message_id": 99}, 400,
        "Bad Request: message to copy not found"),
    Row("pin of nothing", "pinChatMessage", {"chat_id": ANN, "message_id": 99}, 400,
        "Bad Request: message to pin not found"),
    Row("no photo", "sendPhoto", {"chat_id": ANN}, 400, "Bad Request: there is no photo in the request"),
    Row("no document", "sendDocument", {"chat_id": ANN}, 400,
        "Bad Request: there is no document in the request"),
    Row("unknown file_id", "sendPhoto", {"chat_id": ANN, "photo": "AgACnothing"}, 400,
        "Bad Request: wrong file identifier/HTTP URL specified"),
    Row("photo by URL", "sendPhoto", {"chat_id": ANN, "photo": "http://example.com/a.jpg"}, 400,
        "Bad Request: failed to get HTTP URL content"),
    Row("album of none", "sendMediaGroup", {"chat_id": ANN, "media": []}, 400,
        "Bad Request: there are no messages to send"),
    Row("album without media", "sendMediaGroup", {"chat_id": ANN}, 400,
        'Bad Request: parameter "media" is required'),
    Row("album no array", "sendMediaGroup", {"chat_id": ANN, "media": {"a": 1}}, 400,
        "Bad Request: expected an Array of InputMedia"),
    Row("album with a missing part", "sendMediaGroup",
        {"chat_id": ANN, "media": [{"type": "photo", "media": "attach://x"}]}, 400,
        "Bad Request: can't parse InputMedia: media not found"),
    Row("album of an animation", "sendMediaGroup",
        {"chat_id": ANN, "media": [{"type": "animation", "media": "x"}]}, 400,
        'Bad Request: can\'t parse InputMedia: type "animation" can\'t be used in sendMediaGroup'),
    Row("album of 11", "sendMediaGroup", {"chat_id": ANN, "media": [{"type": "photo", "media": "x"}] * 11},
        400,
        "Bad Request: too many messages to send as an album"),
    Row("album of mixed kinds", "sendMediaGroup",
        {"chat_id": ANN, "media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]}, 400,
        "Bad Request: document can't be mixed with other media types"),
    Row("getFile without id", "getFile", {}, 400, "Bad Request: file_id not specified"),
    Row("getFile of nothing", "getFile", {"file_id": "x"}, 400, "Bad Request: invalid file_id"),
    Row("unknown press", "answerCallbackQuery", {"callback_query_id": "123"}, 400, f"Bad Request: {TOO_OLD}"),
    Row("press answered twice", "answerCallbackQuery", {}, 400, f"Bad Request: {TOO_OLD}", answered_press),
    Row("press answered after 16 s", "answerCallbackQuery", {}, 400, f"Bad Request: {TOO_OLD}", late_press),
    Row("answer of 201 characters", "answerCallbackQuery", {"text": "x" * 201}, 400,
        "Bad Request: MESSAGE_TOO_LONG", fresh_press),
    Row("answer with a foreign link", "answerCallbackQuery", {"url": "https://example.com"}, 400,
        "Bad Request: URL_INVALID", fresh_press),
    Row("unknown chat action", "sendChatAction", {"chat_id": ANN, "action": "dancing"}, 400,
        "Bad Request: wrong parameter action in request"),
    Row("reaction that is none", "setMessageReaction",
        {"chat_id": ANN, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "🧱"}]}, 400,
        "Bad Request: REACTION_INVALID"),
    Row("polling with a webhook", "getUpdates", {}, 409, WEBHOOK_ACTIVE, with_webhook),
    Row("webhook without host", "setWebhook", {"url": "https://"}, 400,
        "Bad Request: invalid webhook URL specified"),
    Row("secret with a space", "setWebhook", {"url": "https://a.b/", "secret_token": "a b"}, 400,
        "Bad Request: secret token contains unallowed characters"),
    Row("secret of 257", "setWebhook", {"url": "https://a.b/", "secret_token": "a" * 257}, 400,
        "Bad Request: secret token is too long"),
    Row("command without text", "setMyCommands", {"commands": [{"command": "", "description": "x"}]}, 400,
        "Bad Request: command must be non-empty"),
    Row("command of 33", "setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, 400,
        "Bad Request: command length must not exceed 32"),
    Row("command in capitals", "setMyCommands", {"commands": [{"command": "Abc", "description": "x"}]}, 400,
        "Bad Request: BOT_COMMAND_INVALID"),
    Row("command without description", "setMyCommands", {"commands": [{"command": "a", "description": ""}]},
        400,
        "Bad Request: command description must be non-empty"),
    Row("description of 257", "setMyCommands", {"commands": [{"command": "a", "description": "x" * 257}]},
        400,
        "Bad Request: command description length must not exceed 256"),
    Row("commands no array", "setMyCommands", {"commands": {"a": 1}}, 400,
        "Bad Request: expected an Array of BotCommand"),
    Row("commands no JSON", "setMyCommands", {"commands": "["}, 400,
        "Bad Request: can't parse commands JSON object"),
    Row("unknown scope", "setMyCommands", {"commands": [], "scope": {"type": "moon"}}, 400,
        "Bad Request: can't parse BotCommandScope: Unsupported type specified"),
    Row("scope without chat", "setMyCommands", {"commands": [], "scope": {"type": "chat"}}, 400,
        "Bad Request: can't parse BotCommandScope: Empty chat_id specified"),
    Row("topic that is not there", "sendMessage", {"text": "x", "message_thread_id": 99}, 400,
        "Bad Request: message thread not found", in_forum),
    Row("topic in a plain supergroup", "createForumTopic", {"name": "x"}, 400,
        "Bad Request: the chat is not a forum", in_supergroup),
    Row("topic in a basic group", "createForumTopic", {"name": "x"}, 400,
        "Bad Request: the chat is not a supergroup forum", in_group),
    Row("topic without rights", "createForumTopic", {"name": "x"}, 400,
        "Bad Request: not enough rights to create a topic", in_forum),
    Row("ban without rights", "banChatMember", {"user_id": ANN}, 400,
        "Bad Request: not enough rights to restrict/unrestrict chat member", in_supergroup),
    Row("contact asked for in a group", "sendMessage",
        {"text": "x", "reply_markup": {"keyboard": [[{"text": "x", "request_contact": True}]]}}, 400,
        "Bad Request: phone number can be requested in private chats only", in_group),
    Row("member without user", "getChatMember", {"chat_id": ANN}, 400,
        "Bad Request: invalid user_id specified"),
    Row("administrators of a private chat", "getChatAdministrators", {"chat_id": ANN}, 400,
        "Bad Request: there are no administrators in the private chat"),
]  # fmt: skip


async def _then(first: Awaitable[Json], second: Awaitable[None]) -> Json:
    made = await first
    await second
    return made


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_it_is_refused_in_telegrams_words(phone: Phone, row: Row) -> None:
    further = await row.prepare(phone) if row.prepare else None
    before = len(await phone.messages(ANN))
    status, answer = await phone.raw(row.method, **{**row.arguments, **(further or {})})
    assert (status, answer["description"]) == (row.status, row.words)
    assert answer["ok"] is False
    assert answer["error_code"] == row.status
    assert len(await phone.messages(ANN)) == before


@pytest.mark.parametrize("token", ["nocolon", "0123:abc", ":abc", "12x:abc", "1:" + "a" * 80])
async def test_a_malformed_token_is_refused(phone: Phone, token: str) -> None:
    assert await phone.as_bot(token).raw("getMe") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized: invalid token specified"},
    )


async def test_a_known_bot_with_another_secret_is_refused(phone: Phone) -> None:
    refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await phone.as_bot("4242:other").raw("getMe") == (401, refusal)


async def test_a_path_without_bot_is_not_found(phone: Phone) -> None:
    async with phone.session.get(f"{phone.sandbox.url}/getMe") as response:
        assert response.status == 404
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_writing_to_an_upgraded_group_names_the_new_one(phone: Phone) -> None:
    group = await _group(phone)
    new = (await phone.do(f"/groups/{group}/upgrade"))["id"]
    status, answer = await phone.raw("sendMessage", chat_id=group, text="x")
    assert (status, answer["description"]) == (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
    )
    assert answer["parameters"] == {"migrate_to_chat_id": new}


async def test_a_method_that_is_not_built_shows_on_the_page(phone: Phone) -> None:
    events = phone.sandbox.state.events.subscribe()
    await phone.raw("sendChecklist")
    kinds = [events.get_nowait()[1] for _ in range(events.qsize())]
    assert "not_implemented" in kinds

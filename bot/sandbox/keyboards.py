"""reply_markup: inline keyboards, reply keyboards and ForceReply, checked as Telegram checks them.

Sources: tdlib/telegram-bot-api, Client.cpp, ``get_reply_markup`` and ``get_inline_keyboard_button``;
tdlib/td, ReplyMarkup.cpp. The limit of 100 buttons is what users report, it is not documented.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.errors import ApiRefusal, bad_request
from bot.sandbox.model import Json
from bot.sandbox.text.links import checked_link, is_http_link

CALLBACK_DATA_LIMIT_BYTES = 64
_BUTTONS_LIMIT = 100
_STYLES = ("primary", "danger", "success")
_KEYBOARD_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")
_OBJECT_BUTTONS = ("login_url", "web_app", "copy_text", "switch_inline_query_chosen_chat")
_TRUE = (True, "true", "True", "1", 1)


def read_markup(args: Args) -> Json | None:
    """Return the reply markup of a call in normal form, None when there is none."""
    value = args.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    return None if value is None else parse_markup(value)


def parse_markup(value: Any) -> Json | None:
    """Return a reply markup in normal form, None when it asks for nothing."""
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply markup")
    rows = _rows(value, "keyboard", "keyboard")
    inline_rows = _rows(value, "inline_keyboard", "inline keyboard")
    if rows:
        flags = {name: True for name in _KEYBOARD_FLAGS if value.get(name) in _TRUE}
        return {"keyboard": rows, **flags, **_placeholder(value)}
    if inline_rows:
        return {"inline_keyboard": inline_rows}
    selective = {"selective": True} if value.get("selective") in _TRUE else {}
    if value.get("remove_keyboard") in _TRUE:
        return {"remove_keyboard": True, **selective}
    if value.get("force_reply") in _TRUE:
        return {"force_reply": True, **selective, **_placeholder(value)}
    return None


def _placeholder(value: Json) -> Json:
    text = value.get("input_field_placeholder")
    return {"input_field_placeholder": str(text)[:64]} if text else {}


def _rows(value: Json, name: str, title: str) -> list[list[Json]]:
    rows = value.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    result = []
    for row in rows:
        if not isinstance(row, list):
            owner = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
            raise bad_request(f'Field "{name}"{owner} must be an Array of Arrays')
        buttons = [_button(button, name, title) for button in row]
        if buttons:
            result.append(buttons)
    _ensure_fits(result)
    return result


def _ensure_fits(rows: list[list[Json]]) -> None:
    if sum(len(row) for row in rows) > _BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")


def _button(button: Any, name: str, title: str) -> Json:
    try:
        return _inline_button(button) if name == "inline_keyboard" else _keyboard_button(button)
    except _BadButton as bad:
        raise bad_request(f"Can't parse {title} button: {bad}") from None


class _BadButton(Exception):
    pass


def _text_field(button: Json, name: str, *, required: bool = False) -> str:
    if name not in button or button[name] is None:
        if required:
            raise _BadButton(f'Can\'t find field "{name}"')
        return ""
    value = button[name]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _BadButton(f'Field "{name}" must be of type String')
    return str(value)


def _look(button: Json) -> Json:
    look: Json = {"text": _text_field(button, "text", required=True)}
    style = _text_field(button, "style").lower()
    if style not in ("", "default", *_STYLES):
        raise _BadButton("invalid button style specified")
    if emoji := _text_field(button, "icon_custom_emoji_id"):
        look["icon_custom_emoji_id"] = emoji
    if style in _STYLES:
        look["style"] = style
    return look


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _BadButton("InlineKeyboardButton must be an Object")
    look = _look(button)
    action = _inline_action(button)
    if not look["text"].strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    return {**look, **action}


def _inline_action(button: Json) -> Json:
    if url := _text_field(button, "url"):
        return {"url": _ensure_link(url)}
    if data := _text_field(button, "callback_data"):
        if len(data.encode()) > CALLBACK_DATA_LIMIT_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    if "callback_game" in button:
        return {"callback_game": {}}
    if "pay" in button:
        return {"pay": True}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            return {name: _text_field(button, name, required=True)}
    for name in _OBJECT_BUTTONS:
        if name in button:
            return {name: _object_field(button, name)}
    raise _BadButton("Text buttons are unallowed in the inline keyboard")


def _object_field(button: Json, name: str) -> Json:
    value = button[name]
    if not isinstance(value, dict):
        raise _BadButton(f'Field "{name}" must be of type Object')
    if name in ("login_url", "web_app"):
        url = _text_field(value, "url", required=True)
        if name == "web_app" and not url.startswith("https://"):
            message = f"Inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
            raise bad_request(message)
    if name == "copy_text" and not 1 <= len(_text_field(value, "text", required=True)) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return value


def _ensure_link(url: str) -> str:
    if url.startswith("tg://user"):
        return url
    if not is_http_link(url):
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return checked_link(url)


def _keyboard_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _BadButton("KeyboardButton must be a String or an Object")
    look = _look(button)
    if not look["text"].strip():
        raise bad_request("Keyboard button text must be non-empty")
    asks = {name: value for name, value in button.items() if name.startswith("request_") or name == "web_app"}
    return {**look, **asks}


def refused_in_group(markup: Json | None) -> ApiRefusal | None:
    """Return the refusal for buttons that exist in private chats only."""
    for row in (markup or {}).get("keyboard", []):
        for button in row:
            if button.get("request_contact"):
                return bad_request("Phone number can be requested in private chats only")
            if button.get("request_location"):
                return bad_request("Location can be requested in private chats only")
    return None

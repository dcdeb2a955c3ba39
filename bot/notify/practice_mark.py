"""What leaves the house from a practice: it begins with the mark, its buttons name the room they belong to,
and it goes to who practises and to nobody else."""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from bot.core.usecases.current_practice import Practising
from bot.notify.rendered import CAPTION_UNITS, TEXT_UNITS, cut, plain_text, utf16_units
from bot.views.callback_data import of_practice

_MOST_TOAST = 200  # characters [Bot API, answerCallbackQuery]
_WITH_CAPTION = frozenset({"sendPhoto", "sendDocument", "editMessageCaption"})
Call = dict[str, Any]


class NotForPractice(RuntimeError):
    """A practice would have spoken to somebody else: a mistake in the code, and nothing was sent."""


def marked(endpoint: str, call: Call, practising: Practising) -> Call:
    """The same call as it may go out. Raises NotForPractice."""
    chat = call.get("chat_id")
    if chat is not None and chat != practising.chat_id:
        raise NotForPractice(f"{endpoint} to another chat")
    changed = dict(call)
    if endpoint == "answerCallbackQuery":
        if call.get("text"):
            changed["text"] = f"{practising.mark} · {call['text']}"[:_MOST_TOAST]
        return changed
    if "text" in call:
        _begin(changed, "text", practising.mark, TEXT_UNITS)
    elif endpoint in _WITH_CAPTION:
        _begin(changed, "caption", practising.mark, CAPTION_UNITS)
    if "media" in call:
        changed["media"] = _media(call["media"], practising.mark)
    if isinstance(call.get("reply_markup"), InlineKeyboardMarkup):
        changed["reply_markup"] = _keyboard(call["reply_markup"], practising.room)
    return changed


def _begin(call: Call, name: str, mark: str, units: int) -> None:
    """What becomes too long by the mark loses its bold letters and its end."""
    words = call.get(name) or ""
    call[name] = f"{mark} · {words}" if words else mark
    if utf16_units(plain_text(call[name])) > units:
        call[name] = cut(plain_text(call[name]), units)
        call.pop("parse_mode", None)


def _media(media: Any, mark: str) -> Any:
    """Nothing of the desk's has words of its own here; of an album the first one carries the mark."""
    if isinstance(media, list | tuple):
        return [_captioned(media[0], mark), *media[1:]]
    return _captioned(media, mark)


def _captioned(one: Any, mark: str) -> Any:
    return InputMediaPhoto(one.media, mark) if isinstance(one, InputMediaPhoto) else one


def _keyboard(keyboard: InlineKeyboardMarkup, room: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[_button(each, room) for each in row] for row in keyboard.inline_keyboard])


def _button(button: InlineKeyboardButton, room: str) -> InlineKeyboardButton:
    if not isinstance(button.callback_data, str):
        return button
    told = {**button.to_dict(), "callback_data": of_practice(button.callback_data, room)}
    return InlineKeyboardButton.de_json(told, None)

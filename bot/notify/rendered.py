"""What a notice looks like when it is sent: made by bot/views, delivered by bot/notify/sender.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from telegram import InlineKeyboardMarkup

TEXT_UNITS = 4096  # UTF-16 units after parsing [Bot API, sendMessage]
CAPTION_UNITS = 1024  # the same [Bot API, sendPhoto]
ALBUM_PHOTOS = 10  # 2 to 10 [Bot API, sendMediaGroup]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`text` is Telegram's HTML. `photos` are JPEG or PNG files, `document` a file name and bytes.

    `silent` sends without sound, `thread_id` into that topic of a forum. Photos and document exclude each
    other.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    photos: Sequence[bytes] = ()
    document: tuple[str, bytes] | None = None
    silent: bool = False
    thread_id: int | None = None

    @property
    def fits_caption(self) -> bool:
        """Whether the words may stand under a photo or a document."""
        return utf16_units(plain_text(self.text)) <= CAPTION_UNITS


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """The words without the tags, as Telegram counts and shows them."""
    words = _Words()
    words.feed(html)
    words.close()
    return "".join(words.parts)


def utf16_units(text: str) -> int:
    """Telegram's measure of length: a sign outside the basic plane, such as most emoji, counts 2."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def cut(text: str, units: int) -> str:
    """The text, shortened to `units` UTF-16 units with an ellipsis where it is longer."""
    if utf16_units(text) <= units:
        return text
    kept, room = [], units - 1
    for sign in text:
        room -= 2 if sign > "\uffff" else 1
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept) + "…"

"""What a message looks like before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup


@dataclass(frozen=True, slots=True)
class Rendered:
    """`text` is Telegram's HTML, escaped already; `photos` are sha256 of stored photos, `paper` of a PDF."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    photos: Sequence[str] = ()
    paper: str = ""
    paper_name: str = ""

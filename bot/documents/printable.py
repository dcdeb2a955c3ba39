"""Texts and numbers made ready for paper: no hidden signs, no boxes, no word wider than its column."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal

from bot.documents.typesetting import can_print

BREAK = "\u200b"  # zero width space: the line may break here
MAX_WORD = 16  # signs; longer words get places to break at
_LONG_WORD = re.compile(rf"[\u0021-\u2e7f]{{{MAX_WORD + 1},}}")  # Chinese breaks anywhere by itself
MINUS = "\u2212"  # as wide as a figure; a hyphen is easily overlooked
LOST = "?"  # a letter that no font has
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, bidi marks, half characters, private, unassigned


def printable(text: str) -> str:
    """What a person typed, on paper: controls become blanks; bidi marks, emoji and other signs that no font
    has are dropped; a letter that none has becomes a question mark, so that it is seen to be missing."""
    shown = (_visible(sign) for sign in text)
    return _LONG_WORD.sub(lambda found: _broken(found[0]), " ".join("".join(shown).split(" "))).strip()


def paragraph(text: str) -> str:
    """As `printable`, and line ends stay."""
    return "\n".join(printable(line) for line in text.splitlines())


def specification(text: str) -> str:
    """As `printable`; "240 g" and other short parts between middle dots stay together on one line."""
    parts = printable(text).split(" · ")
    return " · ".join(part.replace(" ", "\u00a0") if len(part) <= MAX_WORD else part for part in parts)


def plain_number(value: Decimal) -> str:
    """1234.500 as "1,234.5": no exponent, no idle zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_money(value: Decimal) -> str:
    """Two digits at least, more where the value has them: 3.5 as "3.50", 0.125 as "0.125"."""
    digits = max(2, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 2
    return f"{value:,.{digits}f}".replace("-", MINUS)


def plain_moment(moment: datetime | None) -> str:
    """2026-11-24 10:41; "" for none. The same in both languages."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cc":
        return " "
    if category in _HIDDEN:
        return ""
    if can_print(sign):
        return sign
    return LOST if category[0] in "LN" else ""


def _broken(word: str) -> str:
    return BREAK.join(word[start : start + MAX_WORD // 2] for start in range(0, len(word), MAX_WORD // 2))

"""Rows of buttons: the shapes every view shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.callback_data import Act, Button, encode
from bot.views.texts import plain

MOST_LABEL = 40  # characters that fit a phone's width
Row = list[InlineKeyboardButton]


MOST_TAIL = 12  # a figure or a state at the end says more than the end of a long name


def shortened(words: str, most: int = MOST_LABEL) -> str:
    """Cut at the end, or before a short last part: "34436 Drawstring pouch, sma… · 672"."""
    if len(words) <= most:
        return words
    head, dot, last = words.rpartition(" · ")
    tail = dot + last if dot and len(dot + last) <= MOST_TAIL else ""
    head = head if tail else words
    return head[: most - 1 - len(tail)].rstrip(" ·") + "…" + tail


def button(
    label: str, act: Act, subject: int = 0, argument: str = "", style: str = ""
) -> InlineKeyboardButton:
    """`style` is Telegram's: "primary", "success" or "danger"."""
    extra = {"style": style} if style else None
    return InlineKeyboardButton(
        shortened(label), callback_data=encode(Button(act, subject, argument)), api_kwargs=extra
    )


def rows(*lines: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """Empty rows are left out; no rows at all is no keyboard."""
    kept = [list(line) for line in lines if line]
    return InlineKeyboardMarkup(kept) if kept else None


def in_rows(buttons: Iterable[InlineKeyboardButton], width: int) -> list[Row]:
    listed = list(buttons)
    return [listed[i : i + width] for i in range(0, len(listed), width)]


def pad(buttons: Row) -> list[Row]:
    """Figures and "all" in even rows: no lonely button as wide as the screen."""
    return in_rows(buttons, 3 if len(buttons) in (3, 5, 6, 9) else 4)


def step_button(label: str, rev: int, answer: str, style: str = "") -> InlineKeyboardButton:
    """Answers the question a dialog asks; `rev` ties it to this very question."""
    return button(label, Act.STEP, rev, answer, style)


def paging(language: str, rev: int, page: int, pages: int) -> Row:
    """◀ 2/5 ▶, without the dead arrow; nothing where one page is all."""
    if pages <= 1:
        return []
    row = []
    if page > 0:
        row.append(step_button("◀", rev, f"page.{page - 1}"))
    row.append(step_button(plain(language, "page", page=page + 1, pages=pages), rev, f"page.{page}"))
    if page < pages - 1:
        row.append(step_button("▶", rev, f"page.{page + 1}"))
    return row


def way_back(language: str, rev: int, *, back: bool = True, cancel: bool = True) -> Row:
    row = []
    if back:
        row.append(step_button(plain(language, "button.back"), rev, "back"))
    if cancel:
        row.append(step_button(plain(language, "button.cancel"), rev, "cancel"))
    return row

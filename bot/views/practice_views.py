"""What begins and ends a practice."""

from __future__ import annotations

from bot.views.callback_data import Act
from bot.views.keyboards import button, rows
from bot.views.rendered import Rendered
from bot.views.texts import plain, text


def practice_welcome(language: str) -> Rendered:
    return Rendered(
        text(language, "practice.welcome"),
        rows(
            [button(plain(language, "button.new_return"), Act.NEW_RETURN, style="primary")],
            [button(plain(language, "button.end_practice"), Act.END_PRACTICE)],
        ),
    )


def practice_over(language: str) -> Rendered:
    return Rendered(text(language, "practice.over"))

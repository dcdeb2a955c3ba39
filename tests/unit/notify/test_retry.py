"""The retry decision, case by case, in Telegram's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.notify.retry import Dead, Decision, Later, Moved, PlainText, Resend, SuccessAsIs, back_off, decide

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def later(seconds: float) -> Later:
    return Later(NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("error", "decision"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Dead("blocked")),
        (Forbidden("Forbidden: user is deactivated"), Dead("deactivated")),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Dead("not_started")),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Dead("kicked")),
        (Forbidden("Forbidden: bot is not a member of the group chat"), Dead("kicked")),
        (Forbidden("Forbidden: something new"), Dead("forbidden")),
        (ChatMigrated(-1005), Moved(-1005)),
        (RetryAfter(7), later(7.1)),
        (BadRequest("Message is not modified: specified new message content…"), SuccessAsIs()),
        (BadRequest("Message to edit not found"), Resend()),
        (BadRequest("Message can't be edited"), Resend()),
        (BadRequest("MESSAGE_ID_INVALID"), Resend()),
        (BadRequest("There is no text in the message to edit"), Resend()),
        (BadRequest("Can't parse entities: Unsupported start tag \"x\" at byte offset 0"), PlainText()),
        (BadRequest("Message is too long"), PlainText()),
        (BadRequest("Message caption is too long"), PlainText()),
        (BadRequest("Chat not found"), later(2)),
        (BadRequest("BUTTON_DATA_INVALID"), Dead("refused: BUTTON_DATA_INVALID")),
        (TimedOut(), later(2)),
        (NetworkError("Bad Gateway"), later(2)),
        (InvalidToken(), later(2)),
        (Conflict("x"), later(2)),
        (RuntimeError("a mistake of ours"), later(2)),
    ],
)  # fmt: skip
def test_what_the_first_failure_means(error: Exception, decision: Decision) -> None:
    assert decide(error, 1, NOW) == decision


def test_pauses_double_up_to_five_minutes() -> None:
    assert [back_off(tries).total_seconds() for tries in (0, 1, 2, 3, 8, 9, 10, 10_000)] == [
        2, 2, 4, 8, 256, 300, 300, 300,
    ]  # fmt: skip


def test_a_chat_that_is_not_there_three_times_is_given_up() -> None:
    assert decide(BadRequest("Chat not found"), 2, NOW) == later(4)
    assert decide(BadRequest("Chat not found"), 3, NOW) == Dead("chat_not_found")


def test_a_day_without_telegram_kills_nothing_and_three_days_do() -> None:
    assert decide(TimedOut(), 300, NOW, NOW - timedelta(days=1)) == later(300)
    assert decide(TimedOut(), 871, NOW, NOW - timedelta(days=3)) == Dead("unreachable")
    assert decide(TimedOut(), 1000, NOW) == Dead("unreachable")


def test_a_limit_is_obeyed_however_long_the_notice_has_waited() -> None:
    assert decide(RetryAfter(10_072), 5000, NOW, NOW - timedelta(days=9)) == later(10_072.1)


def test_a_mistake_of_our_own_is_tried_ten_times() -> None:
    assert decide(KeyError("x"), 9, NOW) == later(300)
    assert decide(KeyError("x"), 10, NOW) == Dead("broken: KeyError")

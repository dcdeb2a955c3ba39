"""What to do about a notice that Telegram did not take: a pure decision.

Wording: tdlib/telegram-bot-api, Client.cpp; PTB drops the prefix "Bad Request: " and raises by HTTP status.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

FIRST_PAUSE_SECONDS = 2
LONGEST_PAUSE_SECONDS = 300
CHAT_NOT_FOUND_TRIES = 3
BROKEN_TRIES = 10  # about 17 minutes: long enough for storage that was away, short enough for a mistake
KEPT_TRYING = timedelta(days=3)  # Telegram away for a day must kill nothing
MOST_TRIES = 1000  # three days at one try in five minutes are 870
AFTER_REFUSAL = timedelta(seconds=0.1)


@dataclass(frozen=True, slots=True)
class Later:
    """Try again, not before `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Dead:
    """Never again; `code` says why, for a list of codes see `decide`."""

    code: str


@dataclass(frozen=True, slots=True)
class SuccessAsIs:
    """The chat shows already what it should."""


@dataclass(frozen=True, slots=True)
class Resend:
    """What should be edited is gone: send it as a new message."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """Telegram cannot read the markup or finds it too long: send the bare words, cut to fit."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new id: send it there."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class NoTopic:
    """The topic of the forum is gone: send it to the group itself."""


Decision = Later | Dead | SuccessAsIs | Resend | PlainText | Moved | NoTopic

_FORBIDDEN = {
    "blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "can't initiate conversation": "not_started",
    "was kicked": "kicked",
    "not a member": "kicked",
}
_NOTHING_TO_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
_PLAIN = ("can't parse entities", "message is too long", "caption is too long")


def decide(error: Exception, attempts: int, now: datetime, created_at: datetime | None = None) -> Decision:
    """What becomes of a notice after its `attempts`-th try (counted from 1) failed with `error`.

    Codes of Dead: blocked, deactivated, not_started, kicked, forbidden, chat_not_found, refused (with
    Telegram's words), broken (ten tries at an error of our own), unreachable (three
    days or 1000 tries; where `created_at` is None only the tries count).
    """
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, RetryAfter):
        return Later(now + timedelta(seconds=wait_seconds(error)) + AFTER_REFUSAL)
    if isinstance(error, Forbidden):
        return Dead(_code_of(str(error).lower()))
    if isinstance(error, BadRequest):  # a NetworkError by class, so it comes first
        return _bad_request(str(error), attempts, now)
    if not isinstance(error, TelegramError) and attempts >= BROKEN_TRIES:
        return Dead(f"broken: {code_of_error(error)}")
    if attempts >= MOST_TRIES or (created_at is not None and now - created_at >= KEPT_TRYING):
        return Dead("unreachable")
    return Later(now + back_off(attempts))


def wait_seconds(error: RetryAfter) -> float:
    """What Telegram asks to wait. (The public attribute changes its type with an environment variable.)"""
    return error._retry_after.total_seconds()


def back_off(attempts: int) -> timedelta:
    """2, 4, 8 … at most 300 seconds."""
    exponent = min(max(attempts, 1) - 1, 10)
    return timedelta(seconds=min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**exponent))


def _code_of(text: str) -> str:
    return next((code for words, code in _FORBIDDEN.items() if words in text), "forbidden")


def _bad_request(words: str, attempts: int, now: datetime) -> Decision:
    text = words.lower()
    if "message is not modified" in text:
        return SuccessAsIs()
    if any(known in text for known in _NOTHING_TO_EDIT):
        return Resend()
    if any(known in text for known in _PLAIN):
        return PlainText()
    if "message thread not found" in text or "topic_closed" in text:
        return NoTopic()
    if "chat not found" in text:
        return Dead("chat_not_found") if attempts >= CHAT_NOT_FOUND_TRIES else Later(now + back_off(attempts))
    return Dead(f"refused: {words}")


def code_of_error(error: Exception) -> str:
    """One line for the notice's `error` while it waits."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, TelegramError) else name

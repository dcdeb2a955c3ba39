"""Logging: one line per record, nothing in it that could forge another, and never a bot token.

Telegram puts the token into every address, so HTTP libraries print it; see `redact`.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import unicodedata
from types import TracebackType
from typing import TextIO

_TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
QUIET = ("httpx", "httpcore", "aiohttp.access", "apscheduler", "tornado.access", "asyncio")
# Cc control, Cf format (bidi marks and zero-width signs), Zl and Zp line separators, Cs lone surrogates
_UNPRINTABLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_formatter = logging.Formatter()


def redact(text: str) -> str:
    """The text with every bot token (also percent-encoded) replaced by `<token>`."""
    return _TOKEN.sub("<token>", text)


def one_line(text: str) -> str:
    """The text with control, line-breaking and direction-changing characters written as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(sign) if unicodedata.category(sign) in _UNPRINTABLE else sign for sign in text)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


class Redacting(logging.Filter):
    """Takes tokens out of message, arguments, exception and stack before any formatter sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except Exception:  # a wrong number of arguments must not lose the record, nor print it unredacted
            message = f"{record.msg!r} {record.args!r}"
        record.msg, record.args = redact(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text, record.exc_info = redact(record.exc_text), None
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


class OneLine(logging.Formatter):
    """`2026-11-24T10:41:07+0000 INFO bot.intake.queue words`, with a traceback on the same line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        return one_line(super().format(record))


def set_up_logging(level: str = "INFO", stream: TextIO | None = None) -> logging.Handler:
    """Makes the root logger write to `stream` (default: standard error) and gives its handler.

    Warnings and exceptions nobody caught go the same way, so that they are redacted too.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine())
    handler.addFilter(Redacting())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    return handler


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("bot").critical("Stopped by an error nobody expected.", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

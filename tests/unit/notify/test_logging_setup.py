"""Logging: one line per record, no forged lines, no token."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.logging_setup import QUIET, one_line, redact, set_up_logging

CANARY = "123456789:AAcanary_Canary-CanaryCanaryCanary1"


@contextmanager
def logging_to() -> Iterator[io.StringIO]:
    """All of the logging goes into the text that is given, at DEBUG."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in QUIET}
    stream = io.StringIO()
    telegram = logging.getLogger("telegram")
    telegram_before = telegram.level
    telegram.setLevel(logging.DEBUG)
    set_up_logging("DEBUG", stream)
    try:
        yield stream
    finally:
        root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
        logging.captureWarnings(False)
        telegram.setLevel(telegram_before)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    with logging_to() as stream:
        yield stream


def lines(stream: io.StringIO) -> list[str]:
    return stream.getvalue().splitlines()


def test_a_token_is_taken_out_of_message_and_arguments(written: io.StringIO) -> None:
    log = logging.getLogger("desk")
    log.debug("GET https://api.telegram.org/bot%s/getMe", CANARY)
    log.debug(f"file/bot{CANARY}/photos/1.jpg")
    log.debug("quoted %s", CANARY.replace(":", "%3A"))
    log.debug("%(url)s", {"url": CANARY})
    assert "canary" not in written.getvalue()
    assert lines(written)[0].endswith("DEBUG desk GET https://api.telegram.org/bot<token>/getMe")


def test_a_token_is_taken_out_of_exceptions_their_causes_and_stacks(written: io.StringIO) -> None:
    try:
        try:
            raise OSError(f"cannot reach /bot{CANARY}/sendMessage")
        except OSError as cause:
            raise RuntimeError(repr({"token": CANARY})) from cause
    except RuntimeError:
        logging.getLogger("desk").exception("failed", stack_info=True)
    assert "canary" not in written.getvalue()
    assert written.getvalue().count("<token>") == 2
    assert len(lines(written)) == 1


def test_what_nobody_caught_is_redacted_too(written: io.StringIO) -> None:
    error = ValueError(CANARY)
    sys.excepthook(ValueError, error, None)
    thread = threading.Thread(target=lambda: (_ for _ in ()).throw(error).__next__())
    thread.start()
    thread.join()
    assert len(lines(written)) == 2
    assert "canary" not in written.getvalue()


def test_a_record_with_the_wrong_number_of_arguments_is_kept_and_redacted(written: io.StringIO) -> None:
    logging.getLogger("desk").error("two %s %s", CANARY)
    assert len(lines(written)) == 1
    assert "canary" not in written.getvalue()


def test_nobody_can_forge_a_line_or_turn_the_text_around(written: io.StringIO) -> None:
    name = "Bo\r\n2026-01-01 INFO forged\x1b[31m\u202egnp.exe\u2028\u0085\x00 退货"
    logging.getLogger("desk").info("name %s", name)
    (line,) = written.getvalue().split("\n")[:-1]
    assert "Bo\\r\\n2026-01-01 INFO forged\\x1b[31m\\u202egnp.exe\\u2028\\x85\\x00 退货" in line
    assert one_line("a\ud800b") == "a\\ud800b"


def test_http_libraries_are_quiet(written: io.StringIO) -> None:
    for name in ("httpx", "httpcore.connection", "aiohttp.access"):
        logging.getLogger(name).info("GET /bot%s/getMe", CANARY)
    assert written.getvalue() == ""


def test_ordinary_text_is_left_as_it_is() -> None:
    assert (
        redact("RR-2026-00042 at 10:41, order 123456:short") == "RR-2026-00042 at 10:41, order 123456:short"
    )

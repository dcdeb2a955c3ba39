"""Refusals about reading the operation log."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class LogWordsUnclear(DeskError):
    """Neither a number, nor a person's name, nor one or two days. Facts: text."""

    code = "log_words_unclear"


class LogTooLong(DeskError):
    """More entries than one file takes: fewer days, please. Facts: most."""

    code = "log_too_long"

"""Refusals about credit notes and bookkeeping."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class NoteSettled(DeskError):
    """Paid out already: it cannot be cancelled or paid again. Facts: number, at (datetime or None)."""

    code = "note_settled"


class NoteOfGoods(DeskError):
    """It was issued with a posting: undoing the restock cancels it with its goods. Facts: number, order."""

    code = "note_of_goods"


class PeriodInvalid(DeskError):
    """A journal goes from a day to the same or a later one, at most so many days. Facts: first, last (ISO
    texts), most."""

    code = "period_invalid"


class DayInvalid(DeskError):
    """Not a day as 2026-11-30. Facts: text."""

    code = "day_invalid"


class AnotherCurrency(DeskError):
    """A return has one currency. Facts: product_code, currency (of these goods), here (the return's)."""

    code = "another_currency"

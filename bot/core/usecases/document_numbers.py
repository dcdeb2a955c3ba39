"""Document numbers: unique and gapless per kind and year of the desk's own time zone."""

from __future__ import annotations

from bot.core.usecases.ports import UnitOfWork

DIGITS = 5


def document_number(uow: UnitOfWork, kind: str) -> str:
    """ "RR-2026-00042"."""
    year = uow.now.astimezone(uow.rules.timezone).year
    return f"{uow.rules.number_mark}{kind}-{year}-{uow.numbers.next(kind, year):0{DIGITS}d}"

"""Whether goods and money agree, drawn from a kept check."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.domain.money_check import Mismatch, MoneyCheck
from bot.core.domain.values import Money
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import day_and_clock, money
from bot.views.rendered import Rendered
from bot.views.texts import plain, text

MOST_MISMATCHES = 8  # of a card; what does not fit is counted


def check_view(uow: UnitOfWork, language: str, check: MoneyCheck) -> Rendered:
    """ "Goods and money agree, 31 notes, £…", or where they do not."""
    head, *found, figures = check_lines(language, check, uow.rules.timezone)
    shown = found[:MOST_MISMATCHES]
    if len(found) > MOST_MISMATCHES:
        shown.append(plain(language, "money.more", count=len(found) - MOST_MISMATCHES))
    return Rendered("\n".join(text(language, "plain", words=line) for line in (head, *shown, figures)))


def check_lines(language: str, check: MoneyCheck, zone: ZoneInfo) -> list[str]:
    """Plain: how it stands, every mismatch, the figures."""
    at, found = day_and_clock(language, check.at, zone), check.mismatches
    head = (
        plain(language, "money.disagree", count=len(found), at=at)
        if found
        else plain(language, "money.agree", at=at)
    )
    return [head, *(mismatch_line(language, mismatch) for mismatch in found), _figures(language, check)]


def mismatch_line(language: str, mismatch: Mismatch) -> str:
    words = plain(language, f"mismatch.{mismatch.kind.value}", **mismatch.facts)
    return plain(language, "money.line", record=mismatch.record, words=words)


def _figures(language: str, check: MoneyCheck) -> str:
    credited, claimed = sums(language, check.credited), sums(language, check.claimed)
    credits = plain(language, "money.credits", count=check.standing, sum=credited)
    debits = plain(language, "money.debits", count=check.debit_notes, sum=claimed)
    return f"{credits} · {debits}"


def sums(language: str, totals: Mapping[str, str]) -> str:
    """ "£1,932.00 + €20.00" """
    shown = [money(language, Money.of(amount, currency)) for currency, amount in totals.items()]
    return " + ".join(shown) or plain(language, "money.nothing")

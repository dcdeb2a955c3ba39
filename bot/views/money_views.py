"""Whether goods and money agree, drawn from a kept check."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.domain.money_check import Mismatch, MoneyCheck
from bot.core.domain.values import Money
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import day_and_clock, money
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

MOST_MISMATCHES = 8  # of a card; what does not fit is counted


def check_view(uow: UnitOfWork, language: str, check: MoneyCheck) -> Rendered:
    """ "Goods and money agree, 31 notes, £…", or where they do not."""
    at = day_and_clock(language, check.at, uow.rules.timezone)
    found = check.mismatches
    if found:
        lines = [text(language, "money.disagree", count=len(found), at=at)]
    else:
        lines = [text(language, "money.agree", at=at)]
    lines += [mismatch_line(language, mismatch) for mismatch in found[:MOST_MISMATCHES]]
    if len(found) > MOST_MISMATCHES:
        lines.append(text(language, "money.more", count=len(found) - MOST_MISMATCHES))
    lines.append(figures_line(language, check))
    return Rendered("\n".join(lines))


def mismatch_line(language: str, mismatch: Mismatch) -> str:
    words = plain(language, f"mismatch.{mismatch.kind.value}", **mismatch.facts)
    return text(language, "money.line", record=Html(f"<b>{mismatch.record}</b>"), words=words)


def figures_line(language: str, check: MoneyCheck) -> str:
    credits = text(language, "money.credits", count=check.standing, sum=sums(language, check.credited))
    debits = text(language, "money.debits", count=check.debit_notes, sum=sums(language, check.claimed))
    return f"{credits} · {debits}"


def sums(language: str, totals: Mapping[str, str]) -> str:
    """ "£1,932.00 + €20.00" """
    shown = [money(language, Money.of(amount, currency)) for currency, amount in totals.items()]
    return " + ".join(shown) or plain(language, "money.nothing")

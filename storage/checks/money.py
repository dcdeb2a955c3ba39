"""Rule 5: goods and money agree, by the very check that managers see."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.domain.money_check import mismatches
from storage.books import BooksRepository
from storage.checks.evidence import Evidence, Problem


def goods_and_money_agree(evidence: Evidence) -> Iterator[Problem]:
    for mismatch in mismatches(BooksRepository(evidence.tx).read()):
        facts = ", ".join(f"{name} {value or 'none'}" for name, value in mismatch.facts.items())
        detail = mismatch.kind.value.replace("_", " ")
        yield Problem("goods_and_money_agree", mismatch.record, f"{detail}: {facts}" if facts else detail)

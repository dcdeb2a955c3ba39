"""What suppliers gave back, and what customers say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, text

from bot.core.domain.periods import Spans
from bot.core.domain.values import Money
from bot.core.domain.weekly_summary import Ratings
from storage.transaction import Transaction
from storage.types import Moment, TenThousandths

_RECOVERED = text("""
    SELECT currency, SUM(value) AS value FROM debit_notes
    WHERE issued_at >= :since AND issued_at < :until GROUP BY currency ORDER BY currency
""").bindparams(bindparam("since", type_=Moment()), bindparam("until", type_=Moment()))

_RATED = text("""
    SELECT COUNT(*) AS times, SUM(stars) AS stars FROM ratings
    WHERE rated_at >= :since AND rated_at < :until
""").bindparams(bindparam("since", type_=Moment()), bindparam("until", type_=Moment()))


def recovered(tx: Transaction, spans: Spans) -> list[Money]:
    """By debit notes issued from the first edge up to the last; each currency apart."""
    edges: dict[str, Any] = {"since": spans.edges[0], "until": spans.edges[-1]}
    return [
        Money(TenThousandths.from_steps(int(row.value)), row.currency) for row in tx.rows(_RECOVERED, edges)
    ]


def ratings(tx: Transaction, spans: Spans) -> Ratings | None:
    row = tx.row(_RATED, {"since": spans.edges[0], "until": spans.edges[-1]})
    if row is None or not row.times:
        return None
    return Ratings(int(row.times), Decimal(int(row.stars)) / int(row.times))

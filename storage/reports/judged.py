"""What was decided although the policy had something against it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, text

from bot.core.domain.periods import Spans
from bot.core.domain.policy_review import REVIEWED_CODES, Judged
from bot.core.domain.return_request import Finding
from bot.core.domain.values import Money
from storage.transaction import Transaction
from storage.types import Moment, TenThousandths

# A finding is kept as ["CODE", "ask", {…}].
_AGAINST = " OR ".join(f"""findings LIKE '%["{code}", "%'""" for code in REVIEWED_CODES)
# In cents: thousandths of pieces times ten-thousandths of money, all of a request together, half up, as its
# card has it.
_JUDGED = text(f"""
    SELECT CASE WHEN decided_at < :edge THEN 0 ELSE 1 END AS span, id, number,
           COALESCE(customer_code, '') AS customer, decided_status, currency, findings,
           COALESCE((SELECT (CAST(SUM(a.quantity * a.unit_price) AS BIGINT) + 50000) / 100000
                     FROM allocations AS a WHERE a.request_id = r.id), 0) AS cents
    FROM return_requests AS r WHERE decided_at >= :since AND decided_at < :until
        AND decided_status IN ('approved', 'refused') AND ({_AGAINST})
    ORDER BY decided_at DESC, id DESC LIMIT :most OFFSET :skipped
""").bindparams(*(bindparam(name, type_=Moment()) for name in ("since", "edge", "until")))  # noqa: S608 - constants only


def judged(tx: Transaction, spans: Spans, limit: int, offset: int) -> list[Judged]:
    since, edge, until = spans.edges
    edges: dict[str, Any] = {"since": since, "edge": edge, "until": until, "most": limit}
    edges["skipped"] = offset
    return [_judged(row) for row in tx.rows(_JUDGED, edges)]


def _judged(row: Any) -> Judged:
    return Judged(
        span=row.span,
        request_id=row.id,
        number=row.number,
        customer=row.customer,
        refused=row.decided_status == "refused",
        value=Money(TenThousandths.from_steps(int(row.cents) * 100), row.currency),
        findings=tuple(Finding(*finding) for finding in json.loads(row.findings)),
    )

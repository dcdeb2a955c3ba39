"""Money owed to the customer: at most one note per return order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.domain.values import Money


@dataclass(frozen=True, slots=True)
class CreditNote:
    """`cause` is unique: "order:RO-2026-00031", or "charge:…" for money without goods (postage, manual)."""

    number: str
    customer_code: str | None
    value: Money
    cause: str
    issued_at: datetime
    issued_by: int

"""Money claimed from a supplier: at most one note per claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.domain.values import Money


@dataclass(frozen=True, slots=True)
class DebitNote:
    """`cause` is unique: "claim:SC-2026-00012". `words` say why it is more than the claim, where it is."""

    number: str
    supplier_code: str
    value: Money
    cause: str
    issued_at: datetime
    issued_by: int
    words: str = ""
    paper: str = ""  # sha256 of the archived PDF

"""Goods a supplier sends for a claim: what is owed, what came, what is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.domain.values import Quantity


class Into(StrEnum):
    """Where goods from a supplier are taken in; the names are those of the kinds of stock."""

    SELLABLE = "sellable"
    QUARANTINE = "quarantine"  # to be looked at; a later step says what becomes of them


class Back(StrEnum):
    """What of the goods a supplier owes has come."""

    NONE = "none"  # none are owed: money, or nothing, was agreed
    EXPECTED = "expected"
    SHORT = "short"  # the rest is not coming, in words; it may come all the same
    ALL = "all"


@dataclass(slots=True)
class ClaimArrival:
    """One count of one line. `over`: how much of it is more than was still to come."""

    seq: int
    at: datetime
    by: int
    line_no: int
    quantity: Quantity
    over: Quantity
    into: Into
    place: str = ""  # the shelf, where it became sellable
    words: str = ""
    undone_at: datetime | None = None
    undone_by: int | None = None

    @property
    def stands(self) -> bool:
        return self.undone_at is None

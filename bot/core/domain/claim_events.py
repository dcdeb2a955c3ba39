"""What happened to the goods a supplier sends for a claim."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.events import ClaimEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGoodsCame(ClaimEvent):
    """The supplier sent some; or (`undone`) that was counted wrong. `over`: more than was to come."""

    product_code: str
    quantity: str
    over: str
    into: str
    place: str
    undone: bool = False

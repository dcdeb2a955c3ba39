"""Why it came back, what it is like, why it was refused: coded lists. Codes stay, texts are translated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.domain.errors import ReasonUnknown


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    needs_photos: bool = False
    needs_note: bool = False


REASONS: tuple[Reason, ...] = (
    Reason("QUALITY_DEFECT", needs_photos=True),
    Reason("TRANSIT_DAMAGE", needs_photos=True),
    Reason("PACKAGING_DEFECT", needs_photos=True),
    Reason("WRONG_ITEM", needs_photos=True),
    Reason("MISSING_PARTS"),
    Reason("NOT_AS_DESCRIBED"),
    Reason("DEMAND_CHANGE"),
    Reason("ORDER_ERROR"),
    Reason("LATE_DELIVERY"),
    Reason("SHORT_DATED", needs_photos=True),
    Reason("WARRANTY"),
    Reason("REFUSED_DELIVERY"),
    Reason("OVERSTOCK"),
    Reason("OTHER", needs_note=True),
)
FIRST_CHOICES = ("QUALITY_DEFECT", "TRANSIT_DAMAGE", "WRONG_ITEM", "DEMAND_CHANGE")
_BY_CODE = {reason.code: reason for reason in REASONS}


def reason_of(code: str) -> Reason:
    """Raises ReasonUnknown."""
    if code not in _BY_CODE:
        raise ReasonUnknown(reason=code[:40])
    return _BY_CODE[code]


class RefusalReason(StrEnum):
    """Why a manager or the policy said no."""

    OVER_RETURN = "OVER_RETURN"
    NOT_RETURNABLE = "NOT_RETURNABLE"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    NO_EVIDENCE = "NO_EVIDENCE"
    NOT_OUR_GOODS = "NOT_OUR_GOODS"
    CUSTOMER_DAMAGE = "CUSTOMER_DAMAGE"
    OTHER = "OTHER"


MANAGER_REFUSALS = (
    RefusalReason.OUTSIDE_WINDOW,
    RefusalReason.NO_EVIDENCE,
    RefusalReason.NOT_RETURNABLE,
    RefusalReason.NOT_OUR_GOODS,
    RefusalReason.CUSTOMER_DAMAGE,
    RefusalReason.OTHER,
)


class WantedOutcome(StrEnum):
    """What the customer wants for the goods. Only refund and credit end in a credit note."""

    REFUND = "REFUND"
    REPLACEMENT = "REPLACEMENT"
    REPAIR = "REPAIR"
    CREDIT = "CREDIT"


NOT_CREDITED = frozenset({WantedOutcome.REPLACEMENT, WantedOutcome.REPAIR})


class Grade(StrEnum):
    """What it is like: A as new, B opened, C damaged, D unusable."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def needs_photos(self) -> bool:
        return self in (Grade.C, Grade.D)


class Disposition(StrEnum):
    """What we do with it; drives stock and money (see stock.py)."""

    RESTOCK = "RESTOCK"
    REFURBISH = "REFURBISH"
    REPAIR = "REPAIR"
    CONCESSION = "CONCESSION"
    RETURN_TO_VENDOR = "RETURN_TO_VENDOR"
    RETURN_TO_CUSTOMER = "RETURN_TO_CUSTOMER"
    SCRAP = "SCRAP"
    QUARANTINE = "QUARANTINE"

    @property
    def needs_photos(self) -> bool:
        """Goods that are not taken back as they are must be seen."""
        return self is not Disposition.RESTOCK

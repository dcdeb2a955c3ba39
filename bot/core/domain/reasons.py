"""Why it came back, what it is like, why it was refused: coded lists. Codes stay, texts are translated.

Refusals, grades and dispositions are fixed. Reasons are not: those below are what every desk begins with;
managers change what they are called and demand, add their own, and take out of use what nobody chooses.
None is ever deleted: old records have it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import ReasonUnknown
from bot.core.domain.reason_errors import (
    ReasonCodeInvalid,
    ReasonIsTheLastResort,
    ReasonNameInvalid,
    ReasonOutOfUse,
    ReasonUnchanged,
)

MOST_CODE = 24  # characters: a code has to fit into a button beside a product's
MOST_NAME = 40  # characters
MOST_REASONS = 60
_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Reason:
    """`name_en` and `name_zh`: as managers call it; empty for one that every desk begins with, whose names
    are texts. `version` 0 is as it was at the beginning; each change makes the next."""

    code: str
    needs_photos: bool = False
    needs_note: bool = False
    name_en: str = ""
    name_zh: str = ""
    retired_at: datetime | None = None
    added_at: datetime | None = None  # of the desk's own
    changed_by: int = 0
    version: int = 0

    @property
    def in_use(self) -> bool:
        return self.retired_at is None

    @property
    def is_built_in(self) -> bool:
        return self.code in _BY_CODE

    @property
    def demands(self) -> Demands:
        return Demands(self.needs_photos, self.needs_note)

    def name(self, language: str) -> str:
        """As managers call it; "" where they have not said."""
        return self.name_zh if language == "zh" else self.name_en

    def ensure_in_use(self) -> None:
        """Raises ReasonOutOfUse."""
        if not self.in_use:
            raise ReasonOutOfUse(reason=self.code)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a line of that reason has to bring along."""

    photos: bool
    note: bool


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
LAST_RESORT = "OTHER"  # whatever happened, this can be said; so it stays in use
_BY_CODE = {reason.code: reason for reason in REASONS}


def built_in(code: str) -> Reason:
    """As every desk begins with it. Raises ReasonUnknown."""
    if code not in _BY_CODE:
        raise ReasonUnknown(reason=code[:40])
    return _BY_CODE[code]


def as_known(changed: Mapping[str, Reason]) -> list[Reason]:
    """Every reason of a desk in the order it is shown: those every desk has, as they were changed, then its
    own by their age, and last the one for everything else. `changed` is by code."""
    known = [changed.get(reason.code, reason) for reason in REASONS]
    own = [reason for reason in changed.values() if not reason.is_built_in]
    own.sort(key=lambda reason: (str(reason.added_at), reason.code))
    return [*known[:-1], *own, known[-1]]


def first_choices(reasons: list[Reason]) -> list[Reason]:
    """The four that are offered first, of those in use."""
    offered = [reason for reason in reasons if reason.in_use]
    usual = [reason for code in FIRST_CHOICES for reason in offered if reason.code == code]
    rest = [reason for reason in offered if reason not in usual]
    return [*usual, *rest][: len(FIRST_CHOICES)]


# ── what managers may make of them ──
def code_from(name: str) -> str:
    """ "Wrong colour!" becomes "WRONG_COLOUR". Raises ReasonCodeInvalid where no letter is left."""
    words = re.findall(r"[A-Z0-9]+", name.upper())
    code = "_".join(words)[:MOST_CODE].rstrip("_")
    return ensure_code(code, typed=name)


def ensure_code(code: str, typed: str = "") -> str:
    """Raises ReasonCodeInvalid for what is not UPPER_CASE."""
    if len(code) > MOST_CODE or not _CODE.fullmatch(code):
        raise ReasonCodeInvalid(text=(typed or code)[:40], most=MOST_CODE)
    return code


def ensure_name(name: str) -> str:
    """On one line, without what cannot be printed. Raises ReasonNameInvalid."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not cleaned or len(cleaned) > MOST_NAME:
        raise ReasonNameInvalid(most=MOST_NAME)
    return cleaned


def renamed(reason: Reason, name_en: str, name_zh: str) -> Reason:
    """Raises ReasonNameInvalid, ReasonUnchanged."""
    return _changed(reason, replace(reason, name_en=ensure_name(name_en), name_zh=ensure_name(name_zh)))


def demanding(reason: Reason, demands: Demands) -> Reason:
    """Raises ReasonUnchanged; ReasonIsTheLastResort where nobody would say any more what happened."""
    if reason.code == LAST_RESORT and not demands.note:
        raise ReasonIsTheLastResort(reason=reason.code)
    return _changed(reason, replace(reason, needs_photos=demands.photos, needs_note=demands.note))


def retired(reason: Reason, at: datetime) -> Reason:
    """Raises ReasonIsTheLastResort, ReasonUnchanged."""
    if reason.code == LAST_RESORT:
        raise ReasonIsTheLastResort(reason=reason.code)
    return _changed(reason, replace(reason, retired_at=reason.retired_at or at))


def brought_back(reason: Reason) -> Reason:
    """Raises ReasonUnchanged."""
    return _changed(reason, replace(reason, retired_at=None))


def _changed(before: Reason, after: Reason) -> Reason:
    if after == before:
        raise ReasonUnchanged(reason=before.code)
    return after


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

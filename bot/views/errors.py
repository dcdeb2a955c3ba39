"""The one renderer of refusals: an error's code and facts become a sentence with the next step."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.domain.errors import (
    AlreadyDecided,
    ClaimGoodsMoved,
    ClaimMovedOn,
    ClaimUnderway,
    DeskError,
    QuantityExceedsDelivered,
    StockNotThere,
)
from bot.views.figures import amount, clock, day, figures_of
from bot.views.texts import has_text, plain


def refusal(language: str, error: DeskError, zone: ZoneInfo) -> str:
    """Plain text (no markup), fit for a toast, an alert or, escaped by the caller, a message."""
    read = figures_of(language, error.facts)
    facts = {key: _readable(language, value, zone) for key, value in read.items()}
    if isinstance(error, QuantityExceedsDelivered):
        return _exceeds(language, error, facts)
    if isinstance(error, AlreadyDecided):
        return _already(language, error, facts)
    if isinstance(error, ClaimMovedOn | ClaimUnderway | ClaimGoodsMoved):
        facts["status"] = plain(language, f"claim.status.{facts['status']}")
        kind = "by" if facts.get("by") else str(error.facts["status"])
        key = f"error.{error.code}.{kind}"
        return plain(language, key if has_text(language, key) else f"error.{error.code}", **facts)
    if "status" in facts and has_text(language, f"status.{facts['status']}"):
        facts["status"] = plain(language, f"status.{facts['status']}")
    if isinstance(error, StockNotThere):
        kind, _, place = str(facts["place"]).partition("/")
        facts["place"] = place or plain(language, f"stock.{kind}")
    return plain(language, f"error.{error.code}", **facts)


def _readable(language: str, value: object, zone: ZoneInfo) -> object:
    if isinstance(value, datetime):
        same_day = value.astimezone(zone).date() == datetime.now(zone).date()
        return clock(language, value, zone) if same_day else day(language, value, zone)
    return "" if value is None else value


def _exceeds(language: str, error: QuantityExceedsDelivered, facts: dict[str, object]) -> str:
    if str(error.facts.get("sold")) == "0":
        return plain(language, "error.never_bought", **facts)
    if "here" in facts:
        before = Decimal(str(error.facts["taken"])) - Decimal(str(error.facts["here"]))
        facts["before"] = amount(language, str(before))
        key = "error.exceeds_here_and_before" if error.facts.get("numbers") else "error.exceeds_here"
        return plain(language, key, **facts)
    if not error.facts.get("numbers"):
        return plain(language, "error.exceeds_bought", **facts)
    return plain(language, "error.quantity_exceeds_delivered", **facts)


def _already(language: str, error: AlreadyDecided, facts: dict[str, object]) -> str:
    """ "Wei already approved this at 10:41." """
    status = str(error.facts.get("status"))
    key = f"error.already.{status}"
    if not facts.get("by"):
        key = "error.already.desk"
        facts["status"] = plain(language, f"status.{status}")
    return plain(language, key if has_text(language, key) else "error.already.other", **facts)

"""The rules of a policy one by one: each has a name, reads what a person typed, and can be compared.

A field is the rule's name, or name and key: "window", "days:clocks", "fee:OTHER", "product:22728".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bot.core.domain.errors import PolicyValueInvalid
from bot.core.domain.import_cells import CellInvalid, read_cell
from bot.core.domain.import_columns import ValueKind
from bot.core.domain.policy import Fee, Policy, WindowFrom
from bot.core.domain.values import CENT, Money

T = TypeVar("T")
MOST_DAYS = 3650
_NONE = frozenset({"", "-", "0", "none", "never", "no", "无", "不收", "从不"})


class Rule(StrEnum):
    """In the order in which people are shown them."""

    WINDOW = "window"  # days
    WINDOW_FROM = "from"  # order or delivery
    CATEGORY_DAYS = "days"  # by category; none: as the rest
    AUTO_LIMIT = "auto"  # money
    SECOND_LIMIT = "second"  # money; none: never
    SCRAP_LIMIT = "scrap"  # money; none: never
    FEE = "fee"  # by reason: "15%" or an amount; none: no fee
    CATEGORY = "category"  # by category: "no" is not returnable, "yes" is
    PRODUCT = "product"  # by product, the same


def field_of(rule: Rule, key: str = "") -> str:
    return f"{rule.value}:{key}" if key else rule.value


def parts_of(field: str) -> tuple[Rule, str]:
    """Raises PolicyValueInvalid for what is no field."""
    name, _, key = field.partition(":")
    if name not in set(Rule):
        raise PolicyValueInvalid(text=field[:40], field=field[:40])
    return Rule(name), key


def edited(policy: Policy, field: str, text: str) -> Policy:
    """The policy with that rule as typed. Whether there is such a reason or product is for the caller to say.
    Raises PolicyValueInvalid."""
    rule, key = parts_of(field)
    try:
        return _EDITS[rule](policy, key, text.strip())
    except (ValueError, CellInvalid):
        raise PolicyValueInvalid(text=text[:40], field=field) from None


def differences(before: Policy, after: Policy) -> list[str]:
    """The fields that differ, in the order of the rules and of their keys."""
    old, new = _said(before), _said(after)
    rules = list(Rule)
    changed = (field for field in {**old, **new} if old.get(field) != new.get(field))
    return sorted(changed, key=lambda field: (rules.index(parts_of(field)[0]), field))


def said(policy: Policy, field: str) -> str:
    """What the rule says, as it may be typed again; "" where it says nothing."""
    return _said(policy).get(field, "")


def _said(policy: Policy) -> dict[str, str]:
    plain = {
        Rule.WINDOW.value: str(policy.window_days),
        Rule.WINDOW_FROM.value: policy.window_from.value,
        Rule.AUTO_LIMIT.value: _money_text(policy.auto_approval_limit),
        Rule.SECOND_LIMIT.value: _money_text(policy.second_approval_limit),
        Rule.SCRAP_LIMIT.value: _money_text(policy.scrap_limit),
    }
    days = {field_of(Rule.CATEGORY_DAYS, code): str(days) for code, days in policy.category_windows.items()}
    fees = {field_of(Rule.FEE, reason): _fee_text(fee) for reason, fee in policy.fees.items()}
    categories = {field_of(Rule.CATEGORY, code): "no" for code in policy.non_returnable_categories}
    products = {field_of(Rule.PRODUCT, code): "no" for code in policy.non_returnable_products}
    return {**plain, **days, **fees, **categories, **products}


def _money_text(value: Money | None) -> str:
    return "" if value is None else str(value.rounded().amount)


def _fee_text(fee: Fee) -> str:
    if fee.amount is not None:
        return _money_text(fee.amount)
    return f"{format(fee.percent.normalize() + 0, 'f')}%"


# ── reading; ValueError for what is no value ──
def _days(text: str) -> int:
    days = int(str(read_cell(ValueKind.WHOLE, text)))
    if days > MOST_DAYS:
        raise ValueError(text)
    return days


def _limit(policy: Policy, text: str) -> Money:
    amount = Decimal(str(read_cell(ValueKind.MONEY, text)))
    if amount != amount.quantize(CENT):
        raise ValueError(text)
    return Money(amount, policy.auto_approval_limit.currency)


def _optional_limit(policy: Policy, text: str) -> Money | None:
    return None if text.casefold() in _NONE else _limit(policy, text)


def _fee(policy: Policy, text: str) -> Fee | None:
    if text.casefold().removesuffix("%").strip() in _NONE:
        return None
    if not text.endswith(("%", "％")):
        return Fee(amount=_limit(policy, text))
    percent = Decimal(str(read_cell(ValueKind.MONEY, text[:-1].strip())))
    if percent > 100 or percent != percent.quantize(CENT):
        raise ValueError(text)
    return Fee(percent=percent)


def _put(known: Mapping[str, T], key: str, value: T | None) -> dict[str, T]:
    """With the key's new value; without the key where there is none."""
    rest = {name: kept for name, kept in known.items() if name != key}
    return rest if value is None else {**rest, key: value}


def _member(known: frozenset[str], key: str, text: str) -> frozenset[str]:
    if not key or text not in ("yes", "no"):
        raise ValueError(text)
    return known | {key} if text == "no" else known - {key}


def _edit_category_days(policy: Policy, key: str, text: str) -> Policy:
    days = _days(text) if text else None
    return replace(policy, category_windows=_put(policy.category_windows, key, days))


def _edit_fee(policy: Policy, key: str, text: str) -> Policy:
    if not key:
        raise ValueError(text)
    return replace(policy, fees=_put(policy.fees, key, _fee(policy, text)))


def _edit_category(policy: Policy, key: str, text: str) -> Policy:
    return replace(policy, non_returnable_categories=_member(policy.non_returnable_categories, key, text))


def _edit_product(policy: Policy, key: str, text: str) -> Policy:
    return replace(policy, non_returnable_products=_member(policy.non_returnable_products, key, text))


_EDITS: Mapping[Rule, Callable[[Policy, str, str], Policy]] = {
    Rule.WINDOW: lambda policy, _, text: replace(policy, window_days=_days(text)),
    Rule.WINDOW_FROM: lambda policy, _, text: replace(policy, window_from=WindowFrom(text)),
    Rule.CATEGORY_DAYS: _edit_category_days,
    Rule.AUTO_LIMIT: lambda policy, _, text: replace(policy, auto_approval_limit=_limit(policy, text)),
    Rule.SECOND_LIMIT: lambda policy, _, text: replace(
        policy, second_approval_limit=_optional_limit(policy, text)
    ),
    Rule.SCRAP_LIMIT: lambda policy, _, text: replace(policy, scrap_limit=_optional_limit(policy, text)),
    Rule.FEE: _edit_fee,
    Rule.CATEGORY: _edit_category,
    Rule.PRODUCT: _edit_product,
}

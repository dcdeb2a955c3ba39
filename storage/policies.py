"""The versions of the policy; never changed, only followed by the next."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.policy import Fee, Policy
from bot.core.domain.values import Money
from storage import tables as t
from storage.transaction import Transaction, Values, dialect_insert

_P = t.policies.c
_CURRENT = (
    select(t.policies)
    .where((_P.effective_at <= bindparam("now")) | (_P.version == 1))
    .order_by(_P.version.desc())
    .limit(1)
)
_VERSION = select(t.policies).where(_P.version == bindparam("version"))
_VERSIONS = select(t.policies).order_by(_P.version.desc())
_JUDGED_BY_FIRST = select(t.return_requests.c.id).where(t.return_requests.c.policy_version == 1).exists()


class PoliciesRepository:
    """`ports.Policies`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def current(self, now: datetime) -> Policy:
        row = self._tx.row(_CURRENT, {"now": now})
        assert row is not None, "the first migration gives every desk version 1"
        return _policy_of(row)

    def version(self, version: int) -> Policy:
        """Raises RecordUnknown."""
        row = self._tx.row(_VERSION, {"version": version})
        if row is None:
            raise RecordUnknown(number=str(version))
        return _policy_of(row)

    def versions(self) -> list[Policy]:
        return [_policy_of(row) for row in self._tx.rows(_VERSIONS)]

    def add(self, policy: Policy) -> None:
        """Version 1, which every desk begins with, is replaced as long as nothing was judged by it.
        Raises RecordChanged where the version is there already."""
        if self._tx.scalar(_adding(self._tx.dialect), _values(policy)) is None:
            raise RecordChanged(number=f"v{policy.version}")


@cache
def _adding(dialect: str) -> Any:
    statement = dialect_insert(t.policies, dialect)
    return statement.on_conflict_do_update(
        index_elements=["version"],
        set_={column.name: statement.excluded[column.name] for column in t.policies.columns},
        where=(_P.version == 1) & ~_JUDGED_BY_FIRST,
    ).returning(_P.version)


def _values(policy: Policy) -> Values:
    return {
        "version": policy.version,
        "window_days": policy.window_days,
        "auto_approval_limit": policy.auto_approval_limit.amount,
        "currency": policy.auto_approval_limit.currency,
        "effective_at": policy.effective_at,
        "author_id": policy.author_id,
        "non_returnable_categories": sorted(policy.non_returnable_categories),
        "non_returnable_products": sorted(policy.non_returnable_products),
        "window_from": policy.window_from,
        "category_windows": dict(policy.category_windows),
        "fees": {reason: _fee_values(fee) for reason, fee in policy.fees.items()},
        "second_approval_limit": _amount(policy, policy.second_approval_limit),
        "scrap_limit": _amount(policy, policy.scrap_limit),
    }


def _amount(policy: Policy, limit: Money | None) -> Decimal | None:
    """Every limit of a version is in its one currency. Raises ValueError where it is not."""
    if limit is None:
        return None
    if limit.currency != policy.auto_approval_limit.currency:
        raise ValueError(f"a limit in {limit.currency}")
    return limit.amount


def _fee_values(fee: Fee) -> dict[str, str]:
    if fee.amount is None:
        return {"percent": str(fee.percent)}
    return {"amount": str(fee.amount.amount), "currency": fee.amount.currency}


def _fee_of(values: dict[str, str]) -> Fee:
    if "percent" in values:
        return Fee(percent=Decimal(values["percent"]))
    return Fee(amount=Money.of(values["amount"], values["currency"]))


def _policy_of(row: Any) -> Policy:
    return Policy(
        version=row.version,
        window_days=row.window_days,
        auto_approval_limit=Money(row.auto_approval_limit, row.currency),
        effective_at=row.effective_at,
        author_id=row.author_id,
        non_returnable_categories=frozenset(row.non_returnable_categories),
        non_returnable_products=frozenset(row.non_returnable_products),
        window_from=row.window_from,
        category_windows=row.category_windows,
        fees={reason: _fee_of(values) for reason, values in row.fees.items()},
        second_approval_limit=_limit(row.second_approval_limit, row.currency),
        scrap_limit=_limit(row.scrap_limit, row.currency),
    )


def _limit(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)

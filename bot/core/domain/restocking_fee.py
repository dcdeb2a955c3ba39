"""What is kept of a return: by the policy the request was judged by, once for each line of the request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.core.domain.policy import Policy
from bot.core.domain.reasons import NOT_CREDITED, WantedOutcome
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.values import Money


def with_fees(
    lines: Sequence[ReturnOrderLine],
    outcome: WantedOutcome,
    policy: Policy,
    currency: str,
    others: Collection[ReturnOrder],
) -> list[ReturnOrderLine]:
    """`others`: the request's other orders that still count. Of goods that come in several parcels the fee
    is that of all together, less what the other parcels carry, so an amount is taken once.
    A replacement or a repair gives no credit, so there is nothing to keep a fee of."""
    if outcome in NOT_CREDITED:
        return [replace(line, fee=None) for line in lines]
    return [replace(line, fee=_fee(line, policy, currency, others)) for line in lines]


def _fee(
    line: ReturnOrderLine, policy: Policy, currency: str, others: Collection[ReturnOrder]
) -> Money | None:
    value = line.value(currency)
    if not value:
        return None
    alike = [other for order in others for other in order.lines if other.line_no == line.line_no]
    together, taken = value, Money.zero(currency)
    for other in alike:
        together = together + other.value(currency)
        taken = taken + other.fee if other.fee else taken
    left = policy.fee_for(line.reason, together) - taken
    fee = min(left, value)
    return fee if fee > Money.zero(currency) else None

"""What the lines of a return are worth and what the policy keeps of it, before anything has arrived."""

from __future__ import annotations

from bot.core.domain.catalogue import Product
from bot.core.domain.policy import Policy, Returnable, allocate, less, named_orders_first, of_order
from bot.core.domain.reasons import NOT_CREDITED
from bot.core.domain.return_request import Allocation, ReturnLine, ReturnRequest
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.draft_return import possible_of
from bot.core.usecases.ports import UnitOfWork


def estimated_value(uow: UnitOfWork, draft: ReturnRequest) -> Money:
    """What the lines are worth before they are sent: at prices paid, or list prices without an order."""
    value = Money.zero(draft.currency)
    for worth in _worth(uow, draft).values():
        value = value + worth
    return value.rounded()


def expected_fee(uow: UnitOfWork, request: ReturnRequest) -> Money:
    """By the version the request was judged by, or for a draft the one in force; zero where the customer
    wants no money, or where no order says what was paid."""
    nothing = Money.zero(request.currency)
    if request.outcome in NOT_CREDITED or request.without_order:
        return nothing
    if request.policy_version is None:
        return _fee(uow.policies.current(uow.now), request, _worth(uow, request))
    worth = {line.line_no: line.value(request.currency) for line in request.lines}
    return _fee(uow.policies.version(request.policy_version), request, worth)


def _fee(policy: Policy, request: ReturnRequest, worth: dict[int, Money]) -> Money:
    fee = Money.zero(request.currency)
    for line in request.lines:
        if line.reason and line.line_no in worth:
            fee = fee + policy.fee_for(line.reason, worth[line.line_no])
    return fee


def _worth(uow: UnitOfWork, draft: ReturnRequest) -> dict[int, Money]:
    """By line, unrounded; lines of one product take their parts one after another, as they will be judged."""
    products = uow.catalogue.products(line.product_code for line in draft.lines)
    allocated: list[Allocation] = []
    worth: dict[int, Money] = {}
    for line in sorted(draft.lines, key=named_orders_first):
        if not line.quantity:
            continue
        product = products[line.product_code]
        possible = possible_of(uow, draft, product)
        parts = _parts(line, None if possible is None else less(possible, allocated))
        allocated += parts or []
        worth[line.line_no] = (
            _at_list_price(product, line.quantity, draft.currency)
            if parts is None
            else _sum(parts, draft.currency)
        )
    return worth


def _parts(line: ReturnLine, possible: Returnable | None) -> list[Allocation] | None:
    """None where no order holds so much."""
    fitting = None if possible is None else of_order(possible, line.order_no)
    if fitting is None or line.asked > fitting.most:
        return None
    return allocate(line, fitting)


def _at_list_price(product: Product, quantity: Quantity, currency: str) -> Money:
    """Nothing where the list names another currency than the customer paid in."""
    return product.price.times(quantity) if product.price.currency == currency else Money.zero(currency)


def _sum(parts: list[Allocation], currency: str) -> Money:
    value = Money.zero(currency)
    for part in parts:
        value = value + part.unit_price.times(part.quantity)
    return value

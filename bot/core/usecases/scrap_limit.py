"""Whether the policy wants a second person for what is scrapped."""

from __future__ import annotations

from bot.core.domain.policy import Policy
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.scrap import Scrap, needs_two, scrap_of
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork


def policy_of(uow: UnitOfWork, order: ReturnOrder) -> Policy:
    """The version by which the order's request was judged."""
    version = uow.requests.get(order.request_id).policy_version
    return uow.policies.version(version) if version else uow.policies.current(uow.now)


def order_needs_two(uow: UnitOfWork, order: ReturnOrder) -> bool:
    products = uow.catalogue.products(line.product_code for line in order.lines)
    prices = {code: product.price for code, product in products.items()}
    return needs_two(policy_of(uow, order).scrap_limit, scrap_of(order, prices))


def step_needs_two(uow: UnitOfWork, order: ReturnOrder, line: ReturnOrderLine, quantity: Quantity) -> bool:
    """For scrapping that much of a line that was in work."""
    price = uow.catalogue.product(line.product_code).price
    return needs_two(policy_of(uow, order).scrap_limit, [Scrap(line, quantity, price)])

"""Whether the policy wants a second person for what is scrapped."""

from __future__ import annotations

from bot.core.domain.later_step import StepStatus
from bot.core.domain.policy import Policy
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.scrap import Scrap, needs_two, scrap_of
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.ports import UnitOfWork


def policy_of(uow: UnitOfWork, order: ReturnOrder) -> Policy:
    """The version by which the order's request was judged."""
    version = uow.requests.get(order.request_id).policy_version
    return uow.policies.version(version) if version else uow.policies.current(uow.now)


def order_needs_two(uow: UnitOfWork, order: ReturnOrder) -> bool:
    return needs_two(policy_of(uow, order).scrap_limit, scrap_of(order, _list_prices(uow, order)))


def step_needs_two(uow: UnitOfWork, order: ReturnOrder, line: ReturnOrderLine, quantity: Quantity) -> bool:
    """For scrapping that much of a line that was in work. What was scrapped of the order before on one
    person's word counts with it: the limit is not got round piece by piece."""
    prices = _list_prices(uow, order)
    before = [] if order.first_agreement else scrap_of(order, prices)
    lines = {known.line_no: known for known in order.lines}
    for step in uow.later_steps.of_order(order.id):
        alone = step.status is StepStatus.DONE and step.agreed_by is None
        if alone and step.disposition is Disposition.SCRAP:
            before.append(Scrap(lines[step.line_no], step.quantity, prices[step.product_code]))
    wanted = Scrap(line, quantity, prices[line.product_code])
    return needs_two(policy_of(uow, order).scrap_limit, [*before, wanted])


def _list_prices(uow: UnitOfWork, order: ReturnOrder) -> dict[str, Money]:
    products = uow.catalogue.products(line.product_code for line in order.lines)
    return {code: product.price for code, product in products.items()}

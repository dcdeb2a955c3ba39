"""The inspection is complete: goods are booked in at receiving and the return order is made."""

from __future__ import annotations

from bot.core.domain.arrivals import still_expected
from bot.core.domain.errors import StatusForbids
from bot.core.domain.events import InspectionFinished, ReturnOrderMade
from bot.core.domain.inspection import Inspection, InspectionAction
from bot.core.domain.people import Person
from bot.core.domain.restocking_fee import with_fees
from bot.core.domain.return_order import (
    OrderAction,
    OrderSource,
    ProductNames,
    ReturnOrder,
    ReturnOrderLine,
    order_lines,
)
from bot.core.domain.return_request import RestClosed, ReturnRequest
from bot.core.domain.stock import arrival_movements, reversal
from bot.core.usecases.close_rest import publish_closed, rest_after
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.inspect_goods import own_inspection, questions_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.settle_request import living_orders, settle_request, used_allocations


def finish_inspection(
    uow: UnitOfWork, actor: Person, inspection_id: int, *, more_to_come: bool = False
) -> ReturnOrder:
    """`more_to_come`: what is missing is still expected, in another parcel; else, where nobody has one at
    work, the rest is closed. After a review that sent it back, the same order number comes back to review
    with the new figures. Raises the Missing errors of an incomplete line."""
    inspection, request = own_inspection(uow, actor, inspection_id)
    for line in inspection.lines:
        line.ensure_complete(questions_of(uow, line))
    inspection.apply(InspectionAction.FINISH, actor.roles, request.number)
    inspection.finished_at = uow.now
    uow.inspections.save(inspection)
    _book_arrival(uow, actor, inspection, request)
    order = _make_or_renew_order(uow, actor, inspection, request)
    inspections = uow.inspections.of_request(request.id)
    last = not any(other.is_open for other in inspections)
    missing = still_expected(request, inspections)
    closes = last and not more_to_come and bool(missing)
    if closes:
        request.rest_closed = RestClosed(actor.id, uow.now)
    settle_request(uow, actor, request)
    _publish(uow, actor, inspection, request, order)
    if closes:
        publish_closed(uow, actor, request, missing)
    return order


def is_something_missing(uow: UnitOfWork, actor: Person, inspection_id: int) -> bool:
    """Whether finishing has to know if more is to come. Raises the Missing errors of an incomplete line."""
    inspection, request = own_inspection(uow, actor, inspection_id)
    for line in inspection.lines:
        line.ensure_complete(questions_of(uow, line))
    return bool(rest_after(uow, request, inspection))


def _book_arrival(uow: UnitOfWork, actor: Person, inspection: Inspection, request: ReturnRequest) -> None:
    """A recount takes the earlier arrival back first; nothing is edited."""
    earlier = f"arrival:{inspection.id}:{inspection.revision - 1}:"
    undone = [
        reversal(movement, at=uow.now, by=actor.id, record=request.number)
        for movement in uow.stock.by_cause_prefix(earlier)
    ]
    uow.stock.post(undone)
    uow.stock.post(arrival_movements(inspection, request.number, at=uow.now, by=actor.id))


def _make_or_renew_order(
    uow: UnitOfWork, actor: Person, inspection: Inspection, request: ReturnRequest
) -> ReturnOrder:
    products = uow.catalogue.products(line.product_code for line in inspection.lines)
    names = {
        code: ProductNames(product.name_en, product.name_zh, product.specification)
        for code, product in products.items()
    }
    used = used_allocations(living_orders(uow, request.id), but_inspection=inspection.id)
    source = OrderSource(request, inspection, names, used)
    lines = _priced(uow, request, inspection, order_lines(source))
    order = uow.return_orders.of_inspection(inspection.id)
    if order is None:
        order = ReturnOrder(
            number=document_number(uow, "RO"),
            request_id=request.id,
            request_number=request.number,
            inspection_id=inspection.id,
            inspected_by=actor.id,
            made_at=uow.now,
            currency=request.currency,
            lines=lines,
            outcome=request.outcome,
        )
        order.paper = uow.papers.return_order(uow, order, request)
        return uow.return_orders.add(order)
    if inspection.revision < 2:
        raise StatusForbids(number=order.number, status=order.status.value, action="resubmit")
    order.apply(OrderAction.RESUBMIT, actor.roles)
    order.lines, order.inspected_by, order.made_at = lines, actor.id, uow.now
    order.reviewed_by, order.reviewed_at = None, None
    order.paper = uow.papers.return_order(uow, order, request)
    uow.return_orders.save(order)
    return order


def _priced(
    uow: UnitOfWork, request: ReturnRequest, inspection: Inspection, lines: list[ReturnOrderLine]
) -> list[ReturnOrderLine]:
    """The lines with the fee that the policy the request was judged by keeps of them."""
    policy = uow.policies.version(request.policy_version or uow.policies.current(uow.now).version)
    orders = uow.return_orders.of_request(request.id)
    others = [order for order in orders if order.is_living and order.inspection_id != inspection.id]
    return with_fees(lines, request.outcome, policy, request.currency, others)


def _publish(
    uow: UnitOfWork, actor: Person, inspection: Inspection, request: ReturnRequest, order: ReturnOrder
) -> None:
    publish(
        uow,
        InspectionFinished(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            inspection_id=inspection.id,
            counted={str(line.line_no): str(line.counted) for line in inspection.lines if not line.found},
            found={line.product_code: str(line.counted) for line in inspection.lines if line.found},
        ),
    )
    publish(
        uow,
        ReturnOrderMade(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=request.id,
            paper=order.paper,
        ),
    )

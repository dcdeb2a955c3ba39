"""Where a request stands follows from its parcels and its return orders: here, after each of their moves."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.domain.arrivals import still_expected
from bot.core.domain.inspection import Inspection, InspectionAction
from bot.core.domain.people import Person
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import Allocation, ReturnRequest
from bot.core.domain.return_status import ReturnAction, ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.take_again import take_again


def settle_request(uow: UnitOfWork, actor: Person, request: ReturnRequest, *, released: bool = False) -> None:
    """Moves the request on and saves it: out of INSPECTING where no parcel is at work any more, to CLOSED
    where nothing is expected and every living order is posted. `released`: one went back to the queue."""
    inspections = uow.inspections.of_request(request.id)
    if not any(inspection.is_open for inspection in inspections):
        expected = still_expected(request, inspections)
        if request.status is ReturnStatus.INSPECTING and expected:
            request.apply(ReturnAction.RELEASE if released else ReturnAction.AWAIT_REST, actor.roles)
        elif request.status is ReturnStatus.INSPECTING:
            request.apply(ReturnAction.FINISH_INSPECTION, actor.roles)
        elif request.status is ReturnStatus.APPROVED and not expected:
            request.apply(ReturnAction.CLOSE_SHORT, actor.roles)
    if request.status is ReturnStatus.INSPECTED:
        _close_where_posted(uow, actor, request)
    uow.requests.save(request)


def _close_where_posted(uow: UnitOfWork, actor: Person, request: ReturnRequest) -> None:
    """From here on the request takes off its order lines just what really came back."""
    orders = living_orders(uow, request.id)
    if not orders or any(order.status is not OrderStatus.POSTED for order in orders):
        return
    credited = used_allocations(orders)
    for line in request.lines:
        line.allocations = _summed(credited.get(line.line_no, ()))
    request.apply(ReturnAction.CLOSE, actor.roles)
    request.closed_at = uow.now


def living_orders(uow: UnitOfWork, request_id: int) -> list[ReturnOrder]:
    """Those that were neither voided nor reversed."""
    return [order for order in uow.return_orders.of_request(request_id) if order.is_living]


def used_allocations(orders: Iterable[ReturnOrder], but_inspection: int = 0) -> dict[int, list[Allocation]]:
    """What the orders credit, by line of the request; the order of `but_inspection` left out."""
    used: dict[int, list[Allocation]] = {}
    for order in orders:
        if order.inspection_id != but_inspection:
            for line in order.lines:
                used.setdefault(line.line_no, []).extend(line.allocations)
    return used


def _summed(allocations: Iterable[Allocation]) -> list[Allocation]:
    """One for each order line and price, in the order they came."""
    sums: dict[tuple[str, int], Allocation] = {}
    for part in allocations:
        key = (part.order_no, part.order_line)
        known = sums[key].quantity if key in sums else Quantity.zero(part.quantity.unit)
        sums[key] = Allocation(part.order_no, part.order_line, known + part.quantity, part.unit_price)
    return list(sums.values())


def reopen_inspection(uow: UnitOfWork, actor: Person, inspection_id: int) -> tuple[Inspection, ReturnRequest]:
    """Its goods are counted anew, whatever else of the request is at work or done by now."""
    inspection = uow.inspections.get(inspection_id)
    request = uow.requests.get(inspection.request_id)
    was_closed = request.status is ReturnStatus.CLOSED
    request.apply(ReturnAction.REOPEN_INSPECTION, actor.roles)
    if was_closed:
        request.closed_at = None
        take_again(uow, request)
    uow.requests.save(request)
    inspection.apply(InspectionAction.REOPEN, actor.roles, request.number)
    inspection.revision += 1
    inspection.finished_at = None
    uow.inspections.save(inspection)
    return inspection, request

"""The rest of a return that came in part: given up, or waited for after all."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.arrivals import not_come, still_expected
from bot.core.domain.errors import StatusForbids, WordsMissing
from bot.core.domain.events import ReturnRestClosed, ReturnRestExpected
from bot.core.domain.inspection import Inspection
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import RestClosed, ReturnRequest, ensure_text_fits
from bot.core.domain.return_status import ReturnAction, ReturnStatus
from bot.core.domain.values import Quantity, total
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.settle_request import living_orders, settle_request


@dataclass(frozen=True, slots=True)
class Rest:
    """How much of a request is still expected, of how much, and who has a parcel of it at work."""

    expected: Quantity
    asked: Quantity
    parcels: int
    at_work: tuple[Inspection, ...]


def rest_of(uow: UnitOfWork, request: ReturnRequest) -> Rest:
    """Pieces of all lines together."""
    inspections = uow.inspections.of_request(request.id)
    missing = still_expected(request, inspections)
    unit = request.lines[0].asked.unit
    return Rest(
        expected=total((Quantity(q.amount, unit) for q in missing.values()), unit),
        asked=total((Quantity(line.asked.amount, unit) for line in request.lines), unit),
        parcels=len(inspections),
        at_work=tuple(inspection for inspection in inspections if inspection.is_open),
    )


def rest_after(uow: UnitOfWork, request: ReturnRequest, inspection: Inspection) -> Quantity:
    """What will still be missing once this parcel is finished as it is recorded now; nothing where the rest
    is closed or where somebody else has a parcel of it at work: then the last one is asked."""
    inspections = [i for i in uow.inspections.of_request(request.id) if i.id != inspection.id]
    unit = request.lines[0].asked.unit
    if request.rest_closed is not None or any(other.is_open for other in inspections):
        return Quantity.zero(unit)
    came = {line.line_no: line.counted for line in inspection.lines if not line.found and line.counted}
    amounts = [
        missing - min(missing, came.get(line_no, Quantity.zero(missing.unit)))
        for line_no, missing in not_come(request.lines, inspections).items()
    ]
    return total((Quantity(amount.amount, unit) for amount in amounts), unit)


def may_close_rest(uow: UnitOfWork, actor: Person, request: ReturnRequest) -> bool:
    """Whether this person could close it now; what has not come at all is cancelled instead."""
    waiting = request.status is ReturnStatus.APPROVED and bool(living_orders(uow, request.id))
    return waiting and actor.has(Permission.CLOSE_REST)


def may_expect_rest(actor: Person, request: ReturnRequest) -> bool:
    closed = request.status is ReturnStatus.INSPECTED and request.rest_closed is not None
    return closed and actor.has(Permission.CLOSE_REST)


def ensure_may_close_rest(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """Before the reason is asked for. Raises as `close_rest`."""
    ensure_can(actor, Permission.CLOSE_REST)
    request = uow.requests.get(request_id)
    if not may_close_rest(uow, actor, request):
        raise StatusForbids(
            number=request.number, status=request.status.value, action=ReturnAction.CLOSE_SHORT.value
        )
    return request


def close_rest(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> ReturnRequest:
    """Nothing more is coming. Raises WordsMissing; StatusForbids where a parcel is at work (its inspector is
    asked) or nothing has come (then it is cancelled)."""
    request = ensure_may_close_rest(uow, actor, request_id)
    reason = ensure_text_fits(words)
    if not reason:
        raise WordsMissing()
    missing = still_expected(request, uow.inspections.of_request(request.id))
    request.rest_closed = RestClosed(actor.id, uow.now, reason)
    settle_request(uow, actor, request)
    publish_closed(uow, actor, request, missing)
    return request


def publish_closed(
    uow: UnitOfWork, actor: Person, request: ReturnRequest, missing: dict[int, Quantity]
) -> None:
    publish(
        uow,
        ReturnRestClosed(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            missing={str(line_no): str(quantity) for line_no, quantity in missing.items()},
            words=request.rest_closed.words if request.rest_closed else "",
        ),
    )


def expect_rest(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """It comes after all, while the first part is still being reviewed. Raises StatusForbids where it was
    never closed, or where the return is closed as a whole: what comes then is a new return."""
    ensure_can(actor, Permission.CLOSE_REST)
    request = uow.requests.get(request_id)
    if request.rest_closed is None:
        raise StatusForbids(
            number=request.number, status=request.status.value, action=ReturnAction.EXPECT_REST.value
        )
    request.apply(ReturnAction.EXPECT_REST, actor.roles)
    request.rest_closed = None
    uow.requests.save(request)
    publish(
        uow,
        ReturnRestExpected(record=request.number, actor_id=actor.id, at=uow.now, request_id=request.id),
    )
    return request

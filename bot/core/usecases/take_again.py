"""A closed return is opened again: what it takes off the order lines must be found anew."""

from __future__ import annotations

from bot.core.domain.errors import SerialReturned
from bot.core.domain.policy import less, returnable, spread
from bot.core.domain.return_request import Allocation, ReturnLine, ReturnRequest
from bot.core.domain.values import total
from bot.core.usecases.ports import UnitOfWork


def take_again(uow: UnitOfWork, request: ReturnRequest) -> None:
    """Off the order lines comes again what was asked, beginning with what had come back, as far as nobody
    else took it meanwhile: what is not there any more is not credited."""
    if request.customer_code is None or request.without_order:
        return
    ensure_pieces_free(uow, request)
    kept: list[Allocation] = [part for line in request.lines for part in line.allocations]
    for line in sorted(request.lines, key=lambda line: not line.order_no):
        more = _more_for(uow, request, line, kept)
        line.allocations = line.allocations + more
        kept += more


def ensure_pieces_free(uow: UnitOfWork, request: ReturnRequest) -> None:
    """A numbered piece that did not come with a closed return is free for another one, and cannot be expected
    by both. Raises SerialReturned."""
    for line in request.lines:
        if line.serial and not line.allocations and not request.without_order:
            for number, _ in uow.requests.with_serial(line.product_code, line.serial, request.id):
                raise SerialReturned(serial=line.serial, number=number)


def _more_for(
    uow: UnitOfWork, request: ReturnRequest, line: ReturnLine, kept: list[Allocation]
) -> list[Allocation]:
    assert request.customer_code is not None
    unit = line.asked.unit
    back = total((part.quantity for part in line.allocations), unit)
    balances = uow.orders.balances(
        request.customer_code,
        line.product_code,
        until=request.submitted_at or request.created_at,
        order_no=line.order_no,
        but_request=request.id,
    )
    same = (balance for balance in balances if balance.line.unit_price.currency == request.currency)
    free = less(returnable(same, unit), kept)
    return spread(min(line.asked - back, free.most), free)

"""What a draft says beyond product, quantity and reason: order, lot, serial number, what is wanted."""

from __future__ import annotations

from bot.core.domain.catalogue import SerialSale
from bot.core.domain.errors import (
    CustomerUnknown,
    OrderUnknown,
    SerialMeansOne,
    SerialNotSold,
    SerialReturned,
    SerialTwice,
)
from bot.core.domain.people import Person
from bot.core.domain.policy import ensure_returnable
from bot.core.domain.reasons import WantedOutcome
from bot.core.domain.return_request import (
    MAX_SERIAL,
    Finding,
    ReturnLine,
    ReturnRequest,
    ensure_text_fits,
    serial_of,
)
from bot.core.domain.values import Quantity
from bot.core.usecases.draft_return import balances_of, follow_order, left_for, own_draft, possible_of
from bot.core.usecases.one_currency import ensure_no_other_currency
from bot.core.usecases.ports import UnitOfWork


def choose_outcome(uow: UnitOfWork, actor: Person, request_id: int, outcome: WantedOutcome) -> ReturnRequest:
    draft = own_draft(uow, actor, request_id)
    draft.outcome = outcome
    uow.requests.save(draft)
    return draft


def choose_order(
    uow: UnitOfWork, actor: Person, request_id: int, line_no: int, order_no: str
) -> ReturnRequest:
    """ "" takes from any order, the newest first. A quantity that the order does not hold is asked anew.
    Raises OrderUnknown, AnotherCurrency."""
    draft = own_draft(uow, actor, request_id)
    line = draft.line(line_no)
    product = uow.catalogue.product(line.product_code)
    line.order_no, line.serial = order_no, line.serial if order_no == line.order_no else ""
    follow_order(uow, draft, line)
    possible = possible_of(uow, draft, product, order_no)
    if order_no and (possible is None or not possible.balances):
        if possible is not None:
            ensure_no_other_currency(draft, product, balances_of(uow, draft, product, order_no))
        raise OrderUnknown(order_no=order_no[:40], product_code=product.code)
    left = left_for(uow, draft, line)
    if line.quantity and left is not None and line.quantity > left.most:
        line.quantity = None
    uow.requests.save(draft)
    return draft


def set_lot(uow: UnitOfWork, actor: Person, request_id: int, line_no: int, lot: str) -> ReturnRequest:
    """ "" takes it away. Raises TextTooLong."""
    draft = own_draft(uow, actor, request_id)
    draft.line(line_no).lot = ensure_text_fits(lot, MAX_SERIAL)
    uow.requests.save(draft)
    return draft


def serial_choices(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine, limit: int) -> list[SerialSale]:
    """Pieces of this product that the customer bought and that are not on their way back; newest first."""
    if draft.customer_code is None or draft.without_order:
        return []
    here = {other.serial for other in draft.others(line.line_no)}
    sold = uow.orders.serials_sold(draft.customer_code, line.product_code, until=uow.now)
    free = (sale for sale in sold if sale.serial not in here and not _returned_in(uow, draft, line, sale))
    return [sale for _, sale in zip(range(limit), free, strict=False)]


def set_serial(uow: UnitOfWork, actor: Person, request_id: int, line_no: int, serial: str) -> ReturnRequest:
    """One piece: the line takes one, off the order it was sold with. "" takes the number away. Raises
    SerialTwice, SerialNotSold, SerialReturned, QuantityExceedsDelivered, TextTooLong."""
    draft = own_draft(uow, actor, request_id)
    line = draft.line(line_no)
    line.serial = serial_of(serial)
    if line.serial:
        line.quantity = Quantity.of(1, uow.catalogue.product(line.product_code).unit)
        sale = _ensure_serial(uow, draft, line)
        line.order_no = sale.order_no if sale else line.order_no
        follow_order(uow, draft, line)
        possible = left_for(uow, draft, line)
        if possible is not None:
            ensure_returnable(line.product_code, line.quantity, possible)
    uow.requests.save(draft)
    return draft


def serial_findings(uow: UnitOfWork, draft: ReturnRequest) -> list[Finding]:
    """Every serial number once more, at the moment of sending. Raises as `set_serial` does. A number that no
    sale explains, because none of this product were noted, is for a manager to look at."""
    findings: list[Finding] = []
    for line in draft.lines:
        if line.serial and _ensure_serial(uow, draft, line) is None and not draft.without_order:
            facts: dict[str, object] = {"product_code": line.product_code, "serial": line.serial}
            findings.append(Finding("SERIAL_NOT_NOTED", "ask", facts))
    return findings


def _ensure_serial(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine) -> SerialSale | None:
    """The sale of this piece; None where the orders note no serial numbers of this product."""
    if not line.asked.is_single:
        raise SerialMeansOne(product_code=line.product_code, serial=line.serial)
    if any(
        (other.product_code, other.serial) == (line.product_code, line.serial)
        for other in draft.others(line.line_no)
    ):
        raise SerialTwice(serial=line.serial)
    sale = _sale_of(uow, draft, line)
    number = _returned_in(uow, draft, line, sale)
    if number:
        raise SerialReturned(serial=line.serial, number=number)
    return sale


def _sale_of(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine) -> SerialSale | None:
    if draft.without_order:
        return None
    if draft.customer_code is None:
        raise CustomerUnknown(text="")
    customer, product = draft.customer_code, line.product_code
    found = uow.orders.serials_sold(customer, product, until=uow.now, serial=line.serial)
    if not found and uow.orders.serials_sold(customer, product, until=uow.now):
        name = uow.companies.customer(customer).name
        raise SerialNotSold(product_code=product, serial=line.serial, customer=name)
    return found[0] if found else None


def _returned_in(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine, sale: SerialSale | None) -> str:
    """The number of the return that has this piece; "" for none. A piece that came back may have been sold
    again: returns from before that sale do not count."""
    serial = sale.serial if sale else line.serial
    for number, submitted_at in uow.requests.with_serial(line.product_code, serial, draft.id):
        if sale is None or submitted_at >= sale.ordered_at:
            return number
    return ""

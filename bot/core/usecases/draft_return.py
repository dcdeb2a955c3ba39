"""A clerk fills in a return request, one answer at a time; each answer is stored at once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.domain.catalogue import OrderLineBalance, Product
from bot.core.domain.errors import (
    CustomerUnknown,
    NotAllowed,
    ProductNotGoods,
    QuantityMissing,
    SerialMeansOne,
    StatusForbids,
)
from bot.core.domain.events import DraftDiscarded
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.policy import (
    Returnable,
    allocate,
    ensure_returnable,
    exceeds,
    left_beside,
    less,
    named_orders_first,
)
from bot.core.domain.reasons import Reason
from bot.core.domain.return_request import (
    Allocation,
    Missing,
    Photo,
    ReturnLine,
    ReturnRequest,
    ensure_text_fits,
)
from bot.core.domain.return_status import ReturnAction, ReturnStatus
from bot.core.domain.values import Quantity, ensure_countable
from bot.core.usecases.block_customer import ensure_not_blocked
from bot.core.usecases.one_currency import (
    ensure_no_other_currency,
    ensure_price_fits,
    in_one_currency,
    is_currency_settled,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


def unfinished_draft(uow: UnitOfWork, actor: Person) -> ReturnRequest | None:
    """The latest of their own with something in it, to go on with."""
    ensure_can(actor, Permission.FILE_RETURN)
    draft = uow.requests.latest_draft(actor.id)
    return draft if draft is not None and draft.lines else None


def start_return(uow: UnitOfWork, actor: Person) -> ReturnRequest:
    """A new empty draft."""
    ensure_can(actor, Permission.FILE_RETURN)
    return uow.requests.add(ReturnRequest(requested_by=actor.id, created_at=uow.now))


def own_draft(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """Other people's drafts do not exist for anybody. Raises NotAllowed, StatusForbids."""
    ensure_can(actor, Permission.FILE_RETURN)
    draft = uow.requests.get(request_id)
    if draft.requested_by != actor.id:
        raise NotAllowed(action=Permission.FILE_RETURN.value)
    draft.ensure_draft()
    return draft


def is_draft(uow: UnitOfWork, request_id: int) -> bool:
    """Whether there is still something to write: what was sent or discarded is asked no more."""
    return uow.requests.get(request_id).status is ReturnStatus.DRAFT


def choose_customer(uow: UnitOfWork, actor: Person, request_id: int, customer_code: str) -> ReturnRequest:
    """Another customer than before empties the lines: they were of the other one's orders.
    Raises CustomerUnknown, CustomerBlocked."""
    draft = own_draft(uow, actor, request_id)
    customer = uow.companies.customer(customer_code)
    ensure_not_blocked(uow, customer)
    if draft.customer_code != customer.code or draft.without_order:
        draft.lines.clear()
    draft.customer_code, draft.without_order = customer.code, False
    uow.requests.save(draft)
    return draft


def choose_no_order(
    uow: UnitOfWork, actor: Person, request_id: int, customer_code: str = ""
) -> ReturnRequest:
    """A walk-in, or goods of a known customer that no order explains; always needs a manager."""
    draft = own_draft(uow, actor, request_id)
    customer = uow.companies.customer(customer_code) if customer_code else None
    if customer is not None:
        ensure_not_blocked(uow, customer)
    draft.customer_code = customer.code if customer else None
    if not draft.without_order:
        draft.lines.clear()
    draft.without_order = True
    uow.requests.save(draft)
    return draft


def possible_of(
    uow: UnitOfWork, draft: ReturnRequest, product: Product, order_no: str = ""
) -> Returnable | None:
    """What may still be returned of a product in the draft's currency; None without an order."""
    if draft.without_order:
        return None
    balances = balances_of(uow, draft, product, order_no)
    return in_one_currency(draft, balances, product.unit)[0]


def balances_of(
    uow: UnitOfWork, draft: ReturnRequest, product: Product, order_no: str = ""
) -> list[OrderLineBalance]:
    """Its order lines of that customer, in whatever currency. Raises CustomerUnknown."""
    if draft.customer_code is None:
        raise CustomerUnknown(text="")
    return uow.orders.balances(
        draft.customer_code, product.code, until=uow.now, order_no=order_no, but_request=draft.id
    )


def left_for(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine) -> Returnable | None:
    """The same for one line, beside what the other lines of the draft take; None without an order."""
    order_no = "" if is_currency_settled(draft) else line.order_no  # the order it names says the currency
    possible = possible_of(uow, draft, uow.catalogue.product(line.product_code), order_no)
    return None if possible is None else left_beside(possible, line, draft.others(line.line_no))


def add_item(
    uow: UnitOfWork, actor: Person, request_id: int, product_code: str, order_no: str = ""
) -> ReturnLine:
    """A line for that product, or the one that is there. Raises QuantityExceedsDelivered where nothing (more)
    of it may be returned, AnotherCurrency where it was bought in one that the draft does not have."""
    draft = own_draft(uow, actor, request_id)
    product = uow.catalogue.product(product_code)
    if not product.stocked:
        raise ProductNotGoods(product_code=product.code)
    line = draft.add_line(product.code, reasons_by_code(uow), order_no)
    possible = left_for(uow, draft, line)
    if possible is None:
        ensure_price_fits(draft, product)
    elif not possible.most:
        ensure_no_other_currency(draft, product, balances_of(uow, draft, product, order_no))
        raise exceeds(product.code, possible)
    draft.currency = product.price.currency if possible is None else _currency(draft, possible)
    uow.requests.save(draft)
    return line


def follow_order(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine) -> None:
    """The only line that has a quantity brings the currency of its order along."""
    if not any(other.quantity for other in draft.others(line.line_no)):
        quantity, line.quantity = line.quantity, None
        possible = left_for(uow, draft, line)
        line.quantity = quantity
        draft.currency = draft.currency if possible is None else _currency(draft, possible)


def _currency(draft: ReturnRequest, possible: Returnable) -> str:
    return possible.balances[0].line.unit_price.currency if possible.balances else draft.currency


def set_quantity(
    uow: UnitOfWork, actor: Person, request_id: int, line_no: int, quantity: Quantity
) -> ReturnRequest:
    """Raises QuantityInvalid for a part of a piece, QuantityMissing for zero, SerialMeansOne,
    QuantityExceedsDelivered with the arithmetic."""
    draft = own_draft(uow, actor, request_id)
    line = draft.line(line_no)
    product = uow.catalogue.product(line.product_code)
    quantity = ensure_countable(Quantity(quantity.amount, product.unit))
    if not quantity:
        raise QuantityMissing(product_code=product.code)
    if line.serial and not quantity.is_single:
        raise SerialMeansOne(product_code=product.code, serial=line.serial)
    possible = left_for(uow, draft, line)
    if possible is not None:
        ensure_returnable(product.code, quantity, possible)
        draft.currency = _currency(draft, possible)
    line.quantity = quantity
    uow.requests.save(draft)
    return draft


def set_reason(
    uow: UnitOfWork, actor: Person, request_id: int, line_no: int, reason_code: str
) -> ReturnRequest:
    """Raises ReasonUnknown, ReasonOutOfUse."""
    draft = own_draft(uow, actor, request_id)
    reason = uow.reasons.get(reason_code)
    reason.ensure_in_use()
    draft.line(line_no).reason = reason.code
    uow.requests.save(draft)
    return draft


def reasons_by_code(uow: UnitOfWork) -> Mapping[str, Reason]:
    """Those out of use too: a line that has one keeps it."""
    return {reason.code: reason for reason in uow.reasons.all()}


def ensure_complete(uow: UnitOfWork, line: ReturnLine) -> None:
    """Whether it could be sent. Raises one of the Missing errors."""
    line.ensure_complete(reasons_by_code(uow))


def first_missing(uow: UnitOfWork, draft: ReturnRequest) -> tuple[ReturnLine, Missing] | None:
    """The first line that could not be sent, and what it lacks."""
    return draft.first_missing(reasons_by_code(uow))


def needs_note(uow: UnitOfWork, line: ReturnLine) -> bool:
    return line.reason is not None and uow.reasons.get(line.reason).needs_note


def needs_photos(uow: UnitOfWork, line: ReturnLine) -> bool:
    return line.reason is not None and uow.reasons.get(line.reason).needs_photos


def set_note(uow: UnitOfWork, actor: Person, request_id: int, line_no: int, note: str) -> ReturnRequest:
    draft = own_draft(uow, actor, request_id)
    draft.line(line_no).note = ensure_text_fits(note)
    uow.requests.save(draft)
    return draft


def attach_photo(uow: UnitOfWork, actor: Person, request_id: int, line_no: int, photo: Photo) -> ReturnLine:
    """The same photo again is no error and changes nothing."""
    draft = own_draft(uow, actor, request_id)
    line = draft.line(line_no)
    if line.add_photo(photo):
        uow.requests.save(draft)
    return line


def remove_item(uow: UnitOfWork, actor: Person, request_id: int, line_no: int) -> ReturnRequest:
    draft = own_draft(uow, actor, request_id)
    draft.remove_line(line_no)
    uow.requests.save(draft)
    return draft


def discard_draft(uow: UnitOfWork, actor: Person, request_id: int) -> None:
    draft = own_draft(uow, actor, request_id)
    draft.apply(ReturnAction.DISCARD, actor.roles)
    uow.requests.save(draft)
    publish(
        uow,
        DraftDiscarded(record=f"draft/{draft.id}", actor_id=actor.id, at=uow.now, request_id=draft.id),
    )


def correct_refused(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """A new draft from a request that was refused, cut down to what is possible; photos come along.
    Asked for twice, it is the one that was begun."""
    ensure_can(actor, Permission.FILE_RETURN)
    refused = uow.requests.get(request_id)
    if refused.requested_by != actor.id:
        raise NotAllowed(action=Permission.FILE_RETURN.value)
    if refused.status is not ReturnStatus.REFUSED:
        raise StatusForbids(number=refused.number, status=refused.status.value, action="correct")
    begun = uow.requests.latest_draft(actor.id)
    if begun is not None and begun.corrects == refused.id:
        return begun
    draft = uow.requests.add(
        ReturnRequest(
            requested_by=actor.id,
            created_at=uow.now,
            customer_code=refused.customer_code,
            without_order=refused.without_order,
            currency=refused.currency,
            outcome=refused.outcome,
            corrects=refused.id,
        )
    )
    allocated: list[Allocation] = []
    reasons = reasons_by_code(uow)
    for line in sorted(refused.lines, key=named_orders_first):
        product = uow.catalogue.product(line.product_code)
        possible = possible_of(uow, draft, product, line.order_no)
        if possible is not None:
            possible = less(possible, allocated)
        quantity = line.asked if possible is None else min(line.asked, possible.most)
        if quantity:
            copy = draft.add_line(line.product_code, reasons, line.order_no)
            copy.quantity, copy.reason, copy.note = quantity, line.reason, line.note
            copy.lot, copy.serial = line.lot, line.serial
            copy.photos = list(line.photos)
            allocated += allocate(copy, possible) if possible is not None else []
    uow.requests.save(draft)
    return draft

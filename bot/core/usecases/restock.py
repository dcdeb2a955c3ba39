"""Posts an agreed return order to the stock ledger, once, and issues the credit note with it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.errors import AlreadyDecided, PlaceUnknown
from bot.core.domain.events import ReturnOrderPosted
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_order import OrderAction, OrderStatus, ReturnOrder
from bot.core.domain.stock import INSIDE, LocationKind, posting_movements
from bot.core.domain.values import Quantity, total
from bot.core.usecases.issue_credit import issue_order_note, publish_issued
from bot.core.usecases.open_claims import open_claims_for
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.settle_request import settle_request


@dataclass(frozen=True, slots=True)
class Restocked:
    """`sellable` per product code: (before, after)."""

    order: ReturnOrder
    credit_note: CreditNote | None
    sellable: dict[str, tuple[Quantity, Quantity]]


def suggested_place(uow: UnitOfWork, order: ReturnOrder) -> str:
    """Where the first accepted product usually lies, else the first place there is."""
    for line in order.lines:
        place = uow.stock.usual_place(line.product_code) if line.accepted else None
        if place:
            return place
    places = uow.catalogue.places()
    return places[0] if places else "RETURNS"


def ensure_may_restock(uow: UnitOfWork, actor: Person, order_id: int) -> ReturnOrder:
    """Before a shelf is asked for, too. Raises NotAllowed, AlreadyDecided where it is posted."""
    ensure_can(actor, Permission.RESTOCK)
    order = uow.return_orders.get(order_id)
    if order.status is OrderStatus.POSTED:
        by = uow.people.get(order.posted_by).name if order.posted_by else ""
        raise AlreadyDecided(
            number=order.number, status=order.status.value, by=by, at=order.posted_at, words=""
        )
    return order


def restock_order(uow: UnitOfWork, actor: Person, order_id: int, place: str = "") -> Restocked:
    """`place` "" takes the suggested one. Raises AlreadyDecided where it is posted, StatusForbids where it
    is not agreed to, PlaceUnknown."""
    order = ensure_may_restock(uow, actor, order_id)
    order.apply(OrderAction.POST, actor.roles)
    order.place = known_place(uow, place) if place else suggested_place(uow, order)
    before = {line.product_code: sellable(uow, line.product_code) for line in order.lines}
    uow.stock.post(posting_movements(order, order.place, at=uow.now, by=actor.id))
    after = {code: sellable(uow, code) for code in before}
    order.posted_by, order.posted_at = actor.id, uow.now
    note = issue_order_note(uow, actor, order)
    order.credit_note = note.number if note else ""
    uow.return_orders.save(order)
    settle_request(uow, actor, uow.requests.get(order.request_id))
    open_claims_for(uow, actor, order)
    _publish(uow, actor, order, note)
    return Restocked(order, note, {code: (before[code], after[code]) for code in before})


def known_place(uow: UnitOfWork, place: str) -> str:
    """As it is written in the list of places. Raises PlaceUnknown."""
    wanted = place.strip().upper()
    for known in uow.catalogue.places():
        if known.upper() == wanted:
            return known
    raise PlaceUnknown(text=place[:40])


def sellable(uow: UnitOfWork, product_code: str) -> Quantity:
    """Sum over all shelves."""
    unit = uow.catalogue.product(product_code).unit
    levels = uow.stock.levels(product_code)
    return total((lv.quantity for lv in levels if lv.location.kind is LocationKind.SELLABLE), unit)


def held_by_kind(uow: UnitOfWork, product_code: str) -> dict[LocationKind, Quantity]:
    """What the house holds of a product, by kind of stock; kinds that hold nothing are left out."""
    result: dict[LocationKind, Quantity] = {}
    for level in uow.stock.levels(product_code):
        kind = level.location.kind
        if kind in INSIDE:
            result[kind] = result[kind] + level.quantity if kind in result else level.quantity
    return result


def _publish(uow: UnitOfWork, actor: Person, order: ReturnOrder, note: CreditNote | None) -> None:
    publish(
        uow,
        ReturnOrderPosted(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=order.request_id,
            place=order.place,
            credit_note=note.number if note else None,
            value=str(note.value.amount) if note else "0",
            currency=order.currency,
        ),
    )
    if note:
        publish_issued(uow, actor, note)

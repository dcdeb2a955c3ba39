"""A manager takes back a return order that is not posted yet; its goods are inspected again."""

from __future__ import annotations

from bot.core.domain.errors import AlreadyDecided, WordsMissing
from bot.core.domain.events import ReturnOrderVoided
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_order import LIVING, OrderAction, ReturnOrder, Undoing
from bot.core.domain.return_request import ensure_text_fits
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.settle_request import reopen_inspection


def order_to_take_back(uow: UnitOfWork, actor: Person, order_id: int, action: OrderAction) -> ReturnOrder:
    """The order, moved on. Raises NotAllowed, StatusForbids, AlreadyDecided if it is taken back already."""
    ensure_can(actor, Permission.UNDO_ORDER)
    order = uow.return_orders.get(order_id)
    if order.status not in LIVING and order.undone:
        undone = order.undone
        by = uow.people.get(undone.by).name
        raise AlreadyDecided(
            number=order.number, status=order.status.value, by=by, at=undone.at, words=undone.words
        )
    order.apply(action, actor.roles)
    return order


def void_order(uow: UnitOfWork, actor: Person, order_id: int, words: str) -> ReturnOrder:
    """The number stays, with its mark; finishing the inspection again makes an order with a new one.
    Raises WordsMissing, NotAllowed, AlreadyDecided, StatusForbids where it is posted or sent back."""
    order = order_to_take_back(uow, actor, order_id, OrderAction.VOID)
    order.undone = Undoing(actor.id, uow.now, ensure_words(words))
    order.paper = uow.papers.return_order(uow, order, uow.requests.get(order.request_id))
    uow.return_orders.save(order)
    reopen_inspection(uow, actor, order.inspection_id)
    publish(
        uow,
        ReturnOrderVoided(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=order.request_id,
            words=order.undone.words,
            paper=order.paper,
        ),
    )
    return order


def ensure_words(words: str) -> str:
    """Raises WordsMissing, TextTooLong."""
    kept = ensure_text_fits(words)
    if not kept:
        raise WordsMissing()
    return kept

"""A manager takes back a posting: every movement is mirrored, the credit note countered, nothing edited."""

from __future__ import annotations

from bot.core.domain.events import ReturnOrderReversed
from bot.core.domain.later_step import TAKING
from bot.core.domain.people import Person
from bot.core.domain.return_order import OrderAction, ReturnOrder, Undoing
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import reversal
from bot.core.domain.stock_errors import StepsTaken
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.open_claims import claims_to_withdraw, withdraw_claims_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.settle_request import reopen_inspection
from bot.core.usecases.take_again import ensure_pieces_free
from bot.core.usecases.void_order import ensure_words, order_to_take_back


def undo_restock(uow: UnitOfWork, actor: Person, order_id: int, words: str) -> ReturnOrder:
    """The goods lie at receiving again, to be inspected anew; finishing that makes an order with a new
    number. What left the house (to the customer, as scrap) is taken to be there again: the posting was a
    mistake. Raises WordsMissing, NotAllowed, AlreadyDecided, StatusForbids where it is not posted,
    StockNotThere where goods have gone from where they were put, StepsTaken where a later step moved them,
    ClaimUnderway where a supplier answered, NoteSettled where the credit is paid out, SerialReturned where a
    piece that had not come is on another return."""
    order = ensure_undoable(uow, actor, order_id)
    reason = ensure_words(words)
    withdraw_claims_of(uow, actor, order.number, reason)
    posted = uow.stock.by_cause_prefix(f"post:{order.number}:")
    uow.stock.post([reversal(m, at=uow.now, by=actor.id, record=order.number) for m in reversed(posted)])
    counter = cancel_credit_note(uow, actor, order.credit_note, reason) if order.credit_note else None
    order.undone = Undoing(actor.id, uow.now, reason)
    order.paper = uow.papers.return_order(uow, order, uow.requests.get(order.request_id))
    uow.return_orders.save(order)
    reopen_inspection(uow, actor, order.inspection_id)
    publish(
        uow,
        ReturnOrderReversed(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=order.request_id,
            words=reason,
            paper=order.paper,
            counter_note=counter.number if counter else None,
        ),
    )
    return order


def ensure_undoable(uow: UnitOfWork, actor: Person, order_id: int) -> ReturnOrder:
    """The order, moved on in memory: asked before anybody types a reason in vain. What the ledger and the
    credit note say is asked when it is done."""
    order = order_to_take_back(uow, actor, order_id, OrderAction.REVERSE)
    for step in uow.later_steps.of_order(order.id):
        if step.status in TAKING:
            raise StepsTaken(number=order.number, step=step.number)
    claims_to_withdraw(uow, order.number)
    request = uow.requests.get(order.request_id)
    if request.status is ReturnStatus.CLOSED:
        ensure_pieces_free(uow, request)
    return order

"""The cards that wait for a person, sent once more: through the outbox, so that they go on changing."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_order import REVIEWABLE, OrderStatus, ReturnOrder
from bot.core.usecases.look_up import waiting_approvals
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import chat_of, tell

MOST_CARDS = 5  # a chat takes about one message a second


def show_approvals(uow: UnitOfWork, actor: Person, wish: str) -> int:
    """Requests this person may decide on, oldest first; gives how many. `wish` is unique to this asking."""
    waiting = waiting_approvals(uow, actor, MOST_CARDS)
    return _show(uow, actor, NoticeKind.APPROVAL_CARD, (request.id for request in waiting), wish)


def show_reviews(uow: UnitOfWork, actor: Person, wish: str) -> int:
    """Return orders this person may review, likewise."""
    ensure_can(actor, Permission.REVIEW)
    waiting = uow.return_orders.in_status(*sorted(REVIEWABLE), limit=MOST_CARDS * 4)
    mine = [order.id for order in waiting if uow.rules.own_work_allowed or _is_for(actor, order)]
    return _show(uow, actor, NoticeKind.REVIEW_CARD, mine[:MOST_CARDS], wish)


def _is_for(actor: Person, order: ReturnOrder) -> bool:
    """The second who agrees to scrap is another manager."""
    first = order.first_agreement
    second = first is None or (first.by != actor.id and actor.has(Permission.AGREE_SCRAP))
    return order.inspected_by != actor.id and second


def show_restocks(uow: UnitOfWork, actor: Person, wish: str) -> int:
    """Return orders that were agreed to and wait for their shelf."""
    ensure_can(actor, Permission.RESTOCK)
    waiting = uow.return_orders.in_status(OrderStatus.AGREED, limit=MOST_CARDS)
    return _show(uow, actor, NoticeKind.RESTOCK_CARD, (order.id for order in waiting), wish)


def _show(uow: UnitOfWork, actor: Person, kind: NoticeKind, subjects: Iterable[int], wish: str) -> int:
    shown = 0
    for subject in subjects:
        uow.outbox.add(tell(uow, f"asked/{wish}/{subject}", chat_of(actor), kind, subject, fresh=True))
        shown += 1
    return shown

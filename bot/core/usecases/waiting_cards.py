"""The cards that wait for a decision, by matter: "approval_card/17", "review_card/9"."""

from __future__ import annotations

from bot.core.domain.notice import NoticeKind
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import UNDECIDED
from bot.core.usecases.ports import UnitOfWork

MOST_WAITING = 20  # of each kind: what a group takes in a minute
_REVIEWED = (OrderStatus.IN_REVIEW, OrderStatus.HALF_AGREED)


def waiting_matters(uow: UnitOfWork) -> list[str]:
    """Oldest first."""
    requests = uow.requests.in_status(*UNDECIDED, limit=MOST_WAITING)
    orders = uow.return_orders.in_status(*_REVIEWED, limit=MOST_WAITING)
    return [
        *(f"{NoticeKind.APPROVAL_CARD.value}/{request.id}" for request in requests),
        *(f"{NoticeKind.REVIEW_CARD.value}/{order.id}" for order in orders),
    ]


def author_of(uow: UnitOfWork, kind: NoticeKind, subject_id: int) -> int:
    """Whose work is decided on."""
    if kind is NoticeKind.APPROVAL_CARD:
        return uow.requests.get(subject_id).requested_by
    return uow.return_orders.get(subject_id).inspected_by


def record_of(uow: UnitOfWork, kind: NoticeKind, subject_id: int) -> str:
    if kind is NoticeKind.APPROVAL_CARD:
        return uow.requests.get(subject_id).number
    return uow.return_orders.get(subject_id).number

"""The cards that wait for a decision of the desk, by matter: "approval_card/17", "review_card/9"."""

from __future__ import annotations

from bot.core.domain.notice import NoticeKind
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import UNDECIDED
from bot.core.domain.supplier_claim import WITH_US, ClaimStatus, SupplierClaim
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import answers_here

MOST_WAITING = 20  # of each kind: what a group takes in a minute
_REVIEWED = (OrderStatus.IN_REVIEW, OrderStatus.HALF_AGREED)


def waiting_matters(uow: UnitOfWork) -> list[str]:
    """Kind by kind, of each the oldest first."""
    requests = uow.requests.in_status(*UNDECIDED, limit=MOST_WAITING)
    orders = uow.return_orders.in_status(*_REVIEWED, limit=MOST_WAITING)
    steps = uow.later_steps.waiting(MOST_WAITING)
    return [
        *(f"{NoticeKind.APPROVAL_CARD.value}/{request.id}" for request in requests),
        *(f"{NoticeKind.REVIEW_CARD.value}/{order.id}" for order in orders),
        *(f"{NoticeKind.LATER_STEP_CARD.value}/{step.id}" for step in steps),
        *(f"{NoticeKind.CLAIM_DESK_CARD.value}/{claim.id}" for claim in _waiting_claims(uow)),
    ]


def _waiting_claims(uow: UnitOfWork) -> list[SupplierClaim]:
    """What is with us, and what nobody answers in Telegram."""
    ours = uow.claims.found(*sorted(WITH_US), limit=MOST_WAITING)
    opened = uow.claims.found(ClaimStatus.OPEN, limit=MOST_WAITING)
    return ours + [c for c in opened if not answers_here(uow, c.supplier_code)]


def author_of(uow: UnitOfWork, kind: NoticeKind, subject_id: int) -> int:
    """Whose work is decided on; 0 where it is no person's of ours."""
    match kind:
        case NoticeKind.APPROVAL_CARD:
            return uow.requests.get(subject_id).requested_by
        case NoticeKind.REVIEW_CARD:
            return uow.return_orders.get(subject_id).inspected_by
        case NoticeKind.LATER_STEP_CARD:
            return uow.later_steps.get(subject_id).asked_by
    return 0


def record_of(uow: UnitOfWork, kind: NoticeKind, subject_id: int) -> str:
    match kind:
        case NoticeKind.APPROVAL_CARD:
            return uow.requests.get(subject_id).number
        case NoticeKind.LATER_STEP_CARD:
            return uow.later_steps.get(subject_id).number
        case NoticeKind.CLAIM_DESK_CARD:
            return uow.claims.get(subject_id).number
    return uow.return_orders.get(subject_id).number

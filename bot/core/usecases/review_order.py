"""A second person agrees to the return order, or sends it back with words."""

from __future__ import annotations

import json

from bot.core.domain.errors import AlreadyDecided, WordsMissing
from bot.core.domain.events import (
    InspectionClaimed,
    InspectionFinished,
    InspectionHandedOver,
    ReturnOrderAgreed,
    ReturnOrderHalfAgreed,
    ReturnOrderSentBack,
)
from bot.core.domain.operation_log import LogEntry
from bot.core.domain.people import Permission, Person, ensure_can, ensure_other
from bot.core.domain.return_order import REVIEWABLE, Agreement, OrderAction, OrderStatus, ReturnOrder
from bot.core.domain.return_request import ensure_text_fits
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.scrap_limit import order_needs_two
from bot.core.usecases.settle_request import reopen_inspection

_HANDS = (InspectionClaimed.__name__, InspectionHandedOver.__name__, InspectionFinished.__name__)
MOST_LOG_ENTRIES = 10_000  # of one record


def ensure_may_review(uow: UnitOfWork, actor: Person, order_id: int) -> ReturnOrder:
    """Before words are asked for, too. Raises NotAllowed, OwnWorkNotDecidable, AlreadyDecided."""
    ensure_can(actor, Permission.REVIEW)
    order = uow.return_orders.get(order_id)
    if order.status not in REVIEWABLE:
        by = uow.people.get(order.reviewed_by).name if order.reviewed_by else ""
        raise AlreadyDecided(
            number=order.number,
            status=order.status.value,
            by=by,
            at=order.reviewed_at,
            words=order.review_words,
        )
    first = order.first_agreement
    if first and first.by == actor.id and not uow.rules.own_work_allowed:
        raise AlreadyDecided(
            number=order.number, status=order.status.value, by=actor.name, at=first.at, words=""
        )
    for inspector_id in _inspectors(uow, order):
        ensure_other(actor.id, inspector_id, order.number, own_work_allowed=uow.rules.own_work_allowed)
    return order


def _inspectors(uow: UnitOfWork, order: ReturnOrder) -> set[int]:
    """Everybody who had a hand in the inspection, those who handed it over included."""
    entries = uow.log.of_record(order.request_number, MOST_LOG_ENTRIES)
    hands = [hand for entry in entries if (hand := _hand_in(entry, order.inspection_id))]
    return {order.inspected_by, *hands}


def _hand_in(entry: LogEntry, inspection_id: int) -> int:
    """Whose hands it was in by that entry; 0 where it says nothing of that inspection. A manager who gave it
    on for somebody who is away inspected nothing."""
    if entry.event not in _HANDS:
        return 0
    facts = json.loads(entry.facts)
    if facts["inspection_id"] != inspection_id:
        return 0
    return int(facts.get("from_person") or entry.actor_id)


def agree_to_order(uow: UnitOfWork, actor: Person, order_id: int) -> ReturnOrder:
    """Where it scraps more than the policy's limit, two managers agree, one after the other. Raises
    NotAllowed, OwnWorkNotDecidable, AlreadyDecided."""
    order = ensure_may_review(uow, actor, order_id)
    if order.status is OrderStatus.IN_REVIEW and order_needs_two(uow, order):
        return _half_agree(uow, actor, order)
    order.apply(OrderAction.AGREE, actor.roles)
    order.reviewed_by, order.reviewed_at = actor.id, uow.now
    order.own_work = _is_own_work(uow, actor, order)
    order.review_words = ""
    order.paper = uow.papers.return_order(uow, order, uow.requests.get(order.request_id))
    uow.return_orders.save(order)
    publish(
        uow,
        ReturnOrderAgreed(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=order.request_id,
            own_work=order.own_work,
            paper=order.paper,
        ),
    )
    return order


def _half_agree(uow: UnitOfWork, actor: Person, order: ReturnOrder) -> ReturnOrder:
    order.apply(OrderAction.HALF_AGREE, actor.roles)
    order.first_agreement = Agreement(actor.id, uow.now, _is_own_work(uow, actor, order))
    order.review_words = ""
    order.paper = uow.papers.return_order(uow, order, uow.requests.get(order.request_id))
    uow.return_orders.save(order)
    publish(
        uow,
        ReturnOrderHalfAgreed(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=order.request_id,
            own_work=order.first_agreement.own_work,
            paper=order.paper,
        ),
    )
    return order


def _is_own_work(uow: UnitOfWork, actor: Person, order: ReturnOrder) -> bool:
    first = order.first_agreement
    return actor.id in _inspectors(uow, order) or (first is not None and first.by == actor.id)


def send_back_order(uow: UnitOfWork, actor: Person, order_id: int, words: str) -> ReturnOrder:
    """Opens the inspection again for its inspector. Raises WordsMissing."""
    order = ensure_may_review(uow, actor, order_id)
    order.review_words = ensure_text_fits(words)
    if not order.review_words:
        raise WordsMissing()
    order.apply(OrderAction.SEND_BACK, actor.roles)
    order.reviewed_by, order.reviewed_at, order.first_agreement = actor.id, uow.now, None
    uow.return_orders.save(order)
    reopen_inspection(uow, actor, order.inspection_id)
    publish(
        uow,
        ReturnOrderSentBack(
            record=order.number,
            actor_id=actor.id,
            at=uow.now,
            order_id=order.id,
            request_id=order.request_id,
            words=order.review_words,
        ),
    )
    return order

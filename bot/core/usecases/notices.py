"""The one table that says which event tells whom, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.core.domain.events import (
    AccessAsked,
    AccessDeclined,
    AccessGranted,
    Event,
    InspectionClaimed,
    InspectionHandedOver,
    LaterStepAsked,
    LaterStepDone,
    LaterStepDropped,
    LaterStepUndone,
    MoneyDisagreed,
    ReturnAnswered,
    ReturnApproved,
    ReturnAskedBack,
    ReturnCancelled,
    ReturnHalfApproved,
    ReturnOrderAgreed,
    ReturnOrderHalfAgreed,
    ReturnOrderMade,
    ReturnOrderPosted,
    ReturnOrderReversed,
    ReturnOrderSentBack,
    ReturnOrderUndone,
    ReturnOrderVoided,
    ReturnRefused,
    ReturnSubmitted,
)
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.parcel_events import (
    ParcelDescribed,
    ParcelEvent,
    ParcelGivenUp,
    ParcelMatched,
    ParcelRegistered,
    ParcelTakenBack,
)
from bot.core.domain.people import Role
from bot.core.usecases.claim_notices import CLAIM_RULES
from bot.core.usecases.delivery_rules import DELIVERY_RULES
from bot.core.usecases.people_notices import CUSTOMER_RULES, PEOPLE_RULES
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.practice_rules import PRACTICE_RULES
from bot.core.usecases.report_rules import REPORT_RULES
from bot.core.usecases.telling import cards_again as _cards_again
from bot.core.usecases.telling import chat_of as _chat
from bot.core.usecases.telling import others, to_deciders
from bot.core.usecases.telling import tell as _notice

Rule = Callable[[UnitOfWork, Event, str], Iterable[Notice]]


def notices_of(uow: UnitOfWork, event: Event, event_key: str) -> list[Notice]:
    rules = [rules[type(event)] for rules in (RULES, CUSTOMER_RULES) if type(event) in rules]
    return [notice for rule in rules for notice in rule(uow, event, event_key)]


def _managers_decide(uow: UnitOfWork, request_id: int, key: str) -> Iterator[Notice]:
    author = uow.requests.get(request_id).requested_by
    yield from to_deciders(uow, key, NoticeKind.APPROVAL_CARD, request_id, others(uow, author))


def _submitted(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnSubmitted)
    if event.waits_for_manager:
        yield from _managers_decide(uow, event.request_id, key)


def _answered(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """A card with a new answer comes as a new message: the old one has scrolled away."""
    assert isinstance(event, ReturnAnswered)
    for notice in _managers_decide(uow, event.request_id, key):
        notice.fresh = True
        yield notice


def _half_approved(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Those who may give the second approval get the card anew; whoever else holds it sees the first."""
    assert isinstance(event, ReturnHalfApproved)
    told: set[int] = set()
    for notice in _managers_decide(uow, event.request_id, key):
        if notice.chat_id != uow.people.get(event.actor_id).telegram_id:
            notice.fresh = True
            told.add(notice.chat_id)
            yield notice
    for notice in _cards_again(uow, key, NoticeKind.APPROVAL_CARD, event.request_id):
        if notice.chat_id not in told:
            yield notice


def _decided(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnApproved | ReturnRefused | ReturnAskedBack | ReturnCancelled)
    yield from _cards_again(uow, key, NoticeKind.APPROVAL_CARD, event.request_id)
    request = uow.requests.get(event.request_id)
    automatic = isinstance(event, ReturnApproved | ReturnRefused) and event.automatic
    if request.requested_by != event.actor_id and not automatic:
        filer = uow.people.get(request.requested_by)
        yield _notice(uow, key, _chat(filer), NoticeKind.RETURN_DECIDED, event.request_id, fresh=True)


def _handed_over(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, InspectionHandedOver)
    if event.to_person is None:
        yield from _cards_again(uow, key, NoticeKind.APPROVAL_CARD, event.request_id)
    else:
        heir = uow.people.get(event.to_person)
        yield _notice(uow, key, _chat(heir), NoticeKind.INSPECTION_YOURS, event.inspection_id, fresh=True)
    if event.from_person not in (0, event.actor_id):
        before = uow.people.get(event.from_person)
        yield _notice(uow, key, _chat(before), NoticeKind.INSPECTION_TAKEN, event.inspection_id, fresh=True)


def _parcel_known(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ParcelRegistered)
    for manager in uow.people.with_role(Role.MANAGER, Role.ADMIN):
        yield _notice(uow, key, _chat(manager), NoticeKind.PARCEL_CARD, event.parcel_id)


def _parcel_again(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ParcelEvent)
    yield from _cards_again(uow, key, NoticeKind.PARCEL_CARD, event.parcel_id)


def _order_made(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnOrderMade)
    author = uow.return_orders.get(event.order_id).inspected_by
    yield from to_deciders(uow, key, NoticeKind.REVIEW_CARD, event.order_id, others(uow, author))


def _order_agreed(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnOrderAgreed)
    yield from _cards_again(uow, key, NoticeKind.REVIEW_CARD, event.order_id)
    inspector = uow.people.get(uow.return_orders.get(event.order_id).inspected_by)
    yield _notice(uow, key, _chat(inspector), NoticeKind.RESTOCK_CARD, event.order_id, fresh=True)


def _order_half_agreed(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnOrderHalfAgreed)
    yield from _cards_again(uow, key, NoticeKind.REVIEW_CARD, event.order_id)


def _order_undone(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Its cards say so, and the inspector has the goods again."""
    assert isinstance(event, ReturnOrderUndone)
    for kind in (NoticeKind.REVIEW_CARD, NoticeKind.RESTOCK_CARD, NoticeKind.RETURN_POSTED):
        yield from _cards_again(uow, key, kind, event.order_id)
    inspection = uow.inspections.get(uow.return_orders.get(event.order_id).inspection_id)
    inspector = uow.people.get(inspection.inspector_id)
    yield _notice(uow, key, _chat(inspector), NoticeKind.ORDER_UNDONE, event.order_id, fresh=True)


def _step_asked(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, LaterStepAsked)
    yield from to_deciders(uow, key, NoticeKind.LATER_STEP_CARD, event.step_id, others(uow, event.actor_id))


def _step_decided(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Who asked for it hears what somebody else made of it."""
    assert isinstance(event, LaterStepDone | LaterStepDropped | LaterStepUndone)
    yield from _cards_again(uow, key, NoticeKind.LATER_STEP_CARD, event.step_id)
    asker = uow.people.get(uow.later_steps.get(event.step_id).asked_by)
    if asker.id != event.actor_id:
        yield _notice(uow, key, _chat(asker), NoticeKind.LATER_STEP_CARD, event.step_id, fresh=True)


def _order_sent_back(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnOrderSentBack)
    yield from _cards_again(uow, key, NoticeKind.REVIEW_CARD, event.order_id)
    inspector = uow.people.get(uow.return_orders.get(event.order_id).inspected_by)
    yield _notice(uow, key, _chat(inspector), NoticeKind.ORDER_SENT_BACK, event.order_id, fresh=True)


def _order_posted(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnOrderPosted)
    yield from _cards_again(uow, key, NoticeKind.REVIEW_CARD, event.order_id)
    yield from _cards_again(uow, key, NoticeKind.RESTOCK_CARD, event.order_id)
    filer = uow.people.get(uow.requests.get(event.request_id).requested_by)
    if filer.id != event.actor_id:
        yield _notice(uow, key, _chat(filer), NoticeKind.RETURN_POSTED, event.order_id, fresh=True)


def _claimed(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, InspectionClaimed)
    yield from _cards_again(uow, key, NoticeKind.APPROVAL_CARD, event.request_id)


def _money_disagreed(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Whoever looked sees it anyway."""
    assert isinstance(event, MoneyDisagreed)
    for manager in uow.people.with_role(Role.MANAGER, Role.ADMIN):
        if manager.id != event.actor_id:
            yield _notice(uow, key, _chat(manager), NoticeKind.MONEY_CARD, event.check_id)


def _access_asked(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, AccessAsked)
    for manager in uow.people.with_role(Role.MANAGER, Role.ADMIN):
        yield _notice(uow, key, _chat(manager), NoticeKind.ACCESS_CARD, event.access_id)


def _access_decided(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, AccessGranted | AccessDeclined)
    yield from _cards_again(uow, key, NoticeKind.ACCESS_CARD, event.access_id)
    access = uow.people.access(event.access_id)
    chat = Recipient(access.telegram_id, access.language)
    yield _notice(uow, key, chat, NoticeKind.ACCESS_DECIDED, event.access_id, fresh=True)


RULES: dict[type[Event], Rule] = {
    ReturnSubmitted: _submitted,
    ReturnApproved: _decided,
    ReturnHalfApproved: _half_approved,
    ReturnRefused: _decided,
    ReturnAskedBack: _decided,
    ReturnCancelled: _decided,
    ReturnAnswered: _answered,
    InspectionClaimed: _claimed,
    InspectionHandedOver: _handed_over,
    ParcelRegistered: _parcel_known,
    ParcelDescribed: _parcel_again,
    ParcelMatched: _parcel_again,
    ParcelGivenUp: _parcel_again,
    ParcelTakenBack: _parcel_again,
    ReturnOrderMade: _order_made,
    ReturnOrderAgreed: _order_agreed,
    ReturnOrderSentBack: _order_sent_back,
    ReturnOrderPosted: _order_posted,
    ReturnOrderHalfAgreed: _order_half_agreed,
    ReturnOrderVoided: _order_undone,
    ReturnOrderReversed: _order_undone,
    LaterStepAsked: _step_asked,
    LaterStepDone: _step_decided,
    LaterStepDropped: _step_decided,
    LaterStepUndone: _step_decided,
    MoneyDisagreed: _money_disagreed,
    **CLAIM_RULES,
    AccessAsked: _access_asked,
    AccessGranted: _access_decided,
    AccessDeclined: _access_decided,
    **DELIVERY_RULES,
    **REPORT_RULES,
    **PEOPLE_RULES,
    **PRACTICE_RULES,
}

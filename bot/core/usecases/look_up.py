"""Reading: what a person may see is decided here, not by the button that asks."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.errors import NotAllowed, RecordUnknown
from bot.core.domain.later_step import LaterStep
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import UNDECIDED, ReturnStatus
from bot.core.usecases.ports import UnitOfWork


def ensure_may_see(actor: Person, request: ReturnRequest) -> None:
    """Staff their own ones; others' only with the right, and never another's draft. Raises NotAllowed."""
    if actor.is_staff and request.requested_by == actor.id:
        return
    ensure_can(actor, Permission.SEE_ANY_RETURN)
    if request.status in (ReturnStatus.DRAFT, ReturnStatus.DISCARDED):
        raise NotAllowed(action=Permission.SEE_ANY_RETURN.value)


def may_see(actor: Person, request: ReturnRequest) -> bool:
    try:
        ensure_may_see(actor, request)
    except NotAllowed:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ReturnStanding:
    request: ReturnRequest
    orders: list[ReturnOrder]


def look_up_return(uow: UnitOfWork, actor: Person, number: str) -> ReturnStanding:
    """By RR or RO number. What may not be seen is as unknown as what does not exist: the same answer."""
    if number.strip().upper().removeprefix(uow.rules.number_mark).startswith("RO"):
        request = uow.requests.get(uow.return_orders.by_number(number).request_id)
    else:
        request = uow.requests.by_number(number)
    if not _is_customers_own(actor, request) and not may_see(actor, request):
        raise RecordUnknown(number=number[:40])
    return ReturnStanding(request, uow.return_orders.of_request(request.id))


def _is_customers_own(actor: Person, request: ReturnRequest) -> bool:
    return actor.may_follow(request.customer_code, request.id) and request.submitted_at is not None


def look_up_record(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnStanding:
    """What a button shows. Raises RecordUnknown; NotAllowed for staff, who know that there are others."""
    request = uow.requests.get(request_id)
    if actor.is_staff:
        ensure_may_see(actor, request)
    elif not _is_customers_own(actor, request):
        raise RecordUnknown(number=str(request_id))
    return ReturnStanding(request, uow.return_orders.of_request(request.id))


def look_up_request(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """What staff read behind the buttons of a record. Raises as `look_up_record`, for contacts always."""
    if not actor.is_staff:
        raise RecordUnknown(number=str(request_id))
    request = uow.requests.get(request_id)
    ensure_may_see(actor, request)
    return request


def look_up_order(uow: UnitOfWork, actor: Person, order_id: int) -> ReturnOrder:
    """The same for a return order: who may see its return may see it."""
    if not actor.is_staff:
        raise RecordUnknown(number=str(order_id))
    order = uow.return_orders.get(order_id)
    ensure_may_see(actor, uow.requests.get(order.request_id))
    return order


def look_up_note(uow: UnitOfWork, actor: Person, number: str) -> CreditNote:
    """Who may see the return may see its note; money without goods and counter notes are for those who see
    money. Raises RecordUnknown, also for whom it is none of their business."""
    note = uow.credit_notes.get(number)
    if not _may_see_note(uow, actor, note):
        raise RecordUnknown(number=number[:40])
    return note


def _may_see_note(uow: UnitOfWork, actor: Person, note: CreditNote) -> bool:
    if not note.order_number:
        return actor.has(Permission.SEE_MONEY)
    request = uow.requests.get(uow.return_orders.by_number(note.order_number).request_id)
    return _is_customers_own(actor, request) or may_see(actor, request)


def look_up_step(uow: UnitOfWork, actor: Person, number: str) -> LaterStep:
    """A later step by its LS number. Raises RecordUnknown, also for whom it is none of their business."""
    if not actor.has(Permission.LATER_STEP):
        raise RecordUnknown(number=number[:40])
    return uow.later_steps.by_number(number)


EXPECTING = (ReturnStatus.APPROVED, ReturnStatus.INSPECTING)
MOST_SEARCHED = 500  # returns that words are looked for in
MOST_CUSTOMERS = 20


def expected_returns(
    uow: UnitOfWork, actor: Person, limit: int, offset: int = 0, *, words: str = ""
) -> list[ReturnRequest]:
    """All that may arrive; with `words` those of that number, or of a customer of that name or code."""
    ensure_can(actor, Permission.INSPECT)
    if not words:
        return uow.requests.in_status(*EXPECTING, limit=limit, offset=offset)
    try:
        found = [uow.requests.by_number(words)]
    except RecordUnknown:
        codes = {company.code for company in uow.companies.search_customers(words, MOST_CUSTOMERS)}
        every = uow.requests.in_status(*EXPECTING, limit=MOST_SEARCHED)
        found = [request for request in every if request.customer_code in codes]
    return [request for request in found if request.status in EXPECTING][offset : offset + limit]


def may_claim(actor: Person, request: ReturnRequest) -> bool:
    """Whether its inspection could begin now, by this person."""
    at_hand = request.status in (ReturnStatus.APPROVED, ReturnStatus.INSPECTING)
    return at_hand and actor.has(Permission.INSPECT)


def waiting_approvals(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[ReturnRequest]:
    """What this person may decide; oldest first."""
    ensure_can(actor, Permission.DECIDE_APPROVAL)
    waiting = uow.requests.in_status(*sorted(UNDECIDED), limit=limit * 4 + offset)
    mine = [request for request in waiting if uow.rules.own_work_allowed or _is_for(actor, request)]
    return mine[offset : offset + limit]


def _is_for(actor: Person, request: ReturnRequest) -> bool:
    first = request.first_approval
    return request.requested_by != actor.id and (first is None or first.by != actor.id)

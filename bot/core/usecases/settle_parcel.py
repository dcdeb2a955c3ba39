"""Whose parcel it is: matched to a return, to a new one, or given up. Two people cannot both settle it."""

from __future__ import annotations

from bot.core.domain.errors import ParcelSettled, RecordUnknown, StatusForbids, WordsMissing
from bot.core.domain.parcel import Parcel, ParcelAction, ParcelStatus
from bot.core.domain.parcel_events import ParcelGivenUp, ParcelMatched, ParcelTakenBack
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import ReturnRequest, ensure_text_fits
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.close_rest import expect_rest
from bot.core.usecases.draft_return import choose_customer, start_return
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

# A parcel can belong to these: its goods are expected, or on their way while a manager still decides.
MATCHABLE = (
    ReturnStatus.SUBMITTED,
    ReturnStatus.HALF_APPROVED,
    ReturnStatus.ASKED_BACK,
    ReturnStatus.APPROVED,
    ReturnStatus.INSPECTING,
)
MOST_CUSTOMERS, MOST_SEARCHED = 20, 500  # of a search by name
CAME_TO_NOTHING = (ReturnStatus.DISCARDED, ReturnStatus.REFUSED, ReturnStatus.CANCELLED)


def is_matchable(request: ReturnRequest) -> bool:
    """One whose goods were all counted is not: what comes on top is a return of its own."""
    rest_given_up = request.status is ReturnStatus.INSPECTED and request.rest_closed is not None
    return request.status in MATCHABLE or rest_given_up


def unclaimed_parcels(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[Parcel]:
    """Oldest first."""
    ensure_can(actor, Permission.REGISTER_PARCEL)
    return uow.parcels.unclaimed(limit, offset)


def seen_parcel(uow: UnitOfWork, actor: Person, parcel_id: int) -> Parcel:
    ensure_can(actor, Permission.REGISTER_PARCEL)
    return uow.parcels.get(parcel_id)


def likely_requests(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[ReturnRequest]:
    """What the parcel may be: expected returns first come first."""
    ensure_can(actor, Permission.SETTLE_PARCEL)
    return uow.requests.in_status(ReturnStatus.APPROVED, ReturnStatus.INSPECTING, limit=limit, offset=offset)


def match_parcel(uow: UnitOfWork, actor: Person, parcel_id: int, request_id: int) -> ReturnRequest:
    """A rest that was closed is expected again: here it is. Raises ParcelSettled where somebody was first;
    StatusForbids for a return that is refused, cancelled or closed (a new return takes it then)."""
    parcel = unsettled(uow, actor, parcel_id)
    request = uow.requests.get(request_id)
    if not is_matchable(request):
        raise StatusForbids(
            number=request.number or str(request_id),
            status=request.status.value,
            action=ParcelAction.MATCH.value,
        )
    if request.status is ReturnStatus.INSPECTED:
        request = expect_rest(uow, actor, request.id)
    _match(uow, actor, parcel, request)
    return request


def match_parcel_to_new_return(
    uow: UnitOfWork, actor: Person, parcel_id: int, customer_code: str | None = None
) -> ReturnRequest:
    """A draft for that customer, to be filled in by who asked; None: who knows the customer is asked next,
    or it is a walk-in. Discarded or refused, the parcel is nobody's again."""
    parcel = unsettled(uow, actor, parcel_id)
    draft = start_return(uow, actor)
    if customer_code:
        draft = choose_customer(uow, actor, draft.id, customer_code)
    _match(uow, actor, parcel, draft)
    return draft


def give_up_parcel(uow: UnitOfWork, actor: Person, parcel_id: int, words: str) -> Parcel:
    """Nobody will claim it: `words` say what became of it. Raises WordsMissing, ParcelSettled."""
    parcel = unsettled(uow, actor, parcel_id)
    parcel.words = ensure_text_fits(words)
    if not parcel.words:
        raise WordsMissing()
    parcel.apply(ParcelAction.GIVE_UP, actor.roles)
    parcel.settled_by, parcel.settled_at = actor.id, uow.now
    uow.parcels.save(parcel)
    publish(
        uow,
        ParcelGivenUp(
            record=parcel.number, actor_id=actor.id, at=uow.now, parcel_id=parcel.id, words=parcel.words
        ),
    )
    return parcel


def take_back_parcel(uow: UnitOfWork, actor: Person, parcel_id: int) -> Parcel:
    """It was matched wrongly, or somebody knows it after all: on the list again. Raises StatusForbids."""
    ensure_can(actor, Permission.SETTLE_PARCEL)
    parcel = uow.parcels.get(parcel_id)
    _reopen(uow, actor, parcel)
    uow.parcels.save(parcel)
    return parcel


def unsettled(uow: UnitOfWork, actor: Person, parcel_id: int) -> Parcel:
    """Open for a decision; one whose return came to nothing is so again. Raises ParcelSettled."""
    ensure_can(actor, Permission.SETTLE_PARCEL)
    parcel = uow.parcels.get(parcel_id)
    if is_nobodys(uow, parcel):
        if parcel.status is ParcelStatus.MATCHED:
            _reopen(uow, actor, parcel)
        return parcel
    request = uow.requests.get(parcel.request_id) if parcel.request_id else None
    by = uow.people.get(parcel.settled_by).name if parcel.settled_by else ""
    raise ParcelSettled(number=parcel.number, by=by, to=request.number if request else "")


def _reopen(uow: UnitOfWork, actor: Person, parcel: Parcel) -> None:
    parcel.apply(ParcelAction.TAKE_BACK, actor.roles)
    parcel.request_id = parcel.settled_by = parcel.settled_at = None
    parcel.words = ""
    publish(uow, ParcelTakenBack(record=parcel.number, actor_id=actor.id, at=uow.now, parcel_id=parcel.id))


def _match(uow: UnitOfWork, actor: Person, parcel: Parcel, request: ReturnRequest) -> None:
    parcel.apply(ParcelAction.MATCH, actor.roles)
    parcel.request_id, parcel.settled_by, parcel.settled_at = request.id, actor.id, uow.now
    uow.parcels.save(parcel)
    publish(
        uow,
        ParcelMatched(
            record=parcel.number,
            actor_id=actor.id,
            at=uow.now,
            parcel_id=parcel.id,
            request_id=request.id,
            request=request.number or f"draft/{request.id}",
        ),
    )


def is_nobodys(uow: UnitOfWork, parcel: Parcel) -> bool:
    """Waits to be matched: never was, or its return came to nothing."""
    if parcel.status is not ParcelStatus.MATCHED or parcel.request_id is None:
        return parcel.status is ParcelStatus.UNCLAIMED
    return uow.requests.get(parcel.request_id).status in CAME_TO_NOTHING


def find_requests(uow: UnitOfWork, actor: Person, words: str, limit: int) -> list[ReturnRequest]:
    """Returns a parcel can belong to, by number or by the customer's name or code."""
    ensure_can(actor, Permission.SETTLE_PARCEL)
    try:
        return [uow.requests.by_number(words)]
    except RecordUnknown:
        codes = {company.code for company in uow.companies.search_customers(words, MOST_CUSTOMERS)}
    open_ones = uow.requests.in_status(*MATCHABLE, ReturnStatus.INSPECTED, limit=MOST_SEARCHED)
    found = [request for request in open_ones if request.customer_code in codes and is_matchable(request)]
    return found[:limit]

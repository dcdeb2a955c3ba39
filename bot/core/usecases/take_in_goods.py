"""What a supplier sends for a claim, replaced or repaired, is counted and taken into stock."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.claim_arrival import Back, ClaimArrival, Into
from bot.core.domain.claim_events import ClaimGoodsCame
from bot.core.domain.errors import CameMeanwhile, NothingToCome, QuantityInvalid, RecordUnknown
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.stock import (
    LocationKind,
    claim_movements,
    reversal,
    taking_in_cause,
    taking_in_movement,
)
from bot.core.domain.stock_errors import NothingLeftThere
from bot.core.domain.supplier_claim import (
    STILL_HELD,
    ClaimAction,
    ClaimLine,
    ClaimStatus,
    GoodsAction,
    Outcome,
    SupplierClaim,
)
from bot.core.domain.values import Quantity
from bot.core.usecases.handle_claim import managed_claim, needed, note_handled
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.restock import known_place
from bot.core.usecases.see_claims import move_claim
from bot.core.usecases.take_later_step import left_in_work, usual_shelf


@dataclass(frozen=True, slots=True)
class Coming:
    """A line of a claim whose supplier owes goods; no prices: inspectors see it."""

    claim_id: int
    number: str
    supplier_code: str
    repaired: bool  # the very pieces; else others in their place
    line: ClaimLine
    left: Quantity


def goods_to_come(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[Coming]:
    """Of `limit` claims, the oldest first."""
    ensure_can(actor, Permission.RESTOCK)
    claims = uow.claims.expecting_goods(limit, offset)
    found = [_coming(claim, line) for claim in claims for line in claim.lines]
    return [coming for coming in found if coming.left]


def lines_to_come(uow: UnitOfWork, actor: Person, claim_id: int) -> list[Coming]:
    """Of one claim, also where the rest was given up. Raises NotAllowed, RecordUnknown, NothingToCome."""
    ensure_can(actor, Permission.RESTOCK)
    claim = uow.claims.get(claim_id)
    found = [coming for line in claim.lines if (coming := _coming(claim, line)).left]
    if not found:
        raise NothingToCome(number=claim.number, product_code=claim.lines[0].product_code)
    return found


def ensure_to_come(uow: UnitOfWork, actor: Person, claim_id: int, line_no: int) -> Coming:
    """Raises NotAllowed, RecordUnknown, NothingToCome."""
    coming = line_of_claim(uow, actor, claim_id, line_no)
    if not coming.left:
        raise NothingToCome(number=coming.number, product_code=coming.line.product_code)
    return coming


def line_of_claim(uow: UnitOfWork, actor: Person, claim_id: int, line_no: int) -> Coming:
    """Also where nothing more is to come. Raises NotAllowed, RecordUnknown."""
    ensure_can(actor, Permission.RESTOCK)
    claim = uow.claims.get(claim_id)
    if line_no not in [line.line_no for line in claim.lines]:
        raise RecordUnknown(number=claim.number)
    return _coming(claim, claim.line(line_no))


def _coming(claim: SupplierClaim, line: ClaimLine) -> Coming:
    repaired = claim.made_good_by is Outcome.REPAIR
    left = claim.to_come(line.line_no)
    return Coming(claim.id, claim.number, claim.supplier_code, repaired, line, left)


def take_in_goods(
    uow: UnitOfWork,
    actor: Person,
    claim_id: int,
    line_no: int,
    quantity: Quantity,
    into: Into = Into.SELLABLE,
    *,
    shown: Quantity | None = None,
    place: str = "",
    words: str = "",
) -> ClaimArrival:
    """Supplier to the shelf ("" is the usual one) or to quarantine, more than is to come too. What came
    settles a claim that was accepted so, and pieces that came back repaired had left vendor hold. `shown`:
    what was to come when they were counted; raises CameMeanwhile where that changed. Raises NothingToCome,
    PlaceUnknown, QuantityInvalid for none at all."""
    coming = ensure_to_come(uow, actor, claim_id, line_no)
    if shown is not None and shown.amount != coming.left.amount:
        raise CameMeanwhile(
            number=coming.number, product_code=coming.line.product_code, left=str(coming.left)
        )
    if not quantity:
        raise QuantityInvalid(text=str(quantity))
    claim = uow.claims.get(claim_id)
    made_good_by = claim.made_good_by
    accepted = claim.status is ClaimStatus.ACCEPTED
    move_claim(uow, actor, claim, ClaimAction.TAKE_IN)
    if accepted:
        claim.outcome, claim.settled_at, claim.settled_by = made_good_by, uow.now, actor.id
    if coming.repaired and claim.goods in STILL_HELD:
        claim.move_goods(GoodsAction.SEND)
        claim.scrap_asked_by = None
        uow.stock.post(claim_movements(claim, at=uow.now, by=actor.id))
        claim.note(f"goods_{GoodsAction.SEND.value}", at=uow.now, by=actor.id)
    arrival = _arrival(uow, actor, claim, coming, quantity, into, place, words)
    claim.arrivals.append(arrival)
    uow.stock.post([taking_in_movement(claim, arrival)])
    _note(uow, actor, claim, arrival, arrival.words)
    return arrival


def _arrival(
    uow: UnitOfWork,
    actor: Person,
    claim: SupplierClaim,
    coming: Coming,
    quantity: Quantity,
    into: Into,
    place: str,
    words: str,
) -> ClaimArrival:
    came = Quantity(quantity.amount, coming.left.unit)
    shelf = ""
    if into is Into.SELLABLE:
        shelf = known_place(uow, place) if place else usual_shelf(uow, coming.line.product_code)
    return ClaimArrival(
        seq=len(claim.arrivals) + 1,
        at=uow.now,
        by=actor.id,
        line_no=coming.line.line_no,
        quantity=came,
        over=came - coming.left if came > coming.left else Quantity.zero(came.unit),
        into=into,
        place=shelf,
        words=ensure_text_fits(words),
    )


def last_taken_in(uow: UnitOfWork, actor: Person, claim_id: int) -> ClaimArrival:
    """The one that can be undone next. Raises NotAllowed, NothingToCome where none stands."""
    claim = managed_claim(uow, actor, claim_id)
    standing = [arrival for arrival in claim.arrivals if arrival.stands]
    if not standing:
        raise NothingToCome(number=claim.number, product_code=claim.lines[0].product_code)
    return standing[-1]


def undo_taking_in(uow: UnitOfWork, actor: Person, claim_id: int, seq: int, words: str) -> SupplierClaim:
    """It was counted wrong: the movement is mirrored, the goods are to come again. Raises WordsMissing,
    CameMeanwhile where that one does not stand or is not the last any more, StockNotThere or
    NothingLeftThere where the goods have gone on."""
    arrival = last_taken_in(uow, actor, claim_id)
    claim = managed_claim(uow, actor, claim_id)
    line = claim.line(arrival.line_no)
    said = needed(words)
    if arrival.seq != seq:
        raise CameMeanwhile(
            number=claim.number, product_code=line.product_code, left=str(claim.to_come(line.line_no))
        )
    _ensure_still_there(uow, claim, arrival)
    move_claim(uow, actor, claim, ClaimAction.UNDO_IN)
    cause = taking_in_cause(claim, arrival)
    posted = next(m for m in uow.stock.of_record(claim.number) if m.cause == cause)
    uow.stock.post([reversal(posted, at=uow.now, by=actor.id, record=claim.number)])
    standing = next(known for known in claim.arrivals if known.seq == seq)
    standing.undone_at, standing.undone_by = uow.now, actor.id
    _note(uow, actor, claim, standing, said)
    return claim


def _ensure_still_there(uow: UnitOfWork, claim: SupplierClaim, arrival: ClaimArrival) -> None:
    if arrival.into is not Into.QUARANTINE:
        return
    order = uow.return_orders.get(claim.order_id)
    left = left_in_work(uow, order, arrival.line_no, LocationKind.QUARANTINE)
    if left < arrival.quantity:
        raise NothingLeftThere(
            product_code=claim.line(arrival.line_no).product_code,
            order=order.number,
            left=str(left),
            wanted=str(arrival.quantity),
        )


def close_short(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """The rest is not waited for any more; the supplier reads why. Should it come all the same, it can be
    taken in. Raises WordsMissing, NothingToCome."""
    claim = managed_claim(uow, actor, claim_id)
    move_claim(uow, actor, claim, ClaimAction.CLOSE_SHORT)
    if claim.back is not Back.EXPECTED:
        raise NothingToCome(number=claim.number, product_code=claim.lines[0].product_code)
    return note_handled(uow, actor, claim, ClaimAction.CLOSE_SHORT, needed(words))


def _note(uow: UnitOfWork, actor: Person, claim: SupplierClaim, arrival: ClaimArrival, words: str) -> None:
    action = ClaimAction.TAKE_IN if arrival.stands else ClaimAction.UNDO_IN
    step = claim.note(action.value, at=uow.now, by=actor.id, words=words, detail=str(arrival.seq))
    uow.claims.save(claim)
    publish(
        uow,
        ClaimGoodsCame(
            record=claim.number,
            actor_id=actor.id,
            at=uow.now,
            claim_id=claim.id,
            seq=step.seq,
            status=claim.status.value,
            words=words,
            product_code=claim.line(arrival.line_no).product_code,
            quantity=str(arrival.quantity),
            over=str(arrival.over),
            into=arrival.into.value,
            place=arrival.place,
            undone=not arrival.stands,
        ),
    )

"""The way out of wherever a history ended: what the right person would do next, until nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bot.core.domain.claim_arrival import Back
from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import FINAL
from bot.core.domain.supplier_claim import (
    STILL_HELD,
    Answer,
    ClaimStatus,
    More,
    Outcome,
    SupplierClaim,
)
from bot.core.domain.values import Quantity
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.decide_approval import answer_question, approve_return
from bot.core.usecases.draft_return import discard_draft
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.handle_claim import (
    assign_supplier,
    attach_claim_photo,
    send_more,
    withdraw_claim,
    write_to_supplier,
)
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import add_found_product
from bot.core.usecases.restock import restock_order
from bot.core.usecases.review_order import agree_to_order
from bot.core.usecases.settle_claim import keep_goods, send_goods, settle_claim, take_offer
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.settle_parcel import give_up_parcel
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_in_goods import take_in_goods
from bot.core.usecases.take_later_step import agree_to_step, take_later_step
from tests.histories.recording import WORDS, inspector_of, recorded
from tests.histories.world import CONTACTS, GOODS, INSPECTORS, MANAGERS, Try, World
from tests.support.builders import a_photo
from tests.support.cast import Member

MOST_PUSHES = 400
MORE = (0, -1, 1, -2, 0, 3, 0)  # than was expected
NOTHING_CHOSEN = Try("", 0, 0, 0, 0)


def everything_has_a_way_out(world: World) -> None:
    """The right people, one step after the other, bring every record to an end, and nothing stays between."""
    for request_id in world.ids("return_requests"):
        _until_final(world, request_id)
    _wind_up(world, "goods in work", _empty_work)
    for claim_id in world.ids("supplier_claims"):
        _wind_up(world, f"claim {claim_id}", lambda w, c=claim_id: claim_goes_on(w, c))  # type: ignore[misc]
    _wind_up(world, "goods in work", _empty_work)
    for claim_id in world.ids("supplier_claims"):
        _wind_up(world, f"claim {claim_id}", lambda w, c=claim_id: claim_goes_on(w, c))  # type: ignore[misc]
    for parcel_id in world.ids("parcels", "status = 'unclaimed'"):
        assert world.attempt(INSPECTORS[0], give_up_parcel, parcel_id, WORDS), world.refused
    for note in world.look(lambda uow: uow.credit_notes.in_status(NoteStatus.OPEN, limit=500)):
        assert world.attempt(MANAGERS[0], settle_note, note.number, "BACS 1"), world.refused
    assert world.ids("later_steps", "status = 'waiting'") == []


def _until_final(world: World, request_id: int) -> None:
    for _ in range(MOST_PUSHES):
        request = world.look(lambda uow: uow.requests.get(request_id))
        if request.status in FINAL:
            return
        assert go_on(world, request, NOTHING_CHOSEN), (
            f"{request.number} is stuck in {request.status.value}: {world.refused}"
        )
    raise AssertionError(f"{request_id} goes round in circles")


def _wind_up(world: World, what: str, step: Callable[[World], bool]) -> None:
    """`step` is True as long as there was something left to do."""
    for _ in range(MOST_PUSHES):
        done = world.done
        if not step(world):
            return
        assert world.done > done, f"{what} is stuck: {world.refused}"
    raise AssertionError(f"{what} goes round in circles")


# ── requests, inspections, return orders ──
def go_on(world: World, request: ReturnRequest, t: Try) -> bool:
    """False where nobody could do anything for this request; True too where it is done with."""
    done = world.done
    filer = world.member(request.requested_by)
    if request.status == "draft":
        _ = world.attempt(filer, submit_return, request.id) or world.attempt(filer, discard_draft, request.id)
    elif request.status == "asked_back":
        world.attempt(filer, answer_question, request.id, WORDS)
    elif request.status in ("submitted", "half_approved"):
        _until_done(world, done, MANAGERS, lambda who: world.attempt(who, approve_return, request.id))
    elif request.status == "approved":
        _until_done(world, done, INSPECTORS, lambda who: world.attempt(who, claim_inspection, request.id))
    elif request.status == "inspecting":
        _finish_one(world, request.id, t)
    elif request.status == "inspected":
        _go_on_with_orders(world, request.id)
    else:
        return True
    return world.done > done


def _until_done(
    world: World, done: int, people: tuple[Member, ...], attempt: Callable[[Member], object]
) -> None:
    for who in people:
        if world.done == done:
            attempt(who)


def _finish_one(world: World, request_id: int, t: Try) -> None:
    """As much as was expected, where chance does not want less, more, or something else."""
    open_ones = world.ids("inspections", f"status = 'in_progress' AND request_id = {request_id}")
    who, _ = inspector_of(world, open_ones[0])
    if t.amount % 7 == 5:
        world.attempt(who, add_found_product, open_ones[0], GOODS[t.who % len(GOODS)])
    for line in inspector_of(world, open_ones[0])[1]:
        if line.counted is None or line.left or line.grade is None:
            counted = Quantity(max(line.expected.amount + MORE[t.amount % 7], Decimal(0)), line.unit)
            world.attempt(who, recorded, open_ones[0], line.line_no, counted, t.how + line.line_no)
    world.attempt(who, finish_inspection, open_ones[0], more_to_come=t.how % 4 == 1)


def _go_on_with_orders(world: World, request_id: int) -> None:
    """Every order one step on: agreed to by whoever may, else posted."""
    for order_id in world.ids("return_orders", f"request_id = {request_id}"):
        done = world.done
        everyone = (*MANAGERS, *INSPECTORS)
        _until_done(world, done, everyone, lambda who, o=order_id: world.attempt(who, agree_to_order, o))  # type: ignore[misc]
        _until_done(world, done, INSPECTORS, lambda who, o=order_id: world.attempt(who, restock_order, o))  # type: ignore[misc]


# ── goods in work ──
def _empty_work(world: World) -> bool:
    """Everything in repair or quarantine goes back on the shelf; what waits to be scrapped is agreed to."""
    for step_id in world.ids("later_steps", "status = 'waiting'"):
        _until_done(world, world.done, MANAGERS, lambda who, s=step_id: world.attempt(who, agree_to_step, s))  # type: ignore[misc]
        return True
    for lot in world.look(lambda uow: uow.later_steps.in_work(1)):
        world.attempt(
            INSPECTORS[0],
            take_later_step,
            lot.order_id,
            lot.line_no,
            lot.source,
            Disposition.RESTOCK,
            lot.left,
        )
        return True
    return False


# ── claims ──
def claim_goes_on(world: World, claim_id: int) -> bool:
    """False where it has ended: settled or withdrawn, its goods gone, what was owed here or given up."""
    claim = world.look(lambda uow: uow.claims.get(claim_id))
    manager = MANAGERS[0]
    if claim.status in (ClaimStatus.OPEN, ClaimStatus.ACKNOWLEDGED):
        _let_supplier_answer(world, claim)
    elif claim.status is ClaimStatus.MORE_ASKED:
        _give_more(world, manager, claim)
    elif claim.status is ClaimStatus.COUNTER_OFFER:
        world.attempt(manager, take_offer, claim_id)
    elif claim.status is ClaimStatus.DISPUTED:
        world.attempt(manager, accept_claim, claim_id, Answer.COLLECT)  # by phone
    elif claim.status is ClaimStatus.ACCEPTED:
        world.attempt(manager, settle_claim, claim_id)
    elif claim.status is ClaimStatus.DENIED and claim.goods not in STILL_HELD:
        world.attempt(manager, withdraw_claim, claim_id, WORDS)
    elif claim.goods in STILL_HELD:
        back = claim.status is ClaimStatus.SETTLED and claim.outcome is not Outcome.NOTHING
        world.attempt(manager, send_goods if back else keep_goods, claim_id)
    elif claim.back is Back.EXPECTED:
        line = next(line for line in claim.lines if claim.to_come(line.line_no))
        world.attempt(INSPECTORS[0], take_in_goods, claim_id, line.line_no, claim.to_come(line.line_no))
    else:
        return False
    return True


def _let_supplier_answer(world: World, claim: SupplierClaim) -> None:
    if claim.supplier_code:
        world.attempt(CONTACTS[claim.supplier_code], accept_claim, claim.id, Answer.REPLACE)
    else:
        world.attempt(MANAGERS[0], assign_supplier, claim.id, "S-01")


def _give_more(world: World, manager: Member, claim: SupplierClaim) -> None:
    """A picture where there is room for one more, words else."""
    if claim.more is not More.PICTURE:
        world.attempt(manager, write_to_supplier, claim.id, WORDS)
    elif not world.attempt(manager, answer_with_a_picture, claim.id):
        world.attempt(manager, send_more, claim.id, WORDS)


def answer_with_a_picture(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    attach_claim_photo(uow, actor, claim_id, a_photo(f"asked for {claim_id} {uow.now}"))
    return send_more(uow, actor, claim_id)

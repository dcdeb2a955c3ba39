"""Everything people try: each way is one function, `WAYS` is the table of all of them."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.inspection import InspectedLine
from bot.core.domain.later_step import STEPS_FROM, InWork
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade, RefusalReason, WantedOutcome
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.supplier_claim import Answer, More
from bot.core.usecases.answer_claim import (
    accept_claim,
    acknowledge_claim,
    ask_more,
    deny_claim,
    dispute_claim,
    offer_allowance,
)
from bot.core.usecases.cancel_credit import cancel_charge
from bot.core.usecases.close_rest import close_rest, expect_rest
from bot.core.usecases.decide_approval import (
    answer_question,
    approve_return,
    ask_back,
    cancel_return,
    refuse_return,
)
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    choose_no_order,
    correct_refused,
    discard_draft,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.handle_claim import (
    decline_offer,
    insist_on_claim,
    reopen_claim,
    send_more,
    withdraw_claim,
    write_to_supplier,
)
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    hand_over,
    questions_of,
    record_answer,
    record_count,
    record_grade,
    record_split,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import add_found_product
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.restock import restock_order
from bot.core.usecases.return_details import choose_outcome
from bot.core.usecases.review_order import agree_to_order, send_back_order
from bot.core.usecases.settle_claim import keep_goods, scrap_goods, send_goods, settle_claim, take_offer
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.settle_parcel import (
    give_up_parcel,
    match_parcel,
    match_parcel_to_new_return,
    take_back_parcel,
)
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import agree_to_step, drop_step, take_later_step, undo_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from tests.histories.world import CLERKS, EVERYBODY, INSPECTORS, MANAGERS, Try, World, one_of
from tests.support.builders import BAG, CAFE, CLOCK, EARRINGS, a_photo, gbp, pieces
from tests.support.cast import DANA, Member

Way = Callable[[World, Try], None]
REASONS = ("TRANSIT_DAMAGE", "DEMAND_CHANGE", "ORDER_ERROR")
WORDS = "because of what was seen"


# ── the request ──
def file_a_return(world: World, t: Try) -> None:
    """One or two lines that share the 24 clocks and 6 boxes of one order; sometimes without an order."""

    def work(uow: UnitOfWork, actor: Person) -> int:
        draft = start_return(uow, actor)
        if t.how % 5 == 0:
            choose_no_order(uow, actor, draft.id)
        else:
            choose_customer(uow, actor, draft.id, CAFE)
        for product in ((CLOCK,), (BAG,), (CLOCK, BAG))[t.which % 3]:
            line = add_item(uow, actor, draft.id, product)
            set_quantity(uow, actor, draft.id, line.line_no, pieces(1 + t.amount % 8))
            set_reason(uow, actor, draft.id, line.line_no, REASONS[t.how % 3])
            attach_photo(uow, actor, draft.id, line.line_no, a_photo(f"draft {draft.id}"))
        choose_outcome(uow, actor, draft.id, list(WantedOutcome)[t.how % 7 % 4])
        return draft.id

    clerk = CLERKS[t.who % 3]
    draft_id = world.attempt(clerk, work)
    if draft_id is not None and t.how % 4:
        world.attempt(clerk, submit_return, draft_id)


def _request(world: World, t: Try) -> int:
    """0 where there is none: refused like any record that does not exist."""
    return one_of(world.ids("return_requests"), t.which) or 0


def decide(world: World, t: Try) -> None:
    request, who = _request(world, t), EVERYBODY[t.who % len(EVERYBODY)]
    if t.how % 6 == 0:
        world.attempt(who, refuse_return, request, RefusalReason.NO_EVIDENCE)
    elif t.how % 6 == 1:
        world.attempt(who, ask_back, request, WORDS)
    elif t.how % 6 == 2:
        world.attempt(who, answer_question, request, WORDS)
    else:
        world.attempt(who, approve_return, request)


def end_a_request(world: World, t: Try) -> None:
    request, who = _request(world, t), CLERKS[t.who % 3]
    usecase = (cancel_return, discard_draft, correct_refused, submit_return)[t.how % 4]
    world.attempt(who, usecase, request)


# ── arrival and inspection ──
def claim(world: World, t: Try) -> None:
    who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 4 == 0 else INSPECTORS[t.who % 3]
    world.attempt(who, claim_inspection, _request(world, t), another_parcel=t.how % 2 == 0)


def recorded(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, counted: int, how: int
) -> InspectedLine:
    """One line, whole: counted, checked, graded, photographed, split over one or two dispositions."""
    line = record_count(uow, actor, inspection_id, line_no, pieces(counted))
    for question in questions_of(uow, line):
        words = "12" if question.kind is AnswerKind.NUMBER else "pass"
        record_answer(uow, actor, inspection_id, line_no, question.code, words)
    record_grade(uow, actor, inspection_id, line_no, list(Grade)[how % 4])
    attach_damage_photo(uow, actor, inspection_id, line_no, a_photo(f"seen {inspection_id} {line_no}"))
    kinds = list(Disposition)
    first, second = kinds[how % 8], kinds[how // 8 % 8]
    part = counted - counted // 3
    for disposition, quantity in ((first, part), (second, counted - part)):
        if quantity:
            line = record_split(uow, actor, inspection_id, line_no, disposition, pieces(quantity))
    return line


def _inspector_of(world: World, inspection_id: int) -> tuple[Member, list[InspectedLine]]:
    inspection = world.look(lambda uow: uow.inspections.get(inspection_id))
    return world.member(inspection.inspector_id), inspection.lines


def record(world: World, t: Try) -> None:
    """The inspector, or now and then somebody who has no business there."""
    inspection_id = one_of(world.ids("inspections", "status = 'in_progress'"), t.which)
    if inspection_id is None:
        return
    who, lines = _inspector_of(world, inspection_id)
    line = lines[t.how % len(lines)]
    who = who if t.how % 5 else EVERYBODY[t.who % len(EVERYBODY)]
    if t.amount % 7 == 0:
        world.attempt(who, add_found_product, inspection_id, EARRINGS)
    world.attempt(who, recorded, inspection_id, line.line_no, t.amount % 10, t.how)


def finish(world: World, t: Try) -> None:
    """Counts what is not counted yet, so that chance gets an inspection finished."""
    inspection_id = one_of(world.ids("inspections", "status = 'in_progress'"), t.which)
    if inspection_id is None:
        return
    who, lines = _inspector_of(world, inspection_id)
    for line in lines:
        if line.counted is None:
            counted = max(int(line.expected.amount) - t.amount % 3, 0)
            world.attempt(who, recorded, inspection_id, line.line_no, counted, t.how)
    world.attempt(who, finish_inspection, inspection_id, more_to_come=t.how % 3 == 0)


def hand_on(world: World, t: Try) -> None:
    inspection_id = one_of(world.ids("inspections"), t.which)
    if inspection_id is not None:
        who = _inspector_of(world, inspection_id)[0] if t.how % 3 else MANAGERS[t.who % 3]
        world.attempt(who, hand_over, inspection_id, (None, 3, 5, 7, 2)[t.amount % 5])


def the_rest(world: World, t: Try) -> None:
    who, request = EVERYBODY[t.who % len(EVERYBODY)], _request(world, t)
    if t.how % 2:
        world.attempt(who, close_rest, request, WORDS)
    else:
        world.attempt(who, expect_rest, request)


def parcels(world: World, t: Try) -> None:
    who, parcel = INSPECTORS[t.who % 3], one_of(world.ids("parcels"), t.which)
    if parcel is None or t.how % 5 == 0:
        world.attempt(who, register_parcel, a_photo(f"parcel {t.amount}"))
    elif t.how % 5 == 1:
        world.attempt(who, match_parcel, parcel, one_of(world.ids("return_requests"), t.amount) or 0)
    elif t.how % 5 == 2:
        world.attempt(who, match_parcel_to_new_return, parcel, CAFE)
    elif t.how % 5 == 3:
        world.attempt(who, give_up_parcel, parcel, WORDS)
    else:
        world.attempt(who, take_back_parcel, parcel)


# ── the return order ──
def _order(world: World, t: Try) -> int:
    return one_of(world.ids("return_orders"), t.which) or 0


def review(world: World, t: Try) -> None:
    who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 4 == 0 else MANAGERS[t.who % 3]
    if t.how % 7 == 0:
        world.attempt(who, send_back_order, _order(world, t), WORDS)
    else:
        world.attempt(who, agree_to_order, _order(world, t))


def post(world: World, t: Try) -> None:
    """Pressed twice, as people do."""
    order = _order(world, t)
    for who in (INSPECTORS[t.who % 3], EVERYBODY[t.how % len(EVERYBODY)]):
        world.attempt(who, restock_order, order, ("", "A-03", "nowhere")[t.amount % 3])


def take_back(world: World, t: Try) -> None:
    who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 3 == 0 else MANAGERS[t.who % 3]
    world.attempt(who, (void_order, undo_restock)[t.how % 2], _order(world, t), WORDS)


# ── goods in work ──
def _in_work(world: World) -> list[InWork]:
    return world.look(lambda uow: uow.later_steps.in_work(20))


def later_step(world: World, t: Try) -> None:
    lot = one_of(_in_work(world), t.which)
    if lot is not None:
        who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 4 == 0 else MANAGERS[t.who % 3]
        quantity = pieces(1 + t.amount % 4)
        possible = STEPS_FROM[lot.source]
        into = possible[t.how % len(possible)]
        world.attempt(who, take_later_step, lot.order_id, lot.line_no, lot.source, into, quantity)


def end_a_step(world: World, t: Try) -> None:
    step = one_of(world.ids("later_steps"), t.which)
    if step is None:
        return
    who = EVERYBODY[t.who % len(EVERYBODY)]
    if t.how % 3 == 0:
        world.attempt(who, agree_to_step, step)
    elif t.how % 3 == 1:
        world.attempt(who, drop_step, step)
    else:
        world.attempt(who, undo_step, step, WORDS)


# ── supplier and money ──
def supplier_answers(world: World, t: Try) -> None:
    claim_id = one_of(world.ids("supplier_claims"), t.which)
    if claim_id is None:
        return
    who = DANA if t.how % 3 else EVERYBODY[t.who % len(EVERYBODY)]
    match t.amount % 6:
        case 0:
            world.attempt(who, acknowledge_claim, claim_id)
        case 1:
            world.attempt(who, accept_claim, claim_id, list(Answer)[t.how % 4])
        case 2:
            world.attempt(who, dispute_claim, claim_id, WORDS)
        case 3:
            world.attempt(who, ask_more, claim_id, list(More)[t.how % 3])
        case 4:
            world.attempt(who, offer_allowance, claim_id, gbp("1.25"))
        case _:
            world.attempt(who, deny_claim, claim_id, WORDS)


def manager_handles_claim(world: World, t: Try) -> None:
    claim_id = one_of(world.ids("supplier_claims"), t.which)
    if claim_id is None:
        return
    who = MANAGERS[t.who % 3] if t.how % 4 else EVERYBODY[t.who % len(EVERYBODY)]
    with_words = (insist_on_claim, reopen_claim, withdraw_claim, write_to_supplier)
    plain = (settle_claim, take_offer, send_goods, keep_goods, scrap_goods, decline_offer, send_more)
    if t.amount % 11 < 4:
        world.attempt(who, with_words[t.amount % 11], claim_id, WORDS)
    else:
        world.attempt(who, plain[t.amount % 11 - 4], claim_id)


def money(world: World, t: Try) -> None:
    numbers = world.look(
        lambda uow: [
            order.credit_note
            for request_id in world.ids("return_requests")
            for order in uow.return_orders.of_request(request_id)
            if order.credit_note
        ]
    )
    number = one_of(numbers, t.which)
    if number is None:
        return
    who = MANAGERS[t.who % 3] if t.how % 4 else EVERYBODY[t.who % len(EVERYBODY)]
    if t.how % 2:
        world.attempt(who, settle_note, number, "BACS 4711")
    else:
        world.attempt(who, cancel_charge, number, WORDS)


def time_passes(world: World, t: Try) -> None:
    world.clock.pass_time(hours=1 + t.amount % 60)


def push(world: World, t: Try) -> None:
    """The usual people take the next step of a request, so that chance reaches the end of the way."""
    request_id = one_of(world.ids("return_requests"), t.which)
    if request_id is not None:
        go_on(world, world.look(lambda uow: uow.requests.get(request_id)), t)


# ── the way out: what the right person would do next ──
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
    open_ones = world.ids("inspections", f"status = 'in_progress' AND request_id = {request_id}")
    who, lines = _inspector_of(world, open_ones[0])
    for line in lines:
        if line.counted is None or line.left or line.grade is None:
            counted = int(line.expected.amount)
            world.attempt(who, recorded, open_ones[0], line.line_no, counted, t.how)
    world.attempt(who, finish_inspection, open_ones[0])


def _go_on_with_orders(world: World, request_id: int) -> None:
    """Every order one step on: agreed to by whoever may, else posted."""
    for order_id in world.ids("return_orders", f"request_id = {request_id}"):
        done = world.done
        everyone = (*MANAGERS, *INSPECTORS)
        _until_done(world, done, everyone, lambda who, o=order_id: world.attempt(who, agree_to_order, o))  # type: ignore[misc]
        _until_done(world, done, INSPECTORS, lambda who, o=order_id: world.attempt(who, restock_order, o))  # type: ignore[misc]


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        file_a_return,
        decide,
        end_a_request,
        claim,
        record,
        finish,
        hand_on,
        the_rest,
        parcels,
        review,
        post,
        take_back,
        later_step,
        end_a_step,
        supplier_answers,
        manager_handles_claim,
        money,
        time_passes,
        push,
    )
}
# The usual way is tried more often: what goes wrong late needs something that came that far.
OFTEN = ("push",) * 10 + ("file_a_return",) * 3 + ("take_back", "later_step", "supplier_answers", "review")
CHOICES = (*WAYS, *OFTEN)

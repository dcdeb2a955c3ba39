"""Everything people try: each way is one function, `WAYS` is the table of all of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bot.core.domain.later_step import STEPS_FROM, InWork
from bot.core.domain.people import Person
from bot.core.domain.reasons import RefusalReason, WantedOutcome
from bot.core.domain.values import Quantity
from bot.core.usecases.block_customer import block_customer, lift_block
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
from bot.core.usecases.edit_policy import put_policy_in_force
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    claim_inspection,
    count_the_others_as_absent,
    hand_over,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import add_found_product, drop_found_product
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.restock import restock_order
from bot.core.usecases.return_details import choose_outcome, set_lot, set_serial
from bot.core.usecases.review_order import agree_to_order, send_back_order
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
from tests.histories.recording import WORDS, inspector_of, recorded
from tests.histories.suppliers import (
    books,
    goods_from_suppliers,
    manager_handles_claim,
    money,
    supplier_answers,
    time_passes,
)
from tests.histories.ways_out import go_on
from tests.histories.world import (
    CLERKS,
    CUSTOMERS,
    EVERYBODY,
    FLOUR,
    GOODS,
    INSPECTORS,
    MANAGERS,
    RADIO,
    SERIALS,
    Try,
    World,
    one_of,
)
from tests.support.builders import CAFE, ORDER, a_photo

Way = Callable[[World, Try], None]
REASONS = ("TRANSIT_DAMAGE", "DEMAND_CHANGE", "ORDER_ERROR")
EDITS = (
    ("scrap", "3"), ("scrap", "none"), ("scrap", "40"), ("auto", "0"), ("auto", "60"),
    ("second", "none"), ("second", "15"), ("window", "8"), ("window", "40"),
    ("fee:TRANSIT_DAMAGE", "100%"), ("fee:TRANSIT_DAMAGE", "none"), ("fee:ORDER_ERROR", "33.33%"),
    ("fee:DEMAND_CHANGE", "1.99"), ("product:22728", "no"), ("product:22728", "yes"),
)  # fmt: skip


# ── the request ──
def file_a_return(world: World, t: Try) -> None:
    """One or two lines of what was bought; sometimes without an order, of an order that is named, or a single
    piece by its number. Everybody takes from the same few order lines."""
    clerk = CLERKS[t.who % 3]
    draft_id = world.attempt(clerk, filled_in, t)
    if draft_id is not None and t.how % 4:
        world.attempt(clerk, submit_return, draft_id)


def filled_in(uow: UnitOfWork, actor: Person, t: Try) -> int:
    draft = start_return(uow, actor)
    if t.how % 5 == 0:
        choose_no_order(uow, actor, draft.id, ("", CAFE)[t.who % 2])
    else:
        choose_customer(uow, actor, draft.id, CUSTOMERS[t.who % 3])
    first, second = GOODS[t.which % 5], GOODS[t.which // 5 % 5]
    for product in dict.fromkeys((first, second)[: 1 + t.which % 2]):
        _fill_in(uow, actor, draft.id, product, t)
    choose_outcome(uow, actor, draft.id, list(WantedOutcome)[t.how % 7 % 4])
    return draft.id


def _fill_in(uow: UnitOfWork, actor: Person, draft_id: int, product: str, t: Try) -> None:
    order_no = ("", "", "", "537001", "538002", ORDER)[t.how // 4 % 6]
    line = add_item(uow, actor, draft_id, product, order_no if t.how % 5 else "")
    amount = f"{1 + t.amount % 8}.{t.amount % 1000:03d}" if product == FLOUR else str(1 + t.amount % 8)
    if product == RADIO and t.how % 3:
        set_serial(uow, actor, draft_id, line.line_no, SERIALS[t.amount % 4])
    else:
        set_quantity(uow, actor, draft_id, line.line_no, Quantity.of(amount))
    set_lot(uow, actor, draft_id, line.line_no, ("", "L-7")[t.who % 2])
    set_reason(uow, actor, draft_id, line.line_no, REASONS[t.how % 3])
    attach_photo(uow, actor, draft_id, line.line_no, a_photo(f"draft {draft_id}"))


def _request(world: World, t: Try) -> int:
    """0 where there is none: refused like any record that does not exist."""
    return one_of(world.ids("return_requests"), t.which) or 0


def decide(world: World, t: Try) -> None:
    waiting = world.ids("return_requests", "status IN ('submitted', 'half_approved', 'asked_back')")
    request = one_of(waiting, t.which) or _request(world, t)
    who = EVERYBODY[t.who % len(EVERYBODY)]
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


def record(world: World, t: Try) -> None:
    """The inspector, or now and then somebody who has no business there."""
    inspection_id = one_of(world.ids("inspections", "status = 'in_progress'"), t.which)
    if inspection_id is None:
        return
    who, lines = inspector_of(world, inspection_id)
    line = one_of(lines, t.how)
    who = who if t.how % 5 else EVERYBODY[t.who % len(EVERYBODY)]
    if t.amount % 7 == 0:
        world.attempt(who, add_found_product, inspection_id, GOODS[t.who % len(GOODS)])
    if t.amount % 11 == 0 and line is not None:
        world.attempt(who, drop_found_product, inspection_id, line.line_no)
    elif line is not None:
        world.attempt(
            who, recorded, inspection_id, line.line_no, Quantity.of(t.amount % 10, line.unit), t.how
        )
    if t.amount % 13 == 0:
        world.attempt(who, count_the_others_as_absent, inspection_id)


def finish(world: World, t: Try) -> None:
    """Counts what is not counted yet, so that chance gets an inspection finished."""
    inspection_id = one_of(world.ids("inspections", "status = 'in_progress'"), t.which)
    if inspection_id is None:
        return
    who, lines = inspector_of(world, inspection_id)
    for line in lines:
        if line.counted is None:
            counted = Quantity(max(line.expected.amount - t.amount % 3, Decimal(0)), line.unit)
            world.attempt(who, recorded, inspection_id, line.line_no, counted, t.how)
    world.attempt(who, finish_inspection, inspection_id, more_to_come=t.how % 3 == 0)


def hand_on(world: World, t: Try) -> None:
    inspection_id = one_of(world.ids("inspections"), t.which)
    if inspection_id is not None:
        who = inspector_of(world, inspection_id)[0] if t.how % 3 else MANAGERS[t.who % 3]
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
        world.attempt(who, match_parcel_to_new_return, parcel, CUSTOMERS[t.amount % 3])
    elif t.how % 5 == 3:
        world.attempt(who, give_up_parcel, parcel, WORDS)
    else:
        world.attempt(who, take_back_parcel, parcel)


# ── the return order ──
def _order(world: World, t: Try) -> int:
    return one_of(world.ids("return_orders"), t.which) or 0


def review(world: World, t: Try) -> None:
    who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 4 == 0 else MANAGERS[t.who % 3]
    waiting = world.ids("return_orders", "status IN ('in_review', 'half_agreed')")
    order = one_of(waiting, t.which) or _order(world, t)
    if t.how % 3 == 0:
        world.attempt(who, send_back_order, order, WORDS)
    else:
        world.attempt(who, agree_to_order, order)


def post(world: World, t: Try) -> None:
    """Pressed twice, as people do."""
    order = _order(world, t)
    for who in (INSPECTORS[t.who % 3], EVERYBODY[t.how % len(EVERYBODY)]):
        world.attempt(who, restock_order, order, ("", "A-03", "nowhere")[t.amount % 3])


def take_back(world: World, t: Try) -> None:
    who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 3 == 0 else MANAGERS[t.who % 3]
    world.attempt(who, (void_order, undo_restock)[t.how % 2], _order(world, t), WORDS)


def rules_change(world: World, t: Try) -> None:
    """Customers are blocked and let in again; the policy gets new versions, what was judged keeps its own."""
    who = MANAGERS[t.who % 3] if t.how % 5 else EVERYBODY[t.who % len(EVERYBODY)]
    if t.how % 3 == 0:
        world.attempt(who, block_customer, CUSTOMERS[t.amount % 3], WORDS)
    elif t.how % 3 == 1:
        world.attempt(who, lift_block, CUSTOMERS[t.amount % 3])
    else:
        field, text = EDITS[t.amount % len(EDITS)]
        seen = world.look(lambda uow: uow.policies.current(uow.now)).version
        world.attempt(who, put_policy_in_force, {field: text}, seen - (t.how % 4 == 0))


# ── goods in work ──
def _in_work(world: World) -> list[InWork]:
    return world.look(lambda uow: uow.later_steps.in_work(20))


def later_step(world: World, t: Try) -> None:
    lot = one_of(_in_work(world), t.which)
    if lot is not None:
        who = EVERYBODY[t.who % len(EVERYBODY)] if t.how % 4 == 0 else MANAGERS[t.who % 3]
        quantity = min(lot.left, Quantity.of(1 + t.amount % 4, lot.left.unit)) if t.how % 7 else lot.left
        possible = STEPS_FROM[lot.source]
        into = possible[t.how % len(possible)]
        world.attempt(who, take_later_step, lot.order_id, lot.line_no, lot.source, into, quantity)


def end_a_step(world: World, t: Try) -> None:
    waiting = world.ids("later_steps", "status = 'waiting'") if t.amount % 3 else []
    step = one_of(waiting, t.which) or one_of(world.ids("later_steps"), t.which)
    if step is None:
        return
    who = EVERYBODY[t.who % len(EVERYBODY)]
    if t.how % 3 == 0:
        world.attempt(who, agree_to_step, step)
    elif t.how % 3 == 1:
        world.attempt(who, drop_step, step)
    else:
        world.attempt(who, undo_step, step, WORDS)


def push(world: World, t: Try) -> None:
    """The usual people take the next step of a request, so that chance reaches the end of the way."""
    request_id = one_of(world.ids("return_requests"), t.which)
    if request_id is not None:
        go_on(world, world.look(lambda uow: uow.requests.get(request_id)), t)


def a_whole_return(world: World, t: Try) -> None:
    """Filed and brought along by the usual people, most of the way or all of it."""
    file_a_return(world, t)
    newest = world.ids("return_requests")[-1:]
    for step in range(4 + t.amount % 9):
        for request_id in newest:
            request = world.look(lambda uow, r=request_id: uow.requests.get(r))  # type: ignore[misc]
            go_on(world, request, Try("", t.who + step, t.which, t.amount, t.how * 7 + step))


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
        rules_change,
        supplier_answers,
        manager_handles_claim,
        goods_from_suppliers,
        money,
        books,
        time_passes,
        push,
        a_whole_return,
    )
}
# The usual way is tried more often: what goes wrong late needs something that came that far.
LATE = ("decide", "take_back", "later_step", "end_a_step", "review", "goods_from_suppliers", "money")
OFTEN = ("push",) * 10 + ("a_whole_return",) * 9 + ("supplier_answers", "manager_handles_claim") * 5
CHOICES = (*WAYS, *OFTEN, *LATE * 2)

"""The database answers as the in-memory desk does, on which the tests of the core rest."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.errors import (
    AlreadyDecided,
    CustomerUnknown,
    DeskError,
    PersonUnknown,
    ProductUnknown,
    QuantityExceedsDelivered,
    RecordChanged,
    RecordUnknown,
    StatusForbids,
    StockNotThere,
)
from bot.core.domain.people import AccessRequest, Role
from bot.core.domain.reasons import Disposition, RefusalReason
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import RECEIVING, Location, LocationKind, make_movement
from bot.core.domain.stock_errors import NothingLeftThere
from bot.core.usecases.close_rest import close_rest, expect_rest
from bot.core.usecases.decide_approval import cancel_return, refuse_return
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection, hand_over
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import add_found_product, record_missing_parts
from bot.core.usecases.register_parcel import add_parcel_photo, register_parcel, set_parcel_note
from bot.core.usecases.review_order import send_back_order
from bot.core.usecases.settle_parcel import (
    give_up_parcel,
    match_parcel,
    match_parcel_to_new_return,
    take_back_parcel,
)
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import agree_to_step, undo_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    a_finished_return,
    a_photo,
    a_policy,
    act,
    an_approved_return,
    an_order_in_work,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    pieces,
    record_line,
    restock,
    review,
    take_step,
)
from tests.support.cast import ANN, BO, CHEN, ELI, WEI
from tests.support.clock import Clock


def test_what_is_taken_back_and_goes_on_leaves_the_same_records(twins: Twins, clock: Clock) -> None:
    twins.write_now(
        lambda uow: uow.policies.add(
            replace(a_policy(3, limit="20.00", effective_at=uow.now), scrap_limit=gbp("5.00"))
        )
    )
    work = an_order_in_work(twins)
    clock.pass_time(minutes=5)
    second = an_order_in_work(twins, repair=3, quarantine=0)
    step = take_step(twins, work, Disposition.RESTOCK, 3, note="new hands")
    waiting = take_step(twins, work, Disposition.SCRAP, 2, source=LocationKind.QUARANTINE)
    with pytest.raises(NothingLeftThere):
        take_step(twins, work, Disposition.SCRAP, 1, source=LocationKind.QUARANTINE)
    third = an_order_in_work(twins, repair=1, quarantine=3)
    take_step(twins, third, Disposition.REPAIR, 2, source=LocationKind.QUARANTINE)
    take_step(twins, third, Disposition.RESTOCK, 1)
    half = inspect_all(twins, an_approved_return(twins, quantity=2), split={Disposition.SCRAP: 2})
    review(twins, half.id)

    def looks() -> None:
        ask(
            twins,
            lambda uow: uow.later_steps.in_work(10),
            lambda uow: uow.later_steps.in_work(1, 1),
            lambda uow: uow.later_steps.count_in_work(),
            lambda uow: uow.later_steps.of_order(work),
            lambda uow: uow.later_steps.get(step.id),
            lambda uow: uow.later_steps.by_number("ls-2026-00002"),
            lambda uow: uow.later_steps.order_of(waiting.id),
            lambda uow: uow.return_orders.get(half.id),
            lambda uow: uow.return_orders.of_inspection(half.inspection_id),
            lambda uow: uow.stock.levels(CLOCK),
        )

    looks()
    act(twins, ANN, agree_to_step, waiting.id)
    act(twins, ANN, undo_step, step.id, "wrong shelf")
    act(twins, ANN, undo_restock, second, "wrong goods")
    act(twins, ANN, void_order, half.id, "wrong box")
    looks()
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.later_steps.get(99))
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.later_steps.by_number("LS-1999-00001"))
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.later_steps.order_of(99))

    def stale(uow: UnitOfWork) -> None:
        once, twice = uow.later_steps.get(step.id), uow.later_steps.get(step.id)
        uow.later_steps.save(once)
        uow.later_steps.save(twice)

    with pytest.raises(RecordChanged):
        twins.write_now(stale)


def test_a_whole_return_leaves_the_same_records(twins: Twins, clock: Clock) -> None:
    done = a_finished_return(twins)
    clock.pass_time(minutes=5)
    a_finished_return(twins, quantity=3)
    order = done.order
    ask(
        twins,
        lambda uow: uow.requests.get(order.request_id),
        lambda uow: uow.requests.by_number("rr-2026-00001"),
        lambda uow: uow.requests.by_number(" 2 "),
        lambda uow: uow.requests.in_status(ReturnStatus.CLOSED),
        lambda uow: uow.requests.of_person(2, limit=1, offset=1),
        lambda uow: uow.requests.count_of_customer(CAFE, uow.now - timedelta(days=1)),
        lambda uow: uow.requests.count_of_customer(CAFE, uow.now),
        lambda uow: uow.requests.other_uses(a_photo("1").sha256, 2),
        lambda uow: uow.return_orders.get(order.id),
        lambda uow: uow.return_orders.by_number("1"),
        lambda uow: uow.return_orders.of_request(order.request_id),
        lambda uow: uow.return_orders.of_inspection(order.inspection_id),
        lambda uow: uow.return_orders.in_status(OrderStatus.POSTED),
        lambda uow: uow.inspections.get(order.inspection_id),
        lambda uow: uow.credit_notes.by_cause(f"order:{order.number}"),
        lambda uow: uow.log.of_record(order.number),
        lambda uow: uow.log.of_record("RR-2026-00001", 2),
        lambda uow: uow.log.find(limit=3),
        lambda uow: uow.log.find(record="RR-2026-00001", before=4, limit=2),
        lambda uow: uow.log.find(actor_id=order.reviewed_by, limit=9),
        lambda uow: uow.log.find(span=(uow.now - timedelta(minutes=1), uow.now), limit=9),
        lambda uow: uow.log.find(span=(uow.now, uow.now + timedelta(days=1)), limit=9),
        lambda uow: uow.stock.levels(CLOCK),
        lambda uow: uow.stock.movements(CLOCK, limit=3, offset=1),
        lambda uow: uow.stock.of_record(order.number),
        lambda uow: uow.stock.by_cause_prefix("arrival:1:1:"),
        lambda uow: uow.stock.by_cause_prefix("arrival:_"),
        lambda uow: uow.stock.usual_place(CLOCK),
        lambda uow: uow.stock.held(CLOCK, RECEIVING),
        lambda uow: uow.outbox.chats_told(f"review_card/{order.id}"),
        lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now),
        lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now, but_request=order.request_id),
        lambda uow: uow.companies.recent_customers(2, 5),
        lambda uow: uow.companies.recent_customers(1, 1),
    )


def test_an_inspection_that_is_sent_back_and_recounted(twins: Twins) -> None:
    request_id = an_approved_return(twins)
    order = inspect_all(twins, request_id)
    act(twins, WEI, send_back_order, order.id, "the glass is scratched")
    again = inspect_all(twins, request_id, counted=5, split={Disposition.RESTOCK: 3, Disposition.SCRAP: 2})
    assert again.number == order.number
    review(twins, again.id)
    restock(twins, again.id, place="B-01")
    ask(
        twins,
        lambda uow: uow.stock.levels(CLOCK),
        lambda uow: uow.stock.movements(CLOCK, limit=20),
        lambda uow: uow.return_orders.get(again.id),
        lambda uow: uow.inspections.of_person(3),
        lambda uow: uow.inspections.of_request(request_id),
    )


def test_a_second_decision_is_refused_with_the_same_facts(twins: Twins) -> None:
    filed = file_return(twins)
    act(twins, ANN, refuse_return, filed.request.id, RefusalReason.OUTSIDE_WINDOW, "too late")
    with pytest.raises(AlreadyDecided):
        act(twins, WEI, refuse_return, filed.request.id, RefusalReason.OTHER, "no")


def test_more_than_was_sold_is_refused_with_the_same_sums(twins: Twins) -> None:
    first, second = draft_return(twins, quantity=20), draft_return(twins, by=ANN, quantity=5)
    act(twins, BO, submit_return, first)
    refused = act(twins, ANN, submit_return, second)
    assert refused.request.status is ReturnStatus.REFUSED
    with pytest.raises(QuantityExceedsDelivered):
        file_return(twins, quantity=5)
    ask(twins, lambda uow: uow.requests.count_in_status(ReturnStatus.REFUSED, ReturnStatus.SUBMITTED))


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (lambda uow: uow.catalogue.product("nothing"), ProductUnknown),
        (lambda uow: uow.companies.customer("nobody"), CustomerUnknown),
        (lambda uow: uow.people.get(99), PersonUnknown),
        (lambda uow: uow.people.access(99), RecordUnknown),
        (lambda uow: uow.requests.get(99), RecordUnknown),
        (lambda uow: uow.requests.by_number("RR-1999-00001"), RecordUnknown),
        (lambda uow: uow.return_orders.get(99), RecordUnknown),
        (lambda uow: uow.return_orders.by_number("x" * 60), RecordUnknown),
        (lambda uow: uow.inspections.get(99), RecordUnknown),
        (lambda uow: uow.policies.version(99), RecordUnknown),
    ],
)
def test_what_is_not_there_is_refused_alike(
    twins: Twins, question: Callable[[UnitOfWork], object], refusal: type[DeskError]
) -> None:
    with pytest.raises(refusal):
        twins.read_now(question)


def test_people_and_their_wishes(twins: Twins, clock: Clock) -> None:
    eli = twins.write_now(lambda uow: uow.people.add(ELI.as_person()))
    eli.roles, eli.company, eli.language, eli.active = frozenset({Role.CLERK}), BAKERY, "zh", False
    twins.write_now(lambda uow: uow.people.save(eli))
    wish = AccessRequest(0, 777, "Sam", "en", clock())
    stored = twins.write_now(lambda uow: uow.people.add_access(wish))
    stored.wish = "I am Sam of <Northlight>"
    stored.decided_by, stored.decided_at, stored.granted_role = 1, clock.pass_time(hours=1), Role.CLERK
    twins.write_now(lambda uow: uow.people.save_access(stored))
    ask(
        twins,
        lambda uow: uow.people.all(),
        lambda uow: uow.people.get(0),
        lambda uow: uow.people.get(eli.id),
        lambda uow: uow.people.by_telegram(ELI.telegram_id),
        lambda uow: uow.people.by_telegram(0),
        lambda uow: uow.people.with_role(Role.CLERK, Role.MANAGER),
        lambda uow: uow.people.with_role(Role.SYSTEM),
        lambda uow: uow.people.last_access_of(777),
        lambda uow: uow.people.last_access_of(778),
    )


def test_policies_follow_each_other(twins: Twins, clock: Clock) -> None:
    tomorrow = clock() + timedelta(days=1)
    twins.write_now(lambda uow: uow.policies.add(a_policy(3, days=14, effective_at=tomorrow)))
    now, then = ask(
        twins, lambda uow: uow.policies.current(uow.now), lambda uow: uow.policies.current(tomorrow)
    )
    assert (now, then) == (a_policy(2, limit="20.00"), a_policy(3, days=14, effective_at=tomorrow))
    ask(twins, lambda uow: uow.policies.version(2))
    with pytest.raises(RecordChanged):
        twins.write_now(lambda uow: uow.policies.add(a_policy(2)))


def test_stock_is_taken_only_where_it_lies(twins: Twins) -> None:
    shelf, seconds = Location(LocationKind.SELLABLE, "A-03"), Location(LocationKind.SECONDS)

    def move(amount: int, source: Location, target: Location, cause: str) -> None:
        def work(uow: UnitOfWork) -> None:
            movement = make_movement(
                CLOCK, pieces(amount), source, target, cause=cause, record="X", at=uow.now, by=1
            )
            uow.stock.post([movement])

        twins.write_now(work)

    move(60, shelf, seconds, "a")
    with pytest.raises(StockNotThere):
        move(41, shelf, seconds, "b")
    with pytest.raises(StatusForbids):
        move(1, shelf, seconds, "a")
    move(40, shelf, seconds, "b")
    ask(twins, lambda uow: uow.stock.levels(CLOCK), lambda uow: uow.stock.usual_place(CLOCK))
    ask(twins, lambda uow: uow.stock.usual_place(BAG), lambda uow: uow.stock.held(BAG, shelf))


def test_what_one_movement_brings_the_next_may_take(twins: Twins) -> None:
    shelf = Location(LocationKind.SELLABLE, "B-01")

    def post(uow: UnitOfWork, *ways: tuple[Location, Location]) -> None:
        uow.stock.post(
            [
                make_movement(BAG, pieces(2), source, target, cause=f"{number}", record="X", at=uow.now, by=1)
                for number, (source, target) in enumerate(ways)
            ]
        )

    arrival, shelving = (Location(LocationKind.CUSTOMER), RECEIVING), (RECEIVING, shelf)
    with pytest.raises(StockNotThere):
        twins.write_now(lambda uow: post(uow, shelving, arrival))
    twins.write_now(lambda uow: post(uow, arrival, shelving))
    ask(twins, lambda uow: uow.stock.levels(BAG))


def test_the_newest_draft_is_gone_on_with(twins: Twins, clock: Clock) -> None:
    draft_return(twins)
    clock.pass_time(minutes=1)
    newest = draft_return(twins, product=BAG, quantity=2)
    draft = twins.read_now(lambda uow: uow.requests.latest_draft(2))
    assert draft is not None
    assert draft.id == newest
    with suppress(RecordUnknown):
        twins.read_now(lambda uow: uow.requests.by_number(""))
    ask(twins, lambda uow: uow.requests.latest_draft(1))


def test_who_inspects_sees_what_is_open(twins: Twins) -> None:
    first, second = an_approved_return(twins), an_approved_return(twins, quantity=2)
    act(twins, CHEN, claim_inspection, second)
    act(twins, CHEN, claim_inspection, first)
    ask(twins, lambda uow: uow.inspections.of_person(3), lambda uow: uow.inspections.of_person(1))


def test_a_return_in_two_parcels_with_a_surprise(twins: Twins, clock: Clock) -> None:
    request_id = an_approved_return(twins, quantity=18)
    first = act(twins, CHEN, claim_inspection, request_id)
    found = act(twins, CHEN, add_found_product, first.id, BAG)
    record_line(twins, first.id, 1, counted=6, split={Disposition.RESTOCK: 6})
    act(twins, CHEN, record_missing_parts, first.id, 1, "the keys")
    record_line(twins, first.id, found.line_no, counted=1, split={Disposition.RETURN_TO_CUSTOMER: 1})
    order = act(twins, CHEN, finish_inspection, first.id, more_to_come=True)
    second = act(twins, CHEN, claim_inspection, request_id)
    act(twins, CHEN, hand_over, second.id, None)
    act(twins, ANN, close_rest, request_id, "they are gone")
    ask(
        twins,
        lambda uow: uow.inspections.of_request(request_id),
        lambda uow: uow.return_orders.get(order.id),
        lambda uow: uow.requests.get(request_id),
    )
    act(twins, ANN, expect_rest, request_id)
    clock.pass_time(minutes=1)
    third = act(twins, CHEN, claim_inspection, request_id)
    assert (third.parcel_no, third.lines[0].expected) == (2, pieces(12))
    record_line(twins, third.id, 1, counted=12, split={Disposition.RESTOCK: 12})
    last = act(twins, CHEN, finish_inspection, third.id)
    for made in (order, last):
        review(twins, made.id)
        restock(twins, made.id)
    ask(
        twins,
        lambda uow: uow.requests.get(request_id),
        lambda uow: uow.inspections.of_request(request_id),
        lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now),
    )


def test_parcels_nobody_expected(twins: Twins, clock: Clock) -> None:
    one = act(twins, CHEN, register_parcel, a_photo("one"), "1Z999")
    clock.pass_time(hours=2)
    two = act(twins, BO, register_parcel, a_photo("two"))
    act(twins, BO, add_parcel_photo, two.id, a_photo("three"))
    act(twins, BO, set_parcel_note, two.id, "blue tape")
    request_id = an_approved_return(twins)
    act(twins, CHEN, match_parcel, one.id, request_id)
    act(twins, CHEN, match_parcel_to_new_return, two.id)
    questions = (
        lambda uow: uow.parcels.get(one.id),
        lambda uow: uow.parcels.by_number("up-2026-00002"),
        lambda uow: uow.parcels.by_number("2"),
        lambda uow: uow.parcels.of_request(request_id),
        lambda uow: uow.parcels.unclaimed(),
        lambda uow: uow.parcels.count_unclaimed(),
    )
    ask(twins, *questions)
    act(twins, BO, cancel_return, request_id)
    assert twins.read_now(lambda uow: uow.parcels.count_unclaimed()) == 1
    act(twins, ANN, give_up_parcel, one.id, "to the carrier")
    ask(twins, *questions)
    act(twins, ANN, take_back_parcel, one.id)
    ask(twins, *questions, lambda uow: uow.parcels.unclaimed(1, 1))
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.parcels.get(99))
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.parcels.by_number("UP-1999-00001"))

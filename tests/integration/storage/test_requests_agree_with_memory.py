"""Serial numbers, likenesses, blocks and the whole policy: stored as the in-memory desk has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.core.domain.catalogue import Block
from bot.core.domain.errors import RecordChanged, SerialReturned
from bot.core.domain.policy import Fee, WindowFrom
from bot.core.domain.reasons import Disposition, Grade
from bot.core.usecases.block_customer import block_customer, lift_block
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.draft_return import add_item, choose_customer, set_reason, start_return
from bot.core.usecases.edit_policy import put_policy_in_force
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.return_details import set_serial
from bot.core.usecases.submit_return import submit_return
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    ORDERED_AT,
    a_photo,
    a_policy,
    act,
    an_approved_return,
    an_order_line,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    record_line,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, WEI
from tests.support.clock import Clock

LOOKS, NEAR, FAR = "00ff0f0f33aa55cc", "00ff0f0f33aa55c3", "ffff0000ffff0000"


def a_radio(twins: Twins, serial: str) -> int:
    draft = act(twins, BO, start_return)
    act(twins, BO, choose_customer, draft.id, CAFE)
    line = act(twins, BO, add_item, draft.id, BAG)
    act(twins, BO, set_serial, draft.id, line.line_no, serial)
    act(twins, BO, set_reason, draft.id, line.line_no, "OVERSTOCK")
    return act(twins, BO, submit_return, draft.id).request.id


def test_pieces_that_were_sold_and_came_back(twins: Twins) -> None:
    line = replace(
        an_order_line(3, order_no="537000", product=BAG, price="40.00"),
        serials=frozenset({"R1", "R2", "R3"}),
        delivered_at=ORDERED_AT + timedelta(days=3),
    )
    twins.write_now(lambda uow: uow.orders.save_lines([line]))
    again = replace(line, serials=frozenset({"R3", "R4"}), delivered_at=None)
    assert twins.write_now(lambda uow: uow.orders.save_lines([again])) == (0, 0, 1)
    came, nothing_came = a_radio(twins, "R1"), a_radio(twins, "R2")
    a_radio(twins, "R3")
    for request_id, counted in ((came, 1), (nothing_came, 0)):
        act(twins, ANN, approve_return, request_id)
        order = inspect_all(twins, request_id, counted=counted)
        review(twins, order.id)
        restock(twins, order.id)
    answers = ask(
        twins,
        lambda uow: [n for n, _ in uow.requests.with_serial(BAG, "R1", 0)],
        lambda uow: [n for n, _ in uow.requests.with_serial(BAG, "R2", 0)],
        lambda uow: [n for n, _ in uow.requests.with_serial(BAG, "R3", 0)],
        lambda uow: uow.requests.with_serial(CLOCK, "R1", 0),
        lambda uow: [s.serial for s in uow.orders.serials_sold(CAFE, BAG, until=uow.now)],
        lambda uow: uow.orders.serials_sold(BAKERY, BAG, until=uow.now),
        lambda uow: [line.delivered_at for line in uow.orders.of_order("537000")],
    )
    assert answers == [
        ["RR-2026-00001"],
        [],
        ["RR-2026-00003"],
        [],
        ["R1", "R2", "R3", "R4"],
        [],
        [ORDERED_AT + timedelta(days=3)],
    ]
    ask(
        twins,
        lambda uow: uow.orders.serials_sold(CAFE, BAG, until=uow.now, serial="R2"),
        lambda uow: uow.orders.serials_sold(CAFE, BAG, until=ORDERED_AT - timedelta(days=1)),
        lambda uow: uow.orders.of_order(" 536370 "),
        lambda uow: uow.orders.of_order("nothing"),
        lambda uow: uow.requests.get(came),
    )
    with pytest.raises(SerialReturned):
        a_radio(twins, "R1")
    a_radio(twins, "R2")


def test_photos_that_look_alike(twins: Twins) -> None:
    for name, looks in (("dent", LOOKS), ("other", FAR), ("blank", "0" * 16), ("none", "")):
        photo = replace(a_photo(name), likeness=looks)
        act(twins, BO, submit_return, draft_return(twins, quantity=1, photos=(photo,)))
    draft_return(twins, quantity=1, photos=(replace(a_photo("draft"), likeness=LOOKS),))
    answers = ask(
        twins,
        lambda uow: uow.requests.alike_uses(NEAR, 0),
        lambda uow: uow.requests.alike_uses(LOOKS, 1),
        lambda uow: uow.requests.alike_uses(FAR, 0),
        lambda uow: uow.requests.alike_uses("0" * 16, 0),
        lambda uow: uow.requests.alike_uses("", 0),
    )
    assert answers == [["RR-2026-00001"], [], ["RR-2026-00002"], [], []]


def test_photos_that_were_made_at_an_inspection(twins: Twins) -> None:
    request_id = an_approved_return(twins, quantity=1)
    inspection = act(twins, CHEN, claim_inspection, request_id)
    made = replace(a_photo("broken"), likeness=LOOKS)
    split = {Disposition.SCRAP: 1}
    record_line(twins, inspection.id, 1, counted=1, split=split, grade=Grade.D, photos=(made,))
    answers = ask(
        twins,
        lambda uow: uow.requests.other_uses(made.sha256, 0),
        lambda uow: uow.requests.other_uses(made.sha256, request_id),
        lambda uow: uow.requests.alike_uses(NEAR, 0),
        lambda uow: uow.requests.alike_uses(NEAR, request_id),
    )
    assert answers == [["RR-2026-00001"], [], ["RR-2026-00001"], []]


def test_requests_on_their_way_for_the_same_product(twins: Twins, clock: Clock) -> None:
    first = file_return(twins, quantity=6).request
    clock.pass_time(minutes=1)
    file_return(twins, quantity=1)
    file_return(twins, product=BAG, quantity=1)
    file_return(twins, customer=BAKERY, quantity=1)
    draft_return(twins, quantity=1)
    [both] = ask(twins, lambda uow: [r.number for r in uow.requests.open_of_product(CAFE, CLOCK, 0)])
    assert both == ["RR-2026-00002", "RR-2026-00001"]
    ask(twins, lambda uow: uow.requests.open_of_product(CAFE, CLOCK, first.id))


def test_customers_who_are_blocked(twins: Twins, clock: Clock) -> None:
    act(twins, ANN, block_customer, CAFE, "unpaid")
    clock.pass_time(minutes=1)
    act(twins, WEI, block_customer, BAKERY, "three crates of stones")
    act(twins, WEI, block_customer, CAFE, "still unpaid")
    blocks, cafe = ask(twins, lambda uow: uow.companies.blocks(), lambda uow: uow.companies.block_of(CAFE))
    assert cafe == Block(CAFE, "still unpaid", 4, clock())
    assert blocks == [cafe, Block(BAKERY, "three crates of stones", 4, clock())]
    act(twins, ANN, lift_block, CAFE)
    ask(twins, lambda uow: uow.companies.blocks(), lambda uow: uow.companies.block_of(CAFE))


def test_a_whole_policy_comes_back_and_follows_the_one_before(twins: Twins, clock: Clock) -> None:
    whole = replace(
        a_policy(3, days=14, limit="12.50", effective_at=clock()),
        author_id=1,
        non_returnable_categories=frozenset({"jewellery", "boxes"}),
        non_returnable_products=frozenset({CLOCK}),
        window_from=WindowFrom.DELIVERY,
        category_windows={"clocks": 60, "boxes": 7},
        fees={"DEMAND_CHANGE": Fee(percent=Decimal("12.5")), "OVERSTOCK": Fee(amount=gbp("2.50"))},
        second_approval_limit=gbp("500.00"),
        scrap_limit=gbp("100.00"),
    )
    twins.write_now(lambda uow: uow.policies.add(whole))
    [stored] = ask(twins, lambda uow: uow.policies.version(3))
    assert stored == whole
    act(twins, WEI, put_policy_in_force, {"second": "never", "fee:OVERSTOCK": "0"}, 3)
    ask(twins, lambda uow: uow.policies.versions(), lambda uow: uow.policies.current(uow.now))
    ask(twins, lambda uow: uow.catalogue.categories())
    with pytest.raises(RecordChanged):
        twins.write_now(lambda uow: uow.policies.add(whole))


def test_two_approvals_come_back(twins: Twins, clock: Clock) -> None:
    twins.write_now(
        lambda uow: uow.policies.add(replace(a_policy(3, limit="20.00"), second_approval_limit=gbp("50.00")))
    )
    request_id = file_return(twins, quantity=20).request.id
    act(twins, ANN, approve_return, request_id, "fine")
    clock.pass_time(minutes=1)
    ask(twins, lambda uow: uow.requests.get(request_id))
    act(twins, WEI, approve_return, request_id)
    ask(twins, lambda uow: uow.requests.get(request_id))

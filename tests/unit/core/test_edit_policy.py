"""A manager changes the rules: versions with author and date, and a list of customers whose returns rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.catalogue import Block
from bot.core.domain.errors import (
    CustomerBlocked,
    CustomerUnknown,
    NotAllowed,
    NotBlocked,
    PolicyMovedOn,
    PolicyUnchanged,
    PolicyValueInvalid,
    ProductUnknown,
    ReasonUnknown,
    TextTooLong,
    WordsMissing,
)
from bot.core.domain.reasons import Reason
from bot.core.usecases.block_customer import block_customer, blocked_customers, lift_block
from bot.core.usecases.draft_return import choose_customer, choose_no_order, start_return
from bot.core.usecases.edit_policy import fee_reasons, policy_versions, put_policy_in_force, read_edit
from bot.core.usecases.edit_reasons import add_reason, retire_reason
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    BAKERY,
    CAFE,
    CLOCK,
    a_desk,
    a_policy,
    act,
    draft_return,
    file_return,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI, Member
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def test_a_change_is_a_new_version_with_author_and_date(desk: MemoryDesk) -> None:
    desk.clock.pass_time(minutes=10)
    made = act(desk, ANN, put_policy_in_force, {"window": "45", "auto": "50"}, 1)
    expected = replace(a_policy(2, days=45, limit="50", effective_at=desk.clock.now), author_id=1)
    assert made == expected
    assert act(desk, WEI, policy_versions) == [expected, a_policy()]
    entry = desk.state.log[-1]
    assert (entry.event, entry.actor_id, entry.record) == ("PolicyChanged", 1, "policy/2")
    assert '"window": "45"' in entry.facts


def test_what_was_judged_keeps_its_version(desk: MemoryDesk) -> None:
    before = file_return(desk, quantity=6).request
    act(desk, OLGA, put_policy_in_force, {"auto": "100"}, 1)
    after = file_return(desk, quantity=6).request
    assert (before.policy_version, after.policy_version) == (1, 2)
    assert (before.status.value, after.status.value) == ("submitted", "approved")


def test_two_managers_who_change_at_once_do_not_undo_each_other(desk: MemoryDesk) -> None:
    act(desk, ANN, put_policy_in_force, {"window": "45"}, 1)
    with refused(desk, PolicyMovedOn) as refusal:
        act(desk, WEI, put_policy_in_force, {"window": "14"}, 1)
    assert refusal.facts == {"version": 2, "by": "Ann"}


def test_a_version_that_says_the_same_is_none(desk: MemoryDesk) -> None:
    for edits in ({}, {"window": "30"}, {"window": "30", "second": "never"}):
        with refused(desk, PolicyUnchanged):
            act(desk, ANN, put_policy_in_force, edits, 1)


@pytest.mark.parametrize("member", [BO, CHEN])
def test_only_managers_see_and_change_the_rules(desk: MemoryDesk, member: Member) -> None:
    for attempt in (
        lambda: act(desk, member, policy_versions),
        lambda: act(desk, member, put_policy_in_force, {"window": "45"}, 1),
        lambda: act(desk, member, read_edit, {}, "window", "45"),
        lambda: act(desk, member, block_customer, CAFE, "unpaid"),
        lambda: act(desk, member, lift_block, CAFE),
        lambda: act(desk, member, blocked_customers),
    ):
        with refused(desk, NotAllowed):
            attempt()


def test_what_is_typed_is_checked_before_it_is_kept(desk: MemoryDesk) -> None:
    assert act(desk, ANN, read_edit, {}, "auto", "£50") == ("auto", "50.00")
    assert act(desk, ANN, read_edit, {}, "second", "never") == ("second", "")
    assert act(desk, ANN, read_edit, {}, "product", " 22728 ") == (f"product:{CLOCK}", "no")
    assert act(desk, ANN, read_edit, {}, f"product:{CLOCK}", "yes") == (f"product:{CLOCK}", "yes")
    with refused(desk, ProductUnknown):
        act(desk, ANN, read_edit, {}, "product", "nothing")
    for field in ("days:nowhere", "category:nowhere"):
        with refused(desk, PolicyValueInvalid):
            act(desk, ANN, read_edit, {}, field, "14")


# ── the block list ──
def test_a_blocked_customer_is_refused_with_the_reason_and_whom_to_ask(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    act(desk, ANN, block_customer, CAFE, " three returns unpaid ")
    for attempt in (choose_customer, choose_no_order):
        with refused(desk, CustomerBlocked) as refusal:
            act(desk, BO, attempt, draft.id, CAFE)
        assert refusal.facts == {"customer": "Café Lumière", "reason": "three returns unpaid", "by": "Ann"}
    act(desk, BO, choose_customer, draft.id, BAKERY)
    assert act(desk, WEI, blocked_customers) == [Block(CAFE, "three returns unpaid", 1, desk.clock.now)]


def test_a_draft_of_a_customer_who_was_blocked_meanwhile_cannot_be_sent(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    act(desk, ANN, block_customer, CAFE, "unpaid")
    with refused(desk, CustomerBlocked):
        act(desk, BO, submit_return, draft_id)
    assert act(desk, WEI, lift_block, CAFE).name == "Café Lumière"
    assert act(desk, BO, submit_return, draft_id).request.number == "RR-2026-00001"
    events = [(e.event, e.record, e.actor_id) for e in desk.state.log if e.record == f"customer/{CAFE}"]
    assert events == [("CustomerWasBlocked", f"customer/{CAFE}", 1), ("BlockLifted", f"customer/{CAFE}", 4)]


def test_a_block_needs_a_customer_and_a_reason(desk: MemoryDesk) -> None:
    with refused(desk, CustomerUnknown):
        act(desk, ANN, block_customer, "nobody", "unpaid")
    with refused(desk, WordsMissing):
        act(desk, ANN, block_customer, CAFE, "  ")
    with refused(desk, TextTooLong):
        act(desk, ANN, block_customer, CAFE, "x" * 201)
    with refused(desk, NotBlocked):
        act(desk, ANN, lift_block, CAFE)


def test_a_fee_is_of_a_reason_there_is(desk: MemoryDesk) -> None:
    with refused(desk, ReasonUnknown) as refusal:
        act(desk, ANN, read_edit, {}, "fee:BOREDOM", "15%")
    assert refusal.facts == {"reason": "BOREDOM"}
    with refused(desk, ReasonUnknown):
        act(desk, ANN, put_policy_in_force, {"fee:BOREDOM": "15%"}, 1)
    act(desk, ANN, add_reason, Reason("BOREDOM", name_en="Bored", name_zh="无聊"))
    assert act(desk, ANN, read_edit, {}, "fee:BOREDOM", "15 %") == ("fee:BOREDOM", "15%")


def test_a_fee_stays_offered_for_a_reason_out_of_use_that_has_one(desk: MemoryDesk) -> None:
    act(desk, ANN, put_policy_in_force, {"fee:WARRANTY": "5%"}, 1)
    for code in ("WARRANTY", "OVERSTOCK"):
        act(desk, ANN, retire_reason, code, 0)
    policy = act(desk, ANN, policy_versions)[0]
    offered = desk.read_now(lambda uow: fee_reasons(uow, policy))
    assert "WARRANTY" in offered
    assert "OVERSTOCK" not in offered

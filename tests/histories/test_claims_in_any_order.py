"""Whoever tries whatever with claims: goods, money and history agree after every step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from bot.core.domain.stock import VENDOR_HOLD
from bot.core.domain.supplier_claim import (
    STILL_HELD,
    WITH_MONEY,
    ClaimStatus,
    GoodsState,
    SupplierClaim,
)
from tests.support.builders import BAG, CLOCK, a_desk, a_policy, gbp
from tests.support.cast import DANA, HUGO, RUTH
from tests.support.claim_scripts import Move, play, scripts, three_claims
from tests.support.memory_ports import MemoryDesk

TARGETS = {GoodsState.SENT: "supplier", GoodsState.SECONDS: "seconds", GoodsState.SCRAPPED: "scrap"}


def a_desk_with_claims() -> MemoryDesk:
    desk = a_desk(DANA, HUGO, RUTH)
    tight = replace(a_policy(2), scrap_limit=gbp("10"))  # the second claim is above it
    desk.write_now(lambda uow: uow.policies.add(tight))
    three_claims(desk)
    return desk


READY = a_desk_with_claims()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(script=scripts)
def test_goods_money_and_history_agree_whatever_is_tried(script: list[Move]) -> None:
    desk = MemoryDesk(READY.clock, READY.rules)
    desk.state = READY.state.shallow()
    for move in script:
        before = desk.state
        if not play(desk, move):
            assert desk.state is before
            continue
        _look_over(desk)
        for claim_id, earlier in before.claims.items():
            later = desk.state.claims[claim_id]
            assert later.history[: len(earlier.history)] == earlier.history
            if earlier.status in (ClaimStatus.SETTLED, ClaimStatus.WITHDRAWN):
                assert later.status is earlier.status


def _look_over(desk: MemoryDesk) -> None:
    held: dict[str, int] = defaultdict(int)
    for claim in desk.state.claims.values():
        assert claim.history[-1].status is claim.status
        assert [step.seq for step in claim.history] == list(range(1, len(claim.history) + 1))
        _goods_are_where_it_says(desk, claim)
        _money_is_what_it_says(desk, claim)
        for line in claim.lines:
            held[line.product_code] += int(line.quantity.amount) if claim.goods in STILL_HELD else 0
    for product in (CLOCK, BAG):
        there = desk.read_now(lambda uow, product=product: uow.stock.held(product, VENDOR_HOLD))  # type: ignore[misc]
        assert there.amount == held[product]
    causes = [movement.cause for movement in desk.state.movements]
    assert len(causes) == len(set(causes))


def _goods_are_where_it_says(desk: MemoryDesk, claim: SupplierClaim) -> None:
    gone = [movement for movement in desk.state.movements if movement.record == claim.number]
    if claim.goods in STILL_HELD:
        assert gone == []
        return
    assert [(m.product_code, m.quantity) for m in gone] == [(n.product_code, n.quantity) for n in claim.lines]
    assert {m.target.kind.value for m in gone} == {TARGETS[claim.goods]}


def _money_is_what_it_says(desk: MemoryDesk, claim: SupplierClaim) -> None:
    note = desk.state.debit_notes.get(f"claim:{claim.number}")
    assert (note is not None) == (claim.outcome in WITH_MONEY)
    assert (note.number if note else "") == claim.debit_note
    if note is not None:
        assert claim.status is ClaimStatus.SETTLED
        assert note.value.amount > 0
        assert note.value.amount <= claim.value.amount or note.words

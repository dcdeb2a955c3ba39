"""Claims and their goods: the two tables allow what is written here, nothing else."""

from __future__ import annotations

from itertools import product

import pytest

from bot.core.domain.errors import NotAllowed, StatusForbids
from bot.core.domain.people import Role
from bot.core.domain.supplier_claim import (
    FINAL_CLAIMS,
    UNSETTLED,
    WITH_SUPPLIER,
    WITH_US,
    ClaimAction,
    ClaimStatus,
    GoodsAction,
    GoodsState,
    SupplierClaim,
    next_claim_status,
)
from tests.support.clock import MORNING
from tests.unit.core.test_state_tables import table

CLAIM = table(
    """
    open           acknowledge    → acknowledged   MAU
    open           accept         → accepted       MAU
    open           ask_more       → more_asked     MAU
    open           offer          → counter_offer  MAU
    open           dispute        → disputed       MAU
    open           deny           → denied         MA
    open           withdraw       → withdrawn      MA
    open           assign         → open           MA
    open           write          → open           MAU
    acknowledged   accept         → accepted       MAU
    acknowledged   ask_more       → more_asked     MAU
    acknowledged   offer          → counter_offer  MAU
    acknowledged   dispute        → disputed       MAU
    acknowledged   deny           → denied         MA
    acknowledged   withdraw       → withdrawn      MA
    acknowledged   write          → acknowledged   MAU
    more_asked     accept         → accepted       MAU
    more_asked     ask_more       → more_asked     MAU
    more_asked     offer          → counter_offer  MAU
    more_asked     dispute        → disputed       MAU
    more_asked     send_more      → acknowledged   MA
    more_asked     deny           → denied         MA
    more_asked     withdraw       → withdrawn      MA
    more_asked     write          → more_asked     MAU
    counter_offer  accept         → accepted       MAU
    counter_offer  ask_more       → more_asked     MAU
    counter_offer  offer          → counter_offer  MAU
    counter_offer  dispute        → disputed       MAU
    counter_offer  take_offer     → settled        MA
    counter_offer  decline_offer  → acknowledged   MA
    counter_offer  deny           → denied         MA
    counter_offer  withdraw       → withdrawn      MA
    counter_offer  write          → counter_offer  MAU
    disputed       accept         → accepted       MAU
    disputed       ask_more       → more_asked     MAU
    disputed       offer          → counter_offer  MAU
    disputed       insist         → acknowledged   MA
    disputed       deny           → denied         MAU
    disputed       withdraw       → withdrawn      MA
    disputed       write          → disputed       MAU
    accepted       reopen         → acknowledged   MA
    accepted       settle         → settled        MA
    accepted       take_in        → settled        IMA
    accepted       withdraw       → withdrawn      MA
    accepted       write          → accepted       MAU
    denied         reopen         → acknowledged   MA
    denied         settle         → settled        MA
    denied         withdraw       → withdrawn      MA
    denied         write          → denied         MAU
    settled        take_in        → settled        IMA
    settled        undo_in        → settled        MA
    settled        close_short    → settled        MA
    settled        write          → settled        MAU
    withdrawn      write          → withdrawn      MAU
    """
)
GOODS = {  # (goods, action): (to, the states of the claim)
    ("held", "send"): ("sent", {"accepted", "settled"}),
    ("held", "keep"): ("seconds", {"denied", "settled", "withdrawn"}),
    ("held", "scrap"): ("scrapped", {"denied", "settled", "withdrawn"}),
    ("held", "ask_scrap"): ("scrap_asked", {"denied", "settled", "withdrawn"}),
    ("held", "undo"): ("undone", {"withdrawn"}),
    ("scrap_asked", "send"): ("sent", {"accepted", "settled"}),
    ("scrap_asked", "keep"): ("seconds", {"denied", "settled", "withdrawn"}),
    ("scrap_asked", "scrap"): ("scrapped", {"denied", "settled", "withdrawn"}),
    ("scrap_asked", "undo"): ("undone", {"withdrawn"}),
}


@pytest.mark.parametrize(("status", "action", "role"), list(product(ClaimStatus, ClaimAction, Role)))
def test_a_claim_makes_only_the_listed_moves(status: ClaimStatus, action: ClaimAction, role: Role) -> None:
    expected = CLAIM.get((status.value, action.value))
    if expected is None:
        with pytest.raises(StatusForbids) as caught:
            next_claim_status(status, action, {role}, "SC-2026-00001")
        assert caught.value.facts == {
            "number": "SC-2026-00001",
            "status": status.value,
            "action": action.value,
        }
    elif role in expected[1]:
        assert next_claim_status(status, action, {role}, "SC-2026-00001") == expected[0]
    else:
        with pytest.raises(NotAllowed) as denied:
            next_claim_status(status, action, {role}, "SC-2026-00001")
        assert denied.value.facts == {"action": action.value}


@pytest.mark.parametrize(("goods", "action", "status"), list(product(GoodsState, GoodsAction, ClaimStatus)))
def test_the_goods_of_a_claim_make_only_the_listed_moves(
    goods: GoodsState, action: GoodsAction, status: ClaimStatus
) -> None:
    claim = a_claim(status=status, goods=goods)
    to, statuses = GOODS.get((goods.value, action.value), ("", set()))
    if status.value in statuses:
        claim.move_goods(action)
        assert claim.goods == to
        return
    with pytest.raises(StatusForbids) as refused:
        claim.move_goods(action)
    assert refused.value.facts["number"] == "SC-2026-00001"
    assert claim.goods is goods


def a_claim(*, status: ClaimStatus, goods: GoodsState) -> SupplierClaim:
    return SupplierClaim(
        "SC-2026-00001", "RO-2026-00001", 1, "RO-2026-00001", "S-01", "S-01", MORNING, MORNING, "GBP", [],
        status=status, goods=goods,
    )  # fmt: skip


def test_every_claim_waits_for_somebody_or_is_done() -> None:
    assert WITH_SUPPLIER | WITH_US == UNSETTLED
    assert not WITH_SUPPLIER & WITH_US
    assert set(ClaimStatus) == UNSETTLED | FINAL_CLAIMS


def test_every_state_that_is_not_the_end_has_a_way_out_for_a_manager() -> None:
    for status in UNSETTLED:
        ways = {to for (state, _), (to, roles) in CLAIM.items() if state == status and Role.MANAGER in roles}
        assert ways - {status.value}, status


def test_from_every_state_the_end_can_be_reached() -> None:
    for status in UNSETTLED:
        reached, ahead = set[str](), {status.value}
        while ahead:
            reached |= ahead
            ahead = {to for (state, _), (to, _) in CLAIM.items() if state in reached} - reached
        assert {"settled", "withdrawn"} <= reached


def test_nothing_leaves_the_end() -> None:
    assert {(s, to) for (s, _), (to, _) in CLAIM.items() if s in ("settled", "withdrawn")} == {
        ("settled", "settled"),
        ("withdrawn", "withdrawn"),
    }

"""Money back without goods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.errors import (
    CustomerUnknown,
    DeskError,
    NotAllowed,
    PersonUnknown,
    ProductUnknown,
    StatusForbids,
)
from bot.core.usecases.credit_charge import credit_charge
from tests.support.builders import (
    BAKERY,
    CAFE,
    CLOCK,
    ORDER,
    POSTAGE,
    a_desk,
    a_finished_return,
    act,
    gbp,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, STRANGER, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def test_postage_is_credited_rounded_to_the_cent_and_moves_no_stock(desk: MemoryDesk) -> None:
    note = act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18.005"), ORDER)
    assert replace(note, paper="") == CreditNote(
        "CN-2026-00001", CAFE, gbp("18.01"), gbp("0"), f"charge:{ORDER}:POST", MORNING, 1
    )
    assert desk.state.credit_notes == {note.cause: note}
    assert len(desk.state.movements) == 1
    entry = desk.state.log[-1]
    assert (entry.event, entry.record, entry.actor_id) == ("CreditNoteIssued", "CN-2026-00001", 1)


def test_the_same_charge_is_credited_once(desk: MemoryDesk) -> None:
    act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), ORDER)
    with refused(desk, StatusForbids) as refusal:
        act(desk, ANN, credit_charge, CAFE, "post", gbp("5"), ORDER)
    assert refusal.facts["action"] == "credit"
    assert act(desk, ANN, credit_charge, BAKERY, POSTAGE, gbp("5"), "536852").number == "CN-2026-00002"


def test_goods_are_credited_by_a_return_order_only(desk: MemoryDesk) -> None:
    with refused(desk, StatusForbids) as refusal:
        act(desk, ANN, credit_charge, CAFE, CLOCK, gbp("5"), ORDER)
    assert refusal.facts == {"number": ORDER, "status": "goods", "action": "credit"}


@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (CHEN, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_only_managers_credit_a_charge(desk: MemoryDesk, member: Member, error: type[DeskError]) -> None:
    with refused(desk, error):
        act(desk, member, credit_charge, CAFE, POSTAGE, gbp("5"), ORDER)


def test_an_unknown_customer_or_charge_is_refused(desk: MemoryDesk) -> None:
    with refused(desk, CustomerUnknown):
        act(desk, ANN, credit_charge, "99999", POSTAGE, gbp("5"), ORDER)
    with refused(desk, ProductUnknown):
        act(desk, ANN, credit_charge, CAFE, "TAXI", gbp("5"), ORDER)


def test_notes_for_goods_and_for_charges_share_one_row_of_numbers(desk: MemoryDesk) -> None:
    a_finished_return(desk)
    assert act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), ORDER).number == "CN-2026-00002"

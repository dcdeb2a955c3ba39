"""Parcels nobody expected: written down, listed, matched or given up; never by two people at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.domain.errors import (
    DeskError,
    NotAllowed,
    ParcelSettled,
    PersonUnknown,
    RecordUnknown,
    StatusForbids,
    WordsMissing,
)
from bot.core.domain.parcel import Parcel, ParcelStatus
from bot.core.domain.reasons import Disposition, RefusalReason
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import cancel_return, refuse_return
from bot.core.usecases.draft_return import discard_draft
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.register_parcel import (
    add_parcel_photo,
    register_parcel,
    set_parcel_note,
    set_tracking,
)
from bot.core.usecases.settle_parcel import (
    give_up_parcel,
    likely_requests,
    match_parcel,
    match_parcel_to_new_return,
    take_back_parcel,
    unclaimed_parcels,
)
from tests.support.builders import (
    CAFE,
    a_desk,
    a_photo,
    a_request,
    act,
    an_approved_return,
    file_return,
    inspect_all,
    record_line,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, DANA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(DANA)


@pytest.fixture
def parcel_id(desk: MemoryDesk) -> int:
    return act(desk, CHEN, register_parcel, a_photo("label")).id


def the_parcel(desk: MemoryDesk, parcel_id: int) -> Parcel:
    return desk.read_now(lambda uow: uow.parcels.get(parcel_id))


def test_a_photo_is_enough_to_have_a_number(desk: MemoryDesk) -> None:
    parcel = act(desk, CHEN, register_parcel, a_photo("label"), " 1Z999 ")
    assert parcel == Parcel(
        "UP-2026-00001", MORNING, 3, id=parcel.id, tracking="1Z999", photos=[a_photo("label")]
    )
    assert act(desk, BO, unclaimed_parcels, 10) == [parcel]
    told = {notice.chat_id for notice in desk.state.notices if notice.kind.value == "parcel_card"}
    assert told == {1001, 1004, 1005}


def test_tracking_note_and_photos_may_follow(desk: MemoryDesk, parcel_id: int) -> None:
    act(desk, BO, set_tracking, parcel_id, "1Z999")
    act(desk, BO, set_parcel_note, parcel_id, "blue tape, perhaps Backhaus")
    act(desk, CHEN, add_parcel_photo, parcel_id, a_photo("box"), "another number")
    parcel = the_parcel(desk, parcel_id)
    assert (parcel.tracking, parcel.note) == ("1Z999", "blue tape, perhaps Backhaus")
    assert parcel.photos == [a_photo("label"), a_photo("box")]


def test_the_same_photo_again_changes_nothing(desk: MemoryDesk, parcel_id: int) -> None:
    before = desk.state.shallow()
    act(desk, CHEN, add_parcel_photo, parcel_id, a_photo("label"))
    assert desk.state == before


def test_a_number_read_off_the_same_photo_is_kept(desk: MemoryDesk, parcel_id: int) -> None:
    act(desk, CHEN, add_parcel_photo, parcel_id, a_photo("label"), "1Z999")
    assert the_parcel(desk, parcel_id).tracking == "1Z999"


def test_it_is_matched_to_an_expected_return_and_its_inspection_begins(
    desk: MemoryDesk, parcel_id: int
) -> None:
    request_id = an_approved_return(desk)
    assert [request.id for request in act(desk, CHEN, likely_requests, 10)] == [request_id]
    act(desk, CHEN, match_parcel, parcel_id, request_id)
    parcel = the_parcel(desk, parcel_id)
    assert (parcel.status, parcel.request_id, parcel.settled_by) == (ParcelStatus.MATCHED, request_id, 3)
    assert desk.read_now(lambda uow: uow.parcels.of_request(request_id)) == [parcel]
    assert act(desk, CHEN, unclaimed_parcels, 10) == []
    assert act(desk, CHEN, claim_inspection, request_id).parcel_no == 1


def test_two_people_cannot_both_match_it(desk: MemoryDesk, parcel_id: int) -> None:
    first, second = an_approved_return(desk), an_approved_return(desk, quantity=1)
    act(desk, CHEN, match_parcel, parcel_id, first)
    for request_id in (first, second):
        with refused(desk, ParcelSettled) as refusal:
            act(desk, ANN, match_parcel, parcel_id, request_id)
        assert refusal.facts == {"number": "UP-2026-00001", "by": "Chen", "to": "RR-2026-00001"}
    with refused(desk, ParcelSettled):
        act(desk, ANN, give_up_parcel, parcel_id, "sent back")
    with refused(desk, ParcelSettled):
        act(desk, ANN, match_parcel_to_new_return, parcel_id, CAFE)


def test_the_rest_that_was_given_up_is_expected_again(desk: MemoryDesk, parcel_id: int) -> None:
    request_id = an_approved_return(desk)
    inspect_all(desk, request_id, counted=2)
    assert a_request(desk, request_id).status is ReturnStatus.INSPECTED
    act(desk, CHEN, match_parcel, parcel_id, request_id)
    assert a_request(desk, request_id).status is ReturnStatus.APPROVED
    assert act(desk, CHEN, claim_inspection, request_id).parcel_no == 2


def test_a_return_that_is_over_takes_no_parcel(desk: MemoryDesk, parcel_id: int) -> None:
    refused_one, cancelled, closed, counted = (an_approved_return(desk, quantity=2) for _ in range(4))
    waiting = file_return(desk).request.id
    act(desk, ANN, refuse_return, waiting, RefusalReason.NO_EVIDENCE)
    act(desk, BO, cancel_return, cancelled)
    inspect_all(desk, counted)
    order = inspect_all(desk, closed)
    review(desk, order.id)
    restock(desk, order.id)
    for request_id, status in (
        (waiting, "refused"),
        (cancelled, "cancelled"),
        (closed, "closed"),
        (counted, "inspected"),
    ):
        with refused(desk, StatusForbids) as refusal:
            act(desk, CHEN, match_parcel, parcel_id, request_id)
        assert refusal.facts["status"] == status
    act(desk, CHEN, match_parcel, parcel_id, refused_one)


def test_a_new_return_takes_it_and_a_discarded_one_gives_it_back(desk: MemoryDesk, parcel_id: int) -> None:
    draft = act(desk, CHEN, match_parcel_to_new_return, parcel_id, CAFE)
    assert (draft.customer_code, draft.requested_by) == (CAFE, 3)
    assert the_parcel(desk, parcel_id).request_id == draft.id
    act(desk, CHEN, discard_draft, draft.id)
    [nobodys] = act(desk, ANN, unclaimed_parcels, 10)
    assert nobodys.number == "UP-2026-00001"
    request_id = an_approved_return(desk)
    act(desk, ANN, match_parcel, parcel_id, request_id)
    assert act(desk, ANN, unclaimed_parcels, 10) == []


def test_giving_up_needs_a_reason_and_can_be_taken_back(desk: MemoryDesk, parcel_id: int) -> None:
    with refused(desk, WordsMissing):
        act(desk, ANN, give_up_parcel, parcel_id, " ")
    act(desk, ANN, give_up_parcel, parcel_id, "returned to the carrier")
    parcel = the_parcel(desk, parcel_id)
    assert (parcel.status, parcel.words) == (ParcelStatus.GIVEN_UP, "returned to the carrier")
    with refused(desk, StatusForbids):
        act(desk, CHEN, set_tracking, parcel_id, "1Z999")
    act(desk, WEI, take_back_parcel, parcel_id)
    parcel = the_parcel(desk, parcel_id)
    assert (parcel.status, parcel.words, parcel.settled_at) == (ParcelStatus.UNCLAIMED, "", None)
    with refused(desk, StatusForbids):
        act(desk, WEI, take_back_parcel, parcel_id)


@pytest.mark.parametrize(
    ("member", "error"), [(DANA, NotAllowed), (STRANGER, PersonUnknown)], ids=["supplier", "stranger"]
)
def test_nobody_outside_touches_a_parcel(
    desk: MemoryDesk, parcel_id: int, member: Member, error: type[DeskError]
) -> None:
    request_id = an_approved_return(desk)
    with refused(desk, error):
        act(desk, member, register_parcel, a_photo("x"))
    with refused(desk, error):
        act(desk, member, set_parcel_note, parcel_id, "mine")
    with refused(desk, error):
        act(desk, member, match_parcel, parcel_id, request_id)
    with refused(desk, error):
        act(desk, member, unclaimed_parcels, 10)


def test_a_clerk_writes_it_down_and_leaves_the_rest_to_others(desk: MemoryDesk) -> None:
    parcel_id = act(desk, BO, register_parcel, a_photo("label")).id
    request_id = an_approved_return(desk)
    with refused(desk, NotAllowed):
        act(desk, BO, match_parcel, parcel_id, request_id)
    with refused(desk, NotAllowed):
        act(desk, BO, give_up_parcel, parcel_id, "mine")


def test_the_oldest_parcel_stands_first(desk: MemoryDesk) -> None:
    first = act(desk, CHEN, register_parcel, a_photo("one"))
    desk.clock.pass_time(hours=26)
    second = act(desk, CHEN, register_parcel, a_photo("two"))
    assert [parcel.id for parcel in act(desk, ANN, unclaimed_parcels, 10)] == [first.id, second.id]
    assert second.arrived_at - first.arrived_at == timedelta(hours=26)
    assert desk.read_now(lambda uow: uow.parcels.by_number("2")).id == second.id
    with pytest.raises(RecordUnknown):
        desk.read_now(lambda uow: uow.parcels.by_number("9"))


def test_damage_found_in_a_matched_parcel_is_inspected_like_any_other(
    desk: MemoryDesk, parcel_id: int
) -> None:
    request_id = an_approved_return(desk)
    act(desk, CHEN, match_parcel, parcel_id, request_id)
    inspection = act(desk, CHEN, claim_inspection, request_id)
    record_line(desk, inspection.id, 1, counted=6, split={Disposition.SCRAP: 6})
    assert act(desk, CHEN, finish_inspection, inspection.id).number == "RO-2026-00001"

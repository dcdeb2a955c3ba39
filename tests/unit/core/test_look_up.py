"""Who may see what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.domain.errors import NotAllowed, PersonRemoved, PersonUnknown, RecordUnknown
from bot.core.domain.people import Person
from bot.core.usecases.look_up import (
    ensure_may_see,
    expected_returns,
    look_up_return,
    waiting_approvals,
)
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import (
    a_desk,
    a_finished_return,
    a_request,
    act,
    an_approved_return,
    dismiss,
    draft_return,
    file_return,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, FAY, NORA, OLGA, STRANGER, WEI, Member
from tests.support.memory_ports import MemoryDesk

Listing = Callable[[UnitOfWork, Person, int], object]


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(FAY, DANA, ELI, NORA)


@pytest.mark.parametrize(
    "typed", ["RR-2026-00001", " rr-2026-00001 ", "1", "00001", "RO-2026-00001", "ro-2026-00001"]
)
@pytest.mark.parametrize("member", [BO, ANN, CHEN, WEI, OLGA, ELI], ids=lambda member: member.name)
def test_a_return_is_found_by_either_number_as_people_type_it(
    desk: MemoryDesk, member: Member, typed: str
) -> None:
    a_finished_return(desk)
    standing = act(desk, member, look_up_return, typed)
    assert standing.request.number == "RR-2026-00001"
    assert [order.number for order in standing.orders] == ["RO-2026-00001"]


@pytest.mark.parametrize("member", [FAY, DANA, NORA], ids=lambda member: member.name)
@pytest.mark.parametrize("number", ["RR-2026-00001", "RO-2026-00001", "RR-2026-00099", "RO-2026-00099"])
def test_what_may_not_be_seen_is_as_unknown_as_what_does_not_exist(
    desk: MemoryDesk, member: Member, number: str
) -> None:
    a_finished_return(desk)
    with refused(desk, RecordUnknown) as refusal:
        act(desk, member, look_up_return, number)
    assert refusal.facts == {"number": number}


@pytest.mark.parametrize("typed", ["", " ", "RR-", "%", "RR-2026-%", "'; --"])
def test_nonsense_finds_nothing_not_even_a_draft_without_a_number(desk: MemoryDesk, typed: str) -> None:
    draft_return(desk)
    with refused(desk, RecordUnknown):
        act(desk, BO, look_up_return, typed)


def test_a_stranger_and_who_was_removed_see_nothing(desk: MemoryDesk) -> None:
    a_finished_return(desk)
    with refused(desk, PersonUnknown):
        act(desk, STRANGER, look_up_return, "1")
    dismiss(desk, BO)
    with refused(desk, PersonRemoved):
        act(desk, BO, look_up_return, "1")


def test_a_draft_is_seen_by_who_writes_it_and_by_nobody_else(desk: MemoryDesk) -> None:
    draft = a_request(desk, draft_return(desk))
    ensure_may_see(desk.state.people[2], draft)
    for person_id in (1, 3, 4, 5):
        with pytest.raises(NotAllowed):
            ensure_may_see(desk.state.people[person_id], draft)


def test_ones_own_return_is_no_longer_ones_own_when_one_was_removed(desk: MemoryDesk) -> None:
    request = file_return(desk).request
    dismiss(desk, BO)
    with pytest.raises(PersonRemoved):
        ensure_may_see(desk.state.people[2], request)


def test_the_queue_of_arrivals_is_oldest_first_and_by_pages(desk: MemoryDesk) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(a_request(desk, an_approved_return(desk, quantity=1)).number)
        desk.clock.pass_time(minutes=1)
    file_return(desk, quantity=6)
    assert [r.number for r in act(desk, CHEN, expected_returns, 2)] == numbers[:2]
    assert [r.number for r in act(desk, CHEN, expected_returns, 2, 2)] == numbers[2:]


def test_the_queue_of_approvals_holds_what_waits(desk: MemoryDesk) -> None:
    waiting = file_return(desk, quantity=6).request
    an_approved_return(desk, quantity=1)
    assert [r.number for r in act(desk, ANN, waiting_approvals, 10)] == [waiting.number]


@pytest.mark.parametrize(
    ("listing", "members"),
    [(expected_returns, (BO, ANN, WEI, DANA, ELI)), (waiting_approvals, (BO, CHEN, DANA, ELI))],
)
def test_queues_are_for_those_who_work_on_them(
    desk: MemoryDesk, listing: Listing, members: tuple[Member, ...]
) -> None:
    for member in members:
        with refused(desk, NotAllowed):
            act(desk, member, listing, 10)

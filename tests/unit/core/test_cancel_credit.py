"""A note is taken back by a counter note or paid out, never both and never twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.errors import (
    DeskError,
    NotAllowed,
    PersonUnknown,
    RecordUnknown,
    StatusForbids,
    TextTooLong,
    WordsMissing,
)
from bot.core.domain.money_errors import NoteSettled
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.settle_note import settle_note
from tests.support.builders import CAFE, a_desk, a_finished_return, act, gbp, refused
from tests.support.cast import ANN, BO, CHEN, OLGA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

NOTE = "CN-2026-00001"


@pytest.fixture
def desk() -> MemoryDesk:
    """One finished return of six clocks: a note over GBP 22.50."""
    made = a_desk()
    a_finished_return(made)
    return made


def the_note(desk: MemoryDesk, number: str = NOTE) -> CreditNote:
    return desk.read_now(lambda uow: uow.credit_notes.get(number))


def test_the_counter_note_mirrors_the_note_and_points_at_it(desk: MemoryDesk) -> None:
    before = the_note(desk)
    counter = act(desk, ANN, cancel_credit_note, NOTE, " wrong customer ")
    assert "wrong customer" in desk.state.papers[counter.paper]
    assert replace(counter, paper="") == CreditNote(
        "CN-2026-00002",
        CAFE,
        gbp("-22.50"),
        gbp("0"),
        f"cancel:{NOTE}",
        MORNING,
        1,
        NoteStatus.COUNTER,
        cancels=NOTE,
        words="wrong customer",
    )
    assert the_note(desk) == replace(before, status=NoteStatus.CANCELLED)
    assert the_note(desk, "2") == counter
    told = [(entry.event, entry.record) for entry in desk.state.log[-2:]]
    assert told == [("CreditNoteCancelled", NOTE), ("CreditNoteIssued", "CN-2026-00002")]


def test_a_note_is_cancelled_once_and_a_counter_note_never(desk: MemoryDesk) -> None:
    act(desk, ANN, cancel_credit_note, NOTE, "wrong customer")
    with refused(desk, StatusForbids) as refusal:
        act(desk, WEI, cancel_credit_note, NOTE, "again")
    assert refusal.facts == {"number": NOTE, "status": "cancelled", "action": "cancel"}
    with refused(desk, StatusForbids):
        act(desk, WEI, cancel_credit_note, "CN-2026-00002", "and back")
    with refused(desk, StatusForbids):
        act(desk, WEI, settle_note, NOTE, "transfer 7")


def test_what_is_paid_out_is_neither_cancelled_nor_paid_again(desk: MemoryDesk) -> None:
    settled = act(desk, WEI, settle_note, NOTE, " transfer 7 ")
    assert (settled.status, settled.settled_by, settled.settled_at, settled.reference) == (
        NoteStatus.SETTLED,
        4,
        MORNING,
        "transfer 7",
    )
    assert the_note(desk) == settled
    with refused(desk, NoteSettled) as refusal:
        act(desk, ANN, cancel_credit_note, NOTE, "wrong customer")
    assert refusal.facts == {"number": NOTE, "at": MORNING}
    with refused(desk, NoteSettled):
        act(desk, OLGA, settle_note, NOTE, "transfer 8")


@pytest.mark.parametrize("words", ["", "  \n "])
def test_both_need_words(desk: MemoryDesk, words: str) -> None:
    with refused(desk, WordsMissing):
        act(desk, ANN, cancel_credit_note, NOTE, words)
    with refused(desk, WordsMissing):
        act(desk, ANN, settle_note, NOTE, words)


def test_a_reference_is_short_and_a_note_exists(desk: MemoryDesk) -> None:
    with refused(desk, TextTooLong):
        act(desk, ANN, settle_note, NOTE, "x" * 101)
    with refused(desk, RecordUnknown):
        act(desk, ANN, settle_note, "CN-2026-00099", "transfer 7")


@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (CHEN, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_only_managers_handle_money(desk: MemoryDesk, member: Member, error: type[DeskError]) -> None:
    with refused(desk, error):
        act(desk, member, cancel_credit_note, NOTE, "wrong customer")
    with refused(desk, error):
        act(desk, member, settle_note, NOTE, "transfer 7")

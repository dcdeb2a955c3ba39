"""Every way goods and money can disagree has a name; a new disagreement is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.books import Books, ClaimBooked, GoodsBooked, OrderBooked, SoldBooked
from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.errors import DeskError, NotAllowed, PersonUnknown
from bot.core.domain.money_check import Mismatch, MismatchKind, check_of, mismatches
from bot.core.domain.notice import NoticeKind
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.supplier_claim import ClaimStatus, Outcome
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.settle_note import settle_note
from tests.support.builders import (
    CAFE,
    CLOCK,
    POSTAGE,
    a_desk,
    a_finished_return,
    act,
    an_approved_return,
    check_money,
    gbp,
    inspect_all,
    pieces,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, STRANGER, WEI, Member
from tests.support.clock import MORNING

K = MismatchKind
RO, CN, CN2, SC, DN = "RO-2026-00001", "CN-2026-00001", "CN-2026-00002", "SC-2026-00001", "DN-2026-00001"
ORDER = OrderBooked(RO, OrderStatus.POSTED, True, gbp("22.50"), gbp("2.25"), CN, 0, frozenset({"GBP"}))
NOTE = CreditNote(CN, CAFE, gbp("20.25"), gbp("2.25"), f"order:{RO}", MORNING, 3)
COUNTER = NOTE.countered(CN2, at=MORNING, by=1, words="undone")
CANCELLED = replace(NOTE, status=NoteStatus.CANCELLED)
LINE = SoldBooked("536370", 1, pieces(6), pieces(6), gbp("22.50"), gbp("22.50"), frozenset({"GBP"}))
CLAIM = ClaimBooked(SC, ClaimStatus.SETTLED, Outcome.CREDIT, DN, "GBP")
DEBIT = DebitNote(DN, "S-01", gbp("4.10"), f"claim:{SC}", MORNING, 1)
GOODS = GoodsBooked(RO, CLOCK, pieces(6), pieces(6))
SOUND = Books((ORDER,), (NOTE,), (LINE,), (CLAIM,), (DEBIT,), (GOODS,))


def found(books: Books) -> list[Mismatch]:
    return list(mismatches(books))


def test_sound_books_agree() -> None:
    assert found(SOUND) == []
    assert found(Books()) == []


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (replace(SOUND, credit_notes=()), Mismatch(K.NOTE_MISSING, RO, {"due": "20.25 GBP"})),
        (replace(SOUND, orders=()), Mismatch(K.NOTE_WITHOUT_ORDER, CN, {"order": RO, "status": ""})),
        (
            replace(SOUND, orders=(replace(ORDER, status=OrderStatus.VOIDED),)),
            Mismatch(K.NOTE_WITHOUT_ORDER, CN, {"order": RO, "status": "voided"}),
        ),
        (
            replace(SOUND, orders=(replace(ORDER, status=OrderStatus.REVERSED),)),
            Mismatch(K.REVERSED_KEEPS_NOTE, CN, {"order": RO}),
        ),
        (
            replace(SOUND, credit_notes=(replace(NOTE, value=gbp("20.24")),)),
            Mismatch(K.NOTE_DIFFERS, CN, {"order": RO, "value": "20.24 GBP", "due": "20.25 GBP"}),
        ),
        (
            replace(SOUND, credit_notes=(replace(NOTE, value=gbp("20.26")),)),
            Mismatch(K.NOTE_DIFFERS, CN, {"order": RO, "value": "20.26 GBP", "due": "20.25 GBP"}),
        ),
        (
            replace(SOUND, credit_notes=(replace(NOTE, fee=gbp("1")),)),
            Mismatch(K.FEE_DIFFERS, CN, {"order": RO, "value": "1 GBP", "due": "2.25 GBP"}),
        ),
        (
            replace(SOUND, orders=(replace(ORDER, credit_note=CN2),)),
            Mismatch(K.ORDER_NAMES_ANOTHER, CN, {"order": RO, "named": CN2}),
        ),
        (
            replace(SOUND, orders=(replace(ORDER, is_credited=False),)),
            Mismatch(K.NOTE_DIFFERS, CN, {"order": RO, "value": "20.25 GBP", "due": "0 GBP"}),
        ),
        (
            replace(SOUND, sold=(replace(LINE, credited=gbp("22.51")),)),
            Mismatch(
                K.OVER_CREDITED,
                "536370/1",
                {"sold": "6", "returned": "6", "paid": "22.50 GBP", "credited": "22.51 GBP"},
            ),
        ),
        (
            replace(SOUND, sold=(replace(LINE, returned=pieces(7)),)),
            Mismatch(
                K.OVER_CREDITED,
                "536370/1",
                {"sold": "6", "returned": "7", "paid": "22.50 GBP", "credited": "22.50 GBP"},
            ),
        ),
        (
            replace(SOUND, sold=(replace(LINE, currencies=frozenset({"EUR"})),)),
            Mismatch(K.CURRENCY_MIX, "536370/1", {"currencies": "EUR, GBP"}),
        ),
        (replace(SOUND, debit_notes=()), Mismatch(K.DEBIT_MISSING, SC)),
        (replace(SOUND, claims=()), Mismatch(K.DEBIT_WITHOUT_CLAIM, DN, {"claim": SC})),
        (
            replace(SOUND, claims=(replace(CLAIM, currency="EUR"),)),
            Mismatch(K.CURRENCY_MIX, DN, {"currencies": "EUR, GBP"}),
        ),
        (
            replace(SOUND, goods=(replace(GOODS, moved=pieces(5)),)),
            Mismatch(K.GOODS_DIFFER, RO, {"product": CLOCK, "counted": "6", "moved": "5"}),
        ),
        (
            replace(SOUND, orders=(replace(ORDER, currencies=frozenset({"GBP", "EUR"})),)),
            Mismatch(K.CURRENCY_MIX, RO, {"currencies": "EUR, GBP"}),
        ),
    ],
)
def test_each_disagreement_is_named_with_its_figures(broken: Books, expected: Mismatch) -> None:
    assert found(broken) == [expected]


REVERSED = replace(SOUND, orders=(replace(ORDER, status=OrderStatus.REVERSED),), goods=(), sold=())


def test_a_reversed_order_with_a_countered_note_agrees() -> None:
    assert found(replace(REVERSED, credit_notes=(CANCELLED, COUNTER))) == []


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ((CANCELLED,), [Mismatch(K.COUNTER_MISSING, CN)]),
        (
            (CANCELLED, COUNTER, replace(COUNTER, number="CN-2026-00003")),
            [Mismatch(K.CANCELLED_TWICE, CN, {"counters": f"{CN2}, CN-2026-00003"})],
        ),
        (
            (CANCELLED, replace(COUNTER, value=gbp("-20"))),
            [Mismatch(K.COUNTER_DIFFERS, CN2, {"note": CN, "value": "-20 GBP", "due": "-20.25 GBP"})],
        ),
        (
            (COUNTER,),
            [Mismatch(K.COUNTER_DIFFERS, CN2, {"note": CN, "value": "-20.25 GBP", "due": ""})],
        ),
    ],
)
def test_what_cancels_and_what_is_cancelled_go_together(
    notes: tuple[CreditNote, ...], expected: list[Mismatch]
) -> None:
    assert found(replace(REVERSED, credit_notes=notes)) == expected


def test_a_cent_that_the_cap_cut_off_a_fine_price_is_no_disagreement() -> None:
    order = replace(ORDER, fine_parts=1)
    short = replace(NOTE, value=gbp("20.24"))
    assert found(replace(SOUND, orders=(order,), credit_notes=(short,))) == []
    shorter = replace(NOTE, value=gbp("20.23"))
    (mismatch,) = found(replace(SOUND, orders=(order,), credit_notes=(shorter,)))
    assert mismatch.kind is K.NOTE_DIFFERS


def test_a_check_counts_what_stands_and_sums_it_by_currency() -> None:
    euros = DebitNote(
        "DN-2026-00002", "S-02", replace(gbp("3"), currency="EUR"), "claim:SC-2026-00002", MORNING, 1
    )
    check = check_of(
        replace(SOUND, credit_notes=(NOTE, CANCELLED, COUNTER), debit_notes=(DEBIT, euros)), at=MORNING, by=1
    )
    assert (check.standing, check.credited) == (1, {"GBP": "20.25"})
    assert (check.debit_notes, check.claimed) == (2, {"EUR": "3.00", "GBP": "4.10"})


# ── the use case ──
def test_a_desk_at_work_agrees_and_the_run_is_kept() -> None:
    desk = a_desk()
    a_finished_return(desk)
    act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), "A-1")
    act(desk, ANN, cancel_credit_note, CN2, "charged to somebody else")
    act(desk, WEI, settle_note, CN, "transfer 7")
    inspect_all(desk, an_approved_return(desk, quantity=2))
    check = act(desk, ANN, check_money)
    assert (check.mismatches, check.standing, check.credited) == ((), 1, {"GBP": "22.50"})
    assert desk.state.money_checks == {check.id: check}
    assert [n for n in desk.state.notices if n.kind is NoticeKind.MONEY_CARD] == []


def test_a_new_disagreement_is_told_to_the_managers_once() -> None:
    desk = a_desk()
    a_finished_return(desk)
    act(desk, ANN, cancel_credit_note, CN, "by itself")
    for _ in range(2):
        desk.clock.pass_time(hours=24)
        check = act(desk, ANN, check_money)
        assert [m.kind for m in check.mismatches] == [K.NOTE_MISSING]
    told = [n for n in desk.state.notices if n.kind is NoticeKind.MONEY_CARD]
    assert [(n.subject_id, n.chat_id) for n in told] == [(1, 1004), (1, 1005)]
    assert [e.record for e in desk.state.log if e.event == "MoneyDisagreed"] == ["money"]
    assert desk.clock.now - MORNING == timedelta(hours=48)


@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (CHEN, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_only_managers_see_the_money(member: Member, error: type[DeskError]) -> None:
    desk = a_desk()
    with refused(desk, error):
        act(desk, member, check_money)

"""The journal: each document balances, equals its note to the cent, and is the same in every export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.errors import DeskError, NotAllowed, PersonUnknown
from bot.core.domain.journal import (
    Accounts,
    Posting,
    PostingKind,
    credit_postings,
    debit_postings,
    totals,
)
from bot.core.domain.money_errors import PeriodInvalid
from bot.core.domain.values import Money
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.export_journal import export_journal, month_of
from tests.support.builders import CAFE, POSTAGE, a_desk, a_finished_return, act, gbp, refused
from tests.support.cast import ANN, BO, CHEN, STRANGER, Member
from tests.support.clock import MORNING

LONDON, SHANGHAI = ZoneInfo("Europe/London"), ZoneInfo("Asia/Shanghai")
ACCOUNTS = Accounts()
NOTE = CreditNote("CN-2026-00001", CAFE, gbp("20.25"), gbp("2.25"), "order:RO-2026-00001", MORNING, 3)
DEBIT = DebitNote("DN-2026-00001", "S-01", gbp("4.10"), "claim:SC-2026-00001", MORNING, 1)
DAY = date(2026, 3, 10)


def short(postings: Iterable[Posting]) -> list[tuple[str, str, str]]:
    """Account, debit, credit."""
    return [(p.account, str(p.debit.amount), str(p.credit.amount)) for p in postings]


def test_a_note_takes_what_was_paid_off_the_sales_keeps_the_fee_and_owes_the_rest() -> None:
    rows = credit_postings(NOTE, ACCOUNTS, LONDON, name="Café Lumière")
    assert rows[0] == Posting(
        document="CN-2026-00001",
        line=1,
        day=DAY,
        account="4100",
        kind=PostingKind.RETURNS,
        partner=CAFE,
        partner_name="Café Lumière",
        reference="RO-2026-00001",
        debit=gbp("22.50"),
        credit=gbp("0"),
    )
    assert short(rows) == [("4100", "22.50", "0"), ("4120", "0", "2.25"), ("1100", "0", "20.25")]


def test_a_counter_note_has_the_sides_swapped_and_nothing_below_zero() -> None:
    counter = NOTE.countered("CN-2026-00002", at=MORNING, by=1, words="undone")
    rows = credit_postings(counter, ACCOUNTS, LONDON, cancelled=NOTE)
    assert short(rows) == [("4100", "0", "22.50"), ("4120", "2.25", "0"), ("1100", "20.25", "0")]
    assert {row.reference for row in rows} == {"CN-2026-00001"}


def test_money_without_goods_and_its_counter_stand_on_an_account_of_their_own() -> None:
    charge = CreditNote("CN-2026-00003", CAFE, gbp("18"), gbp("0"), "charge:A-1:POST", MORNING, 1)
    assert short(credit_postings(charge, ACCOUNTS, LONDON)) == [("4110", "18", "0"), ("1100", "0", "18")]
    assert credit_postings(charge, ACCOUNTS, LONDON)[0].reference == "A-1:POST"
    counter = charge.countered("CN-2026-00004", at=MORNING, by=1, words="twice")
    rows = credit_postings(counter, ACCOUNTS, LONDON, cancelled=charge)
    assert short(rows) == [("4110", "0", "18"), ("1100", "18", "0")]


def test_a_debit_note_is_owed_by_the_supplier() -> None:
    rows = debit_postings(DEBIT, Accounts(suppliers="1600", claims="3080"), LONDON, name="Horloge")
    assert short(rows) == [("1600", "4.10", "0"), ("3080", "0", "4.10")]
    assert {(row.partner, row.reference) for row in rows} == {("S-01", "SC-2026-00001")}


def test_the_day_is_that_of_the_desks_calendar() -> None:
    late = CreditNote(
        "CN-1", CAFE, gbp("1"), gbp("0"), "order:RO-1", datetime(2026, 3, 10, 20, tzinfo=UTC), 1
    )
    assert credit_postings(late, ACCOUNTS, LONDON)[0].day == date(2026, 3, 10)
    assert credit_postings(late, ACCOUNTS, SHANGHAI)[0].day == date(2026, 3, 11)


cents = st.integers(0, 10**9).map(lambda number: Money(Decimal(number) / 100, "GBP"))


@given(value=cents, fee=cents, is_counter=st.booleans(), is_charge=st.booleans())
def test_whatever_the_note_it_balances_and_equals_it_to_the_cent(
    value: Money, fee: Money, is_counter: bool, is_charge: bool
) -> None:
    cause = "charge:A:POST" if is_charge else "order:RO-2026-00001"
    note = CreditNote("CN-2026-00001", CAFE, value, fee, cause, MORNING, 1)
    counter = note.countered("CN-2026-00002", at=MORNING, by=1, words="x")
    posted, cancelled = (counter, note) if is_counter else (note, None)
    rows = credit_postings(posted, ACCOUNTS, LONDON, cancelled=cancelled)
    for debit, credit in totals(rows).values():
        assert debit == credit == note.gross
    owed = sum((r.credit.amount - r.debit.amount for r in rows if r.kind is PostingKind.CUSTOMER), Decimal(0))
    assert owed == posted.value.amount
    assert all((row.debit.amount > 0) != (row.credit.amount > 0) for row in rows)
    assert all(row.debit.amount >= 0 and row.credit.amount >= 0 for row in rows)


# ── the use case ──
def test_a_period_holds_its_days_whole_and_by_the_desks_clock() -> None:
    desk = a_desk()
    a_finished_return(desk)
    assert act(desk, ANN, export_journal, DAY, DAY).documents == 1
    assert act(desk, ANN, export_journal, date(2026, 3, 9), date(2026, 3, 9)).documents == 0
    assert act(desk, ANN, export_journal, date(2026, 3, 11), date(2026, 3, 31)).documents == 0


def test_the_same_document_is_the_same_rows_in_every_export() -> None:
    desk = a_desk()
    a_finished_return(desk)
    act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), "A-1")
    first = act(desk, ANN, export_journal, DAY, DAY)
    desk.clock.pass_time(hours=48)
    act(desk, ANN, cancel_credit_note, "CN-2026-00002", "somebody else's")
    whole = act(desk, ANN, export_journal, *month_of(DAY))
    assert whole.postings[: len(first.postings)] == first.postings
    by_document = defaultdict(list)
    for posting in whole.postings:
        by_document[posting.document].append(posting)
    assert sorted(by_document) == ["CN-2026-00001", "CN-2026-00002", "CN-2026-00003"]
    for rows in by_document.values():
        assert [row.line for row in rows] == list(range(1, len(rows) + 1))
        assert {debit == credit for debit, credit in totals(rows).values()} == {True}
    assert [e.record for e in desk.state.log if e.event == "JournalExported"] == ["journal", "journal"]


@pytest.mark.parametrize(
    ("first", "last"),
    [(DAY, date(2026, 3, 9)), (date(2000, 1, 1), DAY)],
)
def test_a_period_that_ends_before_it_begins_or_is_endless_is_refused(first: date, last: date) -> None:
    desk = a_desk()
    with refused(desk, PeriodInvalid):
        act(desk, ANN, export_journal, first, last)


@pytest.mark.parametrize(
    ("member", "error"), [(BO, NotAllowed), (CHEN, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_only_managers_take_the_journal_out(member: Member, error: type[DeskError]) -> None:
    desk = a_desk()
    with refused(desk, error):
        act(desk, member, export_journal, DAY, DAY)


def test_a_month_knows_its_days() -> None:
    assert month_of(date(2028, 2, 11)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))

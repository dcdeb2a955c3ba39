"""Returns with a fee, undone, paid out and charged in any order: goods, notes and journal always agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.errors import DeskError
from bot.core.domain.journal import Posting, PostingKind, totals
from bot.core.domain.money_check import STANDING
from bot.core.domain.policy import Fee
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.values import Money
from bot.core.usecases.cancel_credit import cancel_charge
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.export_journal import export_journal
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from tests.support.builders import (
    BAG,
    CAFE,
    POSTAGE,
    a_desk,
    a_policy,
    act,
    an_approved_return,
    an_order_line,
    check_money,
    gbp,
    inspect_all,
    restock,
    review,
)
from tests.support.cast import ANN, CHEN, WEI
from tests.support.memory_ports import MemoryDesk

PRICES = st.sampled_from(("2.95", "0.125", "0.0049", "19.9950"))
FEES = st.sampled_from((Fee(percent=Decimal("12.5")), Fee(amount=gbp("1.00")), Fee(amount=gbp("500"))))
NUMBERS = st.integers(0, 7)
Step = Callable[[MemoryDesk, int], None]


def returned(desk: MemoryDesk, number: int) -> None:
    """One to eight boxes, all the way; or what an undone order left to be inspected again."""
    order = inspect_all(desk, an_approved_return(desk, product=BAG, quantity=number + 1), counted=number + 1)
    review(desk, order.id)
    restock(desk, order.id)


def inspected_again(desk: MemoryDesk, number: int) -> None:
    open_again = [i for i in desk.state.inspections.values() if i.finished_at is None]
    again = open_again[number % len(open_again)]
    order = inspect_all(desk, again.request_id, by=CHEN, counted=number)
    review(desk, order.id)
    restock(desk, order.id)


def taken_back(desk: MemoryDesk, number: int) -> None:
    orders = sorted(desk.state.return_orders)
    act(desk, WEI, undo_restock, orders[number % len(orders)], "wrong box")


def voided(desk: MemoryDesk, number: int) -> None:
    order = inspect_all(desk, an_approved_return(desk, product=BAG, quantity=number + 1))
    act(desk, WEI, void_order, order.id, "wrong box")


def paid_out(desk: MemoryDesk, number: int) -> None:
    act(desk, ANN, settle_note, str(number + 1), "transfer")


def charged(desk: MemoryDesk, number: int) -> None:
    act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("4.99"), f"A-{number}")


def charge_cancelled(desk: MemoryDesk, number: int) -> None:
    act(desk, ANN, cancel_charge, str(number + 1), "twice")


STEPS: tuple[Step, ...] = (
    returned,
    inspected_again,
    taken_back,
    voided,
    paid_out,
    charged,
    charge_cancelled,
)


@settings(max_examples=60, deadline=None)
@example(  # eight single pieces are rounded up by four cents: the last note is as much lower
    price="0.125",
    fee=Fee(percent=Decimal("12.5")),
    steps=[*[(returned, 0)] * 7, (returned, 4), (returned, 7)],
)
@given(
    price=PRICES,
    fee=FEES,
    steps=st.lists(st.tuples(st.sampled_from(STEPS), NUMBERS), min_size=3, max_size=12),
)
def test_goods_and_money_agree_after_every_step(price: str, fee: Fee, steps: list[tuple[Step, int]]) -> None:
    desk = a_desk()
    line = an_order_line(20, order_no="540000", product=BAG, price=price)
    desk.write_now(lambda uow: uow.orders.save_lines([line]))
    desk.write_now(lambda uow: uow.policies.add(replace(a_policy(2), fees={"TRANSIT_DAMAGE": fee})))
    for step, number in steps:
        with suppress(DeskError, ZeroDivisionError):  # refused, or there is nothing to do it to
            step(desk, number)
        assert act(desk, ANN, check_money).mismatches == ()
        notes_are_those_of_posted_orders(desk)
        nothing_is_credited_above_what_was_paid(desk)
        the_journal_balances_and_equals_the_notes(desk)


def notes_are_those_of_posted_orders(desk: MemoryDesk) -> None:
    standing = {n.order_number for n in desk.state.credit_notes.values() if n.status in STANDING}
    orders = desk.state.return_orders.values()
    posted = {order.number for order in orders if order.status is OrderStatus.POSTED}
    assert standing - {""} <= posted
    counters = [n.cancels for n in desk.state.credit_notes.values() if n.status is NoteStatus.COUNTER]
    assert len(counters) == len(set(counters))


def nothing_is_credited_above_what_was_paid(desk: MemoryDesk) -> None:
    """The boxes are the only goods returned, so all notes for goods come off their two order lines."""
    goods = [n for n in desk.state.credit_notes.values() if n.order_number and n.status in STANDING]
    assert all(note.value.amount > 0 and note.fee.amount >= 0 for note in goods)
    lines = [line for line in desk.state.order_lines.values() if line.product_code == BAG]
    paid = sum((line.unit_price.times(line.quantity).rounded().amount for line in lines), Decimal(0))
    assert sum((note.gross.amount for note in goods), Decimal(0)) <= paid


def the_journal_balances_and_equals_the_notes(desk: MemoryDesk) -> None:
    today = desk.clock.now.date()
    journal = act(desk, ANN, export_journal, today - timedelta(days=1), today)
    documents: dict[str, list[Posting]] = defaultdict(list)
    for posting in journal.postings:
        documents[posting.document].append(posting)
    notes = {note.number: note for note in desk.state.credit_notes.values()}
    assert set(documents) == set(notes)
    for number, rows in documents.items():
        assert all(debit == credit for debit, credit in totals(rows).values())
        owed = [row.credit.amount - row.debit.amount for row in rows if row.kind is PostingKind.CUSTOMER]
        assert Money(sum(owed, Decimal(0)), "GBP") == notes[number].value

"""What is stored comes back as it was, whatever people type; sums are exact on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import StatementError

from bot.core.domain.catalogue import Product
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.reasons import Disposition, Grade, RefusalReason, WantedOutcome
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Allocation, Decision, Finding, Photo, ReturnLine, ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Money, Quantity
from storage.database import Database
from storage.types import Moment, TenThousandths, Thousandths, Words, storable
from tests.support.builders import CAFE, CLOCK, ORDER, draft_return, file_return

few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
amounts = st.decimals(0, 1_000_000, places=3)
quantities = amounts.map(Quantity)
some = amounts.filter(bool).map(Quantity)
prices = st.decimals(-10_000, 10_000, places=4).map(lambda amount: Money(amount, "GBP"))
zones = st.sampled_from([UTC, timezone(timedelta(hours=8))])
moments = st.builds(
    lambda microseconds, zone: (
        datetime(2000, 1, 1, tzinfo=UTC).astimezone(zone) + timedelta(microseconds=microseconds)
    ),
    st.integers(0, 3 * 10**15),
    zones,
)
photos = st.builds(
    Photo,
    st.text("0123456789abcdef", min_size=64, max_size=64),
    width=st.integers(1, 10_000),
    height=st.integers(1, 10_000),
    size=st.integers(1, 20_000_000),
    likeness=words,
    telegram_file_id=words,
    telegram_unique_id=words,
)
allocations = st.builds(
    Allocation, st.just(ORDER), order_line=st.integers(1, 3), quantity=some, unit_price=prices
)
lists_of_photos = st.lists(photos, max_size=3)


@few
@given(amounts=st.lists(st.decimals(-1_000_000, 1_000_000, places=3), min_size=1, max_size=20))
def test_a_sum_of_quantities_is_exact(raw: Engine, amounts: list[Decimal]) -> None:
    table = Table("amounts", MetaData(), Column("id", Integer), Column("amount", Thousandths))
    with raw.connect() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"id": n, "amount": amount} for n, amount in enumerate(amounts)])
        assert connection.execute(select(func.sum(table.c.amount))).scalar() == sum(amounts)
        rows = connection.execute(select(table.c.amount).order_by(table.c.id)).scalars().all()
        connection.rollback()
    assert rows == amounts


@few
@given(amount=st.decimals(-1_000_000, 1_000_000, places=4), moment=moments, text=words)
def test_money_times_and_words_come_back(raw: Engine, amount: Decimal, moment: datetime, text: str) -> None:
    columns = Column("amount", TenThousandths), Column("moment", Moment), Column("text", Words)
    table = Table("values", MetaData(), *columns)
    with raw.connect() as connection:
        table.create(connection)
        connection.execute(insert(table), {"amount": amount, "moment": moment, "text": text})
        row = connection.execute(select(table)).one()
        connection.rollback()
    assert (row.amount, row.moment, row.text) == (amount, moment, text)
    assert row.moment.tzinfo is UTC


def test_money_reads_with_two_decimals_and_quantity_with_none_to_spare() -> None:
    assert [str(TenThousandths.from_steps(steps)) for steps in (225_000, 4_250, 1, 0)] == [
        "22.50",
        "0.425",
        "0.0001",
        "0.00",
    ]
    assert [str(Thousandths.from_steps(steps)) for steps in (6_000, 2_500, 0, 120_000)] == [
        "6",
        "2.5",
        "0",
        "120",
    ]


def test_what_is_finer_than_the_column_is_an_error_and_not_rounded(raw: Engine) -> None:
    table = Table("amounts", MetaData(), Column("amount", Thousandths), Column("moment", Moment))
    with raw.connect() as connection:
        table.create(connection)
        for values in ({"amount": Decimal("0.0001")}, {"moment": datetime(2026, 1, 1)}):  # noqa: DTZ001
            with pytest.raises(StatementError):
                connection.execute(insert(table), values)
        connection.rollback()


def test_what_no_database_takes_is_left_out_of_words() -> None:
    assert storable("a\x00b") == "ab"
    assert storable("é\ud800\x00") == "é\ufffd"


@few
@given(
    names=st.tuples(words, words, words, words),
    price=prices,
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_a_product_comes_back(
    desk: Database, names: tuple[str, str, str, str], price: Money, flags: tuple[bool, bool]
) -> None:
    product = Product(
        "P-1",
        names[0],
        names[1],
        specification=names[2],
        standard_en=names[3],
        price=price,
        returnable=flags[0],
        stocked=flags[1],
    )
    desk.write_now(lambda uow: uow.catalogue.save_products([product]))
    assert desk.read_now(lambda uow: uow.catalogue.products(["P-1"])) == {"P-1": product}


return_lines = st.builds(
    ReturnLine,
    line_no=st.just(0),
    product_code=st.just(CLOCK),
    order_no=st.sampled_from(["", ORDER]),
    quantity=st.none() | quantities,
    reason=st.none() | st.just("OTHER"),
    note=words,
    lot=words,
    photos=lists_of_photos,
    allocations=st.lists(allocations, max_size=3),
)
decisions = st.builds(
    Decision,
    by=st.sampled_from([0, 1]),
    at=moments,
    status=st.sampled_from(ReturnStatus),
    reason=st.none() | st.sampled_from(RefusalReason),
    words=words,
    own_work=st.booleans(),
)
first_approvals = st.builds(
    Decision,
    by=st.just(1),
    at=moments,
    status=st.just(ReturnStatus.HALF_APPROVED),
    words=words,
    own_work=st.booleans(),
)
facts = st.dictionaries(
    words, words | st.integers() | st.booleans() | st.lists(words, max_size=2), max_size=3
)


def numbered(lines: list[ReturnLine]) -> list[ReturnLine]:
    for number, line in enumerate(lines, start=1):
        line.line_no = number
    return lines


requests = st.builds(
    ReturnRequest,
    requested_by=st.just(2),
    created_at=moments,
    customer_code=st.none() | st.just(CAFE),
    without_order=st.booleans(),
    lines=st.lists(return_lines, max_size=3).map(numbered),
    policy_version=st.none() | st.just(1),
    findings=st.lists(st.builds(Finding, words, decides=words, facts=facts), max_size=3),
    decision=st.none() | decisions,
    submitted_at=st.none() | moments,
    closed_at=st.none() | moments,
    question=words,
    answer=words,
    outcome=st.sampled_from(WantedOutcome),
    first_approval=st.none() | first_approvals,
)


@few
@given(first=requests, second=requests)
def test_a_request_comes_back_also_after_everything_in_it_changed(
    desk: Database, first: ReturnRequest, second: ReturnRequest
) -> None:
    stored = desk.write_now(lambda uow: uow.requests.add(first))
    assert desk.read_now(lambda uow: uow.requests.get(stored.id)) == first
    second.id, second.version = first.id, first.version
    desk.write_now(lambda uow: uow.requests.save(second))
    assert second.version == 1
    assert desk.read_now(lambda uow: uow.requests.get(stored.id)) == second


splits = st.dictionaries(st.sampled_from(Disposition), some, max_size=4)
inspected_lines = st.builds(
    InspectedLine,
    line_no=st.just(1),
    product_code=st.just(CLOCK),
    expected=quantities,
    counted=st.none() | quantities,
    answers=st.dictionaries(words, words, max_size=3),
    grade=st.none() | st.sampled_from(Grade),
    split=splits,
    note=words,
    photos=lists_of_photos,
)


@few
@given(first=inspected_lines, second=inspected_lines, at=moments)
def test_an_inspection_comes_back_also_after_everything_in_it_changed(
    desk: Database, first: InspectedLine, second: InspectedLine, at: datetime
) -> None:
    request = desk.write_now(lambda uow: uow.requests.add(ReturnRequest(2, at)))
    inspection = desk.write_now(lambda uow: uow.inspections.add(Inspection(request.id, 3, at, [first])))
    assert desk.read_now(lambda uow: uow.inspections.get(inspection.id)) == inspection
    inspection.lines, inspection.finished_at, inspection.revision = [second], at, 2
    desk.write_now(lambda uow: uow.inspections.save(inspection))
    stored = desk.read_now(lambda uow: uow.inspections.get(inspection.id))
    assert stored == inspection
    assert list(stored.lines[0].split) == list(second.split)  # the order is kept too


order_lines = st.builds(
    ReturnOrderLine,
    line_no=st.just(1),
    product_code=words,
    product_name_en=words,
    product_name_zh=words,
    specification=words,
    reason=st.just("OTHER"),
    grade=st.none() | st.sampled_from(Grade),
    asked=quantities,
    counted=quantities,
    split=splits.map(lambda split: tuple(split.items())),
    allocations=st.lists(allocations, max_size=3).map(tuple),
)


@few
@given(line=order_lines, words=words, at=moments)
def test_a_return_order_comes_back(desk: Database, line: ReturnOrderLine, words: str, at: datetime) -> None:
    request = desk.write_now(lambda uow: uow.requests.add(ReturnRequest(2, at)))
    inspection = desk.write_now(lambda uow: uow.inspections.add(Inspection(request.id, 3, at, [])))
    made = ReturnOrder(
        f"RO-2026-{inspection.id:05d}", request.id, "RR-2026-00001", inspection.id, 3, at, "GBP", [line]
    )
    order = desk.write_now(lambda uow: uow.return_orders.add(made))
    assert desk.read_now(lambda uow: uow.return_orders.get(order.id)) == made
    order.lines, order.reviewed_by, order.reviewed_at, order.review_words = [], 4, at, words
    desk.write_now(lambda uow: uow.return_orders.save(order))
    assert desk.read_now(lambda uow: uow.return_orders.get(order.id)) == order


@few
@given(notes=st.dictionaries(words, words, max_size=3), number=st.integers(0, 2**62))
def test_a_place_in_a_dialog_comes_back(desk: Database, notes: dict[str, str], number: int) -> None:
    place = DialogPlace(2, "return", "quantity", number, 1, number, 7, notes)
    desk.write_now(lambda uow: uow.dialogs.put(place))
    assert desk.read_now(lambda uow: uow.dialogs.place(2)) == place
    assert desk.read_now(lambda uow: uow.dialogs.all_open()) == [(1002, place)]
    desk.write_now(lambda uow: uow.dialogs.put(DialogPlace(2)))
    assert desk.read_now(lambda uow: uow.dialogs.all_open()) == []


def test_what_is_given_out_twice_in_one_transaction_is_two_copies(desk: Database) -> None:
    draft_id = draft_return(desk)
    first, second = desk.write_now(lambda uow: (uow.requests.get(draft_id), uow.requests.get(draft_id)))
    assert first == second
    first.lines[0].note = "changed"
    assert second.lines[0].note == ""


def test_what_was_not_saved_is_forgotten(desk: Database) -> None:
    filed = file_return(desk).request
    desk.write_now(lambda uow: setattr(uow.requests.get(filed.id), "question", "why?"))
    assert desk.read_now(lambda uow: uow.requests.get(filed.id)) == filed

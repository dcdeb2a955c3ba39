"""Figures by SQL are those of plain Python, on both engines, over returns made at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from bot.core.domain.figures import WITHOUT, Choice, Counted, CountedLine, Dimension, grouped, total_of
from bot.core.domain.inspection import Inspection
from bot.core.domain.periods import Period, Spans, compared, days_between, month_of, spans_of, week_of
from bot.core.domain.policy_review import Judged
from bot.core.domain.return_order import OrderAction, OrderStatus, ReturnOrder, ReturnOrderLine, Undoing
from bot.core.domain.return_request import Allocation, Decision, Finding, ReturnLine, ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.ports import UnitOfWork
from tests.integration.storage.twins import Twins
from tests.support.builders import (
    BAG,
    CAFE,
    CLOCK,
    an_order_line,
    approve,
    file_return,
    inspect_all,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.clock import Clock
from tests.support.databases import RULES

REASONS = ("TRANSIT_DAMAGE", "DEMAND_CHANGE", "ORDER_ERROR", "QUALITY_DEFECT")


def _weeks_of_returns(twins: Twins, clock: Clock, seed: int) -> None:
    """Seven weeks across the change to summer time: some stop half way, some are short, over or undone."""
    chance = Random(seed)
    twins.write_now(
        lambda uow: uow.orders.save_lines(
            [
                an_order_line(5000, order_no="540000", price="3.3333"),
                an_order_line(5000, order_no="540000", line_no=2, product=BAG, price="0.0049"),
            ]
        )
    )
    for _ in range(30):
        clock.pass_time(hours=chance.randint(4, 60), minutes=chance.randint(0, 59))
        filed = file_return(
            twins,
            by=chance.choice((BO, WEI)),
            customer=chance.choice((CAFE, CAFE, None)),
            product=chance.choice((CLOCK, BAG)),
            quantity=chance.randint(1, 9),
            reason=chance.choice(REASONS),
        )
        ways = chance.randint(0, 9)
        if ways == 0:
            continue
        clock.pass_time(minutes=chance.randint(1, 900))
        if filed.verdict.needs_manager:
            approve(twins, filed.request.id, ANN)
        if ways == 1:
            continue
        clock.pass_time(hours=chance.randint(1, 50))
        counted = chance.choice((None, 0, 3, 12))
        order = inspect_all(twins, filed.request.id, by=chance.choice((CHEN, OLGA)), counted=counted)
        if ways == 2:
            continue
        clock.pass_time(minutes=chance.randint(1, 3000), seconds=chance.randint(0, 59))
        review(twins, order.id, ANN)
        if ways == 3:
            continue
        clock.pass_time(minutes=chance.randint(1, 300))
        restock(twins, order.id)
        if ways == 4:
            clock.pass_time(days=chance.randint(0, 9), minutes=1)
            twins.write_now(partial(_reverse, order_id=order.id))


def _reverse(uow: UnitOfWork, order_id: int) -> None:
    """As far as figures are concerned."""
    order = uow.return_orders.get(order_id)
    order.apply(OrderAction.REVERSE, ANN.roles)
    order.undone = Undoing(1, uow.now, "wrong shelf")
    uow.return_orders.save(order)


def _sums(uow: UnitOfWork, spans: Spans, choice: Choice) -> list[Counted]:
    return uow.reports.sums(spans, tuple(Dimension), choice)


def _lines(uow: UnitOfWork, spans: Spans, choice: Choice, limit: int, offset: int = 0) -> list[CountedLine]:
    return uow.reports.lines(spans, choice, limit, offset)


def _alike(twins: Twins, question: Callable[[UnitOfWork], list[Any]]) -> list[Any]:
    """Rows in no promised order, and one key's rows may come in parts."""
    memory = sorted(map(repr, _whole(twins.memory.read_now(question))))
    stored = sorted(map(repr, _whole(twins.stored.read_now(question))))
    assert stored == memory
    return stored


def _whole(rows: list[Any]) -> list[Any]:
    found: dict[Any, Any] = {}
    for row in rows:
        key = (row.dimension, row.key, row.span)
        found[key] = found[key].plus(row.tally) if key in found else row.tally
    return [
        (*map(str, key), t.returns, t.lines, _plain(t.quantities), _plain(t.values))
        for key, t in found.items()
    ]


def _plain(amounts: Any) -> list[tuple[str, str]]:
    return sorted((unit, str(amount.normalize())) for unit, amount in amounts.items() if amount)


def test_sums_are_those_of_plain_python(twins: Twins, clock: Clock) -> None:
    _weeks_of_returns(twins, clock, seed=1)
    for period in (
        week_of(date(2026, 4, 5)),
        month_of(date(2026, 3, 9)),
        days_between(date(2026, 3, 29), date(2026, 3, 29)),
    ):
        spans = spans_of(compared(period), RULES.timezone)
        for choice in (
            Choice(),
            Choice(reason="TRANSIT_DAMAGE"),
            Choice(product=CLOCK, customer=CAFE),
            Choice(person="2", category="boxes"),
            Choice(supplier="S-01"),
            Choice(customer=WITHOUT),
        ):
            rows = _alike(twins, partial(_sums, spans=spans, choice=choice))
            assert rows or choice != Choice()


def _line(no: int, product: str, unit: str, *parts: tuple[str, str, str]) -> ReturnOrderLine:
    """`parts`: how many off which order line, at which price and in which currency."""
    allocations = tuple(
        Allocation("540000", n, Quantity.of(many, unit), Money.of(price, currency))
        for n, (many, price, currency) in enumerate(parts, start=1)
    )
    counted = Quantity.of(str(sum(Decimal(many) for many, _, _ in parts)), unit)
    return ReturnOrderLine(no, product, "", "", "", "OTHER", None, counted, counted, (), allocations)


def _posted(uow: UnitOfWork, currency: str, *lines: ReturnOrderLine) -> None:
    given = Decision(1, uow.now, ReturnStatus.APPROVED)
    request = ReturnRequest(
        2, uow.now, number=f"RR-2026-{currency}", status=ReturnStatus.INSPECTED, submitted_at=uow.now,
        decision=given, policy_version=1, currency=currency,
    )  # fmt: skip
    request = uow.requests.add(request)
    inspection = uow.inspections.add(Inspection(request.id, 3, uow.now, []))
    order = ReturnOrder(
        f"RO-2026-{inspection.id:05d}", request.id, request.number, inspection.id, 3, uow.now, currency,
        list(lines), status=OrderStatus.POSTED, posted_by=3, posted_at=uow.now, place="A-03",
    )  # fmt: skip
    uow.return_orders.add(order)


def test_currencies_and_units_stand_apart_and_each_line_has_its_cents(twins: Twins, clock: Clock) -> None:
    """By hand: 2 × 3.75 = 7.50 GBP; 1.5 kg × 3.3333 = 5.00 EUR (4.99995); two parts of 3 × 0.0049 are a cent
    each (0.0147), as the credit note rounds them, though both together would be 0.03 (0.0294)."""
    clock.now = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
    rolls = _line(1, BAG, "kg", ("1.5", "3.3333", "EUR"))
    penny = _line(2, BAG, "pcs", ("3", "0.0049", "EUR"), ("3", "0.0049", "EUR"))
    twins.write_now(_in_pounds)
    twins.write_now(lambda uow: _posted(uow, "EUR", rolls, penny))
    spans = spans_of(compared(week_of(date(2026, 4, 7))), RULES.timezone)
    _alike(twins, partial(_sums, spans=spans, choice=Choice()))
    rows = twins.stored.read_now(partial(_sums, spans=spans, choice=Choice()))
    total = total_of(rows, 5).now
    assert (total.returns, total.lines) == (2, 3)
    assert total.quantities == {"pcs": Decimal(8), "kg": Decimal("1.5")}
    assert total.values == {"GBP": Decimal("7.50"), "EUR": Decimal("5.02")}
    bags = next(group for group in grouped(rows, Dimension.PRODUCT, 5) if group.key == BAG)
    assert (bags.now.returns, bags.now.lines, bags.now.values) == (1, 2, {"EUR": Decimal("5.02")})
    listed = twins.read_now(partial(_lines, spans=spans, choice=Choice(), limit=9))
    assert sorted((str(x.value), x.unit) for x in listed) == [
        ("0.02 EUR", "pcs"), ("5.00 EUR", "kg"), ("7.50 GBP", "pcs"),
    ]  # fmt: skip


def _in_pounds(uow: UnitOfWork) -> None:
    _posted(uow, "GBP", _line(1, CLOCK, "pcs", ("2", "3.75", "GBP")))


def test_lines_are_those_of_plain_python_page_by_page(twins: Twins, clock: Clock) -> None:
    _weeks_of_returns(twins, clock, seed=2)
    spans = spans_of(compared(week_of(date(2026, 4, 5))), RULES.timezone)
    for choice in (Choice(), Choice(product=BAG)):
        whole = twins.read_now(partial(_lines, spans=spans, choice=choice, limit=1000))
        paged = twins.read_now(partial(_lines, spans=spans, choice=choice, limit=3, offset=2))
        assert whole[2:5] == paged
        assert whole


def test_the_process_is_that_of_plain_python(twins: Twins, clock: Clock) -> None:
    _weeks_of_returns(twins, clock, seed=3)
    weeks = compared(week_of(date(2026, 4, 5)))
    whole = spans_of(weeks, RULES.timezone)
    spans = type(whole)((whole.edges[0], whole.edges[-2], whole.edges[-1]))
    for question in (
        lambda uow: sorted(uow.reports.stage_times(spans), key=repr),
        lambda uow: sorted(uow.reports.decided(spans), key=repr),
        lambda uow: sorted(uow.reports.inspected(spans), key=repr),
        lambda uow: sorted(uow.reports.waiting(), key=repr),
        lambda uow: uow.reports.recovered(spans),
        lambda uow: uow.reports.ratings(spans),
    ):
        twins.read_now(question)
    assert twins.read_now(lambda uow: len(uow.reports.stage_times(spans))) > 6
    for month, span in ((3, 1), (6, 0)):
        months = [month_of(date(2026, month, 1)), month_of(date(2026, month + 1, 1))]
        judged = _judged(twins, months)
        assert (len(judged), {found.span for found in judged}) == (3, {span})
        assert _judged(twins, months, offset=2)[0] == judged[2]


def _judged(twins: Twins, months: list[Period], offset: int = 0) -> list[Judged]:
    return twins.read_now(lambda uow: uow.reports.judged(spans_of(months, RULES.timezone), 3, offset))


def test_what_a_judged_request_is_worth_is_rounded_once_as_its_card_has_it(
    twins: Twins, clock: Clock
) -> None:
    """By hand: two lines of 0.0049 are 0.0098, a penny; each by itself would be nothing."""
    clock.now = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)

    def judge(uow: UnitOfWork) -> None:
        uow.orders.save_lines([an_order_line(9, order_no="540000", product=BAG, price="0.0049")])
        farthing = Allocation("540000", 1, Quantity.of(1), Money.of("0.0049", "GBP"))
        request = ReturnRequest(
            2, uow.now, number="RR-2026-00001", status=ReturnStatus.APPROVED, submitted_at=uow.now,
            decision=Decision(1, uow.now, ReturnStatus.APPROVED), policy_version=1,
            findings=[Finding("OUTSIDE_WINDOW", "ask")],
        )  # fmt: skip
        for line_no in (1, 2):
            line = ReturnLine(line_no, BAG, quantity=Quantity.of(1), reason="OTHER")
            line.allocations.append(farthing)
            request.lines.append(line)
        uow.requests.add(request)

    twins.write_now(judge)
    (judged,) = _judged(twins, [month_of(date(2026, 3, 1)), month_of(date(2026, 4, 1))])
    assert judged.value == Money.of("0.01", "GBP")


def test_a_desk_without_returns_has_nothing_to_tell(twins: Twins) -> None:
    spans = spans_of(compared(week_of(date(2026, 3, 10))), RULES.timezone)
    assert twins.read_now(lambda uow: uow.reports.sums(spans, tuple(Dimension), Choice())) == []
    assert twins.read_now(lambda uow: uow.reports.waiting()) == []


def test_edges_belong_to_the_later_span() -> None:
    spans = spans_of(compared(week_of(date(2026, 3, 10))), RULES.timezone)
    monday = datetime(2026, 3, 9, tzinfo=UTC)
    assert spans.of(monday) == 4
    assert spans.of(monday.replace(day=8, hour=23)) == 3
    assert spans.of(monday.replace(day=16)) is None

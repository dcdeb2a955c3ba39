"""Five weeks of returns, small enough to be worked out by hand; the clocks change within them.

ISO weeks 11 to 15 of 2026 (9 March to 12 April) in London. Clocks cost 3.75, boxes 2.95.

week  returns (reason: quantity × product)                                     lines  pieces  value
11    transit: 2 clocks; not needed: 1 box                                         2       3  10.45
12    transit: 2 clocks                                                            1       2   7.50
13    quality: 4 boxes                                                             1       4  11.80
14    transit: 2 clocks; not needed: 2 boxes; quality: 1 box; one of them undone   3-1   5-2  16.35-7.50
15    transit: 6 clocks, 4 clocks (3 counted), 2 clocks; quality: 3 boxes          4      14  50.10
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial

from bot.core.domain.return_order import OrderAction, Undoing
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.run_job import run_owed
from bot.jobs.table import desk_jobs
from storage.database import Database
from storage.outbox import forget_notices
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    NowDesk,
    an_order_line,
    approve,
    file_return,
    furnish,
    inspect_all,
    restock,
    review,
)
from tests.support.cast import ANN, BO, WEI, Member
from tests.support.clock import Clock
from tests.support.databases import open_database

STOCK_OF_ORDERS = (
    an_order_line(500, order_no="540000"),
    an_order_line(500, order_no="540000", line_no=2, product=BAG, price="2.95"),
    an_order_line(500, order_no="540001", customer=BAKERY),
    an_order_line(500, order_no="540001", line_no=2, customer=BAKERY, product=BAG, price="2.95"),
)
LONDON_MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)  # of week 11
AFTER = datetime(2026, 4, 13, 8, 0, tzinfo=UTC)  # Monday of week 16, 9:00 in London
SUNDAY = AFTER - timedelta(hours=20)


def tell_weeks(desk: NowDesk, clock: Clock) -> None:
    """Leaves the clock on the Monday after, at nine."""
    desk.write_now(lambda uow: _more_orders(uow))
    for week, day, customer, product, quantity, reason in (
        (0, 1, CAFE, CLOCK, 2, "TRANSIT_DAMAGE"),
        (0, 6, BAKERY, BAG, 1, "DEMAND_CHANGE"),
        (1, 2, CAFE, CLOCK, 2, "TRANSIT_DAMAGE"),
        (2, 4, BAKERY, BAG, 4, "QUALITY_DEFECT"),
    ):
        _return(desk, clock, week, day, customer, product, quantity, reason)
    undone = _return(desk, clock, 3, 0, CAFE, CLOCK, 2, "TRANSIT_DAMAGE")
    _return(desk, clock, 3, 1, CAFE, BAG, 2, "DEMAND_CHANGE")
    clock.pass_time(hours=1)
    desk.write_now(lambda uow: reverse(uow, undone))
    _return(desk, clock, 3, 5, BAKERY, BAG, 1, "QUALITY_DEFECT")
    _return(desk, clock, 4, 0, CAFE, CLOCK, 6, "TRANSIT_DAMAGE")
    _return(desk, clock, 4, 1, CAFE, CLOCK, 4, "TRANSIT_DAMAGE", counted=3)
    _return(desk, clock, 4, 3, BAKERY, CLOCK, 2, "TRANSIT_DAMAGE", by=WEI)
    _return(desk, clock, 4, 6, BAKERY, BAG, 3, "QUALITY_DEFECT")
    clock.now = SUNDAY
    file_return(desk, quantity=7)  # waits for a manager
    clock.now = AFTER


def weeks_told(empty: Database) -> None:
    """For a template of databases: as above, nobody is to hear of it any more, and on the Sunday before
    every job has had its first run."""
    clock = Clock()
    database = open_database(empty.address.render_as_string(hide_password=False), clock)
    database.write_now(furnish)
    tell_weeks(database, clock)
    clock.now = SUNDAY
    for job in desk_jobs(0, time(9)):
        database.write_now(partial(run_owed, job=job))
    database.transact_now(forget_notices)
    database.stop_now()


def _more_orders(uow: UnitOfWork) -> None:
    uow.orders.save_lines(STOCK_OF_ORDERS)


def _return(
    desk: NowDesk,
    clock: Clock,
    week: int,
    day: int,
    customer: str,
    product: str,
    quantity: int,
    reason: str,
    *,
    counted: int | None = None,
    by: Member = BO,
) -> int:
    """The whole way within three hours: approval 20 minutes, inspection at once, review 2 hours. Gives the
    id of the return order."""
    clock.now = LONDON_MONDAY + timedelta(weeks=week, days=day)
    filed = file_return(desk, by=by, customer=customer, product=product, quantity=quantity, reason=reason)
    clock.pass_time(minutes=20)
    if filed.verdict.needs_manager:
        approve(desk, filed.request.id, ANN)
    order = inspect_all(desk, filed.request.id, counted=counted)
    clock.pass_time(hours=2)
    review(desk, order.id, ANN)
    clock.pass_time(minutes=10)
    restock(desk, order.id)
    return order.id


def reverse(uow: UnitOfWork, order_id: int) -> None:
    """As far as figures are concerned."""
    order = uow.return_orders.get(order_id)
    order.apply(OrderAction.REVERSE, ANN.roles)
    order.undone = Undoing(1, uow.now, "wrong shelf")
    uow.return_orders.save(order)

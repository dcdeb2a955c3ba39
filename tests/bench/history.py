"""A desk's past, written straight into the tables: as many return lines as wanted, by plain bulk inserts.

The five weeks that a summary reads hold the same lines whatever the history; the rest lies evenly over the
three years before. So what differs between two histories is only what a summary does not have to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Engine, insert, text

from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from storage import tables as t
from tests.support.builders import BAG, BAKERY, CAFE, CLOCK

TOLD_FROM = datetime(2026, 3, 9, tzinfo=UTC)  # the first of the five weeks, London
NOW = datetime(2026, 4, 13, 8, 0, tzinfo=UTC)
LINES_A_WEEK = 1000
LINES_AN_ORDER = 4
PRODUCTS = (CLOCK, BAG)
REASONS = ("TRANSIT_DAMAGE", "QUALITY_DEFECT", "DEMAND_CHANGE", "ORDER_ERROR", "WRONG_ITEM")
BATCH = 2_500  # orders at once
Rows = list[dict[str, Any]]


def write_history(engine: Engine, lines: int, seed: int = 1) -> None:
    """`lines` in all; needs a furnished desk."""
    recent = 5 * LINES_A_WEEK
    assert lines >= recent
    chance = Random(seed)
    moments = [*_evenly(lines - recent, TOLD_FROM - timedelta(days=3 * 365), TOLD_FROM)]
    moments += [*_evenly(recent, TOLD_FROM, TOLD_FROM + timedelta(days=35))]
    for start in range(0, len(moments), BATCH):
        _write(engine, moments[start : start + BATCH], start + 1, chance)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _evenly(lines: int, since: datetime, until: datetime) -> Iterator[datetime]:
    orders = lines // LINES_AN_ORDER
    step = (until - since) / max(1, orders)
    return (since + step * n for n in range(orders))


def _write(engine: Engine, moments: list[datetime], first: int, chance: Random) -> None:
    requests: Rows = []
    inspections: Rows = []
    orders: Rows = []
    lines: Rows = []
    allocated: Rows = []
    for number, posted in enumerate(moments, start=first):
        requests.append(_request(number, posted))
        inspections.append(_inspection(number, posted))
        orders.append(_order(number, posted))
        for line_no in range(1, LINES_AN_ORDER + 1):
            product = chance.choice(PRODUCTS)
            lines.append(_line(number, line_no, product, chance.choice(REASONS)))
            allocated.append(_allocation(number, line_no, chance.randint(1, 9)))
    with engine.begin() as connection:
        for table, rows in (
            (t.return_requests, requests),
            (t.inspections, inspections),
            (t.return_orders, orders),
            (t.return_order_lines, lines),
            (t.return_order_allocations, allocated),
        ):
            connection.execute(insert(table), rows)


def _request(number: int, posted: datetime) -> dict[str, Any]:
    return {
        "id": number, "number": f"RR-2020-{number:07}", "requested_by": 2,
        "created_at": posted - timedelta(hours=60), "status": ReturnStatus.CLOSED,
        "customer_code": CAFE if number % 3 else BAKERY, "without_order": False, "currency": "GBP",
        "policy_version": 1, "findings": [], "decided_by": 1, "decided_at": posted - timedelta(hours=50),
        "decided_status": ReturnStatus.APPROVED, "submitted_at": posted - timedelta(hours=60),
        "closed_at": posted, "version": 1,
    }  # fmt: skip


def _inspection(number: int, posted: datetime) -> dict[str, Any]:
    return {
        "id": number, "request_id": number, "inspector_id": 3, "claimed_at": posted - timedelta(hours=20),
        "status": InspectionStatus.FINISHED, "finished_at": posted - timedelta(hours=19), "revision": 1,
        "version": 1,
    }  # fmt: skip


def _order(number: int, posted: datetime) -> dict[str, Any]:
    return {
        "id": number, "number": f"RO-2020-{number:07}", "request_id": number,
        "request_number": f"RR-2020-{number:07}", "inspection_id": number, "inspected_by": 3,
        "made_at": posted - timedelta(hours=19), "currency": "GBP", "status": OrderStatus.POSTED, "paper": "",
        "reviewed_by": 4, "reviewed_at": posted - timedelta(hours=2), "own_work": False, "posted_by": 3,
        "posted_at": posted, "place": "A-03", "credit_note": "", "version": 1,
    }  # fmt: skip


def _line(number: int, line_no: int, product: str, reason: str) -> dict[str, Any]:
    return {
        "order_id": number, "line_no": line_no, "product_code": product, "reason": reason, "grade": None,
        "asked": Decimal(6), "counted": Decimal(6 if (number + line_no) % 17 else 5), "unit": "pcs",
    }  # fmt: skip


def _allocation(number: int, line_no: int, quantity: int) -> dict[str, Any]:
    return {
        "order_id": number, "line_no": line_no, "position": 1, "order_no": "536370", "order_line": 1,
        "quantity": Decimal(quantity), "unit": "pcs", "unit_price": Decimal("3.75"), "currency": "GBP",
    }  # fmt: skip

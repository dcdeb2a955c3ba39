"""Eighteen months of orders, drawn by chance from a seed and told backwards from a given day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from bot.sample.goods import Good

HISTORY_DAYS = 548  # eighteen months
ORDERS = 1500
RECENT_CUSTOMERS = 12  # so many customers each ordered lately, so that a return can be tried
RECENT_DAYS = (3, 5, 9, 14, 20)  # days before today
FIRST_ORDER_NO = 610_204
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of an order. `ordered_at` is the company's local time, `unit_price` in pounds."""

    order_no: str
    ordered_at: datetime
    customer_code: str
    product_code: str
    quantity: int
    unit_price: Decimal


def sold_lines(goods: Sequence[Good], customers: Sequence[str], today: date, seed: int) -> Iterator[SoldLine]:
    """All lines in the order of time. The same arguments give the same lines.

    Order numbers count upwards from FIRST_ORDER_NO with small gaps, as numbers of cancelled orders leave.
    """
    chance = Random(seed)  # noqa: S311 - a made-up history, not a secret
    order_no = FIRST_ORDER_NO
    favourites = {code: chance.sample(list(goods), k=28) for code in customers}
    for ordered_at, customer in sorted(_visits(customers, today, chance)):
        order_no += chance.choice((1, 1, 1, 2, 4))
        yield from _lines(str(order_no), ordered_at, customer, favourites[customer], goods, today, chance)


def _visits(customers: Sequence[str], today: date, chance: Random) -> Iterator[tuple[datetime, str]]:
    """When who ordered: the promised recent orders, then the rest; early customers order more often."""
    recent = [(days, code) for code in customers[:RECENT_CUSTOMERS] for days in RECENT_DAYS]
    for days, code in recent:
        yield _working_moment(today, days, chance), code
    weights = [3.0 if rank < RECENT_CUSTOMERS else 1.0 for rank in range(len(customers))]
    for code in chance.choices(customers, weights=weights, k=ORDERS - len(recent)):
        yield _working_moment(today, chance.randint(1, HISTORY_DAYS - 3), chance), code


def _working_moment(today: date, days_ago: int, chance: Random) -> datetime:
    """Between 8:00 and 17:59, never in the future; a weekend falls back to its Friday."""
    day = today - timedelta(days=days_ago)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(chance.randint(8, 17), chance.randint(0, 59)))


def _lines(
    order_no: str,
    ordered_at: datetime,
    customer: str,
    favourites: Sequence[Good],
    goods: Sequence[Good],
    today: date,
    chance: Random,
) -> Iterator[SoldLine]:
    count = chance.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6))
    wanted = {good.code: good for good in chance.sample(list(favourites), k=count)}
    extra = chance.choice(goods)
    if chance.random() < 0.15:
        wanted.setdefault(extra.code, extra)
    for good in wanted.values():
        packs = chance.choice((1, 1, 2, 2, 3, 4, 6))
        yield SoldLine(
            order_no=order_no,
            ordered_at=ordered_at,
            customer_code=customer,
            product_code=good.code,
            quantity=packs * good.pack,
            unit_price=_unit_price(good, packs, today - ordered_at.date()),
        )


def _unit_price(good: Good, packs: int, age: timedelta) -> Decimal:
    """The list price, 5 % less from four packs on; a year ago everything was 4 % cheaper."""
    factor = Decimal("0.95") if packs >= 4 else Decimal(1)
    if age > timedelta(days=365):
        factor *= Decimal("0.96")
    return (good.price * factor).quantize(CENT, ROUND_HALF_UP)

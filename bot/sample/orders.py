"""Eighteen months of orders, drawn by chance from a seed and told backwards from a given day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from bot.sample.goods import PHOTOGRAPHED, SERIAL_NUMBERED, Good

HISTORY_DAYS = 548  # eighteen months
ORDERS = 1500
RECENT_CUSTOMERS = 12  # so many customers each ordered lately, so that a return can be tried
RECENT_DAYS = (3, 5, 9, 14, 20, 7)  # days before today; on each one of these was bought
RECENT_GOODS = (*PHOTOGRAPHED, SERIAL_NUMBERED)
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

    @property
    def serials(self) -> tuple[str, ...]:
        """The numbers of the pieces, where the product has them; an order has it at most once."""
        if self.product_code != SERIAL_NUMBERED:
            return ()
        return tuple(f"OA{self.order_no}-{number}" for number in range(1, self.quantity + 1))


def sold_lines(goods: Sequence[Good], customers: Sequence[str], today: date, seed: int) -> Iterator[SoldLine]:
    """All lines in the order of time. The same arguments give the same lines.

    Order numbers count upwards from FIRST_ORDER_NO with small gaps, as numbers of cancelled orders leave.
    """
    chance = Random(seed)  # noqa: S311 - a made-up history, not a secret
    order_no = FIRST_ORDER_NO
    favourites = {code: chance.sample(list(goods), k=28) for code in customers}
    by_code = {good.code: good for good in goods}
    for ordered_at, customer, surely in sorted(_visits(customers, today, chance)):
        order_no += chance.choice((1, 1, 1, 2, 4))
        wanted = _basket(favourites[customer], goods, chance)
        if surely:
            wanted.setdefault(surely, by_code[surely])
        for good in wanted.values():
            yield _line(str(order_no), ordered_at, customer, good, today, chance)


def _visits(customers: Sequence[str], today: date, chance: Random) -> Iterator[tuple[datetime, str, str]]:
    """When who ordered, and what for certain (or ""): the promised recent orders, then the rest.

    Early customers order more often.
    """
    for code in customers[:RECENT_CUSTOMERS]:
        for days, surely in zip(RECENT_DAYS, RECENT_GOODS, strict=True):
            yield _working_moment(today, days, chance), code, surely
    rest = ORDERS - RECENT_CUSTOMERS * len(RECENT_DAYS)
    weights = [3.0 if rank < RECENT_CUSTOMERS else 1.0 for rank in range(len(customers))]
    for code in chance.choices(customers, weights=weights, k=rest):
        yield _working_moment(today, chance.randint(1, HISTORY_DAYS - 3), chance), code, ""


def _working_moment(today: date, days_ago: int, chance: Random) -> datetime:
    """Between 8:00 and 17:59, never in the future; a weekend falls back to its Friday."""
    day = today - timedelta(days=days_ago)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(chance.randint(8, 17), chance.randint(0, 59)))


def _basket(favourites: Sequence[Good], goods: Sequence[Good], chance: Random) -> dict[str, Good]:
    """One to six of the customer's favourites, now and then something else."""
    count = chance.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6))
    wanted = {good.code: good for good in chance.sample(list(favourites), k=count)}
    extra = chance.choice(goods)
    if chance.random() < 0.15:
        wanted.setdefault(extra.code, extra)
    return wanted


def _line(
    order_no: str, ordered_at: datetime, customer: str, good: Good, today: date, chance: Random
) -> SoldLine:
    packs = chance.choice((1, 1, 2, 2, 3, 4, 6))
    return SoldLine(
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

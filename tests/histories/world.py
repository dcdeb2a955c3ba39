"""One desk with everybody at work on it, for histories that nobody planned.

A history is a list of small numbers: which thing is tried next, by whom, on which record, with how much. So
a long one that breaks a rule shrinks to the few tries that do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import text

from bot.core.domain.catalogue import Company, OrderLine, Product
from bot.core.domain.errors import DeskError
from bot.core.domain.people import Person
from bot.core.domain.policy import Fee, Policy
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    EARRINGS,
    ORDER_LINES,
    ORDERED_AT,
    act,
    furnish,
    gbp,
    join,
    pieces,
)
from tests.support.cast import ANN, BO, CHEN, DANA, FAY, IVO, OLGA, RUTH, STRANGER, WEI, Member
from tests.support.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

STAFF = (ANN, BO, CHEN, WEI, OLGA, FAY, IVO)
EVERYBODY = (*STAFF, DANA, RUTH, STRANGER)
CLERKS, MANAGERS, INSPECTORS = (BO, FAY, ANN), (ANN, WEI, OLGA), (CHEN, IVO, OLGA)
CONTACTS = {"S-01": DANA, "S-02": RUTH}

RADIO, FLOUR, LAMP = "71053", "85099", "47566"  # single pieces; by weight; sold in euros
GOODS = (CLOCK, BAG, RADIO, FLOUR, LAMP, EARRINGS)
CUSTOMERS = (CAFE, CAFE, BAKERY)
SERIALS = ("SN-1", "SN-2", "SN-3", "SN-4")


def _sold(order: str, line: int, product: str, quantity: Quantity, price: Money, days: int = 0) -> OrderLine:
    at = ORDERED_AT - timedelta(days=days)
    pieces_of = frozenset(SERIALS) if product == RADIO else frozenset()
    return OrderLine(order, line, CAFE, product, quantity, price, at, serials=pieces_of)


# Prices that do not come out even, so that every share of them is rounded; and one product in two currencies.
SOLD = (
    *ORDER_LINES,
    _sold("537001", 1, CLOCK, pieces(7), gbp("3.3350"), days=2),
    _sold("537001", 2, RADIO, pieces(4), gbp("49.90"), days=2),
    _sold("537001", 3, FLOUR, Quantity.of("12.500", "kg"), gbp("3.3333"), days=2),
    _sold("539003", 1, CLOCK, pieces(3), gbp("3.6650"), days=-1),
    _sold("538002", 1, LAMP, pieces(9), Money.of("0.125", "EUR")),
    _sold("538002", 2, CLOCK, pieces(5), Money.of("4.1250", "EUR"), days=9),
)
ODD_GOODS = (
    Product(RADIO, "Kitchen radio", "厨房收音机", price=gbp("55"), supplier_code="S-01", cost=gbp("21.375")),
    Product(
        FLOUR, "Rye flour", "黑麦粉", unit="kg", price=gbp("3.5"), supplier_code="S-02", cost=gbp("1.1117")
    ),
    Product(LAMP, "Paper lamp", "纸灯", price=Money.of("0.2", "EUR"), supplier_code="S-02"),
)


@dataclass(frozen=True, slots=True)
class Try:
    """`act` names a way in `steps.py`; the numbers choose among what there is, whatever their size."""

    act: str
    who: int
    which: int
    amount: int
    how: int


def prepare(desk: Database) -> None:
    """The furnished company under strict rules: few goods are enough to need two people."""

    def work(uow: UnitOfWork) -> None:
        furnish(uow)
        uow.companies.save_suppliers([Company("S-02", "Mühle Süd", "office@muehle.example", "zh")])
        uow.catalogue.save_products(ODD_GOODS)
        uow.orders.save_lines(SOLD)
        uow.policies.add(
            Policy(
                version=2,
                window_days=30,
                auto_approval_limit=gbp("10"),
                effective_at=datetime(2025, 6, 1, tzinfo=UTC),
                fees={"DEMAND_CHANGE": Fee(percent=Decimal(10)), "ORDER_ERROR": Fee(amount=gbp("2.00"))},
                second_approval_limit=gbp("25"),
                scrap_limit=gbp("8"),
            )
        )

    desk.write_now(work)
    for member in (FAY, IVO, DANA, RUTH):
        join(desk, member)


@dataclass(slots=True)
class World:
    """`did`: what was tried, and how often the desk let it happen."""

    desk: Database
    clock: Clock
    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    did: dict[str, int] = field(default_factory=dict)

    def attempt(
        self,
        who: Member,
        usecase: Callable[Concatenate[UnitOfWork, Person, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """None where the desk refused; anything else that goes wrong ends the history."""
        try:
            result = act(self.desk, who, usecase, *args, **kwargs)
        except DeskError as error:
            self.refused[error.code] = self.refused.get(error.code, 0) + 1
            return None
        self._count(usecase.__name__)
        return result

    def run(self, job: Callable[[UnitOfWork], object]) -> None:
        """What the clock does by itself; it is never refused."""
        self.desk.write_now(job)
        self._count(job.__name__)

    def _count(self, name: str) -> None:
        self.done += 1
        self.did[name] = self.did.get(name, 0) + 1

    def ids(self, table: str, condition: str = "1 = 1") -> list[int]:
        found = self.desk.look_now(
            lambda tx: tx.rows(text(f"SELECT id FROM {table} WHERE {condition} ORDER BY id"))
        )
        return [row.id for row in found]

    def values(self, query: str) -> list[str]:
        """The first column of what it finds."""
        return [str(row[0]) for row in self.desk.look_now(lambda tx: tx.rows(text(query)))]

    def look(self, read: Callable[[UnitOfWork], T]) -> T:
        return self.desk.read_now(read)

    def member(self, person_id: int) -> Member:
        telegram_id = self.look(lambda uow: uow.people.get(person_id)).telegram_id
        return next(member for member in EVERYBODY if member.telegram_id == telegram_id)


def one_of(items: Sequence[Item], number: int) -> Item | None:
    return items[number % len(items)] if items else None

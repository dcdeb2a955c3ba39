"""One desk with everybody at work on it, for histories that nobody planned.

A history is a list of small numbers: which thing is tried next, by whom, on which record, with how much. So
a long one that breaks a rule shrinks to the few tries that do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import text

from bot.core.domain.errors import DeskError
from bot.core.domain.people import Person
from bot.core.domain.policy import Fee, Policy
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from tests.support.builders import act, furnish, gbp, join
from tests.support.cast import ANN, BO, CHEN, DANA, FAY, IVO, OLGA, STRANGER, WEI, Member
from tests.support.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

STAFF = (ANN, BO, CHEN, WEI, OLGA, FAY, IVO)
EVERYBODY = (*STAFF, DANA, STRANGER)
CLERKS, MANAGERS, INSPECTORS = (BO, FAY, ANN), (ANN, WEI, OLGA), (CHEN, IVO, OLGA)


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
    for member in (FAY, IVO, DANA):
        join(desk, member)


@dataclass(slots=True)
class World:
    desk: Database
    clock: Clock
    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)

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
        self.done += 1
        return result

    def ids(self, table: str, condition: str = "1 = 1") -> list[int]:
        found = self.desk.look_now(
            lambda tx: tx.rows(text(f"SELECT id FROM {table} WHERE {condition} ORDER BY id"))
        )
        return [row.id for row in found]

    def look(self, read: Callable[[UnitOfWork], T]) -> T:
        return self.desk.read_now(read)

    def member(self, person_id: int) -> Member:
        telegram_id = self.look(lambda uow: uow.people.get(person_id)).telegram_id
        return next(member for member in EVERYBODY if member.telegram_id == telegram_id)


def one_of(items: Sequence[Item], number: int) -> Item | None:
    return items[number % len(items)] if items else None

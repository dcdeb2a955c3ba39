"""What a desk recorded of a replay, asked from its database: no file is looked at here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from bot.core.domain.return_status import FINAL, ReturnStatus
from bot.core.domain.stock import LocationKind
from bot.core.domain.values import Money
from bot.core.usecases.replay_credits import NOTE
from storage import tables as t
from storage.transaction import Transaction

_R, _L, _M = t.return_requests.c, t.return_lines.c, t.movements.c
_A, _O, _C = t.allocations.c, t.order_lines.c, t.credit_notes.c
_SELLABLE = f"{LocationKind.SELLABLE.value}%"


@dataclass(frozen=True, slots=True)
class Refused:
    """One request the policy refused, with its arithmetic as it was recorded."""

    number: str
    reference: str
    product: str
    asked: Decimal
    sold: str
    taken: str
    most: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """Counts of lines, and sums of units and money."""

    covered: tuple[int, Decimal]
    refused: tuple[Refused, ...]
    waiting: tuple[int, Decimal]
    charges: tuple[int, Money]
    between: int  # returns that stand somewhere on their way
    movements: tuple[int, Decimal]  # from receiving into sellable stock
    held: Decimal  # what sellable stock holds, opening stock left out
    notes: tuple[int, Money]
    paid: Money  # order prices of the allocated quantities, each to the cent
    sold_lines: int
    orders: int
    products: int
    customers: int

    def figures(self) -> tuple[Decimal | int, ...]:
        """Lines and units covered, refused, waiting; charges."""
        refused = sum((r.asked for r in self.refused), Decimal(0))
        return (*self.covered, len(self.refused), refused, *self.waiting, self.charges[0])


def what_is_recorded(tx: Transaction) -> Recorded:
    currency = tx.scalar(select(_O.currency).limit(1)) or "GBP"
    closed = (_R.status == ReturnStatus.CLOSED) & ~_R.without_order
    waiting = (_R.status == ReturnStatus.SUBMITTED) & _R.without_order
    return Recorded(
        covered=_counted(tx, _lines_where(closed)),
        refused=_refused(tx),
        waiting=_counted(tx, _lines_where(waiting)),
        charges=_notes(tx, "charge:%", currency),
        between=_between(tx),
        movements=_counted(tx, select(_M.quantity).where(_M.target.like(_SELLABLE), _M.cause.like("post:%"))),
        held=_held(tx),
        notes=_notes(tx, "order:%", currency),
        paid=_paid(tx, currency),
        sold_lines=int(tx.scalar(select(func.count()).select_from(t.order_lines))),
        orders=int(tx.scalar(select(func.count(_O.order_no.distinct())))),
        products=int(tx.scalar(select(func.count()).select_from(t.products))),
        customers=int(tx.scalar(select(func.count()).select_from(t.customers))),
    )


def _lines_where(condition: Any) -> Select[Any]:
    replayed = _L.note.like(f"{NOTE}%")
    return select(_L.quantity).join(t.return_requests, _R.id == _L.request_id).where(condition, replayed)


def _counted(tx: Transaction, quantities: Select[Any]) -> tuple[int, Decimal]:
    amounts = [row.quantity for row in tx.rows(quantities)]
    return len(amounts), sum(amounts, Decimal(0))


def _between(tx: Transaction) -> int:
    """Neither at an end nor waiting for a manager without an order."""
    rows = tx.rows(select(_R.status, _R.without_order))
    ends = FINAL | {ReturnStatus.DRAFT}
    return sum(
        row.status not in ends and not (row.status is ReturnStatus.SUBMITTED and row.without_order)
        for row in rows
    )


def _refused(tx: Transaction) -> tuple[Refused, ...]:
    found = (
        select(_R.number, _R.findings, _L.note, _L.product_code, _L.quantity)
        .join(t.return_lines, _L.request_id == _R.id)
        .where(_R.status == ReturnStatus.REFUSED, _L.note.like(f"{NOTE}%"))
        .order_by(_R.number)
    )
    result = []
    for row in tx.rows(found):
        sums = next(facts for code, _, facts in row.findings if code == "OVER_RETURN")
        reference = row.note.removeprefix(NOTE)
        texts = (str(sums["sold"]), str(sums["taken"]), str(sums["most"]))
        result.append(Refused(row.number, reference, row.product_code, row.quantity, *texts))
    return tuple(result)


def _held(tx: Transaction) -> Decimal:
    """The stock itself, not the movements that explain it."""
    levels, opening = t.stock_levels.c, select(_M.quantity).where(_M.cause.like("opening:%"))
    in_stock = select(levels.quantity).where(levels.location.like(_SELLABLE))
    return _counted(tx, in_stock)[1] - _counted(tx, opening)[1]


def _notes(tx: Transaction, causes: str, currency: str) -> tuple[int, Money]:
    values = [row.value for row in tx.rows(select(_C.value).where(_C.cause.like(causes)))]
    return len(values), Money(sum(values, Decimal(0)), currency).rounded()


def _paid(tx: Transaction, currency: str) -> Money:
    prices = (
        select(_A.quantity, _O.unit_price)
        .join(t.order_lines, (_O.order_no == _A.order_no) & (_O.line_no == _A.order_line))
        .join(t.return_requests, _R.id == _A.request_id)
        .where(_R.status == ReturnStatus.CLOSED)
    )
    rounded = [Money(row.quantity * row.unit_price, currency).rounded().amount for row in tx.rows(prices)]
    return Money(sum(rounded, Decimal("0.00")), currency)

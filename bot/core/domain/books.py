"""What goods and money say about each other, as it stands in the records: plain facts to be compared."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.supplier_claim import ClaimStatus, Outcome
from bot.core.domain.values import Money, Quantity


@dataclass(frozen=True, slots=True)
class OrderBooked:
    """A return order: what was paid for its goods by the order lines they come off, each part to the cent."""

    number: str
    status: OrderStatus
    is_credited: bool
    value: Money
    fee: Money
    credit_note: str  # as the order names it
    fine_parts: int = 0  # parts, of any order, off the same order lines whose price left a fraction of a cent
    currencies: frozenset[str] = frozenset()  # of its parts


@dataclass(frozen=True, slots=True)
class SoldBooked:
    """An order line of which posted return orders credited something, unrounded."""

    order_no: str
    order_line: int
    sold: Quantity
    returned: Quantity
    paid: Money
    credited: Money
    currencies: frozenset[str] = frozenset()  # of the credited parts


@dataclass(frozen=True, slots=True)
class ClaimBooked:
    number: str
    status: ClaimStatus
    outcome: Outcome | None
    debit_note: str
    currency: str


@dataclass(frozen=True, slots=True)
class GoodsBooked:
    """One product of one return order: what was counted, and what its postings moved for good."""

    order_number: str
    product_code: str
    counted: Quantity  # nothing unless the order is posted
    moved: Quantity


@dataclass(frozen=True, slots=True)
class Books:
    """Everything, by number."""

    orders: tuple[OrderBooked, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    sold: tuple[SoldBooked, ...] = ()
    claims: tuple[ClaimBooked, ...] = ()
    debit_notes: tuple[DebitNote, ...] = ()
    goods: tuple[GoodsBooked, ...] = ()

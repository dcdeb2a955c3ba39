"""What a company buys, sells and knows of its goods: as imported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.core.domain.values import Money, Quantity


@dataclass(frozen=True, slots=True)
class Product:
    code: str
    name_en: str
    name_zh: str = ""
    barcode: str = ""
    category: str = ""
    specification: str = ""
    unit: str = "pcs"
    price: Money = field(default_factory=lambda: Money.zero("GBP"))
    supplier_code: str = ""
    cost: Money | None = None  # what we pay the supplier for one; None: not known
    standard_en: str = ""  # acceptance standard, shown beside the inspection
    standard_zh: str = ""
    returnable: bool = True
    stocked: bool = True  # False: postage, carriage, manual charges - money without stock

    def name(self, language: str) -> str:
        return (self.name_zh if language == "zh" else self.name_en) or self.name_en or self.code

    def standard(self, language: str) -> str:
        return (self.standard_zh if language == "zh" else self.standard_en) or self.standard_en


class AnswerKind(StrEnum):
    PASS_FAIL = "pass_fail"  # noqa: S105 - an answer, not a password
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a category's checklist; a number has limits, both inclusive."""

    category: str
    code: str
    kind: AnswerKind
    name_en: str
    name_zh: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    position: int = 0

    def name(self, language: str) -> str:
        return (self.name_zh if language == "zh" else self.name_en) or self.name_en


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    name_en: str
    name_zh: str = ""

    def name(self, language: str) -> str:
        return (self.name_zh if language == "zh" else self.name_en) or self.name_en


@dataclass(frozen=True, slots=True)
class Company:
    """A customer or a supplier."""

    code: str
    name: str
    email: str = ""
    language: str = "en"
    country: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Sold: one product on one order. `line_no` counts from 1 within the order."""

    order_no: str
    line_no: int
    customer_code: str
    product_code: str
    quantity: Quantity
    unit_price: Money
    ordered_at: datetime  # aware, UTC
    delivered_at: datetime | None = None  # where the order table says so
    # Of the single pieces, where the order table says so. Only ever added: ask `serials_sold` for them.
    serials: frozenset[str] = field(default=frozenset(), compare=False)

    def completed_by(self, known: OrderLine) -> OrderLine:
        """A later table without a delivery date does not forget the one that is known."""
        return replace(self, delivered_at=self.delivered_at or known.delivered_at)


@dataclass(frozen=True, slots=True)
class SerialSale:
    """One piece that was sold."""

    serial: str
    order_no: str
    line_no: int
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """A customer whose returns are not taken until a manager lifts it."""

    customer_code: str
    reason: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What an earlier request already took of an order line. `number` is that request's."""

    number: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class OrderLineBalance:
    """An order line with everything already returned or asked back, over all requests but one's own."""

    line: OrderLine
    taken_by: tuple[Taken, ...] = ()

    @property
    def taken(self) -> Quantity:
        result = Quantity.zero(self.line.quantity.unit)
        for taken in self.taken_by:
            result = result + taken.quantity
        return result

    @property
    def left(self) -> Quantity:
        return self.line.quantity - self.taken


@dataclass(frozen=True, slots=True)
class Bought:
    """A product a customer bought, newest first, for the list of step 2."""

    product: Product
    quantity: Quantity
    last_ordered_at: datetime

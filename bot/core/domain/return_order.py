"""The return order: made from request and inspection, agreed to by a second person, posted once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import NotAllowed, StatusForbids
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Role
from bot.core.domain.reasons import NOT_CREDITED, Disposition, Grade, WantedOutcome
from bot.core.domain.return_request import Allocation, ReturnRequest
from bot.core.domain.values import Money, Quantity

FOUND_REASON = "WRONG_ITEM"  # of a line nobody asked for


class OrderStatus(StrEnum):
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"  # the inspection is open again; finishing it brings the order back to review
    HALF_AGREED = "half_agreed"  # scraps above the limit: one manager agreed, one more must
    AGREED = "agreed"
    POSTED = "posted"
    VOIDED = "voided"  # taken back before it was posted; its inspection is open again
    REVERSED = "reversed"  # taken back after it was posted; every movement has its mirror


# These count: they hold goods, or wait for a person to go on.
LIVING = frozenset(
    {
        OrderStatus.IN_REVIEW,
        OrderStatus.SENT_BACK,
        OrderStatus.HALF_AGREED,
        OrderStatus.AGREED,
        OrderStatus.POSTED,
    }
)


REVIEWABLE = frozenset({OrderStatus.IN_REVIEW, OrderStatus.HALF_AGREED})
UNPOSTED = REVIEWABLE | {OrderStatus.AGREED}  # these can be voided


class OrderAction(StrEnum):
    AGREE = "agree"
    HALF_AGREE = "half_agree"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    POST = "post"
    VOID = "void"
    REVERSE = "reverse"


_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
_REVIEWERS = frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN})
_INSPECTORS = frozenset({Role.INSPECTOR, Role.ADMIN})
ORDER_MOVES: dict[tuple[OrderStatus, OrderAction], tuple[OrderStatus, frozenset[Role]]] = {
    (OrderStatus.IN_REVIEW, OrderAction.AGREE): (OrderStatus.AGREED, _REVIEWERS),
    (OrderStatus.IN_REVIEW, OrderAction.SEND_BACK): (OrderStatus.SENT_BACK, _REVIEWERS),
    (OrderStatus.IN_REVIEW, OrderAction.HALF_AGREE): (OrderStatus.HALF_AGREED, _MANAGERS),
    (OrderStatus.HALF_AGREED, OrderAction.AGREE): (OrderStatus.AGREED, _MANAGERS),
    (OrderStatus.HALF_AGREED, OrderAction.SEND_BACK): (OrderStatus.SENT_BACK, _REVIEWERS),
    (OrderStatus.SENT_BACK, OrderAction.RESUBMIT): (OrderStatus.IN_REVIEW, _INSPECTORS),
    (OrderStatus.AGREED, OrderAction.POST): (OrderStatus.POSTED, _REVIEWERS),
    (OrderStatus.IN_REVIEW, OrderAction.VOID): (OrderStatus.VOIDED, _MANAGERS),
    (OrderStatus.HALF_AGREED, OrderAction.VOID): (OrderStatus.VOIDED, _MANAGERS),
    (OrderStatus.AGREED, OrderAction.VOID): (OrderStatus.VOIDED, _MANAGERS),
    (OrderStatus.POSTED, OrderAction.REVERSE): (OrderStatus.REVERSED, _MANAGERS),
}


@dataclass(frozen=True, slots=True)
class ReturnOrderLine:
    """A snapshot: what the paper says stays true whatever is renamed later."""

    line_no: int
    product_code: str
    product_name_en: str
    product_name_zh: str
    specification: str
    reason: str
    grade: Grade | None
    asked: Quantity
    counted: Quantity
    split: tuple[tuple[Disposition, Quantity], ...]
    allocations: tuple[Allocation, ...]  # trimmed to what was counted and is credited
    fee: Money | None = None  # the restocking fee the policy keeps of it, rounded; none is no fee
    found: bool = False  # nobody asked for it: asked is nothing, and nothing is credited
    missing_parts: str = ""

    @property
    def accepted(self) -> Quantity:
        return dict(self.split).get(Disposition.RESTOCK, Quantity.zero(self.counted.unit))

    @property
    def rejected(self) -> Quantity:
        return self.counted - self.accepted

    def value(self, currency: str) -> Money:
        """What was paid for what is credited, to the cent; the fee still in it."""
        result = Money.zero(currency)
        for allocation in self.allocations:
            result = result + allocation.value
        return result


@dataclass(frozen=True, slots=True)
class Agreement:
    """The first of two agreements to goods that are scrapped."""

    by: int
    at: datetime
    own_work: bool = False


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who took the order back, when and why."""

    by: int
    at: datetime
    words: str


@dataclass(slots=True)
class ReturnOrder:
    """Aggregate."""

    number: str
    request_id: int
    request_number: str
    inspection_id: int
    inspected_by: int
    made_at: datetime
    currency: str
    lines: list[ReturnOrderLine]
    id: int = 0
    status: OrderStatus = OrderStatus.IN_REVIEW
    paper: str = ""  # sha256 of the archived PDF
    reviewed_by: int | None = None
    reviewed_at: datetime | None = None
    review_words: str = ""
    own_work: bool = False
    posted_by: int | None = None
    posted_at: datetime | None = None
    place: str = ""
    credit_note: str = ""
    outcome: WantedOutcome = WantedOutcome.CREDIT  # as the request says
    first_agreement: Agreement | None = None
    undone: Undoing | None = None
    version: int = 0

    def apply(self, action: OrderAction, roles: Collection[Role]) -> None:
        move = ORDER_MOVES.get((self.status, action))
        if move is None:
            raise StatusForbids(number=self.number, status=self.status.value, action=action.value)
        if not move[1].intersection(roles):
            raise NotAllowed(action=action.value)
        self.status = move[0]

    @property
    def value(self) -> Money:
        """What was paid for the goods, as the paper adds it up."""
        result = Money.zero(self.currency).rounded()
        for line in self.lines:
            result = result + line.value(self.currency)
        return result

    @property
    def fee(self) -> Money:
        """What the policy keeps of the value; never more than the value."""
        result = Money.zero(self.currency).rounded()
        for line in self.lines:
            result = result + line.fee if line.fee else result
        return min(result, self.value)

    @property
    def credit(self) -> Money:
        """What the customer gets; never below zero. Nothing where goods are replaced or repaired instead."""
        return self.value - self.fee if self.is_credited else Money.zero(self.currency)

    @property
    def is_credited(self) -> bool:
        return self.outcome not in NOT_CREDITED

    @property
    def is_living(self) -> bool:
        return self.status in LIVING


def trimmed(allocations: Collection[Allocation], most: Quantity) -> tuple[Allocation, ...]:
    """The allocations cut down to `most` in all, the first kept first."""
    result: list[Allocation] = []
    for allocation in allocations:
        part = min(allocation.quantity, most)
        if part:
            result.append(Allocation(allocation.order_no, allocation.order_line, part, allocation.unit_price))
            most = most - part
    return tuple(result)


@dataclass(frozen=True, slots=True)
class ProductNames:
    name_en: str
    name_zh: str
    specification: str


@dataclass(slots=True)
class OrderSource:
    """Everything a return order is made from; `used`: what the request's other orders credit, by line."""

    request: ReturnRequest
    inspection: Inspection
    names: dict[str, ProductNames] = field(default_factory=dict)
    used: dict[int, list[Allocation]] = field(default_factory=dict)


def unused(allocations: Collection[Allocation], used: Collection[Allocation]) -> list[Allocation]:
    """What is left of the allocations once the used ones are taken off, order line by order line."""
    taken: dict[tuple[str, int], Quantity] = {}
    for part in used:
        key = (part.order_no, part.order_line)
        taken[key] = taken[key] + part.quantity if key in taken else part.quantity
    result: list[Allocation] = []
    for allocation in allocations:
        key = (allocation.order_no, allocation.order_line)
        off = min(allocation.quantity, taken.get(key, Quantity.zero(allocation.quantity.unit)))
        if off:
            taken[key] = taken[key] - off
        if left := allocation.quantity - off:
            result.append(Allocation(allocation.order_no, allocation.order_line, left, allocation.unit_price))
    return result


def order_lines(source: OrderSource) -> list[ReturnOrderLine]:
    """Goods sent back to the customer are not credited; more than asked, and what nobody asked for, is not
    credited either."""
    return [_order_line(source, inspected) for inspected in source.inspection.lines]


def _order_line(source: OrderSource, inspected: InspectedLine) -> ReturnOrderLine:
    counted = inspected.counted or Quantity.zero(inspected.unit)
    to_customer = inspected.split.get(Disposition.RETURN_TO_CUSTOMER, Quantity.zero(inspected.unit))
    asked = None if inspected.found else source.request.line(inspected.line_no)
    free = unused(asked.allocations, source.used.get(inspected.line_no, ())) if asked else []
    names = source.names[inspected.product_code]
    return ReturnOrderLine(
        line_no=inspected.line_no,
        product_code=inspected.product_code,
        product_name_en=names.name_en,
        product_name_zh=names.name_zh,
        specification=names.specification,
        reason=(asked.reason or "OTHER") if asked else FOUND_REASON,
        grade=inspected.grade,
        asked=inspected.expected,
        counted=counted,
        split=tuple((d, q) for d, q in inspected.split.items() if q),
        allocations=trimmed(free, counted - to_customer),
        found=inspected.found,
        missing_parts=inspected.missing_parts,
    )

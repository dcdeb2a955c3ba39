"""The stock ledger: two-ended movements, made here and nowhere else; never edited, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.domain.claim_arrival import ClaimArrival
from bot.core.domain.errors import MovementInvalid
from bot.core.domain.inspection import Inspection
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.supplier_claim import GoodsState, SupplierClaim
from bot.core.domain.values import Quantity


class LocationKind(StrEnum):
    SELLABLE = "sellable"
    SECONDS = "seconds"
    RECEIVING = "receiving"
    WORK_IN_PROGRESS = "work_in_progress"
    VENDOR_HOLD = "vendor_hold"
    QUARANTINE = "quarantine"
    CUSTOMER = "customer"  # outside the house, like the three below
    SUPPLIER = "supplier"
    SCRAP = "scrap"
    OPENING = "opening"  # the other end of stock that was there before the desk


INSIDE = frozenset(
    {
        LocationKind.SELLABLE,
        LocationKind.SECONDS,
        LocationKind.RECEIVING,
        LocationKind.WORK_IN_PROGRESS,
        LocationKind.VENDOR_HOLD,
        LocationKind.QUARANTINE,
    }
)


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a kind of stock. `place` names the shelf ("A-03"); other kinds have none."""

    kind: LocationKind
    place: str = ""

    @property
    def code(self) -> str:
        return f"{self.kind.value}/{self.place}" if self.place else self.kind.value

    @classmethod
    def parse(cls, code: str) -> Location:
        kind, _, place = code.partition("/")
        return cls(LocationKind(kind), place)

    @property
    def is_inside(self) -> bool:
        return self.kind in INSIDE


CUSTOMER = Location(LocationKind.CUSTOMER)
RECEIVING = Location(LocationKind.RECEIVING)
OPENING = Location(LocationKind.OPENING)
VENDOR_HOLD = Location(LocationKind.VENDOR_HOLD)
SUPPLIER = Location(LocationKind.SUPPLIER)

_GOES_TO: dict[Disposition, LocationKind] = {
    Disposition.RESTOCK: LocationKind.SELLABLE,
    Disposition.CONCESSION: LocationKind.SECONDS,
    Disposition.REFURBISH: LocationKind.WORK_IN_PROGRESS,
    Disposition.REPAIR: LocationKind.WORK_IN_PROGRESS,
    Disposition.RETURN_TO_VENDOR: LocationKind.VENDOR_HOLD,
    Disposition.RETURN_TO_CUSTOMER: LocationKind.CUSTOMER,
    Disposition.SCRAP: LocationKind.SCRAP,
    Disposition.QUARANTINE: LocationKind.QUARANTINE,
}


def goes_to(disposition: Disposition) -> LocationKind:
    return _GOES_TO[disposition]


@dataclass(frozen=True, slots=True)
class Movement:
    """`quantity` of a product from one end to the other; `cause` is unique over the whole ledger."""

    product_code: str
    quantity: Quantity
    source: Location
    target: Location
    cause: str
    record: str  # document number that explains it
    at: datetime
    by: int
    reverses: str | None = None  # the cause of the movement this one undoes
    seq: int = 0  # position in the ledger, given by storage


def make_movement(
    product_code: str,
    quantity: Quantity,
    source: Location,
    target: Location,
    *,
    cause: str,
    record: str,
    at: datetime,
    by: int,
    reverses: str | None = None,
) -> Movement:
    """The one place a movement is made. Raises MovementInvalid."""
    if not quantity or source == target or not cause:
        raise MovementInvalid(cause=cause)
    return Movement(product_code, quantity, source, target, cause, record, at, by, reverses)


def reversal(movement: Movement, *, at: datetime, by: int, record: str) -> Movement:
    """The same goods back; points at what it undoes."""
    return make_movement(
        movement.product_code,
        movement.quantity,
        movement.target,
        movement.source,
        cause=f"reverse:{movement.cause}",
        record=record,
        at=at,
        by=by,
        reverses=movement.cause,
    )


def opening_movement(
    product_code: str, quantity: Quantity, place: str, *, at: datetime, by: int, batch: str
) -> Movement:
    return make_movement(
        product_code,
        quantity,
        OPENING,
        Location(LocationKind.SELLABLE, place),
        cause=f"opening:{product_code}:{place}",
        record=batch,
        at=at,
        by=by,
    )


def arrival_movements(inspection: Inspection, number: str, *, at: datetime, by: int) -> list[Movement]:
    """Customer to receiving: what was counted. One cause per inspection, revision and line."""
    return [
        make_movement(
            line.product_code,
            line.counted,
            CUSTOMER,
            RECEIVING,
            cause=f"arrival:{inspection.id}:{inspection.revision}:{line.line_no}",
            record=number,
            at=at,
            by=by,
        )
        for line in inspection.lines
        if line.counted
    ]


def posting_movements(order: ReturnOrder, place: str, *, at: datetime, by: int) -> list[Movement]:
    """Receiving to where each disposition says. One cause per order, line and disposition."""
    movements: list[Movement] = []
    for line in order.lines:
        for disposition, quantity in line.split:
            kind = _GOES_TO[disposition]
            target = Location(kind, place if kind is LocationKind.SELLABLE else "")
            movements.append(
                make_movement(
                    line.product_code,
                    quantity,
                    RECEIVING,
                    target,
                    cause=f"post:{order.number}:{line.line_no}:{disposition.value}",
                    record=order.number,
                    at=at,
                    by=by,
                )
            )
    return movements


_CLAIMED_GOES_TO: dict[GoodsState, LocationKind] = {
    GoodsState.SENT: LocationKind.SUPPLIER,
    GoodsState.SECONDS: LocationKind.SECONDS,
    GoodsState.SCRAPPED: LocationKind.SCRAP,
}


def claim_movements(claim: SupplierClaim, *, at: datetime, by: int) -> list[Movement]:
    """Vendor hold to where the goods of a claim went. One cause per claim and line: once, whatever it is."""
    target = Location(_CLAIMED_GOES_TO[claim.goods])
    return [
        make_movement(
            line.product_code,
            line.quantity,
            VENDOR_HOLD,
            target,
            cause=f"claim:{claim.number}:{line.line_no}",
            record=claim.number,
            at=at,
            by=by,
        )
        for line in claim.lines
    ]


def taking_in_movement(claim: SupplierClaim, arrival: ClaimArrival) -> Movement:
    """From the supplier to where it was taken in. One cause per arrival."""
    return make_movement(
        claim.line(arrival.line_no).product_code,
        arrival.quantity,
        SUPPLIER,
        Location(LocationKind(arrival.into.value), arrival.place),
        cause=taking_in_cause(claim, arrival),
        record=claim.number,
        at=arrival.at,
        by=arrival.by,
    )


def taking_in_cause(claim: SupplierClaim, arrival: ClaimArrival) -> str:
    return f"back:{claim.number}:{arrival.seq}"


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Sum of all movements of a product at one location."""

    location: Location
    quantity: Quantity

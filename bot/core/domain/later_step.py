"""What becomes of goods in work in progress or quarantine: a later step for some of a posted order's line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import NotAllowed, StatusForbids
from bot.core.domain.people import Role
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.stock import Location, LocationKind, Movement, goes_to, make_movement
from bot.core.domain.supplier_claim import SupplierClaim
from bot.core.domain.values import Quantity, total

SOURCES = (LocationKind.WORK_IN_PROGRESS, LocationKind.QUARANTINE)
_LEAVING = (
    Disposition.RESTOCK,
    Disposition.CONCESSION,
    Disposition.RETURN_TO_CUSTOMER,
    Disposition.RETURN_TO_VENDOR,
    Disposition.SCRAP,
)
_INTO_WORK = (Disposition.REPAIR, Disposition.REFURBISH)
STEPS = (*_LEAVING, *_INTO_WORK)
STEPS_FROM = {LocationKind.WORK_IN_PROGRESS: _LEAVING, LocationKind.QUARANTINE: STEPS}


class StepStatus(StrEnum):
    WAITING = "waiting"  # scrap above the limit: a second person must agree
    DONE = "done"
    DROPPED = "dropped"  # nobody agreed: the goods stay where they are
    UNDONE = "undone"


class StepAction(StrEnum):
    AGREE = "agree"
    DROP = "drop"
    UNDO = "undo"


_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
STEP_MOVES: dict[tuple[StepStatus, StepAction], tuple[StepStatus, frozenset[Role]]] = {
    (StepStatus.WAITING, StepAction.AGREE): (StepStatus.DONE, _MANAGERS),
    (StepStatus.WAITING, StepAction.DROP): (StepStatus.DROPPED, _MANAGERS | {Role.INSPECTOR}),
    (StepStatus.DONE, StepAction.UNDO): (StepStatus.UNDONE, _MANAGERS),
}
TAKING = frozenset({StepStatus.WAITING, StepStatus.DONE})  # these take their quantity off what is left


@dataclass(slots=True)
class LaterStep:
    """Aggregate. `source` is one of SOURCES, `disposition` one of its STEPS_FROM; `place` the shelf of a
    restock."""

    number: str  # LS-2026-00003
    order_id: int
    order_number: str
    line_no: int
    product_code: str
    source: LocationKind
    disposition: Disposition
    quantity: Quantity
    asked_by: int
    asked_at: datetime
    place: str = ""
    note: str = ""
    id: int = 0
    status: StepStatus = StepStatus.DONE
    agreed_by: int | None = None  # the second person
    agreed_at: datetime | None = None
    own_work: bool = False
    ended_by: int | None = None  # who dropped or undid it
    ended_at: datetime | None = None
    ended_words: str = ""
    version: int = 0

    def apply(self, action: StepAction, roles: Collection[Role]) -> None:
        """Raises StatusForbids, NotAllowed."""
        move = STEP_MOVES.get((self.status, action))
        if move is None:
            raise StatusForbids(number=self.number, status=self.status.value, action=action.value)
        if not move[1].intersection(roles):
            raise NotAllowed(action=action.value)
        self.status = move[0]


@dataclass(frozen=True, slots=True)
class InWork:
    """What of one line of a posted order still waits for its later step."""

    order_id: int
    order_number: str
    line_no: int
    product_code: str
    source: LocationKind
    left: Quantity
    since: datetime


def left_of_line(
    order: ReturnOrder,
    line_no: int,
    source: LocationKind,
    steps: Iterable[LaterStep],
    claims: Iterable[SupplierClaim] = (),
) -> Quantity:
    """What went to that kind of stock with this line, by a later step or from a supplier's answer to its
    claims, less what later steps took; zero for none such."""
    line = next((known for known in order.lines if known.line_no == line_no), None)
    if line is None:
        return Quantity.zero()
    unit = line.counted.unit
    went = total((quantity for disposition, quantity in line.split if goes_to(disposition) is source), unit)
    living = [step for step in steps if step.line_no == line_no and step.status in TAKING]
    came = total((step.quantity for step in living if goes_to(step.disposition) is source), unit)
    back = total(came_into(claims, line_no, source), unit)
    taken = total((step.quantity for step in living if step.source is source), unit)
    return went + came + back - taken


def came_into(claims: Iterable[SupplierClaim], line_no: int, source: LocationKind) -> Iterator[Quantity]:
    """What suppliers sent back for that line that was set aside there."""
    for claim in claims:
        for arrival in claim.arrivals:
            if arrival.stands and arrival.line_no == line_no and arrival.into.value == source.value:
                yield arrival.quantity


def step_movement(step: LaterStep, *, at: datetime, by: int) -> Movement:
    """Out of work to where the later step says."""
    kind = goes_to(step.disposition)
    return make_movement(
        step.product_code,
        step.quantity,
        Location(step.source),
        Location(kind, step.place if kind is LocationKind.SELLABLE else ""),
        cause=f"step:{step.number}",
        record=step.number,
        at=at,
        by=by,
    )

"""The return request: who sends back what and why. A draft until it is submitted; evidence afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import (
    LineUnknown,
    NoteMissing,
    PhotosMissing,
    QuantityMissing,
    ReasonMissing,
    ReasonUnknown,
    RequestEmpty,
    RequestTooLong,
    StatusForbids,
    TextTooLong,
    TooManyPhotos,
)
from bot.core.domain.people import Person, Role
from bot.core.domain.reasons import Reason, RefusalReason, WantedOutcome
from bot.core.domain.return_status import OPEN, ReturnAction, ReturnStatus, next_status
from bot.core.domain.values import Money, Quantity

MAX_LINES = 60
MAX_PHOTOS_PER_LINE = 30
MAX_NOTE = 1000  # characters
MAX_SERIAL = 60  # characters of a serial number or a lot
NEEDS_TWO = "NEEDS_TWO"  # the finding that asks for a second manager


def ensure_text_fits(text: str, most: int = MAX_NOTE) -> str:
    """The text without outer blanks and control characters. Raises TextTooLong."""
    cleaned = "".join(c for c in text if c in "\n\t" or c.isprintable()).strip()
    if len(cleaned) > most:
        raise TextTooLong(most=most)
    return cleaned


def serial_of(text: str) -> str:
    """As it is compared: without blanks and in capitals, as labels print it. Raises TextTooLong."""
    return "".join(ensure_text_fits(text, MAX_SERIAL).split()).upper()


@dataclass(frozen=True, slots=True)
class Allocation:
    """How much of a return line comes off which order line, and at which price it was sold."""

    order_no: str
    order_line: int
    quantity: Quantity
    unit_price: Money

    @property
    def value(self) -> Money:
        """What was paid for it, to the cent."""
        return self.unit_price.times(self.quantity).rounded()


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored photo: its content hash names the file. `likeness` is a 64-bit picture hash, hexadecimal."""

    sha256: str
    width: int
    height: int
    size: int  # bytes
    likeness: str = ""
    telegram_file_id: str = ""
    telegram_unique_id: str = ""


class Missing(StrEnum):
    """What a line still lacks, in the order in which it is asked for."""

    QUANTITY = "quantity"
    REASON = "reason"
    NOTE = "note"  # the reason needs words
    PHOTOS = "photos"  # the reason needs evidence


@dataclass(slots=True)
class ReturnLine:
    """One product, a quantity, a reason. In a draft quantity and reason may still be open."""

    line_no: int
    product_code: str
    order_no: str = ""  # where the person named one order; empty: any order of the customer
    quantity: Quantity | None = None
    reason: str | None = None
    note: str = ""
    lot: str = ""
    serial: str = ""  # of this one piece: the quantity is one
    photos: list[Photo] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)

    @property
    def asked(self) -> Quantity:
        """Raises QuantityMissing."""
        if self.quantity is None or not self.quantity:
            raise QuantityMissing(product_code=self.product_code)
        return self.quantity

    def missing(self, reasons: Mapping[str, Reason]) -> Missing | None:
        """None where everything is there that the reason demands now. A reason that was taken out of use
        since it was chosen is as good as any: it was offered then. Raises ReasonUnknown."""
        if not self.quantity:
            return Missing.QUANTITY
        if self.reason is None:
            return Missing.REASON
        if self.reason not in reasons:
            raise ReasonUnknown(reason=self.reason[:40])
        reason = reasons[self.reason]
        if reason.needs_note and not self.note:
            return Missing.NOTE
        return Missing.PHOTOS if reason.needs_photos and not self.photos else None

    def ensure_complete(self, reasons: Mapping[str, Reason]) -> None:
        """Raises one of the Missing errors, ReasonUnknown."""
        match self.missing(reasons):
            case Missing.QUANTITY:
                raise QuantityMissing(product_code=self.product_code)
            case Missing.REASON:
                raise ReasonMissing(product_code=self.product_code)
            case Missing.NOTE:
                raise NoteMissing(product_code=self.product_code, reason=self.reason)
            case Missing.PHOTOS:
                raise PhotosMissing(product_code=self.product_code)

    def add_photo(self, photo: Photo) -> bool:
        """False where this very photo is there already (sent or delivered twice). Raises TooManyPhotos."""
        if any(known.sha256 == photo.sha256 for known in self.photos):
            return False
        if len(self.photos) >= MAX_PHOTOS_PER_LINE:
            raise TooManyPhotos(most=MAX_PHOTOS_PER_LINE)
        self.photos.append(photo)
        return True

    def value(self, currency: str) -> Money:
        """What was paid for the allocated quantity, unrounded."""
        result = Money.zero(currency)
        for allocation in self.allocations:
            result = result + allocation.unit_price.times(allocation.quantity)
        return result


@dataclass(frozen=True, slots=True)
class Finding:
    """What the policy found, as code and plain facts; `decides` is refuse, ask or inform."""

    code: str
    decides: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Decision:
    """Who decided what and in which words; `by` 0 is the desk itself."""

    by: int
    at: datetime
    status: ReturnStatus
    reason: RefusalReason | None = None
    words: str = ""
    own_work: bool = False


@dataclass(slots=True)
class RestClosed:
    """Who said that nothing more is coming, and why."""

    by: int
    at: datetime
    words: str = ""


@dataclass(slots=True)
class ReturnRequest:
    """Aggregate. `version` grows with each save; a save of an older one raises RecordChanged."""

    requested_by: int
    created_at: datetime
    id: int = 0
    number: str = ""  # RR-2026-00042, given at submission
    status: ReturnStatus = ReturnStatus.DRAFT
    customer_code: str | None = None
    without_order: bool = False
    currency: str = "GBP"
    lines: list[ReturnLine] = field(default_factory=list)
    policy_version: int | None = None
    findings: list[Finding] = field(default_factory=list)
    decision: Decision | None = None
    first_approval: Decision | None = None  # of two, where the value needs two managers
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    question: str = ""  # the manager's words when asked back
    answer: str = ""  # the clerk's words to that
    outcome: WantedOutcome = WantedOutcome.CREDIT
    rest_closed: RestClosed | None = None  # set: what has not come is not waited for
    corrects: int | None = None  # the refused request this draft was made from
    version: int = 0

    # ── a draft grows ──
    def ensure_draft(self) -> None:
        if self.status is not ReturnStatus.DRAFT:
            raise StatusForbids(number=self.number, status=self.status.value, action="edit")

    def line(self, line_no: int) -> ReturnLine:
        """Raises LineUnknown."""
        for line in self.lines:
            if line.line_no == line_no:
                return line
        raise LineUnknown(line_no=line_no)

    def add_line(self, product_code: str, reasons: Mapping[str, Reason], order_no: str = "") -> ReturnLine:
        """An open line of the same product is gone on with instead of doubled, unless it is of one single
        piece. One that is complete stays as it is: more of it, for another reason, is a line of its own.
        Raises RequestTooLong."""
        self.ensure_draft()
        for line in self.lines:
            same = (line.product_code, line.order_no) == (product_code, order_no) and not line.serial
            if same and line.missing(reasons) is not None:
                return line
        if len(self.lines) >= MAX_LINES:
            raise RequestTooLong(most=MAX_LINES)
        line = ReturnLine(max((known.line_no for known in self.lines), default=0) + 1, product_code, order_no)
        self.lines.append(line)
        return line

    def first_missing(self, reasons: Mapping[str, Reason]) -> tuple[ReturnLine, Missing] | None:
        """The first line that lacks something, and what."""
        lacks = ((line, line.missing(reasons)) for line in self.lines)
        return next(((line, what) for line, what in lacks if what is not None), None)

    def others(self, line_no: int) -> list[ReturnLine]:
        return [line for line in self.lines if line.line_no != line_no]

    def remove_line(self, line_no: int) -> None:
        self.ensure_draft()
        self.lines.remove(self.line(line_no))

    # ── moves ──
    def apply(self, action: ReturnAction, roles: frozenset[Role]) -> None:
        self.status = next_status(self.status, action, roles, self.number)

    def submit(self, actor: Person, number: str, at: datetime, reasons: Mapping[str, Reason]) -> None:
        """Every line is complete; raises what is missing. `reasons` are all of the desk, by code."""
        if not self.lines:
            raise RequestEmpty()
        for line in self.lines:
            line.ensure_complete(reasons)
        self.apply(ReturnAction.SUBMIT, actor.roles)
        self.number, self.submitted_at = number, at

    def decide(self, action: ReturnAction, roles: frozenset[Role], decision: Decision) -> None:
        self.apply(action, roles)
        decision.status = self.status
        self.decision = decision

    def was_approved_by(self, person_id: int) -> bool:
        """Alone, or as one of two."""
        return any(said is not None and said.by == person_id for said in (self.decision, self.first_approval))

    @property
    def needs_two_approvals(self) -> bool:
        return any(finding.code == NEEDS_TWO for finding in self.findings)

    @property
    def value(self) -> Money:
        result = Money.zero(self.currency)
        for line in self.lines:
            result = result + line.value(self.currency)
        return result.rounded()

    @property
    def photos(self) -> list[Photo]:
        return [photo for line in self.lines for photo in line.photos]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

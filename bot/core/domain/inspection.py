"""What really arrived: counted, checked, graded, split over dispositions, with photos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from bot.core.domain.catalogue import AnswerKind, Question
from bot.core.domain.errors import (
    AnswerInvalid,
    AnswerMissing,
    CountMissing,
    GradeMissing,
    LineUnknown,
    NotAllowed,
    PhotosMissing,
    SplitExceedsCounted,
    SplitIncomplete,
    StatusForbids,
    TooManyPhotos,
)
from bot.core.domain.people import Role
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import MAX_PHOTOS_PER_LINE, Photo, ensure_text_fits
from bot.core.domain.values import Quantity, total


class InspectionStatus(StrEnum):
    IN_PROGRESS = "in_progress"
    RELEASED = "released"  # given back to the queue before anything was decided
    FINISHED = "finished"


class InspectionAction(StrEnum):
    RECORD = "record"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    FINISH = "finish"
    REOPEN = "reopen"


_INSPECTORS = frozenset({Role.INSPECTOR, Role.ADMIN})
# A manager gives on what an inspector who is away has begun.
_REVIEWERS = frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN})
INSPECTION_MOVES: dict[
    tuple[InspectionStatus, InspectionAction], tuple[InspectionStatus, frozenset[Role]]
] = {
    (InspectionStatus.IN_PROGRESS, InspectionAction.RECORD): (InspectionStatus.IN_PROGRESS, _INSPECTORS),
    (InspectionStatus.IN_PROGRESS, InspectionAction.HAND_OVER): (InspectionStatus.IN_PROGRESS, _REVIEWERS),
    (InspectionStatus.IN_PROGRESS, InspectionAction.RELEASE): (InspectionStatus.RELEASED, _REVIEWERS),
    (InspectionStatus.IN_PROGRESS, InspectionAction.FINISH): (InspectionStatus.FINISHED, _INSPECTORS),
    (InspectionStatus.FINISHED, InspectionAction.REOPEN): (InspectionStatus.IN_PROGRESS, _REVIEWERS),
}


@dataclass(slots=True)
class InspectedLine:
    """One product as it arrived. `expected` is what was still awaited when the parcel was claimed; counting
    more or less is a fact. `found`: nobody asked for it; it came all the same, is not credited, and has a
    number of its own beyond those of the request."""

    line_no: int
    product_code: str
    expected: Quantity
    counted: Quantity | None = None
    answers: dict[str, str] = field(default_factory=dict)  # question code: "pass", "fail", a number, words
    grade: Grade | None = None
    split: dict[Disposition, Quantity] = field(default_factory=dict)
    note: str = ""
    photos: list[Photo] = field(default_factory=list)
    found: bool = False
    missing_parts: str = ""  # what is not with the goods, in words; needs a photo

    @property
    def unit(self) -> str:
        return self.expected.unit

    @property
    def left(self) -> Quantity:
        """What of the counted quantity has no disposition yet."""
        counted = self.counted or Quantity.zero(self.unit)
        return counted - total(self.split.values(), self.unit)

    @property
    def accepted(self) -> Quantity:
        """Goes back on sale as good."""
        return self.split.get(Disposition.RESTOCK, Quantity.zero(self.unit))

    @property
    def rejected(self) -> Quantity:
        return (self.counted or Quantity.zero(self.unit)) - self.accepted

    @property
    def needs_photos(self) -> bool:
        damaged = self.grade is not None and self.grade.needs_photos
        disposed = any(q and d.needs_photos for d, q in self.split.items())
        return bool(self.counted) and (damaged or disposed or self.found or bool(self.missing_parts))

    def count(self, counted: Quantity) -> None:
        """A new count empties the split: the sum must be made anew."""
        if counted != self.counted:
            self.split.clear()
        self.counted = counted

    def answer(self, question: Question, text: str) -> None:
        """Raises AnswerInvalid where a number is none or outside its limits."""
        if question.kind is AnswerKind.PASS_FAIL and text not in ("pass", "fail"):
            raise AnswerInvalid(question=question.code, text=text[:40], minimum="", maximum="")
        if question.kind is AnswerKind.NUMBER:
            text = _number_within(question, text)
        self.answers[question.code] = ensure_text_fits(text)

    def dispose(self, disposition: Disposition, quantity: Quantity) -> None:
        """Adds that much to a disposition. Raises SplitExceedsCounted where less is left."""
        if quantity > self.left:
            raise SplitExceedsCounted(product_code=self.product_code, left=str(self.left))
        before = self.split.get(disposition, Quantity.zero(self.unit))
        self.split[disposition] = before + quantity

    def take_back(self, disposition: Disposition, quantity: Quantity) -> None:
        """Takes that much off a disposition again, or what there is."""
        before = self.split.get(disposition, Quantity.zero(self.unit))
        if left := before - min(before, quantity):
            self.split[disposition] = left
        else:
            self.split.pop(disposition, None)

    def failed(self, questions: Sequence[Question]) -> list[Question]:
        """Those whose answer says that the goods are not as they should be."""
        return [
            question
            for question in questions
            if question.code in self.answers and not is_within_limits(question, self.answers[question.code])
        ]

    def add_photo(self, photo: Photo) -> bool:
        if any(known.sha256 == photo.sha256 for known in self.photos):
            return False
        if len(self.photos) >= MAX_PHOTOS_PER_LINE:
            raise TooManyPhotos(most=MAX_PHOTOS_PER_LINE)
        self.photos.append(photo)
        return True

    def ensure_complete(self, questions: Sequence[Question]) -> None:
        """Counted; and unless nothing came: answered, graded, split in full, seen where damaged."""
        if self.counted is None:
            raise CountMissing(product_code=self.product_code)
        if not self.counted:
            return
        for question in questions:
            if question.kind is not AnswerKind.TEXT and question.code not in self.answers:
                raise AnswerMissing(product_code=self.product_code, question=question.code)
        if self.grade is None:
            raise GradeMissing(product_code=self.product_code)
        if self.left:
            split = total(self.split.values(), self.unit)
            raise SplitIncomplete(
                product_code=self.product_code,
                counted=str(self.counted),
                split=str(split),
                left=str(self.left),
            )
        if self.needs_photos and not self.photos:
            raise PhotosMissing(product_code=self.product_code)


def _number_within(question: Question, text: str) -> str:
    invalid = AnswerInvalid(
        question=question.code,
        text=text[:40],
        minimum="" if question.minimum is None else str(question.minimum),
        maximum="" if question.maximum is None else str(question.maximum),
    )
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise invalid from None
    # Outside the limits is a finding about the goods, not a mistake; only nonsense is refused.
    if not number.is_finite() or abs(number) > Decimal(1_000_000):
        raise invalid
    return str(number)


def is_within_limits(question: Question, answer: str) -> bool:
    """Whether the goods pass this question."""
    if question.kind is AnswerKind.PASS_FAIL:
        return answer == "pass"
    if question.kind is AnswerKind.TEXT:
        return True
    number = Decimal(answer)
    low_enough = question.maximum is None or number <= question.maximum
    return low_enough and (question.minimum is None or number >= question.minimum)


@dataclass(slots=True)
class Inspection:
    """Aggregate: one parcel of one request, owned by one inspector at a time. `parcel_no` counts the
    parcels of the request from 1."""

    request_id: int
    inspector_id: int
    claimed_at: datetime
    lines: list[InspectedLine]
    id: int = 0
    status: InspectionStatus = InspectionStatus.IN_PROGRESS
    finished_at: datetime | None = None
    revision: int = 1  # grows when a reviewer sends it back
    parcel_no: int = 1
    version: int = 0

    def line(self, line_no: int) -> InspectedLine:
        for line in self.lines:
            if line.line_no == line_no:
                return line
        raise LineUnknown(line_no=line_no)

    def apply(self, action: InspectionAction, roles: Collection[Role], number: str) -> None:
        move = INSPECTION_MOVES.get((self.status, action))
        if move is None:
            raise StatusForbids(number=number, status=self.status.value, action=action.value)
        if not move[1].intersection(roles):
            raise NotAllowed(action=action.value)
        self.status = move[0]

    @property
    def is_open(self) -> bool:
        return self.status is InspectionStatus.IN_PROGRESS

    @property
    def is_booked_in(self) -> bool:
        """Its goods are in the house: finished, or being counted again."""
        return self.status is InspectionStatus.FINISHED or (self.is_open and self.revision > 1)

    def drop_found(self, line_no: int) -> None:
        """It was put down by mistake. Raises LineUnknown, also for what was asked back."""
        line = self.line(line_no)
        if not line.found:
            raise LineUnknown(line_no=line_no)
        self.lines.remove(line)

    def add_found(self, product_code: str, unit: str, after: int) -> InspectedLine:
        """A line for a product nobody asked for, numbered beyond `after`; the same product again is the same
        line."""
        for line in self.lines:
            if line.product_code == product_code:
                return line
        number = max([after, *(line.line_no for line in self.lines)]) + 1
        line = InspectedLine(number, product_code, Quantity.zero(unit), found=True)
        self.lines.append(line)
        return line

"""The sample company's last six weeks, lived through its own use cases: nobody wrote a table by hand.

The clock is moved from step to step. Who was told then is forgotten at the end, so that a first start does
not begin with a hundred old messages; the claim and the parcel of today come after that and are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import Protocol, TypeVar

from bot.core.domain.catalogue import AnswerKind, Product
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade, built_in
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import Photo, ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.supplier_claim import Answer, ClaimStatus
from bot.core.domain.values import Quantity
from bot.core.usecases import answer_claim, draft_return, inspect_goods, settle_claim
from bot.core.usecases.acting import acting
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.edit_policy import put_policy_in_force
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.keep_case import case_source, keep_case
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.restock import restock_order
from bot.core.usecases.return_details import serial_choices, set_serial
from bot.core.usecases.review_order import agree_to_order
from bot.core.usecases.submit_return import submit_return
from bot.documents.pictures import check_picture
from bot.sample.past import (
    LESSONS,
    OPEN_CLAIM_CUSTOMER,
    OPEN_CLAIM_PHOTO,
    OPEN_CLAIM_PRODUCT,
    PARCEL_PHOTO,
    PARCEL_TRACKING,
    RULES,
    PastReturn,
    past_returns,
)

T = TypeVar("T")
ANN, BO, CHEN, WEI, IVO = 1001, 1002, 1003, 1004, 1007
WAITS = (ReturnStatus.SUBMITTED, ReturnStatus.HALF_APPROVED)
OPENS_AT = timedelta(hours=9)
Steps = Iterator[timedelta]  # how long until the next step


class PastDesk(Protocol):
    def write_now(self, work: Callable[[UnitOfWork], T]) -> T: ...


class PhotosKept(Protocol):
    def put(self, data: bytes, thumbnail: bytes) -> str: ...


class PastClock:
    """The time of what is being told; hand it to the database."""

    def __init__(self, today: datetime) -> None:
        self.today = self.now = today

    def __call__(self) -> datetime:
        return self.now


class Past:
    """Plays what `bot.sample.past` tells."""

    def __init__(self, desk: PastDesk, clock: PastClock, photos: PhotosKept, folder: Path) -> None:
        self._desk, self._clock, self._photos, self._folder = desk, clock, photos, folder
        self._ended: dict[str, int] = {}  # the newest return order for each reason
        self._kept: dict[str, Photo] = {}  # by file name: checking one takes as long as a use case

    def play(self, forget_notices: Callable[[], None]) -> None:
        self._clock.now = self._clock.today - timedelta(days=48)
        self._write(ANN, lambda uow, ann: put_policy_in_force(uow, ann, RULES, 1))
        self._in_order_of_time()
        self._cases()
        forget_notices()
        self._clock.now = self._clock.today - timedelta(minutes=5)
        self._open_claim()
        self._parcel()

    def _in_order_of_time(self) -> None:
        waiting = [
            (self._opening(past), number, self._steps(past)) for number, past in enumerate(past_returns())
        ]
        heapify(waiting)
        while waiting:
            self._clock.now, number, steps = heappop(waiting)
            pause = next(steps, None)
            due = self._clock.now + pause if pause is not None else self._clock.today
            if due < self._clock.today - timedelta(hours=1):
                heappush(waiting, (due, number, steps))

    def _opening(self, past: PastReturn) -> datetime:
        day = (self._clock.today - timedelta(days=past.days_ago)).replace(hour=0, minute=7, second=0)
        return day + OPENS_AT + timedelta(minutes=13 * past.rank)

    def _steps(self, past: PastReturn) -> Steps:
        """Filed, decided, inspected, reviewed, posted, and the supplier's answer a week later."""
        request_id = self._write(BO, lambda uow, bo: self._file(uow, bo, past))
        if not request_id:
            return
        yield timedelta(hours=1 + past.rank)
        self._decide(request_id)
        yield timedelta(hours=22 + 4 * past.rank)
        inspector = CHEN if past.rank % 3 else IVO
        order = self._write(inspector, lambda uow, who: self._inspect(uow, who, request_id, past))
        yield timedelta(hours=3 + past.rank)
        self._review(order.id)
        yield timedelta(hours=1)
        self._write(inspector, lambda uow, who: restock_order(uow, who, order.id))
        self._ended[past.reason] = order.id
        yield timedelta(days=6)
        self._write(WEI, lambda uow, wei: _settled(uow, wei, order))

    # ── one step ──
    def _decide(self, request_id: int) -> None:
        """By both managers where one is not enough."""
        for manager in (ANN, WEI):
            self._write(manager, lambda uow, who: _approved(uow, who, request_id))

    def _review(self, order_id: int) -> None:
        for manager in (WEI, ANN):
            self._write(manager, lambda uow, who: _agreed(uow, who, order_id))

    def _file(self, uow: UnitOfWork, clerk: Person, past: PastReturn) -> int:
        bought = uow.orders.bought(past.customer_code, until=uow.now, limit=past.rank + 1)
        product = bought[-1].product
        if not product.returnable:
            return 0
        return self._filed(uow, clerk, past, product)

    def _filed(self, uow: UnitOfWork, clerk: Person, past: PastReturn, product: Product) -> int:
        draft = draft_return.start_return(uow, clerk)
        draft = draft_return.choose_customer(uow, clerk, draft.id, past.customer_code)
        possible = draft_return.possible_of(uow, draft, product)
        if possible is None or not possible.most:
            draft_return.discard_draft(uow, clerk, draft.id)
            return 0
        line = draft_return.add_item(uow, clerk, draft.id, product.code)
        pieces = max(1, int(possible.most.amount) * past.share // 10)
        draft_return.set_quantity(uow, clerk, draft.id, line.line_no, Quantity.of(pieces, product.unit))
        draft_return.set_reason(uow, clerk, draft.id, line.line_no, past.reason)
        if pieces == 1:
            _with_serial(uow, clerk, draft_return.own_draft(uow, clerk, draft.id))
        if built_in(past.reason).needs_photos:
            draft_return.attach_photo(uow, clerk, draft.id, line.line_no, self._photo(past.photo))
        return submit_return(uow, clerk, draft.id).request.id

    def _inspect(self, uow: UnitOfWork, inspector: Person, request_id: int, past: PastReturn) -> ReturnOrder:
        """All of it came; half of what is not good goes where the plot says, the rest back to the shelf."""
        inspection = inspect_goods.claim_inspection(uow, inspector, request_id)
        for line in inspection.lines:
            here, becomes = (inspection.id, line.line_no), Disposition(past.becomes)
            inspect_goods.record_count(uow, inspector, *here, line.expected)
            _answer(uow, inspector, *here)
            good = becomes is Disposition.RESTOCK
            inspect_goods.record_grade(uow, inspector, *here, Grade.A if good else Grade.C)
            inspect_goods.record_split(uow, inspector, *here, becomes, line.expected)
            if not good:
                inspect_goods.attach_damage_photo(uow, inspector, *here, self._photo(past.photo))
        return finish_inspection(uow, inspector, inspection.id)

    def _cases(self) -> None:
        self._clock.now = self._clock.today - timedelta(hours=1)
        for manager, (reason, lesson) in zip((ANN, WEI), LESSONS.items(), strict=True):
            order_id = self._ended[reason]
            self._write(manager, partial(_learned, order_id=order_id, lesson=lesson))

    # ── today ──
    def _open_claim(self) -> None:
        past = PastReturn(
            0, OPEN_CLAIM_CUSTOMER, "QUALITY_DEFECT", 1, "RETURN_TO_VENDOR", OPEN_CLAIM_PHOTO, 0
        )

        def file(uow: UnitOfWork, bo: Person) -> int:
            product = uow.catalogue.product(OPEN_CLAIM_PRODUCT)
            return self._filed(uow, bo, past, product)

        request_id = self._write(BO, file)
        self._decide(request_id)
        order = self._write(CHEN, lambda uow, chen: self._inspect(uow, chen, request_id, past))
        self._review(order.id)
        self._write(CHEN, lambda uow, chen: restock_order(uow, chen, order.id))

    def _parcel(self) -> None:
        photo = self._photo(PARCEL_PHOTO)
        self._write(IVO, lambda uow, ivo: register_parcel(uow, ivo, photo, PARCEL_TRACKING))

    # ── means ──
    def _write(self, telegram_id: int, work: Callable[[UnitOfWork, Person], T]) -> T:
        return self._desk.write_now(lambda uow: work(uow, acting(uow, telegram_id)))

    def _photo(self, name: str) -> Photo:
        if name not in self._kept:
            picture = check_picture((self._folder / name).read_bytes())
            self._photos.put(picture.content, picture.thumbnail)
            size = len(picture.content)
            self._kept[name] = Photo(picture.sha256, picture.width, picture.height, size, picture.looks)
        return self._kept[name]


def _with_serial(uow: UnitOfWork, clerk: Person, draft: ReturnRequest) -> None:
    line = draft.lines[0]
    for sale in serial_choices(uow, draft, line, 1):
        set_serial(uow, clerk, draft.id, line.line_no, sale.serial)


def _approved(uow: UnitOfWork, manager: Person, request_id: int) -> None:
    if uow.requests.get(request_id).status in WAITS:  # not what the policy approved
        approve_return(uow, manager, request_id)


def _agreed(uow: UnitOfWork, manager: Person, order_id: int) -> None:
    if uow.return_orders.get(order_id).status in (OrderStatus.IN_REVIEW, OrderStatus.HALF_AGREED):
        agree_to_order(uow, manager, order_id)


def _answer(uow: UnitOfWork, inspector: Person, inspection_id: int, line_no: int) -> None:
    line = uow.inspections.get(inspection_id).line(line_no)
    for question in inspect_goods.questions_of(uow, line):
        number = question.minimum if question.minimum is not None else question.maximum
        text = "pass" if question.kind is AnswerKind.PASS_FAIL else str(number or 0)
        inspect_goods.record_answer(uow, inspector, inspection_id, line_no, question.code, text)


def _learned(uow: UnitOfWork, manager: Person, order_id: int, lesson: str) -> None:
    line = uow.return_orders.get(order_id).lines[0]
    photos = case_source(uow, manager, order_id, line.line_no).photos
    keep_case(uow, manager, order_id, line.line_no, lesson, [photo.sha256 for photo in photos])


def _settled(uow: UnitOfWork, manager: Person, order: ReturnOrder) -> None:
    for claim in uow.claims.of_source(order.number):
        if claim.status is ClaimStatus.OPEN:
            answer_claim.accept_claim(uow, manager, claim.id, Answer.CREDIT)
            settle_claim.settle_claim(uow, manager, claim.id)
            settle_claim.send_goods(uow, manager, claim.id)

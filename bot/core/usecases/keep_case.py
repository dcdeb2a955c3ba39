"""A manager keeps one line of a finished return as a case: what happened and a lesson, without names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.core.domain.case import (
    MAX_LESSON,
    Case,
    CaseAction,
    CaseKept,
    CaseNamesSomebody,
    CasePutAway,
    OrderNotFinished,
    name_in,
)
from bot.core.domain.errors import LineUnknown, PersonUnknown, RecordChanged, WordsMissing
from bot.core.domain.people import Permission, Person, Role, ensure_can
from bot.core.domain.return_order import OrderStatus, ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Photo, ReturnRequest, ensure_text_fits
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_PHOTOS = 10  # one album


@dataclass(frozen=True, slots=True)
class CaseSource:
    """What a case is made of; `known` is the one that was kept of this line before."""

    order: ReturnOrder
    line: ReturnOrderLine
    photos: tuple[Photo, ...]
    known: Case | None


def finished_order(uow: UnitOfWork, actor: Person, order_id: int) -> ReturnOrder:
    """Raises NotAllowed; OrderNotFinished for one that is not posted, or undone."""
    ensure_can(actor, Permission.KEEP_CASE)
    order = uow.return_orders.get(order_id)
    if order.status is not OrderStatus.POSTED:
        raise OrderNotFinished(number=order.number)
    return order


def case_source(uow: UnitOfWork, actor: Person, order_id: int, line_no: int) -> CaseSource:
    """Raises LineUnknown, and as `finished_order`."""
    order = finished_order(uow, actor, order_id)
    line = next((line for line in order.lines if line.line_no == line_no), None)
    if line is None:
        raise LineUnknown(line_no=line_no)
    photos = tuple(_photos(uow, order, line))[:MOST_PHOTOS]
    return CaseSource(order, line, photos, uow.cases.of_line(order_id, line_no))


def lesson_of(uow: UnitOfWork, actor: Person, order_id: int, line_no: int, words: str) -> str:
    """The words as they are kept. Raises WordsMissing, TextTooLong; CaseNamesSomebody where they name who
    had to do with it."""
    source = case_source(uow, actor, order_id, line_no)
    lesson = ensure_text_fits(words, MAX_LESSON)
    if not lesson:
        raise WordsMissing
    if name := name_in(lesson, _names(uow, source.order)):
        raise CaseNamesSomebody(name=name)
    return lesson


def keep_case(
    uow: UnitOfWork,
    actor: Person,
    order_id: int,
    line_no: int,
    words: str,
    photos: Collection[str],
    seen_version: int = 0,
) -> Case:
    """`photos` are content hashes, of those of the line. One case a line: keeping it again changes it;
    `seen_version` is that of the one known before. Raises RecordChanged where somebody was faster, and as
    `lesson_of`."""
    lesson = lesson_of(uow, actor, order_id, line_no, words)
    source = case_source(uow, actor, order_id, line_no)
    chosen = [photo for photo in source.photos if photo.sha256 in photos]
    case = source.known
    if (case.version if case else 0) != seen_version:
        raise RecordChanged(number=case.number if case else source.order.number)
    if case is None:
        case = _new(uow, actor, source, lesson, chosen)
    else:
        case.apply(CaseAction.KEEP, actor.roles)
        case.lesson, case.photos, case.kept_by, case.kept_at = lesson, chosen, actor.id, uow.now
        uow.cases.save(case)
    publish(
        uow,
        CaseKept(
            record=case.number,
            actor_id=actor.id,
            at=uow.now,
            case_id=case.id,
            order=source.order.number,
            product_code=case.product_code,
            photos=len(case.photos),
        ),
    )
    return case


def put_case_away(uow: UnitOfWork, actor: Person, case_id: int) -> Case:
    """Shown at no inspection any more; keeping its line again brings it back. Raises StatusForbids."""
    ensure_can(actor, Permission.KEEP_CASE)
    case = uow.cases.get(case_id)
    case.apply(CaseAction.PUT_AWAY, actor.roles)
    uow.cases.save(case)
    publish(uow, CasePutAway(record=case.number, actor_id=actor.id, at=uow.now, case_id=case.id))
    return case


def _new(uow: UnitOfWork, actor: Person, source: CaseSource, lesson: str, photos: list[Photo]) -> Case:
    return uow.cases.add(
        Case(
            number=document_number(uow, "CA"),
            order_id=source.order.id,
            line_no=source.line.line_no,
            product_code=source.line.product_code,
            reason=source.line.reason,
            lesson=lesson,
            kept_by=actor.id,
            kept_at=uow.now,
            photos=photos,
            version=1,
        )
    )


def _photos(uow: UnitOfWork, order: ReturnOrder, line: ReturnOrderLine) -> Iterator[Photo]:
    """Of the inspection first, then what came with the request; each picture once."""
    seen: set[str] = set()
    inspected = uow.inspections.get(order.inspection_id).line(line.line_no).photos
    filed = [] if line.found else uow.requests.get(order.request_id).line(line.line_no).photos
    for photo in (*inspected, *filed):
        if photo.sha256 not in seen:
            seen.add(photo.sha256)
            yield photo


def _names(uow: UnitOfWork, order: ReturnOrder) -> Iterator[str]:
    """Companies, and everybody who had a hand in it; of people also each part of a name."""
    request = uow.requests.get(order.request_id)
    yield from _companies(uow, order, request)
    for person in _people(uow, order, request):
        yield person.name
        yield from person.name.split()


def _companies(uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> Iterator[str]:
    if request.customer_code:
        yield uow.companies.customer(request.customer_code).name
    for line in order.lines:
        code = uow.catalogue.product(line.product_code).supplier_code
        if code and (supplier := uow.companies.supplier(code)):
            yield supplier.name


def _people(uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> Iterator[Person]:
    decided = request.decision.by if request.decision else None
    first = request.first_approval.by if request.first_approval else None
    for person_id in {
        request.requested_by, decided, first, order.inspected_by, order.reviewed_by, order.posted_by,
    }:  # fmt: skip
        if person_id:
            try:
                yield uow.people.get(person_id)
            except PersonUnknown:
                continue
    if request.customer_code:
        yield from uow.people.contacts_of(Role.CUSTOMER, request.customer_code)

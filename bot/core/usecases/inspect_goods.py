"""An inspector claims what arrived and records it line by line; each answer is stored at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.domain.arrivals import next_parcel_no, not_come, still_expected
from bot.core.domain.catalogue import Question
from bot.core.domain.errors import (
    InspectionTaken,
    NotAllowed,
    OwnWorkNotDecidable,
    SplitExceedsCounted,
    StatusForbids,
)
from bot.core.domain.events import InspectionClaimed, InspectionHandedOver
from bot.core.domain.inspection import InspectedLine, Inspection, InspectionAction
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import Photo, ReturnRequest, ensure_text_fits
from bot.core.domain.return_status import ReturnAction
from bot.core.domain.values import Quantity, ensure_countable
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.settle_request import settle_request
from bot.core.usecases.take_quiz import ensure_heir_trained, ensure_trained


def claim_inspection(
    uow: UnitOfWork, actor: Person, request_id: int, *, another_parcel: bool = False
) -> Inspection:
    """Nobody else can take it then, unless they have `another_parcel` of the same request in their hands.
    Claiming what is one's own already goes on with it. Raises InspectionTaken, OwnWorkNotDecidable (who
    approved it may not inspect it), QuizFirst."""
    ensure_can(actor, Permission.INSPECT)
    ensure_trained(uow, actor)
    request = uow.requests.get(request_id)
    inspections = uow.inspections.of_request(request.id)
    at_work = _at_work(request, inspections)
    for inspection in at_work:
        if inspection.inspector_id == actor.id:
            return inspection
    if at_work and not another_parcel:
        by = uow.people.get(at_work[0].inspector_id).name
        raise InspectionTaken(number=request.number, by=by)
    if request.was_approved_by(actor.id) and not uow.rules.own_work_allowed:
        raise OwnWorkNotDecidable(number=request.number)
    request.apply(ReturnAction.CLAIM, actor.roles)
    uow.requests.save(request)
    lines = _awaited_lines(request, inspections)
    parcel_no = next_parcel_no(inspections)
    inspection = uow.inspections.add(Inspection(request.id, actor.id, uow.now, lines, parcel_no=parcel_no))
    publish(
        uow,
        InspectionClaimed(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            inspection_id=inspection.id,
        ),
    )
    return inspection


def _at_work(request: ReturnRequest, inspections: Sequence[Inspection]) -> list[Inspection]:
    """The parcels that who claims the request may mean: the recount of one that was booked in before is
    another matter while goods are expected."""
    expected = still_expected(request, inspections)
    return [i for i in inspections if i.is_open and not (expected and i.is_booked_in)]


def _awaited_lines(request: ReturnRequest, inspections: Sequence[Inspection]) -> list[InspectedLine]:
    """What is still expected; where that is nothing, every line, with nothing expected of it."""
    missing = not_come(request.lines, inspections)
    return [
        InspectedLine(
            line.line_no, line.product_code, missing.get(line.line_no, Quantity.zero(line.asked.unit))
        )
        for line in request.lines
        if line.line_no in missing or not missing
    ]


def own_inspection(uow: UnitOfWork, actor: Person, inspection_id: int) -> tuple[Inspection, ReturnRequest]:
    """Raises InspectionTaken where it is somebody else's by now, StatusForbids where it is finished."""
    ensure_can(actor, Permission.INSPECT)
    inspection = uow.inspections.get(inspection_id)
    request = uow.requests.get(inspection.request_id)
    if inspection.inspector_id != actor.id:
        by = uow.people.get(inspection.inspector_id).name
        raise InspectionTaken(number=request.number, by=by)
    inspection.apply(InspectionAction.RECORD, actor.roles, request.number)
    return inspection, request


def record_count(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, counted: Quantity
) -> InspectedLine:
    """Fewer or more than expected is a fact; zero means it was not there. Raises QuantityInvalid for a part
    of a piece."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.count(ensure_countable(Quantity(counted.amount, line.unit)))
    uow.inspections.save(inspection)
    return line


def record_answer(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, question_code: str, text: str
) -> InspectedLine:
    """Raises AnswerInvalid. A question that the product's category no longer asks is passed over: the
    checklist may be imported anew while somebody stands before it."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    question = question_asked(uow, line, question_code)
    if question is not None:
        line.answer(question, text)
        uow.inspections.save(inspection)
    return line


def question_asked(uow: UnitOfWork, line: InspectedLine, code: str) -> Question | None:
    return next((question for question in questions_of(uow, line) if question.code == code), None)


def questions_of(uow: UnitOfWork, line: InspectedLine) -> list[Question]:
    return uow.catalogue.questions(uow.catalogue.product(line.product_code).category)


def record_grade(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, grade: Grade
) -> InspectedLine:
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.grade = grade
    uow.inspections.save(inspection)
    return line


def record_split(
    uow: UnitOfWork,
    actor: Person,
    inspection_id: int,
    line_no: int,
    disposition: Disposition,
    quantity: Quantity,
) -> InspectedLine:
    """Adds to one disposition. Raises SplitExceedsCounted, QuantityInvalid for a part of a piece."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    if not line.left:
        raise SplitExceedsCounted(product_code=line.product_code, left="0")
    line.dispose(disposition, ensure_countable(Quantity(quantity.amount, line.unit)))
    uow.inspections.save(inspection)
    return line


def take_from_split(
    uow: UnitOfWork,
    actor: Person,
    inspection_id: int,
    line_no: int,
    disposition: Disposition,
    quantity: Quantity,
) -> InspectedLine:
    """Takes that much off one disposition again, or what there is."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.take_back(disposition, Quantity(quantity.amount, line.unit))
    uow.inspections.save(inspection)
    return line


def clear_split(uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int) -> InspectedLine:
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.split.clear()
    uow.inspections.save(inspection)
    return line


def start_line_again(uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int) -> InspectedLine:
    """Empties one line but keeps its photos."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.counted, line.grade, line.missing_parts = None, None, ""
    line.answers.clear()
    line.split.clear()
    uow.inspections.save(inspection)
    return line


def count_the_others_as_absent(uow: UnitOfWork, actor: Person, inspection_id: int) -> Inspection:
    """Nothing else is in this parcel: what is not counted yet is counted as zero."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    for line in inspection.lines:
        if line.counted is None:
            line.count(Quantity.zero(line.unit))
    uow.inspections.save(inspection)
    return inspection


def record_note(uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, note: str) -> InspectedLine:
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.note = ensure_text_fits(note)
    uow.inspections.save(inspection)
    return line


def attach_damage_photo(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, photo: Photo
) -> InspectedLine:
    """The same photo again is no error and changes nothing."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    if line.add_photo(photo):
        uow.inspections.save(inspection)
    return line


def inspection_to_hand_on(
    uow: UnitOfWork, actor: Person, inspection_id: int
) -> tuple[Inspection, ReturnRequest]:
    """One's own, or, for a manager, anybody's: who had it may be ill or gone. Raises as own_inspection."""
    if not actor.has(Permission.HAND_ON_INSPECTION):
        return own_inspection(uow, actor, inspection_id)
    inspection = uow.inspections.get(inspection_id)
    request = uow.requests.get(inspection.request_id)
    if not inspection.is_open:
        raise StatusForbids(number=request.number, status=inspection.status.value, action="hand_over")
    return inspection, request


def hand_over(uow: UnitOfWork, actor: Person, inspection_id: int, to_person: int | None) -> ReturnRequest:
    """To a colleague who goes on where it stands, or (None) back to the queue as if nobody had begun.
    An inspection a reviewer sent back stays with its inspector or a colleague (StatusForbids):
    its goods are booked in and its return order exists."""
    inspection, request = inspection_to_hand_on(uow, actor, inspection_id)
    before = inspection.inspector_id
    if to_person is None:
        if inspection.revision > 1:
            raise StatusForbids(number=request.number, status=request.status.value, action="release")
        inspection.apply(InspectionAction.RELEASE, actor.roles, request.number)
    else:
        heir = uow.people.get(to_person)
        ensure_can(heir, Permission.INSPECT)
        ensure_heir_trained(uow, heir)
        if request.was_approved_by(heir.id) and not uow.rules.own_work_allowed:
            raise OwnWorkNotDecidable(number=request.number)
        if heir.id == before:
            raise NotAllowed(action=Permission.INSPECT.value)
        inspection.apply(InspectionAction.HAND_OVER, actor.roles, request.number)
        inspection.inspector_id = heir.id
    uow.inspections.save(inspection)
    if to_person is None:
        settle_request(uow, actor, request, released=True)
    publish(
        uow,
        InspectionHandedOver(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            inspection_id=inspection.id,
            to_person=to_person,
            from_person=before,
        ),
    )
    return request

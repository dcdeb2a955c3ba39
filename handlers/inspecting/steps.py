"""The questions of an inspection: one function for each way to answer one."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import PhotosMissing
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import Photo
from bot.core.domain.values import Quantity
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    clear_split,
    hand_over,
    own_inspection,
    questions_of,
    record_answer,
    record_count,
    record_grade,
    record_split,
    start_line_again,
)
from bot.core.usecases.ports import UnitOfWork
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, InspectStep
from bot.views.texts import Html, text
from handlers.dialog import StaleButton


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    """/inspect: the queue."""
    ensure_can(actor, Permission.INSPECT)
    place.dialog, place.subject_id, place.line_no = Dialog.INSPECT, 0, 0
    place.go(InspectStep.QUEUE)


def claim(uow: UnitOfWork, actor: Person, place: DialogPlace, request_id: int) -> None:
    _go_on(uow, place, claim_inspection(uow, actor, request_id))


def go_on(uow: UnitOfWork, actor: Person, place: DialogPlace, inspection_id: int) -> None:
    inspection, _ = own_inspection(uow, actor, inspection_id)
    _go_on(uow, place, inspection)


def _go_on(uow: UnitOfWork, place: DialogPlace, inspection: Inspection) -> None:
    place.dialog, place.subject_id = Dialog.INSPECT, inspection.id
    advance(uow, place, inspection)


def advance(uow: UnitOfWork, place: DialogPlace, inspection: Inspection) -> None:
    """The first question that is still open, over all lines; then the summary."""
    for line in inspection.lines:
        step, notes = _open_question(uow, line)
        if step is not None:
            place.line_no = line.line_no
            place.go(step, **notes)
            return
    place.go(InspectStep.SUMMARY)


def _open_question(uow: UnitOfWork, line: InspectedLine) -> tuple[InspectStep | None, dict[str, str]]:
    if line.counted is None:
        return InspectStep.COUNT, {}
    if not line.counted:
        return None, {}
    for question in questions_of(uow, line):
        if question.code not in line.answers:
            return InspectStep.CHECK, {"question": question.code}
    if line.grade is None:
        return InspectStep.GRADE, {}
    if line.left:
        return InspectStep.SPLIT, {}
    return (InspectStep.PHOTOS, {}) if line.needs_photos and not line.photos else (None, {})


def _advance(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    inspection, _ = own_inspection(uow, actor, place.subject_id)
    advance(uow, place, inspection)


def queue_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "t":
        claim(uow, actor, place, int(value))
    elif kind == "g":
        go_on(uow, actor, place, int(value))
    elif kind == "page" and value.isdigit() and len(value) < 5:
        place.go(InspectStep.QUEUE, page=value)
    else:
        return _common(uow, actor, place, answer)
    return None


def count_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "n":
        return count_typed(uow, actor, place, value)
    if kind == "back":
        begin(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def count_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    record_count(uow, actor, place.subject_id, place.line_no, Quantity.parse(words))
    _advance(uow, actor, place)
    return None


def check_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "a" or kind == "skip":
        return check_typed(uow, actor, place, value)
    if kind == "back":
        start_line_again(uow, actor, place.subject_id, place.line_no)
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def check_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    question = place.notes.get("question", "")
    record_answer(uow, actor, place.subject_id, place.line_no, question, words)
    _advance(uow, actor, place)
    return None


def grade_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "g" and value in Grade.__members__:
        record_grade(uow, actor, place.subject_id, place.line_no, Grade(value))
        _advance(uow, actor, place)
        return None
    if kind == "back":
        start_line_again(uow, actor, place.subject_id, place.line_no)
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def split_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    subject, line_no = place.subject_id, place.line_no
    if kind in ("d", "rest") and value in Disposition.__members__:
        inspection, _ = own_inspection(uow, actor, subject)
        line = inspection.line(line_no)
        quantity = line.left if kind == "rest" else min(line.left, Quantity.of(1, line.unit))
        record_split(uow, actor, subject, line_no, Disposition(value), quantity)
        _advance(uow, actor, place)
    elif kind == "clear":
        clear_split(uow, actor, subject, line_no)
        place.go(InspectStep.SPLIT)
    elif kind == "next":
        _advance(uow, actor, place)
    elif kind == "back":
        start_line_again(uow, actor, subject, line_no)
        _advance(uow, actor, place)
    else:
        return _common(uow, actor, place, answer)
    return None


def photos_sent(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
    before = len(own_inspection(uow, actor, place.subject_id)[0].line(place.line_no).photos)
    line = attach_damage_photo(uow, actor, place.subject_id, place.line_no, photo)
    if len(line.photos) == before and place.step == InspectStep.PHOTOS:
        return None  # the same photo again: the card and its buttons stay as they are
    place.go(InspectStep.PHOTOS, **{k: v for k, v in place.notes.items() if k == "album"})
    return None


def photos_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "done":
        inspection, _ = own_inspection(uow, actor, place.subject_id)
        line = inspection.line(place.line_no)
        if line.needs_photos and not line.photos:
            raise PhotosMissing(product_code=line.product_code)
        advance(uow, place, inspection)
        return None
    if answer == "back":
        clear_split(uow, actor, place.subject_id, place.line_no)
        place.go(InspectStep.SPLIT)
        return None
    return _common(uow, actor, place, answer)


def summary_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "finish":
        order = finish_inspection(uow, actor, place.subject_id)
        number = Html(f"<b>{order.number}</b>")
        words = text(actor.language, "inspect.finished", number=number, inspector=actor.name)
        return Rendered(words, paper=order.paper, paper_name=f"{order.number}.pdf")
    if kind == "e":
        start_line_again(uow, actor, place.subject_id, int(value))
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def colleague_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "h":
        request = hand_over(uow, actor, place.subject_id, int(value) or None)
        return Rendered(text(actor.language, "inspect.handed", number=Html(f"<b>{request.number}</b>")))
    if kind == "back":
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def _common(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """Stopping keeps everything recorded; the queue offers to go on."""
    if answer == "cancel":
        return Rendered(text(actor.language, "kept.inspection"))
    if answer == "hand":
        place.go(InspectStep.COLLEAGUE)
        return None
    raise StaleButton

"""The questions of an inspection: one function for each way to answer one."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import PhotosMissing, ProductUnknown
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import Photo
from bot.core.domain.values import Quantity
from bot.core.usecases.finish_inspection import finish_inspection, is_something_missing
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    clear_split,
    count_the_others_as_absent,
    hand_over,
    inspection_to_hand_on,
    own_inspection,
    questions_of,
    record_answer,
    record_count,
    record_grade,
    record_split,
    start_line_again,
    take_from_split,
)
from bot.core.usecases.look_up import expected_returns
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import (
    add_found_product,
    forget_found_nothing,
    forget_missing_parts,
    record_missing_parts,
)
from bot.core.usecases.return_warnings import photo_uses
from bot.views.inspect_steps import chosen
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, InspectStep
from bot.views.texts import Html, text
from handlers.dialog import StaleButton, number_of, seen_before
from handlers.parcels import steps as parcels
from handlers.taking_in import steps as taking_in

MOST_SEARCH = 60  # characters of a search
_ASIDE = {"hand": InspectStep.COLLEAGUE, "found": InspectStep.FOUND}


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    """/inspect: the queue."""
    expected_returns(uow, actor, 1)
    place.dialog, place.subject_id, place.line_no = Dialog.INSPECT, 0, 0
    place.go(InspectStep.QUEUE)


def claim(uow: UnitOfWork, actor: Person, place: DialogPlace, request_id: int) -> None:
    _go_on(uow, place, claim_inspection(uow, actor, request_id))


def go_on(uow: UnitOfWork, actor: Person, place: DialogPlace, inspection_id: int) -> None:
    inspection, _ = own_inspection(uow, actor, inspection_id)
    _go_on(uow, place, inspection)


def claim_another(uow: UnitOfWork, actor: Person, place: DialogPlace, request_id: int) -> None:
    """Somebody has a parcel of it; this is a second one."""
    _go_on(uow, place, claim_inspection(uow, actor, request_id, another_parcel=True))


def hand_on(uow: UnitOfWork, actor: Person, place: DialogPlace, inspection_id: int) -> None:
    """From the record: a manager gives on what somebody else has begun."""
    inspection, _ = inspection_to_hand_on(uow, actor, inspection_id)
    place.dialog, place.subject_id, place.line_no = Dialog.INSPECT, inspection.id, 0
    place.go(InspectStep.COLLEAGUE)


def _go_on(uow: UnitOfWork, place: DialogPlace, inspection: Inspection) -> None:
    place.dialog, place.subject_id = Dialog.INSPECT, inspection.id
    advance(uow, place, inspection)


def advance(uow: UnitOfWork, place: DialogPlace, inspection: Inspection) -> None:
    """The first question that is still open, over all lines; then the summary."""
    for line in inspection.lines:
        step, notes = _open_question(uow, line)
        if step is not None:
            same = place.line_no == line.line_no
            place.line_no = line.line_no
            place.go(step, **notes, **(_pen(place) if same else {}))
            return
    place.go(InspectStep.SUMMARY)


def _pen(place: DialogPlace) -> dict[str, str]:
    """Which disposition was added to last: the split goes on with it."""
    return {key: value for key, value in place.notes.items() if key == "d"}


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
        claim(uow, actor, place, number_of(value))
    elif kind == "a":
        claim_another(uow, actor, place, number_of(value))
    elif kind == "g":
        go_on(uow, actor, place, number_of(value))
    elif kind == "list":
        parcels.begin_list(uow, actor, place)
    elif kind == "from":
        taking_in.begin(uow, actor, place)
    elif kind == "parcel":
        parcels.begin(uow, actor, place)
    elif kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(InspectStep.QUEUE, page=value)
    elif kind == "back":
        place.go(InspectStep.QUEUE)
    else:
        return _common(uow, actor, place, answer)
    return None


def queue_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """The number from the slip, or the customer's name."""
    place.go(InspectStep.QUEUE, words=words.strip()[:MOST_SEARCH])
    return None


def count_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "n":
        return count_typed(uow, actor, place, value)
    if kind == "none":
        advance(uow, place, count_the_others_as_absent(uow, actor, place.subject_id))
        return None
    if kind == "back":
        begin(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def count_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    record_count(uow, actor, place.subject_id, place.line_no, Quantity.parse(words, whole=False))
    forget_found_nothing(uow, actor, place.subject_id)
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
    if kind == "parts":
        place.go(InspectStep.PARTS)
        return None
    if kind == "back":
        start_line_again(uow, actor, place.subject_id, place.line_no)
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def _last_added(line: InspectedLine) -> dict[str, str]:
    return {"d": next(reversed(line.split)).value} if line.split else {}


def parts_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    record_missing_parts(uow, actor, place.subject_id, place.line_no, words)
    place.go(InspectStep.PHOTOS)
    return None


def parts_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "here":
        forget_missing_parts(uow, actor, place.subject_id, place.line_no)
    elif answer != "back":
        return _common(uow, actor, place, answer)
    _advance(uow, actor, place)
    return None


_STEPS: dict[str, int | None] = {
    "d": 1,
    "f": 5,
    "rest": None,
}  # how much a button adds; None: all that is left


def split_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    subject, line_no = place.subject_id, place.line_no
    if kind in _STEPS and value in Disposition.__members__:
        _add(uow, actor, place, Disposition(value), _STEPS[kind])
    elif kind == "m" and value in Disposition.__members__:
        take_from_split(uow, actor, subject, line_no, Disposition(value), Quantity.of(1))
        place.go(InspectStep.SPLIT, d=value)
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


def _add(
    uow: UnitOfWork, actor: Person, place: DialogPlace, disposition: Disposition, most: int | None
) -> None:
    line = own_inspection(uow, actor, place.subject_id)[0].line(place.line_no)
    quantity = line.left if most is None else min(line.left, Quantity.of(most, line.unit))
    record_split(uow, actor, place.subject_id, place.line_no, disposition, quantity)
    place.notes["d"] = disposition.value
    _advance(uow, actor, place)


def split_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """So many to what was added to last."""
    disposition = chosen(place)
    record_split(uow, actor, place.subject_id, place.line_no, disposition, Quantity.parse(words, whole=False))
    place.notes["d"] = disposition.value
    _advance(uow, actor, place)
    return None


def photos_sent(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
    inspection, request = own_inspection(uow, actor, place.subject_id)
    before = len(inspection.line(place.line_no).photos)
    line = attach_damage_photo(uow, actor, place.subject_id, place.line_no, photo)
    if len(line.photos) == before and place.step == InspectStep.PHOTOS:
        return None  # the same photo again: the card and its buttons stay as they are
    kept = {k: v for k, v in place.notes.items() if k == "album"}
    place.go(InspectStep.PHOTOS, **kept, **seen_before(place, photo_uses(uow, request, photo)))
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
        line = own_inspection(uow, actor, place.subject_id)[0].line(place.line_no)
        place.go(InspectStep.SPLIT if line.grade else InspectStep.GRADE, **_last_added(line))
        return None
    return _common(uow, actor, place, answer)


def summary_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "finish":
        if is_something_missing(uow, actor, place.subject_id):
            place.go(InspectStep.REST)
            return None
        return _finish(uow, actor, place, more_to_come=False)
    if kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(InspectStep.SUMMARY, page=value)
        return None
    if kind == "e":
        start_line_again(uow, actor, place.subject_id, number_of(value))
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def rest_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer in ("more", "all"):
        return _finish(uow, actor, place, more_to_come=answer == "more")
    if answer == "back":
        place.go(InspectStep.SUMMARY)
        return None
    return _common(uow, actor, place, answer)


def _finish(uow: UnitOfWork, actor: Person, place: DialogPlace, *, more_to_come: bool) -> Rendered:
    order = finish_inspection(uow, actor, place.subject_id, more_to_come=more_to_come)
    number = Html(f"<b>{order.number}</b>")
    key = "inspect.finished.more" if more_to_come else "inspect.finished"
    words = text(actor.language, key, number=number, inspector=actor.name)
    return Rendered(words, paper=order.paper, paper_name=f"{order.number}.pdf")


# ── something nobody asked for ──
def found_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """Also a barcode that was read off a photo."""
    kind, _, value = answer.partition(".")
    if kind == "p":
        place.line_no = add_found_product(uow, actor, place.subject_id, value).line_no
        place.go(InspectStep.COUNT)
        return None
    if kind == "back":
        _advance(uow, actor, place)
        return None
    return _common(uow, actor, place, answer)


def found_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """A code goes straight on; anything else searches."""
    words = words.strip()[:MOST_SEARCH]
    try:
        code = uow.catalogue.product(words).code
    except ProductUnknown:
        labelled = uow.catalogue.by_barcode(words)
        if labelled is None:
            place.go(InspectStep.FOUND, words=words)
            return None
        code = labelled.code
    return found_tapped(uow, actor, place, f"p.{code}")


def colleague_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "h":
        request = hand_over(uow, actor, place.subject_id, number_of(value) or None)
        return Rendered(text(actor.language, "inspect.handed", number=Html(f"<b>{request.number}</b>")))
    if kind == "back":
        inspection, _ = inspection_to_hand_on(uow, actor, place.subject_id)
        if inspection.inspector_id != actor.id:
            return Rendered(text(actor.language, "cancelled"))
        advance(uow, place, inspection)
        return None
    return _common(uow, actor, place, answer)


def _common(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """Stopping keeps everything recorded; the queue offers to go on."""
    if answer == "cancel":
        return Rendered(text(actor.language, "kept.inspection"))
    if answer in _ASIDE:
        place.go(_ASIDE[answer])
        return None
    raise StaleButton

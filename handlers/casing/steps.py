"""Which line, the lesson in words, which photos: one function for each way to answer."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.usecases.keep_case import case_source, finished_order, keep_case, lesson_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_cases import see_case
from bot.views.callback_data import Button
from bot.views.case_cards import case_view
from bot.views.case_steps import left_out
from bot.views.rendered import Rendered
from bot.views.steps import CaseStep, Dialog
from bot.views.texts import text
from handlers.dialog import StaleButton, number_of


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
    """From an order's record, or from a case that is changed. A single line is not asked for."""
    order = finished_order(uow, actor, button.subject)
    only = str(order.lines[0].line_no) if len(order.lines) == 1 else ""
    place.dialog, place.subject_id, place.line_no = Dialog.CASE, order.id, 0
    if line := button.argument or only:
        _ask_lesson(uow, actor, place, number_of(line))
    else:
        place.go(CaseStep.LINE)


def _ask_lesson(uow: UnitOfWork, actor: Person, place: DialogPlace, line_no: int) -> None:
    known = case_source(uow, actor, place.subject_id, line_no).known
    place.line_no = line_no
    place.go(CaseStep.LESSON, seen=str(known.version if known else 0))


def line_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "l":
        _ask_lesson(uow, actor, place, number_of(value))
        return None
    if kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(CaseStep.LINE, page=value)
        return None
    return _common(actor, answer)


def lesson_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    known = case_source(uow, actor, place.subject_id, place.line_no).known
    if answer == "same" and known is not None:
        return lesson_typed(uow, actor, place, known.lesson)
    return _common(actor, answer)


def lesson_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    lesson = lesson_of(uow, actor, place.subject_id, place.line_no, words)
    place.go(CaseStep.CONFIRM, lesson=lesson, seen=place.notes["seen"])
    return None


def confirm_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "p":
        flipped = left_out(place) ^ {number_of(value)}
        without = ".".join(str(position) for position in sorted(flipped))
        place.go(CaseStep.CONFIRM, **{**place.notes, "without": without})
        return None
    if kind == "keep":
        return _kept(uow, actor, place)
    if kind == "back":
        place.go(CaseStep.LESSON, seen=place.notes["seen"])
        return None
    return _common(actor, answer)


def _kept(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    order_id, line_no, without = place.subject_id, place.line_no, left_out(place)
    offered = case_source(uow, actor, order_id, line_no).photos
    photos = [photo.sha256 for position, photo in enumerate(offered, 1) if position not in without]
    seen = int(place.notes["seen"])
    case = keep_case(uow, actor, order_id, line_no, place.notes["lesson"], photos, seen)
    shown = case_view(uow, actor, see_case(uow, actor, case.id))
    return Rendered(f"{text(actor.language, 'case.kept')}\n{shown.text}", shown.keyboard)


def _common(actor: Person, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "cancelled"))
    raise StaleButton

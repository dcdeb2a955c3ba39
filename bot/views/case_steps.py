"""How a case is kept: which line, what others should learn, which photos."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardButton

from bot.core.domain.case import MAX_LESSON
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.usecases.keep_case import CaseSource, case_source, finished_order
from bot.core.usecases.ports import UnitOfWork
from bot.views.case_cards import goods_lines
from bot.views.keyboards import in_rows, paging, rows, step_button, way_back
from bot.views.reason_names import reason_name
from bot.views.rendered import Rendered
from bot.views.steps import CaseStep
from bot.views.texts import Html, plain, text

LINES = 8  # a page


def draw_case(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[CaseStep(place.step)](uow, actor, place)


def left_out(place: DialogPlace) -> set[int]:
    """Positions of the photos that are not kept, from 1."""
    return {int(position) for position in place.notes.get("without", "").split(".") if position}


def _line(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, order = actor.language, finished_order(uow, actor, place.subject_id)
    page, pages = int(place.notes.get("page", "0")), -(-len(order.lines) // LINES)
    listed = [
        step_button(
            f"{line.product_code} · {reason_name(uow, language, line.reason)}",
            place.rev,
            f"l.{line.line_no}",
        )
        for line in order.lines[page * LINES : (page + 1) * LINES]
    ]
    keyboard = rows(
        *in_rows(listed, 1),
        paging(language, place.rev, page, pages),
        way_back(language, place.rev, back=False),
    )
    return Rendered(text(language, "case.which", number=Html(f"<b>{order.number}</b>")), keyboard)


def _source(uow: UnitOfWork, actor: Person, place: DialogPlace) -> CaseSource:
    return case_source(uow, actor, place.subject_id, place.line_no)


def _head(uow: UnitOfWork, language: str, source: CaseSource) -> list[str]:
    line = source.line
    name = (line.product_name_zh if language == "zh" else "") or line.product_name_en
    return [text(language, "bold", words=f"{line.product_code} {name}"), *goods_lines(uow, language, line)]


def _lesson(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, source = actor.language, _source(uow, actor, place)
    lines, same = _head(uow, language, source), []
    if source.known is not None:
        lines.append(text(language, "case.lesson", words=source.known.lesson))
        same = [step_button(plain(language, "button.case.same_words"), place.rev, "same")]
    lines.append(text(language, "case.ask_lesson", most=MAX_LESSON))
    return Rendered("\n".join(lines), rows(same, way_back(language, place.rev, back=False)))


def _confirm(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, source, without = actor.language, _source(uow, actor, place), left_out(place)
    lines = [
        *_head(uow, language, source),
        text(language, "case.lesson", words=place.notes.get("lesson", "")),
    ]
    lines.append(text(language, "case.ask_photos" if source.photos else "case.no_photos"))
    ticks = [_tick(place, position, position in without) for position in range(1, len(source.photos) + 1)]
    keyboard = rows(
        *in_rows(ticks, 5),
        [step_button(plain(language, "button.case.keep"), place.rev, "keep", style="primary")],
        way_back(language, place.rev),
    )
    return Rendered("\n".join(lines), keyboard, [photo.sha256 for photo in source.photos])


def _tick(place: DialogPlace, position: int, is_out: bool) -> InlineKeyboardButton:
    return step_button(f"{'✕' if is_out else '✓'} {position}", place.rev, f"p.{position}")


DRAW: dict[CaseStep, Callable[[UnitOfWork, Person, DialogPlace], Rendered]] = {
    CaseStep.LINE: _line,
    CaseStep.LESSON: _lesson,
    CaseStep.CONFIRM: _confirm,
}

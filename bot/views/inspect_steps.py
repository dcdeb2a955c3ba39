"""The questions about one line of an inspection, each drawn from the stored record alone."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardButton

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.values import Quantity
from bot.core.usecases.inspect_goods import question_asked
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_cases import count_for_line
from bot.views.arrival_lines import failed_words
from bot.views.case_cards import cases_button
from bot.views.figures import amount
from bot.views.inspect_lists import (
    colleague,
    found_question,
    head,
    parts_words,
    queue,
    rest_question,
    split_words,
    summary,
)
from bot.views.keyboards import Row, in_rows, rows, step_button, way_back
from bot.views.reason_names import reason_name
from bot.views.records import photo_warnings
from bot.views.rendered import Rendered
from bot.views.steps import InspectStep
from bot.views.texts import plain, text

Draw = Callable[[UnitOfWork, Person, DialogPlace, Inspection, ReturnRequest], Rendered]
SPLIT_BUTTONS = (
    Disposition.RESTOCK,
    Disposition.CONCESSION,
    Disposition.REPAIR,
    Disposition.REFURBISH,
    Disposition.RETURN_TO_VENDOR,
    Disposition.SCRAP,
    Disposition.QUARANTINE,
    Disposition.RETURN_TO_CUSTOMER,
)

_REST_SHOWN = (Disposition.RESTOCK, Disposition.RETURN_TO_VENDOR)  # the rest goes there from the first row
FIVE = 5


def draw_inspect(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    step = InspectStep(place.step)
    if step is InspectStep.QUEUE:
        return queue(uow, actor, place)
    inspection = uow.inspections.get(place.subject_id)
    request = uow.requests.get(inspection.request_id)
    return DRAW[step](uow, actor, place, inspection, request)


def count_choices(expected: Quantity) -> list[str]:
    """What was expected first, then a few less, then nothing; 1 to 6 where nothing was expected."""
    if not expected:
        return [str(n) for n in (*range(1, 7), 0)]
    top = int(expected.amount)
    fewer = [str(n) for n in (*range(top, max(top - 5, 0), -1), 0)]
    return fewer if str(expected) in fewer else [str(expected), *fewer]


def _count(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    lines = [head(uow, language, inspection, line, request), *_why(uow, language, line, request)]
    lines += _standard(uow, language, line)
    key = "inspect.count.found" if line.found else "inspect.count"
    lines.append(text(language, key, expected=amount(language, line.expected)))
    buttons = [step_button(n, place.rev, f"n.{n}") for n in count_choices(line.expected)]
    aside = [step_button(plain(language, "button.something_else"), place.rev, "found")]
    if sum(known.counted is None for known in inspection.lines) > 1:
        aside.append(step_button(plain(language, "button.nothing_else"), place.rev, "none"))
    hand = [step_button(plain(language, "button.hand_over"), place.rev, "hand")]
    return Rendered(
        "\n".join(lines),
        rows(
            *in_rows(buttons, 3),
            *in_rows(aside, 2),
            [*hand, *_cases(uow, language, inspection, line, request)],
            way_back(language, place.rev),
        ),
    )


def _why(uow: UnitOfWork, language: str, line: InspectedLine, request: ReturnRequest) -> list[str]:
    if line.found:
        return []
    reason = request.line(line.line_no).reason or "OTHER"
    return [text(language, "inspect.reason", reason=reason_name(uow, language, reason))]


def _standard(uow: UnitOfWork, language: str, line: InspectedLine) -> list[str]:
    standard = uow.catalogue.product(line.product_code).standard(language)
    return [text(language, "inspect.standard", standard=standard)] if standard else []


def _cases(
    uow: UnitOfWork, language: str, inspection: Inspection, line: InspectedLine, request: ReturnRequest
) -> Row:
    """What others met with the same goods, or for the same reason."""
    return cases_button(language, count_for_line(uow, line, request), inspection.id, line.line_no)


def _way_out(language: str, place: DialogPlace) -> Row:
    """Back, stop, or give it on as it stands: whoever has to go leaves nothing half done to be done again."""
    hand = step_button(plain(language, "button.hand_over"), place.rev, "hand")
    return [*way_back(language, place.rev), hand]


def _check(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    question = question_asked(uow, line, place.notes.get("question", ""))
    if question is None:
        gone = text(language, "inspect.check.gone")
        go_on = step_button(plain(language, "button.go_on"), place.rev, "skip", style="primary")
        return Rendered("\n".join([head(uow, language, inspection, line, request), gone]), rows([go_on]))
    lines = [
        head(uow, language, inspection, line, request),
        text(language, "bold", words=question.name(language)),
        *_standard(uow, language, line),
    ]
    answers = []
    if question.kind is AnswerKind.PASS_FAIL:
        answers = [
            step_button(plain(language, "button.pass"), place.rev, "a.pass", style="success"),
            step_button(plain(language, "button.fail"), place.rev, "a.fail", style="danger"),
        ]
        lines.append(text(language, "inspect.check.pass_fail"))
    elif question.kind is AnswerKind.NUMBER:
        lines.append(
            text(
                language,
                "inspect.check.number",
                minimum=question.minimum if question.minimum is not None else "−",
                maximum=question.maximum if question.maximum is not None else "−",
                unit=question.unit,
            )
        )
    else:
        answers = [step_button(plain(language, "button.skip"), place.rev, "skip")]
        lines.append(text(language, "inspect.check.text"))
    return Rendered("\n".join(lines), rows(answers, _way_out(language, place)))


def _grade(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    buttons = [step_button(plain(language, f"grade.{g.value}"), place.rev, f"g.{g.value}") for g in Grade]
    parts = step_button(plain(language, "button.missing_parts"), place.rev, "parts")
    lines = [head(uow, language, inspection, line, request), *_standard(uow, language, line)]
    lines += [fact for fact in (failed_words(uow, language, line), parts_words(language, line)) if fact]
    lines.append(text(language, "inspect.grade"))
    aside = [parts, *_cases(uow, language, inspection, line, request)]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), aside, _way_out(language, place)))


def _parts(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    lines = [head(uow, language, inspection, line, request)]
    lines += [said for said in (parts_words(language, line),) if said]
    lines.append(text(language, "inspect.parts"))
    forget = []
    if line.missing_parts:
        forget = [step_button(plain(language, "button.parts_are_here"), place.rev, "here")]
    return Rendered("\n".join(lines), rows(forget, way_back(language, place.rev)))


def _split(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    pen = chosen(place)
    shown = text(
        language,
        "inspect.split",
        counted=amount(language, line.counted or Quantity.zero(line.unit)),
        split=split_words(language, line) or "–",
        left=amount(language, line.left),
    )
    typed = text(language, "inspect.split.type", what=plain(language, f"disposition.short.{pen.value}"))
    lines = [head(uow, language, inspection, line, request), shown, *([typed] if line.left else [])]
    again = [step_button(plain(language, "button.split_again"), place.rev, "clear")] if line.split else []
    keyboard = rows(
        _everything(language, place, line),
        *in_rows(_adders(language, place, line), 3),
        _with_pen(language, place, line, pen),
        again,
        _way_out(language, place),
    )
    return Rendered("\n".join(lines), keyboard)


def chosen(place: DialogPlace) -> Disposition:
    """What was added to last; a number that is typed goes there."""
    noted = place.notes.get("d", "")
    return Disposition(noted) if noted in Disposition.__members__ else Disposition.RESTOCK


def _everything(language: str, place: DialogPlace, line: InspectedLine) -> list[InlineKeyboardButton]:
    if not line.left:
        return [step_button(plain(language, "button.next"), place.rev, "next", style="primary")]
    left = amount(language, line.left)
    return [
        step_button(
            plain(language, "button.rest_restock", left=left), place.rev, "rest.RESTOCK", style="success"
        ),
        step_button(plain(language, "button.rest_vendor", left=left), place.rev, "rest.RETURN_TO_VENDOR"),
    ]


def _adders(language: str, place: DialogPlace, line: InspectedLine) -> list[InlineKeyboardButton]:
    if not line.left:
        return []
    return [
        step_button(
            plain(language, "button.plus", what=plain(language, f"disposition.short.{disposition.value}")),
            place.rev,
            f"d.{disposition.value}",
        )
        for disposition in SPLIT_BUTTONS
    ]


def _with_pen(
    language: str, place: DialogPlace, line: InspectedLine, pen: Disposition
) -> list[InlineKeyboardButton]:
    """One back, five more, all the rest: of what was added to last. No button that could only be refused,
    none that is on the card already."""
    what, row = plain(language, f"disposition.short.{pen.value}"), []
    if line.split.get(pen):
        row.append(step_button(plain(language, "button.minus", what=what), place.rev, f"m.{pen.value}"))
    if "d" in place.notes and line.left.amount > FIVE:
        row.append(step_button(plain(language, "button.plus_five", what=what), place.rev, f"f.{pen.value}"))
    if "d" in place.notes and line.left and pen not in _REST_SHOWN:
        row.append(step_button(plain(language, "button.rest_to", what=what), place.rev, f"rest.{pen.value}"))
    return row


def _photos(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    count = len(line.photos)
    key = (
        "inspect.photos.have" if count else "inspect.photos.needed" if line.needs_photos else "inspect.photos"
    )
    lines = [head(uow, language, inspection, line, request)]
    lines += [said for said in (split_words(language, line), parts_words(language, line)) if said]
    lines.append(text(language, key, count=count))
    lines += photo_warnings(language, place)
    done = []
    if count or not line.needs_photos:
        done = [step_button(plain(language, "button.done"), place.rev, "done", style="primary")]
    return Rendered("\n".join(lines), rows(done, _way_out(language, place)))


DRAW: dict[InspectStep, Draw] = {
    InspectStep.COUNT: _count,
    InspectStep.CHECK: _check,
    InspectStep.GRADE: _grade,
    InspectStep.PARTS: _parts,
    InspectStep.SPLIT: _split,
    InspectStep.PHOTOS: _photos,
    InspectStep.FOUND: found_question,
    InspectStep.REST: rest_question,
    InspectStep.SUMMARY: summary,
    InspectStep.COLLEAGUE: colleague,
}

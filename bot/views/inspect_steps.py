"""The questions of an inspection, each drawn from the stored record alone."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Person, Role
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.inspect_goods import questions_of
from bot.core.usecases.look_up import expected_returns
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import amount
from bot.views.keyboards import in_rows, paging, rows, step_button, way_back
from bot.views.records import customer_name, product_label
from bot.views.rendered import Rendered
from bot.views.steps import InspectStep
from bot.views.texts import Html, plain, text

PAGE = 6
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


def draw_inspect(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    step = InspectStep(place.step)
    if step is InspectStep.QUEUE:
        return _queue(uow, actor, place)
    inspection = uow.inspections.get(place.subject_id)
    request = uow.requests.get(inspection.request_id)
    return DRAW[step](uow, actor, place, inspection, request)


def _queue(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, page = actor.language, int(place.notes.get("page", "0"))
    expected = expected_returns(uow, actor, PAGE, page * PAGE)
    count = uow.requests.count_in_status(ReturnStatus.APPROVED)
    mine = uow.inspections.of_person(actor.id)
    going = [
        step_button(
            plain(language, "button.go_on_with", number=uow.requests.get(i.request_id).number),
            place.rev,
            f"g.{i.id}",
            style="primary",
        )
        for i in mine
    ]
    waiting = [
        step_button(
            f"{r.number} {customer_name(uow, language, r)} · {_pieces(language, r)}", place.rev, f"t.{r.id}"
        )
        for r in expected
    ]
    keyboard = rows(
        *in_rows(going, 1),
        *in_rows(waiting, 1),
        paging(language, place.rev, page, -(-count // PAGE)),
        way_back(language, place.rev, back=False),
    )
    key = "inspect.queue" if count else "inspect.queue.yours" if mine else "inspect.queue.empty"
    return Rendered(text(language, key, count=count), keyboard)


def _pieces(language: str, request: ReturnRequest) -> str:
    total = sum(int(line.asked.amount) for line in request.lines)
    return amount(language, Quantity.of(total))


def _head(
    uow: UnitOfWork, language: str, inspection: Inspection, line: InspectedLine, request: ReturnRequest
) -> str:
    position = [known.line_no for known in inspection.lines].index(line.line_no) + 1
    return text(
        language,
        "inspect.head",
        number=Html(f"<b>{request.number}</b>"),
        line=position,
        lines=len(inspection.lines),
        product=product_label(uow, language, line.product_code),
    )


def count_choices(expected: Quantity) -> list[int]:
    """What was expected first, then a few less, then nothing."""
    top = int(expected.amount)
    return [*range(top, max(top - 5, 0), -1), 0]


def _count(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    standard = uow.catalogue.product(line.product_code).standard(language)
    reason = request.line(line.line_no).reason or "OTHER"
    lines = [_head(uow, language, inspection, line, request)]
    lines.append(text(language, "inspect.reason", reason=plain(language, f"reason.{reason}")))
    if standard:
        lines.append(text(language, "inspect.standard", standard=standard))
    lines.append(text(language, "inspect.count", expected=amount(language, line.expected)))
    buttons = [step_button(str(n), place.rev, f"n.{n}") for n in count_choices(line.expected)]
    aside = [step_button(plain(language, "button.hand_over"), place.rev, "hand")]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 3), aside, way_back(language, place.rev)))


def _check(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    question = next(q for q in questions_of(uow, line) if q.code == place.notes.get("question"))
    lines = [
        _head(uow, language, inspection, line, request),
        text(language, "bold", words=question.name(language)),
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
    return Rendered("\n".join(lines), rows(answers, way_back(language, place.rev)))


def _grade(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    buttons = [step_button(plain(language, f"grade.{g.value}"), place.rev, f"g.{g.value}") for g in Grade]
    lines = [_head(uow, language, inspection, line, request), text(language, "inspect.grade")]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), way_back(language, place.rev)))


def split_words(language: str, line: InspectedLine) -> str:
    parts = [
        f"{plain(language, f'disposition.short.{d.value}')} {amount(language, q)}"
        for d, q in line.split.items()
        if q
    ]
    return " · ".join(parts)


def _split(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    counted = line.counted or Quantity.zero(line.unit)
    lines = [
        _head(uow, language, inspection, line, request),
        text(
            language,
            "inspect.split",
            counted=amount(language, counted),
            split=split_words(language, line) or "–",
            left=amount(language, line.left),
        ),
    ]
    adders = []
    if line.left:
        for disposition in SPLIT_BUTTONS:
            label = plain(
                language, "button.plus", what=plain(language, f"disposition.short.{disposition.value}")
            )
            adders.append(step_button(label, place.rev, f"d.{disposition.value}"))
        left = amount(language, line.left)
        everything = [
            step_button(
                plain(language, "button.rest_restock", left=left), place.rev, "rest.RESTOCK", style="success"
            ),
            step_button(plain(language, "button.rest_vendor", left=left), place.rev, "rest.RETURN_TO_VENDOR"),
        ]
    else:
        everything = [step_button(plain(language, "button.next"), place.rev, "next", style="primary")]
    again = [step_button(plain(language, "button.split_again"), place.rev, "clear")] if line.split else []
    return Rendered(
        "\n".join(lines), rows(everything, *in_rows(adders, 3), again, way_back(language, place.rev))
    )


def _photos(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, line = actor.language, inspection.line(place.line_no)
    count = len(line.photos)
    key = (
        "inspect.photos.have" if count else "inspect.photos.needed" if line.needs_photos else "inspect.photos"
    )
    lines = [
        _head(uow, language, inspection, line, request),
        split_words(language, line),
        text(language, key, count=count),
    ]
    done = []
    if count or not line.needs_photos:
        done = [step_button(plain(language, "button.done"), place.rev, "done", style="primary")]
    return Rendered("\n".join(lines), rows(done, way_back(language, place.rev)))


def _summary(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language = actor.language
    lines = [
        text(
            language,
            "inspect.summary",
            number=Html(f"<b>{request.number}</b>"),
            customer=customer_name(uow, language, request),
        )
    ]
    for line in inspection.lines[:8]:
        grade = plain(language, f"grade.{line.grade.value}") if line.grade else "–"
        lines.append(
            text(
                language,
                "inspect.summary.line",
                product=product_label(uow, language, line.product_code),
                expected=amount(language, line.expected),
                counted=amount(language, line.counted or Quantity.zero(line.unit)),
                grade=grade,
                split=split_words(language, line) or plain(language, "order.nothing"),
            )
        )
    changes = [
        step_button(
            plain(language, "button.change_item", product=line.product_code), place.rev, f"e.{line.line_no}"
        )
        for line in inspection.lines
    ]
    keyboard = rows(
        [step_button(plain(language, "button.finish"), place.rev, "finish", style="success")],
        *in_rows(changes, 2),
        [step_button(plain(language, "button.hand_over"), place.rev, "hand")],
        way_back(language, place.rev, back=False),
    )
    return Rendered("\n".join(lines), keyboard)


def _colleague(
    uow: UnitOfWork, actor: Person, place: DialogPlace, _: Inspection, request: ReturnRequest
) -> Rendered:
    language = actor.language
    others = [p for p in uow.people.with_role(Role.INSPECTOR, Role.ADMIN) if p.id != actor.id]
    buttons = [step_button(p.name, place.rev, f"h.{p.id}") for p in others]
    queue = step_button(plain(language, "button.to_queue"), place.rev, "h.0")
    words = text(language, "inspect.colleague", number=Html(f"<b>{request.number}</b>"))
    return Rendered(words, rows(*in_rows(buttons, 2), [queue], way_back(language, place.rev, cancel=False)))


DRAW: dict[InspectStep, Draw] = {
    InspectStep.COUNT: _count,
    InspectStep.CHECK: _check,
    InspectStep.GRADE: _grade,
    InspectStep.SPLIT: _split,
    InspectStep.PHOTOS: _photos,
    InspectStep.SUMMARY: _summary,
    InspectStep.COLLEAGUE: _colleague,
}

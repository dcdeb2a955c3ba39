"""Lines and buttons about what came and what did not: for cards, records and the inspection dialog."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Permission, Person
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.close_rest import may_close_rest, may_expect_rest, rest_of
from bot.core.usecases.inspect_goods import questions_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.return_warnings import evidence_used_before
from bot.views.callback_data import Act
from bot.views.figures import amount
from bot.views.keyboards import button
from bot.views.texts import Html, plain, text

MOST_WORDS = 200  # characters of words that somebody typed
MOST_SURPRISES = 3  # lines on a card


def parcel_label(language: str, inspection: Inspection, request: ReturnRequest) -> Html:
    """ "RR-2026-00042", from the second parcel on "RR-2026-00042 · parcel 2"."""
    number = f"<b>{request.number}</b>"
    if inspection.parcel_no == 1:
        return Html(number)
    return Html(f"{number} · {text(language, 'parcel.nth', n=inspection.parcel_no)}")


def difference(language: str, expected: Quantity, counted: Quantity, *, found: bool) -> str:
    """ "2 short", "1 too many", "nobody asked for it"; empty where it is as expected."""
    if found:
        return text(language, "fact.found")
    if counted < expected:
        return text(language, "fact.short", quantity=amount(language, expected - counted))
    if expected < counted:
        return text(language, "fact.over", quantity=amount(language, counted - expected))
    return ""


def line_facts(language: str, line: ReturnOrderLine) -> str:
    """What of a return order's line is not as it was asked; empty where all is."""
    facts = [difference(language, line.asked, line.counted, found=line.found)]
    if line.missing_parts:
        facts.append(text(language, "fact.parts", words=line.missing_parts[:MOST_WORDS]))
    return " · ".join(fact for fact in facts if fact)


def failed_words(uow: UnitOfWork, language: str, line: InspectedLine) -> str:
    """ "✗ Runs: no, Seconds a day: 75 s"; empty where every answer is as it should be."""
    answers = [
        plain(
            language,
            "answer.measured",
            question=question.name(language),
            value=f"{line.answers[question.code]} {question.unit}".strip(),
        )
        if line.answers[question.code] != "fail"
        else question.name(language)
        for question in line.failed(questions_of(uow, line))
    ]
    comma = plain(language, "list.comma")
    return text(language, "fact.failed", answers=comma.join(answers)) if answers else ""


def surprise_lines(uow: UnitOfWork, language: str, order: ReturnOrder) -> list[str]:
    """For the review: where the checklist said no, photos that are of another return, and how much of the
    return has come so far."""
    inspection = uow.inspections.get(order.inspection_id)
    failed = [
        text(language, "fact.of_line", product=line.product_code, fact=Html(words))
        for line in inspection.lines
        if (words := failed_words(uow, language, line))
    ]
    before = evidence_used_before(uow, order)
    seen = [text(language, "finding.PHOTO_SEEN_BEFORE", numbers=", ".join(before))] if before else []
    more = len(failed) - MOST_SURPRISES
    counted = [text(language, "item.more", count=more)] if more > 0 else []
    return [
        *failed[:MOST_SURPRISES],
        *counted,
        *seen,
        *rest_lines(uow, language, uow.requests.get(order.request_id)),
    ]


def rest_lines(uow: UnitOfWork, language: str, request: ReturnRequest) -> list[str]:
    """How much is still expected of a return that came in part, or who said that nothing more will come."""
    lines = []
    if request.status in (ReturnStatus.APPROVED, ReturnStatus.INSPECTING):
        rest = rest_of(uow, request)
        if rest.expected and (rest.parcels > len(rest.at_work) or rest.parcels > 1):
            lines.append(
                text(
                    language,
                    "rest.expected",
                    expected=amount(language, rest.expected),
                    asked=amount(language, rest.asked),
                )
            )
    if request.rest_closed is not None:
        by = uow.people.get(request.rest_closed.by).name
        lines.append(text(language, "rest.closed", by=by))
        if request.rest_closed.words:
            lines[-1] += text(language, "decided.words", words=request.rest_closed.words[:MOST_WORDS])
    return lines


def arrival_lines(uow: UnitOfWork, language: str, request: ReturnRequest) -> list[str]:
    """For the record: who has a parcel of it at work, and the rest."""
    at_work = [
        text(
            language,
            "parcel.at_work",
            parcel=Html(text(language, "parcel.nth", n=inspection.parcel_no)),
            by=uow.people.get(inspection.inspector_id).name,
        )
        for inspection in uow.inspections.of_request(request.id)
        if inspection.is_open
    ]
    known = [
        text(language, "parcel.belongs", number=parcel.number)
        for parcel in uow.parcels.of_request(request.id)
    ]
    return [*known, *at_work, *rest_lines(uow, language, request)]


def arrival_buttons(
    uow: UnitOfWork, actor: Person, request: ReturnRequest
) -> list[list[InlineKeyboardButton]]:
    """What this person may do about the parcels of a return, from its record."""
    language, rows = actor.language, []
    if may_close_rest(uow, actor, request):
        rows.append([button(plain(language, "button.close_rest"), Act.CLOSE_REST, request.id)])
    if may_expect_rest(actor, request):
        rows.append([button(plain(language, "button.expect_rest"), Act.EXPECT_REST, request.id)])
    for inspection in uow.inspections.of_request(request.id):
        if inspection.is_open and actor.has(Permission.HAND_ON_INSPECTION):
            label = plain(language, "button.hand_on", by=uow.people.get(inspection.inspector_id).name)
            rows.append([button(label, Act.HAND_ON, inspection.id)])
    return rows

"""The questions about a parcel as a whole: which one is here, what else is in it, is it all, who goes on."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Permission, Person, Role
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.close_rest import Rest, rest_after, rest_of
from bot.core.usecases.look_up import EXPECTING, expected_returns
from bot.core.usecases.ports import UnitOfWork
from bot.views.arrival_lines import MOST_WORDS, difference, failed_words, parcel_label
from bot.views.figures import amount
from bot.views.keyboards import Row, in_rows, paging, rows, step_button, way_back
from bot.views.records import customer_name, product_label
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

PAGE = 6
MOST_FOUND = 8  # products of a search


# ── which parcel is here ──
def queue(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, page = actor.language, int(place.notes.get("page", "0"))
    if place.notes.get("words"):
        return _found(uow, actor, place)
    mine = uow.inspections.of_person(actor.id)
    going = [_go_on(uow, language, place, inspection) for inspection in mine]
    waiting = [
        entry
        for request in expected_returns(uow, actor, PAGE, page * PAGE)
        if (entry := _waiting(uow, actor, place, request))
    ]
    unclaimed, count = uow.parcels.count_unclaimed(), uow.requests.count_in_status(ReturnStatus.APPROVED)
    key = "button.parcels" if unclaimed else "button.new_parcel"
    keyboard = rows(
        *in_rows(going, 1),
        *in_rows(waiting, 1),
        paging(language, place.rev, page, -(-uow.requests.count_in_status(*EXPECTING) // PAGE)),
        [step_button(plain(language, key, count=unclaimed), place.rev, "list" if unclaimed else "parcel")],
        _from_suppliers(uow, language, place),
        way_back(language, place.rev, back=False),
    )
    nothing_new = "inspect.queue.at_work" if waiting else "inspect.queue.empty"
    key = "inspect.queue" if count else "inspect.queue.yours" if mine else nothing_new
    return Rendered(text(language, key, count=count), keyboard)


def _found(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """What was typed from the slip in the parcel or its label."""
    language, words = actor.language, place.notes["words"]
    going = {inspection.request_id: inspection for inspection in uow.inspections.of_person(actor.id)}
    found = [
        entry
        for request in expected_returns(uow, actor, MOST_FOUND, words=words)
        if (
            entry := _go_on(uow, language, place, going[request.id])
            if request.id in going
            else _waiting(uow, actor, place, request)
        )
    ]
    key = "inspect.queue.found" if found else "inspect.queue.nothing"
    new = [step_button(plain(language, "button.new_parcel"), place.rev, "parcel")]
    keyboard = rows(*in_rows(found, 1), [] if found else new, way_back(language, place.rev))
    return Rendered(text(language, key, words=words), keyboard)


def _from_suppliers(uow: UnitOfWork, language: str, place: DialogPlace) -> Row:
    """Replacements and repaired pieces are at the same door."""
    count = uow.claims.count_expecting_goods()
    label = plain(language, "button.from_suppliers", count=count)
    return [step_button(label, place.rev, "from")] if count else []


def _go_on(
    uow: UnitOfWork, language: str, place: DialogPlace, inspection: Inspection
) -> InlineKeyboardButton:
    label = plain(language, "button.go_on_with", number=uow.requests.get(inspection.request_id).number)
    if inspection.parcel_no > 1:
        label += f" · {plain(language, 'parcel.nth', n=inspection.parcel_no)}"
    return step_button(label, place.rev, f"g.{inspection.id}", style="primary")


def _waiting(
    uow: UnitOfWork, actor: Person, place: DialogPlace, request: ReturnRequest
) -> InlineKeyboardButton | None:
    """One that can be begun; of one that somebody has, another parcel. None where nothing more is expected
    of it, or it is one's own."""
    language, rest = actor.language, rest_of(uow, request)
    customer = customer_name(uow, language, request)
    if not rest.at_work:
        return step_button(
            f"{request.number} {_expected(language, rest)} · {customer}", place.rev, f"t.{request.id}"
        )
    if not rest.expected or any(inspection.inspector_id == actor.id for inspection in rest.at_work):
        return None
    by = uow.people.get(rest.at_work[0].inspector_id).name
    label = plain(language, "button.another_parcel", number=request.number, by=by)
    return step_button(label, place.rev, f"a.{request.id}")


def _expected(language: str, rest: Rest) -> str:
    """ "· 6", or "· parcel 2, 34 of 40 to come"."""
    if not rest.parcels:
        return f"· {amount(language, rest.expected)}"
    return plain(
        language,
        "rest.short",
        n=rest.parcels + 1,
        expected=amount(language, rest.expected),
        asked=amount(language, rest.asked),
    )


# ── what the lines have in common ──
def head(
    uow: UnitOfWork, language: str, inspection: Inspection, line: InspectedLine, request: ReturnRequest
) -> str:
    position = [known.line_no for known in inspection.lines].index(line.line_no) + 1
    shown = text(
        language,
        "inspect.head",
        number=parcel_label(language, inspection, request),
        line=position,
        lines=len(inspection.lines),
        product=product_label(uow, language, line.product_code),
    )
    return f"{shown}\n{text(language, 'inspect.nobody_asked')}" if line.found else shown


def split_words(language: str, line: InspectedLine) -> str:
    parts = [
        f"{plain(language, f'disposition.short.{d.value}')} {amount(language, q)}"
        for d, q in line.split.items()
        if q
    ]
    return " · ".join(parts)


def parts_words(language: str, line: InspectedLine) -> str:
    if not line.missing_parts:
        return ""
    return text(language, "fact.parts", words=line.missing_parts[:MOST_WORDS])


# ── what else is in the parcel ──
def found_question(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, words = actor.language, place.notes.get("words", "")
    found = uow.catalogue.search_products(words, MOST_FOUND) if words else []
    buttons = [
        step_button(f"{product.code} {product.name(language)}", place.rev, f"p.{product.code}")
        for product in found
    ]
    key = "inspect.found.which" if found else "inspect.found.nothing" if words else "inspect.found"
    said = text(language, key, number=parcel_label(language, inspection, request), words=words)
    return Rendered(said, rows(*in_rows(buttons, 1), way_back(language, place.rev)))


# ── is it all ──
def summary(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language = actor.language
    pages = max(-(-len(inspection.lines) // PAGE), 1)
    page = min(int(place.notes.get("page", "0")), pages - 1)
    shown = inspection.lines[page * PAGE : (page + 1) * PAGE]
    lines = [
        text(
            language,
            "inspect.summary",
            number=parcel_label(language, inspection, request),
            customer=customer_name(uow, language, request),
        ),
        *(summary_line(uow, language, line) for line in shown),
        _sums(language, inspection),
    ]
    changes = [
        step_button(
            plain(language, "button.change_item", product=line.product_code), place.rev, f"e.{line.line_no}"
        )
        for line in shown
    ]
    keyboard = rows(
        [step_button(plain(language, "button.finish"), place.rev, "finish", style="success")],
        *in_rows(changes, 2),
        paging(language, place.rev, page, pages),
        [
            step_button(plain(language, "button.something_else"), place.rev, "found"),
            step_button(plain(language, "button.hand_over"), place.rev, "hand"),
        ],
        way_back(language, place.rev, back=False),
    )
    return Rendered("\n".join(lines), keyboard)


def summary_line(uow: UnitOfWork, language: str, line: InspectedLine) -> str:
    """What came of it, and everything that is not as it should be."""
    counted = line.counted or Quantity.zero(line.unit)
    split = split_words(language, line) or plain(language, "order.nothing")
    said = text(
        language,
        "inspect.summary.line",
        product=product_label(uow, language, line.product_code),
        expected=amount(language, line.expected),
        counted=amount(language, counted),
        outcome=f"{plain(language, f'grade.{line.grade.value}')} · {split}" if line.grade else split,
    )
    facts = [difference(language, line.expected, counted, found=line.found), parts_words(language, line)]
    noted, failed = " · ".join(fact for fact in facts if fact), failed_words(uow, language, line)
    return " · ".join(part for part in (said, f"⚠ {noted}" if noted else "", failed) if part)


def _sums(language: str, inspection: Inspection) -> str:
    """ "Accepted 4, rejected 2." over all lines."""
    accepted = sum(line.accepted.amount for line in inspection.lines)
    rejected = sum(line.rejected.amount for line in inspection.lines)
    return text(
        language,
        "inspect.summary.sums",
        accepted=amount(language, str(accepted)),
        rejected=amount(language, str(rejected)),
    )


def rest_question(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    language, rest = actor.language, rest_after(uow, request, inspection)
    asked = sum(line.asked.amount for line in request.lines)
    said = text(
        language,
        "inspect.rest",
        number=Html(f"<b>{request.number}</b>"),
        rest=amount(language, rest),
        asked=amount(language, str(asked)),
    )
    choices = [
        step_button(plain(language, "button.more_to_come"), place.rev, "more", style="primary"),
        step_button(plain(language, "button.that_is_all"), place.rev, "all"),
    ]
    return Rendered(said, rows(choices, way_back(language, place.rev, cancel=False)))


# ── who goes on ──
def colleague(
    uow: UnitOfWork, actor: Person, place: DialogPlace, inspection: Inspection, request: ReturnRequest
) -> Rendered:
    """A parcel that a reviewer sent back is booked in: it goes to a colleague, never to the queue."""
    language = actor.language
    inspectors = uow.people.with_role(Role.INSPECTOR, Role.ADMIN)
    others = [person for person in inspectors if person.id != inspection.inspector_id]
    buttons = [step_button(person.name, place.rev, f"h.{person.id}") for person in others]
    to_queue = []
    if not inspection.is_booked_in:
        to_queue = [step_button(plain(language, "button.to_queue"), place.rev, "h.0")]
    words = text(language, "inspect.colleague", number=parcel_label(language, inspection, request))
    if inspection.inspector_id != actor.id and actor.has(Permission.HAND_ON_INSPECTION):
        words += "\n" + text(
            language, "inspect.colleague.of", by=uow.people.get(inspection.inspector_id).name
        )
    return Rendered(words, rows(*in_rows(buttons, 2), to_queue, way_back(language, place.rev, cancel=False)))

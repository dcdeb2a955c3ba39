"""Questions for a sentence or a shelf, and the door to every dialog's drawing."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import suggested_place
from bot.views.case_steps import draw_case
from bot.views.claim_steps import draw_claim
from bot.views.import_steps import draw_import
from bot.views.inspect_steps import draw_inspect
from bot.views.keyboards import in_rows, rows, step_button, way_back
from bot.views.note_views import draw_money
from bot.views.parcel_steps import draw_parcel
from bot.views.people_steps import draw_people
from bot.views.policy_steps import draw_policy
from bot.views.product_steps import draw_products
from bot.views.quiz_steps import draw_quiz
from bot.views.reason_steps import draw_reasons
from bot.views.rendered import Rendered
from bot.views.return_steps import draw_return
from bot.views.steps import Dialog, WordsStep
from bot.views.take_in_steps import draw_take_in
from bot.views.texts import text
from bot.views.wip_steps import draw_wip

MOST_PLACES = 24
_OF_NO_RECORD = frozenset(
    {WordsStep.QUIET, WordsStep.EMAIL, WordsStep.REPORT_DATES, WordsStep.STOCK, WordsStep.STATUS}
)


def _words(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    step = WordsStep(place.step)
    if step is WordsStep.EMAIL_CODE:
        return _address_code(uow, actor, place)
    if step in _OF_NO_RECORD:
        shown = text(actor.language, f"words.{step.value}")
        return Rendered(shown, rows(way_back(actor.language, place.rev, back=False)))
    if step is WordsStep.UNDO_STEP:
        number, question = uow.later_steps.get(place.subject_id).number, ""
    elif step in (WordsStep.SEND_BACK, WordsStep.VOID_ORDER, WordsStep.UNDO_ORDER):
        number, question = uow.return_orders.get(place.subject_id).number, ""
    else:
        request = uow.requests.get(place.subject_id)
        number, question = request.number, request.question
    shown = text(actor.language, f"words.{step.value}", number=number, question=question)
    return Rendered(shown, rows(way_back(actor.language, place.rev, back=False)))


def _address_code(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    check = uow.people.address_check(actor.id)
    address, left = (check.address, check.tries_left) if check else ("", 0)
    shown = text(actor.language, "words.email_code", address=address)
    if place.notes.get("wrong"):
        shown = text(actor.language, "words.email_code.wrong", count=left)
    return Rendered(shown, rows(way_back(actor.language, place.rev, back=False)))


def _place(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    order = uow.return_orders.get(place.subject_id)
    usual = suggested_place(uow, order)
    known = [usual, *(p for p in uow.catalogue.places() if p != usual)][:MOST_PLACES]
    buttons = [step_button(name, place.rev, f"p.{name}") for name in known]
    shown = text(actor.language, "place.choose", number=order.number)
    return Rendered(shown, rows(*in_rows(buttons, 4), way_back(actor.language, place.rev, back=False)))


def draw_place(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """The question this person is being asked, as it stands in the database."""
    match Dialog(place.dialog):
        case Dialog.RETURN:
            return draw_return(uow, actor, place)
        case Dialog.INSPECT:
            return draw_inspect(uow, actor, place)
        case Dialog.WORDS:
            return _words(uow, actor, place)
        case Dialog.WIP:
            return draw_wip(uow, actor, place)
        case Dialog.TAKE_IN:
            return draw_take_in(uow, actor, place)
        case Dialog.PEOPLE:
            return draw_people(uow, actor, place)
        case Dialog.PLACE:
            return _place(uow, actor, place)
        case Dialog.POLICY:
            return draw_policy(uow, actor, place)
        case Dialog.PARCEL:
            return draw_parcel(uow, actor, place)
        case Dialog.MONEY:
            return draw_money(uow, actor, place)
        case Dialog.QUIZ:
            return draw_quiz(uow, actor, place)
        case Dialog.CASE:
            return draw_case(uow, actor, place)
        case Dialog.REASON:
            return draw_reasons(uow, actor, place)
        case Dialog.IMPORT:
            return draw_import(uow, actor, place)
        case Dialog.PRODUCT:
            return draw_products(uow, actor, place)
        case Dialog.CLAIM:
            return draw_claim(uow, actor, place)

"""Which company a contact belongs to; what a customer and the desk say to each other."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import COMPANY_ROLES, Person, Role
from bot.core.usecases.follow_return import (
    answer_customer_question,
    ask_customer,
    ask_desk,
    ensure_customer_reachable,
    ensure_may_rate,
    follow_return,
    open_question,
    remark_on_return,
)
from bot.core.usecases.grant_access import grant_access
from bot.core.usecases.invite_person import ensure_may_invite, invite_person, search_companies
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Button
from bot.views.people_cards import invitation_view
from bot.views.people_steps import COMPANY_STEPS, MOST_COMPANIES
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, PeopleStep
from bot.views.texts import text
from handlers.dialog import StaleButton
from handlers.joining.presses import new_secret, role_of, start_of

Open = Callable[[UnitOfWork, Person, DialogPlace, Button], None]


# ── opening a question ──
def _company(step: PeopleStep) -> Open:
    def begin(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
        role = role_of(button.argument)
        ensure_may_invite(actor, role)
        if role not in COMPANY_ROLES:
            raise StaleButton
        _go(place, step, button.subject, role=role.value)

    return begin


def _words(step: PeopleStep) -> Open:
    """Refuses at once where the person could not use the words: nobody types in vain."""

    def begin(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
        _ENSURE[step](uow, actor, button.subject)
        _go(place, step, button.subject)

    return begin


def _go(place: DialogPlace, step: PeopleStep, subject_id: int, **notes: str) -> None:
    place.dialog, place.subject_id, place.line_no = Dialog.PEOPLE, subject_id, 0
    place.go(step, **notes)


_ENSURE: dict[PeopleStep, Callable[[UnitOfWork, Person, int], object]] = {
    PeopleStep.ASK_DESK: follow_return,
    PeopleStep.ASK_CUSTOMER: ensure_customer_reachable,
    PeopleStep.ANSWER: open_question,
    PeopleStep.REMARK: ensure_may_rate,
}
_SAY: dict[PeopleStep, Callable[[UnitOfWork, Person, int, str], object]] = {
    PeopleStep.ASK_DESK: ask_desk,
    PeopleStep.ASK_CUSTOMER: ask_customer,
    PeopleStep.ANSWER: answer_customer_question,
    PeopleStep.REMARK: remark_on_return,
}
begin_invite = _company(PeopleStep.INVITE_COMPANY)
begin_grant = _company(PeopleStep.GRANT_COMPANY)
begin_ask_desk = _words(PeopleStep.ASK_DESK)
begin_ask_customer = _words(PeopleStep.ASK_CUSTOMER)
begin_answer = _words(PeopleStep.ANSWER)
begin_remark = _words(PeopleStep.REMARK)


# ── answers ──
def typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    step = PeopleStep(place.step)
    if step in COMPANY_STEPS:
        role = Role(place.notes["role"])
        search_companies(uow, actor, role, words, MOST_COMPANIES)
        place.go(step, role=role.value, words=words)
        return None
    _SAY[step](uow, actor, place.subject_id, words)
    key = "customer.thanks" if step is PeopleStep.REMARK else "words.thanks"
    return Rendered(text(actor.language, key))


def tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    step, (kind, _, value) = PeopleStep(place.step), answer.partition(".")
    match step, kind:
        case _, "cancel":
            return Rendered(text(actor.language, "cancelled"))
        case PeopleStep.REMARK, "skip":
            return Rendered(text(actor.language, "customer.thanks"))
        case PeopleStep.INVITE_COMPANY, "c":
            secret = new_secret()
            made = invite_person(uow, actor, {Role(place.notes["role"])}, value, secret)
            return invitation_view(uow, actor, made, start_of(secret))
        case PeopleStep.GRANT_COMPANY, "c":
            grant_access(uow, actor, place.subject_id, Role(place.notes["role"]), value)
            return Rendered(text(actor.language, "toast.done"))
    raise StaleButton

"""Whose contact somebody is, and words between a customer and the desk: the questions."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person, Role
from bot.core.usecases.invite_person import search_companies
from bot.core.usecases.ports import UnitOfWork
from bot.views.keyboards import Row, rows, step_button, way_back
from bot.views.rendered import Rendered
from bot.views.steps import PeopleStep
from bot.views.texts import plain, text

MOST_COMPANIES = 6
COMPANY_STEPS = frozenset({PeopleStep.INVITE_COMPANY, PeopleStep.GRANT_COMPANY})


def draw_people(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, step = actor.language, PeopleStep(place.step)
    back = way_back(language, place.rev, back=False)
    if step in COMPANY_STEPS:
        role = Role(place.notes["role"])
        shown = text(language, f"company.which.{role.value}")
        return Rendered(shown, rows(*_found(uow, actor, place, role), back))
    facts = {"number": "", "question": ""}
    if step is PeopleStep.ANSWER:
        question = uow.voices.question(place.subject_id)
        facts = {"number": uow.requests.get(question.request_id).number, "question": question.words}
    else:
        facts["number"] = uow.requests.get(place.subject_id).number
    extra: Row = []
    if step is PeopleStep.REMARK:
        extra = [step_button(plain(language, "button.skip"), place.rev, "skip")]
    return Rendered(text(language, f"people.words.{step.value}", **facts), rows(extra, back))


def _found(uow: UnitOfWork, actor: Person, place: DialogPlace, role: Role) -> list[Row]:
    words = place.notes.get("words", "")
    if not words:
        return []
    found = search_companies(uow, actor, role, words, MOST_COMPANIES)
    return [[step_button(f"{c.code} {c.name}", place.rev, f"c.{c.code}")] for c in found]

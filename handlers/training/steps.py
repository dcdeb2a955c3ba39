"""One answer after the other; the last one says whether it is passed."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.take_quiz import answer_quiz, ensure_quiz, see_quiz
from bot.views.quiz_steps import LETTERS, attempt_in, quiz_result
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, QuizStep
from bot.views.texts import text
from handlers.dialog import StaleButton, number_of


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    """/quiz. Another time, other questions."""
    ensure_quiz(uow, actor)
    place.dialog, place.subject_id, place.line_no = Dialog.QUIZ, 0, 0
    place.go(QuizStep.QUESTION, seed=str(place.person_id * 1000 + place.rev), answers="")


def tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "cancelled"))
    kind, _, position = answer.partition(".")
    if kind != "a" or number_of(position) >= len(LETTERS):
        raise StaleButton
    answered = answer_quiz(uow, actor, attempt_in(place), number_of(position))
    standing = see_quiz(uow, actor, answered)
    if standing.open is None:
        return quiz_result(actor.language, standing)
    place.go(QuizStep.QUESTION, seed=str(answered.seed), answers=answered.answers)
    return None

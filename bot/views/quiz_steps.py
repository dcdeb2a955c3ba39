"""The quiz: one product, three standards, how the last answer was."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.training import Attempt, QuizStanding
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.take_quiz import see_quiz
from bot.views.keyboards import rows, step_button, way_back
from bot.views.rendered import Rendered
from bot.views.texts import text

LETTERS = "ABC"


def attempt_in(place: DialogPlace) -> Attempt:
    return Attempt(int(place.notes["seed"]), place.notes["answers"])


def draw_quiz(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    standing = see_quiz(uow, actor, attempt_in(place))
    language, question = actor.language, standing.open
    if question is None:  # the catalogue has become smaller since
        return quiz_result(language, standing)
    lines = [*_last(language, standing)]
    no, name = standing.answered + 1, question.product.name(language)
    lines.append(text(language, "quiz.question", no=no, asked=standing.asked, product=name))
    lines += [
        text(language, "quiz.choice", letter=letter, standard=choice.standard(language))
        for letter, choice in zip(LETTERS, question.choices, strict=True)
    ]
    answers = [step_button(letter, place.rev, f"a.{at}") for at, letter in enumerate(LETTERS)]
    return Rendered("\n".join(lines), rows(answers, way_back(language, place.rev, back=False)))


def quiz_result(language: str, standing: QuizStanding) -> Rendered:
    key = "quiz.passed" if standing.is_passed else "quiz.failed"
    said = text(language, key, right=standing.right, asked=standing.asked)
    return Rendered("\n".join([*_last(language, standing), said]))


def _last(language: str, standing: QuizStanding) -> list[str]:
    if standing.last is None:
        return []
    if standing.last_right:
        return [text(language, "quiz.right")]
    product = standing.last.product
    return [text(language, "quiz.wrong", product=product.name(language), standard=product.standard(language))]

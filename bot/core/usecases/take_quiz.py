"""The quiz on the acceptance standards, and who has passed it."""

from __future__ import annotations

from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.training import (
    MOST_PRODUCTS,
    Attempt,
    ColleagueUntrained,
    QuizEmpty,
    QuizFirst,
    QuizQuestion,
    QuizStanding,
    QuizTaken,
    quiz_of,
    standing_of,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


def ensure_quiz(uow: UnitOfWork, actor: Person) -> None:
    """Raises NotAllowed, QuizEmpty."""
    ensure_can(actor, Permission.INSPECT)
    if not _questions(uow, 0):
        raise QuizEmpty


def see_quiz(uow: UnitOfWork, actor: Person, attempt: Attempt) -> QuizStanding:
    """How an attempt stands. Raises NotAllowed."""
    ensure_can(actor, Permission.INSPECT)
    return standing_of(_questions(uow, attempt.seed), attempt)


def answer_quiz(uow: UnitOfWork, actor: Person, attempt: Attempt, position: int) -> Attempt:
    """With the last answer it is decided whether the actor has passed. Raises NotAllowed, QuizEmpty."""
    ensure_quiz(uow, actor)
    answered = attempt.with_answer(position)
    standing = see_quiz(uow, actor, answered)
    if standing.open is None:
        _decide(uow, actor, standing)
    return answered


def ensure_trained(uow: UnitOfWork, inspector: Person) -> None:
    """Raises QuizFirst where the desk asks for the quiz, there is one, and it is not passed."""
    if not is_trained(uow, inspector.id):
        raise QuizFirst


def ensure_heir_trained(uow: UnitOfWork, heir: Person) -> None:
    """The same of who is handed an inspection. Raises ColleagueUntrained."""
    if not is_trained(uow, heir.id):
        raise ColleagueUntrained(name=heir.name)


def is_trained(uow: UnitOfWork, person_id: int) -> bool:
    if not uow.rules.quiz or uow.trainings.passed_at(person_id) is not None:
        return True
    return not _questions(uow, 0)


def _decide(uow: UnitOfWork, actor: Person, standing: QuizStanding) -> None:
    if standing.is_passed:
        uow.trainings.put_passed(actor.id, uow.now)
    publish(
        uow,
        QuizTaken(
            record=f"person/{actor.id}",
            actor_id=actor.id,
            at=uow.now,
            person_id=actor.id,
            right=standing.right,
            asked=standing.asked,
            passed=standing.is_passed,
        ),
    )


def _questions(uow: UnitOfWork, seed: int) -> list[QuizQuestion]:
    return quiz_of(uow.catalogue.with_standard(MOST_PRODUCTS), seed)

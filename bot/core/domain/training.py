"""The short quiz on the acceptance standards: which standard is for which product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.core.domain.catalogue import Product
from bot.core.domain.errors import DeskError
from bot.core.domain.events import Event

QUESTIONS = 5
CHOICES = 3
MOST_WRONG = 1
MOST_PRODUCTS = 200  # to choose from


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One of `choices` is the product itself; the standards of all of them differ."""

    product: Product
    choices: tuple[Product, ...]

    def is_right(self, position: int) -> bool:
        return self.choices[position].code == self.product.code


@dataclass(frozen=True, slots=True)
class Attempt:
    """`seed` makes the questions; `answers` are the positions chosen so far, a digit each."""

    seed: int
    answers: str = ""

    def with_answer(self, position: int) -> Attempt:
        return Attempt(self.seed, f"{self.answers}{position}")


@dataclass(frozen=True, slots=True)
class QuizStanding:
    """`open` is the question that is asked now, none at the end; `last` the one answered before."""

    asked: int
    right: int
    answered: int
    open: QuizQuestion | None
    last: QuizQuestion | None
    last_right: bool

    @property
    def is_passed(self) -> bool:
        return self.open is None and self.asked - self.right <= MOST_WRONG


def quiz_of(products: Sequence[Product], seed: int) -> list[QuizQuestion]:
    """The same products and seed give the same questions; none where there are too few standards."""
    by_standard = {_standard(product): product for product in reversed(products)}
    if len(by_standard) < CHOICES:
        return []
    asked = _mixed(products, str(seed))[:QUESTIONS]
    return [_question(product, list(by_standard.values()), f"{seed}/{product.code}") for product in asked]


def standing_of(questions: Sequence[QuizQuestion], attempt: Attempt) -> QuizStanding:
    marks = [q.is_right(int(answer)) for q, answer in zip(questions, attempt.answers, strict=False)]
    done = len(marks)
    return QuizStanding(
        asked=len(questions),
        right=sum(marks),
        answered=done,
        open=questions[done] if done < len(questions) else None,
        last=questions[done - 1] if done else None,
        last_right=bool(marks) and marks[-1],
    )


def _question(product: Product, by_standard: Sequence[Product], seed: str) -> QuizQuestion:
    # Of other categories where there are enough: two clocks may have nearly the same standard.
    others = [other for other in by_standard if _standard(other) != _standard(product)]
    far_first = sorted(_mixed(others, seed), key=lambda other: other.category == product.category)
    choices = [product, *far_first[: CHOICES - 1]]
    return QuizQuestion(product, tuple(_mixed(choices, f"{seed}/choices")))


def _mixed(products: Sequence[Product], seed: str) -> list[Product]:
    """In an order that only the seed knows."""
    return sorted(products, key=lambda product: sha256(f"{seed}/{product.code}".encode()).digest())


def _standard(product: Product) -> tuple[str, str]:
    return product.standard_en, product.standard_zh


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizTaken(Event):
    """`record` is "person/7"."""

    person_id: int
    right: int
    asked: int
    passed: bool


class QuizFirst(DeskError):
    """Who inspects has passed the quiz, where the desk asks for it."""

    code = "quiz_first"


class ColleagueUntrained(DeskError):
    """Facts: name."""

    code = "colleague_untrained"


class QuizEmpty(DeskError):
    """Too few acceptance standards to ask about."""

    code = "quiz_empty"

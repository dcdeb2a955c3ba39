"""Before somebody inspects: do they know the acceptance standards?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.catalogue import Product
from bot.core.domain.training import (
    Attempt,
    ColleagueUntrained,
    QuizEmpty,
    QuizFirst,
    QuizQuestion,
    quiz_of,
    standing_of,
)
from bot.core.usecases.inspect_goods import claim_inspection, hand_over
from bot.core.usecases.take_quiz import answer_quiz, ensure_quiz, see_quiz
from tests.support.builders import a_desk, act, an_approved_return, person_id, refused
from tests.support.cast import CHEN, IVO, OLGA, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, default_rules


def a_product(number: int, standard: str = "") -> Product:
    return Product(f"Q{number}", f"Thing {number}", standard_en=standard or f"Standard {number}")


SIX = [a_product(number) for number in range(6)]


def _desk(*standards: Product, quiz: bool = True) -> MemoryDesk:
    desk = a_desk(IVO, rules=replace(default_rules(), quiz=quiz))
    desk.write_now(lambda uow: uow.catalogue.save_products(standards))
    return desk


def _answer(desk: MemoryDesk, member: Member, *, wrong: int) -> Attempt:
    """Plays it through with so many mistakes."""
    attempt = Attempt(7)
    for no in range(5):
        question = act(desk, member, see_quiz, attempt).open
        assert question is not None
        right = [question.is_right(at) for at in range(3)]
        attempt = act(desk, member, answer_quiz, attempt, right.index(no >= wrong))
    return attempt


def test_one_choice_is_right_and_the_others_have_other_standards() -> None:
    alike = [*SIX, a_product(6, "Standard 0"), a_product(7, "Standard 0")]
    for seed in range(40):
        for question in quiz_of(alike, seed):
            assert sum(question.is_right(at) for at in range(3)) == 1
            assert len({choice.standard_en for choice in question.choices}) == 3


def test_the_others_are_of_other_categories_where_there_are_enough() -> None:
    clocks = [replace(product, category="clocks") for product in SIX]
    mugs = [replace(a_product(number), category="mugs") for number in (8, 9)]
    for question in quiz_of([*clocks, *mugs], 3):
        if question.product.category == "clocks":
            assert sorted(choice.category for choice in question.choices) == ["clocks", "mugs", "mugs"]


def test_the_same_seed_asks_the_same_and_another_something_else() -> None:
    assert quiz_of(SIX, 1) == quiz_of(SIX, 1)
    assert quiz_of(SIX, 1) != quiz_of(SIX, 2)
    assert len(quiz_of(SIX, 1)) == 5


def test_two_standards_are_too_few_to_choose_from() -> None:
    assert quiz_of([a_product(1), a_product(2), a_product(3, "Standard 1")], 1) == []


@pytest.mark.parametrize(
    ("answers", "right", "passed"), [("000", 2, True), ("112", 1, False), ("00", 2, False)]
)
def test_one_mistake_is_allowed(answers: str, right: int, passed: bool) -> None:
    a, b, c = SIX[:3]
    questions = [QuizQuestion(a, (a, b, c)), QuizQuestion(b, (b, a, c)), QuizQuestion(c, (b, a, c))]
    standing = standing_of(questions, Attempt(1, answers))
    assert (standing.right, standing.is_passed) == (right, passed)


def test_where_the_desk_asks_for_it_nobody_inspects_before() -> None:
    desk = _desk(*SIX)
    request = an_approved_return(desk)
    with refused(desk, QuizFirst):
        act(desk, CHEN, claim_inspection, request)
    _answer(desk, CHEN, wrong=2)
    with refused(desk, QuizFirst):
        act(desk, CHEN, claim_inspection, request)
    _answer(desk, CHEN, wrong=1)
    assert act(desk, CHEN, claim_inspection, request).inspector_id == person_id(desk, CHEN)
    taken = [(entry.event, '"passed": true' in entry.facts) for entry in desk.state.log]
    assert [passed for event, passed in taken if event == "QuizTaken"] == [False, True]


def test_an_inspection_is_handed_to_nobody_who_has_not_passed() -> None:
    desk = _desk(*SIX)
    _answer(desk, CHEN, wrong=0)
    inspection = act(desk, CHEN, claim_inspection, an_approved_return(desk))
    with refused(desk, ColleagueUntrained) as refusal:
        act(desk, CHEN, hand_over, inspection.id, person_id(desk, IVO))
    assert refusal.facts == {"name": "Ivo"}
    _answer(desk, IVO, wrong=0)
    act(desk, CHEN, hand_over, inspection.id, person_id(desk, IVO))


def test_a_later_failure_takes_nothing_away() -> None:
    desk = _desk(*SIX)
    _answer(desk, OLGA, wrong=0)
    desk.clock.now = MORNING + timedelta(days=1)
    _answer(desk, OLGA, wrong=5)
    assert desk.read_now(lambda uow: uow.trainings.passed_at(person_id(desk, OLGA))) == MORNING


@pytest.mark.parametrize("setting", [True, False], ids=["too few standards", "switched off"])
def test_where_there_is_nothing_to_ask_or_nobody_asks_people_inspect(setting: bool) -> None:
    desk = _desk(*(() if setting else SIX), quiz=setting)
    assert act(desk, CHEN, claim_inspection, an_approved_return(desk)).is_open


def test_too_few_standards_are_said_so() -> None:
    desk = _desk()
    with refused(desk, QuizEmpty):
        act(desk, CHEN, ensure_quiz)

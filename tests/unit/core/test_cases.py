"""Cases: kept of finished lines, without names; found again by product and reason."""

from __future__ import annotations

import pytest

from bot.core.domain.case import Case, CaseNamesSomebody, CaseStatus, OrderNotFinished, name_in
from bot.core.domain.errors import (
    LineUnknown,
    RecordChanged,
    RecordUnknown,
    StatusForbids,
    TextTooLong,
    WordsMissing,
)
from bot.core.domain.reasons import Disposition, Grade
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.keep_case import case_source, keep_case, put_case_away
from bot.core.usecases.see_cases import cases_for_line, look_up_case, see_case, see_cases
from bot.core.usecases.undo_restock import undo_restock
from tests.support.builders import (
    BAG,
    CLOCK,
    a_desk,
    a_finished_return,
    act,
    an_approved_return,
    inspect_all,
    pieces,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, CHEN, WEI
from tests.support.memory_ports import MemoryDesk

LESSON = "Listen to the bell before it goes on the shelf."


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def _finished(desk: MemoryDesk, product: str = CLOCK, quantity: int = 2) -> int:
    """Damaged, with a photo. Gives the return order's id."""
    order = inspect_all(
        desk,
        an_approved_return(desk, quantity=quantity, product=product),
        split={Disposition.SCRAP: quantity},
        grade=Grade.C,
    )
    review(desk, order.id)
    restock(desk, order.id)
    return order.id


def _kept(desk: MemoryDesk, order: int) -> Case:
    photos = [photo.sha256 for photo in act(desk, ANN, case_source, order, 1).photos]
    return act(desk, ANN, keep_case, order, 1, LESSON, photos)


def test_a_case_keeps_the_lesson_and_the_photos_that_were_chosen(desk: MemoryDesk) -> None:
    order = _finished(desk)
    offered = act(desk, ANN, case_source, order, 1).photos

    case = act(desk, ANN, keep_case, order, 1, f"  {LESSON}\n", [offered[1].sha256, "of another return"])

    assert (case.number, case.product_code, case.reason) == ("CA-2026-00001", CLOCK, "TRANSIT_DAMAGE")
    assert (case.lesson, case.photos) == (LESSON, [offered[1]])
    seen = act(desk, CHEN, see_case, case.id)
    assert (seen.line.grade, seen.line.split) == (Grade.C, ((Disposition.SCRAP, pieces(2)),))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Chen saw it first", "Chen"),
        ("退货人是Bo，注意铃声", "Bo"),
        ("typical of CAFÉ LUMIÈRE", "Café Lumière"),
        ("Wei: look twice", "Wei"),
    ],
)
def test_words_that_name_somebody_are_refused(desk: MemoryDesk, words: str, name: str) -> None:
    order = _finished(desk)
    with refused(desk, CaseNamesSomebody) as refusal:
        act(desk, ANN, keep_case, order, 1, words, ())
    assert refusal.facts == {"name": name}


@pytest.mark.parametrize("words", ["The weight tells", "boxes crushed", "a chest of them", "将铃声听一遍"])
def test_words_that_only_look_like_names_are_taken(words: str) -> None:
    assert name_in(words, ["Wei", "Bo", "Chen", "Ann", "", "将"]) == ""


def test_bad_words_and_lines_change_nothing(desk: MemoryDesk) -> None:
    order = _finished(desk)
    for words, kind in (("  ", WordsMissing), ("x" * 401, TextTooLong)):
        with refused(desk, kind):
            act(desk, ANN, keep_case, order, 1, words, ())
    with refused(desk, LineUnknown):
        act(desk, ANN, keep_case, order, 9, LESSON, ())


def test_only_what_is_finished_becomes_a_case(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    with refused(desk, OrderNotFinished) as refusal:
        act(desk, ANN, keep_case, order.id, 1, LESSON, ())
    assert refusal.facts == {"number": order.number}


def test_keeping_a_line_again_changes_its_case_and_a_second_manager_is_told(desk: MemoryDesk) -> None:
    order = _finished(desk)
    case = _kept(desk, order)
    with refused(desk, RecordChanged):  # Wei began before Ann had kept it
        act(desk, WEI, keep_case, order, 1, "Shake it.", ())

    again = act(desk, WEI, keep_case, order, 1, "Shake it.", (), case.version)

    assert (again.number, again.lesson, again.photos) == (case.number, "Shake it.", [])
    assert act(desk, ANN, see_cases, "", 9).count == 1


def test_what_is_put_away_is_seen_by_managers_alone_and_comes_back(desk: MemoryDesk) -> None:
    order = _finished(desk)
    case = _kept(desk, order)

    act(desk, ANN, put_case_away, case.id)

    assert act(desk, CHEN, see_cases, "", 9).cases == []
    assert [c.status for c in act(desk, ANN, see_cases, CLOCK, 9).cases] == [CaseStatus.PUT_AWAY]
    with refused(desk, RecordUnknown):
        act(desk, CHEN, look_up_case, case.number)
    with refused(desk, StatusForbids):
        act(desk, WEI, put_case_away, case.id)
    act(desk, ANN, keep_case, order, 1, LESSON, (), 2)
    assert act(desk, CHEN, look_up_case, "ca-2026-00001").case.lesson == LESSON


def test_an_inspector_sees_the_same_product_first_then_the_same_reason(desk: MemoryDesk) -> None:
    same, other = _kept(desk, _finished(desk)), _kept(desk, _finished(desk, BAG))
    inspection = act(desk, CHEN, claim_inspection, an_approved_return(desk, quantity=1)).id

    found = act(desk, CHEN, cases_for_line, inspection, 1, 9)

    assert ([case.id for case in found.cases], found.count) == ([same.id, other.id], 2)
    assert [c.id for c in act(desk, CHEN, cases_for_line, inspection, 1, 1, 1).cases] == [other.id]


def test_a_posting_that_is_undone_hides_its_case(desk: MemoryDesk) -> None:
    order = a_finished_return(desk).order.id
    case = act(desk, ANN, keep_case, order, 1, LESSON, ())

    act(desk, ANN, undo_restock, order, "wrong shelf")

    assert act(desk, ANN, see_cases, "", 9).count == 0
    with refused(desk, RecordUnknown):
        act(desk, CHEN, see_case, case.id)
    with refused(desk, OrderNotFinished):
        act(desk, ANN, keep_case, order, 1, LESSON, (), 1)

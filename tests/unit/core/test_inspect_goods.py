"""An inspector claims what arrived and records it line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.domain.catalogue import AnswerKind, Question
from bot.core.domain.errors import (
    AnswerInvalid,
    AnswerMissing,
    CountMissing,
    DeskError,
    GradeMissing,
    InspectionTaken,
    LineUnknown,
    NotAllowed,
    OwnWorkNotDecidable,
    PersonRemoved,
    PersonUnknown,
    PhotosMissing,
    QuantityInvalid,
    RecordUnknown,
    SplitExceedsCounted,
    SplitIncomplete,
    StatusForbids,
    TooManyPhotos,
)
from bot.core.domain.inspection import (
    InspectedLine,
    Inspection,
    InspectionStatus,
    is_within_limits,
)
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import MAX_PHOTOS_PER_LINE
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    clear_split,
    hand_over,
    record_answer,
    record_count,
    record_grade,
    record_note,
    record_split,
    start_line_again,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.review_order import send_back_order
from tests.support.builders import (
    CLOCK,
    QUESTIONS,
    a_desk,
    a_photo,
    a_request,
    act,
    an_approved_return,
    dismiss,
    file_return,
    inspect_all,
    person_id,
    pieces,
    record_line,
    refused,
)
from tests.support.cast import ANN, BO, CHEN, DANA, IVO, OLGA, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, default_rules

Record = Callable[[UnitOfWork, Person, int], object]
RECORDS: dict[str, Record] = {
    "count": lambda uow, actor, i: record_count(uow, actor, i, 1, pieces(6)),
    "answer": lambda uow, actor, i: record_answer(uow, actor, i, 1, "runs", "pass"),
    "grade": lambda uow, actor, i: record_grade(uow, actor, i, 1, Grade.A),
    "split": lambda uow, actor, i: record_split(uow, actor, i, 1, Disposition.SCRAP, pieces(1)),
    "clear": lambda uow, actor, i: clear_split(uow, actor, i, 1),
    "start again": lambda uow, actor, i: start_line_again(uow, actor, i, 1),
    "note": lambda uow, actor, i: record_note(uow, actor, i, 1, "words"),
    "photo": lambda uow, actor, i: attach_damage_photo(uow, actor, i, 1, a_photo()),
    "hand over": lambda uow, actor, i: hand_over(uow, actor, i, None),
    "finish": finish_inspection,
}
each_record = pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(IVO, DANA)


@pytest.fixture
def inspection_id(desk: MemoryDesk) -> int:
    """Chen's, of six clocks that Ann approved."""
    return act(desk, CHEN, claim_inspection, an_approved_return(desk)).id


def the_line(desk: MemoryDesk, inspection_id: int) -> InspectedLine:
    return desk.read_now(lambda uow: uow.inspections.get(inspection_id)).line(1)


# ── claiming ──
def test_a_claim_opens_an_inspection_of_every_line(desk: MemoryDesk) -> None:
    request_id = an_approved_return(desk)
    inspection = act(desk, CHEN, claim_inspection, request_id)
    assert inspection == Inspection(
        request_id, 3, MORNING, [InspectedLine(1, CLOCK, pieces(6))], id=inspection.id
    )
    assert a_request(desk, request_id).status is ReturnStatus.INSPECTING
    assert desk.read_now(lambda uow: uow.inspections.of_person(3)) == [inspection]
    assert desk.state.log[-1].event == "InspectionClaimed"


def test_claiming_ones_own_again_goes_on_with_it_and_changes_nothing(
    desk: MemoryDesk, inspection_id: int
) -> None:
    before = desk.state.shallow()
    assert act(desk, CHEN, claim_inspection, 1).id == inspection_id
    assert desk.state == before


def test_nobody_else_can_claim_it_and_hears_who_has_it(desk: MemoryDesk, inspection_id: int) -> None:
    for member in (IVO, OLGA):
        with refused(desk, InspectionTaken) as refusal:
            act(desk, member, claim_inspection, 1)
        assert refusal.facts == {"number": "RR-2026-00001", "by": "Chen"}


def test_who_approved_it_may_not_inspect_it(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, OLGA, approve_return, request_id)
    with refused(desk, OwnWorkNotDecidable) as refusal:
        act(desk, OLGA, claim_inspection, request_id)
    assert refusal.facts == {"number": "RR-2026-00001"}
    act(desk, CHEN, claim_inspection, request_id)


def test_in_a_one_person_shop_who_approved_it_inspects_it() -> None:
    desk = a_desk(rules=replace(default_rules(), own_work_allowed=True))
    request_id = file_return(desk).request.id
    act(desk, OLGA, approve_return, request_id)
    assert act(desk, OLGA, claim_inspection, request_id).inspector_id == 5


@pytest.mark.parametrize("member", [ANN, BO, WEI, DANA], ids=lambda member: member.name)
def test_only_inspectors_claim(desk: MemoryDesk, member: Member) -> None:
    request_id = an_approved_return(desk)
    with refused(desk, NotAllowed) as refusal:
        act(desk, member, claim_inspection, request_id)
    assert refusal.facts == {"action": "inspect"}


def test_what_waits_for_a_manager_cannot_be_claimed(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    with refused(desk, StatusForbids) as refusal:
        act(desk, CHEN, claim_inspection, request_id)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "submitted", "action": "claim"}


def test_an_unknown_request_cannot_be_claimed(desk: MemoryDesk) -> None:
    with refused(desk, RecordUnknown):
        act(desk, CHEN, claim_inspection, 404)


# ── recording ──
@each_record
def test_somebody_elses_inspection_cannot_be_touched(
    desk: MemoryDesk, inspection_id: int, record: Record
) -> None:
    with refused(desk, InspectionTaken) as refusal:
        act(desk, IVO, record, inspection_id)
    assert refusal.facts == {"number": "RR-2026-00001", "by": "Chen"}


@each_record
@pytest.mark.parametrize(
    ("member", "error"), [(ANN, NotAllowed), (BO, NotAllowed), (STRANGER, PersonUnknown)]
)
def test_who_is_no_inspector_records_nothing(
    desk: MemoryDesk, inspection_id: int, record: Record, member: Member, error: type[DeskError]
) -> None:
    if record is RECORDS["hand over"] and member is ANN:
        member = BO  # a manager may give it on
    with refused(desk, error):
        act(desk, member, record, inspection_id)


@each_record
def test_a_removed_inspector_records_nothing(desk: MemoryDesk, inspection_id: int, record: Record) -> None:
    dismiss(desk, CHEN)
    with refused(desk, PersonRemoved):
        act(desk, CHEN, record, inspection_id)


@each_record
def test_what_is_finished_cannot_be_changed(desk: MemoryDesk, inspection_id: int, record: Record) -> None:
    inspect_all(desk, 1)
    with refused(desk, StatusForbids) as refusal:
        act(desk, CHEN, record, inspection_id)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "finished", "action": "record"}


def test_every_answer_is_stored_at_once(desk: MemoryDesk, inspection_id: int) -> None:
    record_line(
        desk,
        inspection_id,
        1,
        counted=5,
        split={Disposition.RESTOCK: 4, Disposition.SCRAP: 1},
        photos=(a_photo("dent"),),
    )
    act(desk, CHEN, record_note, inspection_id, 1, " glass broken ")
    assert the_line(desk, inspection_id) == InspectedLine(
        1,
        CLOCK,
        pieces(6),
        counted=pieces(5),
        answers={"runs": "pass", "seconds_a_day": "12", "remark": "pass"},
        grade=Grade.B,
        split={Disposition.RESTOCK: pieces(4), Disposition.SCRAP: pieces(1)},
        note="glass broken",
        photos=[a_photo("dent")],
    )


@pytest.mark.parametrize("counted", [0, 4, 6, 9])
def test_fewer_and_more_than_expected_are_facts(desk: MemoryDesk, inspection_id: int, counted: int) -> None:
    act(desk, CHEN, record_count, inspection_id, 1, pieces(counted))
    line = the_line(desk, inspection_id)
    assert (line.counted, line.left, line.expected) == (pieces(counted), pieces(counted), pieces(6))


def test_a_part_of_a_piece_is_neither_counted_nor_split(desk: MemoryDesk, inspection_id: int) -> None:
    with refused(desk, QuantityInvalid):
        act(desk, CHEN, record_count, inspection_id, 1, pieces("5.5"))
    act(desk, CHEN, record_count, inspection_id, 1, pieces(6))
    with refused(desk, QuantityInvalid):
        act(desk, CHEN, record_split, inspection_id, 1, Disposition.RESTOCK, pieces("0.5"))


def test_another_count_empties_the_split_and_the_same_count_keeps_it(
    desk: MemoryDesk, inspection_id: int
) -> None:
    record_line(desk, inspection_id, 1, counted=6, split={Disposition.RESTOCK: 4})
    act(desk, CHEN, record_count, inspection_id, 1, pieces(6))
    assert the_line(desk, inspection_id).left == pieces(2)
    act(desk, CHEN, record_count, inspection_id, 1, pieces(5))
    line = the_line(desk, inspection_id)
    assert (line.split, line.left) == ({}, pieces(5))


def test_the_split_adds_up_and_never_beyond_the_count(desk: MemoryDesk, inspection_id: int) -> None:
    record_line(desk, inspection_id, 1, counted=6, split={Disposition.RESTOCK: 2})
    act(desk, CHEN, record_split, inspection_id, 1, Disposition.RESTOCK, pieces(2))
    with refused(desk, SplitExceedsCounted) as refusal:
        act(desk, CHEN, record_split, inspection_id, 1, Disposition.SCRAP, pieces(3))
    assert refusal.facts == {"product_code": CLOCK, "left": "2"}
    act(desk, CHEN, record_split, inspection_id, 1, Disposition.SCRAP, pieces(2))
    with refused(desk, SplitExceedsCounted) as refusal:
        act(desk, CHEN, record_split, inspection_id, 1, Disposition.SCRAP, pieces(0))
    assert refusal.facts == {"product_code": CLOCK, "left": "0"}
    line = the_line(desk, inspection_id)
    assert (line.accepted, line.rejected, line.left) == (pieces(4), pieces(2), pieces(0))
    act(desk, CHEN, clear_split, inspection_id, 1)
    assert the_line(desk, inspection_id).left == pieces(6)


def test_a_line_started_again_keeps_its_photos_and_nothing_else_that_was_judged(
    desk: MemoryDesk, inspection_id: int
) -> None:
    record_line(desk, inspection_id, 1, counted=5, split={Disposition.SCRAP: 5}, photos=(a_photo("dent"),))
    act(desk, CHEN, start_line_again, inspection_id, 1)
    assert the_line(desk, inspection_id) == InspectedLine(1, CLOCK, pieces(6), photos=[a_photo("dent")])


def test_nothing_can_be_split_before_it_is_counted(desk: MemoryDesk, inspection_id: int) -> None:
    with refused(desk, SplitExceedsCounted):
        act(desk, CHEN, record_split, inspection_id, 1, Disposition.RESTOCK, pieces(1))


def test_a_line_that_is_not_there_is_refused(desk: MemoryDesk, inspection_id: int) -> None:
    with refused(desk, LineUnknown) as refusal:
        act(desk, CHEN, record_count, inspection_id, 2, pieces(1))
    assert refusal.facts == {"line_no": 2}


@pytest.mark.parametrize("text", ["yes", "PASS", ""])
def test_pass_or_fail_is_one_of_the_two(desk: MemoryDesk, inspection_id: int, text: str) -> None:
    with refused(desk, AnswerInvalid) as refusal:
        act(desk, CHEN, record_answer, inspection_id, 1, "runs", text)
    assert refusal.facts == {"question": "runs", "text": text, "minimum": "", "maximum": ""}


@pytest.mark.parametrize("text", ["fast", "", "NaN", "sNaN", "Infinity", "1e9"])
def test_a_number_is_a_number(desk: MemoryDesk, inspection_id: int, text: str) -> None:
    with refused(desk, AnswerInvalid) as refusal:
        act(desk, CHEN, record_answer, inspection_id, 1, "seconds_a_day", text)
    assert refusal.facts == {"question": "seconds_a_day", "text": text, "minimum": "0", "maximum": "60"}


def test_a_number_outside_its_limits_is_a_finding_not_a_mistake(desk: MemoryDesk, inspection_id: int) -> None:
    act(desk, CHEN, record_answer, inspection_id, 1, "seconds_a_day", " 75,5 ")
    assert the_line(desk, inspection_id).answers == {"seconds_a_day": "75.5"}
    assert is_within_limits(QUESTIONS[1], "75.5") is False


def test_an_answer_to_what_the_category_does_not_ask_is_passed_over(
    desk: MemoryDesk, inspection_id: int
) -> None:
    act(desk, CHEN, record_answer, inspection_id, 1, "smell", "pass")
    assert the_line(desk, inspection_id).answers == {}


@pytest.mark.parametrize(
    ("kind", "answer", "within"),
    [
        (AnswerKind.PASS_FAIL, "pass", True),
        (AnswerKind.PASS_FAIL, "fail", False),
        (AnswerKind.TEXT, "anything", True),
        (AnswerKind.NUMBER, "1", True),
        (AnswerKind.NUMBER, "2", True),
        (AnswerKind.NUMBER, "0.9", False),
        (AnswerKind.NUMBER, "2.1", False),
    ],
)
def test_limits_are_inclusive(kind: AnswerKind, answer: str, within: bool) -> None:
    question = Question("c", "q", kind, "?", minimum=Decimal(1), maximum=Decimal(2))
    assert is_within_limits(question, answer) is within
    if kind is AnswerKind.NUMBER:
        assert is_within_limits(replace(question, minimum=None, maximum=None), answer) is True


def test_a_damage_photo_twice_is_kept_once_and_thirty_are_the_most(
    desk: MemoryDesk, inspection_id: int
) -> None:
    for n in range(MAX_PHOTOS_PER_LINE):
        act(desk, CHEN, attach_damage_photo, inspection_id, 1, a_photo(f"{n}"))
    act(desk, CHEN, attach_damage_photo, inspection_id, 1, a_photo("0"))
    assert len(the_line(desk, inspection_id).photos) == 30
    with refused(desk, TooManyPhotos):
        act(desk, CHEN, attach_damage_photo, inspection_id, 1, a_photo("one more"))


# ── what finishing demands ──
def finishing_is_refused(desk: MemoryDesk, inspection_id: int, error: type[DeskError]) -> dict[str, object]:
    with refused(desk, error) as refusal:
        act(desk, CHEN, finish_inspection, inspection_id)
    return refusal.facts


def test_finishing_asks_for_what_is_missing_one_after_the_other(desk: MemoryDesk, inspection_id: int) -> None:
    assert finishing_is_refused(desk, inspection_id, CountMissing) == {"product_code": CLOCK}
    act(desk, CHEN, record_count, inspection_id, 1, pieces(6))
    assert finishing_is_refused(desk, inspection_id, AnswerMissing) == {
        "product_code": CLOCK,
        "question": "runs",
    }
    act(desk, CHEN, record_answer, inspection_id, 1, "runs", "fail")
    assert finishing_is_refused(desk, inspection_id, AnswerMissing)["question"] == "seconds_a_day"
    act(desk, CHEN, record_answer, inspection_id, 1, "seconds_a_day", "0")
    assert finishing_is_refused(desk, inspection_id, GradeMissing) == {"product_code": CLOCK}
    act(desk, CHEN, record_grade, inspection_id, 1, Grade.C)
    act(desk, CHEN, record_split, inspection_id, 1, Disposition.RESTOCK, pieces(4))
    assert finishing_is_refused(desk, inspection_id, SplitIncomplete) == {
        "product_code": CLOCK,
        "counted": "6",
        "split": "4",
        "left": "2",
    }
    act(desk, CHEN, record_split, inspection_id, 1, Disposition.RESTOCK, pieces(2))
    assert finishing_is_refused(desk, inspection_id, PhotosMissing) == {"product_code": CLOCK}
    act(desk, CHEN, attach_damage_photo, inspection_id, 1, a_photo())
    assert act(desk, CHEN, finish_inspection, inspection_id).number == "RO-2026-00001"


@pytest.mark.parametrize(
    ("grade", "disposition", "needed"),
    [
        (Grade.A, Disposition.RESTOCK, False),
        (Grade.B, Disposition.RESTOCK, False),
        (Grade.C, Disposition.RESTOCK, True),
        (Grade.D, Disposition.RESTOCK, True),
        *((Grade.A, d, True) for d in Disposition if d is not Disposition.RESTOCK),
    ],
)
def test_damage_and_whatever_is_not_simply_restocked_needs_a_photo(
    grade: Grade, disposition: Disposition, needed: bool
) -> None:
    line = InspectedLine(1, CLOCK, pieces(6), counted=pieces(6), grade=grade)
    line.dispose(disposition, pieces(6))
    assert line.needs_photos is needed
    if needed:
        with pytest.raises(PhotosMissing):
            line.ensure_complete([])
        line.add_photo(a_photo())
    line.ensure_complete([])


def test_what_was_not_there_needs_no_grade_no_answer_and_no_photo(
    desk: MemoryDesk, inspection_id: int
) -> None:
    act(desk, CHEN, record_count, inspection_id, 1, pieces(0))
    order = act(desk, CHEN, finish_inspection, inspection_id)
    [line] = order.lines
    assert (line.counted, line.grade, line.split, line.allocations) == (pieces(0), None, (), ())
    assert desk.state.movements[1:] == []


# ── handing over ──
def test_a_colleague_goes_on_where_it_stands(desk: MemoryDesk, inspection_id: int) -> None:
    act(desk, CHEN, record_count, inspection_id, 1, pieces(6))
    ivo = person_id(desk, IVO)
    act(desk, CHEN, hand_over, inspection_id, ivo)
    assert act(desk, IVO, claim_inspection, 1).id == inspection_id
    assert the_line(desk, inspection_id).counted == pieces(6)
    with refused(desk, InspectionTaken) as refusal:
        act(desk, CHEN, record_count, inspection_id, 1, pieces(5))
    assert refusal.facts == {"number": "RR-2026-00001", "by": "Ivo"}


def test_back_in_the_queue_anybody_can_claim_it_and_begins_anew(desk: MemoryDesk, inspection_id: int) -> None:
    act(desk, CHEN, record_count, inspection_id, 1, pieces(6))
    act(desk, CHEN, hand_over, inspection_id, None)
    assert a_request(desk, 1).status is ReturnStatus.APPROVED
    released = desk.read_now(lambda uow: uow.inspections.get(inspection_id))
    assert released.status is InspectionStatus.RELEASED
    second = act(desk, IVO, claim_inspection, 1)
    assert second.id != inspection_id
    assert second.lines == [InspectedLine(1, CLOCK, pieces(6))]


def test_it_can_be_handed_only_to_another_inspector_who_did_not_approve_it(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, OLGA, approve_return, request_id)
    inspection_id = act(desk, CHEN, claim_inspection, request_id).id
    for member, error in (
        (BO, NotAllowed),
        (ANN, NotAllowed),
        (CHEN, NotAllowed),
        (OLGA, OwnWorkNotDecidable),
    ):
        to = person_id(desk, member)
        with refused(desk, error):
            act(desk, CHEN, hand_over, inspection_id, to)


def test_it_cannot_be_handed_to_who_was_removed(desk: MemoryDesk, inspection_id: int) -> None:
    ivo = person_id(desk, IVO)
    dismiss(desk, IVO)
    with refused(desk, PersonRemoved):
        act(desk, CHEN, hand_over, inspection_id, ivo)


def test_what_a_reviewer_sent_back_goes_to_a_colleague_but_never_to_the_queue(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    act(desk, WEI, send_back_order, order.id, "count again")
    with refused(desk, StatusForbids) as refusal:
        act(desk, CHEN, hand_over, order.inspection_id, None)
    assert refusal.facts == {"number": "RR-2026-00001", "status": "inspecting", "action": "release"}
    act(desk, CHEN, hand_over, order.inspection_id, person_id(desk, IVO))
    assert inspect_all(desk, 1, by=IVO).inspected_by == person_id(desk, IVO)

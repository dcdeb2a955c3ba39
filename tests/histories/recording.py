"""One line of an inspection, recorded whole: by inspectors in a history, and on the way out of it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.inspection import InspectedLine
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.values import Quantity
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    clear_split,
    questions_of,
    record_answer,
    record_count,
    record_grade,
    record_note,
    record_split,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import record_missing_parts
from tests.histories.world import World
from tests.support.builders import a_photo
from tests.support.cast import Member

WORDS = "because of what was seen"
# Vendors' goods come more often: a claim has the longest way of all.
KINDS = (*Disposition, *[Disposition.RETURN_TO_VENDOR] * 3)
STEPS = {"pcs": Decimal(1), "kg": Decimal("0.001")}


def recorded(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, counted: Quantity, how: int
) -> InspectedLine:
    """Counted, checked, graded, photographed, split over one to three dispositions; parts may be missing."""
    line = record_count(uow, actor, inspection_id, line_no, counted)
    for question in questions_of(uow, line):
        number = question.kind is AnswerKind.NUMBER
        words = ("12", "75")[how % 2] if number else ("pass", "fail")[how // 2 % 2]
        record_answer(uow, actor, inspection_id, line_no, question.code, words)
    record_grade(uow, actor, inspection_id, line_no, list(Grade)[how % 4])
    attach_damage_photo(uow, actor, inspection_id, line_no, a_photo(f"seen {inspection_id} {line_no}"))
    if how % 6 == 5:
        record_missing_parts(uow, actor, inspection_id, line_no, "the key is not in the box")
        record_note(uow, actor, inspection_id, line_no, WORDS)
    clear_split(uow, actor, inspection_id, line_no)
    for disposition, part in parts_of(line.counted or counted, how):
        line = record_split(uow, actor, inspection_id, line_no, disposition, part)
    return line


def parts_of(counted: Quantity, how: int) -> list[tuple[Disposition, Quantity]]:
    """A third each, as far as the unit divides; what is left over goes to the last."""
    step = STEPS[counted.unit]
    third = Quantity((counted.amount / 3 / step).to_integral_value(ROUND_DOWN) * step, counted.unit)
    chosen = [KINDS[how % 11], KINDS[how // 11 % 11], KINDS[how // 7 % 11]][: 1 + how % 3]
    parts = [third] * (len(chosen) - 1)
    rest = counted
    for part in parts:
        rest = rest - part
    return [(kind, part) for kind, part in zip(chosen, [*parts, rest], strict=True) if part]


def inspector_of(world: World, inspection_id: int) -> tuple[Member, list[InspectedLine]]:
    inspection = world.look(lambda uow: uow.inspections.get(inspection_id))
    return world.member(inspection.inspector_id), inspection.lines

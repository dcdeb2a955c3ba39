"""Managers keep the list of reasons: what is offered, what is demanded, what stays on old records."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.domain.errors import NoteMissing, PhotosMissing, ReasonUnknown
from bot.core.domain.reason_errors import (
    ReasonCodeInvalid,
    ReasonIsTheLastResort,
    ReasonMovedOn,
    ReasonNameInvalid,
    ReasonOutOfUse,
    ReasonTaken,
    ReasonUnchanged,
    TooManyReasons,
)
from bot.core.domain.reasons import (
    MOST_CODE,
    MOST_REASONS,
    REASONS,
    Demands,
    Reason,
    code_from,
    ensure_code,
    ensure_name,
    first_choices,
)
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    correct_refused,
    set_note,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.edit_reasons import (
    add_reason,
    bring_reason_back,
    change_demands,
    code_for,
    other_code,
    rename_reason,
    retire_reason,
    see_reason,
    see_reasons,
)
from bot.core.usecases.furnish_practice import furnish_practice
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    CAFE,
    CLOCK,
    a_desk,
    a_photo,
    a_request,
    act,
    draft_return,
    file_return,
    pieces,
    refused,
)
from tests.support.cast import ANN, BO, WEI
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk

COLOUR = Reason("WRONG_COLOUR", name_en="Wrong colour", name_zh="颜色不符")
PHOTOS_TOO = Demands(photos=True, note=False)


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def codes_in_use(desk: MemoryDesk) -> list[str]:
    return [reason.code for reason in desk.read_now(lambda uow: uow.reasons.all()) if reason.in_use]


# ── the list ──
def test_a_desk_begins_with_the_fourteen_and_nothing_is_stored_of_them(desk: MemoryDesk) -> None:
    assert desk.read_now(lambda uow: uow.reasons.all()) == list(REASONS)
    assert len(REASONS) == 14
    assert desk.state.reasons == {}


def test_the_list_says_how_often_each_was_used_in_ninety_days_and_what_is_out_of_use_stands_last(
    desk: MemoryDesk,
) -> None:
    file_return(desk, quantity=1, reason="DEMAND_CHANGE")
    desk.clock.pass_time(days=91)
    for _ in range(2):
        file_return(desk, quantity=1, reason="ORDER_ERROR")
    draft_return(desk, quantity=1, reason="ORDER_ERROR")  # never sent
    act(desk, ANN, retire_reason, "QUALITY_DEFECT", 0)
    seen = act(desk, ANN, see_reasons)
    assert {one.reason.code: one.used for one in seen if one.used} == {"ORDER_ERROR": 2}
    assert seen[-1].reason.code == "QUALITY_DEFECT"
    assert len(seen) == 14


# ── adding ──
def test_a_new_reason_is_offered_before_the_last_resort_and_the_log_says_who_added_it(
    desk: MemoryDesk,
) -> None:
    made = act(desk, ANN, add_reason, COLOUR)
    assert (made.version, made.changed_by, made.added_at) == (1, 1, desk.clock.now)
    assert codes_in_use(desk)[-2:] == ["WRONG_COLOUR", "OTHER"]
    entry = desk.state.log[-1]
    assert (entry.event, entry.actor_id, entry.record) == ("ReasonAdded", 1, "reason/WRONG_COLOUR")
    assert json.loads(entry.facts) == {
        "name_en": "Wrong colour",
        "name_zh": "颜色不符",
        "needs_photos": False,
        "needs_note": False,
    }
    draft = draft_return(desk, quantity=1)
    assert act(desk, BO, set_reason, draft, 1, "WRONG_COLOUR").lines[0].reason == "WRONG_COLOUR"
    assert act(desk, BO, submit_return, draft).request.status is ReturnStatus.APPROVED


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Wrong colour", "WRONG_COLOUR"),
        ("  Doesn't fit (size 42)! ", "DOESN_T_FIT_SIZE_42"),
        ("a very long name that goes on for ever", "A_VERY_LONG_NAME_THAT_GO"),
        ("Wrong size 太大", "WRONG_SIZE"),
    ],
)
def test_the_code_is_made_of_the_english_name(desk: MemoryDesk, name: str, code: str) -> None:
    assert act(desk, ANN, code_for, name) == code


@pytest.mark.parametrize("name", ["颜色不符", "42", "…", "3D print faulty"])
def test_a_name_without_a_latin_letter_in_front_makes_no_code(desk: MemoryDesk, name: str) -> None:
    with refused(desk, ReasonCodeInvalid):
        act(desk, ANN, code_for, name)


@pytest.mark.parametrize("code", ["", "_X", "X__Y", "X-Y", "X Y", "X" * 25, "É", "X_"])
def test_what_is_no_code_is_refused(desk: MemoryDesk, code: str) -> None:
    with refused(desk, ReasonCodeInvalid):
        act(desk, ANN, add_reason, Reason(code, name_en="X", name_zh="某"))


def test_another_code_may_be_typed_in_small_letters(desk: MemoryDesk) -> None:
    assert act(desk, ANN, other_code, " colour_off ") == "COLOUR_OFF"


@given(st.text(max_size=60))
def test_whatever_is_typed_makes_a_code_that_fits_or_none(typed: str) -> None:
    try:
        code = code_from(typed)
    except ReasonCodeInvalid:
        return
    assert ensure_code(code) == code
    assert len(code) <= MOST_CODE


@pytest.mark.parametrize("code", ["WARRANTY", "WRONG_COLOUR"])
def test_a_code_is_given_once_also_to_one_out_of_use(desk: MemoryDesk, code: str) -> None:
    act(desk, ANN, add_reason, COLOUR)
    act(desk, ANN, retire_reason, "WRONG_COLOUR", 1)
    with refused(desk, ReasonTaken) as refusal:
        act(desk, WEI, add_reason, Reason(code, name_en="Again", name_zh="再来"))
    assert refusal.facts == {"reason": code}


@pytest.mark.parametrize("name", ["", " \n ", "字" * 41])
def test_a_name_is_one_to_forty_characters(desk: MemoryDesk, name: str) -> None:
    with refused(desk, ReasonNameInvalid) as refusal:
        act(desk, ANN, add_reason, Reason("X", name_en="X", name_zh=name))
    assert refusal.facts == {"most": 40}


def test_a_name_is_kept_on_one_line_without_signs_that_cannot_be_printed() -> None:
    assert ensure_name(" Wrong\n\x00 colour\u202e ") == "Wrong colour"


def test_there_is_an_end_to_the_list(desk: MemoryDesk) -> None:
    for number in range(MOST_REASONS - len(REASONS)):
        act(desk, ANN, add_reason, Reason(f"R{number}", name_en=f"R{number}", name_zh=f"原因{number}"))
    with refused(desk, TooManyReasons) as refusal:
        act(desk, ANN, add_reason, COLOUR)
    assert refusal.facts == {"most": 60}


# ── changing ──
def test_one_that_every_desk_has_may_be_called_otherwise(desk: MemoryDesk) -> None:
    made = act(desk, ANN, rename_reason, "WARRANTY", 0, "Under guarantee", "在保")
    assert (made.name("en"), made.name("zh"), made.needs_photos) == ("Under guarantee", "在保", False)
    entry = desk.state.log[-1]
    assert (entry.event, entry.record) == ("ReasonChanged", "reason/WARRANTY")
    assert json.loads(entry.facts)["changes"] == {"name_en": "Under guarantee", "name_zh": "在保"}


def test_what_it_demands_holds_for_drafts_under_way(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return).id
    act(desk, BO, choose_customer, draft, CAFE)
    act(desk, BO, add_item, draft, CLOCK)
    act(desk, BO, set_quantity, draft, 1, pieces(1))
    act(desk, BO, set_reason, draft, 1, "DEMAND_CHANGE")
    act(desk, ANN, change_demands, "DEMAND_CHANGE", 0, Demands(photos=True, note=True))
    with refused(desk, NoteMissing):
        act(desk, BO, submit_return, draft)
    act(desk, BO, set_note, draft, 1, "too pink")
    with refused(desk, PhotosMissing):
        act(desk, BO, submit_return, draft)
    act(desk, BO, attach_photo, draft, 1, a_photo())
    assert act(desk, BO, submit_return, draft).request.number == "RR-2026-00001"


def test_of_two_managers_the_second_is_told_who_was_faster(desk: MemoryDesk) -> None:
    act(desk, ANN, retire_reason, "OVERSTOCK", 0)
    with refused(desk, ReasonMovedOn) as refusal:
        act(desk, WEI, rename_reason, "OVERSTOCK", 0, "Too much stock", "库存过多")
    assert refusal.facts == {"reason": "OVERSTOCK", "by": "Ann"}
    with refused(desk, ReasonMovedOn):
        act(desk, WEI, retire_reason, "OVERSTOCK", 0)


def test_what_is_like_that_already_is_no_change(desk: MemoryDesk) -> None:
    act(desk, ANN, retire_reason, "OVERSTOCK", 0)
    with refused(desk, ReasonUnchanged):
        act(desk, ANN, retire_reason, "OVERSTOCK", 1)
    with refused(desk, ReasonUnchanged):
        act(desk, ANN, bring_reason_back, "WARRANTY", 0)
    with refused(desk, ReasonUnchanged):
        act(desk, ANN, change_demands, "TRANSIT_DAMAGE", 0, PHOTOS_TOO)


def test_a_reason_nobody_knows_is_none(desk: MemoryDesk) -> None:
    with refused(desk, ReasonUnknown):
        act(desk, ANN, see_reason, "BOREDOM")
    with refused(desk, ReasonUnknown):
        act(desk, ANN, retire_reason, "BOREDOM", 0)


# ── out of use ──
def test_one_out_of_use_is_offered_to_nobody_until_it_comes_back(desk: MemoryDesk) -> None:
    act(desk, ANN, retire_reason, "DEMAND_CHANGE", 0)
    assert "DEMAND_CHANGE" not in codes_in_use(desk)
    draft = draft_return(desk, quantity=1, reason="ORDER_ERROR")
    with refused(desk, ReasonOutOfUse) as refusal:
        act(desk, BO, set_reason, draft, 1, "DEMAND_CHANGE")
    assert refusal.facts == {"reason": "DEMAND_CHANGE"}
    act(desk, WEI, bring_reason_back, "DEMAND_CHANGE", 1)
    assert act(desk, BO, set_reason, draft, 1, "DEMAND_CHANGE").lines[0].reason == "DEMAND_CHANGE"
    assert [entry.event for entry in desk.state.log if entry.record == "reason/DEMAND_CHANGE"] == [
        "ReasonRetired",
        "ReasonBroughtBack",
    ]


def test_a_draft_that_has_it_already_may_be_sent(desk: MemoryDesk) -> None:
    """It was offered when it was chosen, and nobody can ask the customer again."""
    draft = draft_return(desk, quantity=1, reason="DEMAND_CHANGE")
    act(desk, ANN, retire_reason, "DEMAND_CHANGE", 0)
    sent = act(desk, BO, submit_return, draft).request
    assert (sent.status, sent.lines[0].reason) == (ReturnStatus.APPROVED, "DEMAND_CHANGE")


def test_a_refused_return_is_corrected_with_the_reason_it_had(desk: MemoryDesk) -> None:
    drafts = [draft_return(desk, quantity=20, reason="DEMAND_CHANGE") for _ in range(2)]
    act(desk, BO, submit_return, drafts[0])
    over = act(desk, BO, submit_return, drafts[1]).request
    assert over.status is ReturnStatus.REFUSED
    act(desk, ANN, retire_reason, "DEMAND_CHANGE", 0)
    corrected = act(desk, BO, correct_refused, over.id)
    assert corrected.lines[0].reason == "DEMAND_CHANGE"
    assert act(desk, BO, submit_return, corrected.id).request.number == "RR-2026-00003"
    assert a_request(desk, over.id).lines[0].reason == "DEMAND_CHANGE"


def test_the_last_resort_stays_and_stays_in_need_of_words(desk: MemoryDesk) -> None:
    with refused(desk, ReasonIsTheLastResort):
        act(desk, ANN, retire_reason, "OTHER", 0)
    with refused(desk, ReasonIsTheLastResort):
        act(desk, ANN, change_demands, "OTHER", 0, PHOTOS_TOO)
    for code in codes_in_use(desk):
        if code != "OTHER":
            act(desk, ANN, retire_reason, code, 0)
    assert codes_in_use(desk) == ["OTHER"]
    assert not act(desk, ANN, see_reason, "OTHER").may_go


def test_four_are_offered_first_whatever_is_out_of_use(desk: MemoryDesk) -> None:
    usual = desk.read_now(lambda uow: first_choices(uow.reasons.all()))
    assert [r.code for r in usual] == ["QUALITY_DEFECT", "TRANSIT_DAMAGE", "WRONG_ITEM", "DEMAND_CHANGE"]
    for code in ("TRANSIT_DAMAGE", "PACKAGING_DEFECT"):
        act(desk, ANN, retire_reason, code, 0)
    left = desk.read_now(lambda uow: first_choices(uow.reasons.all()))
    assert [r.code for r in left] == ["QUALITY_DEFECT", "WRONG_ITEM", "DEMAND_CHANGE", "MISSING_PARTS"]


# ── practice ──
def test_who_practises_chooses_from_the_desks_own_reasons(desk: MemoryDesk) -> None:
    act(desk, ANN, add_reason, COLOUR)
    act(desk, ANN, retire_reason, "DEMAND_CHANGE", 0)
    given = desk.read_now(lambda uow: uow.reasons.all())
    room = MemoryDesk(Clock(desk.clock.now), desk.rules)
    room.write_now(lambda uow: furnish_practice(uow, BO.telegram_id, BO.name, "en", given))
    assert codes_in_use(room) == codes_in_use(desk)
    copied = room.read_now(lambda uow: uow.reasons.get("WRONG_COLOUR"))
    assert (copied.name("zh"), copied.changed_by, copied.version) == ("颜色不符", 0, 1)

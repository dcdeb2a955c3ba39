"""Which event tells whom: exactly these chats, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.events import CatalogueImported
from bot.core.domain.notice import Notice, NoticeKind, NoticeStatus
from bot.core.domain.notice_kinds import KINDS
from bot.core.domain.people import Role
from bot.core.domain.reasons import Disposition, RefusalReason
from bot.core.usecases.cancel_credit import cancel_credit_note
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.decide_approval import (
    answer_question,
    approve_return,
    ask_back,
    cancel_return,
    refuse_return,
)
from bot.core.usecases.draft_return import choose_customer, start_return
from bot.core.usecases.grant_access import ask_access, decline_access, grant_access
from bot.core.usecases.inspect_goods import claim_inspection, hand_over
from bot.core.usecases.notices import RULES, notices_of
from bot.core.usecases.register_parcel import register_parcel, set_tracking
from bot.core.usecases.remind_claims import push_weekly_claims
from bot.core.usecases.review_order import send_back_order
from bot.core.usecases.settle_parcel import give_up_parcel
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import drop_step
from bot.core.usecases.undo_restock import undo_restock
from tests.support.builders import (
    BAG,
    CAFE,
    ORDER,
    POSTAGE,
    a_desk,
    a_photo,
    act,
    an_approved_return,
    an_order_in_work,
    check_money,
    dismiss,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    join,
    limit_scrap,
    person_id,
    restock,
    review,
    take_step,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, IVO, OLGA, STRANGER, WEI, Member
from tests.support.memory_ports import MemoryDesk, default_rules

MANAGERS = {1001, 1004, 1005}  # Ann, Wei, Olga
Told = dict[str, set[int]]


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(IVO)


def new_notices(desk: MemoryDesk, happening: Callable[[], object]) -> list[Notice]:
    known = {notice.id for notice in desk.state.notices}
    happening()
    return [notice for notice in desk.state.notices if notice.id not in known]


def told(desk: MemoryDesk, happening: Callable[[], object]) -> Told:
    """By kind, the chats that this tells. A new message is marked with a plus, an edited card is not."""
    result: Told = {}
    for notice in new_notices(desk, happening):
        kind = f"+{notice.kind.value}" if notice.fresh else notice.kind.value
        assert notice.chat_id not in result.get(kind, set())
        result.setdefault(kind, set()).add(notice.chat_id)
    return result


def test_a_draft_and_what_the_policy_decides_tell_nobody(desk: MemoryDesk) -> None:
    assert told(desk, lambda: draft_return(desk)) == {}
    assert told(desk, lambda: file_return(desk, quantity=1)) == {}


def test_over_return_tells_nobody_but_who_is_sending_it(desk: MemoryDesk) -> None:
    first, second = draft_return(desk, quantity=24), draft_return(desk, quantity=24)
    act(desk, BO, submit_return, first)
    assert told(desk, lambda: act(desk, BO, submit_return, second)) == {}


def test_what_waits_comes_to_every_manager(desk: MemoryDesk) -> None:
    assert told(desk, lambda: file_return(desk)) == {"approval_card": MANAGERS}


def test_a_manager_who_files_gets_no_card_of_their_own(desk: MemoryDesk) -> None:
    assert told(desk, lambda: file_return(desk, by=ANN)) == {"approval_card": {1004, 1005}}


def test_in_a_one_person_shop_they_do() -> None:
    desk = a_desk(rules=replace(default_rules(), own_work_allowed=True))
    assert told(desk, lambda: file_return(desk, by=ANN)) == {"approval_card": MANAGERS}


def test_who_was_removed_is_told_nothing(desk: MemoryDesk) -> None:
    dismiss(desk, WEI)
    assert told(desk, lambda: file_return(desk)) == {"approval_card": {1001, 1005}}


def test_a_card_is_in_the_language_of_its_reader(desk: MemoryDesk) -> None:
    notices = new_notices(desk, lambda: file_return(desk))
    assert {notice.chat_id: notice.language for notice in notices} == {1001: "en", 1004: "zh", 1005: "en"}
    [notice, *_] = notices
    assert (notice.event_key, notice.matter, notice.subject_id, notice.created_at) == (
        "log/1/approval_card",
        "approval_card/1",
        1,
        desk.clock.now,
    )


@pytest.mark.parametrize(
    "decide",
    [
        lambda desk, request: act(desk, ANN, approve_return, request),
        lambda desk, request: act(desk, ANN, refuse_return, request, RefusalReason.NO_EVIDENCE),
        lambda desk, request: act(desk, ANN, ask_back, request, "Which side?"),
    ],
    ids=["approve", "refuse", "ask back"],
)
def test_a_decision_changes_every_card_and_tells_who_filed_it(
    desk: MemoryDesk, decide: Callable[[MemoryDesk, int], object]
) -> None:
    request_id = file_return(desk).request.id
    assert told(desk, lambda: decide(desk, request_id)) == {
        "approval_card": MANAGERS,
        "+return_decided": {1002},
    }


def test_an_answer_brings_the_card_to_the_managers_anew(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, ANN, ask_back, request_id, "Which side?")
    assert told(desk, lambda: act(desk, BO, answer_question, request_id, "Left.")) == {
        "+approval_card": MANAGERS
    }


def test_cancelling_changes_the_cards_and_does_not_tell_who_did_it(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    assert told(desk, lambda: act(desk, BO, cancel_return, request_id)) == {"approval_card": MANAGERS}


def test_claiming_changes_the_cards_and_an_automatic_approval_had_none(desk: MemoryDesk) -> None:
    by_manager, automatic = an_approved_return(desk), an_approved_return(desk, quantity=1)
    assert told(desk, lambda: act(desk, CHEN, claim_inspection, by_manager)) == {"approval_card": MANAGERS}
    assert told(desk, lambda: act(desk, CHEN, claim_inspection, automatic)) == {}


def test_handing_over_tells_the_heir_and_the_queue_changes_the_cards(desk: MemoryDesk) -> None:
    inspection_id = act(desk, CHEN, claim_inspection, an_approved_return(desk)).id
    ivo, chen = person_id(desk, IVO), person_id(desk, CHEN)
    assert told(desk, lambda: act(desk, CHEN, hand_over, inspection_id, ivo)) == {"+inspection_yours": {1007}}
    assert told(desk, lambda: act(desk, IVO, hand_over, inspection_id, chen)) == {"+inspection_yours": {1003}}
    back = told(desk, lambda: act(desk, CHEN, hand_over, inspection_id, None))
    assert back == {"approval_card": {1001, 1004, 1005}}  # their cards say that it waits again


def test_a_manager_who_gives_it_on_tells_both(desk: MemoryDesk) -> None:
    inspection_id = act(desk, CHEN, claim_inspection, an_approved_return(desk)).id
    ivo = person_id(desk, IVO)
    assert told(desk, lambda: act(desk, ANN, hand_over, inspection_id, ivo)) == {
        "+inspection_yours": {1007},
        "+inspection_taken": {1003},
    }
    assert told(desk, lambda: act(desk, ANN, hand_over, inspection_id, None)) == {
        "approval_card": {1001, 1004, 1005},
        "+inspection_taken": {1007},
    }


def test_a_parcel_nobody_expected_comes_to_the_managers_and_their_cards_follow_it(desk: MemoryDesk) -> None:
    parcels: list[int] = []
    known = told(desk, lambda: parcels.append(act(desk, CHEN, register_parcel, a_photo("label")).id))
    assert known == {"parcel_card": MANAGERS}
    assert told(desk, lambda: act(desk, CHEN, set_tracking, parcels[0], "1Z")) == {"parcel_card": MANAGERS}
    gone = told(desk, lambda: act(desk, ANN, give_up_parcel, parcels[0], "to the carrier"))
    assert gone == {"parcel_card": MANAGERS}


@pytest.mark.parametrize(("inspector", "reviewers"), [(CHEN, MANAGERS), (OLGA, {1001, 1004})])
def test_a_return_order_comes_to_every_manager_but_its_inspector(
    desk: MemoryDesk, inspector: Member, reviewers: set[int]
) -> None:
    request_id = an_approved_return(desk, quantity=1)
    assert told(desk, lambda: inspect_all(desk, request_id, by=inspector)) == {"review_card": reviewers}


def test_agreeing_changes_the_cards_and_tells_the_inspector(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    assert told(desk, lambda: review(desk, order.id)) == {"review_card": MANAGERS, "+restock_card": {1003}}


def test_sending_back_changes_the_cards_and_tells_the_inspector(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    assert told(desk, lambda: act(desk, WEI, send_back_order, order.id, "count again")) == {
        "review_card": MANAGERS,
        "+order_sent_back": {1003},
    }
    assert told(desk, lambda: inspect_all(desk, order.request_id)) == {"review_card": MANAGERS}


def test_posting_changes_both_kinds_of_cards_and_tells_who_filed_it(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    review(desk, order.id)
    assert told(desk, lambda: restock(desk, order.id)) == {
        "review_card": MANAGERS,
        "restock_card": {1003},
        "+return_posted": {1002},
    }


def test_who_posts_what_they_filed_themselves_is_not_told(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk, by=CHEN, quantity=1))
    review(desk, order.id)
    assert told(desk, lambda: restock(desk, order.id)) == {"review_card": MANAGERS, "restock_card": {1003}}


def test_a_strangers_wish_comes_to_the_managers_and_the_answer_to_the_stranger(desk: MemoryDesk) -> None:
    sam = STRANGER.telegram_id
    assert told(desk, lambda: desk.write_now(lambda uow: ask_access(uow, sam, "Sam", "zh"))) == {
        "access_card": MANAGERS
    }
    notices = new_notices(desk, lambda: act(desk, ANN, grant_access, 1, Role.CLERK))
    assert Counter((n.kind, n.chat_id) for n in notices) == {
        (NoticeKind.ACCESS_CARD, 1001): 1,
        (NoticeKind.ACCESS_CARD, 1004): 1,
        (NoticeKind.ACCESS_CARD, 1005): 1,
        (NoticeKind.ACCESS_DECIDED, sam): 1,
    }
    assert notices[-1].language == "zh"


def test_a_stranger_who_is_declined_is_told(desk: MemoryDesk) -> None:
    desk.write_now(lambda uow: ask_access(uow, STRANGER.telegram_id, "Sam", "en"))
    assert told(desk, lambda: act(desk, ANN, decline_access, 1)) == {
        "access_card": MANAGERS,
        "+access_decided": {9999},
    }


def test_crediting_a_charge_tells_nobody(desk: MemoryDesk) -> None:
    assert told(desk, lambda: act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), ORDER)) == {}


def test_a_card_that_was_not_sent_yet_is_merged_into_the_newer_one(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, ANN, approve_return, request_id)
    of_ann = [notice for notice in desk.state.notices if notice.chat_id == 1001]
    assert [(notice.event_key, notice.status) for notice in of_ann] == [
        ("log/1/approval_card", NoticeStatus.MERGED),
        ("log/2/approval_card", NoticeStatus.PENDING),
    ]


def test_the_same_event_planned_twice_tells_nobody_twice(desk: MemoryDesk) -> None:
    file_return(desk)
    before = desk.state.shallow()
    for notice in before.notices:
        desk.write_now(lambda uow, notice=notice: uow.outbox.add(replace(notice, id=0)))  # type: ignore[misc]
    assert desk.state == before


def test_over_a_whole_return_no_chat_is_told_the_same_of_one_event_twice(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    act(desk, WEI, send_back_order, order.id, "count again")
    inspect_all(desk, order.request_id)
    review(desk, order.id)
    restock(desk, order.id)
    keys = Counter((notice.event_key, notice.chat_id) for notice in desk.state.notices)
    assert set(keys.values()) == {1}
    assert {notice.chat_id for notice in desk.state.notices} == MANAGERS | {1002, 1003}


def test_a_refused_change_tells_nobody(desk: MemoryDesk) -> None:
    request_id = file_return(desk).request.id
    act(desk, ANN, approve_return, request_id)

    def a_second_tap() -> None:
        with pytest.raises(Exception, match="already_decided"):
            act(desk, WEI, approve_return, request_id)

    assert told(desk, a_second_tap) == {}


def test_every_kind_of_notice_is_caused_by_something(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    act(desk, WEI, send_back_order, order.id, "count again")
    act(desk, ANN, hand_over, order.inspection_id, person_id(desk, IVO))
    act(desk, CHEN, register_parcel, a_photo("label"))
    inspect_all(desk, order.request_id, by=IVO, split={Disposition.RETURN_TO_VENDOR: 6})
    review(desk, order.id)
    join(desk, DANA)
    restock(desk, order.id, by=IVO)
    vendor_goods(desk, product=BAG)
    desk.write_now(lambda uow: push_weekly_claims(uow, "2026-W11"))
    limit_scrap(desk)
    in_work = an_order_in_work(desk)
    step = take_step(desk, in_work, Disposition.SCRAP, 2)
    act(desk, ANN, drop_step, step.id)
    act(desk, ANN, undo_restock, in_work, "wrong goods")
    desk.write_now(lambda uow: ask_access(uow, STRANGER.telegram_id, "Sam", "en"))
    act(desk, ANN, decline_access, 1)
    open_note = desk.read_now(lambda uow: uow.credit_notes.in_status(NoteStatus.OPEN))[0]
    act(desk, ANN, cancel_credit_note, open_note.number, "by itself, without its goods")
    act(desk, ANN, check_money)
    of_the_clock = {  # the same
        NoticeKind.WEEKLY_SUMMARY,
        NoticeKind.WEEKLY_WORKBOOK,
        NoticeKind.POLICY_REVIEW,
        NoticeKind.DRAFT_REMINDER,
        NoticeKind.STAGE_ALERT,
        NoticeKind.GOODS_AWAITED,
    }
    of_delivery = {NoticeKind.DIGEST, NoticeKind.NOTICE_FAILED, NoticeKind.GROUP_LOST, NoticeKind.CARE_CARD}
    of_people = {
        NoticeKind.ADDRESS_CODE,
        NoticeKind.INVITATION_USED,
        NoticeKind.ROLES_CHANGED,
        NoticeKind.PERSON_LEFT,
        NoticeKind.CARD_CLOSED,
        NoticeKind.CUSTOMER_RETURN,
        NoticeKind.QUESTION_TO_DESK,
        NoticeKind.QUESTION_TO_CUSTOMER,
        NoticeKind.LOW_RATING,
        NoticeKind.PRACTICE_OVER,
    }  # likewise
    caused = set(NoticeKind) - of_delivery - of_the_clock - of_people
    assert {notice.kind for notice in desk.state.notices} == caused


def test_every_kind_of_notice_has_a_row_in_the_table_of_kinds() -> None:
    assert set(KINDS) == set(NoticeKind)
    assert {event.__name__ for event in RULES} >= {
        "ReturnSubmitted",
        "ReturnOrderPosted",
        "AccessAsked",
    }


def test_an_event_without_a_rule_tells_nobody(desk: MemoryDesk) -> None:
    event = CatalogueImported(
        record="import", actor_id=1, at=desk.clock.now, kind="products", added=1, changed=0, unchanged=0
    )
    assert desk.read_now(lambda uow: notices_of(uow, event, "log/1")) == []


def test_choosing_in_a_draft_tells_nobody(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    assert told(desk, lambda: act(desk, BO, choose_customer, draft.id, CAFE)) == {}

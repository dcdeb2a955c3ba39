"""Failed goods become claims; suppliers answer them, managers settle them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.core.domain.catalogue import Company
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.errors import (
    AmountAboveClaim,
    AmountInvalid,
    ClaimGoodsMoved,
    ClaimMovedOn,
    ClaimUnderway,
    DeskError,
    NotAllowed,
    NothingToSend,
    OfferAboveClaim,
    OwnWorkNotDecidable,
    PersonRemoved,
    PersonUnknown,
    RecordUnknown,
    StatusForbids,
    SupplierMissing,
    SupplierUnknown,
    TooManyPhotos,
    WordsMissing,
)
from bot.core.domain.notice import NoticeKind
from bot.core.domain.reasons import Grade
from bot.core.domain.return_request import MAX_PHOTOS_PER_LINE
from bot.core.domain.stock import VENDOR_HOLD, Location, LocationKind
from bot.core.domain.supplier_claim import (
    Answer,
    ClaimStatus,
    GoodsState,
    More,
    Outcome,
    ValuedAt,
    deadline,
)
from bot.core.domain.values import Money
from bot.core.usecases.answer_claim import (
    accept_claim,
    acknowledge_claim,
    ask_more,
    deny_claim,
    dispute_claim,
    offer_allowance,
    send_photos_to_desk,
    write_plainly,
    write_to_desk,
)
from bot.core.usecases.handle_claim import (
    assign_supplier,
    attach_claim_photo,
    decline_offer,
    insist_on_claim,
    reopen_claim,
    send_more,
    withdraw_claim,
    write_to_supplier,
)
from bot.core.usecases.open_claims import open_claim_for_step, withdraw_claims_of
from bot.core.usecases.ports import DeskRules, UnitOfWork
from bot.core.usecases.remind_claims import push_weekly_claims, remind_claims
from bot.core.usecases.see_claims import (
    ClaimsShown,
    claims_of_return,
    list_claims,
    look_up_claim,
    weekly_claims_list,
)
from bot.core.usecases.settle_claim import keep_goods, scrap_goods, send_goods, settle_claim, take_offer
from tests.support.builders import (
    BAG,
    CLOCK,
    a_desk,
    a_photo,
    a_policy,
    act,
    dismiss,
    gbp,
    pieces,
    refused,
    the_claim,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, HUGO, OLGA, RUTH, STRANGER, WEI, Member
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, default_rules

OUTSIDE_MANAGEMENT = (BO, CHEN, DANA, ELI)


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(DANA, HUGO, RUTH, ELI)


def held(desk: MemoryDesk, kind: LocationKind, product: str = CLOCK) -> int:
    return int(desk.read_now(lambda uow: uow.stock.held(product, Location(kind))).amount)


def a_cost(desk: MemoryDesk, amount: str) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.catalogue.save_products([replace(uow.catalogue.product(CLOCK), cost=gbp(amount))])

    desk.write_now(work)


def told(desk: MemoryDesk, happening: Callable[[], object]) -> set[tuple[str, int]]:
    """(kind, chat) of every notice that this plans."""
    before = len(desk.state.notices)
    happening()
    return {(notice.kind.value, notice.chat_id) for notice in desk.state.notices[before:]}


# ── opening ──
def test_failed_goods_open_one_claim_on_their_supplier_at_the_purchase_price(desk: MemoryDesk) -> None:
    a_cost(desk, "2.05")
    vendor_goods(desk, quantity=6, vendor=2)
    claim = the_claim(desk)
    assert (claim.number, claim.source, claim.supplier_code, claim.status, claim.goods) == (
        "SC-2026-00001",
        "RO-2026-00001",
        "S-01",
        ClaimStatus.OPEN,
        GoodsState.HELD,
    )
    (line,) = claim.lines
    assert (line.product_code, line.quantity, line.reason, line.grade) == (
        CLOCK,
        pieces(2),
        "TRANSIT_DAMAGE",
        Grade.C,
    )
    assert (line.unit_value, line.valued_at, claim.value) == (gbp("2.05"), ValuedAt.COST, gbp("4.10"))
    assert [photo.telegram_unique_id for photo in line.photos] == ["inspection 1 line 1"]
    assert (claim.opened_at, claim.due_at) == (MORNING, datetime(2026, 3, 20, 23, 59, tzinfo=UTC))
    assert [(step.what, step.by) for step in claim.history] == [("opened", 3)]


def test_without_a_purchase_price_it_is_the_list_price_and_says_so(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    claim = the_claim(desk)
    assert (claim.value, claim.lines[0].valued_at) == (gbp("7.50"), ValuedAt.PRICE)


def test_goods_that_are_all_good_open_none(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=0)
    assert desk.state.claims == {}


def test_the_deadline_is_the_end_of_a_day_of_the_desk_also_over_a_change_of_clocks() -> None:
    rules = default_rules()
    opened = datetime(2026, 3, 25, 23, 30, tzinfo=UTC)
    assert deadline(opened, 10, rules.timezone) == datetime(2026, 4, 4, 22, 59, tzinfo=UTC)


def test_the_days_to_answer_are_the_desk_s_own() -> None:
    rules = default_rules()
    desk = a_desk(rules=DeskRules(timezone=rules.timezone, claim_days=3))
    vendor_goods(desk)
    assert the_claim(desk).due_at == datetime(2026, 3, 13, 23, 59, tzinfo=UTC)


def test_contacts_are_told_and_managers_are_not(desk: MemoryDesk) -> None:
    claims = {pair for pair in told(desk, lambda: vendor_goods(desk)) if pair[0].startswith("claim")}
    assert claims == {("claim_card", 1008), ("claim_card", 1010)}


def test_with_nobody_to_tell_the_managers_are() -> None:
    desk = a_desk(RUTH)
    claims = {pair for pair in told(desk, lambda: vendor_goods(desk)) if pair[0].startswith("claim")}
    assert claims == {("claim_desk_card", chat) for chat in (1001, 1004, 1005)}


def test_goods_of_a_later_step_open_a_claim_of_their_own(desk: MemoryDesk) -> None:
    order = vendor_goods(desk, vendor=2).order
    act(desk, CHEN, open_claim_for_step, order, 1, pieces(1), "LS-2026-00001")
    claim = the_claim(desk, "2")
    assert (claim.source, claim.order_number, claim.lines[0].quantity) == (
        "LS-2026-00001",
        "RO-2026-00001",
        pieces(1),
    )
    with refused(desk, StatusForbids):
        act(desk, CHEN, open_claim_for_step, order, 1, pieces(1), "LS-2026-00001")


# ── taking back ──
def test_a_claim_nobody_answered_ends_with_the_posting_that_brought_it(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, ANN, withdraw_claims_of, "RO-2026-00001", "counted wrong")
    claim = the_claim(desk)
    assert (claim.status, claim.goods, claim.history[-1].words) == (
        ClaimStatus.WITHDRAWN,
        GoodsState.UNDONE,
        "counted wrong",
    )
    assert act(desk, ANN, withdraw_claims_of, "RO-2026-00001", "again") == []


def test_what_a_supplier_has_answered_cannot_be_taken_back(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, acknowledge_claim, 1)
    with refused(desk, ClaimUnderway) as refusal:
        act(desk, ANN, withdraw_claims_of, "RO-2026-00001", "counted wrong")
    assert refusal.facts == {"number": "SC-2026-00001", "status": "acknowledged"}


def test_goods_of_a_withdrawn_claim_can_be_taken_back_while_they_are_there(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, ANN, withdraw_claim, 1, "our own fault")
    act(desk, ANN, withdraw_claims_of, "RO-2026-00001", "counted wrong")
    assert the_claim(desk).goods is GoodsState.UNDONE


def test_goods_of_a_withdrawn_claim_that_have_moved_on_cannot(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, ANN, withdraw_claim, 1, "our own fault")
    act(desk, ANN, keep_goods, 1)
    with refused(desk, ClaimUnderway):
        act(desk, ANN, withdraw_claims_of, "RO-2026-00001", "counted wrong")


# ── who may ──
@pytest.mark.parametrize(
    ("member", "error"),
    [
        (RUTH, RecordUnknown),
        (BO, NotAllowed),
        (CHEN, NotAllowed),
        (ELI, NotAllowed),
        (STRANGER, PersonUnknown),
    ],
)
def test_who_is_no_contact_of_that_supplier_neither_sees_nor_answers(
    desk: MemoryDesk, member: Member, error: type[DeskError]
) -> None:
    vendor_goods(desk)
    attempts: list[Callable[[], object]] = [
        lambda: act(desk, member, accept_claim, 1, Answer.CREDIT),
        lambda: act(desk, member, write_to_desk, 1, "hello"),
        lambda: act(desk, member, look_up_claim, "SC-2026-00001"),
        lambda: act(desk, member, dispute_claim, 1, "no"),
        lambda: act(desk, member, offer_allowance, 1, gbp("1")),
    ]
    for attempt in attempts:
        with refused(desk, error):
            attempt()


def test_the_claim_of_somebody_else_is_as_unknown_as_none(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    with refused(desk, RecordUnknown) as foreign:
        act(desk, RUTH, look_up_claim, "SC-2026-00001")
    with refused(desk, RecordUnknown) as none:
        act(desk, RUTH, look_up_claim, "SC-2026-00099")
    assert foreign.facts == {"number": "SC-2026-00001"}
    assert none.facts == {"number": "SC-2026-00099"}
    assert act(desk, RUTH, list_claims, ClaimsShown.WAITING) == []


def test_a_contact_who_was_removed_answers_nothing_more(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    dismiss(desk, DANA)
    with refused(desk, PersonRemoved):
        act(desk, DANA, accept_claim, 1, Answer.CREDIT)


@pytest.mark.parametrize("member", OUTSIDE_MANAGEMENT)
def test_only_managers_settle_and_handle(desk: MemoryDesk, member: Member) -> None:
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    attempts: list[Callable[[], object]] = [
        lambda: act(desk, member, settle_claim, 1),
        lambda: act(desk, member, send_goods, 1),
        lambda: act(desk, member, keep_goods, 1),
        lambda: act(desk, member, scrap_goods, 1),
        lambda: act(desk, member, withdraw_claim, 1, "no"),
        lambda: act(desk, member, reopen_claim, 1, "no"),
        lambda: act(desk, member, assign_supplier, 1, "S-01"),
    ]
    for attempt in attempts:
        with refused(desk, NotAllowed):
            attempt()


# ── answers ──
def test_the_first_of_two_contacts_counts_and_the_second_hears_who(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    desk.clock.pass_time(minutes=1)
    for member in (HUGO, DANA, ANN):
        with refused(desk, ClaimMovedOn) as refusal:
            act(desk, member, accept_claim, 1, Answer.REPLACE)
        assert refusal.facts == {
            "number": "SC-2026-00001",
            "status": "accepted",
            "by": "Dana",
            "at": MORNING,
        }


def test_a_supplier_does_not_learn_which_manager_was_first(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, ANN, withdraw_claim, 1, "our own fault")
    with refused(desk, ClaimMovedOn) as refusal:
        act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    assert (refusal.facts["by"], refusal.facts["status"]) == ("", "withdrawn")


def test_an_answer_tells_every_manager_and_changes_every_contact_s_card(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    assert told(desk, lambda: act(desk, DANA, accept_claim, 1, Answer.CREDIT)) == {
        ("claim_card", 1008),
        ("claim_card", 1010),
        ("claim_desk_card", 1001),
        ("claim_desk_card", 1004),
        ("claim_desk_card", 1005),
    }


def test_a_manager_may_write_down_what_was_said_on_the_phone(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, ANN, accept_claim, 1, Answer.REPAIR)
    step = the_claim(desk).history[-1]
    assert (step.what, step.by, step.detail, step.on_behalf) == ("accept", 1, "repair", True)
    act(desk, ANN, reopen_claim, 1, "they called again")
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    assert the_claim(desk).history[-1].on_behalf is False


@pytest.mark.parametrize("words", ["", "  \n"])
def test_disputing_and_denying_need_words(desk: MemoryDesk, words: str) -> None:
    vendor_goods(desk)
    with refused(desk, WordsMissing):
        act(desk, DANA, dispute_claim, 1, words)
    act(desk, DANA, dispute_claim, 1, "not ours")
    for attempt in (deny_claim, insist_on_claim, withdraw_claim, write_to_supplier):
        with refused(desk, WordsMissing):
            act(desk, ANN, attempt, 1, words)


def test_only_after_a_dispute_a_contact_may_deny(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    with refused(desk, NotAllowed):
        act(desk, DANA, deny_claim, 1, "no")
    act(desk, DANA, dispute_claim, 1, "not ours")
    act(desk, DANA, deny_claim, 1, "our last word")
    assert the_claim(desk).status is ClaimStatus.DENIED


def test_words_on_an_open_claim_show_that_it_was_seen(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, write_to_desk, 1, "which batch?")
    assert the_claim(desk).status is ClaimStatus.ACKNOWLEDGED


def test_plain_words_go_to_the_one_open_claim_or_nowhere(desk: MemoryDesk) -> None:
    assert act(desk, DANA, write_plainly, "hello") == []
    vendor_goods(desk, quantity=3)
    assert [c.number for c in act(desk, DANA, write_plainly, "which batch?")] == ["SC-2026-00001"]
    vendor_goods(desk, quantity=3)
    before = desk.state.shallow()
    assert len(act(desk, DANA, write_plainly, "and now?")) == 2
    assert desk.state == before


def test_more_that_was_asked_comes_as_photos_with_a_new_deadline(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, ask_more, 1, More.PICTURE)
    with refused(desk, NothingToSend):
        act(desk, ANN, send_more, 1)
    assert act(desk, ANN, attach_claim_photo, 1, a_photo("seam")) is True
    assert act(desk, ANN, attach_claim_photo, 1, a_photo("seam")) is False
    act(desk, ANN, attach_claim_photo, 1, a_photo("box"))
    desk.clock.pass_time(days=4)
    act(desk, ANN, send_more, 1, "as asked")
    claim = the_claim(desk)
    assert (claim.status, claim.more, claim.photos_sent, claim.history[-1].detail) == (
        ClaimStatus.ACKNOWLEDGED,
        None,
        2,
        "0:2",
    )
    assert claim.due_at == datetime(2026, 3, 24, 23, 59, tzinfo=UTC)
    shown = [n.facts for n in desk.state.notices if n.kind.value == "claim_card"][-1]
    assert shown == {"photos": "0:2"}


def test_a_question_is_answered_by_words_alone(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, ask_more, 1, More.INFORMATION, "Which batch?")
    act(desk, ANN, write_to_supplier, 1, "L-2211")
    assert (the_claim(desk).status, the_claim(desk).history[-1].what) == (
        ClaimStatus.ACKNOWLEDGED,
        "send_more",
    )


def test_words_do_not_stand_for_photos_that_were_asked(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, ask_more, 1, More.PICTURE)
    act(desk, ANN, write_to_supplier, 1, "tomorrow")
    assert the_claim(desk).status is ClaimStatus.MORE_ASKED


# ── offers ──
def test_an_offer_that_is_taken_ends_the_claim_with_note_and_seconds(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    act(desk, DANA, offer_allowance, 1, gbp("3.50"))
    act(desk, ANN, take_offer, 1)
    claim = the_claim(desk)
    assert (claim.status, claim.outcome, claim.goods, claim.debit_note) == (
        ClaimStatus.SETTLED,
        Outcome.ALLOWANCE,
        GoodsState.SECONDS,
        "DN-2026-00001",
    )
    assert (held(desk, LocationKind.VENDOR_HOLD), held(desk, LocationKind.SECONDS)) == (0, 2)
    (note,) = desk.state.debit_notes.values()
    assert replace(note, paper="") == DebitNote(
        "DN-2026-00001", "S-01", gbp("3.50"), "claim:SC-2026-00001", MORNING, 1
    )
    assert note.paper in desk.state.papers
    with refused(desk, ClaimMovedOn):
        act(desk, WEI, take_offer, 1)


@pytest.mark.parametrize(("amount", "error"), [("0", AmountInvalid), ("7.51", OfferAboveClaim)])
def test_an_offer_is_more_than_nothing_and_at_most_the_claim(
    desk: MemoryDesk, amount: str, error: type[DeskError]
) -> None:
    vendor_goods(desk, vendor=2)
    with refused(desk, error):
        act(desk, DANA, offer_allowance, 1, gbp(amount))


def test_an_offer_that_is_declined_is_the_supplier_s_turn_again(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    act(desk, DANA, offer_allowance, 1, gbp("1"))
    act(desk, ANN, decline_offer, 1, "too little")
    claim = the_claim(desk)
    assert (claim.status, claim.offer) == (ClaimStatus.ACKNOWLEDGED, None)
    with refused(desk, ClaimMovedOn):
        act(desk, ANN, take_offer, 1)


# ── money ──
def test_a_credit_settles_with_one_note_over_what_was_claimed(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    act(desk, ANN, settle_claim, 1)
    with refused(desk, ClaimMovedOn):
        act(desk, WEI, settle_claim, 1)
    (note,) = desk.state.debit_notes.values()
    assert (note.number, note.value, note.issued_by) == ("DN-2026-00001", gbp("7.50"), 1)
    assert [e.event for e in desk.state.log if e.record in ("DN-2026-00001", "SC-2026-00001")] == [
        "ClaimOpened",
        "ClaimAnswered",
        "DebitNoteIssued",
        "ClaimHandled",
    ]


def test_more_than_was_claimed_needs_words(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    with refused(desk, AmountAboveClaim) as refusal:
        act(desk, ANN, settle_claim, 1, gbp("8"))
    assert refusal.facts == {"number": "SC-2026-00001", "most": "7.50", "currency": "GBP"}
    with refused(desk, AmountInvalid):
        act(desk, ANN, settle_claim, 1, gbp("0"))
    act(desk, ANN, settle_claim, 1, gbp("8"), "with freight")
    (note,) = desk.state.debit_notes.values()
    assert (note.value, note.words) == (gbp("8"), "with freight")


@pytest.mark.parametrize("answer", [Answer.REPLACE, Answer.REPAIR, Answer.COLLECT])
def test_other_answers_settle_without_money(desk: MemoryDesk, answer: Answer) -> None:
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, answer)
    act(desk, ANN, settle_claim, 1)
    claim = the_claim(desk)
    assert (claim.outcome, claim.debit_note) == (Outcome(answer.value), "")
    assert desk.state.debit_notes == {}


def test_a_sum_finer_than_a_cent_is_rounded_once_for_note_and_history(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    act(desk, ANN, settle_claim, 1, gbp("7.1266667"))
    (note,) = desk.state.debit_notes.values()
    assert (note.value, the_claim(desk).history[-1].amount) == (gbp("7.13"), gbp("7.13"))


def test_collected_goods_may_be_credited_as_well(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, Answer.COLLECT)
    act(desk, ANN, settle_claim, 1, gbp("10"))
    assert (the_claim(desk).outcome, len(desk.state.debit_notes)) == (Outcome.CREDIT, 1)


# ── goods ──
def test_collected_goods_leave_vendor_hold_once(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    with refused(desk, StatusForbids):
        act(desk, ANN, send_goods, 1)
    act(desk, DANA, accept_claim, 1, Answer.COLLECT)
    act(desk, ANN, send_goods, 1)
    for attempt in (send_goods, keep_goods, scrap_goods):
        with refused(desk, ClaimGoodsMoved):
            act(desk, WEI, attempt, 1)
    (movement,) = desk.state.movements[-1:]
    assert (movement.source, movement.target.kind, movement.quantity, movement.cause) == (
        VENDOR_HOLD,
        LocationKind.SUPPLIER,
        pieces(2),
        "claim:SC-2026-00001:1",
    )


def test_a_denied_claim_ends_with_what_becomes_of_its_goods(desk: MemoryDesk) -> None:
    vendor_goods(desk, vendor=2)
    act(desk, ANN, deny_claim, 1, "they refused on the phone")
    with refused(desk, StatusForbids):
        act(desk, ANN, settle_claim, 1)
    act(desk, ANN, scrap_goods, 1)
    claim = the_claim(desk)
    assert (claim.status, claim.outcome, claim.goods) == (
        ClaimStatus.SETTLED,
        Outcome.NOTHING,
        GoodsState.SCRAPPED,
    )
    assert held(desk, LocationKind.VENDOR_HOLD) == 0


def test_scrap_above_the_limit_takes_two_managers(desk: MemoryDesk) -> None:
    tight = replace(a_policy(2), scrap_limit=gbp("7.49"))
    desk.write_now(lambda uow: uow.policies.add(tight))
    vendor_goods(desk, vendor=2)
    act(desk, ANN, deny_claim, 1, "no")
    act(desk, ANN, scrap_goods, 1)
    assert (the_claim(desk).goods, the_claim(desk).status) == (
        GoodsState.SCRAP_ASKED,
        ClaimStatus.DENIED,
    )
    assert held(desk, LocationKind.VENDOR_HOLD) == 2
    with refused(desk, OwnWorkNotDecidable):
        act(desk, ANN, scrap_goods, 1)
    act(desk, WEI, scrap_goods, 1)
    assert (the_claim(desk).goods, held(desk, LocationKind.VENDOR_HOLD)) == (GoodsState.SCRAPPED, 0)


def test_scrap_at_the_limit_takes_one(desk: MemoryDesk) -> None:
    tight = replace(a_policy(2), scrap_limit=gbp("7.50"))
    desk.write_now(lambda uow: uow.policies.add(tight))
    vendor_goods(desk, vendor=2)
    act(desk, ANN, withdraw_claim, 1, "our own fault")
    act(desk, ANN, scrap_goods, 1)
    assert (the_claim(desk).goods, the_claim(desk).status) == (
        GoodsState.SCRAPPED,
        ClaimStatus.WITHDRAWN,
    )


# ── whose goods ──
def test_words_leave_a_claim_of_nobody_known_open_for_its_supplier(desk: MemoryDesk) -> None:
    """Acknowledged it could get no supplier any more, and no answer either."""
    vendor_goods(desk, product=BAG, quantity=2)
    act(desk, ANN, write_to_desk, 1, "the carrier called")
    assert the_claim(desk).status is ClaimStatus.OPEN
    act(desk, ANN, assign_supplier, 1, "S-01")
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    assert the_claim(desk).status is ClaimStatus.ACCEPTED


def test_goods_of_nobody_known_wait_for_their_supplier(desk: MemoryDesk) -> None:
    vendor_goods(desk, product=BAG, quantity=2)
    claim = the_claim(desk)
    assert (claim.supplier_code, claim.status) == ("", ClaimStatus.OPEN)
    with refused(desk, SupplierMissing):
        act(desk, ANN, accept_claim, 1, Answer.CREDIT)
    with refused(desk, SupplierMissing):
        act(desk, ANN, offer_allowance, 1, gbp("1"))
    with refused(desk, SupplierUnknown):
        act(desk, ANN, assign_supplier, 1, "S-99")
    with refused(desk, RecordUnknown):
        act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    desk.clock.pass_time(days=2)
    heard = told(desk, lambda: act(desk, ANN, assign_supplier, 1, "S-01"))
    assert ("claim_card", 1008) in heard
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    assert the_claim(desk).due_at == datetime(2026, 3, 22, 23, 59, tzinfo=UTC)


# ── deadlines ──
def test_each_stage_of_a_deadline_is_told_once(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    stages: list[tuple[int, list[str]]] = []
    for day in range(14):
        for _ in range(2):
            reminded = desk.write_now(remind_claims)
            if reminded:
                stages.append((day, [the_claim(desk).history[-1].detail]))
        desk.clock.pass_time(days=1)
    assert stages == [(8, ["soon 2026-03-20"]), (10, ["due 2026-03-20"]), (11, ["late 2026-03-20"])]


def test_a_desk_that_slept_sends_only_the_latest(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    desk.clock.pass_time(days=20)
    heard = told(desk, lambda: desk.write_now(remind_claims))
    assert heard == {
        ("claim_card", 1008),
        ("claim_card", 1010),
        ("claim_desk_card", 1001),
        ("claim_desk_card", 1004),
        ("claim_desk_card", 1005),
    }
    assert desk.write_now(remind_claims) == []


def test_a_new_deadline_is_reminded_of_anew(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    desk.clock.pass_time(days=11)
    desk.write_now(remind_claims)
    act(desk, DANA, ask_more, 1, More.INFORMATION, "Which batch?")
    assert desk.write_now(remind_claims) == []
    act(desk, ANN, write_to_supplier, 1, "L-2211")
    assert desk.write_now(remind_claims) == []
    desk.clock.pass_time(days=11)
    assert desk.write_now(remind_claims) == ["SC-2026-00001"]


# ── lists ──
def test_late_claims_stand_first(desk: MemoryDesk) -> None:
    vendor_goods(desk, quantity=3)
    act(desk, DANA, dispute_claim, 1, "not ours")
    desk.clock.pass_time(days=1)
    vendor_goods(desk, quantity=3)
    desk.clock.pass_time(days=11)
    vendor_goods(desk, quantity=3)

    def numbers(shown: ClaimsShown, member: Member = ANN) -> list[str]:
        return [claim.number[-1] for claim in act(desk, member, list_claims, shown)]

    assert numbers(ClaimsShown.WAITING) == ["2", "1", "3"]
    assert numbers(ClaimsShown.LATE) == ["2"]
    assert numbers(ClaimsShown.THEIRS, OLGA) == ["2", "3"]
    assert numbers(ClaimsShown.OURS) == ["1"]
    assert numbers(ClaimsShown.DONE) == []
    assert numbers(ClaimsShown.WAITING, DANA) == ["2", "1", "3"]
    week = desk.read_now(lambda uow: weekly_claims_list(uow, "S-01"))
    assert ([c.number[-1] for c in week.theirs], [c.number[-1] for c in week.ours]) == (["2", "3"], ["1"])
    assert not desk.read_now(lambda uow: weekly_claims_list(uow, "S-02"))


def test_the_week_s_list_reaches_each_contact_once_a_week(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    lists = told(desk, lambda: desk.write_now(lambda uow: push_weekly_claims(uow, "2026-W11")))
    assert lists == {("claims_list", 1008), ("claims_list", 1010)}
    assert told(desk, lambda: desk.write_now(lambda uow: push_weekly_claims(uow, "2026-W11"))) == set()
    assert told(desk, lambda: desk.write_now(lambda uow: push_weekly_claims(uow, "2026-W12"))) == lists


def test_a_supplier_without_a_contact_gets_the_week_s_list_by_mail(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    for contact in (DANA, HUGO):
        dismiss(desk, contact)
    desk.rules = replace(desk.rules, mail=True)
    desk.write_now(lambda uow: push_weekly_claims(uow, "2026-W11"))
    desk.write_now(lambda uow: push_weekly_claims(uow, "2026-W11"))
    (sent,) = [n for n in desk.state.notices if n.kind is NoticeKind.CLAIMS_LIST]
    assert (sent.address, sent.chat_id, sent.facts) == ("claims@horloge.example", 0, {"supplier": "S-01"})


def test_managers_find_the_claims_of_a_return_and_others_none(desk: MemoryDesk) -> None:
    order = vendor_goods(desk).order

    def seen(member: Member) -> list[str]:
        orders = [desk.read_now(lambda uow: uow.return_orders.get(order.id))]
        return [claim.number for claim in act(desk, member, claims_of_return, orders)]

    assert seen(ANN) == ["SC-2026-00001"]
    assert seen(BO) == seen(DANA) == []


def test_how_it_ended_changes_the_supplier_s_card_and_sends_no_other(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    before = len(desk.state.notices)
    act(desk, ANN, settle_claim, 1)
    cards = [n for n in desk.state.notices[before:] if n.kind is NoticeKind.CLAIM_CARD]
    assert sorted((n.chat_id, n.fresh) for n in cards) == [(1008, False), (1010, False)]


def test_photos_of_a_contact_are_shown_once_and_never_counted_as_ours(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    assert act(desk, DANA, attach_claim_photo, 1, a_photo("seal"))
    assert not act(desk, DANA, attach_claim_photo, 1, a_photo("seal"))
    before = the_claim(desk)
    assert (before.photos_seen(by_supplier=False), before.photos_sent) == (before.photos, 0)
    claim = act(desk, DANA, send_photos_to_desk, 1)
    assert (claim.status, claim.theirs_sent, claim.photos_sent) == (ClaimStatus.ACKNOWLEDGED, 1, 0)
    assert claim.photos_seen(by_supplier=False)[0].telegram_unique_id == "seal"
    with pytest.raises(NothingToSend):
        act(desk, DANA, send_photos_to_desk, 1)
    assert act(desk, ANN, attach_claim_photo, 1, a_photo("box"))
    assert "box" not in [p.telegram_unique_id for p in the_claim(desk).photos_seen(by_supplier=True)]
    for stranger in (ANN, RUTH):
        with pytest.raises((NotAllowed, RecordUnknown)):
            act(desk, stranger, send_photos_to_desk, 1, "look")


def test_a_claim_takes_no_more_photos_of_the_supplier_than_of_a_line(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    for number in range(MAX_PHOTOS_PER_LINE):
        act(desk, DANA, attach_claim_photo, 1, a_photo(f"theirs {number}"))
    with pytest.raises(TooManyPhotos):
        act(desk, DANA, attach_claim_photo, 1, a_photo("one more"))
    assert len(the_claim(desk).their_photos) == MAX_PHOTOS_PER_LINE


# ── what people type for money ──
@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("7.50", "7.50"),
        ("7,50", "7.50"),
        ("£ 7.5", "7.5"),
        ("1,200", "1200"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("１２．５０", "12.50"),
        ("¥7", "7"),
        (".50", "0.50"),
        ("12.", "12"),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, amount: str) -> None:
    assert Money.parse(typed, "GBP") == Money(Decimal(amount), "GBP")


@pytest.mark.parametrize("typed", ["", "free", "-5", "7.505", "1e3", "10000000000", "٧", "1.2.3.4", "£"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(AmountInvalid):
        Money.parse(typed, "GBP")


def test_an_amount_may_carry_words() -> None:
    assert Money.parse_with_words("25.00 freight included", "GBP") == (gbp("25.00"), "freight included")
    assert Money.parse_with_words("￥25", "GBP") == (gbp("25"), "")
    with pytest.raises(AmountInvalid):
        Money.parse_with_words("freight 25", "GBP")


def test_a_supplier_that_no_table_describes_is_as_unknown_as_none(desk: MemoryDesk) -> None:
    def unknown(uow: UnitOfWork) -> None:
        uow.catalogue.save_products([replace(uow.catalogue.product(CLOCK), supplier_code="S-77")])

    desk.write_now(unknown)
    vendor_goods(desk)
    assert (the_claim(desk).supplier_code, the_claim(desk).opened_for) == ("", "S-77")
    desk.write_now(lambda uow: uow.companies.save_suppliers([Company("S-77", "Neue Uhr AG")]))
    act(desk, ANN, assign_supplier, 1, "S-77")
    assert the_claim(desk).supplier_code == "S-77"

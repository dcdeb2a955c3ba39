"""Claims and debit notes in the database are what they are in memory, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.domain.catalogue import Company
from bot.core.domain.claim_arrival import Into
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.errors import (
    ClaimMovedOn,
    NothingToCome,
    RecordChanged,
    RecordUnknown,
    StatusForbids,
)
from bot.core.domain.people import Role
from bot.core.domain.supplier_claim import UNSETTLED, Answer, ClaimStatus, More
from bot.core.usecases.answer_claim import accept_claim, ask_more, offer_allowance, write_to_desk
from bot.core.usecases.handle_claim import attach_claim_photo, decline_offer, send_more
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.remind_claims import remind_claims
from bot.core.usecases.settle_claim import send_goods, settle_claim
from bot.core.usecases.take_in_goods import close_short, take_in_goods, undo_taking_in
from storage.database import Database
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import BAG, a_photo, act, dismiss, gbp, join, pieces, the_claim, vendor_goods
from tests.support.cast import ANN, CHEN, DANA, ELI, HUGO, RUTH, WEI
from tests.support.clock import Clock


def look(twins: Twins) -> list[object]:
    """Everything a claim can be found by."""
    return ask(
        twins,
        lambda uow: uow.claims.get(1),
        lambda uow: uow.claims.by_number(" sc-2026-00001 "),
        lambda uow: uow.claims.of_source("RO-2026-00001"),
        lambda uow: uow.claims.of_source("RO-2026-00099"),
        lambda uow: uow.claims.found(*ClaimStatus),
        lambda uow: uow.claims.found(*ClaimStatus, limit=1, offset=1),
        lambda uow: uow.claims.found(*sorted(UNSETTLED), supplier="S-01"),
        lambda uow: uow.claims.found(*ClaimStatus, supplier=""),
        lambda uow: uow.claims.count(*ClaimStatus, supplier="S-02"),
        lambda uow: uow.claims.count(*ClaimStatus),
        lambda uow: uow.claims.due_before(
            uow.now + timedelta(days=12), ClaimStatus.OPEN, ClaimStatus.SETTLED
        ),
        lambda uow: uow.claims.due_before(uow.now, *ClaimStatus),
        lambda uow: uow.claims.expecting_goods(9),
        lambda uow: uow.claims.expecting_goods(1, 1),
        lambda uow: uow.claims.count_expecting_goods(),
        lambda uow: uow.later_steps.in_work(9),
        lambda uow: uow.debit_notes.by_cause("claim:SC-2026-00001"),
        lambda uow: uow.log.of_record("SC-2026-00001"),
        lambda uow: uow.stock.of_record("SC-2026-00001"),
        lambda uow: uow.outbox.chats_told("claim_card/1"),
        lambda uow: uow.outbox.chats_told("claim_desk_card/1"),
    )


def test_a_claim_on_its_whole_way_is_the_same(twins: Twins, clock: Clock) -> None:
    for member in (DANA, HUGO):
        join(twins, member)
    vendor_goods(twins, quantity=6, vendor=2)
    clock.pass_time(days=1)
    vendor_goods(twins, product=BAG, quantity=3)
    look(twins)
    act(twins, DANA, write_to_desk, 1, "请问外箱有没有破损？ <b>&")
    act(twins, HUGO, ask_more, 1, More.PICTURE)
    act(twins, ANN, attach_claim_photo, 1, a_photo("seam"))
    act(twins, ANN, send_more, 1, "Here is the seam")
    act(twins, DANA, offer_allowance, 1, gbp("3.50"), "as agreed")
    look(twins)
    act(twins, ANN, decline_offer, 1)
    clock.pass_time(days=8)
    assert twins.write_now(remind_claims) == ["SC-2026-00001", "SC-2026-00002"]
    act(twins, DANA, accept_claim, 1, Answer.CREDIT)
    with pytest.raises(ClaimMovedOn):
        act(twins, HUGO, accept_claim, 1, Answer.REPLACE)
    act(twins, ANN, settle_claim, 1)
    act(twins, WEI, send_goods, 1)
    found = look(twins)
    claim = the_claim(twins)
    assert found[0] == found[1] == claim
    assert (claim.status, claim.debit_note) == (ClaimStatus.SETTLED, "DN-2026-00001")


def test_a_second_claim_on_the_same_goods_and_a_second_note_are_refused(twins: Twins) -> None:
    vendor_goods(twins)

    def again(uow: UnitOfWork) -> None:
        uow.claims.add(replace(uow.claims.get(1), id=0, number="SC-2026-00002"))

    with pytest.raises(StatusForbids) as refusal:
        twins.write_now(again)
    assert refusal.value.facts == {"number": "SC-2026-00001", "status": "open", "action": "open"}

    def note(number: str) -> None:
        made = twins.read_now(lambda uow: uow.now)
        cause = "claim:SC-2026-00001"
        twins.write_now(
            lambda uow: uow.debit_notes.add(DebitNote(number, "S-01", gbp("7.50"), cause, made, 1))
        )

    note("DN-2026-00001")
    with pytest.raises(StatusForbids) as refusal:
        note("DN-2026-00002")
    assert refusal.value.facts == {"number": "DN-2026-00001", "status": "issued", "action": "debit"}


def test_what_a_supplier_sends_is_the_same(twins: Twins) -> None:
    vendor_goods(twins, quantity=4)
    vendor_goods(twins, quantity=3)
    act(twins, ANN, accept_claim, 1, Answer.REPAIR)
    act(twins, ANN, accept_claim, 2, Answer.REPLACE)
    look(twins)
    act(twins, CHEN, take_in_goods, 1, 1, pieces(1))
    act(twins, CHEN, take_in_goods, 1, 1, pieces(5), Into.QUARANTINE, words="one is not ours")
    look(twins)
    with pytest.raises(NothingToCome):
        act(twins, CHEN, take_in_goods, 1, 1, pieces(1))
    act(twins, ANN, undo_taking_in, 1, 2, "it was three")
    act(twins, CHEN, take_in_goods, 1, 1, pieces(2), Into.QUARANTINE)
    look(twins)
    act(twins, ANN, settle_claim, 2)
    act(twins, ANN, close_short, 2, "They are bankrupt")
    look(twins)


def test_unknown_claims_are_refused_alike(twins: Twins) -> None:
    for unknown in ("99", "SC-2026-00099", "RO-2026-00001", "x" * 50):
        with pytest.raises(RecordUnknown):
            twins.read_now(lambda uow, number=unknown: uow.claims.by_number(number))  # type: ignore[misc]
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.claims.get(99))


def test_who_saves_an_older_version_is_told(desk: Database) -> None:
    vendor_goods(desk)
    stale = the_claim(desk)
    desk.write_now(lambda uow: uow.claims.save(uow.claims.get(1)))
    with pytest.raises(RecordChanged):
        desk.write_now(lambda uow: uow.claims.save(stale))


def test_contacts_are_those_of_the_company_in_that_role_who_are_still_here(twins: Twins) -> None:
    for member in (DANA, HUGO, RUTH, ELI):
        join(twins, member)
    dismiss(twins, HUGO)
    found = ask(
        twins,
        lambda uow: [person.name for person in uow.people.contacts_of(Role.SUPPLIER, "S-01")],
        lambda uow: [person.name for person in uow.people.contacts_of(Role.SUPPLIER, "S-02")],
        lambda uow: uow.people.contacts_of(Role.CUSTOMER, "S-01"),
        lambda uow: uow.people.contacts_of(Role.SUPPLIER, ""),
    )
    assert found == [["Dana"], ["Ruth"], [], []]


def test_suppliers_are_found_by_code_and_by_name(twins: Twins) -> None:
    twins.write_now(lambda uow: uow.companies.save_suppliers([Company("S-02", "Horn & Söhne")]))
    found = ask(
        twins,
        *(
            lambda uow, words=words: [c.code for c in uow.companies.search_suppliers(words, 5)]
            for words in ("s-0", "hor", "söhne", "S-02", "%", "nobody")
        ),
    )
    assert found == [["S-01", "S-02"], ["S-01", "S-02"], ["S-02"], ["S-02"], [], []]

"""Who cannot be reached in Telegram is written to, once; the record and the managers say so."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from bot.core.domain.notice import Card, Notice, NoticeKind, NoticeStatus
from bot.core.domain.people import Role
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.accept_invitation import accept_invitation
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.invite_person import invite_customer
from bot.core.usecases.manage_people import give_role, take_role
from bot.core.usecases.managers_group import settle_group
from bot.core.usecases.remind_claims import remind_claims
from bot.core.usecases.settle_claim import settle_claim
from bot.core.usecases.undelivered import give_up_notice
from tests.support.builders import (
    a_desk,
    act,
    an_approved_return,
    file_return,
    give_address,
    join,
    person_id,
    vendor_goods,
)
from tests.support.cast import ANN, BO, DANA, ELI, OLGA, WEI, Member
from tests.support.memory_ports import MemoryDesk, default_rules


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk(rules=replace(default_rules(), mail=True))


def give_up(desk: MemoryDesk, member: Member, kind: NoticeKind, code: str = "blocked") -> Notice:
    """Claimed and given up, as the sender does."""
    index, notice = next(
        (i, n)
        for i, n in enumerate(desk.state.notices)
        if (n.chat_id, n.kind, n.status) == (member.telegram_id, kind, NoticeStatus.PENDING)
    )
    claimed = replace(notice, status=NoticeStatus.SENDING, attempts=1)
    desk.state.notices[index] = claimed
    desk.write_now(partial(give_up_notice, notice=claimed, code=code))
    return claimed


CODE = NoticeKind.ADDRESS_CODE


def mails(desk: MemoryDesk) -> list[tuple[str, NoticeKind, str]]:
    return [(n.address, n.kind, n.record) for n in desk.state.notices if n.address and n.kind is not CODE]


def test_a_manager_who_blocked_the_bot_is_written_to(desk: MemoryDesk) -> None:
    give_address(desk, ANN, "ann@desk.example")
    number = file_return(desk).request.number
    give_up(desk, ANN, NoticeKind.APPROVAL_CARD)
    assert mails(desk) == [("ann@desk.example", NoticeKind.APPROVAL_CARD, number)]
    entries = desk.read_now(lambda uow: uow.log.of_record(number))
    (said,) = [entry.facts for entry in entries if entry.event == "NoticeUndelivered"]
    assert ('"code": "blocked"' in said, '"instead": "email"' in said) == (True, True)
    told = {n.chat_id for n in desk.state.notices if n.kind is NoticeKind.NOTICE_FAILED}
    assert told == {WEI.telegram_id, OLGA.telegram_id}


def test_giving_up_twice_writes_once(desk: MemoryDesk) -> None:
    give_address(desk, ANN, "ann@desk.example")
    file_return(desk)
    dead = give_up(desk, ANN, NoticeKind.APPROVAL_CARD)
    before = desk.state.shallow()
    desk.write_now(partial(give_up_notice, notice=dead, code="blocked"))
    assert desk.state == before


def test_a_supplier_s_contact_who_blocked_the_bot_is_written_to_at_the_company_s_address(
    desk: MemoryDesk,
) -> None:
    join(desk, DANA)
    vendor_goods(desk)
    give_up(desk, DANA, NoticeKind.CLAIM_CARD)
    claims = [address for address, kind, _ in mails(desk) if kind is NoticeKind.CLAIM_CARD]
    assert claims == ["claims@horloge.example"]


def test_a_supplier_without_any_contact_is_written_to_at_once(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    claims = [address for address, kind, _ in mails(desk) if kind is NoticeKind.CLAIM_CARD]
    assert claims == ["claims@horloge.example"]


def test_who_writes_mails_is_answered_for_by_the_managers_who_get_the_card_at_once(desk: MemoryDesk) -> None:
    vendor_goods(desk)
    cards = [n.chat_id for n in desk.state.notices if n.kind is NoticeKind.CLAIM_DESK_CARD]
    assert sorted(cards) == [ANN.telegram_id, WEI.telegram_id, OLGA.telegram_id]
    act(desk, OLGA, settle_group, -4001, "Managers", None)
    assert [n.matter for n in desk.state.notices if n.chat_id == -4001] == ["claim_desk_card/1"]


def test_without_an_address_or_without_mail_the_managers_are_told_all_the_same(desk: MemoryDesk) -> None:
    file_return(desk)
    give_up(desk, ANN, NoticeKind.APPROVAL_CARD)
    assert mails(desk) == []
    assert [n.kind for n in desk.state.notices if n.chat_id == WEI.telegram_id][
        -1
    ] is NoticeKind.NOTICE_FAILED
    silent = a_desk()
    give_address(silent, ANN, "ann@desk.example")
    file_return(silent)
    give_up(silent, ANN, NoticeKind.APPROVAL_CARD)
    assert mails(silent) == []


def test_a_message_that_cannot_be_made_is_not_mailed_either(desk: MemoryDesk) -> None:
    give_address(desk, ANN, "ann@desk.example")
    file_return(desk)
    give_up(desk, ANN, NoticeKind.APPROVAL_CARD, "broken: KeyError")
    assert mails(desk) == []


def hold_card(desk: MemoryDesk, member: Member, matter: str) -> None:
    """As if it had come while Telegram still reached them."""
    desk.state.cards[member.telegram_id, 5] = Card(matter, member.telegram_id, 5)


def settle_pending(desk: MemoryDesk, member: Member) -> None:
    """Everything so far has reached them."""
    for index, notice in enumerate(desk.state.notices):
        if notice.chat_id == member.telegram_id and notice.status is NoticeStatus.PENDING:
            desk.state.notices[index] = replace(notice, status=NoticeStatus.SENT)


def give_up_all(desk: MemoryDesk, member: Member) -> None:
    """Everything that waits for them is refused."""
    while any(
        (n.chat_id, n.status) == (member.telegram_id, NoticeStatus.PENDING) for n in desk.state.notices
    ):
        kind = next(
            n.kind
            for n in desk.state.notices
            if (n.chat_id, n.status) == (member.telegram_id, NoticeStatus.PENDING)
        )
        give_up(desk, member, kind)


def test_a_card_that_was_only_to_change_in_place_is_no_mail(desk: MemoryDesk) -> None:
    give_address(desk, ANN, "ann@desk.example")
    request_id = file_return(desk).request.id
    settle_pending(desk, ANN)
    hold_card(desk, ANN, f"approval_card/{request_id}")
    act(desk, WEI, approve_return, request_id)
    known = len(desk.state.notices)
    before = mails(desk)
    give_up_all(desk, ANN)
    assert mails(desk) == before
    assert len(desk.state.notices) == known, "and nobody hears that it failed"


def test_a_reminder_is_one_mail_though_the_old_card_changes_too(desk: MemoryDesk) -> None:
    join(desk, DANA)
    vendor_goods(desk)
    settle_pending(desk, DANA)
    hold_card(desk, DANA, "claim_card/1")
    desk.clock.pass_time(days=9)
    assert desk.write_now(remind_claims) == ["SC-2026-00001"]
    give_up_all(desk, DANA)
    claims = [address for address, kind, _ in mails(desk) if kind is NoticeKind.CLAIM_CARD]
    assert claims == ["claims@horloge.example"]


def test_how_a_claim_ended_is_written_to_a_supplier_who_has_its_card_but_blocked_the_bot(
    desk: MemoryDesk,
) -> None:
    join(desk, DANA)
    vendor_goods(desk)
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    settle_pending(desk, DANA)
    hold_card(desk, DANA, "claim_card/1")
    act(desk, ANN, settle_claim, 1)
    give_up_all(desk, DANA)
    claims = [address for address, kind, _ in mails(desk) if kind is NoticeKind.CLAIM_CARD]
    assert claims == ["claims@horloge.example"]


def test_cards_that_close_are_no_mails(desk: MemoryDesk) -> None:
    give_address(desk, WEI, "wei@desk.example")
    request_id = file_return(desk).request.id
    act(desk, OLGA, give_role, person_id(desk, WEI), Role.CLERK)
    settle_pending(desk, WEI)
    hold_card(desk, WEI, f"approval_card/{request_id}")
    act(desk, OLGA, take_role, person_id(desk, WEI), Role.MANAGER)
    give_up_all(desk, WEI)
    assert [kind for _, kind, _ in mails(desk)] == [NoticeKind.ROLES_CHANGED]


def test_many_that_fail_for_one_person_are_one_card_a_day(desk: MemoryDesk) -> None:
    for _ in range(3):
        file_return(desk)
    for _ in range(3):
        give_up(desk, ANN, NoticeKind.APPROVAL_CARD)
    to_wei = [n for n in desk.state.notices if n.chat_id == 1004 and n.kind is NoticeKind.NOTICE_FAILED]
    assert [n.status for n in to_wei] == [NoticeStatus.MERGED, NoticeStatus.MERGED, NoticeStatus.PENDING]


def test_a_notice_about_a_failure_that_fails_itself_tells_nobody(desk: MemoryDesk) -> None:
    file_return(desk)
    give_up(desk, ANN, NoticeKind.APPROVAL_CARD)
    known = len(desk.state.notices)
    give_up(desk, WEI, NoticeKind.NOTICE_FAILED)
    assert len(desk.state.notices) == known


def test_who_invited_somebody_that_cannot_be_reached_hears_of_it(desk: MemoryDesk) -> None:
    act(desk, BO, invite_customer, an_approved_return(desk), "s" * 40)
    desk.write_now(lambda uow: accept_invitation(uow, ELI.telegram_id, ELI.name, "en", "s" * 40))
    give_up(desk, ELI, NoticeKind.CUSTOMER_RETURN)
    told = {n.chat_id for n in desk.state.notices if n.kind is NoticeKind.NOTICE_FAILED}
    assert told == {ANN.telegram_id, WEI.telegram_id, OLGA.telegram_id, BO.telegram_id}

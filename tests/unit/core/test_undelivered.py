"""Who cannot be reached in Telegram is written to, once; the record and the managers say so."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from bot.core.domain.notice import Notice, NoticeKind, NoticeStatus
from bot.core.usecases.accept_invitation import accept_invitation
from bot.core.usecases.invite_person import invite_customer
from bot.core.usecases.undelivered import give_up_notice
from tests.support.builders import (
    a_desk,
    act,
    an_approved_return,
    file_return,
    give_address,
    join,
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

"""Invitations and customers' voices: the database answers as the desk in memory does, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.joining_errors import InvitationUsed
from bot.core.domain.people import Role
from bot.core.usecases.accept_invitation import accept_invitation, note_guess
from bot.core.usecases.follow_return import (
    answer_customer_question,
    ask_customer,
    ask_desk,
    rate_return,
    remark_on_return,
)
from bot.core.usecases.invite_person import invite_customer, invite_person, revoke_invitation
from storage.database import Database
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import CAFE, a_finished_return, act, draft_return, file_return
from tests.support.cast import ANN, BO, CARL, ELI, WEI
from tests.support.clock import Clock

SECRET = "s" * 32


def test_invitations(twins: Twins, clock: Clock) -> None:
    request_id = file_return(twins).request.id
    act(twins, ANN, invite_person, {Role.CLERK, Role.INSPECTOR}, None, SECRET)
    act(twins, ANN, invite_person, {Role.SUPPLIER}, "S-01", "a" * 32)
    act(twins, BO, invite_customer, request_id, "b" * 32)
    act(twins, WEI, revoke_invitation, 2)
    twins.write_now(lambda uow: accept_invitation(uow, 9998, "Sam", "zh", "b" * 32))
    act(twins, ANN, invite_person, {Role.CUSTOMER}, CAFE, "c" * 32)
    followed = twins.read_now(lambda uow: uow.people.by_telegram(9998))
    assert followed is not None
    assert followed.only_returns == frozenset({request_id})
    twins.write_now(lambda uow: note_guess(uow, 9999))
    clock.pass_time(days=6)
    with pytest.raises(InvitationUsed):
        twins.write_now(lambda uow: accept_invitation(uow, 9999, "Sam", "zh", "b" * 32))
    ask(
        twins,
        lambda uow: uow.people.by_telegram(9998),
        lambda uow: [uow.invitations.get(number) for number in (1, 2, 3)],
        lambda uow: uow.invitations.open(uow.now, 10),
        lambda uow: uow.invitations.open(uow.now, 10, 1),
        lambda uow: uow.invitations.count_open(uow.now),
        lambda uow: uow.invitations.by_hash("nothing"),
        lambda uow: uow.invitations.used_by(2),
        lambda uow: uow.people.contacts_of(Role.CUSTOMER, CAFE),
    )
    twins.write_now(lambda uow: accept_invitation(uow, 9998, "Sam", "zh", "c" * 32))
    ask(twins, lambda uow: uow.people.by_telegram(9998), lambda uow: uow.people.all())
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.invitations.get(99))


def test_what_customers_say(twins: Twins, clock: Clock) -> None:
    for member in (ELI, CARL):
        twins.write_now(lambda uow, member=member: uow.people.add(member.as_person()))  # type: ignore[misc]
    request_id = a_finished_return(twins).order.request_id
    act(twins, ELI, ask_desk, request_id, "When?")
    act(twins, ANN, ask_customer, request_id, "Which side?")
    clock.pass_time(minutes=1)
    act(twins, WEI, answer_customer_question, 1, "Today.")
    act(twins, ELI, rate_return, request_id, 4)
    act(twins, CARL, rate_return, request_id, 2)
    clock.pass_time(days=1)
    act(twins, ELI, rate_return, request_id, 5)
    act(twins, ELI, remark_on_return, request_id, "Quick.")
    draft_return(twins)
    ask(
        twins,
        lambda uow: uow.voices.questions_of(request_id),
        lambda uow: uow.voices.question(2),
        lambda uow: uow.voices.ratings_of(request_id),
        lambda uow: uow.voices.rating(request_id, 1),
        lambda uow: [request.id for request in uow.requests.of_customer(CAFE, 5)],
        lambda uow: [request.id for request in uow.requests.of_customer(CAFE, 5, 1)],
        lambda uow: uow.requests.of_customer("nobody", 5),
        lambda uow: uow.outbox.cards_in(ANN.telegram_id),
    )
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.voices.question(99))


def test_questions_that_wait_for_a_customer(twins: Twins, clock: Clock) -> None:
    twins.write_now(lambda uow: uow.people.add(ELI.as_person()))
    request_id = file_return(twins).request.id
    start = clock.now
    act(twins, ELI, ask_desk, request_id, "When?")
    for words in ("Which corner?", "Which box?", "Which day?"):
        act(twins, ANN, ask_customer, request_id, words)
        clock.pass_time(minutes=1)
    act(twins, ELI, answer_customer_question, 3, "The big one.")
    before, last = start - timedelta(seconds=1), start + timedelta(minutes=2)
    waiting = twins.read_now(lambda uow: uow.voices.unanswered(before, last))
    assert [question.words for question in waiting] == ["Which corner?", "Which day?"]
    later = twins.read_now(lambda uow: uow.voices.unanswered(start, last))
    assert [question.words for question in later] == ["Which day?"]


async def test_of_two_who_open_a_link_at_once_one_is_in(desk: Database) -> None:
    await desk.write(lambda uow: invite_person(uow, uow.people.get(1), {Role.CLERK}, None, SECRET))

    def come(account: int) -> bool:
        try:
            desk.write_now(lambda uow: accept_invitation(uow, account, "Sam", "en", SECRET))
        except InvitationUsed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(come, range(9001, 9009))) == 1
    known = await desk.read(lambda uow: [p.telegram_id for p in uow.people.all() if p.telegram_id > 9000])
    assert len(known) == 1

"""Planned notices, wishes and the managers' group: the stored desk answers as the one in memory does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.group import CardsTo, Group
from bot.core.domain.notice import Card, Notice, NoticeKind, NoticeStatus
from bot.core.domain.notice_kinds import NoticeSettings
from bot.core.usecases.managers_group import choose_cards_to, follow_group, lose_group, settle_group
from bot.core.usecases.notice_wishes import set_quiet_hours, switch_kind, switch_kind_of
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from storage.outbox import Outbox
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import act, approve, file_return, give_address
from tests.support.cast import ANN, BO, OLGA, WEI
from tests.support.clock import MORNING, Clock

GROUP, SUPER = -4001, -1001234567890
EVERYONE = (1001, 1002, 1003, 1004, 1005, GROUP, SUPER)


def _look(twins: Twins, number: str) -> list[object]:
    return ask(
        twins,
        lambda uow: uow.outbox.of_records([number, "RR-2026-00002"]),
        lambda uow: uow.outbox.of_records([number], limit=2),
        lambda uow: [uow.outbox.held(chat) for chat in EVERYONE],
        lambda uow: [uow.outbox.cards_in(chat) for chat in EVERYONE],
        lambda uow: [uow.outbox.was_told(chat, "approval_card/1") for chat in EVERYONE],
        lambda uow: [uow.outbox.is_sending(chat) for chat in EVERYONE],
        lambda uow: uow.outbox.chats_told("approval_card/1"),
        lambda uow: uow.groups.managers(),
        lambda uow: [uow.people.notice_settings(n) for n in range(1, 6)],
        lambda uow: uow.people.all(),
    )


def test_wishes_groups_and_notices_are_kept_the_same(twins: Twins) -> None:
    act(twins, ANN, set_quiet_hours, "09:00-11:00")
    act(twins, BO, switch_kind, NoticeKind.RETURN_POSTED)
    act(twins, ANN, switch_kind_of, 2, NoticeKind.INVITATION_USED)
    give_address(twins, WEI, "wei@desk.example")
    number = file_return(twins).request.number
    _look(twins, number)
    act(twins, OLGA, settle_group, GROUP, "Managers", 7)
    _look(twins, number)
    act(twins, OLGA, choose_cards_to, CardsTo.BOTH)
    approve(twins, 1, by=WEI)
    _look(twins, number)
    for _ in range(3):
        file_return(twins, quantity=6)
    _look(twins, number)
    twins.write_now(partial(follow_group, old=GROUP, new=SUPER))
    _look(twins, number)
    act(twins, ANN, set_quiet_hours, "")
    twins.write_now(partial(lose_group, chat_id=SUPER, why="kicked"))
    _look(twins, number)


def test_an_unknown_notice_is_refused_the_same(twins: Twins) -> None:
    with pytest.raises(RecordUnknown):
        twins.read_now(lambda uow: uow.outbox.get(99))


def test_a_group_replaces_the_one_before(twins: Twins) -> None:
    for chat in (GROUP, SUPER):
        group = Group(chat, "Managers", "zh", 5, MORNING, CardsTo.EACH)
        twins.write_now(partial(_put, group=group))
    (kept,) = ask(twins, lambda uow: uow.groups.managers())
    assert kept == group


def _put(uow: UnitOfWork, group: Group) -> None:
    uow.groups.put(group)


def _plan(uow: UnitOfWork, notices: list[Notice]) -> None:
    for notice in notices:
        uow.outbox.add(replace(notice))


def _notice(key: str, chat: int) -> Notice:
    return Notice(key, chat, "en", NoticeKind.APPROVAL_CARD, "approval_card/1", 1, MORNING, record="RR")


async def test_a_group_s_cards_stay_behind_and_its_notices_follow_once(
    database: Database, clock: Clock
) -> None:
    outbox = Outbox(database)
    both = [_notice("a", GROUP), _notice("b", GROUP), _notice("b", SUPER)]
    await database.write(lambda uow: _plan(uow, both))
    (first, *_) = await outbox.claim(1, clock(), 60)
    await outbox.succeed(first, Card("approval_card/1", GROUP, 5), clock())
    await database.write(lambda uow: uow.outbox.move_chat(GROUP, SUPER))
    left = await database.read(lambda uow: uow.outbox.of_records(["RR"]))
    assert sorted((n.event_key, n.chat_id) for n in left) == [("a", SUPER), ("b", SUPER)]
    assert await outbox.card("approval_card/1", SUPER) is None
    assert await outbox.card("approval_card/1", GROUP) is None


async def test_what_was_pressed_was_read_and_what_came_later_not(database: Database, clock: Clock) -> None:
    outbox = Outbox(database)
    other = replace(_notice("c", 1001), matter="approval_card/2")
    await database.write(lambda uow: _plan(uow, [_notice("a", 1001), other, _notice("b", 1002)]))
    for notice in [*await outbox.claim(2, clock(), 60), *await outbox.claim(2, clock(), 60)]:
        card = Card(notice.matter, notice.chat_id, 5 if notice.matter.endswith("1") else 6)
        await outbox.succeed(notice, card, clock())
    assert await database.read(lambda uow: uow.outbox.is_unread(1001, 5))
    assert not await database.read(lambda uow: uow.outbox.is_unread(1001, 77))
    pressed = clock.pass_time(minutes=3)
    await database.write(lambda uow: uow.outbox.note_read(1001, 5))
    assert not await database.read(lambda uow: uow.outbox.is_unread(1001, 5))
    clock.pass_time(minutes=1)
    await database.write(lambda uow: uow.outbox.note_read(1001, 5))
    later = replace(_notice("d", 1001), matter="approval_card/1")
    await database.write(lambda uow: _plan(uow, [later]))
    await database.write(lambda uow: uow.outbox.note_read(1001, 5))  # it is not sent yet
    seen = await database.read(lambda uow: uow.outbox.of_records(["RR"]))
    assert {n.event_key: n.read_at for n in seen} == {"a": pressed, "b": None, "c": None, "d": None}


async def test_giving_up_needs_the_claim(database: Database, clock: Clock) -> None:
    outbox = Outbox(database)
    await database.write(lambda uow: _plan(uow, [_notice("a", 1001)]))
    (lost,) = await outbox.claim(1, clock(), 60)
    clock.pass_time(minutes=2)
    (held,) = await outbox.claim(1, clock(), 60)
    assert not await database.write(lambda uow: uow.outbox.give_up(lost, "blocked"))
    assert await database.write(lambda uow: uow.outbox.give_up(held, "blocked"))
    dead = await database.read(lambda uow: uow.outbox.get(held.id))
    assert (dead.status, dead.error, dead.claimed_until) == (NoticeStatus.DEAD, "blocked", None)


async def test_what_is_held_is_held_until_another_time_and_what_is_not_is_not(
    database: Database, clock: Clock
) -> None:
    until = clock() + timedelta(hours=8)
    night = [replace(_notice(key, 1001), held_until=until, fresh=True) for key in "ab"]
    elsewhere = replace(_notice("a", 1002), held_until=until)
    await database.write(lambda uow: _plan(uow, [*night, elsewhere, _notice("c", 1001)]))
    later = clock() + timedelta(hours=10)
    await database.write(lambda uow: uow.outbox.hold_until(1001, later))
    seen = await database.read(lambda uow: uow.outbox.of_records(["RR"]))
    held = {(n.event_key, n.chat_id): n.held_until for n in seen if n.status is NoticeStatus.PENDING}
    assert held == {("a", 1001): later, ("b", 1001): later, ("c", 1001): None, ("a", 1002): until}


async def test_letting_go_wakes_the_sender(database: Database, clock: Clock) -> None:
    night = replace(_notice("a", 1001), held_until=clock() + timedelta(hours=8))
    await database.write(lambda uow: _plan(uow, [night]))
    woken: list[bool] = []
    database.listen(lambda: woken.append(True))
    await database.write(lambda uow: uow.outbox.release(1001))
    assert woken == [True]
    assert len(await Outbox(database).claim(1, clock(), 60)) == 1


async def test_a_kind_no_longer_known_is_passed_over(database: Database) -> None:
    wishes = NoticeSettings(0, "", frozenset({NoticeKind.RETURN_POSTED}))
    await database.write(lambda uow: uow.people.save_notice_settings(wishes))
    assert await database.read(lambda uow: uow.people.notice_settings(0)) == wishes

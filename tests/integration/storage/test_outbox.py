"""The queue of notices: each at least once, in the order of its chat, by one sender at a time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.core.domain.notice import Card, Channel, Notice, NoticeKind, NoticeStatus, Recipient
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from storage.outbox import Outbox
from tests.integration.storage.conftest import Open
from tests.support.clock import Clock

LEASE = 60  # seconds


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def a_notice(
    key: str,
    chat: int = 1001,
    *,
    matter: str = "",
    fresh: bool = False,
    due_at: datetime | None = None,
    address: str = "",
    held_until: datetime | None = None,
) -> Notice:
    return Notice(
        key,
        chat,
        "en",
        NoticeKind.APPROVAL_CARD,
        matter or f"matter/{key}",
        17,
        datetime.fromisoformat("2026-03-10T09:00:00+00:00"),
        fresh=fresh,
        facts={"words": "为什么?", "lines": [1, 2]},
        due_at=due_at,
        address=address,
        held_until=held_until,
    )


async def plan(database: Database, *notices: Notice) -> None:
    def work(uow: UnitOfWork) -> None:
        for notice in notices:
            uow.outbox.add(notice)

    await database.write(work)


async def keys(outbox: Outbox, clock: Clock, limit: int = 100) -> list[str]:
    return [notice.event_key for notice in await outbox.claim(limit, clock(), LEASE)]


async def test_a_claimed_notice_comes_as_it_was_planned(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a"))
    (claimed,) = await outbox.claim(10, clock(), LEASE)
    expected = a_notice("a")
    expected.id, expected.status, expected.attempts = claimed.id, NoticeStatus.SENDING, 1
    expected.claimed_until = clock() + timedelta(seconds=LEASE)
    assert claimed == expected


async def test_the_same_event_tells_a_chat_once(database: Database, outbox: Outbox, clock: Clock) -> None:
    await plan(database, a_notice("a"), a_notice("a"), a_notice("a", 1002))
    await plan(database, a_notice("a"), a_notice("a", 1002))
    assert await outbox.count_waiting() == 2
    assert await keys(outbox, clock) == ["a", "a"]


async def test_a_newer_notice_of_the_same_matter_says_it_all(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("old", matter="m"), a_notice("other chat", 1002, matter="m"))
    await plan(database, a_notice("older twin", matter="m"), a_notice("new", matter="m"))
    assert await keys(outbox, clock) == ["other chat", "new"]
    assert await outbox.count_waiting() == 2


async def test_fresh_notices_are_not_merged_and_merge_nothing(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("first", matter="m"), a_notice("fresh", matter="m", fresh=True))
    await plan(database, a_notice("last", matter="m"))
    (first,) = await outbox.claim(10, clock(), LEASE)
    assert first.event_key == "fresh"
    await outbox.succeed(first, None, clock())
    assert await keys(outbox, clock) == ["last"]


async def test_what_is_being_sent_is_not_merged(database: Database, outbox: Outbox, clock: Clock) -> None:
    await plan(database, a_notice("first", matter="m"))
    (first,) = await outbox.claim(10, clock(), LEASE)
    await plan(database, a_notice("second", matter="m"))
    await outbox.succeed(first, None, clock())
    assert await keys(outbox, clock) == ["second"]


async def test_a_chat_gets_one_at_a_time_and_in_order(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a"), a_notice("b"), a_notice("c", 1002), a_notice("d"))
    first, other = await outbox.claim(10, clock(), LEASE)
    assert [first.event_key, other.event_key] == ["a", "c"]
    assert await keys(outbox, clock) == []
    await outbox.succeed(first, None, clock())
    assert await keys(outbox, clock) == ["b"]


async def test_a_postponed_notice_holds_its_chat_until_its_time(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a"), a_notice("b"), a_notice("c", 1002))
    first, other = await outbox.claim(10, clock(), LEASE)
    await outbox.postpone(first, clock() + timedelta(seconds=30), "429")
    await outbox.succeed(other, None, clock())
    assert await keys(outbox, clock) == []
    assert await outbox.next_due(clock()) == clock() + timedelta(seconds=30)
    clock.pass_time(seconds=30)
    (again,) = await outbox.claim(10, clock(), LEASE)
    assert (again.event_key, again.attempts, again.error) == ("a", 2, "429")


async def test_what_a_dead_process_was_sending_goes_at_once_after_a_start(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a"), a_notice("b", 1002))
    assert sorted(await keys(outbox, clock)) == ["a", "b"]
    assert await keys(outbox, clock) == []
    await outbox.release()
    assert sorted(await keys(outbox, clock)) == ["a", "b"]


async def test_a_lease_that_ran_out_is_claimed_again(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a"))
    (lost,) = await outbox.claim(10, clock(), LEASE)
    clock.pass_time(seconds=LEASE - 1)
    assert await keys(outbox, clock) == []
    assert await outbox.next_due(clock()) == clock() + timedelta(seconds=1)
    clock.pass_time(seconds=1)
    (again,) = await outbox.claim(10, clock(), LEASE)
    assert (again.event_key, again.attempts) == ("a", 2)
    await outbox.give_up(lost, "who lost the lease has no say")
    await outbox.postpone(lost, clock(), "neither so")
    assert await outbox.count_waiting() == 1
    await outbox.succeed(again, None, clock())
    assert await outbox.count_waiting() == 0


async def test_what_is_given_up_is_dead_and_frees_its_chat(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a", matter="m"), a_notice("b"))
    (first,) = await outbox.claim(10, clock(), LEASE)
    await outbox.give_up(first, "403")
    assert await keys(outbox, clock) == ["b"]
    assert database.read_now(lambda uow: uow.outbox.chats_told("m")) == []


async def test_nothing_waiting_is_due_never_and_something_at_once_is_due_now(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    assert await outbox.next_due(clock()) is None
    await plan(database, a_notice("a", due_at=clock() + timedelta(hours=8)))
    assert await outbox.next_due(clock()) == clock() + timedelta(hours=8)
    assert await keys(outbox, clock) == []
    await plan(database, a_notice("b", 1002))
    assert await outbox.next_due(clock()) == clock()


async def test_a_clock_set_back_does_not_hold_what_is_due_at_once(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a"))
    clock.pass_time(days=-1)
    assert await keys(outbox, clock) == ["a"]


async def test_each_channel_has_a_queue_of_its_own(database: Database, outbox: Outbox, clock: Clock) -> None:
    mails = Outbox(database, Channel.EMAIL)
    await plan(
        database,
        a_notice("a", matter="m"),
        a_notice("a", 0, matter="m", address="dana@northlight.example"),
        a_notice("a", 0, matter="m", address="dana@northlight.example"),
        a_notice("a", 0, matter="m", address="eli@cafe.example"),
    )
    assert await keys(outbox, clock) == ["a"]
    assert [n.address for n in await mails.claim(10, clock(), LEASE)] == [
        "dana@northlight.example",
        "eli@cafe.example",
    ]
    assert await mails.next_due(clock()) == clock() + timedelta(seconds=LEASE)
    assert database.read_now(lambda uow: uow.outbox.chats_told("m")) == [Recipient(1001, "en")]


async def test_what_is_held_over_the_night_keeps_nothing_else_waiting(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    morning = clock() + timedelta(hours=9)
    await plan(
        database,
        a_notice("held", held_until=morning),
        a_notice("asked for"),
        a_notice("also held", held_until=morning),
    )
    (asked,) = await outbox.claim(10, clock(), LEASE)
    assert asked.event_key == "asked for"
    await outbox.succeed(asked, None, clock())
    assert await keys(outbox, clock) == []
    assert await outbox.next_due(clock()) == morning
    clock.pass_time(hours=9)
    (first,) = await outbox.claim(10, clock(), LEASE)
    assert first.event_key == "held"
    await outbox.succeed(first, None, clock())
    assert await keys(outbox, clock) == ["also held"]


async def test_two_senders_never_get_the_same_notice(database: Database, another: Open, clock: Clock) -> None:
    await plan(database, *(a_notice(f"{number}", 1000 + number) for number in range(60)))
    senders = [Outbox(database), Outbox(another())]
    claims = await asyncio.gather(*(senders[number % 2].claim(5, clock(), LEASE) for number in range(24)))
    claimed = [notice.event_key for claim in claims for notice in claim]
    assert len(claimed) == len(set(claimed))
    rest = await keys(senders[0], clock)
    assert sorted(claimed + rest, key=int) == [str(number) for number in range(60)]


async def test_a_card_is_remembered_and_found_by_its_message(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a", matter="approval/17"))
    (claimed,) = await outbox.claim(1, clock(), LEASE)
    await outbox.succeed(claimed, Card("approval/17", 1001, 55), clock())
    assert await outbox.card("approval/17", 1001) == Card("approval/17", 1001, 55)
    await outbox.succeed(claimed, Card("approval/17", 1001, 60, has_photo=True), clock())
    assert await outbox.card("approval/17", 1001) == Card("approval/17", 1001, 60, has_photo=True)
    assert await outbox.card("approval/17", 1002) is None
    matters = [
        database.read_now(lambda uow: uow.outbox.matter_of(1001, 60)),
        database.read_now(lambda uow: uow.outbox.matter_of(1001, 55)),
        database.read_now(lambda uow: uow.outbox.matter_of(1, 60)),
    ]
    assert matters == ["approval/17", None, None]


async def test_who_was_told_is_known_before_and_after_sending(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await plan(database, a_notice("a", 1001, matter="m"), a_notice("b", 1002, matter="m"))
    (first, _) = await outbox.claim(2, clock(), LEASE)
    await outbox.succeed(first, None, clock())
    assert await database.read(lambda uow: uow.outbox.chats_told("m")) == [
        Recipient(1001, "en"),
        Recipient(1002, "en"),
    ]

    def within(uow: UnitOfWork) -> list[Recipient]:
        uow.outbox.add(a_notice("c", 1003, matter="m"))
        return uow.outbox.chats_told("m")

    assert len(await database.write(within)) == 3


async def test_a_chat_that_is_being_written_to_is_known_until_its_card_is(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    def sending() -> list[bool]:
        return [database.read_now(lambda uow, c=chat: uow.outbox.is_sending(c)) for chat in (1001, 1002)]  # type: ignore[misc]

    await plan(database, a_notice("a", 1001, matter="m"))
    assert sending() == [False, False]
    (claimed,) = await outbox.claim(1, clock(), LEASE)
    assert sending() == [True, False]
    await outbox.succeed(claimed, Card("m", 1001, 55), clock())
    assert sending() == [False, False]


async def test_the_outbox_wakes_who_sends(database: Database, outbox: Outbox) -> None:
    woken: list[bool] = []
    outbox.listen(lambda: woken.append(True))
    await plan(database, a_notice("a"))
    assert woken == [True]

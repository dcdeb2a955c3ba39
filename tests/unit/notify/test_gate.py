"""Gate: uses all of what Telegram allows, never more, and lets those who wait go first."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.notify.gate import Gate, Priority, is_exempt
from tests.support.virtual_time import VirtualTime

ANN, BO, GROUP = 1001, 1002, -100_500


class Wire:
    """Where calls end up: notes when each was made, and refuses what it is told to."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.gate = Gate(monotonic=self.time.monotonic, sleep=self.time.sleep)
        self.sent: list[tuple[float, int | str | None, str]] = []
        self.errors: list[TelegramError] = []
        self.answer: Callable[[str, dict[str, Any]], Coroutine[Any, Any, bool]] = self._answer

    async def call(self, endpoint: str, data: dict[str, Any]) -> bool:
        self.sent.append((round(self.time.seconds, 3), data.get("chat_id"), endpoint))
        return await self.answer(endpoint, data)

    async def _answer(self, _endpoint: str, _data: dict[str, Any]) -> bool:
        if self.errors:
            raise self.errors.pop(0)
        return True

    def send(
        self,
        chat: int | str | None,
        endpoint: str = "sendMessage",
        priority: Priority | None = None,
        **data: Any,
    ) -> Coroutine[Any, Any, Any]:
        given = data | ({} if chat is None else {"chat_id": chat})
        return self.gate.process_request(self.call, (endpoint, given), {}, endpoint, given, priority)

    async def send_all(self, *calls: Coroutine[Any, Any, Any]) -> list[Any]:
        return await self.time.finish(asyncio.gather(*calls, return_exceptions=True))

    def times(self, chat: int | str | None = None) -> list[float]:
        return [at for at, to, _ in self.sent if chat is None or to == chat]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def most_in_a_window(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


async def test_a_person_who_taps_quickly_waits_for_nothing_and_then_a_second_each(wire: Wire) -> None:
    await wire.send_all(*[wire.send(ANN, "editMessageText") for _ in range(6)])
    assert wire.times() == pytest.approx([0, 0, 0, 1, 2, 3], abs=0.1)
    await wire.time.pass_seconds(10)
    await wire.send_all(*[wire.send(ANN) for _ in range(3)])
    assert wire.times()[-3:] == [wire.time.seconds] * 3


async def test_thirty_a_second_to_different_chats_and_not_one_more(wire: Wire) -> None:
    await wire.send_all(*[wire.send(chat) for chat in range(1, 301)])
    assert most_in_a_window(wire.times(), 1.0) == 30
    assert wire.time.seconds < 9.3  # 300 at 30 a second, the first 30 at once


async def test_a_group_gets_twenty_in_any_minute(wire: Wire) -> None:
    await wire.send_all(*[wire.send(GROUP) for _ in range(60)])
    assert most_in_a_window(wire.times(), 60.0) == 20
    assert wire.time.seconds < 121


async def test_a_public_group_by_its_name_is_a_group_and_a_number_in_quotes_a_person(wire: Wire) -> None:
    await wire.send_all(*[wire.send("@returns") for _ in range(21)])
    assert wire.times()[-1] >= 60
    await wire.send_all(*[wire.send(str(ANN)) for _ in range(3)])
    assert wire.gate.when_free(ANN) > 0.9


async def test_answers_to_presses_and_settings_never_wait(wire: Wire) -> None:
    calls = [wire.send(None, "answerCallbackQuery") for _ in range(200)]
    calls += [wire.send(ANN, endpoint) for endpoint in ("getChat", "setMyCommands", "deleteWebhook") * 50]
    await wire.send_all(*calls)
    assert wire.time.seconds == 0
    assert not any(
        map(is_exempt, ("sendMessage", "editMessageText", "deleteMessage", "deleteMessages", "copyMessage"))
    )


async def test_an_album_counts_as_many_as_it_has_pictures(wire: Wire) -> None:
    await wire.send_all(wire.send(ANN, "sendMediaGroup", media=[0] * 5), wire.send(ANN))
    assert wire.times() == pytest.approx([0, 3], abs=0.1)  # 3 at once, 2 owed, 1 for the next


async def test_one_slow_chat_holds_no_other_chat_back(wire: Wire) -> None:
    await wire.send_all(
        *[wire.send(ANN) for _ in range(10)], *[wire.send(chat) for chat in range(2000, 2010)]
    )
    assert max(wire.times(2000 + number)[0] for number in range(10)) == 0


async def test_somebody_who_waits_goes_before_notices(wire: Wire) -> None:
    notices = [wire.send(chat, priority=Priority.NOTICE) for chat in range(5000, 5100)]
    running = asyncio.gather(*notices)
    await wire.time.pass_seconds(1.5)
    asked = wire.time.seconds
    await wire.send_all(*[wire.send(chat) for chat in range(1, 6)])
    assert max(wire.times(5)) - asked < 0.2
    await wire.time.finish(running)
    assert most_in_a_window(wire.times(), 1.0) == 30


async def test_notices_alone_use_all_thirty_a_second(wire: Wire) -> None:
    await wire.send_all(*[wire.send(chat, priority=Priority.NOTICE) for chat in range(1, 301)])
    assert most_in_a_window(wire.times(), 1.0) <= 30
    assert wire.time.seconds < 10.5


async def test_after_a_short_refusal_a_persons_call_is_made_once_more_and_not_before_its_time(
    wire: Wire,
) -> None:
    wire.errors = [RetryAfter(3)]
    assert await wire.send_all(wire.send(ANN), wire.send(ANN), wire.send(BO)) == [True, True, True]
    assert wire.times(BO) == [0]
    assert wire.times(ANN) == [0, 3.1, 3.1]


async def test_a_second_refusal_and_a_long_one_go_to_the_caller(wire: Wire) -> None:
    wire.errors = [RetryAfter(2), RetryAfter(2), RetryAfter(6)]
    (first,) = await wire.send_all(wire.send(ANN))
    (second,) = await wire.send_all(wire.send(BO))
    assert isinstance(first, RetryAfter)
    assert isinstance(second, RetryAfter)
    assert (wire.times(ANN), wire.times(BO)) == ([0, 2.1], [2.1])
    assert wire.gate.when_free(BO) == pytest.approx(6.1)


async def test_a_refused_notice_is_not_repeated_here_but_its_chat_is_closed(wire: Wire) -> None:
    wire.errors = [RetryAfter(3)]
    (result,) = await wire.send_all(wire.send(ANN, priority=Priority.NOTICE))
    assert isinstance(result, RetryAfter)
    assert wire.gate.when_free(ANN) == pytest.approx(3.1)
    assert wire.gate.when_free(BO) == 0


async def test_an_answer_that_is_refused_is_repeated_too(wire: Wire) -> None:
    wire.errors = [RetryAfter(1)]
    assert await wire.send_all(wire.send(None, "answerCallbackQuery")) == [True]
    assert wire.times() == [0, 1.1]


async def test_a_call_that_ends_meanwhile_does_not_open_a_closed_chat(wire: Wire) -> None:
    """The library's own limiter does: python-telegram-bot#5338."""
    wire.errors = [RetryAfter(2)]
    first = asyncio.ensure_future(wire.send(ANN))
    await wire.time.pass_seconds(0.5)
    await wire.send_all(wire.send(BO))
    await wire.time.finish(asyncio.gather(first, wire.send(ANN)))
    assert all(at >= 2.1 for at in wire.times(ANN)[1:])


async def test_refusals_from_ten_chats_in_a_row_close_everything(wire: Wire) -> None:
    wire.errors = [RetryAfter(20) for _ in range(10)]
    await wire.send_all(*[wire.send(chat) for chat in range(1, 11)])
    assert wire.gate.when_free(77) == pytest.approx(20.1)
    await wire.send_all(wire.send(77))
    assert wire.times(77) == [20.1]


async def test_refusals_with_successes_between_close_only_their_own_chats(wire: Wire) -> None:
    for chat in range(1, 40, 2):
        wire.errors = [RetryAfter(20)]
        await wire.send_all(wire.send(chat))
        await wire.send_all(wire.send(chat + 1))
    assert wire.gate.when_free(77) == 0


async def test_other_errors_pass_through_untouched(wire: Wire) -> None:
    wire.errors = [BadRequest("Chat not found")]
    (result,) = await wire.send_all(wire.send(ANN))
    assert isinstance(result, BadRequest)
    assert wire.times() == [0]


async def test_somebody_who_gives_up_waiting_takes_no_place(wire: Wire) -> None:
    calls = [asyncio.ensure_future(wire.send(ANN)) for _ in range(5)]
    await wire.time.pass_seconds(0.5)
    calls[3].cancel()
    await wire.time.finish(asyncio.gather(*calls, return_exceptions=True))
    assert wire.times() == pytest.approx([0, 0, 0, 1], abs=0.1)


async def test_at_the_end_whoever_waits_is_told(wire: Wire) -> None:
    calls = [asyncio.ensure_future(wire.send(ANN)) for _ in range(5)]
    await wire.time.pass_seconds(0.1)
    await wire.gate.shutdown()
    results = await wire.send_all(*calls)  # type: ignore[arg-type]
    assert [isinstance(result, NetworkError) for result in results] == [False, False, False, True, True]


async def test_a_storm_of_refusals_is_obeyed_and_hurts_no_other_chat() -> None:
    """F5: ten minutes, 30 % of sends refused for 1 to 30 s."""
    chance, wire = random.Random(20261124), Wire()
    not_before: dict[int, float] = defaultdict(float)
    early, refused, delays = 0, 0, []

    async def call(_endpoint: str, data: dict[str, Any]) -> bool:
        nonlocal early, refused
        now, chat = wire.time.seconds, data["chat_id"]
        early += now < not_before[chat]
        if chance.random() < 0.3:
            refused += 1
            seconds = chance.randint(1, 30)
            not_before[chat] = now + seconds
            raise RetryAfter(seconds)
        return True

    wire.answer = call

    async def person(chat: int) -> None:
        for _ in range(20):
            await wire.time.sleep(chance.uniform(5, 55))
            if wire.gate.when_free(chat) > 0:
                continue
            begun = wire.time.seconds
            refused_before = refused
            try:
                await wire.send(chat)
            except RetryAfter:
                continue
            if refused == refused_before or not_before[chat] < begun:
                delays.append(wire.time.seconds - begun)

    await wire.time.finish(asyncio.gather(*[person(chat) for chat in range(1, 101)]))
    assert refused > 300
    assert early == 0
    assert sorted(delays)[int(len(delays) * 0.95)] <= 2.0


async def test_chats_that_are_quiet_are_forgotten(wire: Wire) -> None:
    for chat in range(1, 5000):
        wire.gate.when_free(chat)
    assert len(wire.gate._chats) <= 2000

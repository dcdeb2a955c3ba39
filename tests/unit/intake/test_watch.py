"""PollWatch: a deaf bot is noticed, a busy token explained."""

from __future__ import annotations

import asyncio

import pytest
from telegram.error import Conflict, NetworkError
from telegram.request import BaseRequest

from bot.intake.run import Webhook, WebhookRefused
from bot.intake.watch import EXIT_DEAF, PollWatch, WatchedRequest
from tests.support.virtual_time import VirtualTime


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records]


async def test_five_minutes_without_an_answer_are_told_once_and_so_is_the_return(
    caplog: pytest.LogCaptureFixture,
) -> None:
    time, heard = VirtualTime(), list[float]()
    watch = PollWatch(on_silent=heard.append, sleep=time.sleep, monotonic=time.monotonic)
    running = asyncio.ensure_future(watch.run())
    await time.pass_seconds(200)
    watch.answered()
    await time.pass_seconds(299)
    assert not watch.is_silent
    assert heard == []
    await time.pass_seconds(1000)
    assert len(heard) == 1
    assert 300 <= heard[0] < 316
    watch.answered()
    assert messages(caplog)[-1] == "Telegram answers again after 1299 s."
    running.cancel()


async def test_on_demand_the_process_ends_so_that_a_supervisor_starts_it_again() -> None:
    time, codes = VirtualTime(), list[int]()
    watch = PollWatch(exit_process=codes.append, sleep=time.sleep, monotonic=time.monotonic)
    running = asyncio.ensure_future(watch.run())
    await time.pass_seconds(400)
    assert codes == [EXIT_DEAF]
    running.cancel()


def test_a_second_process_on_the_same_token_is_named_and_not_repeated_each_second(
    caplog: pytest.LogCaptureFixture,
) -> None:
    time = VirtualTime()
    watch = PollWatch(monotonic=time.monotonic)
    for _ in range(50):
        watch.failed(Conflict("terminated by other getUpdates request"))
        watch.failed(NetworkError("no route"))
    assert messages(caplog) == [
        "Another program is asking for updates with this token (or a webhook is set): "
        "terminated by other getUpdates request. Stop the other one; only one may run.",
        "Telegram could not be asked for updates: NetworkError: no route",
    ]
    time.seconds = 61
    watch.failed(NetworkError("no route"))
    assert len(messages(caplog)) == 3


class Answering(BaseRequest):
    """Answers with a status."""

    status = 200
    read_timeout = 7.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        return self.status, b'{"ok":true,"result":[]}'


async def test_only_a_success_counts_as_an_answer() -> None:
    answers: list[int] = []
    inner = Answering()
    watched = WatchedRequest(inner, lambda: answers.append(1))
    assert watched.read_timeout == 7.0
    await watched.do_request("http://x", "POST")
    for status in (409, 429, 502):
        inner.status = status
        await watched.do_request("http://x", "POST")
    assert answers == [1]


@pytest.mark.parametrize("secret", ["", "short", "s" * 31, "s" * 257, "ß" * 40, "a b" * 20])
def test_a_webhook_without_a_long_secret_is_refused(secret: str) -> None:
    with pytest.raises(WebhookRefused):
        Webhook("https://desk.example.org/in", secret)


def test_a_webhook_does_not_show_its_secret() -> None:
    assert "s" * 32 not in repr(Webhook("https://desk.example.org/in", "s" * 32))

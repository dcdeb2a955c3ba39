"""Webhooks: delivered, secret, retried, in order, answered with a method call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from tests.integration.sandbox.phone import ANN, BO, Json, Phone

Answer = Callable[[Json], web.Response]


class Receiver:
    """A web server that takes updates; ``answers`` are used up one by one, then 200."""

    def __init__(self) -> None:
        self.got: list[tuple[Json, str, str]] = []
        self.answers: list[Any] = []
        self.url = ""
        self.arrived = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.Response:
        """Note an update and answer."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        async with self.arrived:
            self.got.append((await request.json(), secret, request.headers["Content-Type"]))
            self.arrived.notify_all()
        answer = self.answers.pop(0) if self.answers else web.Response()
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return web.Response()
        assert isinstance(answer, web.Response)
        return answer

    async def wait_for(self, count: int) -> list[Json]:
        """Wait until ``count`` updates came and return them."""
        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: len(self.got) >= count), 60)
        return [body for body, _, _ in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on a free port."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_an_update_is_delivered_with_the_secret_and_a_bare_content_type(
    phone: Phone, receiver: Receiver
) -> None:
    assert (await phone.raw("setWebhook", url=receiver.url, secret_token="s3cret"))[1] == {
        "ok": True,
        "result": True,
        "description": "Webhook was set",
    }
    await phone.act(ANN, "text", text="hello")
    (update,) = await receiver.wait_for(1)
    assert update["message"]["text"] == "hello"
    assert receiver.got[0][1:] == ("s3cret", "application/json")


async def test_what_waited_is_delivered_when_the_webhook_is_set(phone: Phone, receiver: Receiver) -> None:
    await phone.act(ANN, "text", text="earlier")
    await phone.bot("setWebhook", url=receiver.url)
    assert (await receiver.wait_for(1))[0]["message"]["text"] == "earlier"


async def test_pending_updates_can_be_dropped(phone: Phone, receiver: Receiver) -> None:
    await phone.act(ANN, "text", text="earlier")
    await phone.bot("setWebhook", url=receiver.url, drop_pending_updates=True)
    await phone.act(ANN, "text", text="later")
    assert (await receiver.wait_for(1))[0]["message"]["text"] == "later"


async def test_a_failed_delivery_comes_again_and_is_reported(phone: Phone, receiver: Receiver) -> None:
    phone.sandbox.state.settings.first_retry_seconds = 0.05
    receiver.answers = [web.Response(status=500), web.Response(status=502)]
    await phone.bot("setWebhook", url=receiver.url)
    await phone.act(ANN, "text", text="hello")
    updates = await receiver.wait_for(3)
    assert updates[0] == updates[1] == updates[2]
    info = await phone.bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 502 Bad Gateway"


async def test_the_wait_a_receiver_asks_for_is_honoured(phone: Phone, receiver: Receiver) -> None:
    receiver.answers = [web.Response(status=429, headers={"Retry-After": "1"})]
    await phone.bot("setWebhook", url=receiver.url)
    await phone.act(ANN, "text", text="hello")
    began = asyncio.get_running_loop().time()
    await receiver.wait_for(2)
    assert asyncio.get_running_loop().time() - began > 0.9


async def test_a_chat_is_kept_in_order_while_others_go_on(phone: Phone, receiver: Receiver) -> None:
    hold = asyncio.Event()
    receiver.answers = [hold]
    await phone.bot("setWebhook", url=receiver.url)
    await phone.act(ANN, "text", text="one")
    await receiver.wait_for(1)
    await phone.act(ANN, "text", text="two")
    await phone.act(BO, "start")
    assert (await receiver.wait_for(2))[1]["message"]["from"]["id"] == BO
    assert len(receiver.got) == 2
    hold.set()
    assert (await receiver.wait_for(3))[2]["message"]["text"] == "two"


async def test_the_answer_may_be_a_method_call(phone: Phone, receiver: Receiver) -> None:
    events = phone.sandbox.state.events.subscribe()
    reply = {"method": "sendMessage", "chat_id": ANN, "text": "from the answer"}
    receiver.answers = [web.json_response(reply)]
    await phone.bot("setWebhook", url=receiver.url)
    await phone.act(ANN, "text", text="hello")
    while (await asyncio.wait_for(events.get(), 60))[1] != "call":
        pass
    await receiver.wait_for(1)
    for _ in range(3000):
        if (await phone.messages(ANN))[-1].get("text") == "from the answer":
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the method call in the answer was not done")


async def test_an_unreachable_webhook_keeps_its_updates(phone: Phone) -> None:
    await phone.bot("setWebhook", url="http://127.0.0.1:9/hook", max_connections=5)
    await phone.act(ANN, "text", text="hello")
    for _ in range(3000):
        info = await phone.bot("getWebhookInfo")
        if "last_error_message" in info:
            break
        await asyncio.sleep(0.02)
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    assert info["max_connections"] == 5
    await phone.bot("deleteWebhook")
    assert (await phone.updates())[0]["message"]["text"] == "hello"


async def test_setting_and_deleting_twice_says_so(phone: Phone, receiver: Receiver) -> None:
    await phone.bot("setWebhook", url=receiver.url)
    assert (await phone.raw("setWebhook", url=receiver.url))[1]["description"] == "Webhook is already set"
    assert (await phone.raw("deleteWebhook"))[1]["description"] == "Webhook was deleted"
    assert (await phone.raw("deleteWebhook"))[1]["description"] == "Webhook is already deleted"


async def test_a_receiver_that_is_gone_for_a_day_is_forgotten(phone: Phone, receiver: Receiver) -> None:
    phone.sandbox.state.settings.first_retry_seconds = 0.02
    receiver.answers = [web.Response(status=410) for _ in range(50)]
    await phone.bot("setWebhook", url=receiver.url)
    await phone.act(ANN, "text", text="hello")
    await receiver.wait_for(1)
    await phone.do("/clock", advance_seconds=23 * 3600 + 60)
    for _ in range(3000):
        if (await phone.bot("getWebhookInfo"))["url"] == "":
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the webhook is still set")

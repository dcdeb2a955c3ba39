"""AiohttpRequest against real sockets: the same answers and errors as the library's own HTTPXRequest."""

from __future__ import annotations

import asyncio
import io
import socket
import time

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest

from bot.notify.transport import AiohttpRequest
from tests.integration.notify.servers import (
    KINDS,
    answering,
    bot_at,
    make_request,
    raw_server,
    refusal,
    serving,
)

MIGRATED = "Group migrated to supergroup. New chat id: -1005"


async def what_is_raised(url: str, request: BaseRequest) -> TelegramError:
    async with bot_at(url, request) as bot:
        with pytest.raises(TelegramError) as caught:
            await bot.send_message(1, "x")
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("code", "description", "parameters", "expected", "text"),
    [
        (400, "Bad Request: chat not found", {}, BadRequest, "Chat not found"),
        (401, "Unauthorized", {}, InvalidToken, "Unauthorized"),
        (404, "Not Found: method not found", {}, InvalidToken, "Not Found: method not found"),
        (403, "Forbidden: bot was blocked", {}, Forbidden, "Forbidden: bot was blocked"),
        (409, "Conflict: terminated", {}, Conflict, "Conflict: terminated"),
        (429, "Too Many", {"retry_after": 7}, RetryAfter, "Flood control exceeded. Retry in 7 seconds"),
        (400, "Bad Request: upgraded", {"migrate_to_chat_id": -1005}, ChatMigrated, MIGRATED),
        (500, "Internal Server Error", {}, NetworkError, "Internal Server Error"),
        (502, "Bad Gateway", {}, NetworkError, "Bad Gateway"),
        (302, "Found", {}, NetworkError, "Found"),
    ],
)  # fmt: skip
async def test_every_refusal_of_telegram_becomes_the_error_the_library_gives_it(
    kind: str, code: int, description: str, parameters: dict[str, int], expected: type, text: str
) -> None:
    async with serving(refusal(code, description, **parameters)) as url:
        error = await what_is_raised(url, make_request(kind))
    assert type(error) is expected
    assert str(error) == text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_server_that_is_too_slow_is_a_time_out(kind: str) -> None:
    async def slow(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    async with serving(slow) as url:
        error = await what_is_raised(url, make_request(kind, read_timeout=0.05))
    assert type(error) is TimedOut


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_that_stalls_in_the_middle_is_a_time_out(kind: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":')
        await asyncio.sleep(30)

    async with raw_server(talk) as url:
        error = await what_is_raised(url, make_request(kind, read_timeout=0.05))
    assert type(error) is TimedOut


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":',
        b"SSH-2.0-OpenSSH\r\n\r\n",
    ],
    ids=["nothing", "half an answer", "another protocol"],
)
async def test_a_connection_that_breaks_is_a_network_error(kind: str, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        writer.close()

    async with raw_server(talk) as url:
        error = await what_is_raised(url, make_request(kind))
    assert type(error) is NetworkError
    assert str(error).startswith(kind)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_port_nobody_listens_on_is_a_network_error_that_keeps_the_token_to_itself(kind: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = await what_is_raised(f"http://127.0.0.1:{port}", make_request(kind))
    assert type(error) is NetworkError
    assert "canary" not in str(error)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_upload_nobody_takes_is_a_time_out(kind: str) -> None:
    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(30)

    async with raw_server(talk) as url:
        request = make_request(kind, media_write_timeout=0.1, read_timeout=300.0)
        async with bot_at(url, request) as bot:
            started = time.monotonic()
            with pytest.raises(TimedOut):
                await bot.send_document(1, InputFile(io.BytesIO(bytes(30_000_000)), "big.bin"))
    assert time.monotonic() - started < 100


@pytest.mark.parametrize("kind", KINDS)
async def test_a_body_that_is_no_json_is_an_error_of_the_library(kind: str) -> None:
    async def html(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>captive portal", content_type="text/html")

    async with serving(html) as url:
        error = await what_is_raised(url, make_request(kind))
    assert "Invalid server response" in str(error)


async def test_more_calls_than_connections_wait_their_turn() -> None:
    open_now, most = 0, 0

    async def answer(_request: web.Request) -> web.StreamResponse:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.02)
        open_now -= 1
        return web.json_response({"ok": True, "result": True})

    async with serving(answer) as url, bot_at(url, AiohttpRequest(4)) as bot:
        await asyncio.gather(*[bot.log_out() for _ in range(20)])
    assert most == 4


async def test_a_call_that_gets_no_connection_in_time_is_not_sent() -> None:
    taken, free = asyncio.Event(), asyncio.Event()

    async def answer(_request: web.Request) -> web.StreamResponse:
        taken.set()
        await free.wait()
        return web.json_response({"ok": True, "result": True})

    async with serving(answer) as url, bot_at(url, AiohttpRequest(1, pool_timeout=0.001)) as bot:
        first = asyncio.ensure_future(bot.log_out())
        await taken.wait()
        with pytest.raises(TimedOut, match=r"Request was \*not\* sent"):
            await bot.log_out()
        free.set()
        assert await first is True


async def test_a_cancelled_call_frees_its_connection() -> None:
    release = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("sendMessage"):
            await release.wait()
        return web.json_response({"ok": True, "result": True})

    async with serving(answer) as url, bot_at(url, AiohttpRequest(1)) as bot:
        for _ in range(5):
            task = asyncio.ensure_future(bot.send_message(1, "x"))
            await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await bot.log_out() is True


async def test_a_connection_the_server_closed_while_idle_does_no_harm_to_many_calls() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')
        await writer.drain()
        writer.close()

    async with raw_server(talk) as url, bot_at(url, AiohttpRequest()) as bot:
        for _ in range(5):
            assert await bot.log_out() is True
            await asyncio.sleep(0.005)


async def test_without_initializing_it_refuses_and_after_a_shutdown_it_can_be_opened_again() -> None:
    request = AiohttpRequest()
    with pytest.raises(RuntimeError):
        await request.do_request("http://127.0.0.1/", "GET")
    async with serving(answering(200, {"ok": True, "result": True})) as url:
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            assert (await request.do_request(url, "GET"))[0] == 200
            await request.shutdown()
            await request.shutdown()


async def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with (
        serving(answering(200, {"ok": True, "result": True})) as url,
        bot_at(url, AiohttpRequest()) as bot,
    ):
        assert await bot.log_out() is True

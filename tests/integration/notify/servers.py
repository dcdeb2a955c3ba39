"""Servers that answer as they are told, and bots that talk to them through a given transport."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.notify.transport import AiohttpRequest

TOKEN = "123456789:AAcanary-CanaryCanaryCanaryCanary01"
MINE = "aiohttp"
KINDS = (MINE, "httpx")
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_request(kind: str, **kwargs: float) -> BaseRequest:
    if kind == MINE:
        return AiohttpRequest(**kwargs)  # type: ignore[arg-type]
    return HTTPXRequest(**kwargs)  # type: ignore[arg-type]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@asynccontextmanager
async def bot_at(url: str, request: BaseRequest) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", request=request, get_updates_request=request)
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


def answering(status: int, body: dict[str, object]) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


def refusal(code: int, description: str, **parameters: int) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return answering(code, body | ({"parameters": parameters} if parameters else {}))

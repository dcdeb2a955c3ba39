"""The Bot API over HTTP: ``/bot<token>/METHOD`` and ``/file/bot<token>/PATH``."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from bot.sandbox import methods
from bot.sandbox.args import Args, read_args
from bot.sandbox.errors import ApiRefusal
from bot.sandbox.journal import Call
from bot.sandbox.methods.registry import Context, Described, canonical_name, handler_for
from bot.sandbox.model import Bot, Json
from bot.sandbox.state import Sandbox

SANDBOX: web.AppKey[Sandbox] = web.AppKey("sandbox", Sandbox)
NOT_FOUND: Json = {"ok": False, "error_code": 404, "description": "Not Found"}
_QUIET = ("getUpdates", "getMe", "getWebhookInfo")

assert methods  # importing the package registers the methods


async def call_over_http(request: web.Request) -> web.StreamResponse:
    """Answer one call of a bot."""
    sandbox = request.app[SANDBOX]
    token, name = request.match_info["token"], request.match_info["method"]
    try:
        bot = sandbox.bot_by_token(token)
    except ApiRefusal as refusal:
        return _response(refusal.status, refusal.body())
    if sandbox.faults.strike("refuse_connections", name):
        return _dropped(request)
    try:
        args = await read_args(request)
    except ApiRefusal as refusal:
        return _response(refusal.status, refusal.body())
    name = name or args.text("method")
    calling = call_method(sandbox, bot, name, args)
    # A caller who hangs up does not undo the call; only a poll ends with its connection.
    call = await (calling if name.lower() == "getupdates" else asyncio.shield(calling))
    assert call.answer is not None
    if call.fault in ("drop_before", "drop_after"):
        return _dropped(request)
    headers = {}
    if call.status == 429:
        headers["Retry-After"] = str(call.answer["parameters"]["retry_after"])
    return _response(call.status, call.answer, headers)


async def call_method(sandbox: Sandbox, bot: Bot, name: str, args: Args) -> Call:
    """Do one call and write it down; used for HTTP and for method calls in webhook answers."""
    name = canonical_name(name)
    bot.called_at = sandbox.clock.time()
    call = sandbox.journal.begin(bot.called_at, bot.username, name, args.journal())
    chat_id = call.chat_id if isinstance(call.chat_id, int) else None
    started = time.perf_counter()
    waited = await _hold_back(sandbox, call, "slow", chat_id)
    try:
        sandbox.faults.refuse(name, chat_id, bot.id)
        if sandbox.faults.strike("drop_before", name, chat_id):
            call.fault = "drop_before"
            raise ApiRefusal(500, "Internal Server Error")
        result: Any = await handler_for(name)(Context(sandbox, bot, args))
        call.status, call.answer = 200, {"ok": True, "result": result}
        if isinstance(result, Described):
            call.answer = {"ok": True, "result": result.result, "description": result.description}
        if sandbox.faults.strike("drop_after", name, chat_id):
            call.fault = "drop_after"
        waited += await _hold_back(sandbox, call, "slow_after", chat_id)
    except ApiRefusal as refusal:
        call.status, call.answer = refusal.status, refusal.body()
        call.fault = refusal.fault or call.fault
        if refusal.status == 501:
            sandbox.events.publish("not_implemented", method=name, description=refusal.description)
    call.ms = (time.perf_counter() - started - waited) * 1000
    if name not in _QUIET:
        sandbox.events.publish("call", call=call.shown())
    return call


async def _hold_back(sandbox: Sandbox, call: Call, kind: str, chat_id: int | None) -> float:
    """Wait if a fault of ``kind`` says so; return the seconds waited."""
    rule = sandbox.faults.strike(kind, call.method, chat_id)
    if rule is None:
        return 0.0
    call.fault = kind
    seconds = rule.duration_seconds()
    await asyncio.sleep(seconds)
    return seconds


def _response(status: int, body: Json, headers: dict[str, str] | None = None) -> web.Response:
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(body=encoded, status=status, content_type="application/json", headers=headers)


def _dropped(request: web.Request) -> web.Response:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def download(request: web.Request) -> web.StreamResponse:
    """Answer a file's content, while the link getFile made is good."""
    sandbox = request.app[SANDBOX]
    try:
        bot = sandbox.bot_by_token(request.match_info["token"])
    except ApiRefusal as refusal:
        return _response(refusal.status, refusal.body())
    if sandbox.faults.strike("slow", "download") or sandbox.faults.strike("refuse_connections", "download"):
        return _dropped(request)
    stored = sandbox.files.linked(bot, request.match_info["path"])
    if stored is None:
        return _response(404, NOT_FOUND)
    return web.Response(body=stored.content, content_type="application/octet-stream")


def add_routes(app: web.Application) -> None:
    """Put the Bot API into ``app``."""
    app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]*}", call_over_http)
    app.router.add_route("*", "/bot{token:[^/]+}", _no_method)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", download)


async def _no_method(_request: web.Request) -> web.StreamResponse:
    return _response(404, NOT_FOUND)

"""Bots, faults, calls, the clock, events and files of the whole sandbox."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.sandbox.control.wire import answer, body_of, number, sandbox_of
from bot.sandbox.errors import ControlRefusal
from bot.sandbox.model import Bot, Json
from bot.sandbox.render import bot_self

_HEARTBEAT_SECONDS = 15.0


def bot_view(bot: Bot) -> Json:
    """Return a bot as the control interface shows it."""
    webhook = bot.webhook.url if bot.webhook else None
    descriptions = {name.partition(":")[0]: text for name, text in bot.texts.items() if name.endswith(":")}
    return {**bot_self(bot), "called_at": bot.called_at, "webhook": webhook, "texts": descriptions}


async def list_bots(request: web.Request) -> web.Response:
    """Return the bots seen, the one that called last first."""
    bots = sorted(sandbox_of(request).bots.values(), key=lambda bot: -bot.called_at)
    return answer([bot_view(bot) for bot in bots])


async def post_bot(request: web.Request) -> web.Response:
    """Make a bot known before it calls, or change its name and settings, as BotFather does."""
    sandbox, body = sandbox_of(request), await body_of(request)
    bot = sandbox.bot_by_token(str(body.get("token") or "")) if body.get("token") else None
    bot = bot or sandbox.bot_by_name(str(body.get("bot") or ""))
    for name in ("first_name", "username"):
        if body.get(name):
            setattr(bot, name, str(body[name]))
    if "can_read_all_group_messages" in body:
        bot.can_read_all_group_messages = bool(body["can_read_all_group_messages"])
    sandbox.changed()
    return answer(bot_view(bot))


async def list_faults(request: web.Request) -> web.Response:
    """Return the faults that are on, and how often each kind fired."""
    faults = sandbox_of(request).faults
    return answer({"rules": [rule.shown() for rule in faults.rules], "fired": faults.fired})


async def post_fault(request: web.Request) -> web.Response:
    """Switch a fault on; ``wipe_queue`` happens at once."""
    sandbox, body = sandbox_of(request), await body_of(request)
    try:
        rule = sandbox.faults.add(body)
    except (TypeError, ValueError):
        raise ControlRefusal(400, "The fault's numbers cannot be read.") from None
    if rule.kind == "wipe_queue":
        for queue in sandbox.queues.values():
            queue.clear()
        sandbox.faults.strike("wipe_queue")
        sandbox.faults.remove(rule.id)
    return answer(rule.shown())


async def delete_faults(request: web.Request) -> web.Response:
    """Switch all faults off, or the one whose id is given."""
    wanted = request.query.get("id")
    return answer({"removed": sandbox_of(request).faults.remove(number(wanted, "id") if wanted else None)})


async def list_calls(request: web.Request) -> web.Response:
    """Return what bots called, filtered."""
    sandbox, query = sandbox_of(request), request.query
    after, limit = number(query.get("after"), "after", 0), number(query.get("limit"), "limit", 20_000)
    method, chat_id = query.get("method", "").lower(), query.get("chat_id")
    found = [
        call.shown()
        for call in sandbox.journal.calls
        if call.n > after
        and (not method or call.method.lower() == method)
        and (chat_id is None or str(call.chat_id) == chat_id)
    ]
    return answer(found[-limit:] if after == 0 else found[:limit])


async def post_clock(request: web.Request) -> web.Response:
    """Move the clock."""
    clock, body = sandbox_of(request).clock, await body_of(request)
    try:
        if "at" in body:
            clock.set_to(float(body["at"]))
        else:
            clock.advance(float(body.get("advance_seconds", 0)))
    except (TypeError, ValueError):
        raise ControlRefusal(400, "Give advance_seconds or at, as numbers of seconds.") from None
    return answer({"now": clock.time(), "offset_seconds": clock.offset_seconds})


async def get_clock(request: web.Request) -> web.Response:
    """Return the clock."""
    clock = sandbox_of(request).clock
    return answer({"now": clock.time(), "offset_seconds": clock.offset_seconds})


async def stream_events(request: web.Request) -> web.StreamResponse:
    """Send events as they happen, as server-sent events; ``Last-Event-ID`` picks up where one left off."""
    sandbox = sandbox_of(request)
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    after = request.headers.get("Last-Event-ID") or request.query.get("after")
    queue = sandbox.events.subscribe(int(after) if after and after.isdigit() else None)
    try:
        await response.write(b": ready\n\n")
        while True:
            try:
                count, kind, details = await asyncio.wait_for(queue.get(), _HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            data = json.dumps(details, ensure_ascii=False, default=str)
            await response.write(f"id: {count}\nevent: {kind}\ndata: {data}\n\n".encode())
    except (ConnectionError, asyncio.CancelledError):
        return response
    finally:
        sandbox.events.unsubscribe(queue)


async def get_file(request: web.Request) -> web.Response:
    """Return a file by ``file_unique_id``, for the page."""
    stored = sandbox_of(request).files.by_unique_id.get(request.match_info["unique_id"])
    if stored is None:
        raise ControlRefusal(404, "There is no such file.")
    mime_type = "image/jpeg" if stored.kind in ("photo", "thumbnail") else stored.mime_type
    safe = (
        mime_type
        if mime_type.startswith("image/") or mime_type == "application/pdf"
        else "application/octet-stream"
    )
    headers = {"X-Content-Type-Options": "nosniff"}
    if safe != "application/pdf":  # a sandboxed page shows no PDF
        headers["Content-Security-Policy"] = "sandbox"
    if safe in ("image/svg+xml", "application/octet-stream"):
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=stored.content, content_type=safe, headers=headers)


def add_routes(app: web.Application) -> None:
    """Put the switches' addresses into ``app``."""
    app.router.add_get("/api/bots", list_bots)
    app.router.add_post("/api/bots", post_bot)
    app.router.add_get("/api/faults", list_faults)
    app.router.add_post("/api/faults", post_fault)
    app.router.add_delete("/api/faults", delete_faults)
    app.router.add_get("/api/calls", list_calls)
    app.router.add_get("/api/clock", get_clock)
    app.router.add_post("/api/clock", post_clock)
    app.router.add_get("/api/events", stream_events)
    app.router.add_get("/api/files/{unique_id}", get_file)

"""Sample photos, the tour and the mailbox."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from aiohttp import web

from bot.sandbox.acting import send_photos
from bot.sandbox.control.people import actor_of, view
from bot.sandbox.control.wire import answer, body_of, sandbox_of
from bot.sandbox.model import Json
from bot.sandbox.samples import read_sample, sample_names
from bot.sandbox.tour import Tour

PHOTOS: web.AppKey[Path] = web.AppKey("photos", Path)
TOUR: web.AppKey[Tour] = web.AppKey("tour", Tour)
_MAILS_KEPT = 500


def _captions(folder: Path | None) -> Json:
    try:
        captions = json.loads((folder / "captions.json").read_text("utf-8")) if folder else {}
    except (OSError, ValueError):
        return {}
    return captions if isinstance(captions, dict) else {}


async def list_photos(request: web.Request) -> web.Response:
    """Return the sample photos with their captions by language."""
    folder = request.app[PHOTOS]
    captions = await asyncio.to_thread(_captions, folder)
    names = await asyncio.to_thread(sample_names, folder)
    return answer([{"name": name, "captions": captions.get(name, {})} for name in names])


async def get_photo(request: web.Request) -> web.Response:
    """Return one sample photo."""
    sample = await asyncio.to_thread(read_sample, request.app[PHOTOS], request.match_info["name"])
    return web.Response(body=sample.content, content_type=sample.mime_type)


async def post_sample(request: web.Request) -> web.Response:
    """A person sends sample photos."""
    actor, body = actor_of(request), await body_of(request)
    names = [str(name) for name in body.get("names", [])]
    samples = [await asyncio.to_thread(read_sample, request.app[PHOTOS], name) for name in names]
    caption, as_document = str(body.get("caption") or ""), bool(body.get("as_document"))
    reply_to = int(body.get("reply_to_message_id") or 0)
    sent = await send_photos(actor, samples, caption, as_document=as_document, reply_to=reply_to)
    return answer([view(actor, message) for message in sent])


async def post_mail(request: web.Request) -> web.Response:
    """Take a mail that somebody received."""
    sandbox, body = sandbox_of(request), await body_of(request)
    number = (sandbox.mails[-1]["n"] if sandbox.mails else 0) + 1
    names = ("from", "to", "subject", "text", "html")
    mail: Json = {"n": number, "at": sandbox.clock.time(), **{name: body.get(name) for name in names}}
    mail["attachments"] = body.get("attachments") or []
    sandbox.mails.append(mail)
    del sandbox.mails[:-_MAILS_KEPT]
    sandbox.changed()
    sandbox.events.publish("mail", mail=mail)
    return answer({"n": number})


async def list_mails(request: web.Request) -> web.Response:
    """Return the mails, oldest first."""
    after = int(request.query.get("after") or 0)
    return answer([mail for mail in sandbox_of(request).mails if mail["n"] > after])


async def get_tour(request: web.Request) -> web.Response:
    """Return the tour and its progress."""
    return answer(request.app[TOUR].shown())


async def post_tour(request: web.Request) -> web.Response:
    """Start, stop, pause or step the tour; set its speed and language."""
    tour = request.app[TOUR]
    await tour.command(await body_of(request))
    return answer(tour.shown())


def add_routes(app: web.Application) -> None:
    """Put the addresses of samples and mails into ``app``."""
    app.router.add_get("/api/photos", list_photos)
    app.router.add_get("/api/photos/{name}", get_photo)
    app.router.add_post("/api/people/{person}/chats/{chat}/sample", post_sample)
    app.router.add_get("/api/tour", get_tour)
    app.router.add_post("/api/tour", post_tour)
    app.router.add_get("/api/mails", list_mails)
    app.router.add_post("/api/mails", post_mail)

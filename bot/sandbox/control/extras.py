"""Sample photos and the mailbox."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from pathlib import Path

from aiohttp import web

from bot.sandbox.acting import send_photos
from bot.sandbox.args import Upload
from bot.sandbox.control.people import actor_of, view
from bot.sandbox.control.wire import answer, body_of, sandbox_of
from bot.sandbox.errors import ControlRefusal
from bot.sandbox.model import Json

PHOTOS: web.AppKey[Path | None] = web.AppKey("photos", Path)
_MAILS_KEPT = 500
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".pdf")


def sample_names(folder: Path | None) -> list[str]:
    """Return the names of the sample photos in ``folder``."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)


def read_sample(folder: Path | None, name: str) -> Upload:
    """Return a sample photo; raises ControlRefusal 404 for anything that is not one."""
    if name not in sample_names(folder) or folder is None:
        raise ControlRefusal(404, f"There is no sample photo {name}.")
    mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Upload(name, mime_type, (folder / name).read_bytes())


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


def add_routes(app: web.Application) -> None:
    """Put the addresses of samples and mails into ``app``."""
    app.router.add_get("/api/photos", list_photos)
    app.router.add_get("/api/photos/{name}", get_photo)
    app.router.add_post("/api/people/{person}/chats/{chat}/sample", post_sample)
    app.router.add_get("/api/mails", list_mails)
    app.router.add_post("/api/mails", post_mail)

"""Photos, documents, other files and albums.

Sources: tdlib/telegram-bot-api, Client.cpp, ``get_input_file``, ``get_input_media``; tdlib/td,
MessageContent.cpp, ``check_message_group_message_contents``.
"""

from __future__ import annotations

import mimetypes
import random
from dataclasses import dataclass
from typing import Any

from bot.sandbox.args import Args, Upload
from bot.sandbox.errors import bad_request
from bot.sandbox.files import StoredFile
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.methods.sending import Outgoing, caption_content
from bot.sandbox.model import Json

_UPLOAD_LIMIT_BYTES = 50 << 20
_ALBUM_LIMIT = 10
_KINDS = ("photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker")
_ALBUM_KINDS = ("photo", "document", "video", "audio")
_ALONE = {"document": "Document", "audio": "Audio"}
_NUMBERS = {
    "video": ("width", "height", "duration"), "animation": ("width", "height", "duration"),
    "audio": ("duration",), "voice": ("duration",), "video_note": ("length", "duration"),
    "sticker": ("width", "height"),
}  # fmt: skip


@dataclass
class Source:
    """Where a file comes from: uploaded with the call, or named by file_id or URL."""

    upload: Upload | None = None
    name: str = ""


def find_source(args: Args, value: str, field: str = "") -> Source | None:
    """Return the source ``value`` (or the file part ``field``) stands for, None when there is none."""
    if field in args.files:
        return Source(args.files[field])
    if value.startswith("attach://"):
        upload = args.files.get(value.removeprefix("attach://"))
        return Source(upload) if upload is not None else None
    return Source(name=value) if value else None


async def media_content(context: Context, kind: str, source: Source, extra: Json) -> Json:
    """Return the content field of ``kind``; refuses files Telegram would not take."""
    if source.upload is None:
        return _known_content(context, kind, source.name, extra)
    upload = source.upload
    if kind == "photo":
        return {"photo": await context.sandbox.files.add_photo(upload.content)}
    if not upload.content:
        raise bad_request("File must be non-empty")
    if len(upload.content) > _UPLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    mime_type = upload.mime_type
    if mime_type in ("", "application/octet-stream"):
        mime_type = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    stored = await context.sandbox.files.add_file(kind, upload.content, upload.name, mime_type)
    thumbnail = None
    if kind == "document" and mime_type.startswith("image/"):
        thumbnail = await context.sandbox.files.add_thumbnail(upload.content)
    return describe_file(stored, {**extra, **({"thumbnail": thumbnail} if thumbnail else {})})


def describe_file(stored: StoredFile, extra: Json) -> Json:
    """Return the content field of a file that is no photo."""
    described: Json = {"file_unique_id": stored.unique_id, "file_size": len(stored.content)}
    if stored.kind not in ("voice", "video_note", "sticker") and stored.name:
        described["file_name"] = stored.name
    if stored.kind not in ("video_note", "sticker"):
        described["mime_type"] = stored.mime_type
    for name in _NUMBERS.get(stored.kind, ()):
        described[name] = int(extra.get(name) or 0)
    if stored.kind == "sticker":
        described |= {"type": "regular", "is_animated": False, "is_video": False}
    described |= {name: extra[name] for name in ("thumbnail", "title", "performer") if extra.get(name)}
    content = {stored.kind: described}
    if stored.kind == "animation":  # sent as a document too, for clients that know no animations
        content["document"] = {
            name: described[name] for name in described if name not in _NUMBERS["animation"]
        }
    return content


def _known_content(context: Context, kind: str, file_id: str, extra: Json) -> Json:
    if file_id.startswith(("http://", "https://")):
        raise bad_request("Failed to get HTTP URL content")
    stored = context.sandbox.files.resolve(context.bot, file_id)
    if stored is None:
        raise bad_request("Wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"Can't use file of type {stored.kind.title()} as {kind.title()}")
    if kind == "photo":
        return {"photo": context.sandbox.files.sizes_of(stored.unique_id)}
    return describe_file(stored, extra)


def _sender(kind: str) -> Any:
    async def send(context: Context) -> Json:
        return await send_kind(context, kind)

    return send


for _kind in _KINDS:
    method("send" + "".join(part.title() for part in _kind.split("_")))(_sender(_kind))


async def send_kind(context: Context, kind: str) -> Json:
    """Send one file of ``kind`` with its caption."""
    args = context.args
    source = find_source(args, args.text(kind), kind)
    if source is None:
        raise bad_request(f"There is no {kind.replace('_', ' ')} in the request")
    above = args.flag("show_caption_above_media")
    caption = caption_content(
        args.text("caption"), args.text("parse_mode"), args.lenient_json("caption_entities"), above=above
    )
    if args.flag("has_spoiler"):
        caption["has_media_spoiler"] = True
    outgoing = Outgoing(context)
    content = await media_content(context, kind, source, args.values)
    return outgoing.answer(outgoing.send({**content, **caption}))


def read_media(args: Args, item: Any, *, for_album: bool) -> tuple[str, Source, Json, Json]:
    """Return kind, source, caption fields and the raw item of one InputMedia."""
    if not isinstance(item, dict):
        raise bad_request("Can't parse InputMedia: expected an Object")
    caption = caption_content(
        str(item.get("caption") or ""),
        str(item.get("parse_mode") or ""),
        item.get("caption_entities"),
        above=bool(item.get("show_caption_above_media")),
    )
    if "type" not in item:
        raise bad_request("Can't parse InputMedia: Can't find field \"type\"")
    source = find_source(args, str(item.get("media") or ""))
    if source is None:
        raise bad_request("Can't parse InputMedia: media not found")
    kind = str(item["type"])
    if for_album and kind == "animation":
        raise bad_request(f"Can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup")
    if kind not in (*_ALBUM_KINDS, "animation"):
        raise bad_request(f'Can\'t parse InputMedia: type "{kind}" is unsupported')
    if item.get("has_spoiler"):
        caption["has_media_spoiler"] = True
    return kind, source, caption, item


@method("sendMediaGroup")
async def send_media_group(context: Context) -> list[Json]:
    """Send an album: one message per item, one media_group_id."""
    context.args.required("media")
    value = context.args.json("media", "Can't parse media JSON object")
    if not isinstance(value, list):
        raise bad_request("Expected an Array of InputMedia")
    items = [read_media(context.args, item, for_album=True) for item in value]
    context.args.values.pop("reply_markup", None)  # albums carry none
    outgoing = Outgoing(context)
    _ensure_album(items)
    contents = [
        {**await media_content(context, kind, source, raw), **caption} for kind, source, caption, raw in items
    ]
    group_id = new_media_group_id() if len(contents) > 1 else ""
    sent = [outgoing.send(content, media_group_id=group_id) for content in contents]
    return [outgoing.answer(message) for message in sent]


def _ensure_album(items: list[tuple[str, Source, Json, Json]]) -> None:
    if not items:
        raise bad_request("There are no messages to send")
    if len(items) > _ALBUM_LIMIT:
        raise bad_request("Too many messages to send as an album")
    kinds = {kind for kind, *_ in items}
    for kind, title in _ALONE.items():
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{title} can't be mixed with other media types")


def new_media_group_id() -> str:
    """Return a fresh id of an album: a string of digits."""
    return str(random.randint(10**16, 10**17))  # noqa: S311 - an id, not a secret

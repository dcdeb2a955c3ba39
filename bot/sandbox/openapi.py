"""The description of the control interface: OpenAPI 3.1 at ``/api/openapi.json``."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.sandbox.faults import KINDS
from bot.sandbox.model import Json

_OPEN: Json = {"type": "object", "additionalProperties": True}
_MESSAGE: Json = {"$ref": "#/components/schemas/Message"}
_CHAT = "/api/people/{person}/chats/{chat}"


def _fields(required: str = "", /, **kinds: Any) -> Json:
    """Return an object schema; a field's kind is a JSON type name or a schema."""
    properties = {name: {"type": kind} if isinstance(kind, str) else kind for name, kind in kinds.items()}
    schema: Json = {"type": "object", "properties": properties}
    return {**schema, "required": required.split()} if required else schema


def _list(kind: Json | str) -> Json:
    return {"type": "array", "items": {"type": kind} if isinstance(kind, str) else kind}


_PERSON = _fields("id name language_code", id="integer", name="string", language_code="string", user=_OPEN)
_SEEN = _fields(
    "answered ms",
    toast={"type": ["string", "null"]},
    alert={"type": ["string", "null"]},
    url={"type": ["string", "null"]},
    answered="boolean",
    ms="number",
)
_FAULT = _fields(
    "kind",
    kind={"enum": list(KINDS)},
    method={"type": "string", "description": "pattern such as send*"},
    chat_id="integer",
    person="integer",
    times="integer",
    probability="number",
    seconds={"type": ["number", "array"], "description": "a number, or from and to"},
    code="integer",
    copies="integer",
    window="integer",
    seed="integer",
)
_MAIL = _fields(
    "",
    **{"from": "string"},
    to=_OPEN | {"type": ["string", "array"]},
    subject="string",
    text="string",
    html="string",
    attachments=_list(_fields("name type base64", name="string", type="string", base64="string")),
)
_IDS = _list({"type": ["integer", "string"]})
_CAPTIONS = _fields("name captions", name="string", captions=_OPEN)

# (address, method, what it does, body, answer, query parameters)
_ADDRESSES: list[tuple[str, str, str, Json | None, Json, str]] = [
    ("/api/people", "get", "Everybody", None, _list(_PERSON), ""),
    (
        "/api/people",
        "post",
        "Add a person, or change one with a known id",
        _fields(
            "name",
            id="integer",
            name="string",
            language_code="string",
            username="string",
            deactivated="boolean",
        ),
        _PERSON,
        "",
    ),
    ("/api/people/{person}/chats", "get", "A person's chats", None, _list(_OPEN), ""),
    (
        f"{_CHAT}/messages",
        "get",
        "Messages after an id, and the ids of deleted ones",
        None,
        _fields("messages deleted", messages=_list(_MESSAGE), deleted=_list("integer")),
        "after bot",
    ),
    (
        f"{_CHAT}/text",
        "post",
        "Write a text",
        _fields("text", text="string", reply_to_message_id="integer", message_thread_id="integer"),
        _MESSAGE,
        "bot",
    ),
    (
        f"{_CHAT}/press",
        "post",
        "Press a button, real or forged, and wait for what the person sees",
        _fields("message_id data", message_id="integer", data="string", wait="number"),
        _SEEN,
        "bot wait",
    ),
    (f"{_CHAT}/start", "post", "Press Start", _fields("", payload="string"), _MESSAGE, "bot"),
    (f"{_CHAT}/block", "post", "Block the bot", None, _fields("", blocked="boolean"), "bot"),
    (f"{_CHAT}/unblock", "post", "Unblock the bot", None, _fields("", blocked="boolean"), "bot"),
    (
        f"{_CHAT}/forward",
        "post",
        "Forward a message from another chat",
        _fields("from_chat_id message_id", from_chat_id="integer", message_id="integer", from_bot="string"),
        _MESSAGE,
        "bot",
    ),
    (
        f"{_CHAT}/edit",
        "post",
        "Edit an own message",
        _fields("message_id text", message_id="integer", text="string"),
        _MESSAGE,
        "bot",
    ),
    (f"{_CHAT}/read", "post", "Mark all as read", None, _fields("", unread="integer"), "bot"),
    (
        f"{_CHAT}/sample",
        "post",
        "Send sample photos",
        _fields("names", names=_list("string"), caption="string", as_document="boolean"),
        _list(_MESSAGE),
        "bot",
    ),
    ("/api/groups", "get", "All groups", None, _list(_OPEN), ""),
    (
        "/api/groups",
        "post",
        "Make a group; the bot that called last is added when no bot is named",
        _fields(
            "title", title="string", members=_IDS, supergroup="boolean", forum="boolean", with_bot="boolean"
        ),
        _OPEN,
        "",
    ),
    (
        "/api/groups/{group}/members",
        "post",
        "Add members or change their place",
        _fields("members", members=_IDS, status="string", rights=_OPEN),
        _OPEN,
        "",
    ),
    (
        "/api/groups/{group}/remove",
        "post",
        "Remove members",
        _fields("members", members=_IDS, ban="boolean", leave="boolean"),
        _OPEN,
        "",
    ),
    ("/api/groups/{group}/upgrade", "post", "Make it a supergroup", None, _OPEN, ""),
    ("/api/groups/{group}/topics", "post", "Open a topic", _fields("name", name="string"), _OPEN, ""),
    ("/api/bots", "get", "The bots seen", None, _list(_OPEN), ""),
    (
        "/api/bots",
        "post",
        "Make a bot known, or change its name and privacy mode",
        _fields(
            "",
            token={"type": "string"},
            bot="string",
            first_name="string",
            username="string",
            can_read_all_group_messages="boolean",
        ),
        _OPEN,
        "",
    ),
    ("/api/faults", "get", "The faults that are on", None, _fields("", rules=_list(_OPEN), fired=_OPEN), ""),
    ("/api/faults", "post", "Switch a fault on", _FAULT, _OPEN, ""),
    ("/api/faults", "delete", "Switch faults off", None, _fields("", removed="integer"), "id"),
    ("/api/calls", "get", "What bots called", None, _list(_OPEN), "after method chat_id limit"),
    ("/api/clock", "get", "The clock", None, _fields("", now="number", offset_seconds="number"), ""),
    (
        "/api/clock",
        "post",
        "Move the clock",
        _fields("", advance_seconds="number", at="number"),
        _fields("", now="number", offset_seconds="number"),
        "",
    ),
    ("/api/photos", "get", "The sample photos", None, _list(_CAPTIONS), ""),
    ("/api/mails", "get", "The mails received", None, _list(_MAIL), "after"),
    ("/api/mails", "post", "Take a mail", _MAIL, _fields("", n="integer"), ""),
    ("/api/tour", "get", "The tour and its progress", None, _OPEN, ""),
    (
        "/api/tour",
        "post",
        "Start, stop, pause or step the tour",
        _fields(
            "",
            action={"enum": ["start", "stop", "pause", "step"]},
            speed={"type": "number", "minimum": 0.25, "maximum": 1000},
            language={"enum": ["en", "zh"]},
        ),
        _OPEN,
        "",
    ),
]
_PHOTOS_FORM = _fields(
    "files",
    files=_list({"type": "string", "format": "binary"}),
    caption="string",
    as_document="boolean",
    reply_to_message_id="integer",
)


def _parameters(address: str, query: str) -> list[Json]:
    named = [part[1:-1] for part in address.split("/") if part.startswith("{")]
    whole = ("person", "chat", "group")
    places = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if name in whole else "string"},
        }
        for name in named
    ]
    return places + [{"name": name, "in": "query", "schema": {"type": "string"}} for name in query.split()]


def _operation(address: str, about: str, body: Json | None, result: Json, query: str, kind: str) -> Json:
    operation: Json = {"summary": about, "parameters": _parameters(address, query)}
    if body is not None:
        operation["requestBody"] = {"content": {kind: {"schema": body}}}
    refusal = {
        "description": "Refused",
        "content": {"application/json": {"schema": _fields("error", error="string")}},
    }
    done = {"description": "Done", "content": {"application/json": {"schema": result}}}
    return {**operation, "responses": {"200": done, "default": refusal}}


def description() -> Json:
    """Return the whole OpenAPI document."""
    paths: Json = {}
    for address, verb, about, body, result, query in _ADDRESSES:
        operation = _operation(address, about, body, result, query, "application/json")
        paths.setdefault(address, {})[verb] = operation
    form = _operation(f"{_CHAT}/photos", "Send a photo or an album", _PHOTOS_FORM, _list(_MESSAGE), "bot",
                      "multipart/form-data")  # fmt: skip
    paths[f"{_CHAT}/photos"] = {"post": form}
    binary = {"200": {"description": "The content", "content": {"*/*": {}}}}
    for address in ("/api/photos/{name}", "/api/files/{file_unique_id}"):
        paths[address] = {"get": {"parameters": _parameters(address, ""), "responses": binary}}
    stream = {"200": {"description": "Server-sent events", "content": {"text/event-stream": {}}}}
    paths["/api/events"] = {"get": {"parameters": _parameters("", "after"), "responses": stream}}
    message = {**_OPEN, "description": "As in the Bot API, with every kind of reply_markup"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sandbox control interface", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Message": message}},
    }


async def _get_description(_request: web.Request) -> web.Response:
    return web.json_response(text=json.dumps(description()))


def add_routes(app: web.Application) -> None:
    """Put the description into ``app``."""
    app.router.add_get("/api/openapi.json", _get_description)

"""Arguments of a Bot API call, however they came: query string, form, JSON or multipart.

Source of the lenient readings (numbers, booleans): tdlib/telegram-bot-api, Client.cpp, ``get_integer_arg``,
``to_bool``, ``get_message_id``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import ApiRefusal, bad_request
from bot.sandbox.model import Json

_INTEGER = re.compile(r"\s*([+-]?\d+)")
_TRUE = ("true", "yes", "1")
_PLAIN_TEXT = ("text", "caption", "title", "name", "description", "short_description", "address")
REQUEST_LIMIT_BYTES = 52 << 20


@dataclass
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    content: bytes


class Args:
    """The arguments of one call; ``values`` are strings (form) or JSON values, ``files`` by field name."""

    def __init__(self, values: Json, files: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def has(self, name: str) -> bool:
        """Tell whether ``name`` was given at all."""
        return name in self.values

    def text(self, name: str) -> str:
        """Return ``name`` as text, "" when absent; JSON values are serialised as Telegram does."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        return json.dumps(value) if isinstance(value, dict | list) else str(value)

    def required(self, name: str) -> str:
        """Return ``name`` as text; refuses the call when it is empty."""
        value = self.text(name)
        if not value:
            raise bad_request(f'Parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0, low: int = -(1 << 31), high: int = (1 << 31) - 1) -> int:
        """Return ``name`` as a number within ``low`` and ``high``; what is no number counts as 0."""
        value = self.text(name)
        if not value:
            return max(low, min(high, default))
        match = _INTEGER.match(value)
        return max(low, min(high, int(match.group(1)) if match else 0))

    def identifier(self, name: str) -> int:
        """Return ``name`` as a 64-bit id, 0 when absent."""
        return self.integer(name, 0, -(1 << 63), (1 << 63) - 1)

    def flag(self, name: str) -> bool:
        """Return ``name`` as a truth value: true, yes and 1 are true."""
        return self.text(name).strip().lower() in _TRUE

    def message_id(self, name: str = "message_id") -> int:
        """Return a message id; negative ones count as none."""
        return max(self.integer(name), 0)

    def user_id(self, name: str = "user_id") -> int:
        """Return a user id; refuses the call when it is none."""
        value = max(self.identifier(name), 0)
        if not value:
            raise bad_request(f"Invalid {name} specified")
        return value

    def json(self, name: str, refusal: str) -> Any:
        """Return ``name`` decoded from JSON, None when absent; refuses with ``refusal`` if unreadable."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(refusal) from None

    def lenient_json(self, name: str) -> Any:
        """Return ``name`` decoded from JSON, None when absent or unreadable."""
        try:
            return self.json(name, "")
        except ApiRefusal:
            return None

    def journal(self) -> Json:
        """Return the arguments as the list of calls shows them: JSON decoded, files by name and size."""
        shown: Json = {}
        for name, value in self.values.items():
            is_json = isinstance(value, str) and value[:1] in ("{", "[") and name not in _PLAIN_TEXT
            shown[name] = _decoded(value) if is_json else value
        for name, upload in self.files.items():
            shown[name] = {
                "file_name": upload.name,
                "mime_type": upload.mime_type,
                "file_size": len(upload.content),
            }
        return shown


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


async def read_args(request: web.Request) -> Args:
    """Read the arguments of ``request``; later sources win over the query string."""
    values: Json = dict(request.query)
    if request.method == "GET" or not request.can_read_body:
        return Args(values)
    if request.content_type == "application/json":
        values.update(_json_body(await request.read()))
        return Args(values)
    if request.content_type == "multipart/form-data":
        return await _multipart(request, values)
    values.update({name: str(value) for name, value in (await request.post()).items()})
    return Args(values)


def _json_body(body: bytes) -> Json:
    if not body:
        return {}
    try:
        decoded = json.loads(body)
    except ValueError:
        raise ApiRefusal(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(decoded, dict):
        raise ApiRefusal(400, "Bad Request: can't parse JSON object")
    return decoded


async def _multipart(request: web.Request, values: Json) -> Args:
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        name = part.name
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[name] = content.decode("utf-8", "replace")
        else:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            files[name] = Upload(part.filename, mime_type, content)
    return Args(values, files)

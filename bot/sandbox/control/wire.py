"""JSON in and out, and who may ask."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.api import SANDBOX
from bot.sandbox.errors import ApiRefusal, ControlRefusal
from bot.sandbox.model import Json
from bot.sandbox.state import Sandbox

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
EXTRA_HOSTS: web.AppKey[frozenset[str]] = web.AppKey("extra_hosts", frozenset)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def sandbox_of(request: web.Request) -> Sandbox:
    """Return the sandbox behind ``request``."""
    return request.app[SANDBOX]


def answer(value: object, status: int = 200) -> web.Response:
    """Return ``value`` as JSON."""
    return web.json_response(value, status=status, dumps=lambda item: json.dumps(item, ensure_ascii=False))


async def body_of(request: web.Request) -> Json:
    """Return the JSON object sent with ``request``, {} when there is none."""
    if not request.can_read_body:
        return {}
    try:
        body = await request.json()
    except ValueError:
        raise ControlRefusal(400, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise ControlRefusal(400, "The body must be a JSON object.")
    return body


def number(value: object, name: str, default: int | None = None) -> int:
    """Return ``value`` as a whole number; raises ControlRefusal 400 when it is none."""
    if value in (None, "") and default is not None:
        return default
    try:
        return int(str(value))
    except ValueError:
        raise ControlRefusal(400, f"{name} must be a whole number.") from None


def _is_own_name(name: str, extra: frozenset[str]) -> bool:
    if name in LOCAL_NAMES or name in extra:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return bool(extra)  # told to bind elsewhere: addresses in figures are good, names could be rebound


def ensure_local(request: web.Request) -> None:
    """Refuse pages of other sites: Host must be ours (safe from DNS rebinding), Origin the same."""
    host = request.headers.get("Host", "")
    if not _is_own_name((urlsplit(f"//{host}").hostname or "").lower(), request.app[EXTRA_HOSTS]):
        raise ControlRefusal(403, "The control interface answers to local names only.")
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
    if foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise ControlRefusal(403, "The control interface refuses requests from other sites.")


@web.middleware
async def control_errors(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Turn refusals into JSON for everything but the Bot API, and keep other sites out."""
    if request.path.startswith(("/bot", "/file/")):
        return await handler(request)
    try:
        ensure_local(request)
        return await handler(request)
    except ControlRefusal as refusal:
        return answer({"error": refusal.text}, refusal.status)
    except ApiRefusal as refusal:
        return answer({"error": refusal.description}, refusal.status)

"""Which function answers which method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.errors import ApiRefusal
from bot.sandbox.methods.names import CANONICAL
from bot.sandbox.model import Bot
from bot.sandbox.state import Sandbox


@dataclass
class Context:
    """One call: who calls, with what."""

    sandbox: Sandbox
    bot: Bot
    args: Args


@dataclass
class Described:
    """A result that comes with a description, as setWebhook's does."""

    result: Any
    description: str


Handler = Callable[[Context], Awaitable[Any]]
HANDLERS: dict[str, Handler] = {}


def method(*names: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the answer to ``names``."""

    def register(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name.lower()] = handler
        return handler

    return register


def canonical_name(name: str) -> str:
    """Return ``name`` as the Bot API spells it."""
    return CANONICAL.get(name.lower(), name)


def handler_for(name: str) -> Handler:
    """Return the function for ``name``; 404 for no method at all, 501 for one not built here."""
    handler = HANDLERS.get(name.lower())
    if handler is not None:
        return handler
    if name.lower() in CANONICAL:
        shown = CANONICAL[name.lower()]
        raise ApiRefusal(501, f"Not Implemented: {shown} is not implemented by the sandbox")
    raise ApiRefusal(404, "Not Found: method not found")

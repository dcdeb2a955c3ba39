"""Which practice the update being handled belongs to: none is the real desk. Set where a person's turn
begins (bot.intake), read where a desk is chosen (handlers) and where messages leave (bot.notify)."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Practising:
    """`mark` begins whatever is said, and only `chat_id` may hear it."""

    room: str
    chat_id: int
    mark: str


current_practice: ContextVar[Practising | None] = ContextVar("current_practice", default=None)

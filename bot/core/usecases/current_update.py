"""Which update of Telegram is being handled, so that the effect's own commit can mark it."""

from contextvars import ContextVar

current_update: ContextVar[int | None] = ContextVar("current_update", default=None)

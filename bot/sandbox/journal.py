"""What the bots called and what they were sent, kept for the page, the tests and the Bot API check."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bot.sandbox.model import Json

CALLS_KEPT = 20_000


@dataclass
class Call:
    """One call of a bot: ``answer`` is the whole JSON answer, ``ms`` the sandbox's own time for it."""

    n: int
    at: float
    bot: str
    method: str
    arguments: Json
    answer: Json | None = None
    status: int = 0
    ms: float = 0.0
    fault: str = ""
    chat_id: int | str | None = None

    def shown(self) -> Json:
        """Return the call as ``/api/calls`` tells it."""
        return {
            "n": self.n,
            "at": self.at,
            "bot": self.bot,
            "method": self.method,
            "chat_id": self.chat_id,
            "arguments": self.arguments,
            "answer": self.answer,
            "status": self.status,
            "ms": round(self.ms, 3),
            "fault": self.fault,
        }


@dataclass
class Journal:
    """The latest calls and the latest updates delivered."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    updates: deque[Json] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    count: int = 0

    def begin(self, at: float, bot: str, method: str, arguments: Json) -> Call:
        """Number and keep a call that begins."""
        self.count += 1
        call = Call(self.count, at, bot, method, arguments)
        chat_id = arguments.get("chat_id")
        if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
            chat_id = int(chat_id)
        call.chat_id = chat_id if isinstance(chat_id, int | str) else None
        self.calls.append(call)
        return call

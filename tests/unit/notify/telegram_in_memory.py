"""A Telegram of a few lines: remembers calls, shows what a chat shows, fails where it is told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.notify.gate import Gate, Priority
from tests.support.virtual_time import VirtualTime

TOKEN = "123456789:AAcanary-CanaryCanaryCanaryCanary01"
Json = dict[str, Any]


@dataclass
class Shown:
    """A message in a chat."""

    chat_id: int
    message_id: int
    method: str
    fields: Json
    edits: int = 0

    @property
    def words(self) -> str:
        return str(self.fields.get("text") or self.fields.get("caption") or "")


@dataclass
class TelegramInMemory(BaseRequest):
    """`fail(method, chat)` may give an error instead of an answer; `lose_answer` shows first, then fails."""

    time: VirtualTime = field(default_factory=VirtualTime)
    calls: list[tuple[float, str, Json]] = field(default_factory=list)
    messages: dict[tuple[int, int], Shown] = field(default_factory=dict)
    errors: dict[str, list[TelegramError | None]] = field(default_factory=dict)
    fail: Callable[[str, int], TelegramError | None] = lambda _method, _chat: None
    lose_answer: Callable[[str, int], TelegramError | None] = lambda _method, _chat: None
    seconds_per_call: float = 0.0
    most_at_once: int = 0
    read_timeout: float = 5.0
    _now: int = 0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        assert method == "POST"
        endpoint = url.rsplit("/", 1)[1]
        fields: Json = dict(request_data.json_parameters) if request_data else {}
        if request_data and request_data.contains_files:
            fields["files"] = len(request_data.multipart_data)
        self.calls.append((round(self.time.seconds, 3), endpoint, fields))
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            return await self._answer(endpoint, fields)
        finally:
            self._now -= 1

    async def _answer(self, endpoint: str, fields: Json) -> tuple[int, bytes]:
        if self.seconds_per_call:
            await self.time.sleep(self.seconds_per_call)
        await asyncio.sleep(0)
        chat_id = int(fields.get("chat_id", 0))
        planned = self.errors.get(endpoint)
        error = planned.pop(0) if planned else self.fail(endpoint, chat_id)
        if error is not None:
            raise error
        result = self._show(endpoint, chat_id, fields)
        if (lost := self.lose_answer(endpoint, chat_id)) is not None:
            raise lost
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _show(self, endpoint: str, chat_id: int, fields: Json) -> Any:
        if endpoint.startswith("edit"):
            shown = self.messages[chat_id, int(fields["message_id"])]
            shown.fields |= fields
            shown.edits += 1
            return _message(shown)
        if endpoint == "sendMediaGroup":
            return [_message(self._new(endpoint, chat_id, fields)) for _ in json.loads(fields["media"])]
        return _message(self._new(endpoint, chat_id, fields))

    def _new(self, endpoint: str, chat_id: int, fields: Json) -> Shown:
        message_id = sum(chat == chat_id for chat, _ in self.messages) + 1
        shown = Shown(chat_id, message_id, endpoint, dict(fields))
        self.messages[chat_id, message_id] = shown
        return shown

    def words_in(self, chat_id: int) -> list[str]:
        return [shown.words for shown in self.messages.values() if shown.chat_id == chat_id]

    def methods(self) -> list[str]:
        return [method for _, method, _ in self.calls]


def _message(shown: Shown) -> Json:
    return {
        "message_id": shown.message_id,
        "date": 1_790_000_000,
        "chat": {"id": shown.chat_id, "type": "private"},
        "text": "x",
    }


def bot_and_gate(telegram: TelegramInMemory) -> tuple[ExtBot[Priority], Gate]:
    """A real bot and a real gate that talk to `telegram` in its time."""
    gate = Gate(monotonic=telegram.time.monotonic, sleep=telegram.time.sleep)
    return ExtBot(TOKEN, request=telegram, get_updates_request=telegram, rate_limiter=gate), gate

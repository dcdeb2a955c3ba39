"""People with phones, driving the real bot through the local Telegram over HTTP, as they would by hand."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

import aiohttp

PATIENCE_SECONDS = 60.0  # a machine may be slow, or busy with other things
Message = dict[str, Any]


class NeverSaid(AssertionError):
    """What a person waited for did not appear."""


def words_of(message: Message) -> str:
    return str(message.get("text") or message.get("caption") or "")


def labels_of(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


class Phone:
    """One person's private chat with the bot, or their view of a group (and of one topic in it)."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, person_id: int, chat_id: int = 0, topic: int = 0
    ) -> None:
        self._http, self._url, self.id, self._topic = http, url, person_id, topic
        self._chat = f"{url}/api/people/{person_id}/chats/{chat_id or person_id}"

    def in_group(self, chat_id: int, topic: int = 0) -> Phone:
        return Phone(self._http, self._url, self.id, chat_id, topic)

    async def block(self, *, blocked: bool = True) -> None:
        await self._post("/block" if blocked else "/unblock", {})

    async def _post(self, path: str, body: object) -> Any:
        async with self._http.post(self._chat + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def messages(self) -> list[Message]:
        async with self._http.get(self._chat + "/messages") as answer:
            return list((await answer.json())["messages"])

    async def open_file(self, message: Message) -> bytes:
        """The document of a message, as the phone saves it."""
        unique = message["document"]["file_unique_id"]
        async with self._http.get(f"{self._url}/api/files/{unique}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def start(self, payload: str = "") -> Message:
        return dict(await self._post("/start", {"payload": payload}))

    async def say(self, words: str, *, reply_to: int = 0) -> Message:
        body: dict[str, object] = {"text": words}
        if self._topic:
            body["message_thread_id"] = self._topic
        if reply_to:
            body["reply_to_message_id"] = reply_to
        return dict(await self._post("/text", body))

    async def forward(self, message_id: int) -> Message:
        """From this chat into it again."""
        chat = int(self._chat.rpartition("/")[2])
        return dict(await self._post("/forward", {"from_chat_id": chat, "message_id": message_id}))

    async def send_file(self, name: str, content: bytes, kind: str = "application/octet-stream") -> Any:
        """As a document, whatever it is."""
        form = aiohttp.FormData()
        form.add_field("files", content, filename=name, content_type=kind)
        form.add_field("as_document", "true")
        async with self._http.post(self._chat + "/photos", data=form) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def edit(self, message_id: int, words: str) -> Message:
        return dict(await self._post("/edit", {"message_id": message_id, "text": words}))

    async def send_photos(self, *pictures: bytes, as_document: bool = False, caption: str = "") -> Any:
        form = aiohttp.FormData()
        for number, picture in enumerate(pictures):
            form.add_field("files", picture, filename=f"{number}.jpg", content_type="image/jpeg")
        form.add_field("as_document", "true" if as_document else "false")
        form.add_field("caption", caption)
        async with self._http.post(self._chat + "/photos", data=form) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def sees(self, pattern: str, *, after: int = 0, seconds: float = PATIENCE_SECONDS) -> Message:
        """The newest message of the bot that matches; waits for it."""
        return await self.sees_what(
            lambda m: bool(re.search(pattern, words_of(m), re.S)) and m["message_id"] > after,
            f"{self.id} waited for {pattern!r}",
            seconds,
        )

    async def sees_what(
        self,
        fits: Callable[[Message], bool],
        what: str,
        seconds: float = PATIENCE_SECONDS,
        *,
        newest: bool = False,
    ) -> Message:
        """The newest message of the bot that fits (or the very newest, once it does); waits for it."""
        deadline = time.monotonic() + seconds
        while True:
            said = [m for m in await self.messages() if m.get("from", {}).get("is_bot")]
            for message in reversed(said[-1:] if newest else said):
                if fits(message):
                    return message
            if time.monotonic() > deadline:
                heard = "\n---\n".join(f"{words_of(m)} {labels_of(m)}" for m in said[-6:])
                raise NeverSaid(f"{what}; the chat ends with:\n{heard}")
            await asyncio.sleep(0.02)

    async def moves_on(self, before: Message) -> None:
        """Until the newest card says something else than it did."""
        said = words_of(before)
        await self.sees_what(
            lambda m: words_of(m) != said, f"{self.id} waited for something new", newest=True
        )

    async def button(self, label: str, *, seconds: float = PATIENCE_SECONDS) -> tuple[int, str]:
        """Message id and data of the newest button whose label matches."""
        message = await self.sees_what(
            lambda m: any(re.search(label, shown) for shown in labels_of(m)),
            f"{self.id} looked for a button {label!r}",
            seconds,
        )
        for row in message["reply_markup"]["inline_keyboard"]:
            for shown in row:
                if re.search(label, shown["text"]):
                    return message["message_id"], shown["callback_data"]
        raise AssertionError(label)

    async def tap(self, label: str) -> dict[str, Any]:
        """Presses the newest button whose label matches; gives what the person saw."""
        message_id, data = await self.button(label)
        return await self.press(message_id, data)

    async def press(self, message_id: int, data: str) -> dict[str, Any]:
        return dict(
            await self._post("/press", {"message_id": message_id, "data": data, "wait": PATIENCE_SECONDS})
        )

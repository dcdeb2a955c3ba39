"""The state file: everything over the sandbox's own restart, so that ids of earlier runs stay good.

One JSON file, replaced as a whole, and a folder of file contents beside it, each written once.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
from pathlib import Path
from typing import Any

from bot.sandbox.errors import ControlRefusal
from bot.sandbox.files import StoredFile
from bot.sandbox.model import Bot, Chat, Json, Member, Message, Person, Topic, WebhookSetting
from bot.sandbox.state import Sandbox
from bot.sandbox.updates import QueuedUpdate

SAVE_EVERY_SECONDS = 3.0
_FORMAT = 1


class Keeper:
    """Saves a sandbox to ``path`` every few seconds when something changed, and at the end."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self._sandbox = sandbox
        self._path = path
        self._folder = path.with_name(path.name + ".files")
        self._saved_version = -1
        self._task: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Read the file into the sandbox, if there is one."""
        if not self._path.exists():
            return
        try:
            saved = json.loads(self._path.read_text("utf-8"))
        except ValueError:
            raise ControlRefusal(400, f"{self._path} is no state file of the sandbox.") from None
        if not isinstance(saved, dict) or saved.get("format") != _FORMAT:
            raise ControlRefusal(400, f"{self._path} was not written by this version of the sandbox.")
        restore(self._sandbox, saved, self._folder)
        self._saved_version = self._sandbox.version

    def start(self) -> None:
        """Begin saving in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End saving, after a last time."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.save()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY_SECONDS)
            await self.save()

    async def save(self) -> None:
        """Write the state if it changed since the last time."""
        version = self._sandbox.version
        if version == self._saved_version:
            return
        text = json.dumps(snapshot(self._sandbox), ensure_ascii=False)
        contents = {file.unique_id: file.content for file in self._sandbox.files.by_unique_id.values()}
        await asyncio.to_thread(self._write, text, contents)
        self._saved_version = version

    def _write(self, text: str, contents: dict[str, bytes]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for unique_id, content in contents.items():
            target = self._folder / unique_id
            if not target.exists():
                _replace(target, content)
        _replace(self._path, text.encode())


def _replace(target: Path, content: bytes) -> None:
    """Write ``target`` so that a crash leaves the old or the new content, never a part."""
    partial = target.with_name(target.name + ".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)


def snapshot(sandbox: Sandbox) -> Json:
    """Return the whole state as JSON values, file contents left out."""
    return {
        "format": _FORMAT,
        "clock_offset_seconds": sandbox.clock.offset_seconds,
        "groups_made": sandbox.groups_made,
        "people": [dataclasses.asdict(person) for person in sandbox.people.values()],
        "bots": [dataclasses.asdict(bot) for bot in sandbox.bots.values()],
        "chats": [_chat_fields(chat) for chat in sandbox.chats.values()],
        "queues": {str(bot_id): _queue(sandbox, bot_id) for bot_id in sandbox.queues},
        "files": [_file(file) for file in sandbox.files.by_unique_id.values()],
        "photos": sandbox.files.photos,
        "mails": sandbox.mails,
    }


def _chat_fields(chat: Chat) -> Json:
    fields = dataclasses.asdict(chat)
    return {**fields, "unread": {str(key): sorted(value) for key, value in chat.unread.items()}}


def _queue(sandbox: Sandbox, bot_id: int) -> Json:
    queue = sandbox.queues[bot_id]
    items = [dataclasses.asdict(update) for update in queue.items]
    return {"next_id": queue.next_id, "last_at": queue.last_at, "items": items}


def _file(file: StoredFile) -> Json:
    fields = dataclasses.asdict(file)
    del fields["content"]
    return fields


def restore(sandbox: Sandbox, saved: Json, folder: Path) -> None:
    """Put a snapshot into an empty sandbox."""
    sandbox.clock.offset_seconds = saved["clock_offset_seconds"]
    sandbox.groups_made = saved["groups_made"]
    sandbox.people = {fields["id"]: Person(**fields) for fields in saved["people"]}
    for fields in saved["bots"]:
        webhook = fields.pop("webhook")
        sandbox.add_bot(fields["id"], fields["token"])
        bot = Bot(**fields, webhook=WebhookSetting(**webhook) if webhook else None)
        sandbox.bots[bot.id] = bot
        queue = sandbox.queues[bot.id]
        kept = saved["queues"][str(bot.id)]
        queue.bot, queue.next_id, queue.last_at = bot, kept["next_id"], kept["last_at"]
        queue.items = [QueuedUpdate(**update) for update in kept["items"]]
    sandbox.chats = {fields["key"]: _chat(fields) for fields in saved["chats"]}
    for fields in saved["files"]:
        content = (folder / fields["unique_id"]).read_bytes()
        sandbox.files.by_unique_id[fields["unique_id"]] = StoredFile(**fields, content=content)
    sandbox.files.photos = saved["photos"]
    sandbox.mails = saved["mails"]


def _numbered(fields: dict[str, Any], kind: type[Any]) -> dict[int, Any]:
    return {int(key): kind(**value) for key, value in fields.items()}


def _chat(fields: Json) -> Chat:
    members, topics = _numbered(fields.pop("members"), Member), _numbered(fields.pop("topics"), Topic)
    messages = _numbered(fields.pop("messages"), Message)
    unread = {int(key): set(value) for key, value in fields.pop("unread").items()}
    return Chat(**fields, members=members, topics=topics, messages=messages, unread=unread)

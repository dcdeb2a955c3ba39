"""The tour: a story told as steps in a file, played on the phones while people watch.

A step waits until what it needs is there, does one thing, and shows a caption. Texts, captions and patterns
may be given per language. A pattern may use ``{name}`` of what an earlier step captured.
"""

from __future__ import annotations

import asyncio
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

from bot.sandbox.acting import Actor, find_actor, press, say, send_photos, start
from bot.sandbox.args import Upload
from bot.sandbox.errors import ApiRefusal, ControlRefusal
from bot.sandbox.messages import mark_read
from bot.sandbox.model import Json, Message
from bot.sandbox.phonebook import save_person
from bot.sandbox.samples import read_sample
from bot.sandbox.state import Sandbox

STEP_SECONDS = 15.0
_PAUSE_SECONDS = 1.6
_LOOK_EVERY_SECONDS = 0.05
_SPEEDS = (0.25, 1000.0)
_DOINGS = ("text", "press", "photos", "start", "reply", "wait")


class TourStopped(Exception):
    """A step did not find what it needs; the text names the step."""


class Tour:
    """One tour and how far it has come."""

    def __init__(self, sandbox: Sandbox, path: Path | None, photos: Path | None) -> None:
        self._sandbox = sandbox
        self._path = path
        self._photos = photos
        self._task: asyncio.Task[None] | None = None
        self._go = asyncio.Event()
        self._single = False
        self._began_at = 0
        self.script: Json = {"title": {}, "people": [], "steps": []}
        self.state = "idle"
        self.step = 0
        self.speed = 1.0
        self.language = "en"
        self.error = ""
        self.captured: dict[str, str] = {}

    def load(self) -> None:
        """Read the tour's file; raises ControlRefusal when it cannot be played."""
        if self._path is None:
            return
        try:
            script = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ControlRefusal(400, f"The tour's file cannot be read: {error}") from None
        for place, step in enumerate(script.get("steps", []), 1):
            if step.get("do") not in _DOINGS:
                raise ControlRefusal(
                    400, f"Step {place} of the tour does {step.get('do')!r}, which nobody can."
                )
        self.script = {"title": {}, "people": [], "steps": [], **script}

    def shown(self) -> Json:
        """Return the tour and its progress."""
        steps = [{**step, "caption": self._in_language(step.get("caption"))} for step in self.script["steps"]]
        return {
            "title": self._in_language(self.script["title"]),
            "titles": self.script["title"],
            "people": self.script["people"],
            "steps": steps,
            "available": bool(steps),
            **self.progress(),
        }

    def progress(self) -> Json:
        """Return how far the tour has come; ``step`` counts from 1, 0 before the first."""
        steps = self.script["steps"]
        caption = (
            self._in_language(steps[self.step - 1].get("caption")) if 0 < self.step <= len(steps) else ""
        )
        who = steps[self.step - 1].get("who") if 0 < self.step <= len(steps) else None
        names = ("state", "step", "speed", "language", "error", "captured")
        values = {name: getattr(self, name) for name in names}
        return {**values, "steps_total": len(steps), "caption": caption, "who": who}

    async def command(self, wanted: Json) -> None:
        """Do ``start``, ``stop``, ``pause`` or ``step``; speed and language may come along."""
        if "speed" in wanted:
            self.speed = min(max(float(wanted["speed"]), _SPEEDS[0]), _SPEEDS[1])
        if wanted.get("language"):
            self.language = str(wanted["language"])
        action = wanted.get("action")
        if action == "start":
            await self._start()
        elif action == "stop":
            await self.stop()
        elif action == "pause":
            self._go.clear()
            self._set("paused" if self._running() else self.state)
        elif action == "step":
            await self._one_step()
        elif action is not None:
            raise ControlRefusal(400, "action is start, stop, pause or step.")

    def _running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _start(self) -> None:
        if self._running():
            self._single = False
            self._go.set()
            self._set("playing")
            return
        self._begin()
        self._go.set()

    def _begin(self) -> None:
        self.load()
        if not self.script["steps"]:
            raise ControlRefusal(409, "There is no tour; start the sandbox with --tour FILE.")
        self.step, self.error, self.captured, self._single = 0, "", {}, False
        self._go = asyncio.Event()
        self._began_at = self._sandbox.clock.now()
        for person in self.script["people"]:
            save_person(self._sandbox, {**person, "name": self._in_language(person["name"])})
        self._set("playing")
        self._task = asyncio.create_task(self._play())

    async def _one_step(self) -> None:
        if not self._running():
            self._begin()
        self._single = True
        self._go.set()

    async def stop(self) -> None:
        """End the tour; the phones stay as they are."""
        if self._running() and self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._set("stopped")

    def _set(self, state: str) -> None:
        self.state = state
        self._sandbox.events.publish("tour", **self.progress())

    async def _play(self) -> None:
        try:
            for place, step in enumerate(self.script["steps"], 1):
                await self._go.wait()
                if self._single:
                    self._go.clear()
                self.step = place
                self._set("playing")
                await self._do(step)
                await asyncio.sleep(float(step.get("pause", _PAUSE_SECONDS)) / self.speed)
                if self._single:
                    self._set("paused")
            self._set("finished")
        except (TourStopped, ControlRefusal, ApiRefusal) as stop:
            reason = stop.text if isinstance(stop, ControlRefusal) else str(stop)
            self.error = f"Step {self.step} ({self._name_of(self.script['steps'][self.step - 1])}): {reason}"
            self._set("failed")

    def _name_of(self, step: Json) -> str:
        return f"{step.get('who')} {step.get('do')}"

    async def _do(self, step: Json) -> None:
        actor = find_actor(
            self._sandbox, int(step["who"]), int(step.get("in_chat") or step["who"]), str(step.get("bot", ""))
        )
        doing = step["do"]
        if doing == "press":
            look_for = f"there is no button {step['match']!r}"
            message, data = await self._await(lambda: self._button(actor, step), step, look_for)
            seen = await press(actor, message.id, data, self._patience(step))
            if not seen["answered"]:
                raise TourStopped("nobody answered the press.")
        elif doing in ("text", "reply"):
            say(actor, self._filled(step["text"]), await self._reply_target(actor, step))
        elif doing == "photos":
            uploads = [await asyncio.to_thread(self._sample, name) for name in step["photos"]]
            caption = self._filled(step.get("text") or "")
            await send_photos(actor, uploads, caption, reply_to=await self._reply_target(actor, step))
        elif doing == "start":
            start(actor, self._filled(step.get("payload") or ""))
        await self._afterwards(actor, step)

    def _sample(self, name: str) -> Upload:
        return read_sample(self._photos, name)

    async def _afterwards(self, actor: Actor, step: Json) -> None:
        mark_read(self._sandbox, actor.chat, actor.person.id)
        if step.get("expect"):
            where = int(self._filled(step.get("in") or step["who"]))
            wanted = self._filled(step["expect"])
            await self._await(lambda: self._expected(where, wanted, step), step, f"nothing says {wanted!r}")
        for name, pattern in (step.get("capture") or {}).items():
            filled = self._filled(pattern)
            look = partial(self._capture, actor, filled)
            self.captured[name] = await self._await(look, step, f"nothing matches {filled!r}")

    def _expected(self, person_or_chat: int, pattern: str, step: Json) -> Message | None:
        watcher = person_or_chat if person_or_chat > 0 else int(step["who"])
        actor = find_actor(self._sandbox, watcher, person_or_chat, str(step.get("bot", "")))
        return self._newest(actor, lambda m: self._is_new(m) and bool(re.search(pattern, _text_of(m), re.S)))

    def _is_new(self, message: Message) -> bool:
        """Tell whether a message is of this tour, not of an earlier one."""
        return max(message.date, message.edit_date) >= self._began_at

    def _capture(self, actor: Actor, pattern: str) -> str | None:
        for message in reversed(actor.chat.messages.values()):
            match = re.search(pattern, _text_of(message), re.S)
            if match and self._is_new(message):
                return match.group(1)
        return None

    def _newest(self, actor: Actor, fits: Any) -> Message | None:
        return next((message for message in reversed(actor.chat.messages.values()) if fits(message)), None)

    def _button(self, actor: Actor, step: Json) -> tuple[Message, str] | None:
        pattern = self._filled(step["match"])
        for message in reversed(actor.chat.messages.values()):
            if not self._is_new(message):
                continue
            for row in (message.markup or {}).get("inline_keyboard", []):
                for button in row:
                    data = button.get("callback_data", "")
                    if data and (re.search(pattern, button["text"]) or re.search(pattern, data)):
                        return message, data
        return None

    async def _reply_target(self, actor: Actor, step: Json) -> int:
        if not step.get("reply_to"):
            return 0
        pattern = self._filled(step["reply_to"])
        message = await self._await(
            lambda: self._newest(actor, lambda m: bool(re.search(pattern, _text_of(m), re.S))),
            step,
            f"no message says {pattern!r}",
        )
        return int(message.id)

    async def _await(self, look: Any, step: Json, complaint: str) -> Any:
        """Look again and again until there is something, at most as long as the step allows."""
        ends_at = asyncio.get_running_loop().time() + self._patience(step)
        while True:
            if (found := look()) is not None:
                return found
            if asyncio.get_running_loop().time() > ends_at:
                raise TourStopped(f"{complaint} after {self._patience(step):g} s.")
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _patience(self, step: Json) -> float:
        return float(step.get("seconds", STEP_SECONDS))

    def _in_language(self, value: Any) -> str:
        if isinstance(value, dict):
            return str(value.get(self.language) or value.get("en") or next(iter(value.values()), ""))
        return str(value or "")

    def _filled(self, value: Any) -> str:
        text = self._in_language(value)
        for name, found in self.captured.items():
            text = text.replace("{" + name + "}", found)
        return text


def _text_of(message: Message) -> str:
    return str(message.content.get("text") or message.content.get("caption") or "")

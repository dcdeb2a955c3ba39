"""One person's updates one after another, different people side by side, and each finished in the inbox."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.core.usecases.current_practice import Practising, current_practice
from bot.core.usecases.current_update import current_update
from bot.core.usecases.delivery_ports import InboxStore
from bot.intake.patience import Monotonic, Sleep, once_a_minute, until_done
from bot.logging_setup import redact

log = logging.getLogger(__name__)

SLOTS = 1024  # a slot is a waiting task, about 3 kB; one person fills at most QUEUE_LIMIT of them
QUEUE_LIMIT = (
    100  # a member's updates that may wait: photos of a whole pallet, sent when the signal came back
)
STRANGER_LIMIT = 20
FINISH_TRIES = 20  # about 80 s with the pauses of `until_done`
ERROR_LETTERS = 500

_errors: ContextVar[list[str] | None] = ContextVar("errors_of_this_update", default=None)


def note_error(update: object, error: BaseException) -> None:
    """For the application's error handler: the inbox row of the update being handled will name this error.

    `process_update` swallows what handlers raise, so the processor cannot see it by itself.
    """
    errors = _errors.get()
    if errors is None:
        log.debug("An error outside of an update: %s (%s)", type(error).__name__, type(update).__name__)
    else:
        errors.append(describe(error))


def describe(error: BaseException) -> str:
    """`ValueError: words`, without tokens, at most 500 characters."""
    return redact(f"{type(error).__name__}: {error}")[:ERROR_LETTERS]


def person_key(update: Update) -> int:
    """The person's id; where nobody acts, the chat's (negative, so never a person's); 0 without either."""
    if update.effective_user is not None:
        return update.effective_user.id
    return update.effective_chat.id if update.effective_chat is not None else 0


@dataclass(slots=True)
class _Lane:
    """What one person's updates queue in. `waiting` counts the one being handled too."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    flooded: bool = False


async def _nobody_practises(_update: Update) -> None:
    return None


def _everybody_is_known(_person_id: int) -> bool:
    return True


class PersonProcessor(BaseUpdateProcessor):
    """For `ApplicationBuilder().concurrent_updates(...)`.

    `restored` is the queue's: what took effect before a crash is not run again but given to `resume`, which
    shows the person where they are. `is_known` tells members from strangers by Telegram id, without waiting.
    `practice_of` says, when its turn has come, to which practice an update belongs.
    """

    def __init__(
        self,
        inbox: InboxStore,
        restored: MutableMapping[int, bool],
        resume: Callable[[Update], Awaitable[object]],
        *,
        is_known: Callable[[int], bool] = _everybody_is_known,
        practice_of: Callable[[Update], Awaitable[Practising | None]] = _nobody_practises,
        slots: int = SLOTS,
        queue_limit: int = QUEUE_LIMIT,
        stranger_limit: int = STRANGER_LIMIT,
        sleep: Sleep = asyncio.sleep,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        super().__init__(slots)
        self._inbox = inbox
        self._restored = restored
        self._resume = resume
        self._is_known = is_known
        self._practice_of = practice_of
        self._queue_limit = queue_limit
        self._stranger_limit = stranger_limit
        self._sleep = sleep
        self._told = once_a_minute(log, "Handled updates cannot be marked as done.", monotonic)
        self._lanes: dict[int, _Lane] = {}
        self._closing = False

    async def initialize(self) -> None:
        self._closing = False

    async def shutdown(self) -> None:
        self._closing = True

    def close(self) -> None:
        """From now on nothing new is begun: what waits stays in the inbox for the next start."""
        self._closing = True

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Runs `coroutine` in its person's turn; see BaseUpdateProcessor."""
        if not isinstance(update, Update):
            await coroutine
            return
        try:
            await self._in_turn(update, coroutine)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # does nothing to one that ran; one that never began would warn

    async def _in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        key = person_key(update)
        lane = self._lanes.setdefault(key, _Lane())
        took_effect = self._restored.pop(update.update_id, None)
        if took_effect is None and lane.waiting >= self._limit_of(key):
            await self._drop(update, key, lane)
            return
        lane.waiting += 1
        try:
            async with lane.lock:
                if self._closing:
                    return
                await self._handle(update, self._resumed(update) if took_effect else coroutine)
        finally:
            lane.waiting -= 1
            if lane.waiting == 0:
                self._lanes.pop(key, None)

    async def _handle(self, update: Update, work: Awaitable[Any]) -> None:
        errors: list[str] = []
        noted, before = _errors.set(errors), current_practice.set(None)
        try:
            current_practice.set(await self._practice_of(update))
            current_update.set(update.update_id)
            await work
        except Exception as error:  # one update's fault must not end the others
            log.exception("Update %d was not handled to its end.", update.update_id)
            errors.append(describe(error))
        finally:
            current_update.set(None)
            current_practice.reset(before)
            _errors.reset(noted)
        await self._finish(update.update_id, "; ".join(errors)[:ERROR_LETTERS])

    async def _resumed(self, update: Update) -> None:
        log.info("Update %d took effect before the restart; it is not run again.", update.update_id)
        await self._resume(update)

    async def _drop(self, update: Update, key: int, lane: _Lane) -> None:
        if not lane.flooded:
            lane.flooded = True
            log.warning("%d sends faster than can be handled: what comes now is dropped.", key)
        await self._finish(update.update_id, "flood")

    async def _finish(self, update_id: int, error: str) -> None:
        done = await until_done(
            lambda: self._inbox.finish(update_id, error), self._told, self._sleep, FINISH_TRIES
        )
        if not done:
            log.error("Update %d was handled, but is not marked as done: it will come again.", update_id)

    def _limit_of(self, key: int) -> int:
        return self._queue_limit if self._is_known(key) else self._stranger_limit

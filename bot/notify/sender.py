"""Sends what the outbox holds: side by side across chats, in order within one, as fast as the gate lets it.

At least once: `claim` counts the attempt before anything is sent and leaves it under a lease; what a crash
leaves in sending is claimed again when the lease runs out. Once shown: a card is edited in place.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from telegram.error import TimedOut

from bot.core.domain.notice import Card, Notice
from bot.core.usecases.delivery_ports import OutboxStore
from bot.logging_setup import redact
from bot.notify.delivery import AnyBot, Attempt, Delivery
from bot.notify.gate import Gate
from bot.notify.rendered import Rendered
from bot.notify.retry import (
    Dead,
    Decision,
    Later,
    Moved,
    NoTopic,
    PlainText,
    Resend,
    SuccessAsIs,
    code_of_error,
    decide,
)

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
SIDE_BY_SIDE = 20
LONGEST_SLEEP_SECONDS = 30.0
STOP_SECONDS = 5.0
GATE_PATIENCE_SECONDS = 2.0  # a chat that is closed for longer is planned anew and holds no place
STORE_PAUSES_SECONDS = (0.2, 1.0, 3.0, 10.0)
ERROR_LETTERS = 300

Render = Callable[[Notice], Awaitable[Rendered | None]]
GiveUp = Callable[[Notice, str], Awaitable[None]]
OnMoved = Callable[[int, int], Awaitable[None]]


async def _tell_nobody(*_: object) -> None:
    return None


class NoticeSender:
    """`start` and `stop` once each. `give_up(notice, code)` makes a notice dead, and does what follows from
    it in the same commit; without it the store's own. `on_moved(old chat, new chat)` may fail."""

    def __init__(
        self,
        store: OutboxStore,
        bot: AnyBot,
        render: Render,
        gate: Gate,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        side_by_side: int = SIDE_BY_SIDE,
        give_up: GiveUp | None = None,
        on_moved: OnMoved = _tell_nobody,
    ) -> None:
        self._store = store
        self._render = render
        self._gate = gate
        self._clock = clock
        self._sleep = sleep
        self._side_by_side = side_by_side
        self._give_up = give_up or store.give_up
        self._on_moved = on_moved
        self._running: dict[int, asyncio.Task[None]] = {}
        self._delivery = Delivery(bot)
        self._moved: dict[int, int] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begins to send; what is due goes at once."""
        here = asyncio.get_running_loop()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # a commit after the loop was closed
                here.call_soon_threadsafe(self._wake.set)

        self._store.listen(wake)
        self._loop = asyncio.create_task(self._run(), name="NoticeSender")

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Claims nothing more and lets what is being sent end within `seconds`; the rest comes again."""
        self._stopping = True
        self._wake.set()
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait({self._loop})
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
                log.warning("%d notices were being sent at the stop; they come again.", len(late))

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                begun = await self._begin()
                pause = 0.0 if begun else await self._pause_seconds()
            except Exception as trouble:
                log.error("The outbox cannot be read: %s: %s", type(trouble).__name__, trouble)
                pause = STORE_PAUSES_SECONDS[-1]
            if pause > 0:
                await self._sleep_unless_woken(pause)

    async def _begin(self) -> bool:
        """Claims as many as there are free places; True where it may be worth asking again at once."""
        free = self._side_by_side - len(self._running)
        if free <= 0:
            return False
        claimed = await self._store.claim(free, self._clock(), LEASE_SECONDS)
        for notice in claimed:
            if notice.id not in self._running:
                task = asyncio.create_task(self._send(notice), name=f"notice {notice.id}")
                self._running[notice.id] = task
                task.add_done_callback(partial(self._ended, notice.id))
        return bool(claimed) and len(claimed) == free and len(self._running) < self._side_by_side

    def _ended(self, notice_id: int, _task: object) -> None:
        self._running.pop(notice_id, None)
        self._wake.set()

    async def _pause_seconds(self) -> float:
        if len(self._running) >= self._side_by_side:
            return LONGEST_SLEEP_SECONDS
        now = self._clock()
        due = await self._store.next_due(now)
        if due is None:
            return LONGEST_SLEEP_SECONDS
        return min(LONGEST_SLEEP_SECONDS, max(0.0, (due - now).total_seconds()))

    async def _sleep_unless_woken(self, seconds: float) -> None:
        woken, rung = asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({woken, rung}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            rung.cancel()

    async def _send(self, notice: Notice) -> None:
        closed = self._gate.when_free(self._chat_of(notice))
        if closed > GATE_PATIENCE_SECONDS:
            due = self._clock() + timedelta(seconds=closed)
            await self._keep(lambda: self._store.postpone(notice, due, "waits for Telegram's limits"))
            return
        try:
            async with asyncio.timeout(LEASE_SECONDS - 10):
                await self._show(notice)
        except Exception as error:  # also our own mistakes in drawing a notice: they must not stop the others
            if isinstance(error, TimeoutError):
                error = TimedOut("sending took longer than its lease")
            else:
                log.exception("Notice %d (%s) could not be drawn or stored.", notice.id, notice.kind)
            await self._settle(notice, self._decide(error, notice), error)

    async def _show(self, notice: Notice) -> None:
        rendered = await self._render(notice)
        if rendered is None:
            await self._succeed(notice, None)
            return
        chat_id = self._chat_of(notice)
        card = None if notice.fresh else await self._store.card(notice.matter, chat_id)
        attempt = Attempt(notice, rendered, chat_id, card)
        for _ in range(5):  # moved, gone, plain: each at most once, then the rest
            if await self._try(attempt):
                return
        await self._settle(notice, Dead("refused: no way to send it"), None)

    async def _try(self, attempt: Attempt) -> bool:
        """True when the notice is settled; False to go on with the changed attempt."""
        try:
            card = await self._delivery.show(attempt)
        except Exception as error:
            decision = self._decide(error, attempt.notice)
            if await self._change(attempt, decision):
                return False
            await self._settle(attempt.notice, decision, error, attempt.card)
            return True
        await self._succeed(
            attempt.notice, Card(card.matter, attempt.chat_id, card.message_id, card.has_photo)
        )
        return True

    async def _change(self, attempt: Attempt, decision: Decision) -> bool:
        """Whether the decision asks for the same notice in another way."""
        if isinstance(decision, Moved) and decision.new_chat_id != attempt.chat_id:
            self._moved[attempt.notice.chat_id] = attempt.chat_id = decision.new_chat_id
            attempt.card = None  # messages stay in the old chat; there that number is another message
            attempt.rendered = replace(attempt.rendered, thread_id=None)
            await self._tell(self._on_moved(attempt.notice.chat_id, decision.new_chat_id))
            return True
        if isinstance(decision, Resend) and attempt.card is not None:
            attempt.card = None
            return True
        if isinstance(decision, NoTopic) and attempt.rendered.thread_id is not None:
            attempt.rendered = replace(attempt.rendered, thread_id=None)
            return True
        if isinstance(decision, PlainText) and not attempt.plain:
            log.warning("Notice %d (%s) goes as plain text.", attempt.notice.id, attempt.notice.kind)
            attempt.plain = True
            return True
        return False

    async def _settle(
        self, notice: Notice, decision: Decision, error: Exception | None, card: Card | None = None
    ) -> None:
        if isinstance(decision, SuccessAsIs):
            await self._succeed(notice, card)
            return
        words = redact(code_of_error(error))[:ERROR_LETTERS] if error is not None else ""
        if isinstance(decision, Later):
            due = decision.due_at
            await self._keep(lambda: self._store.postpone(notice, due, words))
            return
        code = decision.code if isinstance(decision, Dead) else f"refused: {words}"
        code = redact(code)[:ERROR_LETTERS]
        log.warning("Notice %d (%s) to chat %d is given up: %s", notice.id, notice.kind, notice.chat_id, code)
        self._delivery.forget(notice.id)
        await self._keep(lambda: self._give_up(notice, code))

    async def _succeed(self, notice: Notice, card: Card | None) -> None:
        self._delivery.forget(notice.id)
        await self._keep(lambda: self._store.succeed(notice, card, self._clock()))

    def _decide(self, error: Exception, notice: Notice) -> Decision:
        return decide(error, notice.attempts, self._clock(), notice.created_at)

    def _chat_of(self, notice: Notice) -> int:
        return self._moved.get(notice.chat_id, notice.chat_id)

    async def _keep(self, write: Callable[[], Awaitable[None]]) -> None:
        """Writes what became of a notice; where storage stays away, the lease runs out and it comes again."""
        for pause in (*STORE_PAUSES_SECONDS, None):
            try:
                await write()
            except Exception as trouble:
                if pause is None:
                    log.error("The outbox cannot be written: %s: %s", type(trouble).__name__, trouble)
                    return
                await self._sleep(pause)
            else:
                return

    async def _tell(self, telling: Awaitable[None]) -> None:
        try:
            await telling
        except Exception:
            log.exception("Nobody could be told about a notice.")

"""Sends what the outbox holds for Telegram, as fast as the gate lets it; a card is edited in place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from telegram.error import TimedOut

from bot.core.domain.notice import Card, Notice
from bot.core.usecases.delivery_ports import OutboxStore
from bot.logging_setup import redact
from bot.notify.delivery import AnyBot, Attempt, Delivery
from bot.notify.gate import Gate
from bot.notify.outbox_loop import ERROR_LETTERS, LEASE_SECONDS, GiveUp, OutboxLoop
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

SIDE_BY_SIDE = 20
GATE_PATIENCE_SECONDS = 2.0  # a chat that is closed for longer is planned anew and holds no place

Render = Callable[[Notice], Awaitable[Rendered | None]]
OnMoved = Callable[[int, int], Awaitable[None]]


async def _tell_nobody(*_: object) -> None:
    return None


class NoticeSender(OutboxLoop):
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
        super().__init__(store, clock, sleep, side_by_side, give_up)
        self._render = render
        self._gate = gate
        self._on_moved = on_moved
        self._delivery = Delivery(bot)
        self._moved: dict[int, int] = {}

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

    async def _tell(self, telling: Awaitable[None]) -> None:
        try:
            await telling
        except Exception:
            log.exception("Nobody could be told about a notice.")

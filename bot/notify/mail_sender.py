"""Sends what the outbox holds for e-mail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum

import aiosmtplib

from bot.core.domain.notice import Notice
from bot.core.usecases.delivery_ports import OutboxStore
from bot.logging_setup import redact
from bot.notify.mail_message import Author, mail_of
from bot.notify.mail_retry import decide_mail
from bot.notify.outbox_loop import ERROR_LETTERS, LEASE_SECONDS, GiveUp, OutboxLoop
from bot.notify.rendered import Rendered
from bot.notify.retry import Later

log = logging.getLogger(__name__)
SIDE_BY_SIDE = 4
ANSWER_SECONDS = 30.0


class Security(StrEnum):
    """How the way to the server is kept private."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"  # asked for, and demanded, before anything is said
    NONE = "none"  # this machine only


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mails are handed in. Without `user` nobody logs in."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    async def send(self, message: EmailMessage) -> None:
        """Returns when the server has taken it. Raises SMTPException, OSError."""
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            use_tls=self.security is Security.TLS,
            start_tls=self.security is Security.STARTTLS,
            timeout=ANSWER_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A notice as it looks, and whether its reader has the bot."""

    rendered: Rendered
    in_bot: bool


DrawMail = Callable[[Notice], Awaitable[Drawn | None]]  # None: nobody to be told any more


class MailSender(OutboxLoop):
    """`store` holds the notices of the e-mail channel alone."""

    def __init__(
        self,
        store: OutboxStore,
        server: SmtpServer,
        author: Author,
        draw: DrawMail,
        clock: Callable[[], datetime],
        *,
        give_up: GiveUp | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        super().__init__(store, clock, sleep, SIDE_BY_SIDE, give_up)
        self._server, self._author, self._draw = server, author, draw

    async def _send(self, notice: Notice) -> None:
        try:
            async with asyncio.timeout(LEASE_SECONDS - 10):
                await self._write(notice)
        except Exception as error:  # our own mistakes too: they must not stop the others
            await self._settle(notice, error)
        else:
            await self._keep(lambda: self._store.succeed(notice, None, self._clock()))

    async def _write(self, notice: Notice) -> None:
        drawn = await self._draw(notice)
        if drawn is not None:
            mail = mail_of(self._author, notice, drawn.rendered, self._clock(), in_bot=drawn.in_bot)
            await self._server.send(mail)

    async def _settle(self, notice: Notice, error: Exception) -> None:
        decision = decide_mail(error, notice.attempts, self._clock(), notice.created_at)
        if isinstance(decision, Later):
            due, words = decision.due_at, redact(f"{type(error).__name__}: {error}")[:ERROR_LETTERS]
            log.info("Mail %d (%s) waits: %s", notice.id, notice.kind, words)
            await self._keep(lambda: self._store.postpone(notice, due, words))
            return
        code = redact(decision.code)[:ERROR_LETTERS]
        log.warning("Mail %d (%s) is given up: %s", notice.id, notice.kind, code)
        await self._keep(lambda: self._give_up(notice, code))

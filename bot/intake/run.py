"""Opening and closing the intake: what waited comes first, then polling or a webhook."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, Updater

from bot.intake.patience import LONGEST_PAUSE_SECONDS, Sleep
from bot.intake.processor import PersonProcessor
from bot.intake.queue import DurableQueue
from bot.intake.watch import PollWatch

log = logging.getLogger(__name__)

# Named, because Telegram remembers what the last call asked for, for ever [Bot API, getUpdates].
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
POLL_SECONDS = 25  # Telegram caps a long poll at 50 s
WEBHOOK_CONNECTIONS = 40
STOP_SECONDS = 8.0

App = Application[Any, Any, Any, Any, Any, Any]
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


class WebhookRefused(ValueError):
    """The webhook would let anybody be anybody: without a secret no delivery is known to be Telegram's."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where deliveries come in. `url` is the public https address; this machine listens for its path."""

    url: str
    secret: str = field(repr=False)
    listen: str = "127.0.0.1"
    port: int = 8443

    def __post_init__(self) -> None:
        if not _SECRET.fullmatch(self.secret):
            raise WebhookRefused("A webhook needs a secret of 32 to 256 of A-Z a-z 0-9 _ and -.")


async def open_intake(
    app: App,
    queue: DurableQueue,
    watch: PollWatch,
    webhook: Webhook | None = None,
    sleep: Sleep = asyncio.sleep,
    allowed_updates: list[str] = ALLOWED_UPDATES,
) -> None:
    """Waits for Telegram, hands out what waited from before, then asks for more.

    Raises InvalidToken where Telegram refuses the token; waits out everything else.
    """
    await _initialize(app, sleep)
    await queue.restore(app.bot)
    await app.start()
    if webhook is None:
        await _start_polling(_updater(app), watch, allowed_updates)
    else:
        await _start_webhook(_updater(app), webhook, allowed_updates)


async def close_intake(app: App, processor: PersonProcessor, seconds: float = STOP_SECONDS) -> None:
    """Stops asking, lets what is being handled end, leaves what waits in the inbox for the next start.

    After `seconds` it goes on without the rest: that is stored and comes again. `app.shutdown()` is
    the caller's.
    """
    processor.close()
    try:
        async with asyncio.timeout(seconds):
            if app.updater is not None and app.updater.running:
                await app.updater.stop()
            if app.running:
                await app.stop()
    except TimeoutError:
        log.warning("Not everything ended within %d s; what is left comes again at the next start.", seconds)


async def _initialize(app: App, sleep: Sleep) -> None:
    pause = 1.0
    while True:
        try:
            await app.initialize()
        except InvalidToken:
            raise
        except TelegramError as trouble:
            wait = trouble._retry_after.total_seconds() if isinstance(trouble, RetryAfter) else pause
            log.warning("Telegram cannot be reached yet (%s: %s).", type(trouble).__name__, trouble)
            await sleep(wait)
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
        else:
            return


async def _start_polling(updater: Updater, watch: PollWatch, allowed_updates: list[str]) -> None:
    watch.answered()
    await updater.start_polling(
        timeout=POLL_SECONDS,
        bootstrap_retries=-1,
        allowed_updates=allowed_updates,
        drop_pending_updates=False,
        error_callback=watch.failed,
    )


async def _start_webhook(updater: Updater, webhook: Webhook, allowed_updates: list[str]) -> None:
    await updater.start_webhook(
        listen=webhook.listen,
        port=webhook.port,
        url_path=urlsplit(webhook.url).path.lstrip("/"),
        bootstrap_retries=-1,
        webhook_url=webhook.url,
        allowed_updates=allowed_updates,
        drop_pending_updates=False,
        max_connections=WEBHOOK_CONNECTIONS,
        secret_token=webhook.secret,
    )


def _updater(app: App) -> Updater:
    assert app.updater is not None, "built with updater(None)"
    return app.updater

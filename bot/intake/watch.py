"""Is Telegram still answering? Looks at the last getUpdates that succeeded: the only sign to trust.

python-telegram-bot retries time-outs at once, at DEBUG, without calling `error_callback`, and its `running`
stays True when the polling task has died: a deaf bot looks like an idle one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from telegram.error import Conflict, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.intake.patience import Monotonic, OncePer, Sleep
from bot.intake.readable import Readable

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput  # "given, None or not given", in the signature we override

log = logging.getLogger(__name__)

EXIT_DEAF = 75  # sysexits.h EX_TEMPFAIL: a supervisor may start it again
SILENT_AFTER_SECONDS = 300.0
LOOK_EVERY_SECONDS = 15.0


class WatchedRequest(BaseRequest):
    """Hands every request to `inner` and calls `answered` after each success. For `get_updates_request`: what
    comes back is readable at the latest the second time."""

    def __init__(self, inner: BaseRequest, answered: Callable[[], None]) -> None:
        self._inner = inner
        self._answered = answered
        self._readable = Readable()

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See BaseRequest.do_request."""
        status, payload = await self._inner.do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if not 200 <= status < 300:
            return status, payload
        self._answered()
        return status, self._readable(payload)


class PollWatch:
    """Says so when getUpdates has not succeeded for `silent_after_seconds`, and again when it does.

    `exit_process` (say `os._exit`; None: only talk) is then called with EXIT_DEAF. Ending at once is safe:
    everything confirmed is stored. `on_silent` hears the seconds, for an alarm by another way.
    """

    def __init__(
        self,
        *,
        silent_after_seconds: float = SILENT_AFTER_SECONDS,
        exit_process: Callable[[int], object] | None = None,
        on_silent: Callable[[float], object] | None = None,
        sleep: Sleep = asyncio.sleep,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._silent_after = silent_after_seconds
        self._exit_process = exit_process
        self._on_silent = on_silent
        self._sleep = sleep
        self._monotonic = monotonic
        self._answered_at = monotonic()
        self._told = False
        self._may_say_conflict = OncePer(60.0, monotonic)
        self._may_say_failure = OncePer(60.0, monotonic)

    @property
    def silent_seconds(self) -> float:
        """Since getUpdates last succeeded, or since the start."""
        return self._monotonic() - self._answered_at

    @property
    def is_silent(self) -> bool:
        return self.silent_seconds >= self._silent_after

    def answered(self) -> None:
        """Telegram answered getUpdates."""
        if self._told:
            log.warning("Telegram answers again after %d s.", self.silent_seconds)
        self._answered_at = self._monotonic()
        self._told = False

    def failed(self, error: TelegramError) -> None:
        """For `start_polling(error_callback=…)`; must not raise. One line, at most once a minute."""
        if isinstance(error, Conflict):
            if self._may_say_conflict():
                log.error(
                    "Another program is asking for updates with this token (or a webhook is set): %s. "
                    "Stop the other one; only one may run.",
                    error,
                )
        elif self._may_say_failure():
            log.warning("Telegram could not be asked for updates: %s: %s", type(error).__name__, error)

    def look(self) -> None:
        """Tells of a silence once; ends the process where that was asked for."""
        if not self.is_silent or self._told:
            return
        self._told = True
        seconds = self.silent_seconds
        log.error("No answer to getUpdates for %d s: Telegram is away, or updates cannot be stored.", seconds)
        if self._on_silent is not None:
            self._on_silent(seconds)
        if self._exit_process is not None:
            self._exit_process(EXIT_DEAF)

    async def run(self) -> None:
        """Looks every 15 s until cancelled. Only for polling: a webhook may be silent for days."""
        while True:
            await self._sleep(LOOK_EVERY_SECONDS)
            self.look()

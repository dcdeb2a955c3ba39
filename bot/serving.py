"""Runs the desk in this process: one at a time serves it, others stand by."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal

from telegram.error import InvalidToken

from bot.app import Desk, build_desk
from bot.config import Settings
from bot.intake.watch import EXIT_DEAF
from storage.turn import Turn

log = logging.getLogger(__name__)
STAND_BY_SECONDS = 1.0  # how soon another process takes over
TURN_LOOK_SECONDS = 2.0
EXIT_SETTINGS = 78  # sysexits.h EX_CONFIG: starting again does not help


async def run_desk(settings: Settings) -> int:
    """Until SIGTERM or Ctrl-C."""
    if not settings.talks_to_local_telegram and (settings.data_dir / "sample").exists():
        log.error(
            "%s holds the sample company, whose people would be managers here. "
            "Set DATA_DIR to a folder of your own.",
            settings.data_dir,
        )
        return EXIT_SETTINGS
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopping.set)
    desk = build_desk(settings)
    turn = Turn(desk.database.address)
    try:
        if not await _our_turn(turn, stopping):
            return 0
        desk.tasks.append(asyncio.create_task(_leave_when_lost(turn)))
        if await _opened(desk, stopping):
            log.info("The desk is open as @%s.", desk.application.bot.username)
            await stopping.wait()
    except InvalidToken:
        log.error("Telegram refuses BOT_TOKEN. Take the token @BotFather gave you, whole, and start again.")
        return EXIT_SETTINGS
    finally:
        await desk.stop()
        turn.give_back()
    return 0


async def _our_turn(turn: Turn, stopping: asyncio.Event) -> bool:
    """Stands by while another process serves the desk. False where it is told to stop meanwhile."""
    waited = False
    while not stopping.is_set():
        if await asyncio.to_thread(turn.take):
            return True
        if not waited:
            log.warning("Another process serves this desk: standing by, to take over when it goes.")
        waited = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), STAND_BY_SECONDS)
    return False


async def _leave_when_lost(turn: Turn) -> None:
    """Two that serve would answer twice, so who is not sure any more goes at once; a supervisor starts it
    again, to stand by. Ending at once is safe: every update is kept before it is confirmed."""
    while await asyncio.to_thread(turn.is_held):  # noqa: ASYNC110 - the server tells nobody: it must be asked
        await asyncio.sleep(TURN_LOOK_SECONDS)
    log.critical("The database let go of this process: another may be serving the desk. Leaving.")
    os._exit(EXIT_DEAF)


async def _opened(desk: Desk, stopping: asyncio.Event) -> bool:
    """False where the desk is told to stop while Telegram is still waited for."""
    start, stop = asyncio.ensure_future(desk.start()), asyncio.ensure_future(stopping.wait())
    await asyncio.wait({start, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not start.done():
        start.cancel()
        await asyncio.wait({start})
        return False
    start.result()
    return True

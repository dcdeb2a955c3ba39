"""A desk of a few lines on a real inbox, started as a process of its own and ended with SIGKILL.

Arguments: address of the sandbox, file of the inbox. It answers each message with "done: " and its text, as
two steps with a pause between, so that a kill can fall before, between and after them.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.config import LOCAL_TOKEN
from bot.intake.processor import PersonProcessor, note_error
from bot.intake.queue import DurableQueue
from bot.intake.run import close_intake, open_intake
from bot.intake.watch import PollWatch, WatchedRequest
from bot.notify.transport import AiohttpRequest
from storage.inbox import Inbox
from tests.support.clock import Clock
from tests.support.databases import open_database

HANDLER_SECONDS = 0.01


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await asyncio.sleep(HANDLER_SECONDS)
    await update.message.reply_text(f"done: {update.message.text}")
    await asyncio.sleep(HANDLER_SECONDS)


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert context.error is not None
    note_error(update, context.error)


async def resume(_update: Update) -> None:
    return None


async def main(sandbox: str, file: Path) -> None:
    database = open_database(f"sqlite:///{file}", Clock())
    await database.start()
    inbox = Inbox(database)
    queue = DurableQueue(inbox)
    processor = PersonProcessor(inbox, queue.restored, resume)
    watch = PollWatch()
    app = (
        ApplicationBuilder()
        .token(LOCAL_TOKEN)
        .base_url(f"{sandbox}/bot")
        .base_file_url(f"{sandbox}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(WatchedRequest(AiohttpRequest(2), watch.answered))
        .update_queue(queue)
        .concurrent_updates(processor)
        .job_queue(None)
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, answer))
    app.add_error_handler(on_error)
    await open_intake(app, queue, watch)
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        left = len(await inbox.unfinished())
        print(left, flush=True)
    await close_intake(app, processor)
    await app.shutdown()
    await database.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))

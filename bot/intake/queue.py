"""The update queue that forgets nothing: an update is committed before Telegram may forget it.

python-telegram-bot confirms a batch, and answers a webhook, only after `put` has returned
(telegram/ext/_updater.py, polling_action_cb; _utils/webhookhandler.py, post). So `put` commits first. It must
not raise: any exception but a TelegramError ends the polling task for good, without a word.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time

from telegram import Bot, Update

from bot.core.usecases.delivery_ports import InboxStore, StoredUpdate
from bot.intake.patience import Monotonic, Sleep, once_a_minute, until_done

log = logging.getLogger(__name__)


class DurableQueue(asyncio.Queue[object]):
    """For `ApplicationBuilder().update_queue(...)`; unbounded, because what is in it is stored anyway.

    `restored` names the updates that `restore` brought back, and whether each took effect before the crash;
    the processor takes them out of it.
    """

    def __init__(
        self, inbox: InboxStore, sleep: Sleep = asyncio.sleep, monotonic: Monotonic = time.monotonic
    ) -> None:
        super().__init__()
        self.restored: dict[int, bool] = {}
        self._inbox = inbox
        self._sleep = sleep
        self._stores: set[asyncio.Future[None]] = set()
        self._told = once_a_minute(log, "Updates cannot be stored; Telegram keeps them meanwhile.", monotonic)

    async def put(self, item: object) -> None:
        """Returns when the update is durable, however long storage is away; drops what is there already.

        Objects that are no Update (the application's own stop signal) go straight through.
        """
        if not isinstance(item, Update):
            await super().put(item)
            return
        body = _body(item)
        await until_done(lambda: self._store(item, body), self._told, self._sleep)

    async def restore(self, bot: Bot) -> int:
        """Queues again what was stored and not finished, in order of arrival; gives how many.

        Call it before updates are asked for. Blocks while storage is away.
        """
        rows: list[StoredUpdate] = []

        async def read() -> None:
            rows.extend(await self._inbox.unfinished())

        await until_done(read, self._told, self._sleep)
        count = 0
        for row in rows:
            count += await self._restore_one(row, bot)
        if count:
            log.info("%d updates were waiting from before and go on now.", count)
        return count

    async def _store(self, update: Update, body: str) -> None:
        """Stores and queues as one step that cancellation cannot split."""
        step = asyncio.ensure_future(self._store_and_queue(update, body))
        self._stores.add(step)
        step.add_done_callback(self._settled)
        await asyncio.shield(step)

    async def _store_and_queue(self, update: Update, body: str) -> None:
        if await self._inbox.put(update.update_id, body):
            self.put_nowait(update)
        else:
            log.debug("Update %d came again and was dropped.", update.update_id)

    def _settled(self, step: asyncio.Future[None]) -> None:
        self._stores.discard(step)
        if not step.cancelled():
            step.exception()  # taken here: its waiter may be cancelled, and then nobody else would

    async def _restore_one(self, row: StoredUpdate, bot: Bot) -> bool:
        try:
            update = Update.de_json(json.loads(row.body), bot)
        except Exception as error:  # a row nobody can read must not keep the desk from starting
            log.exception("Update %d cannot be read back and is given up.", row.update_id)
            text = f"unreadable: {type(error).__name__}"
            await until_done(lambda: self._inbox.finish(row.update_id, text), self._told, self._sleep)
            return False
        self.restored[row.update_id] = row.took_effect
        self.put_nowait(update)
        return True


def _body(update: Update) -> str:
    """The update as JSON in ASCII, which every database's text column takes."""
    try:
        return update.to_json()
    except Exception:  # nothing Telegram sends does this; if something did, the poller must survive it
        log.exception("Update %d cannot be written down.", update.update_id)
        return json.dumps({"update_id": update.update_id})

"""A bot's queue of updates: ids, lifetimes, long polling.

Sources: tdlib/telegram-bot-api, Client.cpp, ``process_get_updates_query``, ``do_get_updates``,
``add_update_impl``, ``fail_query_conflict``. An update is written down when it happens, so
``allowed_updates`` applies at that moment.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiRefusal, conflict
from bot.sandbox.model import Bot, Json

MESSAGE_SECONDS = 86_400
PRESS_SECONDS = 150
INLINE_QUERY_SECONDS = 30
POLL_LIMIT_SECONDS = 50
QUIET_WEEK_SECONDS = 7 * 86_400
CONFLICT_PAUSE_SECONDS = 3.0
NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")
KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
)  # fmt: skip

_BY_OTHER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_CLOSING = "Internal Server Error: restart"


@dataclass
class QueuedUpdate:
    """One update on its way; ``order_key`` says which updates a webhook must get one after the other."""

    id: int
    payload: Json
    expires_at: float
    order_key: int
    fail_count: int = 0
    delay_seconds: float = 1.0

    def body(self) -> Json:
        """Return the Update object."""
        return {"update_id": self.id, **self.payload}


@dataclass
class _Poll:
    offset: int
    limit: int
    answer: asyncio.Future[list[Json]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class UpdateQueue:
    """The updates of one bot that it has not confirmed yet."""

    def __init__(self, bot: Bot, clock: Clock, repeat_pause_seconds: float = 3.0) -> None:
        self.bot = bot
        self.clock = clock
        self.repeat_pause_seconds = repeat_pause_seconds
        self.items: list[QueuedUpdate] = []
        self.next_id = random.randint(100_000_000, 900_000_000)  # noqa: S311 - an id, not a secret
        self.last_at = 0.0
        self.on_push: Callable[[], None] | None = None
        self._poll: _Poll | None = None
        self._previous_offset: int | None = None
        self._previous_start = 0.0
        self._next_conflict_at = 0.0
        self._wake_scheduled = False

    def allows(self, kind: str) -> bool:
        """Tell whether the bot wants updates of ``kind``."""
        wanted = self.bot.allowed_updates
        return kind in wanted if wanted is not None else kind not in NOT_BY_DEFAULT

    def push(self, kind: str, value: Json, lifetime_seconds: float, order_key: int) -> QueuedUpdate | None:
        """Write down an update; None when the bot does not want its kind."""
        if not self.allows(kind):
            return None
        now = self.clock.time()
        if self.last_at and now - self.last_at > QUIET_WEEK_SECONDS:
            self.next_id = random.randint(100_000_000, 900_000_000)  # noqa: S311 - Telegram does so after a week
        self.last_at = now
        update = QueuedUpdate(self.next_id, {kind: value}, now + lifetime_seconds, order_key)
        self.next_id += 1
        self.items.append(update)
        self._announce()
        return update

    def repeat(self, update: QueuedUpdate) -> None:
        """Put the same happening into the queue once more under a new id."""
        copy = QueuedUpdate(self.next_id, update.payload, update.expires_at, update.order_key)
        self.next_id += 1
        self.items.append(copy)
        self._announce()

    def shuffle(self, window: int, chance: random.Random) -> None:
        """Exchange the newest update with one of the last ``window`` that wait; ids stay in order."""
        newest = self.items[-1]
        other = chance.choice(self.items[-window:])
        for name in ("payload", "expires_at", "order_key"):
            mine, its = getattr(newest, name), getattr(other, name)
            setattr(newest, name, its)
            setattr(other, name, mine)

    def _announce(self) -> None:
        if self.on_push is not None:
            self.on_push()
        elif self._poll is not None and not self._wake_scheduled:
            self._wake_scheduled = True
            asyncio.get_running_loop().call_later(0.002, self._wake)

    def drop_expired(self) -> None:
        """Forget the updates whose time is over."""
        now = self.clock.time()
        if any(update.expires_at <= now for update in self.items):
            self.items = [update for update in self.items if update.expires_at > now]

    def clear(self) -> None:
        """Forget all updates."""
        self.items = []

    def pending_count(self) -> int:
        """Return how many updates wait."""
        self.drop_expired()
        return len(self.items)

    async def poll(self, offset: int, limit: int, wait_seconds: int) -> list[Json]:
        """Answer getUpdates; raises ApiRefusal 409 where Telegram does."""
        if self.bot.webhook is not None:
            raise await self._conflict(_WEBHOOK_ACTIVE)
        seconds, limit = self._slowed(offset, limit, min(wait_seconds, POLL_LIMIT_SECONDS))
        found = self._take(offset, limit)
        if found or seconds <= 0:
            return found
        self._abort(_BY_OTHER)
        poll = self._poll = _Poll(self._effective(offset), limit)
        try:
            return await asyncio.wait_for(asyncio.shield(poll.answer), seconds)
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None

    def _slowed(self, offset: int, limit: int, seconds: int) -> tuple[int, int]:
        now = time.monotonic()
        pause = self.repeat_pause_seconds
        if offset == self._previous_offset and pause > 0:
            if seconds < pause and now < self._previous_start + pause:
                seconds = int(pause)
            if now < self._previous_start + 0.5:
                limit = 1
        self._previous_offset, self._previous_start = offset, now
        return seconds, limit

    def _effective(self, offset: int) -> int:
        return offset if offset > 0 else (self.items[0].id if self.items else 0)

    def _take(self, offset: int, limit: int) -> list[Json]:
        self.drop_expired()
        if offset < 0:
            self.items = self.items[offset:]
        elif offset > 0 and self._usable(offset):
            self.items = [update for update in self.items if update.id >= offset]
        return [update.body() for update in self.items[:limit]]

    def _usable(self, offset: int) -> bool:
        """Tell whether the queue can use ``offset``; one beyond its tail falls back to the head."""
        return offset <= self.next_id

    def _wake(self) -> None:
        self._wake_scheduled = False
        poll = self._poll
        if poll is not None and not poll.answer.done():
            found = self._take(poll.offset, poll.limit)
            if found:
                poll.answer.set_result(found)

    def _abort(self, description: str) -> None:
        poll, self._poll = self._poll, None
        if poll is None or poll.answer.done():
            return
        pause = self._conflict_pause()
        refusal = conflict(description)
        asyncio.get_running_loop().call_later(pause, _refuse_poll, poll, refusal)

    def _conflict_pause(self) -> float:
        now = time.monotonic()
        if now >= self._next_conflict_at:
            self._next_conflict_at = now + CONFLICT_PAUSE_SECONDS
            return 0.0
        return CONFLICT_PAUSE_SECONDS

    async def _conflict(self, description: str) -> ApiRefusal:
        await asyncio.sleep(self._conflict_pause())
        return conflict(description)

    def webhook_set(self) -> None:
        """End a waiting poll because a webhook takes over."""
        self._abort(_BY_WEBHOOK)

    def close(self) -> None:
        """End a waiting poll because the sandbox stops."""
        poll, self._poll = self._poll, None
        if poll is not None:
            _refuse_poll(poll, ApiRefusal(500, _CLOSING))


def _refuse_poll(poll: _Poll, refusal: ApiRefusal) -> None:
    if not poll.answer.done():
        poll.answer.set_exception(refusal)
        poll.answer.exception()  # nobody may be waiting any more

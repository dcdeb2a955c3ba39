"""Faults on a switch: what Telegram and the network do on bad days, per person, per chat and per method.

Rate model of ``rate_limits`` (Telegram publishes "about" 30 messages a second in all, 1 a second in a private
chat, 20 a minute in a group [core.telegram.org/bots/faq]; edits count too, answerCallbackQuery does not,
levlam in tdlib/telegram-bot-api#648): three token buckets, filled to the brim at the start. A private chat
holds 3 and gains 1 a second, a group holds 20 and gains 20 a minute, all chats together hold 30 and gain 30 a
second. Sending (not chat actions), editing, copying and forwarding take one token a call. A call that finds
an empty bucket is refused with 429 and takes nothing; ``retry_after`` is the time until one token is back,
rounded up.
"""

from __future__ import annotations

import fnmatch
import itertools
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiRefusal, ControlRefusal, forbidden, too_many_requests
from bot.sandbox.model import Json

KINDS = (
    "rate_limits", "too_many_requests", "blocked", "server_error", "slow", "slow_after", "drop_after",
    "drop_before", "duplicate_update", "shuffle_updates", "album_out_of_order", "wipe_queue",
    "refuse_connections",
)  # fmt: skip
_LIMITED = ("send", "edit", "copy", "forward")
_NOT_LIMITED = ("sendChatAction",)
_ERRORS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Rule:
    """One fault that is switched on; ``times`` None means until it is switched off."""

    id: int
    kind: str
    method: str = "*"
    chat_id: int | None = None
    times: int | None = None
    probability: float = 1.0
    seconds: float = 0.0
    seconds_to: float = 0.0
    code: int = 500
    copies: int = 1
    window: int = 50
    seed: int = 0
    fired: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def shown(self) -> Json:
        """Return the rule as the control interface tells it."""
        hidden = ("chance", "seconds_to")
        shown = {name: value for name, value in vars(self).items() if name not in hidden}
        return {**shown, "seconds": [self.seconds, self.seconds_to]} if self.seconds_to else shown

    def duration_seconds(self) -> float:
        """Return how long this time: ``seconds``, or a chance value up to ``seconds_to``."""
        return self.chance.uniform(self.seconds, self.seconds_to) if self.seconds_to else self.seconds


@dataclass
class _Bucket:
    size: float
    per_second: float
    level: float
    at: float

    def wait_seconds(self, now: float) -> float:
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.per_second)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.per_second


class Faults:
    """The faults that are on, and the rate limits' buckets."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.rules: list[Rule] = []
        self.fired: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._buckets: dict[object, _Bucket] = {}

    def add(self, wanted: Json) -> Rule:
        """Switch a fault on; raises ControlRefusal when it makes no sense."""
        kind = wanted.get("kind")
        if kind not in KINDS:
            raise ControlRefusal(400, f"There is no fault {kind!r}. There are: {', '.join(KINDS)}.")
        chat_id = wanted.get("chat_id", wanted.get("person"))
        seed = int(wanted.get("seed", time.time_ns() % 1_000_000))
        seconds = wanted.get("seconds", _DEFAULT_SECONDS.get(kind, 0.0))
        low, high = seconds if isinstance(seconds, list) else (seconds, 0.0)
        rule = Rule(
            next(self._numbers),
            kind,
            method=str(wanted.get("method") or "*"),
            chat_id=None if chat_id in (None, "") else int(str(chat_id)),
            times=None if wanted.get("times") is None else int(wanted["times"]),
            probability=float(wanted.get("probability", 1.0)),
            seconds=float(low),
            seconds_to=float(high),
            code=int(wanted.get("code", 500)),
            copies=int(wanted.get("copies", 1)),
            window=max(1, int(wanted.get("window", 50))),
            seed=seed,
            chance=random.Random(seed),  # noqa: S311 - repeatable on purpose
        )
        self.rules.append(rule)
        return rule

    def remove(self, rule_id: int | None = None) -> int:
        """Switch one fault, or all, off; return how many went."""
        before = len(self.rules)
        self.rules = [] if rule_id is None else [rule for rule in self.rules if rule.id != rule_id]
        self._buckets.clear()
        return before - len(self.rules)

    def strike(self, kind: str, method: str = "", chat_id: int | None = None) -> Rule | None:
        """Return the rule of ``kind`` that fires now, None when none does; counts it."""
        for rule in self._matching(kind, method, chat_id):
            if rule.probability < 1 and rule.chance.random() >= rule.probability:
                continue
            rule.fired += 1
            self.fired[kind] = self.fired.get(kind, 0) + 1
            if rule.times is not None:
                rule.times -= 1
            return rule
        return None

    def _matching(self, kind: str, method: str, chat_id: int | None) -> Iterator[Rule]:
        for rule in self.rules:
            if rule.kind != kind or (rule.times is not None and rule.times <= 0):
                continue
            if rule.chat_id is not None and rule.chat_id != chat_id:
                continue
            if fnmatch.fnmatchcase(method.lower(), rule.method.lower()) or not method:
                yield rule

    def refuse(self, method: str, chat_id: int | None, bot_id: int) -> None:
        """Raise the refusal that is due for this call, if any."""
        if not self.rules:
            return
        if rule := self.strike("server_error", method, chat_id):
            raise _by("server_error", ApiRefusal(rule.code, _ERRORS.get(rule.code, "Internal Server Error")))
        if rule := self.strike("too_many_requests", method, chat_id):
            seconds = max(1, math.ceil(rule.duration_seconds()))
            raise _by("too_many_requests", too_many_requests(seconds))
        if chat_id is not None and self.strike("blocked", method, chat_id):
            raise _by("blocked", forbidden("bot was blocked by the user"))
        if chat_id is not None and method.startswith(_LIMITED) and method not in _NOT_LIMITED:
            self._limit(method, chat_id, bot_id)

    def _limit(self, method: str, chat_id: int, bot_id: int) -> None:
        if not any(self._matching("rate_limits", method, chat_id)):
            return
        now = self._clock.time()
        size, per_second = (3, 1.0) if chat_id > 0 else (20, 20 / 60)
        buckets = [
            self._bucket((bot_id, 0), 30, 30, now),
            self._bucket((bot_id, chat_id), size, per_second, now),
        ]
        wait = max(bucket.wait_seconds(now) for bucket in buckets)
        if wait > 0:
            self.strike("rate_limits", method, chat_id)
            raise _by("rate_limits", too_many_requests(max(1, math.ceil(wait))))
        for bucket in buckets:
            bucket.level -= 1

    def _bucket(self, key: object, size: float, per_second: float, now: float) -> _Bucket:
        if key not in self._buckets:
            self._buckets[key] = _Bucket(size, per_second, size, now)
        return self._buckets[key]


def _by(kind: str, refusal: ApiRefusal) -> ApiRefusal:
    refusal.fault = kind
    return refusal


_DEFAULT_SECONDS = {"too_many_requests": 5.0, "slow": 2.0, "slow_after": 2.0}

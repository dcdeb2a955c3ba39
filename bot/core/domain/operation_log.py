"""The operation log's chain: each entry's hash covers the one before, keyed outside the database."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what to which record when. `facts` is JSON as stored, byte for byte."""

    seq: int
    at: datetime
    actor_id: int
    event: str
    record: str
    facts: str
    previous: str
    digest: str


def facts_text(facts: dict[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)


def chained(
    key: bytes, previous: str, *, seq: int, at: datetime, actor_id: int, event: str, record: str, facts: str
) -> str:
    """HMAC-SHA256 over every field that is shown; an attacker without the key cannot rewrite the chain."""
    body = json.dumps([previous, seq, at.isoformat(), actor_id, event, record, facts], ensure_ascii=False)
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def is_genuine(key: bytes, entry: LogEntry, previous: str) -> bool:
    expected = chained(
        key,
        previous,
        seq=entry.seq,
        at=entry.at,
        actor_id=entry.actor_id,
        event=entry.event,
        record=entry.record,
        facts=entry.facts,
    )
    return entry.previous == previous and hmac.compare_digest(expected, entry.digest)

"""Handing an update to a bot's queue, with the faults that may befall it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import Json

if TYPE_CHECKING:
    from bot.sandbox.state import Sandbox


def deliver(
    sandbox: Sandbox,
    bot_id: int,
    kind: str,
    value: Json,
    lifetime_seconds: float,
    order_key: int,
    chat_id: int,
) -> None:
    """Write an update for a bot; faults may double it or change its place among those that wait."""
    queue = sandbox.queues[bot_id]
    update = queue.push(kind, value, lifetime_seconds, order_key)
    if update is None:
        return
    if rule := sandbox.faults.strike("duplicate_update", kind, chat_id):
        for _ in range(rule.copies):
            queue.repeat(update)
    if rule := sandbox.faults.strike("shuffle_updates", kind, chat_id):
        queue.shuffle(rule.window, rule.chance)

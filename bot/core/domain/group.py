"""The managers' group: a Telegram group where cards may go, instead of to each manager or beside that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CardsTo(StrEnum):
    """Where approval and review cards go."""

    GROUP = "group"
    EACH = "each"
    BOTH = "both"


@dataclass(slots=True)
class Group:
    """`thread_id` is the topic where /here was said, in a forum."""

    chat_id: int
    title: str
    language: str
    set_by: int
    set_at: datetime
    cards_to: CardsTo = CardsTo.GROUP
    thread_id: int | None = None

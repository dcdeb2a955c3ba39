"""Lengths and offsets in UTF-16 code units, the unit of entities [Bot API, MessageEntity]."""

from __future__ import annotations

from typing import Any

Entity = dict[str, Any]

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
SOLID = ("code", "pre", "text_link", "text_mention", "custom_emoji", "date_time")

_ORDER = (
    "blockquote", "expandable_blockquote", "text_link", "text_mention", "url", "email", "phone_number",
    "mention", "hashtag", "cashtag", "bot_command", "bank_card_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "custom_emoji", "date_time", "pre", "code",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for character in text if character > "\uffff")


def cut(text: str, offset: int, length: int) -> str:
    """Return the part of ``text`` that an entity at ``offset`` of ``length`` units covers."""
    encoded = text.encode("utf-16-le")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def sort_entities(entities: list[Entity]) -> None:
    """Sort by offset, longer ones first, then by kind; in place."""
    entities.sort(key=lambda e: (e["offset"], -e["length"], _RANK.get(e["type"], 99)))


def merge_adjacent(entities: list[Entity]) -> list[Entity]:
    """Join neighbouring and overlapping entities of one splittable kind, as Telegram does."""
    kept = [e for e in entities if e["type"] not in SPLITTABLE]
    for kind in SPLITTABLE:
        last: Entity | None = None
        for entity in sorted(
            (e for e in entities if e["type"] == kind), key=lambda e: (e["offset"], e["length"])
        ):
            if last is not None and entity["offset"] <= last["offset"] + last["length"]:
                end = max(last["offset"] + last["length"], entity["offset"] + entity["length"])
                last["length"] = end - last["offset"]
            else:
                last = dict(entity)
                kept.append(last)
    sort_entities(kept)
    return kept

"""From what a caller sends (text, parse_mode, entities) to the text and entities of a message, or a refusal.

Sources: tdlib/telegram-bot-api, Client.cpp, ``get_formatted_text`` and ``get_text_entity``; tdlib/td,
MessageEntity.cpp, ``fix_formatted_text``.
"""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.text.html import parse_html
from bot.sandbox.text.markdown import parse_markdown, parse_markdown_v2
from bot.sandbox.text.typed import find_entities
from bot.sandbox.text.units import Entity, merge_adjacent, units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_RAW_LIMIT_BYTES = 1 << 15
_PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
_COMPUTED = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
}  # fmt: skip
_PLAIN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote",
}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2028]")


def message_text(text: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """Return text and entities of a text message; refuses empty and too long ones."""
    if not text:
        raise bad_request("Message text is empty")
    plain, found = formatted(text, parse_mode, entities, allow_empty=False)
    if units(plain) > TEXT_LIMIT:
        raise bad_request("Message is too long")
    return plain, found


def caption_text(text: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """Return text and entities of a caption; refuses too long ones."""
    plain, found = formatted(text, parse_mode, entities, allow_empty=True)
    if units(plain) > CAPTION_LIMIT:
        raise bad_request("Message caption is too long")
    return plain, found


def formatted(text: str, parse_mode: str, entities: Any, *, allow_empty: bool) -> tuple[str, list[Entity]]:
    """Parse, clean, trim, and add the entities Telegram computes."""
    if len(text.encode("utf-8", "replace")) > _RAW_LIMIT_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if text and mode and mode != "none":
        if mode not in _PARSERS:
            raise bad_request("Unsupported parse_mode")
        plain, given = _PARSERS[mode](text)
    else:
        plain, given = text, _explicit(entities)
    plain, given = _trimmed(_clean(plain), given)
    if not plain and not allow_empty:
        raise bad_request("Text must be non-empty")
    return plain, find_entities(plain, merge_adjacent(_fitting(given, units(plain))))


def _clean(text: str) -> str:
    return _CONTROL.sub(lambda match: "" if match.group() == "\r" else " ", text)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip()
    first = min((e["offset"] for e in entities), default=len(text))
    ahead = min(len(text) - len(text.lstrip(" \n")), first)
    if ahead:
        entities = [{**e, "offset": e["offset"] - ahead} for e in entities]
    return text[ahead:], entities


def _fitting(entities: list[Entity], length: int) -> list[Entity]:
    fitting = []
    for entity in entities:
        size = min(entity["length"], length - entity["offset"])
        if size > 0:
            fitting.append({**entity, "length": size})
    return fitting


def _explicit(entities: Any) -> list[Entity]:
    if not isinstance(entities, list):
        return []
    result = []
    for item in entities:
        entity = _one(item)
        if entity is not None and entity["length"] > 0:
            result.append(entity)
    return result


def _one(item: Any) -> Entity | None:
    if not isinstance(item, dict):
        raise _not_parsed("expected an Object")
    place = {"offset": _integer(item, "offset"), "length": _integer(item, "length")}
    for name, value in place.items():
        if not 0 <= value <= 1_000_000:
            raise bad_request(f"Receive an entity with incorrect {name} {value}")
    kind = item.get("type")
    if kind is None:
        raise _not_parsed('Can\'t find field "type"')
    if not kind:
        raise _not_parsed("Type is not specified")
    if kind in _COMPUTED:
        return None
    return {"type": kind, **place, **_details(str(kind), item)}


def _details(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return {}
    if kind == "pre":
        return {"language": item["language"]} if item.get("language") else {}
    if kind == "text_link":
        return {"url": _required(item, "url")}
    if kind == "text_mention":
        return {"user": {"id": int(_required(item, "user").get("id", 0))}}
    if kind == "custom_emoji":
        return {"custom_emoji_id": str(_required(item, "custom_emoji_id"))}
    if kind == "date_time":
        shape = {"date_time_format": item["date_time_format"]} if item.get("date_time_format") else {}
        return {"unix_time": _integer(item, "unix_time"), **shape}
    raise _not_parsed("Unsupported type specified")


def _required(item: dict[str, Any], name: str) -> Any:
    if name not in item:
        raise _not_parsed(f'Can\'t find field "{name}"')
    return item[name]


def _integer(item: dict[str, Any], name: str) -> int:
    value = _required(item, name)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise _not_parsed(f'Field "{name}" must be a valid Number') from None


def _not_parsed(text: str) -> Exception:
    return bad_request(f"Can't parse MessageEntity: {text}")

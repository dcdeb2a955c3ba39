"""HTML parse mode: which tags exist, which mistakes are refused, and with which words.

Source of tags, order of checks and wordings: tdlib/td, MessageEntity.cpp, ``parse_html``. Offsets in refusals
are byte offsets into the UTF-8 text, offsets of entities are UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox.errors import ApiRefusal, bad_request
from bot.sandbox.text.links import checked_link, linked_user_id
from bot.sandbox.text.units import Entity, sort_entities, units

_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = {*_STYLES, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))(;?)")
_SPACES = b" \t\r\n\0\x0b"


def _refuse(text: str) -> ApiRefusal:
    return bad_request(f"can't parse entities: {text}")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int  # index into the pieces of plain text


class _Reader:
    def __init__(self, text: str) -> None:
        self.source = text.encode()
        self.at = 0
        self.plain: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def byte(self) -> bytes:
        """Return the byte at the present place; a NUL stands for the end."""
        return self.source[self.at : self.at + 1] or b"\0"

    def at_end(self) -> bool:
        return self.at >= len(self.source)

    def skip_spaces(self) -> None:
        while not self.at_end() and self.byte() in _SPACES:
            self.at += 1

    def read_until(self, stops: bytes) -> bytes:
        start = self.at
        while not self.at_end() and self.byte() not in stops:
            self.at += 1
        return self.source[start : self.at]

    def add(self, text: str) -> None:
        self.plain.append(text)
        self.length += units(text)


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return plain text and entities of ``text``; raises ApiRefusal where Telegram refuses."""
    reader = _Reader(text)
    while not reader.at_end():
        reader.add(_decode(reader.read_until(b"<")))
        if reader.at_end():
            break
        if reader.source[reader.at + 1 : reader.at + 2] == b"/":
            _end_tag(reader)
        else:
            _start_tag(reader)
    if reader.open:
        raise _refuse(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].tag}"')
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    sort_entities(reader.entities)
    return "".join(reader.plain), reader.entities


def _decode(piece: bytes) -> str:
    return _REFERENCE.sub(_reference, piece).decode("utf-8", "replace")


def _reference(match: re.Match[bytes]) -> bytes:
    hexadecimal, decimal, name, _ = match.groups()
    if name is not None:
        return _NAMED[name.decode()].encode() if name.decode() in _NAMED else match.group()
    digits = hexadecimal if hexadecimal is not None else decimal
    code = int(digits, 16 if hexadecimal is not None else 10) if digits else 0
    if code == 0 or code >= 0x10FFFF or len(match.group().rstrip(b";")) >= 10:
        return match.group()
    return chr(code).encode("utf-8", "replace")


def _start_tag(reader: _Reader) -> None:
    begin = reader.at
    reader.at += 1
    tag = reader.read_until(_SPACES + b">").decode("utf-8", "replace").lower()
    if reader.at_end():
        raise _refuse(f"Unclosed start tag at byte offset {begin}")
    if tag not in _TAGS:
        raise _refuse(f'Unsupported start tag "{tag}" at byte offset {begin}')
    attributes = _attributes(reader, tag, begin)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    reader.open.append(_Open(tag, attributes, reader.length, len(reader.plain)))


def _attributes(reader: _Reader, tag: str, begin: int) -> dict[str, str]:
    found: dict[str, str] = {}
    while True:
        reader.skip_spaces()
        if reader.byte() == b">" and not reader.at_end():
            reader.at += 1
            return found
        name = reader.read_until(_SPACES + b"=>/\"'").decode("utf-8", "replace")
        if not name:
            raise _refuse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        reader.skip_spaces()
        if reader.at_end():
            raise _refuse(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if reader.byte() != b"=":
            found.setdefault(name, "")
            continue
        reader.at += 1
        reader.skip_spaces()
        if reader.at_end():
            raise _refuse(f'Unclosed start tag "{tag}" at byte offset {begin}')
        found[name] = _attribute_value(reader, begin)


def _attribute_value(reader: _Reader, begin: int) -> str:
    if (quote := reader.byte()) in b"'\"":
        reader.at += 1
        value = _decode(reader.read_until(quote))
        reader.at += 1
        if reader.at_end():
            raise _refuse(f"Unclosed start tag at byte offset {begin}")
        return value
    token = reader.at
    while not reader.at_end() and (reader.byte().isalnum() or reader.byte() in b".-"):
        reader.at += 1
    if reader.at_end() or reader.byte() not in _SPACES + b">":
        raise _refuse(f"Unexpected end of name token at byte offset {token}")
    return reader.source[token : reader.at].decode().lower()


def _end_tag(reader: _Reader) -> None:
    begin = reader.at
    if not reader.open:
        raise _refuse(f"Unexpected end tag at byte offset {begin}")
    reader.at += 2
    tag = reader.read_until(_SPACES + b">").decode("utf-8", "replace").lower()
    reader.skip_spaces()
    if reader.byte() != b">" or reader.at_end():
        raise _refuse(f"Unclosed end tag at byte offset {begin}")
    reader.at += 1
    opened = reader.open[-1]
    if tag and tag != opened.tag:
        raise _refuse(
            f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"'
        )
    reader.open.pop()
    if reader.length > opened.offset:
        _add_entity(reader, opened)


def _add_entity(reader: _Reader, opened: _Open) -> None:
    place = {"offset": opened.offset, "length": reader.length - opened.offset}
    tag, attributes = opened.tag, opened.attributes
    if tag in _STYLES:
        reader.entities.append({"type": _STYLES[tag], **place})
    elif tag == "a":
        _add_link(reader, attributes.get("href") or "".join(reader.plain[opened.start :]), place)
    elif tag in ("pre", "code"):
        _add_code(reader, tag, attributes, place)
    elif tag == "blockquote":
        kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
        reader.entities.append({"type": kind, **place})
    elif tag == "tg-emoji":
        identifier = attributes.get("emoji-id", "")
        if not identifier.isdigit() or not int(identifier):
            raise _refuse("Invalid custom emoji identifier specified")
        reader.entities.append({"type": "custom_emoji", **place, "custom_emoji_id": identifier})
    elif attributes.get("unix", "").isdigit():
        shape = {"date_time_format": attributes["format"]} if attributes.get("format") else {}
        reader.entities.append({"type": "date_time", **place, "unix_time": int(attributes["unix"]), **shape})


def _add_link(reader: _Reader, url: str, place: dict[str, int]) -> None:
    if user_id := linked_user_id(url):
        reader.entities.append({"type": "text_mention", **place, "user": {"id": user_id}})
    elif link := checked_link(url):
        reader.entities.append({"type": "text_link", **place, "url": link})


def _add_code(reader: _Reader, tag: str, attributes: dict[str, str], place: dict[str, int]) -> None:
    language = attributes.get("class", "")
    language = language[9:] if tag == "code" and language.startswith("language-") else ""
    last = reader.entities[-1] if reader.entities else {}
    same_place = (last.get("offset"), last.get("length")) == (place["offset"], place["length"])
    if tag == "pre" and same_place and last["type"] == "code" and last.get("language"):
        last["type"] = "pre"
    elif tag == "code" and same_place and last["type"] == "pre" and language:
        last["language"] = language
    else:
        extra = {"language": language} if language else {}
        reader.entities.append({"type": tag, **place, **extra})

"""MarkdownV2 and the legacy Markdown parse mode.

Source of reserved characters, order of checks and wordings: tdlib/td, MessageEntity.cpp,
``parse_markdown_v2`` and ``parse_markdown``. Offsets in refusals are byte offsets into the UTF-8 text.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.errors import ApiRefusal, bad_request
from bot.sandbox.text.links import checked_link, linked_emoji_id, linked_user_id
from bot.sandbox.text.units import Entity, sort_entities, units

_RESERVED = "_*[]()~`>#+-=|{}.!\n"
_NAMES = {  # how td prints the kinds in its refusals
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "pre_code": "PreCode", "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}  # fmt: skip
_CLOSERS = {
    "bold": "*", "italic": "_", "code": "`", "pre": "```", "pre_code": "```", "text_link": "]",
    "underline": "__", "strikethrough": "~", "spoiler": "||", "custom_emoji": "]",
}  # fmt: skip


def _refuse(text: str) -> ApiRefusal:
    return bad_request(f"can't parse entities: {text}")


def _reserved(character: str) -> ApiRefusal:
    return _refuse(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")


@dataclass
class _Open:
    kind: str
    offset: int
    at: int  # index of the opening mark in the source
    start: int  # index into the plain text
    language: str = ""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.plain: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []
        self.in_quote = False
        self.line_start = True

    def follows(self, mark: str, ahead: int = 0) -> bool:
        """Tell whether ``mark`` stands ``ahead`` characters from here."""
        return self.text.startswith(mark, self.at + ahead)

    def put(self, character: str) -> None:
        self.plain.append(character)
        self.length += units(character)
        if character != "\r":
            self.line_start = character == "\n"

    def byte_offset(self, index: int) -> int:
        return len(self.text[:index].encode())

    def unclosed(self) -> ApiRefusal:
        last = self.open[-1]
        return _refuse(
            f"Can't find end of {_NAMES[last.kind]} entity at byte offset {self.byte_offset(last.at)}"
        )


def parse_markdown_v2(text: str) -> tuple[str, list[Entity]]:
    """Return plain text and entities of ``text``; raises ApiRefusal where Telegram refuses."""
    reader = _Reader(text)
    while reader.at < len(text):
        character = text[reader.at]
        if character == "\\" and reader.at + 1 < len(text) and 0 < ord(text[reader.at + 1]) <= 126:
            reader.put(text[reader.at + 1])
            reader.at += 2
            continue
        in_code = bool(reader.open) and reader.open[-1].kind in ("code", "pre", "pre_code")
        if character not in ("`" if in_code else _RESERVED):
            reader.put(character)
            reader.at += 1
        elif _closes(reader, character):
            _close(reader, character)
        else:
            _begin(reader, character)
    _close_last_quote(reader)
    if reader.open:
        raise reader.unclosed()
    sort_entities(reader.entities)
    return "".join(reader.plain), reader.entities


def _closes(reader: _Reader, character: str) -> bool:
    if not reader.open:
        return False
    if reader.in_quote and character == "\n" and not reader.follows(">", 1):
        return True
    kind = reader.open[-1].kind
    if kind == "blockquote":
        return False
    if kind == "italic":
        return character == "_" and not reader.follows("_", 1)
    return reader.follows(_CLOSERS[kind])


def _begin(reader: _Reader, character: str) -> None:
    at = reader.at
    if character == "\n":
        reader.put("\n")
        reader.at += 1
        return
    kind, width, language = _kind_at(reader, character)
    if kind == "":  # a further line of a quotation
        reader.at += 1
        return
    reader.at += width
    reader.open.append(_Open(kind, reader.length, at, len(reader.plain), language))


def _kind_at(reader: _Reader, character: str) -> tuple[str, int, str]:
    """Return the kind of entity that opens here, the width of its mark, and the language of a code block."""
    if character == "_":
        return ("underline", 2, "") if reader.follows("_", 1) else ("italic", 1, "")
    if character in "*~[":
        return {"*": "bold", "~": "strikethrough", "[": "text_link"}[character], 1, ""
    if character == "|" and reader.follows("|", 1):
        return "spoiler", 2, ""
    if character == "!" and reader.follows("[", 1):
        return "custom_emoji", 2, ""
    if character == "`":
        return _code_at(reader)
    if character == ">" and reader.line_start:
        if reader.in_quote:
            return "", 1, ""
        reader.in_quote = True
        return "blockquote", 1, ""
    raise _reserved(character)


def _code_at(reader: _Reader) -> tuple[str, int, str]:
    if not reader.follows("```"):
        return "code", 1, ""
    text, start = reader.text, reader.at + 3
    end = start
    while end < len(text) and not text[end].isspace() and text[end] != "`":
        end += 1
    kind, language, at = "pre", "", start
    if start < end < len(text) and text[end] != "`":
        kind, language, at = "pre_code", text[start:end], end
    if at < len(text) and text[at] in "\r\n":
        at += 2 if at + 1 < len(text) and text[at + 1] in "\r\n" and text[at] != text[at + 1] else 1
    return kind, at - reader.at, language


def _close(reader: _Reader, character: str) -> None:
    opened = reader.open[-1]
    kind = opened.kind
    if character == "\n" and kind != "blockquote":
        if kind != "spoiler" or opened.at != reader.at - 2:
            raise reader.unclosed()
        reader.open.pop()  # the two bars before the line's end make the quotation expandable
        opened = reader.open[-1]
        if opened.kind != "blockquote":
            raise reader.unclosed()
        kind = "expandable_blockquote"
    if kind in ("blockquote", "expandable_blockquote"):
        reader.in_quote = False
        reader.put("\n")
        reader.at += 1
        _emit(reader, opened, {"type": kind})
    else:
        reader.at += len(_CLOSERS[kind])
        entity = _finished(reader, opened)
        if entity and reader.length > opened.offset:
            _emit(reader, opened, entity)
    reader.open.pop()


def _emit(reader: _Reader, opened: _Open, entity: Entity) -> None:
    kind = entity.pop("type")
    reader.entities.append(
        {"type": kind, "offset": opened.offset, "length": reader.length - opened.offset, **entity}
    )


def _finished(reader: _Reader, opened: _Open) -> Entity | None:
    if opened.kind == "text_link":
        url = _target(reader) if reader.follows("(") else "".join(reader.plain[opened.start :])
        if user_id := linked_user_id(url):
            return {"type": "text_mention", "user": {"id": user_id}}
        link = checked_link(url)
        return {"type": "text_link", "url": link} if link else None
    if opened.kind == "custom_emoji":
        if not reader.follows("("):
            raise _refuse("The entity must contain a tg://emoji or tg://time URL")
        identifier = linked_emoji_id(_target(reader))
        if not identifier:
            raise _refuse("Invalid tg://emoji or tg://time URL specified")
        return {"type": "custom_emoji", "custom_emoji_id": identifier}
    if opened.kind == "pre_code":
        return {"type": "pre", "language": opened.language}
    return {"type": opened.kind}


def _target(reader: _Reader) -> str:
    reader.at += 1
    begin = reader.at
    url: list[str] = []
    while reader.at < len(reader.text) and reader.text[reader.at] != ")":
        if reader.text[reader.at] == "\\" and reader.at + 1 < len(reader.text):
            reader.at += 1
        url.append(reader.text[reader.at])
        reader.at += 1
    if reader.at >= len(reader.text):
        raise _refuse(f"Can't find end of a URL at byte offset {reader.byte_offset(begin)}")
    reader.at += 1
    return "".join(url)


def _close_last_quote(reader: _Reader) -> None:
    if not reader.in_quote:
        return
    kind = "blockquote"
    if reader.open[-1].kind == "spoiler" and reader.open[-1].at == len(reader.text) - 2:
        reader.open.pop()
        kind = "expandable_blockquote"
    if reader.open and reader.open[-1].kind == "blockquote":
        opened = reader.open.pop()
        if reader.length > opened.offset:
            _emit(reader, opened, {"type": kind})


def parse_markdown(text: str) -> tuple[str, list[Entity]]:
    """Parse the legacy Markdown mode: ``_``, ``*``, backquotes and ``[]()`` without nesting."""
    reader = _Reader(text)
    while reader.at < len(text):
        character = text[reader.at]
        if character == "\\" and text[reader.at + 1 : reader.at + 2] in ("_", "*", "`", "["):
            reader.put(text[reader.at + 1])
            reader.at += 2
        elif character in "_*`[":
            _legacy_entity(reader, character)
        else:
            reader.put(character)
            reader.at += 1
    return "".join(reader.plain), reader.entities


def _legacy_entity(reader: _Reader, character: str) -> None:
    begin = reader.at
    kind = {"_": "italic", "*": "bold", "`": "code", "[": "text_link"}[character]
    width, language = 1, ""
    if character == "`":
        kind, width, language = _code_at(reader)
    opened = _Open(kind, reader.length, begin, len(reader.plain), language)
    end = reader.text.find(_CLOSERS[kind], begin + width)
    if end < 0:
        raise _refuse(f"Can't find end of the entity starting at byte offset {reader.byte_offset(begin)}")
    for inner in reader.text[begin + width : end]:
        reader.put(inner)
    reader.at = end + len(_CLOSERS[kind])
    entity = _finished(reader, opened)
    if entity and reader.length > opened.offset:
        _emit(reader, opened, entity)

"""How typed words find names: no letter case, every word, wildcards are plain characters."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, or_

from storage.types import storable

MAX_WORDS = 8


def folded(text: str) -> str:
    """What is compared: the text without letter case."""
    return storable(text).casefold()


def finds(
    typed: str, code: ColumnElement[str], names: ColumnElement[str]
) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """The condition, and the rank that puts exact codes first, then code prefixes, then names."""
    text = folded(typed.strip())
    words = text.split()[:MAX_WORDS]
    prefix = code.startswith(text, autoescape=True)
    every = and_(*(names.contains(word, autoescape=True) for word in words)) if words else prefix
    rank = case((code == text, 0), (prefix, 1), else_=2)
    return or_(prefix, every), rank

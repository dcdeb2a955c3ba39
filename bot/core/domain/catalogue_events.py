"""What managers do to the catalogue beside importing it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueExported(Event):
    """`rows` by table."""

    rows: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event):
    """`record` is "product/22728"; `changes`: field to what it is now."""

    changes: dict[str, str]

"""What leaves the house of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueExported(Event):
    """`rows` by table."""

    rows: dict[str, int]

"""The stock ledger: movements are the truth, levels are their sums, kept in the same transaction."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from bot.core.domain.stock import INSIDE, LocationKind
from storage.tables.base import choice, code, holds, metadata, moment, one_of, quantity, quoted, refers
from storage.types import Code, RowId


def _is_location(column: str) -> str:
    """ "sellable" and "sellable/A-03" are locations, "shelf" is none."""
    return " OR ".join(f"{column} || '/' LIKE '{kind}/%'" for kind in LocationKind)


movements = Table(
    "movements",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),
    Column("product_code", Code, ForeignKey("products.code"), nullable=False),
    quantity("quantity"),
    code("unit"),
    code("source"),
    code("target"),
    code("cause", unique=True),
    code("record", index=True),
    moment("at"),
    refers("by", "people.id"),
    Column("reverses", Code, unique=True),
    Index("ix_movements_product", "product_code", "seq"),
    holds("quantity", "quantity > 0"),
    holds("two_ends", "source <> target"),
    holds("source", _is_location("source")),
    holds("target", _is_location("target")),
    sqlite_autoincrement=True,
)

_INSIDE = quoted(sorted(kind.value for kind in INSIDE))

stock_levels = Table(
    "stock_levels",
    metadata,
    Column("product_code", Code, ForeignKey("products.code"), primary_key=True),
    code("location", primary_key=True),
    choice("kind", LocationKind),
    quantity("quantity"),
    code("unit"),
    one_of("kind", LocationKind),
    holds("inside", f"kind NOT IN ({_INSIDE}) OR quantity >= 0"),
)

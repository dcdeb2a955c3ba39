"""Each check that goods and money agree, with what it counted and found."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from storage.tables.base import metadata, moment, refers, row_id
from storage.types import JsonText

money_checks = Table(
    "money_checks",
    metadata,
    row_id(),
    moment("at"),
    refers("checked_by", "people.id"),
    Column("figures", JsonText, nullable=False),
    Column("mismatches", JsonText, nullable=False),
    Index("ix_money_checks_at", "at"),
)

"""What is kept of finished returns to learn from."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from bot.core.domain.case import CaseStatus
from storage.tables.base import choice, code, metadata, moment, one_of, refers, row_id, words
from storage.tables.returns import photos_of

cases = Table(
    "cases",
    metadata,
    row_id(),
    code("number", unique=True),
    refers("order_id", "return_orders.id"),
    Column("line_no", Integer, nullable=False),
    code("product_code"),
    code("reason"),
    words("lesson"),
    refers("kept_by", "people.id"),
    moment("kept_at"),
    choice("status", CaseStatus),
    Column("version", Integer, nullable=False),
    UniqueConstraint("order_id", "line_no"),
    Index("ix_cases_product", "product_code", "kept_at"),
    Index("ix_cases_reason", "reason", "kept_at"),
    one_of("status", CaseStatus),
)

case_photos = photos_of("case_photos", "case_id", "cases.id")

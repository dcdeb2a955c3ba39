"""What comes after a return order: a first of two agreements, its undoing, later steps of its goods."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from bot.core.domain.later_step import SOURCES, STEPS, StepStatus
from bot.core.domain.reasons import Disposition
from bot.core.domain.stock import LocationKind
from storage.tables.base import (
    choice,
    code,
    holds,
    metadata,
    moment,
    one_of,
    part_of,
    quantity,
    refers,
    row_id,
    words,
)
from storage.types import Code

half_agreements = Table(
    "half_agreements",
    metadata,
    part_of("order_id", "return_orders.id"),
    refers("agreed_by", "people.id"),
    moment("agreed_at"),
    Column("own_work", Boolean, nullable=False),
)

undoings = Table(
    "undoings",
    metadata,
    part_of("order_id", "return_orders.id"),
    refers("undone_by", "people.id"),
    moment("undone_at"),
    words("words"),
    Index("ix_undoings_undone", "undone_at"),
)

later_steps = Table(
    "later_steps",
    metadata,
    row_id(),
    code("number", unique=True),
    refers("order_id", "return_orders.id"),
    code("order_number"),
    Column("line_no", Integer, nullable=False),
    Column("product_code", Code, ForeignKey("products.code"), nullable=False),
    choice("source", LocationKind),
    choice("disposition", Disposition),
    quantity("quantity"),
    code("unit"),
    code("place"),
    words("note"),
    choice("status", StepStatus),
    refers("asked_by", "people.id"),
    moment("asked_at"),
    refers("agreed_by", "people.id", optional=True),
    moment("agreed_at", optional=True),
    Column("own_work", Boolean, nullable=False),
    refers("ended_by", "people.id", optional=True),
    moment("ended_at", optional=True),
    words("ended_words"),
    Column("version", Integer, nullable=False),
    Index("ix_later_steps_order", "order_id", "line_no"),
    Index("ix_later_steps_status", "status", "asked_at"),
    one_of("status", StepStatus),
    one_of("source", SOURCES),
    one_of("disposition", STEPS),
    holds("into_work", "source = 'quarantine' OR disposition NOT IN ('REPAIR', 'REFURBISH')"),
    holds("quantity", "quantity > 0"),
    holds("ended", "(status IN ('dropped', 'undone')) = (ended_at IS NOT NULL)"),
)

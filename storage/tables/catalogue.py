"""What a company buys, sells and knows of its goods, and to whom; the rules returns are judged by."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from bot.core.domain.catalogue import AnswerKind
from storage.tables.base import (
    choice,
    code,
    holds,
    metadata,
    moment,
    money,
    one_of,
    quantity,
    refers,
    row_id,
    words,
)
from storage.types import Code, JsonText

categories = Table("categories", metadata, code("code", primary_key=True), words("name_en"), words("name_zh"))

products = Table(
    "products",
    metadata,
    code("code", primary_key=True),
    words("name_en"),
    words("name_zh"),
    code("barcode", index=True),
    code("category"),  # may name one that is not described yet
    words("specification"),
    code("unit"),
    money("price"),
    code("currency"),
    code("supplier_code"),  # the same
    words("standard_en"),
    words("standard_zh"),
    Column("returnable", Boolean, nullable=False),
    Column("stocked", Boolean, nullable=False),
    code("code_folded", index=True),  # what search compares with: no letter case
    words("names_folded"),
)

questions = Table(
    "questions",
    metadata,
    code("category", primary_key=True),
    code("code", primary_key=True),
    choice("kind", AnswerKind),
    words("name_en"),
    words("name_zh"),
    Column("minimum", Code),  # decimals as written; never summed
    Column("maximum", Code),
    code("unit"),
    Column("position", Integer, nullable=False),
    one_of("kind", AnswerKind),
)

places = Table("places", metadata, code("code", primary_key=True))


def _companies(name: str) -> Table:
    return Table(
        name,
        metadata,
        code("code", primary_key=True),
        words("name"),
        words("email"),
        code("language"),
        code("country"),
        code("code_folded", index=True),
        words("name_folded"),
    )


customers = _companies("customers")
suppliers = _companies("suppliers")

order_lines = Table(
    "order_lines",
    metadata,
    row_id(),
    code("order_no"),
    Column("line_no", Integer, nullable=False),
    Column("customer_code", Code, ForeignKey("customers.code"), nullable=False),
    Column("product_code", Code, ForeignKey("products.code"), nullable=False),
    quantity("quantity"),
    code("unit"),
    money("unit_price"),
    code("currency"),
    moment("ordered_at"),
    UniqueConstraint("order_no", "line_no"),
    Index("ix_order_lines_bought", "customer_code", "product_code", "ordered_at", "quantity"),
    Index("ix_order_lines_recent", "customer_code", "ordered_at"),
    Index("ix_order_lines_product", "product_code"),
    holds("quantity", "quantity >= 0"),
)

policies = Table(
    "policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("window_days", Integer, nullable=False),
    money("auto_approval_limit"),
    code("currency"),
    moment("effective_at"),
    refers("author_id", "people.id"),
    Column("non_returnable_categories", JsonText, nullable=False),
    holds("window", "window_days >= 0"),
)

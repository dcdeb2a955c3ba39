"""What a company buys, sells and knows of its goods, and to whom; the rules returns are judged by."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.policy import WindowFrom
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
from storage.types import Choice, Code, JsonText, TenThousandths

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
    money("cost", optional=True),  # in the same currency as the price
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
    moment("delivered_at", optional=True),
    UniqueConstraint("order_no", "line_no"),
    Index("ix_order_lines_bought", "customer_code", "product_code", "ordered_at", "quantity"),
    Index("ix_order_lines_recent", "customer_code", "ordered_at"),
    Index("ix_order_lines_product", "product_code"),
    holds("quantity", "quantity >= 0"),
)

# Which single pieces were sold on which line; a piece taken back may be sold again.
order_serials = Table(
    "order_serials",
    metadata,
    code("order_no", primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    code("serial", primary_key=True),
    ForeignKeyConstraint(["order_no", "line_no"], ["order_lines.order_no", "order_lines.line_no"]),
    Index("ix_order_serials_serial", "serial"),
)

blocked_customers = Table(
    "blocked_customers",
    metadata,
    Column("customer_code", Code, ForeignKey("customers.code"), primary_key=True),
    words("reason"),
    refers("blocked_by", "people.id"),
    moment("blocked_at"),
)

# What managers changed of the reasons every desk begins with (bot/core/domain/reasons.py), and their own.
reasons = Table(
    "reasons",
    metadata,
    code("code", primary_key=True),
    words("name_en"),
    words("name_zh"),
    Column("needs_photos", Boolean, nullable=False),
    Column("needs_note", Boolean, nullable=False),
    moment("retired_at", optional=True),
    moment("added_at", optional=True),
    refers("changed_by", "people.id"),
    Column("version", Integer, nullable=False),
    holds("last_resort", "code <> 'OTHER' OR retired_at IS NULL"),
    holds("version", "version >= 1"),
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
    Column("non_returnable_products", JsonText, nullable=False, server_default="[]"),
    Column("window_from", Choice(WindowFrom), nullable=False, server_default=WindowFrom.ORDER.value),
    Column("category_windows", JsonText, nullable=False, server_default="{}"),
    Column("fees", JsonText, nullable=False, server_default="{}"),
    Column("second_approval_limit", TenThousandths),
    Column("scrap_limit", TenThousandths),
    holds("window", "window_days >= 0"),
    one_of("window_from", WindowFrom),
)

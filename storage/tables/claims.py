"""Supplier claims with their lines, photos and history; debit notes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint, false

from bot.core.domain.claim_arrival import Back, Into
from bot.core.domain.reasons import Grade
from bot.core.domain.supplier_claim import (
    WITH_MONEY,
    Answer,
    ClaimStatus,
    GoodsState,
    More,
    Outcome,
    ValuedAt,
)
from storage.tables.base import (
    choice,
    code,
    holds,
    metadata,
    moment,
    money,
    one_of,
    part_of,
    position,
    quantity,
    quoted,
    refers,
    row_id,
    words,
)
from storage.types import Choice

supplier_claims = Table(
    "supplier_claims",
    metadata,
    row_id(),
    code("number", unique=True),
    code("source"),
    refers("order_id", "return_orders.id"),
    code("order_number"),
    code("supplier_code"),  # empty: nobody knows whose goods these are
    code("opened_for"),
    moment("opened_at"),
    moment("due_at"),
    code("currency"),
    choice("status", ClaimStatus),
    choice("goods", GoodsState),
    choice("answer", Answer, optional=True),
    choice("more", More, optional=True),
    money("offer", optional=True),
    choice("outcome", Outcome, optional=True),
    moment("settled_at", optional=True),
    refers("settled_by", "people.id", optional=True),
    code("debit_note"),
    Column("back", Choice(Back), nullable=False, server_default=Back.NONE.value),
    refers("scrap_asked_by", "people.id", optional=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("source", "opened_for", "currency"),
    Index("ix_supplier_claims_queue", "status", "due_at"),
    Index("ix_supplier_claims_supplier", "supplier_code", "status", "due_at"),
    Index("ix_supplier_claims_back", "back", "id"),
    one_of("status", ClaimStatus),
    one_of("goods", GoodsState),
    one_of("answer", Answer),
    one_of("more", More),
    one_of("outcome", Outcome),
    one_of("back", Back),
    holds("settled", "(status = 'settled') = (settled_at IS NOT NULL)"),
    holds("ended", "(status = 'settled') = (outcome IS NOT NULL)"),
    holds(
        "money",
        f"(debit_note <> '') = (outcome IS NOT NULL AND outcome IN ({quoted(sorted(WITH_MONEY))}))",
    ),
)

claim_lines = Table(
    "claim_lines",
    metadata,
    part_of("claim_id", "supplier_claims.id"),
    position("line_no"),
    code("product_code"),
    words("product_name_en"),
    words("product_name_zh"),
    quantity("quantity"),
    code("unit"),
    code("reason"),
    choice("grade", Grade, optional=True),
    money("unit_value"),
    choice("valued_at", ValuedAt),
    one_of("grade", Grade),
    one_of("valued_at", ValuedAt),
    holds("quantity", "quantity > 0"),
)

claim_photos = Table(
    "claim_photos",
    metadata,
    part_of("claim_id", "supplier_claims.id"),
    position("line_no"),  # 0: sent later, on request; -1: by the supplier
    position("position"),
    code("sha256", index=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    code("likeness"),
    code("telegram_file_id"),
    code("telegram_unique_id"),
)

claim_history = Table(  # append-only
    "claim_history",
    metadata,
    part_of("claim_id", "supplier_claims.id"),
    position("position"),
    moment("at"),
    refers("by", "people.id"),
    code("what"),
    choice("status", ClaimStatus),
    words("words"),
    code("detail"),
    money("amount", optional=True),
    Column("on_behalf", Boolean, nullable=False, server_default=false()),
    one_of("status", ClaimStatus),
)

claim_arrivals = Table(  # what the supplier sent; one that was counted wrong is undone, never deleted
    "claim_arrivals",
    metadata,
    part_of("claim_id", "supplier_claims.id"),
    position("position"),
    moment("at"),
    refers("by", "people.id"),
    Column("line_no", Integer, nullable=False),
    quantity("quantity"),
    quantity("surplus"),
    code("unit"),
    choice("target", Into),
    code("place"),
    words("words"),
    moment("undone_at", optional=True),
    refers("undone_by", "people.id", optional=True),
    one_of("target", Into),
    holds("quantity", "quantity > 0"),
    holds("surplus", "surplus BETWEEN 0 AND quantity"),
    holds("undone", "(undone_at IS NULL) = (undone_by IS NULL)"),
)

debit_notes = Table(
    "debit_notes",
    metadata,
    code("number", primary_key=True),
    code("supplier_code"),
    money("value"),
    code("currency"),
    code("cause", unique=True),
    moment("issued_at"),
    refers("issued_by", "people.id"),
    words("words"),
    code("paper", server_default=""),
    Index("ix_debit_notes_issued", "issued_at"),
    holds("value", "value > 0"),
)

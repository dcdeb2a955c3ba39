"""Inspections, return orders, credit notes."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, TenThousandths, Thousandths, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "inspections",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("request_id", RowId, nullable=False),
        sa.Column("inspector_id", RowId, nullable=False),
        sa.Column("claimed_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('in_progress', 'released', 'finished')", name=op.f("ck_inspections_status")
        ),
        sa.ForeignKeyConstraint(["inspector_id"], ["people.id"], name=op.f("fk_inspections_inspector_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_requests.id"], name=op.f("fk_inspections_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index("ix_inspections_inspector", "inspections", ["inspector_id", "status"], unique=False)
    op.create_index("ix_inspections_request", "inspections", ["request_id"], unique=False)
    op.create_index(
        "uq_inspections_open",
        "inspections",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("status = 'in_progress'"),
        postgresql_where=sa.text("status = 'in_progress'"),
    )
    op.create_table(
        "inspected_lines",
        sa.Column("inspection_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("expected", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("counted", Thousandths(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("note", Words(), server_default="", nullable=False),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_inspected_lines_grade")),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_inspected_lines_counted")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_inspected_lines_expected")),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspected_lines_inspection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["products.code"], name=op.f("fk_inspected_lines_product_code")
        ),
        sa.PrimaryKeyConstraint("inspection_id", "line_no", name=op.f("pk_inspected_lines")),
    )
    op.create_table(
        "inspection_answers",
        sa.Column("inspection_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("question", Code(), nullable=False),
        sa.Column("answer", Words(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspection_answers_inspection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inspection_id", "line_no", "question", name=op.f("pk_inspection_answers")),
    )
    op.create_table(
        "inspection_splits",
        sa.Column("inspection_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('RESTOCK', 'REFURBISH', 'REPAIR', 'CONCESSION', "
            "'RETURN_TO_VENDOR', 'RETURN_TO_CUSTOMER', 'SCRAP', 'QUARANTINE')",
            name=op.f("ck_inspection_splits_disposition"),
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_inspection_splits_quantity")),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspection_splits_inspection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inspection_id", "line_no", "disposition", name=op.f("pk_inspection_splits")),
    )
    op.create_table(
        "inspection_photos",
        sa.Column("inspection_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("position", RowId, autoincrement=False, nullable=False),
        sa.Column("sha256", Code(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("likeness", Code(), nullable=False),
        sa.Column("telegram_file_id", Code(), nullable=False),
        sa.Column("telegram_unique_id", Code(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspection_photos_inspection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inspection_id", "line_no", "position", name=op.f("pk_inspection_photos")),
    )
    op.create_index("ix_inspection_photos_sha256", "inspection_photos", ["sha256"], unique=False)
    op.create_table(
        "return_orders",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", Code(), nullable=False),
        sa.Column("request_id", RowId, nullable=False),
        sa.Column("request_number", Code(), nullable=False),
        sa.Column("inspection_id", RowId, nullable=False),
        sa.Column("inspected_by", RowId, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("paper", Code(), nullable=False),
        sa.Column("reviewed_by", RowId, nullable=True),
        sa.Column("reviewed_at", Moment(), nullable=True),
        sa.Column("review_words", Words(), server_default="", nullable=False),
        sa.Column("own_work", sa.Boolean(), nullable=False),
        sa.Column("posted_by", RowId, nullable=True),
        sa.Column("posted_at", Moment(), nullable=True),
        sa.Column("place", Code(), nullable=False),
        sa.Column("credit_note", Code(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'posted') = (posted_at IS NOT NULL)", name=op.f("ck_return_orders_posted")
        ),
        sa.CheckConstraint(
            "status IN ('in_review', 'sent_back', 'agreed', 'posted')", name=op.f("ck_return_orders_status")
        ),
        sa.ForeignKeyConstraint(["inspected_by"], ["people.id"], name=op.f("fk_return_orders_inspected_by")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_return_orders_inspection_id")
        ),
        sa.ForeignKeyConstraint(["posted_by"], ["people.id"], name=op.f("fk_return_orders_posted_by")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_requests.id"], name=op.f("fk_return_orders_request_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["people.id"], name=op.f("fk_return_orders_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_orders")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_return_orders_inspection_id")),
        sa.UniqueConstraint("number", name=op.f("uq_return_orders_number")),
    )
    op.create_index("ix_return_orders_queue", "return_orders", ["status", "made_at"], unique=False)
    op.create_index("ix_return_orders_request", "return_orders", ["request_id"], unique=False)
    op.create_table(
        "return_order_lines",
        sa.Column("order_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("product_name_en", Words(), server_default="", nullable=False),
        sa.Column("product_name_zh", Words(), server_default="", nullable=False),
        sa.Column("specification", Words(), server_default="", nullable=False),
        sa.Column("reason", Code(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("asked", Thousandths(), nullable=False),
        sa.Column("counted", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_return_order_lines_grade")),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_return_order_lines_counted")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["return_orders.id"],
            name=op.f("fk_return_order_lines_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_return_order_lines")),
    )
    op.create_table(
        "return_order_splits",
        sa.Column("order_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('RESTOCK', 'REFURBISH', 'REPAIR', 'CONCESSION', "
            "'RETURN_TO_VENDOR', 'RETURN_TO_CUSTOMER', 'SCRAP', 'QUARANTINE')",
            name=op.f("ck_return_order_splits_disposition"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_order_splits_quantity")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["return_orders.id"],
            name=op.f("fk_return_order_splits_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", "line_no", "disposition", name=op.f("pk_return_order_splits")),
    )
    op.create_table(
        "return_order_allocations",
        sa.Column("order_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("position", RowId, autoincrement=False, nullable=False),
        sa.Column("order_no", Code(), nullable=False),
        sa.Column("order_line", sa.Integer(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("unit_price", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_order_allocations_quantity")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["return_orders.id"],
            name=op.f("fk_return_order_allocations_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", "line_no", "position", name=op.f("pk_return_order_allocations")),
    )
    op.create_table(
        "credit_notes",
        sa.Column("number", Code(), nullable=False),
        sa.Column("customer_code", Code(), nullable=True),
        sa.Column("value", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("cause", Code(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_code"], ["customers.code"], name=op.f("fk_credit_notes_customer_code")
        ),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_credit_notes_issued_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_credit_notes")),
        sa.UniqueConstraint("cause", name=op.f("uq_credit_notes_cause")),
    )


def downgrade() -> None:
    op.drop_table("credit_notes")
    op.drop_table("return_order_allocations")
    op.drop_table("return_order_splits")
    op.drop_table("return_order_lines")
    op.drop_table("return_orders")
    op.drop_table("inspection_photos")
    op.drop_table("inspection_splits")
    op.drop_table("inspection_answers")
    op.drop_table("inspected_lines")
    op.drop_table("inspections")

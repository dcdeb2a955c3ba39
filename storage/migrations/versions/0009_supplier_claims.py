"""Supplier claims, their history, debit notes; what a product costs."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.append_only import guard, unguard
from storage.types import Code, Moment, RowId, TenThousandths, Thousandths, Words

revision = "0009"
down_revision = "0008"

_STATUS = (
    "status IN ('open', 'acknowledged', 'more_asked', 'counter_offer', "
    "'disputed', 'accepted', 'denied', 'settled', 'withdrawn')"
)


def upgrade() -> None:
    op.create_table(
        "debit_notes",
        sa.Column("number", Code(), nullable=False),
        sa.Column("supplier_code", Code(), nullable=False),
        sa.Column("value", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("cause", Code(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", RowId, nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_debit_notes_value")),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_debit_notes_issued_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_debit_notes")),
        sa.UniqueConstraint("cause", name=op.f("uq_debit_notes_cause")),
    )
    op.create_table(
        "supplier_claims",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", Code(), nullable=False),
        sa.Column("source", Code(), nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("order_number", Code(), nullable=False),
        sa.Column("supplier_code", Code(), nullable=False),
        sa.Column("opened_for", Code(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("goods", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("more", sa.Text(), nullable=True),
        sa.Column("offer", TenThousandths(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", RowId, nullable=True),
        sa.Column("debit_note", Code(), nullable=False),
        sa.Column("scrap_asked_by", RowId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(debit_note <> '') = (outcome IS NOT NULL AND outcome IN ('allowance', 'credit'))",
            name=op.f("ck_supplier_claims_money"),
        ),
        sa.CheckConstraint(
            "(status = 'settled') = (outcome IS NOT NULL)", name=op.f("ck_supplier_claims_ended")
        ),
        sa.CheckConstraint(
            "(status = 'settled') = (settled_at IS NOT NULL)", name=op.f("ck_supplier_claims_settled")
        ),
        sa.CheckConstraint(
            "answer IN ('credit', 'replace', 'repair', 'collect')", name=op.f("ck_supplier_claims_answer")
        ),
        sa.CheckConstraint(
            "goods IN ('held', 'scrap_asked', 'sent', 'seconds', 'scrapped', 'undone')",
            name=op.f("ck_supplier_claims_goods"),
        ),
        sa.CheckConstraint(
            "more IN ('picture', 'sample', 'information')", name=op.f("ck_supplier_claims_more")
        ),
        sa.CheckConstraint(
            "outcome IN ('credit', 'allowance', 'replace', 'repair', 'collect', 'nothing')",
            name=op.f("ck_supplier_claims_outcome"),
        ),
        sa.CheckConstraint(
            _STATUS,
            name=op.f("ck_supplier_claims_status"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["return_orders.id"], name=op.f("fk_supplier_claims_order_id")),
        sa.ForeignKeyConstraint(
            ["scrap_asked_by"], ["people.id"], name=op.f("fk_supplier_claims_scrap_asked_by")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_supplier_claims_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_claims_number")),
        sa.UniqueConstraint(
            "source", "opened_for", "currency", name=op.f("uq_supplier_claims_source_opened_for_currency")
        ),
    )
    op.create_index("ix_supplier_claims_queue", "supplier_claims", ["status", "due_at"], unique=False)
    op.create_index(
        "ix_supplier_claims_supplier", "supplier_claims", ["supplier_code", "status", "due_at"], unique=False
    )
    op.create_table(
        "claim_history",
        sa.Column("claim_id", RowId, autoincrement=False, nullable=False),
        sa.Column("position", RowId, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", RowId, nullable=False),
        sa.Column("what", Code(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.Column("detail", Code(), nullable=False),
        sa.Column("amount", TenThousandths(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            _STATUS,
            name=op.f("ck_claim_history_status"),
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_claim_history_by")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["supplier_claims.id"], name=op.f("fk_claim_history_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_history")),
    )
    op.create_table(
        "claim_lines",
        sa.Column("claim_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("product_name_en", Words(), server_default="", nullable=False),
        sa.Column("product_name_zh", Words(), server_default="", nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("reason", Code(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("unit_value", TenThousandths(), nullable=False),
        sa.Column("valued_at", sa.Text(), nullable=False),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_claim_lines_grade")),
        sa.CheckConstraint("valued_at IN ('cost', 'price')", name=op.f("ck_claim_lines_valued_at")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_claim_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["supplier_claims.id"], name=op.f("fk_claim_lines_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "line_no", name=op.f("pk_claim_lines")),
    )
    op.create_table(
        "claim_photos",
        sa.Column("claim_id", RowId, autoincrement=False, nullable=False),
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
            ["claim_id"], ["supplier_claims.id"], name=op.f("fk_claim_photos_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "line_no", "position", name=op.f("pk_claim_photos")),
    )
    op.create_index(op.f("ix_claim_photos_sha256"), "claim_photos", ["sha256"], unique=False)
    op.add_column("products", sa.Column("cost", TenThousandths(), nullable=True))
    guard(op.get_bind(), "claim_history")


def downgrade() -> None:
    unguard(op.get_bind(), "claim_history")
    op.drop_column("products", "cost")
    op.drop_index(op.f("ix_claim_photos_sha256"), table_name="claim_photos")
    op.drop_table("claim_photos")
    op.drop_table("claim_lines")
    op.drop_table("claim_history")
    op.drop_index("ix_supplier_claims_supplier", table_name="supplier_claims")
    op.drop_index("ix_supplier_claims_queue", table_name="supplier_claims")
    op.drop_table("supplier_claims")
    op.drop_table("debit_notes")

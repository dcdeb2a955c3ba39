"""Lines of finished returns are kept as cases."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, Words

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", Code(), nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("reason", Code(), nullable=False),
        sa.Column("lesson", Words(), server_default="", nullable=False),
        sa.Column("kept_by", RowId, nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('kept', 'put_away')", name=op.f("ck_cases_status")),
        sa.ForeignKeyConstraint(["kept_by"], ["people.id"], name=op.f("fk_cases_kept_by")),
        sa.ForeignKeyConstraint(["order_id"], ["return_orders.id"], name=op.f("fk_cases_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("order_id", "line_no", name=op.f("uq_cases_order_id_line_no")),
    )
    op.create_index("ix_cases_product", "cases", ["product_code", "kept_at"], unique=False)
    op.create_index("ix_cases_reason", "cases", ["reason", "kept_at"], unique=False)
    op.create_table(
        "case_photos",
        sa.Column("case_id", RowId, autoincrement=False, nullable=False),
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
            ["case_id"], ["cases.id"], name=op.f("fk_case_photos_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "line_no", "position", name=op.f("pk_case_photos")),
    )
    op.create_index("ix_case_photos_sha256", "case_photos", ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_table("case_photos")
    op.drop_table("cases")

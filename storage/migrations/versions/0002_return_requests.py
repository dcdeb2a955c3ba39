"""Return requests: who sends back what and why."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, JsonText, Moment, RowId, TenThousandths, Thousandths, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "return_requests",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", Code(), nullable=True),
        sa.Column("requested_by", RowId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("customer_code", Code(), nullable=True),
        sa.Column("without_order", sa.Boolean(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=True),
        sa.Column("findings", JsonText(), nullable=False),
        sa.Column("decided_by", RowId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_status", sa.Text(), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=True),
        sa.Column("decided_words", Words(), server_default="", nullable=False),
        sa.Column("decided_own_work", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("question", Words(), server_default="", nullable=False),
        sa.Column("answer", Words(), server_default="", nullable=False),
        sa.Column("corrects", RowId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('draft', 'discarded')) = (number IS NULL)", name=op.f("ck_return_requests_numbered")
        ),
        sa.CheckConstraint(
            "decided_reason IN ('OVER_RETURN', 'NOT_RETURNABLE', 'OUTSIDE_WINDOW', "
            "'NO_EVIDENCE', 'NOT_OUR_GOODS', 'CUSTOMER_DAMAGE', 'OTHER')",
            name=op.f("ck_return_requests_decided_reason"),
        ),
        sa.CheckConstraint(
            "decided_status IN ('draft', 'submitted', 'asked_back', 'approved', 'refused', "
            "'cancelled', 'discarded', 'inspecting', 'inspected', 'closed')",
            name=op.f("ck_return_requests_decided_status"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'asked_back', 'approved', 'refused', "
            "'cancelled', 'discarded', 'inspecting', 'inspected', 'closed')",
            name=op.f("ck_return_requests_status"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_return_requests_decision")
        ),
        sa.ForeignKeyConstraint(
            ["corrects"], ["return_requests.id"], name=op.f("fk_return_requests_corrects")
        ),
        sa.ForeignKeyConstraint(
            ["customer_code"], ["customers.code"], name=op.f("fk_return_requests_customer_code")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_return_requests_decided_by")),
        sa.ForeignKeyConstraint(
            ["policy_version"], ["policies.version"], name=op.f("fk_return_requests_policy_version")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["people.id"], name=op.f("fk_return_requests_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_return_requests_number")),
    )
    op.create_index(
        "ix_return_requests_customer", "return_requests", ["customer_code", "submitted_at"], unique=False
    )
    op.create_index(
        "ix_return_requests_person", "return_requests", ["requested_by", "created_at"], unique=False
    )
    op.create_index("ix_return_requests_queue", "return_requests", ["status", "submitted_at"], unique=False)
    op.create_table(
        "return_lines",
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("order_no", Code(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=True),
        sa.Column("unit", Code(), nullable=True),
        sa.Column("reason", Code(), nullable=True),
        sa.Column("note", Words(), server_default="", nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_return_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["product_code"], ["products.code"], name=op.f("fk_return_lines_product_code")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["return_requests.id"],
            name=op.f("fk_return_lines_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "line_no", name=op.f("pk_return_lines")),
    )
    op.create_index("ix_return_lines_product", "return_lines", ["product_code"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("position", RowId, autoincrement=False, nullable=False),
        sa.Column("order_no", Code(), nullable=False),
        sa.Column("order_line", sa.Integer(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("unit_price", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_allocations_quantity")),
        sa.ForeignKeyConstraint(
            ["order_no", "order_line"],
            ["order_lines.order_no", "order_lines.line_no"],
            name=op.f("fk_allocations_order_no_order_line"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_requests.id"], name=op.f("fk_allocations_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "line_no", "position", name=op.f("pk_allocations")),
    )
    op.create_index("ix_allocations_order", "allocations", ["order_no", "order_line"], unique=False)
    op.create_table(
        "request_photos",
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
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
            ["request_id"],
            ["return_requests.id"],
            name=op.f("fk_request_photos_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "line_no", "position", name=op.f("pk_request_photos")),
    )
    op.create_index("ix_request_photos_sha256", "request_photos", ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_table("request_photos")
    op.drop_table("allocations")
    op.drop_table("return_lines")
    op.drop_table("return_requests")

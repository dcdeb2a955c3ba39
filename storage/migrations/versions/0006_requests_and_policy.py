"""Requests say what is wanted and may need two approvals; lots, serial numbers; the whole policy."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.table_checks import drop_check, put_check
from storage.types import Code, JsonText, Moment, RowId, TenThousandths, Words

revision = "0006"
down_revision = "0005"

_BEFORE = (
    "'draft', 'submitted', 'asked_back', 'approved', 'refused', "
    "'cancelled', 'discarded', 'inspecting', 'inspected', 'closed'"
)
_NOW = _BEFORE.replace("'approved'", "'half_approved', 'approved'")
_POLICY = (
    "non_returnable_products",
    "window_from",
    "category_windows",
    "fees",
    "second_approval_limit",
    "scrap_limit",
)


def upgrade() -> None:
    _add_tables()
    op.add_column("return_requests", sa.Column("outcome", sa.Text(), server_default="CREDIT", nullable=False))
    for name in ("lot", "serial"):
        op.add_column("return_lines", sa.Column(name, Code(), server_default="", nullable=False))
    op.create_index("ix_return_lines_serial", "return_lines", ["serial", "product_code"], unique=False)
    op.add_column("order_lines", sa.Column("delivered_at", Moment(), nullable=True))
    for column in (
        sa.Column("non_returnable_products", JsonText(), server_default="[]", nullable=False),
        sa.Column("window_from", sa.Text(), server_default="order", nullable=False),
        sa.Column("category_windows", JsonText(), server_default="{}", nullable=False),
        sa.Column("fees", JsonText(), server_default="{}", nullable=False),
        sa.Column("second_approval_limit", TenThousandths(), nullable=True),
        sa.Column("scrap_limit", TenThousandths(), nullable=True),
    ):
        op.add_column("policies", column)
    bind = op.get_bind()
    put_check(bind, "return_requests", "status", f"status IN ({_NOW})")
    put_check(bind, "return_requests", "decided_status", f"decided_status IN ({_NOW})")
    put_check(bind, "return_requests", "outcome", "outcome IN ('REFUND', 'REPLACEMENT', 'REPAIR', 'CREDIT')")
    put_check(bind, "return_lines", "serial", "serial = '' OR quantity IS NULL OR quantity = 1000")
    put_check(bind, "policies", "window_from", "window_from IN ('order', 'delivery')")


def _add_tables() -> None:
    op.create_table(
        "half_approvals",
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
        sa.Column("approved_by", RowId, nullable=False),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.Column("own_work", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_half_approvals_approved_by")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["return_requests.id"],
            name=op.f("fk_half_approvals_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_half_approvals")),
    )
    op.create_table(
        "order_serials",
        sa.Column("order_no", Code(), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", Code(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_no", "line_no"],
            ["order_lines.order_no", "order_lines.line_no"],
            name=op.f("fk_order_serials_order_no_line_no"),
        ),
        sa.PrimaryKeyConstraint("order_no", "line_no", "serial", name=op.f("pk_order_serials")),
    )
    op.create_index("ix_order_serials_serial", "order_serials", ["serial"], unique=False)
    op.create_table(
        "blocked_customers",
        sa.Column("customer_code", Code(), nullable=False),
        sa.Column("reason", Words(), server_default="", nullable=False),
        sa.Column("blocked_by", RowId, nullable=False),
        sa.Column("blocked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["blocked_by"], ["people.id"], name=op.f("fk_blocked_customers_blocked_by")),
        sa.ForeignKeyConstraint(
            ["customer_code"], ["customers.code"], name=op.f("fk_blocked_customers_customer_code")
        ),
        sa.PrimaryKeyConstraint("customer_code", name=op.f("pk_blocked_customers")),
    )


def downgrade() -> None:
    bind = op.get_bind()
    drop_check(bind, "policies", "window_from")
    drop_check(bind, "return_lines", "serial")
    drop_check(bind, "return_requests", "outcome")
    op.execute("UPDATE return_requests SET status = 'submitted' WHERE status = 'half_approved'")
    op.execute(
        "UPDATE return_requests SET decided_status = 'submitted' WHERE decided_status = 'half_approved'"
    )
    put_check(bind, "return_requests", "decided_status", f"decided_status IN ({_BEFORE})")
    put_check(bind, "return_requests", "status", f"status IN ({_BEFORE})")
    for name in reversed(_POLICY):
        op.drop_column("policies", name)
    op.drop_column("order_lines", "delivered_at")
    op.drop_index("ix_return_lines_serial", "return_lines")
    op.drop_column("return_lines", "serial")
    op.drop_column("return_lines", "lot")
    op.drop_column("return_requests", "outcome")
    op.drop_table("blocked_customers")
    op.drop_table("order_serials")
    op.drop_table("half_approvals")

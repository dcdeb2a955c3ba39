"""What is under way is found at once, however long the past."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_REQUESTS = sa.text("status IN ('submitted', 'half_approved', 'asked_back', 'approved', 'inspecting')")
_ORDERS = sa.text("status IN ('in_review', 'half_agreed', 'sent_back', 'agreed')")


def upgrade() -> None:
    op.create_index(
        "ix_return_requests_waiting",
        "return_requests",
        ["status", "submitted_at"],
        unique=False,
        sqlite_where=_REQUESTS,
        postgresql_where=_REQUESTS,
    )
    op.create_index(
        "ix_return_orders_waiting",
        "return_orders",
        ["status", "made_at"],
        unique=False,
        sqlite_where=_ORDERS,
        postgresql_where=_ORDERS,
    )


def downgrade() -> None:
    op.drop_index("ix_return_orders_waiting", "return_orders")
    op.drop_index("ix_return_requests_waiting", "return_requests")

"""The operation log is read by person and by day."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_index("ix_operation_log_actor", "operation_log", ["actor_id", "seq"])
    op.create_index("ix_operation_log_at", "operation_log", ["at"])


def downgrade() -> None:
    op.drop_index("ix_operation_log_at", "operation_log")
    op.drop_index("ix_operation_log_actor", "operation_log")

"""Reports find what happened by its date; what each period owes is a row."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, Words

revision = "0013"
down_revision = "0012"

INDEXES = {
    "ix_return_orders_posted": ("return_orders", "posted_at"),
    "ix_return_requests_decided": ("return_requests", "decided_at"),
    "ix_inspections_finished": ("inspections", "finished_at"),
    "ix_undoings_undone": ("undoings", "undone_at"),
    "ix_debit_notes_issued": ("debit_notes", "issued_at"),
}


def upgrade() -> None:
    for name, (table, column) in INDEXES.items():
        op.create_index(name, table, [column], unique=False)
    op.create_table(
        "job_runs",
        sa.Column("job", Code(), nullable=False),
        sa.Column("period", Code(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("ran_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("by", RowId, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", Words(), nullable=False, server_default=""),
        sa.CheckConstraint("status IN ('done', 'failed', 'first')", name=op.f("ck_job_runs_status")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_job_runs_by")),
        sa.PrimaryKeyConstraint("job", "period", name=op.f("pk_job_runs")),
    )
    op.create_index("ix_job_runs_last", "job_runs", ["job", "ran_at"], unique=False)


def downgrade() -> None:
    op.drop_table("job_runs")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)

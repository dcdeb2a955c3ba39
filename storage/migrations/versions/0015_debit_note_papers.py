"""Debit notes have a paper of their own."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("debit_notes", sa.Column("paper", Code(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("debit_notes", "paper")

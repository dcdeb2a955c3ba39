"""Who switched a kind of notice for somebody else."""

import sqlalchemy as sa
from alembic import op

from storage.types import JsonText

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column(
        "notice_settings", sa.Column("switched_by", JsonText(), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    op.drop_column("notice_settings", "switched_by")

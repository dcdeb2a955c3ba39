"""Who asks for access says what for; a notice knows when somebody is known to have read it."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment, Words

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("access_requests", sa.Column("wish", Words(), server_default="", nullable=False))
    op.add_column("notices", sa.Column("read_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("notices", "read_at")
    op.drop_column("access_requests", "wish")

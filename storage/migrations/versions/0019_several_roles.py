"""An invitation may carry several roles."""

import sqlalchemy as sa
from alembic import op

from storage.types import RowId

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "invitation_roles",
        sa.Column("invitation_id", RowId, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('clerk', 'inspector', 'manager', 'admin')", name=op.f("ck_invitation_roles_role")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_invitation_roles_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "role", name=op.f("pk_invitation_roles")),
    )


def downgrade() -> None:
    op.drop_table("invitation_roles")

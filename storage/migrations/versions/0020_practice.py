"""Who practises."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "practices",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("room", Code(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_practices_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_practices")),
        sa.UniqueConstraint("room", name=op.f("uq_practices_room")),
    )


def downgrade() -> None:
    """Whoever practises is back at the real desk."""
    op.drop_table("practices")

"""An address that somebody types waits for the code that was sent there."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment, RowId, Words

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "address_checks",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("sent_that_day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_address_checks_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_address_checks")),
    )


def downgrade() -> None:
    op.drop_table("address_checks")

"""Who has passed the quiz on the acceptance standards."""

import sqlalchemy as sa
from alembic import op

from storage.types import Moment, RowId

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "trainings",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("passed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_trainings_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_trainings")),
    )


def downgrade() -> None:
    """Whoever passed takes the quiz again, should it be asked for."""
    op.drop_table("trainings")

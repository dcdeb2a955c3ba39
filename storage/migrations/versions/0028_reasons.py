"""Managers change the list of reasons. What nobody has changed has no row."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, Words

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "reasons",
        sa.Column("code", Code(), nullable=False),
        sa.Column("name_en", Words(), server_default="", nullable=False),
        sa.Column("name_zh", Words(), server_default="", nullable=False),
        sa.Column("needs_photos", sa.Boolean(), nullable=False),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.Column("added_at", Moment(), nullable=True),
        sa.Column("changed_by", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("code <> 'OTHER' OR retired_at IS NULL", name=op.f("ck_reasons_last_resort")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_reasons_version")),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_reasons_changed_by")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reasons")),
    )


def downgrade() -> None:
    """Refused where the desk has reasons of its own: an older version could not say what they mean."""
    own = (
        op.get_bind().exec_driver_sql("SELECT COUNT(*) FROM reasons WHERE added_at IS NOT NULL").scalar_one()
    )
    if own:
        raise RuntimeError("the desk has reasons of its own: an older version does not know them")
    op.drop_table("reasons")

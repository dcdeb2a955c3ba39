"""Who came by the link of a return follows that return only."""

import sqlalchemy as sa
from alembic import op

from storage.types import RowId

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "followed_returns",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_followed_returns_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["return_requests.id"],
            name=op.f("fk_followed_returns_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "request_id", name=op.f("pk_followed_returns")),
    )


def downgrade() -> None:
    """Refused where somebody follows single returns: an older version would show them all of the company."""
    count = "SELECT COUNT(*) FROM followed_returns"
    if op.get_bind().exec_driver_sql(count).scalar_one():
        raise RuntimeError("some contacts may follow single returns only: remove them first")
    op.drop_table("followed_returns")

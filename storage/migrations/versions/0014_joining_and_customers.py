"""Invitations; what customers ask and are asked, and how they rate."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, Words

revision = "0014"
down_revision = "0013"

_ROLE = "role IN ('clerk', 'inspector', 'manager', 'admin', 'supplier', 'customer', 'system')"


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("secret_hash", Code(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("company", Code(), nullable=True),
        sa.Column("request_id", RowId, nullable=True),
        sa.Column("made_by", RowId, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("settled_by", RowId, nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.CheckConstraint(_ROLE, name=op.f("ck_invitations_role")),
        sa.CheckConstraint("status IN ('open', 'used', 'revoked')", name=op.f("ck_invitations_status")),
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name=op.f("ck_invitations_settled")),
        sa.CheckConstraint(
            "(role IN ('supplier', 'customer')) = (company IS NOT NULL)",
            name=op.f("ck_invitations_company"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_requests.id"], name=op.f("fk_invitations_request_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_invitations_made_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_invitations_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitations_secret_hash")),
    )
    op.create_index("ix_invitations_open", "invitations", ["status", "expires_at"], unique=False)
    op.create_table(
        "customer_questions",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("request_id", RowId, nullable=False),
        sa.Column("by_desk", sa.Boolean(), nullable=False),
        sa.Column("asked_by", RowId, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.Column("answered_by", RowId, nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answer", Words(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(answered_by IS NULL) = (answered_at IS NULL)", name=op.f("ck_customer_questions_answered")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_requests.id"], name=op.f("fk_customer_questions_request_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_customer_questions_asked_by")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["people.id"], name=op.f("fk_customer_questions_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_questions")),
    )
    op.create_index("ix_customer_questions_request", "customer_questions", ["request_id", "id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("rated_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("remark", Words(), server_default="", nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["return_requests.id"], name=op.f("fk_ratings_request_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_ratings_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_rated", "ratings", ["rated_at"], unique=False)


def downgrade() -> None:
    op.drop_table("ratings")
    op.drop_table("customer_questions")
    op.drop_table("invitations")

"""Several parcels for one request; goods nobody asked for, missing parts; parcels nobody expected."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, Words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_index("uq_inspections_open", "inspections")
    op.add_column("inspections", sa.Column("parcel_no", sa.Integer(), server_default="1", nullable=False))
    for table in ("inspected_lines", "return_order_lines"):
        op.add_column(table, sa.Column("found", sa.Boolean(), server_default=sa.false(), nullable=False))
        op.add_column(table, sa.Column("missing_parts", Words(), server_default="", nullable=False))
    op.create_table(
        "closed_rests",
        sa.Column("request_id", RowId, autoincrement=False, nullable=False),
        sa.Column("closed_by", RowId, nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_closed_rests_closed_by")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["return_requests.id"],
            name=op.f("fk_closed_rests_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_closed_rests")),
    )
    _add_parcels()


def _add_parcels() -> None:
    op.create_table(
        "parcels",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", Code(), nullable=False),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("registered_by", RowId, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("tracking", Words(), server_default="", nullable=False),
        sa.Column("note", Words(), server_default="", nullable=False),
        sa.Column("request_id", RowId, nullable=True),
        sa.Column("settled_by", RowId, nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('unclaimed', 'matched', 'given_up')", name=op.f("ck_parcels_status")),
        sa.CheckConstraint(
            "(status = 'matched') = (request_id IS NOT NULL)", name=op.f("ck_parcels_matched")
        ),
        sa.CheckConstraint("(status = 'unclaimed') = (settled_at IS NULL)", name=op.f("ck_parcels_settled")),
        sa.ForeignKeyConstraint(["registered_by"], ["people.id"], name=op.f("fk_parcels_registered_by")),
        sa.ForeignKeyConstraint(["request_id"], ["return_requests.id"], name=op.f("fk_parcels_request_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_parcels_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("number", name=op.f("uq_parcels_number")),
    )
    op.create_index("ix_parcels_queue", "parcels", ["status", "arrived_at"], unique=False)
    op.create_index("ix_parcels_request", "parcels", ["request_id"], unique=False)
    op.create_table(
        "parcel_photos",
        sa.Column("parcel_id", RowId, autoincrement=False, nullable=False),
        sa.Column("line_no", RowId, autoincrement=False, nullable=False),
        sa.Column("position", RowId, autoincrement=False, nullable=False),
        sa.Column("sha256", Code(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("likeness", Code(), nullable=False),
        sa.Column("telegram_file_id", Code(), nullable=False),
        sa.Column("telegram_unique_id", Code(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_photos_parcel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("parcel_id", "line_no", "position", name=op.f("pk_parcel_photos")),
    )
    op.create_index("ix_parcel_photos_sha256", "parcel_photos", ["sha256"], unique=False)


def downgrade() -> None:
    """Of a request with several parcels at work all but the first go back to the queue."""
    op.drop_table("parcel_photos")
    op.drop_table("parcels")
    op.drop_table("closed_rests")
    for table in ("inspected_lines", "return_order_lines"):
        op.drop_column(table, "missing_parts")
        op.drop_column(table, "found")
    op.drop_column("inspections", "parcel_no")
    op.execute(
        "UPDATE inspections SET status = 'released' WHERE status = 'in_progress' AND id > ("
        "SELECT MIN(other.id) FROM inspections AS other"
        " WHERE other.request_id = inspections.request_id AND other.status = 'in_progress')"
    )
    op.create_index(
        "uq_inspections_open",
        "inspections",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("status = 'in_progress'"),
        postgresql_where=sa.text("status = 'in_progress'"),
    )

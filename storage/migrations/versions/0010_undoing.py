"""Return orders that are voided, reversed or agreed to by two; later steps; one living order each."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.table_checks import put_check
from storage.migrations.unique_keys import drop_unique, put_unique
from storage.types import Code, Moment, RowId, Thousandths, Words

revision = "0010"
down_revision = "0009"

_BEFORE = "'in_review', 'sent_back', 'agreed', 'posted'"
_NOW = "'in_review', 'sent_back', 'half_agreed', 'agreed', 'posted', 'voided', 'reversed'"
_LIVING = sa.text("status NOT IN ('voided', 'reversed')")


def upgrade() -> None:
    bind = op.get_bind()
    drop_unique(bind, "return_orders", "inspection_id")
    put_check(bind, "return_orders", "status", f"status IN ({_NOW})")
    put_check(bind, "return_orders", "posted", "(status IN ('posted', 'reversed')) = (posted_at IS NOT NULL)")
    op.create_index("ix_return_orders_inspection", "return_orders", ["inspection_id"], unique=False)
    op.create_index(
        "uq_return_orders_living",
        "return_orders",
        ["inspection_id"],
        unique=True,
        sqlite_where=_LIVING,
        postgresql_where=_LIVING,
    )
    _add_tables()


def _add_tables() -> None:
    op.create_table(
        "half_agreements",
        sa.Column("order_id", RowId, autoincrement=False, nullable=False),
        sa.Column("agreed_by", RowId, nullable=False),
        sa.Column("agreed_at", Moment(), nullable=False),
        sa.Column("own_work", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by"], ["people.id"], name=op.f("fk_half_agreements_agreed_by")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["return_orders.id"], name=op.f("fk_half_agreements_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_half_agreements")),
    )
    op.create_table(
        "undoings",
        sa.Column("order_id", RowId, autoincrement=False, nullable=False),
        sa.Column("undone_by", RowId, nullable=False),
        sa.Column("undone_at", Moment(), nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["return_orders.id"], name=op.f("fk_undoings_order_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_undoings_undone_by")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_undoings")),
    )
    op.create_table(
        "later_steps",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("number", Code(), nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("order_number", Code(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("place", Code(), nullable=False),
        sa.Column("note", Words(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_by", RowId, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("agreed_by", RowId, nullable=True),
        sa.Column("agreed_at", Moment(), nullable=True),
        sa.Column("own_work", sa.Boolean(), nullable=False),
        sa.Column("ended_by", RowId, nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_words", Words(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'dropped', 'undone')", name=op.f("ck_later_steps_status")
        ),
        sa.CheckConstraint(
            "source IN ('work_in_progress', 'quarantine')", name=op.f("ck_later_steps_source")
        ),
        sa.CheckConstraint(
            "disposition IN ('RESTOCK', 'CONCESSION', 'RETURN_TO_VENDOR', 'SCRAP')",
            name=op.f("ck_later_steps_disposition"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_later_steps_quantity")),
        sa.CheckConstraint(
            "(status IN ('dropped', 'undone')) = (ended_at IS NOT NULL)", name=op.f("ck_later_steps_ended")
        ),
        sa.ForeignKeyConstraint(["agreed_by"], ["people.id"], name=op.f("fk_later_steps_agreed_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_later_steps_asked_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_later_steps_ended_by")),
        sa.ForeignKeyConstraint(["order_id"], ["return_orders.id"], name=op.f("fk_later_steps_order_id")),
        sa.ForeignKeyConstraint(
            ["product_code"], ["products.code"], name=op.f("fk_later_steps_product_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_later_steps")),
        sa.UniqueConstraint("number", name=op.f("uq_later_steps_number")),
    )
    op.create_index("ix_later_steps_order", "later_steps", ["order_id", "line_no"], unique=False)
    op.create_index("ix_later_steps_status", "later_steps", ["status", "asked_at"], unique=False)


def downgrade() -> None:
    """Refused by the unique key where an inspection has had more than one order: nothing is thrown away."""
    bind = op.get_bind()
    for table in ("later_steps", "undoings", "half_agreements"):
        op.drop_table(table)
    op.drop_index("uq_return_orders_living", "return_orders")
    op.drop_index("ix_return_orders_inspection", "return_orders")
    op.execute("UPDATE return_orders SET status = 'in_review' WHERE status = 'half_agreed'")
    put_check(bind, "return_orders", "status", f"status IN ({_BEFORE})")
    put_check(bind, "return_orders", "posted", "(status = 'posted') = (posted_at IS NOT NULL)")
    put_unique(bind, "return_orders", "inspection_id")

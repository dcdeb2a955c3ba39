"""The stock ledger, append-only."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.append_only import guard, unguard
from storage.types import Code, Moment, RowId, Thousandths

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "movements",
        sa.Column("seq", RowId, autoincrement=True, nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("source", Code(), nullable=False),
        sa.Column("target", Code(), nullable=False),
        sa.Column("cause", Code(), nullable=False),
        sa.Column("record", Code(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", RowId, nullable=False),
        sa.Column("reverses", Code(), nullable=True),
        sa.CheckConstraint(
            "source || '/' LIKE 'sellable/%' OR source || '/' LIKE 'seconds/%' OR source ||"
            " '/' LIKE 'receiving/%' OR source || '/' LIKE 'work_in_progress/%' OR source "
            "|| '/' LIKE 'vendor_hold/%' OR source || '/' LIKE 'quarantine/%' OR source || "
            "'/' LIKE 'customer/%' OR source || '/' LIKE 'supplier/%' OR source || '/' LIKE"
            " 'scrap/%' OR source || '/' LIKE 'opening/%'",
            name=op.f("ck_movements_source"),
        ),
        sa.CheckConstraint(
            "target || '/' LIKE 'sellable/%' OR target || '/' LIKE 'seconds/%' OR target ||"
            " '/' LIKE 'receiving/%' OR target || '/' LIKE 'work_in_progress/%' OR target "
            "|| '/' LIKE 'vendor_hold/%' OR target || '/' LIKE 'quarantine/%' OR target || "
            "'/' LIKE 'customer/%' OR target || '/' LIKE 'supplier/%' OR target || '/' LIKE"
            " 'scrap/%' OR target || '/' LIKE 'opening/%'",
            name=op.f("ck_movements_target"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_movements_quantity")),
        sa.CheckConstraint("source <> target", name=op.f("ck_movements_two_ends")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_movements_by")),
        sa.ForeignKeyConstraint(["product_code"], ["products.code"], name=op.f("fk_movements_product_code")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_movements")),
        sa.UniqueConstraint("cause", name=op.f("uq_movements_cause")),
        sa.UniqueConstraint("reverses", name=op.f("uq_movements_reverses")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_movements_product", "movements", ["product_code", "seq"], unique=False)
    op.create_index(op.f("ix_movements_record"), "movements", ["record"], unique=False)
    op.create_table(
        "stock_levels",
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("location", Code(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('sellable', 'seconds', 'receiving', 'work_in_progress', "
            "'vendor_hold', 'quarantine', 'customer', 'supplier', 'scrap', 'opening')",
            name=op.f("ck_stock_levels_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('quarantine', 'receiving', 'seconds', 'sellable', 'vendor_hold', "
            "'work_in_progress') OR quantity >= 0",
            name=op.f("ck_stock_levels_inside"),
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["products.code"], name=op.f("fk_stock_levels_product_code")
        ),
        sa.PrimaryKeyConstraint("product_code", "location", name=op.f("pk_stock_levels")),
    )
    guard(op.get_bind(), "movements")


def downgrade() -> None:
    unguard(op.get_bind(), "movements")
    op.drop_table("stock_levels")
    op.drop_table("movements")

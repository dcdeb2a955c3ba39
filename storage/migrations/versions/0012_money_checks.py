"""What was credited of an order line is found at once; each check that goods and money agree is kept."""

import sqlalchemy as sa
from alembic import op

from storage.types import JsonText, Moment, RowId

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index(
        "ix_return_order_allocations_order",
        "return_order_allocations",
        ["order_no", "order_line"],
        unique=False,
    )
    op.create_table(
        "money_checks",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("checked_by", RowId, nullable=False),
        sa.Column("figures", JsonText(), nullable=False),
        sa.Column("mismatches", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by"], ["people.id"], name=op.f("fk_money_checks_checked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_checks")),
    )
    op.create_index("ix_money_checks_at", "money_checks", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("money_checks")
    op.drop_index("ix_return_order_allocations_order", "return_order_allocations")

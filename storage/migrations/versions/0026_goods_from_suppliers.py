"""What suppliers send for a claim is taken in; goods in work may go back to their customer."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.table_checks import drop_check, put_check
from storage.types import Code, Moment, RowId, Thousandths, Words

revision = "0026"
down_revision = "0025"
_BEFORE = "'RESTOCK', 'CONCESSION', 'RETURN_TO_VENDOR', 'SCRAP', 'REPAIR', 'REFURBISH'"
_NOW = "'RESTOCK', 'CONCESSION', 'RETURN_TO_CUSTOMER', 'RETURN_TO_VENDOR', 'SCRAP', 'REPAIR', 'REFURBISH'"


def upgrade() -> None:
    bind = op.get_bind()
    op.create_table(
        "claim_arrivals",
        sa.Column("claim_id", RowId, autoincrement=False, nullable=False),
        sa.Column("position", RowId, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", RowId, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("surplus", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("place", Code(), nullable=False),
        sa.Column("words", Words(), server_default="", nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", RowId, nullable=True),
        sa.CheckConstraint("target IN ('sellable', 'quarantine')", name=op.f("ck_claim_arrivals_target")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_claim_arrivals_quantity")),
        sa.CheckConstraint("surplus BETWEEN 0 AND quantity", name=op.f("ck_claim_arrivals_surplus")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_claim_arrivals_undone")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_claim_arrivals_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_claim_arrivals_undone_by")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["supplier_claims.id"], name=op.f("fk_claim_arrivals_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_arrivals")),
    )
    op.add_column("supplier_claims", sa.Column("back", sa.Text(), server_default="none", nullable=False))
    put_check(bind, "supplier_claims", "back", "back IN ('none', 'expected', 'short', 'all')")
    op.create_index("ix_supplier_claims_back", "supplier_claims", ["back", "id"], unique=False)
    op.execute(
        "UPDATE supplier_claims SET back = 'expected' WHERE "
        "(outcome = 'replace' OR (outcome = 'repair' AND goods NOT IN ('seconds', 'scrapped')))"
        " OR (status = 'accepted' AND (answer = 'replace'"
        " OR (answer = 'repair' AND goods NOT IN ('seconds', 'scrapped'))))"
    )
    put_check(bind, "later_steps", "disposition", f"disposition IN ({_NOW})")


def downgrade() -> None:
    """Refused where goods went that way: nothing is thrown away."""
    bind = op.get_bind()
    came = bind.exec_driver_sql("SELECT COUNT(*) FROM claim_arrivals").scalar_one()
    went = bind.exec_driver_sql(
        "SELECT COUNT(*) FROM later_steps WHERE disposition = 'RETURN_TO_CUSTOMER'"
    ).scalar_one()
    if came or went:
        raise RuntimeError(
            "goods came from a supplier or went back to a customer: an older version knows neither"
        )
    put_check(bind, "later_steps", "disposition", f"disposition IN ({_BEFORE})")
    op.drop_index("ix_supplier_claims_back", "supplier_claims")
    drop_check(bind, "supplier_claims", "back")
    op.drop_column("supplier_claims", "back")
    op.drop_table("claim_arrivals")

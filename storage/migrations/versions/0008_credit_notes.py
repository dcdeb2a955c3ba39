"""Credit notes are paid out or countered; return orders say what is kept, and why nothing is due."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.table_checks import drop_check, put_check
from storage.types import Code, Moment, RowId, TenThousandths, Words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    # Nothing refers to credit notes and no trigger stands on them: the copy SQLite needs loses nothing.
    with op.batch_alter_table("credit_notes") as batch:
        batch.add_column(sa.Column("fee", TenThousandths(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("status", sa.Text(), nullable=False, server_default="open"))
        batch.add_column(sa.Column("settled_at", Moment(), nullable=True))
        batch.add_column(sa.Column("settled_by", RowId, nullable=True))
        batch.add_column(sa.Column("reference", Words(), nullable=False, server_default=""))
        batch.add_column(sa.Column("cancels", Code(), nullable=True))
        batch.add_column(sa.Column("words", Words(), nullable=False, server_default=""))
        batch.add_column(sa.Column("paper", Code(), nullable=False, server_default=""))
        batch.create_foreign_key(op.f("fk_credit_notes_settled_by"), "people", ["settled_by"], ["id"])
        batch.create_unique_constraint(op.f("uq_credit_notes_cancels"), ["cancels"])
    op.create_index("ix_credit_notes_queue", "credit_notes", ["status", "issued_at"], unique=False)
    op.add_column(
        "return_order_lines", sa.Column("fee", TenThousandths(), nullable=False, server_default="0")
    )
    op.add_column("return_orders", sa.Column("outcome", sa.Text(), nullable=False, server_default="CREDIT"))
    bind = op.get_bind()
    put_check(bind, "credit_notes", "status", "status IN ('open', 'settled', 'cancelled', 'counter')")
    put_check(bind, "credit_notes", "settled", "(status = 'settled') = (settled_at IS NOT NULL)")
    put_check(bind, "credit_notes", "counter", "(status = 'counter') = (cancels IS NOT NULL)")
    put_check(bind, "return_orders", "outcome", "outcome IN ('REFUND', 'REPLACEMENT', 'REPAIR', 'CREDIT')")


def downgrade() -> None:
    bind = op.get_bind()
    drop_check(bind, "return_orders", "outcome")
    op.drop_column("return_orders", "outcome")
    op.drop_column("return_order_lines", "fee")
    for name in ("counter", "settled", "status"):
        drop_check(bind, "credit_notes", name)
    op.drop_index("ix_credit_notes_queue", "credit_notes")
    with op.batch_alter_table("credit_notes") as batch:
        batch.drop_constraint(op.f("uq_credit_notes_cancels"), type_="unique")
        batch.drop_constraint(op.f("fk_credit_notes_settled_by"), type_="foreignkey")
        for name in ("paper", "words", "cancels", "reference", "settled_by", "settled_at", "status", "fee"):
            batch.drop_column(name)

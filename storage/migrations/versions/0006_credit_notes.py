"""Credit notes are paid out or countered; fees are kept from them; each has a paper."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, Moment, RowId, TenThousandths, Words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
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
        batch.create_check_constraint(
            op.f("ck_credit_notes_status"), "status IN ('open', 'settled', 'cancelled', 'counter')"
        )
        batch.create_check_constraint(
            op.f("ck_credit_notes_settled"), "(status = 'settled') = (settled_at IS NOT NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_credit_notes_counter"), "(status = 'counter') = (cancels IS NOT NULL)"
        )
    op.create_index("ix_credit_notes_queue", "credit_notes", ["status", "issued_at"], unique=False)
    with op.batch_alter_table("return_order_lines") as batch:
        batch.add_column(sa.Column("fee", TenThousandths(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("return_order_lines") as batch:
        batch.drop_column("fee")
    op.drop_index("ix_credit_notes_queue", "credit_notes")
    with op.batch_alter_table("credit_notes") as batch:
        for name in ("counter", "settled", "status"):
            batch.drop_constraint(op.f(f"ck_credit_notes_{name}"), type_="check")
        batch.drop_constraint(op.f("uq_credit_notes_cancels"), type_="unique")
        batch.drop_constraint(op.f("fk_credit_notes_settled_by"), type_="foreignkey")
        for name in ("paper", "words", "cancels", "reference", "settled_by", "settled_at", "status", "fee"):
            batch.drop_column(name)

"""Goods in quarantine may go into repair or refurbishing."""

from __future__ import annotations

from alembic import op

from storage.migrations.table_checks import drop_check, put_check

revision = "0017"
down_revision = "0016"
_BEFORE = "'RESTOCK', 'CONCESSION', 'RETURN_TO_VENDOR', 'SCRAP'"
_INTO_WORK = "'REPAIR', 'REFURBISH'"


def upgrade() -> None:
    bind = op.get_bind()
    put_check(bind, "later_steps", "disposition", f"disposition IN ({_BEFORE}, {_INTO_WORK})")
    put_check(bind, "later_steps", "into_work", f"source = 'quarantine' OR disposition NOT IN ({_INTO_WORK})")


def downgrade() -> None:
    """Refused where goods went that way: nothing is thrown away."""
    bind = op.get_bind()
    count = f"SELECT COUNT(*) FROM later_steps WHERE disposition IN ({_INTO_WORK})"  # noqa: S608 - constants
    if bind.exec_driver_sql(count).scalar_one():
        raise RuntimeError("goods went from quarantine into work: an older version does not know such steps")
    drop_check(bind, "later_steps", "into_work")
    put_check(bind, "later_steps", "disposition", f"disposition IN ({_BEFORE})")

"""Notices go by e-mail too and may be held; the managers' group; what each person wants to be told."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.table_checks import drop_check, put_check
from storage.types import Code, JsonText, Moment, RowId, Words

revision = "0007"
down_revision = "0006"

_WAITING = sa.text("status IN ('pending', 'sending')")
_STATUS = "status IN ('pending', 'sending', 'sent', 'merged', 'dead')"
_LEASE = "(status = 'sending') = (claimed_until IS NOT NULL)"
_NARROW, _WIDE = ["event_key", "chat_id"], ["event_key", "chat_id", "address"]


def upgrade() -> None:
    _drop_indexes()
    for column in (
        sa.Column("address", Code(), server_default="", nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("record", Code(), server_default="", nullable=False),
        sa.Column("silent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("held_until", Moment(), nullable=True),
    ):
        op.add_column("notices", column)
    _unique(_NARROW, _WIDE)
    put_check(op.get_bind(), "notices", "channel", "(address = '') = (chat_id <> 0)")
    _make_indexes(["chat_id", "address", "id"])
    op.create_index("ix_notices_record", "notices", ["record", "id"], unique=False)
    op.add_column("people", sa.Column("email", Words(), server_default="", nullable=False))
    _add_tables()


def _add_tables() -> None:
    op.create_table(
        "notice_settings",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("quiet", Code(), nullable=True),
        sa.Column("switched_off", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_settings_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_settings")),
    )
    op.create_table(
        "groups",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", Words(), server_default="", nullable=False),
        sa.Column("language", Code(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("cards_to", sa.Text(), nullable=False),
        sa.Column("set_by", RowId, nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint("cards_to IN ('group', 'each', 'both')", name=op.f("ck_groups_cards_to")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_groups_set_by")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_groups")),
    )


def _unique(old: list[str], new: list[str]) -> None:
    """The key of a notice; on SQLite the table is written anew, so its CHECKs are named again."""
    checks = (
        sa.CheckConstraint(_LEASE, name=op.f("ck_notices_lease")),
        sa.CheckConstraint(_STATUS, name=op.f("ck_notices_status")),
    )
    with op.batch_alter_table("notices", table_args=checks) as batch:
        batch.drop_constraint(op.f("uq_notices_" + "_".join(old)), type_="unique")
        batch.create_unique_constraint(op.f("uq_notices_" + "_".join(new)), new)


def _drop_indexes() -> None:
    op.drop_index("ix_notices_waiting", "notices")
    op.drop_index("ix_notices_matter", "notices")


def _make_indexes(queue: list[str]) -> None:
    op.create_index("ix_notices_matter", "notices", ["matter", "chat_id"], unique=False)
    op.create_index(
        "ix_notices_waiting",
        "notices",
        queue,
        unique=False,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    """Mails go, the older desk cannot tell them apart."""
    op.drop_table("groups")
    op.drop_table("notice_settings")
    op.drop_column("people", "email")
    op.execute("DELETE FROM notices WHERE chat_id = 0")
    op.drop_index("ix_notices_record", "notices")
    _drop_indexes()
    drop_check(op.get_bind(), "notices", "channel")
    _unique(_WIDE, _NARROW)
    for name in ("held_until", "silent", "record", "thread_id", "address"):
        op.drop_column("notices", name)
    _make_indexes(["chat_id", "id"])

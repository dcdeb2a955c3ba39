"""Inbox, outbox, document numbers, the operation log."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.append_only import guard, unguard
from storage.types import Code, JsonText, Moment, RowId, Words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("event_key", Code(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", Code(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("matter", Code(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("facts", JsonText(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("error", Words(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(status = 'sending') = (claimed_until IS NOT NULL)", name=op.f("ck_notices_lease")
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'sending', 'sent', 'merged', 'dead')", name=op.f("ck_notices_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("event_key", "chat_id", name=op.f("uq_notices_event_key_chat_id")),
    )
    op.create_index("ix_notices_matter", "notices", ["matter", "chat_id"], unique=False)
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["chat_id", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('pending', 'sending')"),
        postgresql_where=sa.text("status IN ('pending', 'sending')"),
    )
    op.create_table(
        "cards",
        sa.Column("matter", Code(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("has_photo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("matter", "chat_id", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_message", "cards", ["chat_id", "message_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("seq", RowId, autoincrement=True, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("body", Words(), server_default="", nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("took_effect", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("error", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_id", name=op.f("uq_inbox_update_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_finished", "inbox", ["finished_at"], unique=False)
    op.create_index(
        "ix_inbox_unfinished",
        "inbox",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "numbers",
        sa.Column("kind", Code(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_numbers_last")),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_numbers")),
    )
    op.create_table(
        "operation_log",
        sa.Column("seq", RowId, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_id", RowId, nullable=False),
        sa.Column("event", Code(), nullable=False),
        sa.Column("record", Code(), nullable=False),
        sa.Column("facts", Words(), server_default="", nullable=False),
        sa.Column("previous", Code(), nullable=False),
        sa.Column("digest", Code(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_operation_log_actor_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_operation_log")),
    )
    op.create_index("ix_operation_log_record", "operation_log", ["record", "seq"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", Code(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.execute(
        "INSERT INTO log_head (id, seq, digest) VALUES"
        " (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')"
    )
    guard(op.get_bind(), "operation_log")


def downgrade() -> None:
    unguard(op.get_bind(), "operation_log")
    op.drop_table("log_head")
    op.drop_table("operation_log")
    op.drop_table("numbers")
    op.drop_table("inbox")
    op.drop_table("cards")
    op.drop_table("notices")

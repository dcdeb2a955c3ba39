"""First and last steps: inbox, outbox, cards; document numbers; the operation log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, UniqueConstraint, false, text

from bot.core.domain.notice import NoticeKind, NoticeStatus
from storage.tables.base import choice, code, holds, metadata, moment, one_of, refers, row_id, words
from storage.types import JsonText, RowId

_WAITING = text("status IN ('pending', 'sending')")

notices = Table(
    "notices",
    metadata,
    row_id(),
    code("event_key"),
    Column("chat_id", BigInteger, nullable=False),
    code("language"),
    choice("kind", NoticeKind),
    code("matter"),
    Column("subject_id", BigInteger, nullable=False),
    moment("created_at"),
    Column("fresh", Boolean, nullable=False),
    Column("facts", JsonText, nullable=False),
    choice("status", NoticeStatus),
    Column("attempts", Integer, nullable=False),
    moment("due_at", optional=True),  # none: at once
    moment("claimed_until", optional=True),
    moment("sent_at", optional=True),
    moment("read_at", optional=True),
    words("error"),
    code("address", server_default=""),  # of an e-mail; then chat_id is 0
    Column("thread_id", BigInteger),
    code("record", server_default=""),
    Column("silent", Boolean, nullable=False, server_default=false()),
    moment("held_until", optional=True),
    UniqueConstraint("event_key", "chat_id", "address"),
    # The queue: what waits, the oldest of each chat first.
    Index("ix_notices_waiting", "chat_id", "address", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_notices_matter", "matter", "chat_id"),
    Index("ix_notices_record", "record", "id"),
    one_of("status", NoticeStatus),
    holds("channel", "(address = '') = (chat_id <> 0)"),
    holds("lease", "(status = 'sending') = (claimed_until IS NOT NULL)"),
)

cards = Table(
    "cards",
    metadata,
    code("matter", primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
    Column("has_photo", Boolean, nullable=False),
    Index("ix_cards_message", "chat_id", "message_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),  # order of arrival
    Column("update_id", BigInteger, nullable=False, unique=True),
    words("body"),
    moment("received_at"),
    Column("took_effect", Boolean, nullable=False, server_default=false()),
    moment("finished_at", optional=True),
    words("error"),
    Index(
        "ix_inbox_unfinished",
        "seq",
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
    Index("ix_inbox_finished", "finished_at"),
    sqlite_autoincrement=True,
)

numbers = Table(
    "numbers",
    metadata,
    code("kind", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    holds("last", "last >= 1"),
)

operation_log = Table(
    "operation_log",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=False),
    moment("at"),
    refers("actor_id", "people.id"),
    code("event"),
    code("record"),
    words("facts"),
    code("previous"),
    code("digest"),
    Index("ix_operation_log_record", "record", "seq"),
    Index("ix_operation_log_actor", "actor_id", "seq"),
    Index("ix_operation_log_at", "at"),
)

log_head = Table(  # one row: locked while an entry is appended
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    code("digest"),
    holds("single", "id = 1"),
)

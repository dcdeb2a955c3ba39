"""Rule 8: what was acknowledged is handled, what was announced is sent; and the file itself is sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import bindparam, func, or_, select

from bot.core.domain.notice import NoticeStatus
from storage import tables as t
from storage.checks.evidence import Evidence, Problem
from storage.engine import SQLITE

PATIENCE = timedelta(minutes=15)

_N, _I = t.notices.c, t.inbox.c
_HEADS = (
    select(func.min(_N.id).label("id"))
    .where(
        _N.status.in_((NoticeStatus.PENDING, NoticeStatus.SENDING)),
        or_(_N.held_until.is_(None), _N.held_until <= bindparam("now")),
    )
    .group_by(_N.chat_id, _N.address)
    .subquery()
)


def notices_are_not_stuck(evidence: Evidence) -> Iterator[Problem]:
    """The oldest of each chat; those behind it wait for their turn."""
    overdue = func.coalesce(_N.due_at, _N.held_until, _N.created_at, type_=_N.created_at.type)
    stuck = (
        select(_N.id, _N.chat_id, _N.status, _N.attempts, _N.error)
        .join(_HEADS, _HEADS.c.id == _N.id)
        .where(
            or_(
                (_N.status == NoticeStatus.SENDING) & (_N.claimed_until < evidence.now),
                (_N.status == NoticeStatus.PENDING) & (overdue < evidence.now - PATIENCE),
            )
        )
        .order_by(_N.id)
    )
    for row in evidence.tx.rows(stuck, {"now": evidence.now}):
        detail = f"{row.status} for chat {row.chat_id} after {row.attempts} tries {row.error}".strip()
        yield Problem("notices_are_not_stuck", f"notice {row.id}", detail)


def updates_are_handled(evidence: Evidence) -> Iterator[Problem]:
    old = select(_I.update_id, _I.received_at).where(
        _I.finished_at.is_(None), _I.received_at < evidence.now - PATIENCE
    )
    for row in evidence.tx.rows(old.order_by(_I.seq)):
        detail = f"received at {row.received_at:%Y-%m-%d %H:%M} UTC and not finished"
        yield Problem("updates_are_handled", f"update {row.update_id}", detail)


def file_is_sound(evidence: Evidence) -> Iterator[Problem]:
    """SQLite's own checks; PostgreSQL keeps its references by itself."""
    if evidence.tx.dialect != SQLITE:
        return
    for (words,) in evidence.tx.connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if words != "ok":
            yield Problem("file_is_sound", "database", str(words))
    for table, row_id, parent, _ in evidence.tx.connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Problem("file_is_sound", f"{table} {row_id}", f"refers to nothing in {parent}")

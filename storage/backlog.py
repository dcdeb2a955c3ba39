"""What waits to be done: notices to be sent, updates to be handled."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.core.domain.notice import NoticeStatus
from storage import tables as t
from storage.transaction import Transaction

_NOTICES = select(func.count()).where(t.notices.c.status.in_((NoticeStatus.PENDING, NoticeStatus.SENDING)))
_UPDATES = select(func.count()).where(t.inbox.c.finished_at.is_(None))


def backlog(tx: Transaction) -> tuple[int, int]:
    """How many notices, those that are held till morning too; how many updates."""
    return tx.scalar(_NOTICES), tx.scalar(_UPDATES)

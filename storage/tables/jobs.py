"""What each period owed, and what became of it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from bot.core.domain.schedule import RunStatus
from storage.tables.base import choice, code, metadata, moment, one_of, refers, words

job_runs = Table(
    "job_runs",
    metadata,
    code("job", primary_key=True),
    code("period", primary_key=True),
    moment("due_at"),
    moment("ran_at"),
    choice("status", RunStatus),
    Column("told", Integer, nullable=False),
    refers("by", "people.id"),
    Column("attempts", Integer, nullable=False),
    words("error"),
    Index("ix_job_runs_last", "job", "ran_at"),
    one_of("status", RunStatus),
)

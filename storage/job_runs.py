"""Periods that were owed: whoever writes the row first does the work."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from bot.core.domain.schedule import JobRun, RunStatus
from storage import tables as t
from storage.transaction import Transaction, dialect_insert

_R = t.job_runs.c
_LAST = select(t.job_runs).where(_R.job == bindparam("of_job")).order_by(_R.ran_at.desc(), _R.period.desc())
_ONE = _LAST.limit(bindparam("most"))
_RUN = select(t.job_runs).where(_R.job == bindparam("of_job"), _R.period == bindparam("of_period"))


class JobRunsRepository:
    """`ports.JobRuns`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def begin(self, run: JobRun) -> bool:
        adding = dialect_insert(t.job_runs, self._tx.dialect)
        changed = {c.name: adding.excluded[c.name] for c in t.job_runs.c if not c.primary_key}
        statement = adding.on_conflict_do_update(
            index_elements=["job", "period"],
            set_={**changed, "attempts": _R.attempts + 1},
            where=_R.status == RunStatus.FAILED,
        )
        # Not the row count: for an INSERT not every driver tells it.
        return self._tx.row(statement.returning(_R.job), _values(run)) is not None

    def end(self, run: JobRun) -> None:
        self._tx.change(
            t.job_runs.update().where(_R.job == run.job, _R.period == run.period), {"told": run.told}
        )

    def of(self, job: str, period: str) -> JobRun | None:
        row = self._tx.row(_RUN, {"of_job": job, "of_period": period})
        return None if row is None else _run(row)

    def last(self, job: str, limit: int = 1) -> list[JobRun]:
        return [_run(row) for row in self._tx.rows(_ONE, {"of_job": job, "most": limit})]


def _values(run: JobRun) -> dict[str, Any]:
    return {
        "job": run.job,
        "period": run.period,
        "due_at": run.due_at,
        "ran_at": run.ran_at,
        "status": run.status,
        "told": run.told,
        "by": run.by,
        "attempts": run.attempts,
        "error": run.error,
    }


def _run(row: Any) -> JobRun:
    return JobRun(**row._asdict())

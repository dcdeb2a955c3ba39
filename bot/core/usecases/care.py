"""The desk looks after itself: last night's backup, and what the doctor found in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.domain.health import Examination, Health
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.report_events import DeskUnwell, Trouble
from bot.core.domain.schedule import RunStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.run_job import Owed

BACKUP = "backup"  # the job's name
RECORD = "care"
A_DAY = timedelta(hours=24)
MOST_WORDS = 600  # signs


def tell_findings(uow: UnitOfWork, findings: Sequence[str]) -> int:
    """What the doctor found in the newest backup, one line each, to the admins."""
    if findings:
        _tell(uow, Trouble.RULES_BROKEN, "\n".join(findings))
    return len(findings)


def watch_backups(uow: UnitOfWork, period: Owed) -> int:  # noqa: ARG001 - it looks at now
    """Tells the admins where no backup of last night counts; a desk that is new has till tomorrow."""
    runs = uow.job_runs.last(BACKUP, 10)
    good = [run for run in runs if run.status is not RunStatus.FAILED]
    if not runs or (good and uow.now - good[0].due_at < A_DAY):
        return 0
    failed = next((run.error for run in runs if run.status is RunStatus.FAILED), "")
    _tell(uow, Trouble.BACKUP_MISSING, failed)
    return 1


def ensure_may_examine(uow: UnitOfWork, actor: Person) -> None:  # noqa: ARG001 - asked in a transaction
    """Before the doctor is called, who takes his time. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_HEALTH)


def see_health(uow: UnitOfWork, actor: Person, examination: Examination, jobs: Sequence[str]) -> Health:
    """`jobs`: the names of those that the desk runs. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_HEALTH)
    last = [run for job in jobs for run in uow.job_runs.last(job)]
    runs = uow.job_runs.last(BACKUP, 20)
    backups = [run for run in runs if run.status is RunStatus.DONE]
    new = all(run.status is RunStatus.FIRST for run in runs[:1])
    return Health(
        examination,
        next(iter(backups), None),
        BACKUP in jobs,
        new,
        tuple(run for run in last if run.status is RunStatus.FAILED),
    )


def _tell(uow: UnitOfWork, why: Trouble, words: str) -> None:
    publish(
        uow, DeskUnwell(record=RECORD, actor_id=0, at=uow.now, why=why, words=words[:MOST_WORDS].rstrip())
    )

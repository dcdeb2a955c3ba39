"""Does what a period owes, once: the row that says so and all that it causes are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.report_errors import JobRanAlready
from bot.core.domain.schedule import JobRun, RunStatus, When
from bot.core.usecases.ports import Desk, UnitOfWork

MOST_ERROR = 300  # signs


@dataclass(frozen=True, slots=True)
class Owed:
    """One period of a job, as the work gets it. `key` tells apart what it sends from every other period."""

    job: str
    period: str
    due_at: datetime
    since: datetime  # when the run before it looked; what happened later is this one's
    now: datetime

    @property
    def key(self) -> str:
        return f"job/{self.job}/{self.period}"


Work = Callable[[UnitOfWork, Owed], int]  # gives how many were told


Prepare = Callable[[Desk, Owed], Work]


@dataclass(frozen=True, slots=True)
class Job:
    """`name` is for the command line and the table of runs; never changed. `prepare`: what takes long is
    done before the transaction begins, and gives the work."""

    name: str
    when: When
    work: Work
    prepare: Prepare | None = None


def nothing_to_do(uow: UnitOfWork, period: Owed) -> int:  # noqa: ARG001 - the shape of every work
    """The work of a job that is all preparation, until it is prepared."""
    return 0


def prepared(desk: Desk, job: Job, *, by_hand: bool = False) -> Job:
    """The job, ready to be run in a short transaction. To be called in a thread, outside of transactions.
    What never ran before is owed to nobody, so nothing is prepared for it."""
    prepare = job.prepare
    if prepare is None:
        return job
    period, new = desk.read_now(lambda uow: (owed(uow, job), not uow.job_runs.last(job.name)))
    if new and not by_hand:
        return job
    return replace(job, work=prepare(desk, period), prepare=None)


def owed(uow: UnitOfWork, job: Job) -> Owed:
    """The last period that was due."""
    zone = uow.rules.timezone
    due = job.when.last_due(uow.now, zone)
    before = [run for run in uow.job_runs.last(job.name, 10) if run.status is not RunStatus.FAILED]
    return Owed(job.name, job.when.period(due, zone), due, before[0].ran_at if before else due, uow.now)


def is_owed(uow: UnitOfWork, job: Job) -> bool:
    """A look before the write: whether there is anything to do."""
    known = uow.job_runs.of(job.name, owed(uow, job).period)
    return known is None or known.status is RunStatus.FAILED


def run_owed(uow: UnitOfWork, job: Job) -> JobRun | None:
    """What the clock owes. None where it was done. Several periods missed are one: the last. What was due
    before the desk ran for the first time is owed to nobody."""
    period = owed(uow, job)
    first = not uow.job_runs.last(job.name)
    run = _run(uow, period, by=0, status=RunStatus.FIRST if first else RunStatus.DONE)
    if not uow.job_runs.begin(run):
        return None
    return run if first else _worked(uow, job, period, run)


def run_by_hand(uow: UnitOfWork, actor: Person, job: Job) -> JobRun:
    """Now, because somebody asks: the owed period where it is not done yet, else once more. Raises
    JobRanAlready for a second press within the minute."""
    ensure_can(actor, Permission.RUN_JOBS)
    period = owed(uow, job)
    if not is_owed(uow, job):
        period = replace(period, period=f"{period.period}/{uow.now:%Y-%m-%dT%H:%M}")
    run = _run(uow, period, by=actor.id, status=RunStatus.DONE)
    if not uow.job_runs.begin(run):
        raise JobRanAlready(job=job.name)
    return _worked(uow, job, period, run)


def note_failure(uow: UnitOfWork, job: Job, error: str) -> None:
    """In a transaction of its own, after the one that failed was undone."""
    run = _run(uow, owed(uow, job), by=0, status=RunStatus.FAILED)
    uow.job_runs.begin(replace(run, error=error[:MOST_ERROR]))


def _run(uow: UnitOfWork, period: Owed, *, by: int, status: RunStatus) -> JobRun:
    return JobRun(period.job, period.period, period.due_at, uow.now, status, by=by)


def _worked(uow: UnitOfWork, job: Job, period: Owed, run: JobRun) -> JobRun:
    done = replace(run, told=job.work(uow, period))
    uow.job_runs.end(done)
    return done


@dataclass(frozen=True, slots=True)
class JobStanding:
    """`last` is the newest run; `due_again` the next time by the clock."""

    job: Job
    last: JobRun | None
    due_again: datetime


def jobs_standing(uow: UnitOfWork, actor: Person, jobs: tuple[Job, ...]) -> list[JobStanding]:
    ensure_can(actor, Permission.RUN_JOBS)
    zone = uow.rules.timezone
    return [
        JobStanding(job, next(iter(uow.job_runs.last(job.name)), None), job.when.next_due(uow.now, zone))
        for job in jobs
    ]

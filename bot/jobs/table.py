"""Every schedule of the desk, in one table. Times are by the clock on the desk's wall."""

from __future__ import annotations

from datetime import time

from bot.core.domain.report_errors import JobUnknown
from bot.core.domain.schedule import Daily, Hourly, Monthly, Weekly
from bot.core.usecases.care import BACKUP, watch_backups
from bot.core.usecases.check_money import find_mismatches, keep_check
from bot.core.usecases.ports import Desk, UnitOfWork
from bot.core.usecases.practise import end_idle_practices
from bot.core.usecases.remind_claims import push_weekly_claims, remind_claims
from bot.core.usecases.remind_customers import remind_customers
from bot.core.usecases.remind_people import alert_stages, remind_approvals, remind_drafts
from bot.core.usecases.review_policy import send_policy_review
from bot.core.usecases.run_job import Job, Owed, Prepare, Work, nothing_to_do
from bot.core.usecases.send_summary import send_weekly_summary


def desk_jobs(
    summary_day: int, summary_time: time, backup: Prepare | None = None, *, review_months: int = 3
) -> tuple[Job, ...]:
    """`summary_day` 0 is Monday. Without `backup` the desk makes none by itself. `review_months` 0: nobody is
    asked to look at the policy."""
    review = Job("policy_review", Monthly(review_months or 12, time(9, 45)), send_policy_review)
    care = (
        Job(BACKUP, Daily(time(3, 40)), nothing_to_do, backup),
        Job("backup_watch", Daily(time(8)), watch_backups),
    )
    return (
        Job("weekly_summary", Weekly(summary_day, summary_time), send_weekly_summary),
        Job("supplier_lists", Weekly(0, time(9, 30)), _supplier_lists),
        Job("money_check", Daily(time(3, 10)), nothing_to_do, _money_check),
        Job("draft_reminders", Daily(time(8, 30)), remind_drafts),
        Job("claim_reminders", Daily(time(9, 15)), _claim_reminders),
        Job("customer_reminders", Daily(time(10)), remind_customers),
        Job("approval_reminders", Hourly(5), remind_approvals),
        Job("practice_ends", Hourly(50), end_idle_practices),
        Job("stage_alerts", Hourly(35), alert_stages),
        *((review,) if review_months else ()),
        *(care if backup else ()),
    )


def job_named(jobs: tuple[Job, ...], name: str) -> Job:
    """Raises JobUnknown."""
    for job in jobs:
        if job.name == name:
            return job
    raise JobUnknown(job=name[:40])


def _supplier_lists(uow: UnitOfWork, period: Owed) -> int:
    return push_weekly_claims(uow, period.period)


def _money_check(desk: Desk, period: Owed) -> Work:  # noqa: ARG001 - it knows what it found before
    """It reads everything there is, so it must not hold the one writer of SQLite while it does."""
    found = desk.read_now(lambda uow: find_mismatches(uow, uow.people.get(0)))
    return lambda uow, _: len(keep_check(uow, uow.people.get(0), found).mismatches)


def _claim_reminders(uow: UnitOfWork, period: Owed) -> int:  # noqa: ARG001 - claims know what was said
    return len(remind_claims(uow))

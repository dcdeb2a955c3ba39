"""Refusals of reports and jobs."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


class PeriodUnreadable(DeskError):
    """Neither one nor two dates, or more than three years. Facts: text."""

    code = "period_unreadable"


class JobRanAlready(DeskError):
    """Somebody asked for it within the same minute. Facts: job."""

    code = "job_ran_already"


class JobUnknown(DeskError):
    """No job has that name. Facts: job."""

    code = "job_unknown"

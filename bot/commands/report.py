"""Figures and jobs from the command line, with the same use cases as the chat."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import jobs_of, opened_database
from bot.config import Settings
from bot.core.domain.errors import DeskError
from bot.core.domain.figures import BREAKDOWNS, Choice, Dimension
from bot.core.domain.periods import Period, period_of_words
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.run_job import jobs_standing, prepared, run_by_hand
from bot.jobs.table import job_named
from bot.notify.rendered import plain_text
from bot.report_files import ReportFiles
from bot.views.errors import refusal
from bot.views.rendered import FileKind, ReportFile
from bot.views.report_cards import breakdown_lines, head_line, summary_lines
from bot.views.texts import plain

Echo = Callable[[str], None]
REFUSED = 2


def write_report(
    settings: Settings, since: str, until: str, folder: Path, echo: Echo, *, language: str = "", by: str = ""
) -> int:
    """Says the figures, also each by itself where `by` names a way to tell them apart, and writes three
    files. 2 where the dates or the way cannot be read."""
    zone, chosen = ZoneInfo(settings.desk_timezone), language or settings.desk_language
    if by and by not in BREAKDOWNS:
        echo(plain(chosen, "report.by.unknown", words=by, known=", ".join(BREAKDOWNS)))
        return REFUSED
    try:
        period = period_of_words(f"{since} {until}")
    except DeskError as error:
        echo(refusal(chosen, error, zone))
        return REFUSED
    with opened_database(settings) as database:
        words, files = database.read_now(lambda uow: _facts(uow, period, chosen, by))
    for line in words:
        echo(plain_text(line))
    folder.mkdir(parents=True, exist_ok=True)
    maker = ReportFiles(settings.desk_name, zone)
    for file in files:
        name, content = maker.make(file)
        (folder / name).write_bytes(content)
        echo(str(folder / name))
    return 0


def _facts(uow: UnitOfWork, period: Period, language: str, by: str) -> tuple[list[str], list[ReportFile]]:
    desk = uow.people.get(0)
    report = compile_report(uow, desk, period)
    lines = counted_lines(uow, desk, period, Choice())
    words = [head_line(language, period), *summary_lines(language, report)]
    told_by = Dimension(by) if by else Dimension.REASON
    if by:
        words += breakdown_lines(language, told_by, report.groups(told_by), report.total)
    return words, [ReportFile(kind, language, report, lines, told_by) for kind in FileKind]


def run_job(settings: Settings, name: str, echo: Echo) -> int:
    """ "list" shows every job. Once more, where the period is done. 2 for a name that none has."""
    with opened_database(settings) as database:
        jobs = jobs_of(settings, database)
        if name == "list":
            for standing in database.read_now(lambda uow: jobs_standing(uow, uow.people.get(0), jobs)):
                ran = f"{standing.last.ran_at:%Y-%m-%d %H:%M}Z" if standing.last else "–"
                echo(f"{standing.job.name:20} {ran:18} {standing.due_again:%Y-%m-%d %H:%M}Z")
            return 0
        try:
            job = prepared(database, job_named(jobs, name), by_hand=True)
            run = database.write_now(lambda uow: run_by_hand(uow, uow.people.get(0), job))
        except DeskError as error:
            echo(refusal(settings.desk_language, error, ZoneInfo(settings.desk_timezone)))
            return REFUSED
    echo(f"{name} {run.period}: {run.told}")
    return 0

"""The schedules of the desk: when each ran last, when it comes again, and a button to run it now."""

from __future__ import annotations

from bot.core.domain.people import Person
from bot.core.domain.schedule import RunStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.run_job import JobStanding
from bot.views.callback_data import Act
from bot.views.figures import day_and_clock
from bot.views.keyboards import button, in_rows, rows
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text


def jobs_view(uow: UnitOfWork, actor: Person, standings: list[JobStanding]) -> Rendered:
    language, zone = actor.language, uow.rules.timezone
    lines = [text(language, "jobs.head")]
    for standing in standings:
        last = standing.last
        key = "jobs.never" if last is None or last.status is RunStatus.FIRST else f"jobs.{last.status.value}"
        said = plain(
            language,
            key,
            at=day_and_clock(language, last.ran_at, zone) if last else "",
            count=last.told if last else 0,
        )
        lines.append(
            text(
                language,
                "jobs.line",
                job=Html(f"<b>{plain(language, f'job.{standing.job.name}')}</b>"),
                last=said,
                next=day_and_clock(language, standing.due_again, zone),
            )
        )
    buttons = [
        button(f"▶ {plain(language, f'job.{s.job.name}')}", Act.RUN_JOB, 0, s.job.name) for s in standings
    ]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2)))

"""/jobs: what runs by the clock, and running one now."""

from __future__ import annotations

import asyncio

from telegram import Update

from bot.core.domain.errors import DeskError
from bot.core.domain.report_errors import JobUnknown
from bot.core.usecases.acting import acting
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.run_job import Job, jobs_standing, prepared, run_by_hand
from bot.views.callback_data import Button
from bot.views.job_cards import jobs_view
from bot.views.rendered import Rendered
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.showing import edit, send, sender_id, show_refusal, toast


async def jobs(update: Update, context: DeskContext) -> None:
    telegram_id, listed = sender_id(update), context.jobs
    try:
        rendered = await context.desk.read(lambda uow: _shown(uow, telegram_id, listed))
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await send(update, context, rendered)


def _shown(uow: UnitOfWork, telegram_id: int, listed: tuple[Job, ...]) -> Rendered:
    actor = acting(uow, telegram_id)
    return jobs_view(uow, actor, jobs_standing(uow, actor, listed))


async def press_job(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id, listed, query = sender_id(update), context.jobs, update.callback_query
    assert query is not None
    wanted = next((job for job in listed if job.name == button.argument), None)
    if wanted is None:
        raise JobUnknown(job=button.argument[:40])

    await context.desk.read(lambda uow: jobs_standing(uow, acting(uow, telegram_id), listed))
    ready = await asyncio.to_thread(prepared, context.desk, wanted, by_hand=True)

    def run(uow: UnitOfWork) -> tuple[str, Rendered]:
        actor = acting(uow, telegram_id)
        told = run_by_hand(uow, actor, ready).told
        return plain(actor.language, "jobs.ran", count=told), _shown(uow, telegram_id, listed)

    said, rendered = await context.desk.write(run)
    await toast(query, said)
    if not await edit(query, rendered):
        await send(update, context, rendered)

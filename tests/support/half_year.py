"""Half a year of decisions, small enough to be counted by hand: what the policy did in two quarters."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial

from bot.core.domain.reasons import RefusalReason
from bot.core.usecases.decide_approval import refuse_return
from bot.core.usecases.run_job import run_owed
from bot.core.usecases.submit_return import submit_return
from bot.jobs.table import desk_jobs
from storage.database import Database
from storage.outbox import forget_notices
from tests.support.builders import BAG, NowDesk, act, approve, draft_return, file_return, furnish
from tests.support.cast import ANN, BO, WEI
from tests.support.clock import Clock
from tests.support.databases import open_database

LAST_DAY = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
DAY_AFTER = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)  # 10:00 in London


def a_half_year(desk: NowDesk, clock: Clock) -> None:
    """First quarter: a box by the policy, 13 clocks by Ann, 13 more that were never bought. Second: six
    clocks on day 35 of 30, for 22.50, refused; four on day 44, approved all the same; two boxes, refused."""
    file_return(desk, product=BAG, quantity=1, reason="ORDER_ERROR")
    drafts = [draft_return(desk, quantity=13) for _ in range(2)]
    approve(desk, act(desk, BO, submit_return, drafts[0]).request.id)
    act(desk, BO, submit_return, drafts[1])
    clock.now = datetime(2026, 4, 7, 10, 0, tzinfo=UTC)
    late = file_return(desk, quantity=6).request
    act(desk, ANN, refuse_return, late.id, RefusalReason.OUTSIDE_WINDOW)
    clock.now = datetime(2026, 4, 16, 10, 0, tzinfo=UTC)
    approve(desk, file_return(desk, quantity=4).request.id)
    boxes = file_return(desk, product=BAG, quantity=2, reason="ORDER_ERROR").request
    act(desk, WEI, refuse_return, boxes.id, RefusalReason.OUTSIDE_WINDOW)


def half_year_told(empty: Database) -> None:
    """For a template of databases: as above, nobody is to hear of it any more, and on the last day every job
    has had its first run."""
    clock = Clock()
    database = open_database(empty.address.render_as_string(hide_password=False), clock)
    database.write_now(furnish)
    a_half_year(database, clock)
    clock.now = LAST_DAY
    for job in desk_jobs(0, time(9)):
        database.write_now(partial(run_owed, job=job))
    database.transact_now(forget_notices)
    database.stop_now()

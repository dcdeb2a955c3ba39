"""`make real-data DATA=FOLDER`: a wholesaler's real lines imported, its credits replayed as returns."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import update

from bot.app import log_key, opened_database, paper_archive, photo_store
from bot.commands.import_files import DESK, read_tables
from bot.commands.recorded import Recorded, what_is_recorded
from bot.commands.texts import Echo, say, tell_problems
from bot.config import Settings
from bot.core.domain.errors import ImportRefused
from bot.core.domain.importing import ParsedTable
from bot.core.domain.notice import NoticeStatus
from bot.core.domain.people import Person, Role
from bot.core.usecases.acting import acting
from bot.core.usecases.import_company import ImportReport, import_company, preview_import
from bot.core.usecases.import_orders import CreditRow
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.replay_credits import (
    ReplayStaff,
    file_credit,
    is_charge,
    is_replayed,
    next_step,
    replay_charge,
    replayed_references,
)
from storage import tables as t
from storage.database import Database
from storage.doctor import check
from storage.transaction import Transaction

FILE = "sales_and_returns.csv"
_CLERK, _MANAGER, _INSPECTOR, _REVIEWER = 1, 2, 3, 4  # Telegram ids that nobody has
_PEOPLE = (
    (_CLERK, "Replay clerk", Role.CLERK),
    (_MANAGER, "Replay manager", Role.MANAGER),
    (_INSPECTOR, "Replay inspector", Role.INSPECTOR),
    (_REVIEWER, "Replay second manager", Role.MANAGER),
)


@dataclass(slots=True)
class ReplayClock:
    """The time of what is being replayed. Hand it to the Database and to `replay_real_data`."""

    now: datetime = datetime(2010, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def run_real_data(settings: Settings, folder: Path, echo: Echo, *, expect: str = "") -> int:
    """On a desk of its own, beside the one that runs. 0: the figures agree and every rule holds."""
    home = settings.data_dir / "real-data"
    own = settings.model_copy(
        update={
            "data_dir": home,
            "database_url": f"sqlite:///{(home / 'desk.sqlite').as_posix()}",
            "one_person_shop": False,
        }
    )
    language = settings.desk_language
    begun, clock = time.monotonic(), ReplayClock()
    with opened_database(own, clock) as database:
        code = replay_real_data(database, clock, folder, echo, language=language, expect=expect)
        if code != 2:
            problems = check(database, photo_store(own), log_key(own), paper_archive(own))
            for problem in problems:
                echo(
                    say(
                        language, "real.doctor", rule=problem.rule, record=problem.record, text=problem.detail
                    )
                )
            if not problems:
                echo(say(language, "real.doctor_clean"))
            code = 1 if problems else code
    echo(say(language, "real.took", seconds=f"{time.monotonic() - begun:.1f}"))
    return code


def replay_real_data(
    database: Database,
    clock: ReplayClock,
    folder: Path,
    echo: Echo,
    *,
    language: str = "en",
    expect: str = "",
) -> int:
    """`clock` is the database's own. 1: figures that differ. 2: nothing could be replayed. Again on the
    same database it goes on where it stopped; after a whole run it changes nothing."""
    expected = _expected(expect)
    if expected is None:
        echo(say(language, "real.bad_expectation"))
        return 2
    echo(say(language, "real.reading", file=FILE))
    tables = read_tables([folder / FILE], language, echo)
    report = _import(database, clock, tables, language, echo) if tables else None
    if report is None:
        echo(say(language, "nothing"))
        return 2
    staff = database.write_now(_staff)
    credits = sorted(report.credits, key=lambda credit: credit.at)  # stable: file order where times are equal
    complete = _replay(database, clock, staff, credits, language, echo)
    database.transact_now(_nobody_to_tell)
    recorded = database.look_now(what_is_recorded)
    agrees = tell_recorded(recorded, language, echo)
    return 0 if _meets(recorded, expected, language, echo) and agrees and complete else 1


def _expected(text: str) -> list[int] | None:
    """None where it is no seven numbers; empty where nothing is expected."""
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    usable = len(parts) in (0, 7) and all(part.isascii() and part.isdigit() for part in parts)
    return [int(part) for part in parts] if usable else None


# ── import ──
def _import(
    database: Database, clock: ReplayClock, tables: Sequence[ParsedTable], language: str, echo: Echo
) -> ImportReport | None:
    moments: list[Any] = [row.values["ordered_at"] for table in tables for row in table.rows]
    clock.now = min((m.replace(tzinfo=UTC) for m in moments), default=clock.now)
    try:
        report = database.write_now(lambda uow: import_company(uow, uow.people.get(DESK), tables))
    except ImportRefused:
        report = database.read_now(lambda uow: preview_import(uow, uow.people.get(DESK), tables))
        echo(say(language, "problems", count=len(report.problems)))
        tell_problems(language, report.problems, echo, each=20)
        return None
    kept_out = sum(warning.code == "CUSTOMER_MISSING" for warning in report.warnings)
    echo(say(language, "real.kept_out", count=kept_out))
    return report


def _staff(uow: UnitOfWork) -> ReplayStaff:
    for telegram_id, name, role in _PEOPLE:
        if uow.people.by_telegram(telegram_id) is None:
            uow.people.add(Person(0, telegram_id, name, uow.rules.language, frozenset({role})))
    clerk, manager, inspector, reviewer = (acting(uow, telegram_id) for telegram_id, _, _ in _PEOPLE)
    return ReplayStaff(clerk, manager, inspector, reviewer)


# ── replay ──
def _replay(
    database: Database,
    clock: ReplayClock,
    staff: ReplayStaff,
    credits: Sequence[CreditRow],
    language: str,
    echo: Echo,
) -> bool:
    """Each credit all the way before the next one begins. False where one could not be taken."""
    known = database.read_now(replayed_references)
    here = database.read_now(lambda uow: sum(is_replayed(uow, credit, known) for credit in credits))
    echo(say(language, "real.replaying", count=len(credits), known=here))
    complete = True
    for credit in credits:
        clock.now = credit.at
        if database.read_now(partial(is_charge, credit=credit)):
            if credit.customer_code:
                database.write_now(partial(replay_charge, manager=staff.manager, credit=credit))
            else:
                echo(say(language, "real.no_customer", text=credit.reference))
                complete = False
            continue
        request_id = known.get(credit.reference)
        if request_id is None:
            request_id = database.write_now(partial(file_credit, clerk=staff.clerk, credit=credit)).id
        while database.write_now(partial(next_step, staff=staff, request_id=request_id)):
            pass
    return complete


def _nobody_to_tell(tx: Transaction) -> None:
    """The people of a replay are made up: their notices end here, so that none waits for ever."""
    waits = t.notices.c.status.in_((NoticeStatus.PENDING, NoticeStatus.SENDING))
    ended = {"status": NoticeStatus.DEAD, "claimed_until": None, "error": "replayed: nobody to tell"}
    tx.change(update(t.notices).where(waits).values(**ended), {})


# ── what came out ──
def tell_recorded(recorded: Recorded, language: str, echo: Echo) -> bool:
    """Prints the figures; False where stock, money or states do not agree with one another."""
    lines, units = recorded.covered
    count, moved = recorded.movements
    notes, credited = recorded.notes
    figures = [_plain(figure) for figure in recorded.figures()]
    echo(say(language, "real.recorded"))
    echo(
        say(
            language,
            "real.imported",
            lines=recorded.sold_lines,
            orders=recorded.orders,
            products=recorded.products,
            customers=recorded.customers,
        )
    )
    echo(
        say(
            language,
            "real.covered",
            lines=lines,
            units=_plain(units),
            movements=count,
            moved=_plain(moved),
        )
    )
    echo(say(language, "real.credited", notes=notes, value=credited, paid=recorded.paid))
    echo(say(language, "real.refused", lines=figures[2], units=figures[3]))
    for refused in recorded.refused:
        echo(
            say(
                language,
                "real.sum",
                number=refused.number,
                reference=refused.reference,
                product=refused.product,
                asked=_plain(refused.asked),
                sold=refused.sold,
                taken=refused.taken,
                most=refused.most,
            )
        )
    echo(say(language, "real.waiting", lines=figures[4], units=figures[5]))
    echo(say(language, "real.charges", lines=figures[6], value=recorded.charges[1]))
    agrees = True
    if recorded.between:
        echo(say(language, "real.open", count=recorded.between))
        agrees = False
    if not units == moved == recorded.held:
        text = f"{_plain(units)}, {_plain(moved)}, {_plain(recorded.held)}"
        echo(say(language, "real.stock_differs", text=text))
        agrees = False
    if credited != recorded.paid:
        echo(say(language, "real.money_differs", text=f"{credited}, {recorded.paid}"))
        agrees = False
    return agrees


def _meets(recorded: Recorded, expected: Sequence[int], language: str, echo: Echo) -> bool:
    if not expected:
        return True
    figures = list(recorded.figures())
    text = ", ".join(_plain(figure) for figure in figures)
    if figures == list(expected):
        echo(say(language, "real.expected", text=text))
        return True
    echo(say(language, "real.unexpected", expected=", ".join(map(str, expected)), text=text))
    return False


def _plain(number: object) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number}" else f"{number}"

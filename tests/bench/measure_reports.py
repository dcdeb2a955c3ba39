"""`make bench`: what the weekly summary's reading costs with a short and with a long history.

    python -m tests.bench.measure_reports [LINES_LONG]

Prints the medians of alternating runs, their ratio, and the memory the reading took at most. Leaves with 1
where the ratio is above 1.3: the cost must depend on the weeks that are told, not on the past.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.core.domain.figures import Choice
from bot.core.domain.periods import week_of
from bot.core.domain.weekly_summary import Report
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from storage.engine import Use, make_engine
from tests.bench.history import NOW, write_history
from tests.support.builders import furnish
from tests.support.databases import ENGINES, drop, fresh_url, open_database

SHORT, LONG = 20_000, 1_000_000
MOST_RATIO = 1.3
ROUNDS = 15
WEEK = week_of(date(2026, 4, 6))


def summary(uow: UnitOfWork) -> Report:
    return compile_report(uow, uow.people.get(0), WEEK)


def lines(uow: UnitOfWork) -> int:
    return len(counted_lines(uow, uow.people.get(0), WEEK, Choice()))


def seconds(database: Database, work: Callable[[UnitOfWork], object]) -> float:
    began = time.perf_counter()
    database.read_now(work)
    return time.perf_counter() - began


def peak_megabytes(database: Database) -> float:
    tracemalloc.start()
    database.read_now(summary)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1_048_576


def measured(engine: str, folder: Path, long: int) -> float:
    """Prints one engine's figures and gives the worst ratio."""
    urls = {count: fresh_url(engine, folder, furnish_desk) for count in (SHORT, long)}
    for count, url in urls.items():
        began = time.perf_counter()
        made = make_engine(url, Use.WRITE, 1)
        write_history(made, count)
        made.dispose()
        print(f"{engine}: {count:,} lines written in {time.perf_counter() - began:.0f} s", flush=True)
    desks = {count: open_database(url, lambda: NOW) for count, url in urls.items()}
    worst = 0.0
    for name, work in (("summary", summary), ("lines of the week", lines)):
        times: dict[int, list[float]] = {count: [] for count in desks}
        for database in desks.values():
            seconds(database, work)  # statements are prepared, pages are read once
        for _ in range(ROUNDS):
            for count, database in desks.items():
                times[count].append(seconds(database, work))
        short, far = (statistics.median(times[count]) * 1000 for count in desks)
        worst = max(worst, far / short)
        print(f"{engine}: {name}: {short:.1f} ms with {SHORT:,} lines, {far:.1f} ms with {long:,}")
        print(f"{engine}: {name}: {far / short:.2f} times as long", flush=True)
    low, high = (peak_megabytes(database) for database in desks.values())
    print(f"{engine}: memory of the summary at most {low:.2f} MB and {high:.2f} MB", flush=True)
    for database in desks.values():
        database.stop_now()
    for url in urls.values():
        drop(url)
    return worst


def furnish_desk(database: Database) -> None:
    database.write_now(furnish)


def main() -> int:
    long = int(sys.argv[1]) if len(sys.argv) > 1 else LONG
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        worst = max(measured(engine, Path(folder), long) for engine in ENGINES)
    print(f"worst ratio {worst:.2f}, allowed {MOST_RATIO}")
    return int(worst > MOST_RATIO)


if __name__ == "__main__":
    raise SystemExit(main())

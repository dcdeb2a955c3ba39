"""`make doctor`: every rule that always holds, checked against the database."""

from __future__ import annotations

from collections.abc import Callable

from bot.app import log_key, opened_database, photo_store
from bot.config import Settings
from storage.doctor import check


def check_health(settings: Settings, echo: Callable[[str], None]) -> int:
    """0 where all is well, 1 with one line for each offending record."""
    with opened_database(settings) as database:
        problems = check(database, photo_store(settings), log_key(settings))
    for problem in problems:
        echo(f"✗ {problem.rule}: {problem.record}: {problem.detail}")
    echo(f"{len(problems)} problems." if problems else "✓ Every rule holds.")
    return 1 if problems else 0

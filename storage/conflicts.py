"""Which failures are worth another try, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import stamina
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.core.domain.errors import RecordChanged

T = TypeVar("T")
TRIES = 5
RETRIED_STATES = frozenset({"40001", "40P01"})  # PostgreSQL: serialization_failure, deadlock_detected


class OutcomeUnknown(Exception):
    """The connection went while the commit was under way: the change may be kept or not."""


def is_worth_another_try(error: Exception) -> bool:
    """The database asks for it, or the connection went before anything was committed."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in RETRIED_STATES or error.connection_invalidated


def retried(attempt: Callable[[], T]) -> T:
    """The attempt's result; made again at once where another person's save won the race, and with growing
    pauses (20 ms to 0.5 s) where the database asks for it, five times at most."""
    try:
        return _once_more_if_changed(attempt)
    except DBAPIError as error:
        if not is_worth_another_try(error):
            raise
    for retry in stamina.retry_context(
        on=is_worth_another_try, attempts=TRIES - 1, wait_initial=0.02, wait_max=0.5, wait_jitter=0.05
    ):
        with retry:
            return _once_more_if_changed(attempt)
    raise AssertionError("the last try either returns or raises")


def _once_more_if_changed(attempt: Callable[[], T]) -> T:
    try:
        return attempt()
    except RecordChanged:
        return attempt()


def committed(connection: Connection, work: Callable[[], T]) -> T:
    """Begins, works, commits. Raises OutcomeUnknown where nobody can say whether the commit was kept."""
    transaction = connection.begin()
    try:
        result = work()
    except BaseException:
        transaction.rollback()
        raise
    try:
        transaction.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise OutcomeUnknown from error
        raise
    return result

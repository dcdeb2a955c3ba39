"""Two desks that must agree: whatever is asked of one is asked of the other, and the answers are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.core.domain.errors import DeskError
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from tests.support.memory_ports import MemoryDesk

T = TypeVar("T")


class Twins:
    """The desk in memory, on which the core's own tests rest, and a stored one."""

    def __init__(self, memory: MemoryDesk, stored: Database) -> None:
        self.memory, self.stored = memory, stored

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        return _agreed(lambda: self.memory.write_now(work), lambda: self.stored.write_now(work))

    def read_now(self, work: Callable[[UnitOfWork], T]) -> T:
        return _agreed(lambda: self.memory.read_now(work), lambda: self.stored.read_now(work))


def _agreed(in_memory: Callable[[], T], stored: Callable[[], T]) -> T:
    expected, refusal = _outcome(in_memory)
    answer, same = _outcome(stored)
    if (expected, _facts(refusal)) != (answer, _facts(same)):
        raise AssertionError(f"in memory: {refusal or expected}\nstored: {same or answer}")
    if same is not None:
        raise same
    return answer  # type: ignore[return-value]


def _outcome(ask: Callable[[], T]) -> tuple[T | None, DeskError | None]:
    try:
        return ask(), None
    except DeskError as refusal:
        return None, refusal


def _facts(refusal: DeskError | None) -> tuple[str, dict[str, object]] | None:
    return None if refusal is None else (refusal.code, refusal.facts)


def ask(twins: Twins, *questions: Callable[[UnitOfWork], object]) -> list[object]:
    """One read for each question."""
    return [twins.read_now(question) for question in questions]

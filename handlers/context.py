"""What a handler works with: typed, no string keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from telegram.ext import Application, CallbackContext, ExtBot

from bot.core.domain.health import Examination
from bot.core.domain.people import Person
from bot.core.usecases.current_practice import Practising, current_practice
from bot.core.usecases.ports import Desk, DeskRules
from bot.core.usecases.run_job import Job
from bot.views.rendered import ReportFile

STRANGER_ANSWERS = 3  # within STRANGER_SECONDS; the rest is silence
STRANGER_SECONDS = 3600.0
MOST_STRANGERS = 10_000


class Files(Protocol):
    """Photos and papers by content hash."""

    def put(self, data: bytes, thumbnail: bytes) -> str: ...
    def read(self, sha256: str) -> bytes: ...


class TableFiles(Protocol):
    """Tables that were shown and wait for a word."""

    def put(self, data: bytes) -> str: ...
    def find(self, sha256: str) -> bytes | None: ...


class PaperFiles(Protocol):
    def read(self, sha256: str) -> bytes: ...


class Room(Protocol):
    """A practice: what handlers work with instead of the real desk's."""

    @property
    def desk(self) -> Desk: ...
    @property
    def photos(self) -> Files: ...
    @property
    def papers(self) -> PaperFiles: ...
    @property
    def rules(self) -> DeskRules: ...


class Rooms(Protocol):
    """Everybody's practices, by Telegram id."""

    async def furnish(self, person: Person) -> Practising:
        """A new one; it is this person's once the real desk says so."""

    def room_of(self, telegram_id: int) -> Room: ...
    def is_sent_home(self, telegram_id: int) -> bool:
        """Whether their practice ended by itself; said once."""

    async def throw_away(self, telegram_id: int) -> None: ...


class ReportMaker(Protocol):
    """Slow: to be called in a thread."""

    def make(self, file: ReportFile) -> tuple[str, bytes]: ...


@dataclass(slots=True)
class Services:
    """Set once by the composition root."""

    desk: Desk | None = None
    photos: Files | None = None
    papers: PaperFiles | None = None
    tables: TableFiles | None = None
    reports: ReportMaker | None = None
    rooms: Rooms | None = None
    jobs: tuple[Job, ...] = ()
    examine: Callable[[], Examination] | None = None
    rules: DeskRules | None = None
    desk_name: str = ""
    known: set[int] = field(default_factory=set)  # accounts of the desk's people; strangers are limited more
    strangers: dict[int, list[float]] = field(default_factory=dict)

    def may_answer_stranger(self, telegram_id: int) -> bool:
        """A stranger who floods is answered a few times an hour."""
        now = time.monotonic()
        lately = [at for at in self.strangers.get(telegram_id, []) if now - at < STRANGER_SECONDS]
        if len(self.strangers) >= MOST_STRANGERS:
            self.strangers.clear()
        self.strangers[telegram_id] = [*lately, now][-STRANGER_ANSWERS - 1 :]
        return len(lately) < STRANGER_ANSWERS


class DeskContext(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """Of the real desk, or of the practice this update belongs to."""

    @property
    def practising(self) -> Practising | None:
        return current_practice.get()

    @property
    def rooms(self) -> Rooms:
        assert self.bot_data.rooms is not None
        return self.bot_data.rooms

    @property
    def _room(self) -> Room | None:
        return self.rooms.room_of(self.practising.chat_id) if self.practising else None

    @property
    def real_desk(self) -> Desk:
        assert self.bot_data.desk is not None
        return self.bot_data.desk

    @property
    def desk(self) -> Desk:
        return self._room.desk if self._room else self.real_desk

    @property
    def photos(self) -> Files:
        assert self.bot_data.photos is not None
        return self._room.photos if self._room else self.bot_data.photos

    @property
    def papers(self) -> PaperFiles:
        assert self.bot_data.papers is not None
        return self._room.papers if self._room else self.bot_data.papers

    @property
    def tables(self) -> TableFiles:
        """Of the real desk: nothing is imported in practice."""
        assert self.bot_data.tables is not None
        return self.bot_data.tables

    @property
    def reports(self) -> ReportMaker:
        assert self.bot_data.reports is not None
        return self.bot_data.reports

    @property
    def examine(self) -> Callable[[], Examination]:
        """The doctor; slow: to be called in a thread."""
        assert self.bot_data.examine is not None
        return self.bot_data.examine

    @property
    def jobs(self) -> tuple[Job, ...]:
        return self.bot_data.jobs

    @property
    def rules(self) -> DeskRules:
        assert self.bot_data.rules is not None
        return self._room.rules if self._room else self.bot_data.rules


DeskApplication = Application[ExtBot[Any], DeskContext, dict[Any, Any], dict[Any, Any], Services, Any]

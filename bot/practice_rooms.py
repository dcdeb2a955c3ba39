"""Practice: for each who practises a desk of their own, in a folder of its own below the data folder.

The real desk keeps only that somebody practises, and in which room. A room without such a row is nobody's
and is thrown away; a row without its room is over. So a desk that is killed at any point is in order again.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import secrets
import shutil
import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram import Update

from bot.config import Settings
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.notice import Notice
from bot.core.domain.people import Person
from bot.core.domain.practice import NUMBER_MARK, Practice
from bot.core.usecases.current_practice import Practising, current_practice
from bot.core.usecases.furnish_practice import furnish_practice
from bot.core.usecases.ports import DeskRules, UnitOfWork
from bot.core.usecases.practise import is_use_unnoted, lose_practice, note_use, practice_of
from bot.notify.gate import Gate
from bot.notify.rendered import Rendered as Delivery
from bot.notify.sender import NoticeSender
from bot.papers import DeskPapers
from bot.rendering import Render, renderer
from bot.report_files import ReportFiles
from bot.views.callback_data import ROOM_LETTERS
from bot.views.texts import plain, text
from storage.database import Database
from storage.outbox import Outbox, forget_notices
from storage.photos import PaperArchive, PhotoStore

log = logging.getLogger(__name__)
_LETTERS = string.ascii_lowercase + string.digits
_NO_KEY = b"practice proves nothing"


@dataclass(slots=True)
class PracticeRoom:
    """`handlers.context.Room`: what handlers work with instead of the real desk's."""

    here: Practising
    folder: Path
    desk: Database
    photos: PhotoStore
    papers: PaperArchive
    rules: DeskRules
    sender: NoticeSender | None = None
    in_use: bool = False  # the real desk has said so


class PracticeSender(NoticeSender):
    """Whoever a notice is for, it is shown to who practises."""

    def __init__(self, chat_id: int, *given: Any) -> None:
        super().__init__(*given)
        self._only = chat_id

    def _chat_of(self, notice: Notice) -> int:  # noqa: ARG002 - whoever
        return self._only


class PracticeRooms:
    """`open_all` before updates are asked for, `begin_to_send` once Telegram is there, `stop` at the end.
    `bot` is the application's, as soon as there is one."""

    def __init__(
        self,
        settings: Settings,
        real: Database,
        rules: DeskRules,
        clock: Callable[[], datetime],
        gate: Gate,
        reports: ReportFiles,
    ) -> None:
        self._folder = settings.data_dir / "practice"
        self._real, self._clock, self._gate, self._reports = real, clock, gate, reports
        self._rules = replace(
            rules, own_work_allowed=True, quiz=False, mail=False, quiet=None, number_mark=NUMBER_MARK
        )
        self._rooms: dict[int, PracticeRoom] = {}  # by Telegram id
        self._sent_home: set[int] = set()  # whose practice ended by itself, until their menu is theirs again
        self.bot: Any = None

    # ── life ──
    async def open_all(self) -> None:
        """Those that were in use; what belongs to nobody is thrown away."""
        found = await self._real.read(_all_practices)
        for practice, person in found:
            if (self._folder / practice.room / "desk.db").exists() and await self._opened_again(
                practice, person
            ):
                continue
            await self._real.write(lambda uow, p=practice: lose_practice(uow, p))  # type: ignore[misc]
        await asyncio.to_thread(self._clear, {room.folder for room in self._rooms.values()})

    async def begin_to_send(self) -> None:
        for room in self._rooms.values():
            await Outbox(room.desk).release()
            await self._start_sender(room)

    async def stop(self) -> None:
        for room in list(self._rooms.values()):
            await _close(room)
        self._rooms.clear()

    # ── whose update this is ──
    async def bind(self, update: Update) -> Practising | None:
        """Only what is said in one's own chat is practice; and only as long as the real desk says so."""
        user, chat = update.effective_user, update.effective_chat
        room = self._rooms.get(user.id) if user is not None else None
        if room is None or user is None or chat is None or chat.id != user.id:
            return None
        practice, unnoted = await self._real.read(lambda uow: _standing(uow, user.id))
        if practice is None or practice.room != room.here.room:
            await self.throw_away(user.id)
            self._sent_home.add(user.id)
            return None
        room.in_use = True
        if unnoted:
            await self._real.write(lambda uow: note_use(uow, practice))
        return room.here

    # ── `handlers.context.Rooms` ──
    async def furnish(self, person: Person) -> Practising:
        """A new room; it is this person's once the real desk says so."""
        await self._throw_away_idle()
        room = await self._open(_new_name(), person)
        reasons = await self._real.read(lambda uow: uow.reasons.all())
        given = (person.telegram_id, person.name, person.language, reasons)
        await room.desk.write(lambda uow: furnish_practice(uow, *given))
        await room.desk.transact(forget_notices)
        await self._start_sender(room)
        return room.here

    def is_sent_home(self, telegram_id: int) -> bool:
        home = telegram_id in self._sent_home
        self._sent_home.discard(telegram_id)
        return home

    def room_of(self, telegram_id: int) -> PracticeRoom:
        return self._rooms[telegram_id]

    async def throw_away(self, telegram_id: int) -> None:
        room = self._rooms.pop(telegram_id, None)
        if room is not None:
            await _close(room)
            await asyncio.to_thread(shutil.rmtree, room.folder, ignore_errors=True)

    async def places(self) -> dict[int, list[DialogPlace]]:
        """By Telegram id of who practises: the question open in that room, if there is one."""
        return {
            telegram_id: [
                place
                for owner, place in await room.desk.read(lambda uow: uow.dialogs.all_open())
                if owner == telegram_id
            ]
            for telegram_id, room in self._rooms.items()
        }

    # ── one room ──
    async def _opened_again(self, practice: Practice, person: Person) -> bool:
        """Practice never keeps the real desk from opening."""
        try:
            room = await self._open(practice.room, person)
        except Exception:
            log.exception("The practice in room %s cannot be opened and is over.", practice.room)
            return False
        room.in_use = True
        return True

    async def _open(self, name: str, person: Person) -> PracticeRoom:
        folder = self._folder / name
        photos, papers = PhotoStore(folder / "photos"), PaperArchive(folder / "papers")
        rules = replace(self._rules, language=person.language, paper_language="")
        desk = Database(
            f"sqlite:///{folder / 'desk.db'}",
            rules=rules,
            papers=DeskPapers(papers, photos, plain(person.language, "practice.desk")),
            log_key=_NO_KEY,
            clock=self._clock,
        )
        try:
            await desk.start()
        except BaseException:
            await desk.stop()
            raise
        here = Practising(name, person.telegram_id, plain(person.language, "practice.mark"))
        room = PracticeRoom(here, folder, desk, photos, papers, rules)
        self._rooms[person.telegram_id] = room
        return room

    async def _start_sender(self, room: PracticeRoom) -> None:
        """In a context of its own: what it sends is of this room, and of no update."""
        shown = _for_who_practises(renderer(room.desk, room.photos, room.papers, self._reports), room)
        chat_id = room.here.chat_id
        room.sender = PracticeSender(chat_id, Outbox(room.desk), self.bot, shown, self._gate, self._clock)
        context = contextvars.Context()
        context.run(current_practice.set, room.here)
        await asyncio.create_task(room.sender.start(), context=context)

    async def _throw_away_idle(self) -> None:
        """What the clock ended meanwhile."""
        used = [telegram_id for telegram_id, room in self._rooms.items() if room.in_use]
        over = await self._real.read(lambda uow: [i for i in used if practice_of(uow, i) is None])
        for telegram_id in over:
            await self.throw_away(telegram_id)
            self._sent_home.add(telegram_id)

    def _clear(self, kept: set[Path]) -> None:
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


async def _close(room: PracticeRoom) -> None:
    if room.sender is not None:
        await room.sender.stop()
    await room.desk.stop()


def _for_who_practises(render: Render, room: PracticeRoom) -> Render:
    """What others would get says so, and cannot be pressed."""

    async def shown(notice: Notice) -> Delivery | None:
        drawn = await render(notice)
        if drawn is None or notice.chat_id == room.here.chat_id:
            return drawn
        head = await room.desk.read(lambda uow: _would_get(uow, notice, room.rules.language))
        return replace(drawn, text=f"{head}\n{drawn.text}", keyboard=None)

    return shown


def _would_get(uow: UnitOfWork, notice: Notice, language: str) -> str:
    person = uow.people.by_telegram(notice.chat_id)
    return text(language, "practice.would_get", name=person.name if person else "–")


def _all_practices(uow: UnitOfWork) -> list[tuple[Practice, Person]]:
    return [(practice, uow.people.get(practice.person_id)) for practice in uow.practices.all()]


def _standing(uow: UnitOfWork, telegram_id: int) -> tuple[Practice | None, bool]:
    practice = practice_of(uow, telegram_id)
    return practice, practice is not None and is_use_unnoted(uow, practice)


def _new_name() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(ROOM_LETTERS))

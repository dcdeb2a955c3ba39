"""Who is told that a practice is over: the one whose it was, where they did not end it themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.core.domain.events import Event
from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.practice import PracticeEnded
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import chat_of, tell


def _ended(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, PracticeEnded)
    if event.idle:
        person = uow.people.get(event.person_id)
        yield tell(uow, key, chat_of(person), NoticeKind.PRACTICE_OVER, person.id, fresh=True)


PRACTICE_RULES: dict[type[Event], Callable[[UnitOfWork, Event, str], Iterable[Notice]]] = {
    PracticeEnded: _ended
}

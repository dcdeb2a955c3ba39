"""Who practises, as the real desk knows it; what they do there is no part of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.practice import Practice, PracticeBegan, PracticeEnded, PractisingAlready
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.run_job import Owed

NOTED_EVERY = timedelta(hours=1)  # that it is in use: one write an hour, not one a tap


def ensure_may_practise(uow: UnitOfWork, actor: Person) -> None:
    """Before a room is made. Raises NotAllowed, PractisingAlready."""
    ensure_can(actor, Permission.PRACTISE)
    known = uow.practices.of(actor.id)
    if known is not None and not known.is_idle(uow.now):
        raise PractisingAlready


def begin_practice(uow: UnitOfWork, actor: Person, room: str) -> Practice:
    """Raises NotAllowed, PractisingAlready."""
    ensure_may_practise(uow, actor)
    practice = Practice(actor.id, room, uow.now, uow.now)
    uow.practices.put(practice)
    record = f"person/{actor.id}"
    publish(uow, PracticeBegan(record=record, actor_id=actor.id, at=uow.now, person_id=actor.id))
    return practice


def end_practice(uow: UnitOfWork, actor: Person) -> bool:
    """Whether there was one."""
    practice = uow.practices.of(actor.id)
    if practice is not None:
        _end(uow, practice, by=actor.id)
    return practice is not None


def practice_of(uow: UnitOfWork, telegram_id: int) -> Practice | None:
    """The one this account is in by now: whoever may no longer practise is in none."""
    person = uow.people.by_telegram(telegram_id)
    if person is None or not person.has(Permission.PRACTISE):
        return None
    practice = uow.practices.of(person.id)
    return None if practice is None or practice.is_idle(uow.now) else practice


def is_use_unnoted(uow: UnitOfWork, practice: Practice) -> bool:
    return uow.now - practice.used_at >= NOTED_EVERY


def note_use(uow: UnitOfWork, practice: Practice) -> None:
    """That it does not rest."""
    if uow.practices.of(practice.person_id) == practice:
        uow.practices.put(replace(practice, used_at=uow.now))


def end_idle_practices(uow: UnitOfWork, period: Owed) -> int:  # noqa: ARG001 - every job gets its period
    """Also of those who may no longer practise. Gives how many were told."""
    over = [p for p in uow.practices.all() if p.is_idle(uow.now) or not _may(uow, p)]
    for practice in over:
        _end(uow, practice, by=0)
    return sum(_may(uow, practice) for practice in over)


def lose_practice(uow: UnitOfWork, practice: Practice) -> None:
    """Its desk is gone, restored from a backup for instance: the person is told that it is over."""
    if uow.practices.of(practice.person_id) == practice:
        _end(uow, practice, by=0)


def _may(uow: UnitOfWork, practice: Practice) -> bool:
    return uow.people.get(practice.person_id).has(Permission.PRACTISE)


def _end(uow: UnitOfWork, practice: Practice, *, by: int) -> None:
    uow.practices.remove(practice.person_id)
    person_id = practice.person_id
    record = f"person/{person_id}"
    publish(uow, PracticeEnded(record=record, actor_id=by, at=uow.now, person_id=person_id, idle=not by))

"""Whom it concerns when a notice cannot be delivered, and when the managers' group changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.core.domain.events import Event, GroupLost, GroupMoved, GroupSettled, NoticeUndelivered
from bot.core.domain.group import CardsTo
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.people import Person, Role
from bot.core.domain.report_events import DeskUnwell
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import chat_of, others, tell
from bot.core.usecases.waiting_cards import author_of, record_of, waiting_matters


def _undelivered(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """The managers and who invited them: one card a day for each who cannot be reached, however many notices
    that concerns."""
    assert isinstance(event, NoticeUndelivered)
    dead = uow.outbox.get(event.notice_id)
    for person in _who_can_help(uow, dead):
        if person.telegram_id != dead.chat_id:
            notice = tell(uow, key, chat_of(person), NoticeKind.NOTICE_FAILED, dead.id)
            day = uow.now.astimezone(uow.rules.timezone).date()
            notice.matter = f"{notice.kind.value}/{dead.address or dead.chat_id}/{day}"
            notice.record = dead.record
            yield notice


def _who_can_help(uow: UnitOfWork, dead: Notice) -> list[Person]:
    managers = uow.people.with_role(Role.MANAGER, Role.ADMIN)
    lost = uow.people.by_telegram(dead.chat_id) if dead.chat_id else None
    invitation = uow.invitations.used_by(lost.id) if lost else None
    if invitation is None or invitation.made_by in {manager.id for manager in managers}:
        return managers
    return [*managers, uow.people.get(invitation.made_by)]


def _group_settled(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """What waits for a decision is shown where decisions are taken from now on."""
    assert isinstance(event, GroupSettled)
    if event.cards_to != CardsTo.EACH:
        yield from _cards_there(uow, key, waiting_matters(uow))


def _group_moved(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, GroupMoved)
    yield from _cards_there(uow, key, event.waiting)


def _cards_there(uow: UnitOfWork, key: str, matters: Iterable[str]) -> Iterator[Notice]:
    group = uow.groups.managers()
    if group is not None:
        to = Recipient(group.chat_id, group.language, thread_id=group.thread_id)
        for matter in matters:
            kind, _, subject = matter.partition("/")
            yield _of_matter(uow, key, to, NoticeKind(kind), int(subject))


def _of_matter(uow: UnitOfWork, key: str, to: Recipient, kind: NoticeKind, subject_id: int) -> Notice:
    """A card of one matter among several that the same event shows."""
    notice = tell(uow, f"{key}/{subject_id}", to, kind, subject_id)
    notice.record = record_of(uow, kind, subject_id)
    return notice


def _group_lost(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """The admins hear of it, and the cards that waited there come to each manager."""
    assert isinstance(event, GroupLost)
    for admin in uow.people.with_role(Role.ADMIN):
        notice = tell(uow, key, chat_of(admin), NoticeKind.GROUP_LOST, admin.id, fresh=True)
        notice.facts = {"title": event.title}
        yield notice
    for matter in event.waiting:
        kind, _, subject = matter.partition("/")
        author = author_of(uow, NoticeKind(kind), int(subject))
        for manager in others(uow, author):
            yield _of_matter(uow, key, chat_of(manager), NoticeKind(kind), int(subject))


def _desk_unwell(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, DeskUnwell)
    for admin in uow.people.with_role(Role.ADMIN):
        notice = tell(uow, key, chat_of(admin), NoticeKind.CARE_CARD, admin.id, fresh=True)
        notice.facts = {"why": event.why.value, "words": event.words}
        yield notice


DELIVERY_RULES: dict[type[Event], Callable[[UnitOfWork, Event, str], Iterable[Notice]]] = {
    NoticeUndelivered: _undelivered,
    GroupSettled: _group_settled,
    GroupMoved: _group_moved,
    GroupLost: _group_lost,
    DeskUnwell: _desk_unwell,
}

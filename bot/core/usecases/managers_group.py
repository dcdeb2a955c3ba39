"""The managers' group: where it is, which cards go there, and what happens when it moves or is lost."""

from __future__ import annotations

from bot.core.domain.delivery_errors import NoGroup
from bot.core.domain.events import GroupLost, GroupMoved, GroupSettled
from bot.core.domain.group import CardsTo, Group
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.waiting_cards import waiting_matters

RECORD = "managers_group"


def is_welcome(uow: UnitOfWork, telegram_id: int, chat_id: int, title: str) -> bool:
    """Whether the desk has business in a group it was added to: by staff, or it is the managers' own."""
    person, group = uow.people.by_telegram(telegram_id), uow.groups.managers()
    ours = group is not None and (group.chat_id == chat_id or group.title == title)
    return ours or bool(person and person.is_staff)


def settle_group(uow: UnitOfWork, actor: Person, chat_id: int, title: str, thread_id: int | None) -> Group:
    """From now on this is the managers' group; said again in another topic, it moves there."""
    ensure_can(actor, Permission.SET_GROUP)
    known = uow.groups.managers()
    cards_to = known.cards_to if known else CardsTo.GROUP
    label = "".join(sign for sign in title if sign.isprintable()).strip()[:80]
    group = Group(chat_id, label, actor.language, actor.id, uow.now, cards_to, thread_id)
    uow.groups.put(group)
    if known is None or (known.chat_id, known.thread_id) != (chat_id, thread_id):
        _publish_settled(uow, actor, group)
    return group


def choose_cards_to(uow: UnitOfWork, actor: Person, cards_to: CardsTo) -> Group:
    """Raises NoGroup."""
    ensure_can(actor, Permission.SET_GROUP)
    group = uow.groups.managers()
    if group is None:
        raise NoGroup()
    if group.cards_to is not cards_to:
        group.cards_to = cards_to
        uow.groups.put(group)
        _publish_settled(uow, actor, group)
    return group


def _publish_settled(uow: UnitOfWork, actor: Person, group: Group) -> None:
    publish(
        uow,
        GroupSettled(
            record=RECORD,
            actor_id=actor.id,
            at=uow.now,
            chat_id=group.chat_id,
            title=group.title,
            cards_to=group.cards_to.value,
        ),
    )


def follow_group(uow: UnitOfWork, old: int, new: int) -> None:
    """It became a supergroup, with another id. Messages stay behind, so open cards are shown again."""
    group = uow.groups.managers()
    if group is None or group.chat_id != old or old == new:
        return
    cards = set(uow.outbox.cards_in(old))
    group.chat_id, group.thread_id = new, None
    uow.groups.put(group)
    uow.outbox.move_chat(old, new)
    publish(
        uow,
        GroupMoved(
            record=RECORD,
            actor_id=0,
            at=uow.now,
            chat_id=new,
            title=group.title,
            old_chat_id=old,
            waiting=tuple(matter for matter in waiting_matters(uow) if matter in cards),
        ),
    )


def lose_group(uow: UnitOfWork, chat_id: int, why: str) -> bool:
    """The bot was taken out: cards go to each manager again. False where it was not the managers' group."""
    group = uow.groups.managers()
    if group is None or group.chat_id != chat_id:
        return False
    uow.groups.forget()
    told = () if group.cards_to is CardsTo.BOTH else tuple(waiting_matters(uow))
    publish(
        uow,
        GroupLost(
            record=RECORD, actor_id=0, at=uow.now, chat_id=chat_id, title=group.title, why=why, waiting=told
        ),
    )
    return True

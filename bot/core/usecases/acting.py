"""Who is acting: looked up in the transaction that acts, so that a right taken away is gone at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.domain.errors import PersonRemoved, PersonUnknown
from bot.core.domain.people import Person, Role
from bot.core.usecases.ports import UnitOfWork


def acting(uow: UnitOfWork, telegram_id: int) -> Person:
    """The person behind that Telegram account. Raises PersonUnknown, PersonRemoved."""
    person = uow.people.by_telegram(telegram_id) if telegram_id > 0 else None
    if person is None or Role.SYSTEM in person.roles:  # channels, anonymous admins; the desk has no account
        raise PersonUnknown(telegram_id=telegram_id)
    if not person.active:
        raise PersonRemoved()
    return person


def held(uow: UnitOfWork, actor: Person) -> Person:
    """The same person as they are now, kept so until the transaction ends: a label that is saved must not
    bring back a right that is being taken away. Raises PersonRemoved."""
    uow.people.hold()
    return acting(uow, actor.telegram_id)


def ensure_admins(uow: UnitOfWork, telegram_ids: Sequence[int]) -> int:
    """The admins that the settings name exist and are admins; gives how many were added or raised."""
    changed = 0
    for telegram_id in telegram_ids:
        person = uow.people.by_telegram(telegram_id)
        if person is None:
            roles = frozenset({Role.ADMIN, Role.MANAGER})
            uow.people.add(Person(0, telegram_id, "Admin", uow.rules.language, roles))
            changed += 1
        elif Role.ADMIN not in person.roles or not person.active:
            person.roles |= {Role.ADMIN}
            person.active = True
            uow.people.save(person)
            changed += 1
    return changed


def choose_language(uow: UnitOfWork, actor: Person, language: str) -> Person:
    person = held(uow, actor)
    person.language = "zh" if language.startswith("zh") else "en"
    uow.people.save(person)
    return person


def learn_name(uow: UnitOfWork, actor: Person, name: str, language: str) -> None:
    """Of who stands in the settings by number only: the label Telegram shows, which never identifies, and
    what their phone speaks. Once: what they choose later stays."""
    if actor.name == "Admin" and name:
        person = held(uow, actor)
        person.name = actor.name = name[:80]
        person.language = actor.language = "zh" if language.startswith("zh") else "en"
        uow.people.save(person)

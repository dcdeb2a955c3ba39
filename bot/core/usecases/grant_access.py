"""A stranger asks to be let in; a manager grants a role or declines."""

from __future__ import annotations

from datetime import timedelta

from bot.core.domain.errors import AccessAskedRecently, AlreadyDecided, NotAllowed
from bot.core.domain.events import AccessAsked, AccessDeclined, AccessGranted, AttemptRefused
from bot.core.domain.people import GRANTABLE, AccessRequest, Permission, Person, Role, ensure_can
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

ASK_AGAIN_AFTER = timedelta(hours=24)


def ask_access(uow: UnitOfWork, telegram_id: int, name: str, language: str) -> AccessRequest:
    """One wish a day for each account. Raises AccessAskedRecently; NotAllowed for who is in or was in."""
    if uow.people.by_telegram(telegram_id) is not None:
        raise NotAllowed(action="ask_access")
    last = uow.people.last_access_of(telegram_id)
    if last is not None and uow.now - last.asked_at < ASK_AGAIN_AFTER:
        left = ASK_AGAIN_AFTER - (uow.now - last.asked_at)
        raise AccessAskedRecently(hours=int(left.total_seconds() // 3600) + 1)
    label = "".join(c for c in name if c.isprintable()).strip()[:80] or str(telegram_id)
    access = uow.people.add_access(
        AccessRequest(0, telegram_id, label, "zh" if language.startswith("zh") else "en", uow.now)
    )
    publish(
        uow,
        AccessAsked(
            record=f"access/{access.id}", actor_id=0, at=uow.now, access_id=access.id, name_given=label
        ),
    )
    return access


def grant_access(uow: UnitOfWork, actor: Person, access_id: int, role: Role) -> Person:
    """Raises NotAllowed for a role that cannot be given this way, AlreadyDecided."""
    access = _deciding(uow, actor, access_id)
    if role not in GRANTABLE:
        raise NotAllowed(action="grant_access")
    person = uow.people.by_telegram(access.telegram_id)
    if person is None:
        newcomer = Person(0, access.telegram_id, access.name, access.language, frozenset({role}))
        person = uow.people.add(newcomer)
    else:  # an older wish of somebody who is or was in: what the manager says now is what holds
        person.roles |= {role}
        person.active = True
        uow.people.save(person)
    access.decided_by, access.decided_at, access.granted_role = actor.id, uow.now, role
    uow.people.save_access(access)
    publish(
        uow,
        AccessGranted(
            record=f"access/{access.id}",
            actor_id=actor.id,
            at=uow.now,
            access_id=access.id,
            person_id=person.id,
            role=role.value,
        ),
    )
    return person


def decline_access(uow: UnitOfWork, actor: Person, access_id: int) -> AccessRequest:
    access = _deciding(uow, actor, access_id)
    access.decided_by, access.decided_at = actor.id, uow.now
    uow.people.save_access(access)
    publish(
        uow,
        AccessDeclined(record=f"access/{access.id}", actor_id=actor.id, at=uow.now, access_id=access.id),
    )
    return access


def _deciding(uow: UnitOfWork, actor: Person, access_id: int) -> AccessRequest:
    ensure_can(actor, Permission.GRANT_ACCESS)
    access = uow.people.access(access_id)
    if access.decided_by is not None:
        raise AlreadyDecided(
            number=access.name,
            status=access.granted_role.value if access.granted_role else "declined",
            by=uow.people.get(access.decided_by).name,
            at=access.decided_at,
            words="",
        )
    return access


def note_refused_attempt(uow: UnitOfWork, telegram_id: int, action: str, actor_id: int = 0) -> None:
    """One line in the log for who tried what they may not."""
    publish(
        uow,
        AttemptRefused(
            record=f"attempt/{telegram_id}",
            actor_id=actor_id,
            at=uow.now,
            action=action[:80],
            telegram_id=telegram_id,
        ),
    )

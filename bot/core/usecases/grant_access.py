"""Who is not here asks to be let in, and says why; a manager grants a role or declines."""

from __future__ import annotations

from datetime import timedelta

from bot.core.domain.errors import AccessAskedRecently, AlreadyDecided, NotAllowed
from bot.core.domain.events import AccessAsked, AccessDeclined, AccessGranted, AttemptRefused
from bot.core.domain.people import (
    COMPANY_ROLES,
    AccessRequest,
    Permission,
    Person,
    Role,
    ensure_can,
    ensure_fits,
)
from bot.core.domain.people_events import AccessExplained
from bot.core.usecases.invite_person import ensure_may_invite, find_company
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_NAME = 80
MOST_WISH = 300
ASK_AGAIN_AFTER = timedelta(hours=24)


def ask_access(uow: UnitOfWork, telegram_id: int, name: str, language: str) -> AccessRequest:
    """One wish a day for each account; who was removed may ask as well: they may come back as somebody else.
    Raises AccessAskedRecently; NotAllowed for who is in."""
    uow.people.hold()
    if _is_in(uow, telegram_id):
        raise NotAllowed(action="ask_access")
    last = uow.people.last_access_of(telegram_id)
    if last is not None and uow.now - last.asked_at < ASK_AGAIN_AFTER:
        left = ASK_AGAIN_AFTER - (uow.now - last.asked_at)
        raise AccessAskedRecently(hours=int(left.total_seconds() // 3600) + 1)
    label = label_of(name, telegram_id)
    access = uow.people.add_access(AccessRequest(0, telegram_id, label, language_of(language), uow.now))
    publish(
        uow,
        AccessAsked(
            record=f"access/{access.id}", actor_id=0, at=uow.now, access_id=access.id, name_given=label
        ),
    )
    return access


def _is_in(uow: UnitOfWork, telegram_id: int) -> bool:
    person = uow.people.by_telegram(telegram_id)
    return person is not None and person.active


def may_explain(uow: UnitOfWork, telegram_id: int) -> bool:
    """Whether this account has asked, and has not said yet what for."""
    last = uow.people.last_access_of(telegram_id)
    unsaid = last is not None and last.decided_by is None and not last.wish
    return unsaid and not _is_in(uow, telegram_id)


def explain_access(uow: UnitOfWork, telegram_id: int, words: str) -> bool:
    """The managers read it on their card. Said once; False where nobody asked, or it was said."""
    uow.people.hold()
    wish = " ".join("".join(c if c.isprintable() else " " for c in words).split())[:MOST_WISH]
    last = uow.people.last_access_of(telegram_id)
    if last is None or not wish or not may_explain(uow, telegram_id):
        return False
    last.wish = wish
    uow.people.save_access(last)
    publish(
        uow,
        AccessExplained(record=f"access/{last.id}", actor_id=0, at=uow.now, access_id=last.id, words=wish),
    )
    return True


def label_of(name: str, telegram_id: int) -> str:
    """A name fit to be shown."""
    return "".join(c for c in name if c.isprintable()).strip()[:MOST_NAME] or str(telegram_id)


def language_of(code: str) -> str:
    """Of what a phone says it speaks."""
    return "zh" if code.startswith("zh") else "en"


def grant_access(
    uow: UnitOfWork, actor: Person, access_id: int, role: Role, company: str | None = None
) -> Person:
    """Raises NotAllowed for a role this person may not give, RolesDoNotMix, AlreadyDecided."""
    access = _deciding(uow, actor, access_id)
    ensure_may_invite(actor, role)
    company = find_company(uow, actor, role, company or "").code if role in COMPANY_ROLES else None
    person = uow.people.by_telegram(access.telegram_id)
    if person is None:
        newcomer = Person(0, access.telegram_id, access.name, access.language, frozenset({role}), company)
        person = uow.people.add(newcomer)
    else:  # an older wish of somebody who is or was in: what the manager says now is what holds
        ensure_fits(person, role, company)
        person.roles = person.roles | {role} if person.active else frozenset({role})
        person.company = company or person.company
        person.only_returns = None
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
    uow.people.hold()
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

"""Whoever holds the secret of an invitation comes in with it, once; guessing is slowed down."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.domain.errors import PersonRemoved
from bot.core.domain.events import AttemptRefused
from bot.core.domain.invitation import Invitation, InvitationAction, InvitationStatus, secret_hash, spelled
from bot.core.domain.joining_errors import InvitationOwn, InvitationRevoked, InvitationUnknown, TooManyGuesses
from bot.core.domain.people import Permission, Person, Role, ensure_fits, grantable_by
from bot.core.domain.people_events import InvitationAccepted
from bot.core.usecases.grant_access import label_of, language_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_GUESSES = 5  # in an hour, of one account
HOUR = timedelta(hours=1)


def accept_invitation(
    uow: UnitOfWork, telegram_id: int, name: str, language: str, secret: str
) -> tuple[Person, Invitation]:
    """Who came in by it before is welcome again. Raises TooManyGuesses, PersonRemoved, InvitationUnknown,
    -Used, -Expired, -Revoked, -Own, RolesDoNotMix."""
    uow.people.hold()
    ensure_may_guess(uow, telegram_id)
    person = uow.people.by_telegram(telegram_id)
    if person is not None and not person.active:
        raise PersonRemoved()
    invitation = uow.invitations.by_hash(secret_hash(secret))
    if invitation is None:
        raise InvitationUnknown()
    if person is None:
        person = Person(0, telegram_id, label_of(name, telegram_id), language_of(language))
    elif invitation.status is InvitationStatus.USED and invitation.settled_by == person.id:
        return person, invitation
    elif invitation.made_by == person.id:
        raise InvitationOwn()
    return _come_in(uow, person, invitation), invitation


def _come_in(uow: UnitOfWork, person: Person, invitation: Invitation) -> Person:
    invitation.settle(InvitationAction.USE, person.id, uow.now)
    if not _still_stands(uow, invitation):
        raise InvitationRevoked()
    for role in invitation.roles:
        ensure_fits(person, role, invitation.company)
    if Role.CUSTOMER in invitation.roles:
        person.only_returns = _returns_shown(person, invitation)
    person.roles |= invitation.roles
    person.company = invitation.company or person.company
    if person.id:
        uow.people.save(person)
    else:
        uow.people.add(person)
    invitation.settled_by = person.id
    uow.invitations.save(invitation)
    publish(
        uow,
        InvitationAccepted(
            record=f"invitation/{invitation.id}",
            actor_id=person.id,
            at=uow.now,
            invitation_id=invitation.id,
            person_id=person.id,
            roles=spelled(invitation.roles),
        ),
    )
    return person


def _returns_shown(person: Person, invitation: Invitation) -> frozenset[int] | None:
    """A return's link, which anybody of staff hands out, shows that return and no other; only a manager's
    invitation shows all of the company. Who sees all already goes on doing so."""
    if invitation.request_id is None:
        return None
    if Role.CUSTOMER not in person.roles:
        return frozenset({invitation.request_id})
    return None if person.only_returns is None else person.only_returns | {invitation.request_id}


def _still_stands(uow: UnitOfWork, invitation: Invitation) -> bool:
    """A link is worth what its maker may do now: who was removed meanwhile lets nobody in."""
    maker = uow.people.get(invitation.made_by)
    if invitation.request_id is not None:
        return maker.has(Permission.HAND_OUT_LINK)
    return invitation.roles <= set(grantable_by(maker))


# ── guessing ──
def ensure_may_guess(uow: UnitOfWork, telegram_id: int) -> None:
    """Raises TooManyGuesses after five links that opened nothing within an hour."""
    guesses = _guesses(uow, telegram_id)
    if len(guesses) >= MOST_GUESSES:
        left = HOUR - (uow.now - guesses[-MOST_GUESSES])
        raise TooManyGuesses(minutes=left // timedelta(minutes=1) + 1)


def note_guess(uow: UnitOfWork, telegram_id: int) -> None:
    """One line in the log for a link that opened nothing; at most five an hour for one account."""
    if len(_guesses(uow, telegram_id)) >= MOST_GUESSES:
        return
    person = uow.people.by_telegram(telegram_id)
    publish(
        uow,
        AttemptRefused(
            record=_hour_of(telegram_id, uow.now),
            actor_id=person.id if person else 0,
            at=uow.now,
            action="start",
            telegram_id=telegram_id,
        ),
    )


def _guesses(uow: UnitOfWork, telegram_id: int) -> list[datetime]:
    hours = (_hour_of(telegram_id, uow.now - HOUR), _hour_of(telegram_id, uow.now))
    entries = [entry for hour in hours for entry in uow.log.of_record(hour)]
    return [entry.at for entry in entries if uow.now - entry.at < HOUR]


def _hour_of(telegram_id: int, moment: datetime) -> str:
    """The log is searched by record: an hour of one account's tries is one."""
    return f"start/{telegram_id}/{moment:%Y-%m-%dT%H}"

"""Managers see who is here, give and take roles, and take people off the desk; anybody may leave."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import NotAllowed, PersonUnknown
from bot.core.domain.joining_errors import LastAdmin, LastRole, NotOnYourself
from bot.core.domain.people import STAFF, Permission, Person, Role, ensure_can, ensure_fits, grantable_by
from bot.core.domain.people_events import (
    PersonEvent,
    PersonLeft,
    PersonLetIn,
    PersonWasRemoved,
    RoleGiven,
    RoleTaken,
)
from bot.core.usecases.acting import held
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


def known_people(uow: UnitOfWork, actor: Person) -> list[Person]:
    """Everybody who is or was here: staff first, then contacts by company, those who are gone last."""
    ensure_can(actor, Permission.GRANT_ACCESS)
    return sorted(uow.people.all(), key=lambda p: (not p.active, not p.roles & STAFF, p.company or "", p.id))


def known_person(uow: UnitOfWork, actor: Person, person_id: int) -> Person:
    ensure_can(actor, Permission.GRANT_ACCESS)
    person = uow.people.get(person_id)
    if Role.SYSTEM in person.roles:
        raise PersonUnknown()
    return person


def can_change(actor: Person, person: Person) -> bool:
    """Whether actor may change this person's roles or take them off: only admins change managers."""
    return person.id != actor.id and person.roles <= set(grantable_by(actor))


def _changing(uow: UnitOfWork, actor: Person, person_id: int) -> Person:
    """Raises NotOnYourself, NotAllowed."""
    uow.people.hold()
    person = known_person(uow, actor, person_id)
    if person.id == actor.id:
        raise NotOnYourself()
    if not can_change(actor, person):
        raise NotAllowed(action=Permission.GRANT_ACCESS.value)
    return person


def give_role(uow: UnitOfWork, actor: Person, person_id: int, role: Role) -> Person:
    """One more role of staff; a contact's comes with its company, by invitation. Raises RolesDoNotMix."""
    person = _changing(uow, actor, person_id)
    if role not in grantable_by(actor) or not person.active:
        raise NotAllowed(action=Permission.GRANT_ACCESS.value)
    ensure_fits(person, role, person.company)
    if role not in person.roles:
        person.roles |= {role}
        uow.people.save(person)
        _publish_role(uow, actor, person, RoleGiven, role)
    return person


def take_role(uow: UnitOfWork, actor: Person, person_id: int, role: Role) -> Person:
    """Works at once: what they may do is looked up with everything they do, and the question they are at is
    asked no more. Raises LastRole, LastAdmin."""
    person = _changing(uow, actor, person_id)
    if role not in person.roles:
        return person
    if person.roles == {role}:
        raise LastRole(name=person.name)
    if role is Role.ADMIN:
        _ensure_another_admin(uow, person)
    person.roles -= {role}
    uow.people.save(person)
    _end_dialog(uow, person)
    _publish_role(uow, actor, person, RoleTaken, role)
    return person


def remove_person(uow: UnitOfWork, actor: Person, person_id: int) -> Person:
    """Off the desk at once: open dialogs end, old buttons are dead. Raises LastAdmin."""
    person = _changing(uow, actor, person_id)
    if person.active:
        _take_off(uow, person)
        _publish(uow, actor, person, PersonWasRemoved)
    return person


def leave_desk(uow: UnitOfWork, actor: Person) -> Person:
    """Raises LastAdmin."""
    person = held(uow, actor)
    _take_off(uow, person)
    _publish(uow, person, person, PersonLeft)
    return person


def let_in_again(uow: UnitOfWork, actor: Person, person_id: int) -> Person:
    """With the roles they had, as far as this person may give them."""
    person = _changing(uow, actor, person_id)
    if not person.active:
        person.active = True
        uow.people.save(person)
        _publish(uow, actor, person, PersonLetIn)
    return person


def _take_off(uow: UnitOfWork, person: Person) -> None:
    _ensure_another_admin(uow, person)
    person.active = False
    uow.people.save(person)
    _end_dialog(uow, person)


def _end_dialog(uow: UnitOfWork, person: Person) -> None:
    place: DialogPlace = uow.dialogs.place(person.id)
    if place.dialog:
        place.leave()
        uow.dialogs.put(place)


def _ensure_another_admin(uow: UnitOfWork, person: Person) -> None:
    if Role.ADMIN in person.roles and not any(a.id != person.id for a in uow.people.with_role(Role.ADMIN)):
        raise LastAdmin(name=person.name)


def _publish(uow: UnitOfWork, actor: Person, person: Person, kind: type[PersonEvent]) -> None:
    record = f"person/{person.id}"
    publish(uow, kind(record=record, actor_id=actor.id, at=uow.now, person_id=person.id))


def _publish_role(
    uow: UnitOfWork, actor: Person, person: Person, kind: type[RoleGiven | RoleTaken], role: Role
) -> None:
    record = f"person/{person.id}"
    publish(uow, kind(record=record, actor_id=actor.id, at=uow.now, person_id=person.id, role=role.value))

"""People, their roles, and strangers' wishes to be let in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update

from bot.core.domain.address_check import AddressCheck
from bot.core.domain.errors import PersonUnknown, RecordUnknown
from bot.core.domain.notice_kinds import NoticeSettings, kinds_of
from bot.core.domain.people import AccessRequest, Person, Role
from storage import tables as t
from storage.transaction import Transaction, Values, chunks

DESK = 0  # the desk itself acts under this number

_ADD = insert(t.people).returning(t.people.c.id)
_SAVE = update(t.people).where(t.people.c.id == bindparam("person"))
_BY_ID = select(t.people).where(t.people.c.id == bindparam("person"))
_BY_TELEGRAM = select(t.people).where(t.people.c.telegram_id == bindparam("telegram"), t.people.c.id > DESK)
_ALL = select(t.people).where(t.people.c.id > DESK).order_by(t.people.c.id)
_WITH_ROLE = _ALL.where(
    t.people.c.active,
    t.people.c.id.in_(
        select(t.roles.c.person_id).where(t.roles.c.role.in_(bindparam("roles", expanding=True)))
    ),
)
_CONTACTS = _WITH_ROLE.where(t.people.c.company == bindparam("of_company"))
_CHECK = select(t.address_checks).where(t.address_checks.c.person_id == bindparam("person"))
_SETTINGS = select(t.notice_settings).where(t.notice_settings.c.person_id == bindparam("person"))
_ROLES = select(t.roles).where(t.roles.c.person_id.in_(bindparam("people", expanding=True)))
_FORGET_ROLES = t.roles.delete().where(
    t.roles.c.person_id == bindparam("person"), t.roles.c.role.not_in(bindparam("kept", expanding=True))
)
_FOLLOWED = select(t.followed_returns).where(
    t.followed_returns.c.person_id.in_(bindparam("people", expanding=True))
)
_FOLLOW_ALL = t.followed_returns.delete().where(t.followed_returns.c.person_id == bindparam("person"))
_ADD_ACCESS = insert(t.access_requests).returning(t.access_requests.c.id)
_SAVE_ACCESS = update(t.access_requests).where(t.access_requests.c.id == bindparam("access"))
_ACCESS = select(t.access_requests).where(t.access_requests.c.id == bindparam("access"))
_LAST_ACCESS = (
    select(t.access_requests)
    .where(t.access_requests.c.telegram_id == bindparam("telegram"))
    .order_by(t.access_requests.c.id.desc())
    .limit(1)
)


_HOLD = text("SELECT pg_advisory_xact_lock(7370002)")  # any number of our own


class PeopleRepository:
    """`ports.People`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, person: Person) -> Person:
        person.id = self._tx.scalar(_ADD, _values(person))
        self._save_roles(person)
        return person

    def save(self, person: Person) -> None:
        if not self._tx.change(_SAVE, {"person": person.id, **_values(person)}):
            raise PersonUnknown()
        self._tx.change(_FORGET_ROLES, {"person": person.id, "kept": sorted(person.roles)})
        self._save_roles(person)

    def get(self, person_id: int) -> Person:
        found = self._tx.rows(_BY_ID, {"person": person_id})
        if not found:
            raise PersonUnknown()
        return self._with_roles(found)[0]

    def by_telegram(self, telegram_id: int) -> Person | None:
        found = self._with_roles(self._tx.rows(_BY_TELEGRAM, {"telegram": telegram_id}))
        return found[0] if found else None

    def hold(self) -> None:
        if self._tx.locks:
            self._tx.rows(_HOLD)

    def with_role(self, *roles: Role) -> list[Person]:
        return self._with_roles(self._tx.rows(_WITH_ROLE, {"roles": list(roles)}))

    def contacts_of(self, role: Role, company: str) -> list[Person]:
        return self._with_roles(self._tx.rows(_CONTACTS, {"roles": [role], "of_company": company}))

    def all(self) -> list[Person]:
        return self._with_roles(self._tx.rows(_ALL))

    def notice_settings(self, person_id: int) -> NoticeSettings:
        row = self._tx.row(_SETTINGS, {"person": person_id})
        if row is None:
            return NoticeSettings(person_id)
        return NoticeSettings(
            row.person_id,
            row.quiet,
            kinds_of(row.switched_off),
            {kind: row.switched_by[kind.value] for kind in kinds_of(row.switched_by)},
        )

    def save_notice_settings(self, settings: NoticeSettings) -> None:
        off = sorted(kind.value for kind in settings.switched_off)
        by = {kind.value: person for kind, person in sorted(settings.switched_by.items())}
        row = {
            "person_id": settings.person_id,
            "quiet": settings.quiet,
            "switched_off": off,
            "switched_by": by,
        }
        self._tx.upsert(t.notice_settings, [row])

    def address_check(self, person_id: int) -> AddressCheck | None:
        row = self._tx.row(_CHECK, {"person": person_id})
        return None if row is None else AddressCheck(**row._asdict())

    def save_address_check(self, check: AddressCheck) -> None:
        self._tx.upsert(t.address_checks, [asdict(check)])

    def add_access(self, access: AccessRequest) -> AccessRequest:
        access.id = self._tx.scalar(_ADD_ACCESS, _access_values(access))
        return access

    def save_access(self, access: AccessRequest) -> None:
        self._tx.change(_SAVE_ACCESS, {"access": access.id, **_access_values(access)})

    def access(self, access_id: int) -> AccessRequest:
        row = self._tx.row(self._tx.locked(_ACCESS), {"access": access_id})
        if row is None:
            raise RecordUnknown(number=str(access_id))
        return AccessRequest(**row._asdict())

    def last_access_of(self, telegram_id: int) -> AccessRequest | None:
        row = self._tx.row(_LAST_ACCESS, {"telegram": telegram_id})
        return None if row is None else AccessRequest(**row._asdict())

    def _save_roles(self, person: Person) -> None:
        rows = [{"person_id": person.id, "role": role} for role in sorted(person.roles)]
        self._tx.add_missing(t.roles, rows)
        if Role.CUSTOMER in person.roles:
            self._save_followed(person)

    def _save_followed(self, person: Person) -> None:
        if person.only_returns is None:
            self._tx.change(_FOLLOW_ALL, {"person": person.id})
            return
        rows = [{"person_id": person.id, "request_id": number} for number in sorted(person.only_returns)]
        self._tx.add_missing(t.followed_returns, rows)

    def _with_roles(self, found: Sequence[Any]) -> list[Person]:
        held: dict[int, set[Role]] = {row.id: set() for row in found}
        for ids in chunks(held):
            for row in self._tx.rows(_ROLES, {"people": ids}):
                held[row.person_id].add(row.role)
        only = self._followed([number for number, roles in held.items() if Role.CUSTOMER in roles])
        return [
            Person(**row._asdict(), roles=frozenset(held[row.id]), only_returns=only.get(row.id))
            for row in found
        ]

    def _followed(self, people: Sequence[int]) -> dict[int, frozenset[int]]:
        followed: dict[int, set[int]] = {}
        for ids in chunks(people):
            for row in self._tx.rows(_FOLLOWED, {"people": ids}):
                followed.setdefault(row.person_id, set()).add(row.request_id)
        return {person: frozenset(returns) for person, returns in followed.items()}


def _values(person: Person) -> Values:
    return {
        "telegram_id": person.telegram_id,
        "name": person.name,
        "language": person.language,
        "company": person.company,
        "active": person.active,
        "email": person.email,
    }


def _access_values(access: AccessRequest) -> Values:
    return {
        "telegram_id": access.telegram_id,
        "name": access.name,
        "language": access.language,
        "asked_at": access.asked_at,
        "decided_by": access.decided_by,
        "decided_at": access.decided_at,
        "granted_role": access.granted_role,
        "wish": access.wish,
    }

"""Invitations, found by the hash of what their link carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.invitation import Invitation, InvitationStatus
from bot.core.domain.people import Role
from storage import tables as t
from storage.transaction import Transaction, Values

_I = t.invitations.c
_MORE = select(t.invitation_roles).where(
    t.invitation_roles.c.invitation_id.in_(bindparam("invitations", expanding=True))
)
_ADD = insert(t.invitations).returning(_I.id)
_BY_ID = select(t.invitations).where(_I.id == bindparam("of_id"))
_BY_HASH = select(t.invitations).where(_I.secret_hash == bindparam("of_hash"))
_USED_BY = (
    select(t.invitations)
    .where(_I.settled_by == bindparam("person"), _I.status == InvitationStatus.USED)
    .order_by(_I.id.desc())
    .limit(1)
)
_SAVE = update(t.invitations).where(_I.id == bindparam("of_id"))
_IS_OPEN = (_I.status == InvitationStatus.OPEN, _I.expires_at > bindparam("now"))
_OPEN = (
    select(t.invitations)
    .where(*_IS_OPEN)
    .order_by(_I.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT_OPEN = select(func.count()).select_from(t.invitations).where(*_IS_OPEN)


class InvitationsRepository:
    """`people_ports.Invitations`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, invitation: Invitation) -> Invitation:
        first, *more = sorted(invitation.roles)
        invitation.id = self._tx.scalar(_ADD, {**_values(invitation), "role": first})
        self._tx.add_missing(
            t.invitation_roles, [{"invitation_id": invitation.id, "role": role} for role in more]
        )
        return invitation

    def get(self, invitation_id: int) -> Invitation:
        row = self._tx.row(self._tx.locked(_BY_ID), {"of_id": invitation_id})
        if row is None:
            raise RecordUnknown(number=str(invitation_id))
        return self._with_roles([row])[0]

    def by_hash(self, secret_hash: str) -> Invitation | None:
        row = self._tx.row(self._tx.locked(_BY_HASH), {"of_hash": secret_hash})
        return None if row is None else self._with_roles([row])[0]

    def used_by(self, person_id: int) -> Invitation | None:
        row = self._tx.row(_USED_BY, {"person": person_id})
        return None if row is None else self._with_roles([row])[0]

    def save(self, invitation: Invitation) -> None:
        changed = ("status", "settled_by", "settled_at")
        values = {name: getattr(invitation, name) for name in changed}
        self._tx.change(_SAVE, {"of_id": invitation.id, **values})

    def open(self, now: datetime, limit: int, offset: int = 0) -> list[Invitation]:
        rows = self._tx.rows(_OPEN, {"now": now, "most": limit, "skipped": offset})
        return self._with_roles(rows)

    def count_open(self, now: datetime) -> int:
        return int(self._tx.scalar(_COUNT_OPEN, {"now": now}))

    def _with_roles(self, rows: Sequence[Any]) -> list[Invitation]:
        more: dict[int, set[Role]] = {row.id: set() for row in rows}
        for found in self._tx.rows(_MORE, {"invitations": list(more)}) if more else ():
            more[found.invitation_id].add(found.role)
        return [_invitation(row._asdict(), more[row.id]) for row in rows]


def _invitation(values: dict[str, Any], more: set[Role]) -> Invitation:
    first = values.pop("role")
    return Invitation(roles=frozenset({first, *more}), **values)


def _values(invitation: Invitation) -> Values:
    names = [column.name for column in t.invitations.c if column.name not in ("id", "role")]
    return {name: getattr(invitation, name) for name in names}

"""An invitation: opens the desk once, for whoever holds its secret, until it runs out or is taken back.

The secret itself is never stored, only its hash. It is made outside the core, of at least 128 random bits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.domain.joining_errors import (
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    OneRoleOnly,
    RoleMissing,
)
from bot.core.domain.people import COMPANY_ROLES, Role

SECRET_PREFIX = "i-"  # noqa: S105 - how a start link says that an invitation follows
LEAST_SECRET = 22  # signs of base64url: 128 bits


class InvitationStatus(StrEnum):
    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"


class InvitationAction(StrEnum):
    USE = "use"
    REVOKE = "revoke"


INVITATION_MOVES: dict[tuple[InvitationStatus, InvitationAction], InvitationStatus] = {
    (InvitationStatus.OPEN, InvitationAction.USE): InvitationStatus.USED,
    (InvitationStatus.OPEN, InvitationAction.REVOKE): InvitationStatus.REVOKED,
}
_REFUSALS = {InvitationStatus.USED: InvitationUsed, InvitationStatus.REVOKED: InvitationRevoked}


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(slots=True)
class Invitation:
    """`company` where the one role is a company's; `request_id`: the return that is shown to who comes in."""

    id: int
    secret_hash: str
    roles: frozenset[Role]
    made_by: int
    made_at: datetime
    expires_at: datetime
    company: str | None = None
    request_id: int | None = None
    status: InvitationStatus = InvitationStatus.OPEN
    settled_by: int | None = None  # who came in, or who took it back
    settled_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.status is InvitationStatus.OPEN and now < self.expires_at

    def settle(self, action: InvitationAction, by: int, now: datetime) -> None:
        """Raises InvitationUsed, InvitationRevoked, InvitationExpired (which may still be taken back)."""
        to = INVITATION_MOVES.get((self.status, action))
        if to is None:
            raise _REFUSALS[self.status](at=self.settled_at)
        if action is InvitationAction.USE and now >= self.expires_at:
            raise InvitationExpired(at=self.expires_at)
        self.status, self.settled_by, self.settled_at = to, by, now


def ensure_go_together(roles: frozenset[Role]) -> None:
    """Several roles of staff, or one of a company's. Raises RoleMissing, OneRoleOnly."""
    if not roles:
        raise RoleMissing()
    if len(roles) > 1 and roles & COMPANY_ROLES:
        raise OneRoleOnly()


def spelled(roles: frozenset[Role]) -> str:
    """ "clerk inspector", for the log: in the order of the enum."""
    return " ".join(role.value for role in Role if role in roles)

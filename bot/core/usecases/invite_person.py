"""A manager lets somebody in by a link that works once; whoever holds the link comes in with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.core.domain.catalogue import Company
from bot.core.domain.errors import CustomerUnknown, NotAllowed
from bot.core.domain.invitation import (
    LEAST_SECRET,
    Invitation,
    InvitationAction,
    ensure_go_together,
    secret_hash,
    spelled,
)
from bot.core.domain.joining_errors import CompanyMissing, NobodyToAsk
from bot.core.domain.people import COMPANY_ROLES, Permission, Person, Role, ensure_can, grantable_by
from bot.core.domain.people_events import InvitationTakenBack, PersonInvited
from bot.core.usecases.look_up import ensure_may_see
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


# ── making ──
def invite_person(
    uow: UnitOfWork, actor: Person, roles: Collection[Role], company: str | None, secret: str
) -> Invitation:
    """`secret` is what the link will carry; only its hash is kept. Raises NotAllowed for a role this person
    may not give, RoleMissing, OneRoleOnly, CustomerUnknown for a company that is not there."""
    given = frozenset(roles)
    ensure_may_invite(actor, *given)
    ensure_go_together(given)
    code = None
    for role in given & COMPANY_ROLES:
        code = find_company(uow, actor, role, company or "").code
    return _invite(uow, actor, given, code, secret, None)


def roles_to_give(uow: UnitOfWork, actor: Person) -> tuple[Role, ...]:  # noqa: ARG001 - as every use case
    """Raises NotAllowed for who may invite nobody."""
    ensure_can(actor, Permission.GRANT_ACCESS)
    return grantable_by(actor)


def ensure_may_invite(actor: Person, *roles: Role) -> None:
    ensure_can(actor, Permission.GRANT_ACCESS)
    if not set(roles) <= set(grantable_by(actor)):
        raise NotAllowed(action=Permission.GRANT_ACCESS.value)


def invite_customer(uow: UnitOfWork, actor: Person, request_id: int, secret: str) -> Invitation:
    """A link for the customer of that return, which it shows at once. Raises NobodyToAsk for a walk-in."""
    ensure_can(actor, Permission.HAND_OUT_LINK)
    request = uow.requests.get(request_id)
    ensure_may_see(actor, request)
    if request.customer_code is None or request.submitted_at is None:
        raise NobodyToAsk(number=request.number)
    return _invite(uow, actor, frozenset({Role.CUSTOMER}), request.customer_code, secret, request.id)


def find_company(uow: UnitOfWork, actor: Person, role: Role, code: str) -> Company:
    """The supplier or customer of that code. Raises CompanyMissing without one, CustomerUnknown."""
    ensure_can(actor, Permission.GRANT_ACCESS)
    if not code:
        raise CompanyMissing()
    if role is Role.CUSTOMER:
        return uow.companies.customer(code)
    supplier = uow.companies.supplier(code)
    if supplier is None:
        raise CustomerUnknown(text=code[:40])
    return supplier


def search_companies(uow: UnitOfWork, actor: Person, role: Role, words: str, limit: int) -> list[Company]:
    """Raises CustomerUnknown where none is found."""
    ensure_can(actor, Permission.GRANT_ACCESS)
    search = uow.companies.search_customers if role is Role.CUSTOMER else uow.companies.search_suppliers
    found = search(words, limit)
    if not found:
        raise CustomerUnknown(text=words[:40])
    return found


def _invite(
    uow: UnitOfWork,
    actor: Person,
    roles: frozenset[Role],
    company: str | None,
    secret: str,
    request_id: int | None,
) -> Invitation:
    if len(secret) < LEAST_SECRET:
        raise ValueError("an invitation needs 128 random bits")
    until = uow.now + timedelta(days=uow.rules.invitation_days)
    invitation = uow.invitations.add(
        Invitation(0, secret_hash(secret), roles, actor.id, uow.now, until, company, request_id)
    )
    publish(
        uow,
        PersonInvited(
            record=f"invitation/{invitation.id}",
            actor_id=actor.id,
            at=uow.now,
            invitation_id=invitation.id,
            roles=spelled(roles),
            company=company or "",
        ),
    )
    return invitation


# ── taking back ──
def open_invitations(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[Invitation]:
    ensure_can(actor, Permission.GRANT_ACCESS)
    return uow.invitations.open(uow.now, limit, offset)


def revoke_invitation(uow: UnitOfWork, actor: Person, invitation_id: int) -> Invitation:
    """By who made it, or by a manager. Raises InvitationUsed, InvitationRevoked."""
    ensure_can(actor, Permission.HAND_OUT_LINK)
    invitation = uow.invitations.get(invitation_id)
    if invitation.made_by != actor.id:
        ensure_can(actor, Permission.GRANT_ACCESS)
    invitation.settle(InvitationAction.REVOKE, actor.id, uow.now)
    uow.invitations.save(invitation)
    publish(
        uow,
        InvitationTakenBack(
            record=f"invitation/{invitation.id}",
            actor_id=actor.id,
            at=uow.now,
            invitation_id=invitation.id,
        ),
    )
    return invitation

"""A manager changes the rules: a new version with author and date; what was judged keeps its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.domain.errors import PolicyMovedOn, PolicyUnchanged, PolicyValueInvalid
from bot.core.domain.events import PolicyChanged
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.policy import Policy
from bot.core.domain.policy_rules import Rule, differences, edited, field_of, parts_of, said
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

Edits = Mapping[str, str]  # field of policy_rules to what was typed, in the order of the changes


def policy_in_force(uow: UnitOfWork, actor: Person) -> Policy:
    ensure_can(actor, Permission.EDIT_POLICY)
    return uow.policies.current(uow.now)


def policy_versions(uow: UnitOfWork, actor: Person) -> list[Policy]:
    """Newest first."""
    ensure_can(actor, Permission.EDIT_POLICY)
    return uow.policies.versions()


def policy_with(uow: UnitOfWork, actor: Person, edits: Edits) -> Policy:
    """The version in force with these changes; nothing is stored.
    Raises PolicyValueInvalid, ReasonUnknown."""
    ensure_can(actor, Permission.EDIT_POLICY)
    return _with(uow, uow.policies.current(uow.now), edits)


def _with(uow: UnitOfWork, policy: Policy, edits: Edits) -> Policy:
    for field, text in edits.items():
        _ensure_reason(uow, field)
        policy = edited(policy, field, text)
    return policy


def fee_reasons(uow: UnitOfWork, policy: Policy) -> list[str]:
    """Codes of the reasons that may cost something: those in use, and whatever has a fee already."""
    return [reason.code for reason in uow.reasons.all() if reason.in_use or reason.code in policy.fees]


def _ensure_reason(uow: UnitOfWork, field: str) -> None:
    """A fee is of a reason there is, in use or not. Raises ReasonUnknown."""
    rule, key = parts_of(field)
    if rule is Rule.FEE and key:
        uow.reasons.get(key)


def read_edit(uow: UnitOfWork, actor: Person, edits: Edits, field: str, text: str) -> tuple[str, str]:
    """What was typed for that field, checked and as it will be kept.
    Raises NotAllowed, PolicyValueInvalid, ReasonUnknown, ProductUnknown."""
    ensure_can(actor, Permission.EDIT_POLICY)
    rule, key = parts_of(field)
    if rule is Rule.PRODUCT:
        field = field_of(rule, uow.catalogue.product(key or text).code)
        text = text if key else "no"
    if rule in (Rule.CATEGORY, Rule.CATEGORY_DAYS) and uow.catalogue.category(key) is None:
        raise PolicyValueInvalid(text=key[:40], field=field[:40])
    _ensure_reason(uow, field)
    after = edited(policy_with(uow, actor, edits), field, text)
    kept = said(after, field)
    return field, kept or ("yes" if rule in (Rule.CATEGORY, Rule.PRODUCT) else "")


def other_side(uow: UnitOfWork, actor: Person, edits: Edits, field: str) -> str:
    """What a category or a product becomes when it changes sides: "yes" is taken back, "no" is not."""
    return "yes" if said(policy_with(uow, actor, edits), field) == "no" else "no"


def put_policy_in_force(uow: UnitOfWork, actor: Person, edits: Edits, seen_version: int) -> Policy:
    """`seen_version` is the one the changes were made to. Raises PolicyMovedOn where it is not in force any
    more, PolicyUnchanged."""
    ensure_can(actor, Permission.EDIT_POLICY)
    # Read once: on PostgreSQL a second look may already see what another manager has just put in force.
    before = uow.policies.versions()[0]
    if before.version != seen_version:
        raise PolicyMovedOn(version=before.version, by=uow.people.get(before.author_id).name)
    after = _with(uow, before, edits)
    changed = differences(before, after)
    if not changed:
        raise PolicyUnchanged()
    after = replace(after, version=before.version + 1, effective_at=uow.now, author_id=actor.id)
    uow.policies.add(after)
    publish(
        uow,
        PolicyChanged(
            record=f"policy/{after.version}",
            actor_id=actor.id,
            at=uow.now,
            version=after.version,
            changes={field: said(after, field) for field in changed},
        ),
    )
    return after

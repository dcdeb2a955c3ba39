"""A finished draft gets its number and is judged by the policy: approved, refused, or a manager's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.core.domain.catalogue import Product
from bot.core.domain.events import ReturnApproved, ReturnRefused, ReturnSubmitted
from bot.core.domain.people import Person, Role
from bot.core.domain.policy import LineFacts, Verdict, allocate, judge
from bot.core.domain.reasons import RefusalReason
from bot.core.domain.return_request import Decision, Finding, ReturnLine, ReturnRequest
from bot.core.domain.return_status import ReturnAction, ReturnStatus
from bot.core.domain.values import Money
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.draft_return import own_draft, possible_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

_SYSTEM = frozenset({Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Submitted:
    """`deciders` are the names of who has it now; empty where the policy decided."""

    request: ReturnRequest
    verdict: Verdict
    deciders: tuple[str, ...] = ()


def submit_return(uow: UnitOfWork, actor: Person, request_id: int) -> Submitted:
    """Raises the Missing errors of an incomplete draft. Over-return is recorded as refused, with its sums."""
    draft = own_draft(uow, actor, request_id)
    for line in draft.lines:
        line.ensure_complete()
    policy = uow.policies.current(uow.now)
    products = uow.catalogue.products(line.product_code for line in draft.lines)
    facts = _line_facts(uow, draft, products)
    draft.submit(actor, document_number(uow, "RR"), uow.now)
    verdict = judge(policy, draft, facts, uow.now)
    draft.policy_version = policy.version
    draft.findings = [*verdict.findings, *_observations(uow, draft)]
    _decide_by_policy(uow, draft, verdict)
    uow.requests.save(draft)
    _publish_all(uow, actor, draft)
    return Submitted(draft, verdict, _deciders(uow, draft))


def _line_facts(uow: UnitOfWork, draft: ReturnRequest, products: dict[str, Product]) -> list[LineFacts]:
    return [
        LineFacts(
            products[line.product_code],
            possible_of(uow, draft, products[line.product_code], line.order_no),
        )
        for line in draft.lines
    ]


def _observations(uow: UnitOfWork, draft: ReturnRequest) -> list[Finding]:
    """What a manager wants to know and no rule decides: how often, and photos seen before."""
    found: list[Finding] = []
    if draft.customer_code:
        since = uow.now - timedelta(days=90)
        before = uow.requests.count_of_customer(draft.customer_code, since)
        if before:
            found.append(Finding("RETURNS_LATELY", "inform", {"count": before + 1, "days": 90}))
    for photo in draft.photos:
        numbers = uow.requests.other_uses(photo.sha256, draft.id)
        if numbers:
            found.append(Finding("PHOTO_SEEN_BEFORE", "inform", {"numbers": numbers}))
    return found


def _decide_by_policy(uow: UnitOfWork, draft: ReturnRequest, verdict: Verdict) -> None:
    if verdict.refuses:
        decision = Decision(0, uow.now, draft.status, reason=RefusalReason.OVER_RETURN)
        draft.decide(ReturnAction.AUTO_REFUSE, _SYSTEM, decision)
    elif not verdict.needs_manager:
        draft.decide(ReturnAction.AUTO_APPROVE, _SYSTEM, Decision(0, uow.now, draft.status))


def _publish_all(uow: UnitOfWork, actor: Person, draft: ReturnRequest) -> None:
    publish(
        uow,
        ReturnSubmitted(
            record=draft.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=draft.id,
            policy_version=draft.policy_version or 0,
            findings=tuple(finding.code for finding in draft.findings),
            waits_for_manager=draft.status is ReturnStatus.SUBMITTED,
        ),
    )
    if draft.status is ReturnStatus.REFUSED:
        publish(
            uow,
            ReturnRefused(
                record=draft.number,
                actor_id=0,
                at=uow.now,
                request_id=draft.id,
                automatic=True,
                reason=RefusalReason.OVER_RETURN.value,
            ),
        )
    elif draft.status is ReturnStatus.APPROVED:
        publish(
            uow,
            ReturnApproved(record=draft.number, actor_id=0, at=uow.now, request_id=draft.id, automatic=True),
        )


def _deciders(uow: UnitOfWork, draft: ReturnRequest) -> tuple[str, ...]:
    if draft.status is not ReturnStatus.SUBMITTED:
        return ()
    managers = uow.people.with_role(Role.MANAGER, Role.ADMIN)
    return tuple(
        manager.name for manager in managers if manager.id != draft.requested_by or uow.rules.own_work_allowed
    )


def estimated_value(uow: UnitOfWork, draft: ReturnRequest) -> Money:
    """What the lines are worth before they are sent: at prices paid, or list prices without an order."""
    products = uow.catalogue.products(line.product_code for line in draft.lines)
    value = Money.zero(draft.currency)
    for line in draft.lines:
        if line.quantity:
            value = value + _worth(uow, draft, line, products[line.product_code])
    return value.rounded()


def _worth(uow: UnitOfWork, draft: ReturnRequest, line: ReturnLine, product: Product) -> Money:
    possible = possible_of(uow, draft, product, line.order_no)
    if possible is None or line.asked > possible.most:
        return product.price.times(line.asked)
    value = Money.zero(draft.currency)
    for allocation in allocate(line, possible):
        value = value + allocation.unit_price.times(allocation.quantity)
    return value

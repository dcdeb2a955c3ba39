"""A finished draft gets its number and is judged by the policy: approved, refused, or a manager's."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.domain.catalogue import Product
from bot.core.domain.events import ReturnApproved, ReturnRefused, ReturnSubmitted
from bot.core.domain.people import Person, Role
from bot.core.domain.policy import LineFacts, Verdict, judge
from bot.core.domain.reasons import RefusalReason
from bot.core.domain.return_request import Decision, Finding, ReturnRequest
from bot.core.domain.return_status import ReturnAction, ReturnStatus
from bot.core.usecases.block_customer import ensure_not_blocked
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.draft_return import own_draft, possible_of, reasons_by_code
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.return_details import serial_findings
from bot.core.usecases.return_warnings import photo_uses

_SYSTEM = frozenset({Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Submitted:
    """`deciders` are the names of who has it now; empty where the policy decided."""

    request: ReturnRequest
    verdict: Verdict
    deciders: tuple[str, ...] = ()


def submit_return(uow: UnitOfWork, actor: Person, request_id: int) -> Submitted:
    """Raises the Missing errors of an incomplete draft, CustomerBlocked, SerialReturned. Over-return is
    recorded as refused, with its sums."""
    draft = own_draft(uow, actor, request_id)
    reasons = reasons_by_code(uow)
    for line in draft.lines:
        line.ensure_complete(reasons)
    if draft.customer_code:
        ensure_not_blocked(uow, uow.companies.customer(draft.customer_code))
    policy = uow.policies.current(uow.now)
    products = uow.catalogue.products(line.product_code for line in draft.lines)
    facts = _line_facts(uow, draft, products)
    draft.submit(actor, document_number(uow, "RR"), uow.now, reasons)
    serials = serial_findings(uow, draft)  # one submission at a time: the number is drawn
    verdict = judge(policy, draft, facts, _by_the_wall(uow))
    verdict = Verdict((*verdict.findings, *serials))
    draft.policy_version = policy.version
    draft.findings = [*verdict.findings, *_observations(uow, draft)]
    _decide_by_policy(uow, draft, verdict)
    uow.requests.save(draft)
    _publish_all(uow, actor, draft)
    return Submitted(draft, verdict, _deciders(uow, draft))


def foreseen_findings(uow: UnitOfWork, draft: ReturnRequest) -> tuple[Finding, ...]:
    """What the policy would say if it were sent now. Changes nothing. Raises what an open line misses."""
    copy = deepcopy(draft)
    products = uow.catalogue.products(line.product_code for line in copy.lines)
    facts = _line_facts(uow, copy, products)
    return judge(uow.policies.current(uow.now), copy, facts, _by_the_wall(uow)).findings


def _by_the_wall(uow: UnitOfWork) -> datetime:
    return uow.now.astimezone(uow.rules.timezone)


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
    found = _twin_findings(uow, draft)
    if draft.customer_code:
        since = uow.now - timedelta(days=90)
        before = uow.requests.count_of_customer(draft.customer_code, since)
        if before:
            found.append(Finding("RETURNS_LATELY", "inform", {"count": before + 1, "days": 90}))
    uses = [photo_uses(uow, draft, photo) for photo in draft.photos]
    same = sorted({number for use in uses for number in use.same})
    alike = sorted({number for use in uses for number in use.alike} - set(same))
    if same:
        found.append(Finding("PHOTO_SEEN_BEFORE", "inform", {"numbers": same}))
    if alike:
        found.append(Finding("PHOTO_ALIKE", "inform", {"numbers": alike}))
    return found


def _twin_findings(uow: UnitOfWork, draft: ReturnRequest) -> list[Finding]:
    """Other requests on their way for the same customer and product."""
    if draft.customer_code is None:
        return []
    found: list[Finding] = []
    for code in dict.fromkeys(line.product_code for line in draft.lines):
        numbers = [r.number for r in uow.requests.open_of_product(draft.customer_code, code, draft.id)]
        if numbers:
            found.append(Finding("ALSO_OPEN", "inform", {"product_code": code, "numbers": sorted(numbers)}))
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

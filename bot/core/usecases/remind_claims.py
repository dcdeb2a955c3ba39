"""Deadlines of claims: a word before, on the day, and after it; then the managers hear of it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.domain.events import ClaimReminded
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.people import Role
from bot.core.domain.supplier_claim import (
    DUE,
    LATE,
    REMINDED,
    SOON,
    UNSETTLED,
    WITH_SUPPLIER,
    SupplierClaim,
)
from bot.core.usecases.plan_notices import plan_notice
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.telling import chat_of, of_supplier, tell

SOON_DAYS = 2
MOST_AT_ONCE = 500


def remind_claims(uow: UnitOfWork) -> list[str]:
    """Numbers of the claims a reminder went out for. As often as it is run: each stage of each deadline once,
    and a desk that slept through a stage sends only the latest."""
    horizon = uow.now + timedelta(days=SOON_DAYS + 1)
    reminded = []
    for found in uow.claims.due_before(horizon, *sorted(WITH_SUPPLIER), limit=MOST_AT_ONCE):
        stage = stage_of(uow, found)
        if stage is None or _was_reminded(uow, found, stage):
            continue
        claim = uow.claims.get(found.id)
        step = claim.note(REMINDED, at=uow.now, by=0, detail=_detail(uow, claim, stage))
        uow.claims.save(claim)
        publish(
            uow,
            ClaimReminded(
                record=claim.number,
                actor_id=0,
                at=uow.now,
                claim_id=claim.id,
                seq=step.seq,
                status=claim.status.value,
                detail=stage,
            ),
        )
        reminded.append(claim.number)
    return reminded


def stage_of(uow: UnitOfWork, claim: SupplierClaim) -> str | None:
    """By whole days of the desk's calendar; None while the deadline is far."""
    zone = uow.rules.timezone
    left = (claim.due_at.astimezone(zone).date() - uow.now.astimezone(zone).date()).days
    if left < 0:
        return LATE
    if left == 0:
        return DUE
    return SOON if left <= SOON_DAYS else None


def _detail(uow: UnitOfWork, claim: SupplierClaim, stage: str) -> str:
    return f"{stage} {claim.due_at.astimezone(uow.rules.timezone).date()}"


def _was_reminded(uow: UnitOfWork, claim: SupplierClaim, stage: str) -> bool:
    wanted = _detail(uow, claim, stage)
    return any(step.what == REMINDED and step.detail == wanted for step in claim.history)


def push_weekly_claims(uow: UnitOfWork, week: str) -> int:
    """Each contact of a supplier with claims that are not settled gets the list, and a supplier without any
    gets a mail; `week` ("2026-W12") makes it once a week however often it is run. Gives how many."""
    waiting = uow.claims.found(*sorted(UNSETTLED), limit=10_000)
    suppliers = sorted({claim.supplier_code for claim in waiting} - {""})
    lists = [each for code in suppliers for each in _lists_of(uow, f"weekly/{week}", code)]
    for notice in lists:
        plan_notice(uow, notice)
    return len(lists)


def _lists_of(uow: UnitOfWork, key: str, supplier_code: str) -> list[Notice]:
    contacts = uow.people.contacts_of(Role.SUPPLIER, supplier_code)
    if contacts:
        return [tell(uow, key, chat_of(c), NoticeKind.CLAIMS_LIST, c.id, fresh=True) for c in contacts]
    return [_mailed_list(uow, key, supplier_code, to) for to in of_supplier(uow, supplier_code)]


def _mailed_list(uow: UnitOfWork, key: str, supplier_code: str, to: Recipient) -> Notice:
    """About no person: `facts` say whose claims they are."""
    notice = tell(uow, key, to, NoticeKind.CLAIMS_LIST, 0, fresh=True)
    notice.matter = f"{NoticeKind.CLAIMS_LIST.value}/{supplier_code}"
    notice.facts = {"supplier": supplier_code}
    return notice

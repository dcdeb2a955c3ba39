"""How a claim ends: with a debit note or without one, and what becomes of its goods."""

from __future__ import annotations

from dataclasses import replace

from bot.core.domain.debit_note import DebitNote
from bot.core.domain.errors import (
    AmountAboveClaim,
    AmountInvalid,
    ClaimGoodsMoved,
    StatusForbids,
    SupplierMissing,
)
from bot.core.domain.events import ClaimGoodsHandled, DebitNoteIssued
from bot.core.domain.people import Person, ensure_other
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.stock import claim_movements
from bot.core.domain.supplier_claim import (
    STILL_HELD,
    Answer,
    ClaimAction,
    ClaimStatus,
    GoodsAction,
    GoodsState,
    Outcome,
    SupplierClaim,
)
from bot.core.domain.values import Money
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.handle_claim import decline_offer, managed_claim, note_handled
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.see_claims import move_claim


def settle_claim(
    uow: UnitOfWork, actor: Person, claim_id: int, amount: Money | None = None, words: str = ""
) -> SupplierClaim:
    """After the supplier accepted. A credit issues a debit note over `amount` (None: what is claimed);
    another answer issues one only where an amount is given. More than is claimed needs words: raises
    AmountAboveClaim. Raises AmountInvalid, SupplierMissing."""
    claim = managed_claim(uow, actor, claim_id)
    if claim.status is ClaimStatus.DENIED:  # that ends with its goods
        raise StatusForbids(number=claim.number, status=claim.status.value, action=ClaimAction.SETTLE.value)
    move_claim(uow, actor, claim, ClaimAction.SETTLE)
    assert claim.answer is not None
    said = ensure_text_fits(words)
    if amount is None and claim.answer is Answer.CREDIT:
        amount = claim.value
    if amount is not None:
        amount = amount.rounded()  # what stands on the note and in the history is one sum
    if amount is not None and amount > claim.value and not said:
        raise AmountAboveClaim(number=claim.number, most=str(claim.value.amount), currency=claim.currency)
    _end(uow, actor, claim, Outcome.CREDIT if amount is not None else Outcome(claim.answer.value))
    if amount is not None:
        _issue_debit_note(uow, actor, claim, amount, said)
    return note_handled(uow, actor, claim, ClaimAction.SETTLE, said, amount=amount)


def take_offer(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    """The goods stay as seconds, the allowance becomes a debit note."""
    claim = managed_claim(uow, actor, claim_id)
    move_claim(uow, actor, claim, ClaimAction.TAKE_OFFER)
    assert claim.offer is not None
    _end(uow, actor, claim, Outcome.ALLOWANCE)
    _issue_debit_note(uow, actor, claim, claim.offer, "")
    _move_goods(uow, actor, claim, GoodsAction.KEEP)
    return note_handled(uow, actor, claim, ClaimAction.TAKE_OFFER, amount=claim.offer)


def decide_in_a_word(
    uow: UnitOfWork, actor: Person, claim_id: int, *, yes: bool = True, words: str = ""
) -> bool:
    """Where the claim waits for a yes or no of ours, that is it: to an offer, to settling what was accepted,
    to the second opinion on scrap. False where it waits for no such word: nothing was done then."""
    claim = managed_claim(uow, actor, claim_id)
    if claim.status is ClaimStatus.COUNTER_OFFER and not yes:
        decline_offer(uow, actor, claim_id, words)
        return True
    if not yes or words:
        return False
    if claim.status is ClaimStatus.COUNTER_OFFER:
        take_offer(uow, actor, claim_id)
    elif claim.status is ClaimStatus.ACCEPTED:
        settle_claim(uow, actor, claim_id)
    elif claim.goods is GoodsState.SCRAP_ASKED:
        scrap_goods(uow, actor, claim_id)
    else:
        return False
    return True


def send_goods(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    """The supplier collected them, or they were sent: vendor hold to supplier, once."""
    return _handle_goods(uow, actor, claim_id, GoodsAction.SEND)


def keep_goods(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    """Vendor hold to seconds, where the supplier does not want them back. Ends a denied claim."""
    return _handle_goods(uow, actor, claim_id, GoodsAction.KEEP)


def scrap_goods(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    """Vendor hold to scrap; above the policy's limit a second manager has to say so too. Ends a denied
    claim. Raises OwnWorkNotDecidable for the same person twice."""
    claim = managed_claim(uow, actor, claim_id)
    if claim.goods is GoodsState.SCRAP_ASKED:
        ensure_other(
            actor.id, claim.scrap_asked_by, claim.number, own_work_allowed=uow.rules.own_work_allowed
        )
        return _handle_goods(uow, actor, claim_id, GoodsAction.SCRAP)
    if not _is_above_scrap_limit(uow, claim):
        return _handle_goods(uow, actor, claim_id, GoodsAction.SCRAP)
    _ensure_held(claim)
    claim.move_goods(GoodsAction.ASK_SCRAP)
    claim.scrap_asked_by = actor.id
    return _note_goods(uow, actor, claim, GoodsAction.ASK_SCRAP)


def _is_above_scrap_limit(uow: UnitOfWork, claim: SupplierClaim) -> bool:
    """By the policy the request was judged by; a limit in another currency says nothing, so two decide."""
    order = uow.return_orders.get(claim.order_id)
    version = uow.requests.get(order.request_id).policy_version
    policy = uow.policies.version(version) if version else uow.policies.current(uow.now)
    limit = policy.scrap_limit
    return limit is not None and (limit.currency != claim.currency or claim.value > limit)


def _handle_goods(uow: UnitOfWork, actor: Person, claim_id: int, action: GoodsAction) -> SupplierClaim:
    claim = managed_claim(uow, actor, claim_id)
    _move_goods(uow, actor, claim, action)
    _note_goods(uow, actor, claim, action)
    if claim.status is ClaimStatus.DENIED:
        move_claim(uow, actor, claim, ClaimAction.SETTLE)
        _end(uow, actor, claim, Outcome.NOTHING)
        note_handled(uow, actor, claim, ClaimAction.SETTLE)
    return claim


def _ensure_held(claim: SupplierClaim) -> None:
    if claim.goods not in STILL_HELD:
        raise ClaimGoodsMoved(number=claim.number, status=claim.status.value)


def _move_goods(uow: UnitOfWork, actor: Person, claim: SupplierClaim, action: GoodsAction) -> None:
    _ensure_held(claim)
    claim.move_goods(action)
    claim.scrap_asked_by = None if action is not GoodsAction.SCRAP else claim.scrap_asked_by
    uow.stock.post(claim_movements(claim, at=uow.now, by=actor.id))


def _end(uow: UnitOfWork, actor: Person, claim: SupplierClaim, outcome: Outcome) -> None:
    claim.outcome, claim.settled_at, claim.settled_by = outcome, uow.now, actor.id


def _issue_debit_note(
    uow: UnitOfWork, actor: Person, claim: SupplierClaim, amount: Money, words: str
) -> None:
    value = amount.rounded()
    if not claim.supplier_code:
        raise SupplierMissing(number=claim.number)
    if not value > Money.zero(claim.currency):
        raise AmountInvalid(text=str(amount.amount))
    note = DebitNote(
        number=document_number(uow, "DN"),
        supplier_code=claim.supplier_code,
        value=value,
        cause=f"claim:{claim.number}",
        issued_at=uow.now,
        issued_by=actor.id,
        words=words,
    )
    note = replace(note, paper=uow.papers.debit_note(uow, note, claim))
    uow.debit_notes.add(note)
    claim.debit_note = note.number
    publish(
        uow,
        DebitNoteIssued(
            record=note.number,
            actor_id=actor.id,
            at=uow.now,
            value=str(value.amount),
            currency=value.currency,
            cause=note.cause,
            words=words,
        ),
    )


def _note_goods(uow: UnitOfWork, actor: Person, claim: SupplierClaim, action: GoodsAction) -> SupplierClaim:
    step = claim.note(f"goods_{action.value}", at=uow.now, by=actor.id)
    uow.claims.save(claim)
    publish(
        uow,
        ClaimGoodsHandled(
            record=claim.number,
            actor_id=actor.id,
            at=uow.now,
            claim_id=claim.id,
            seq=step.seq,
            status=claim.status.value,
            action=action.value,
        ),
    )
    return claim

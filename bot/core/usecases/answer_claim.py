"""The supplier's side of a claim: by a contact of that supplier, or by a manager who heard it elsewhere."""

from __future__ import annotations

from bot.core.domain.errors import AmountInvalid, NotAllowed, NothingToSend, OfferAboveClaim, SupplierMissing
from bot.core.domain.events import ClaimAnswered
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.supplier_claim import (
    THEIRS,
    Answer,
    ClaimAction,
    ClaimStatus,
    More,
    SupplierClaim,
)
from bot.core.domain.values import Money
from bot.core.usecases.handle_claim import needed
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.see_claims import ClaimsShown, list_claims, move_claim, seen_claim


def acknowledge_claim(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    """Seen; the answer follows. The deadline stays."""
    claim = _moved(uow, actor, claim_id, ClaimAction.ACKNOWLEDGE)
    return _answered(uow, actor, claim, ClaimAction.ACKNOWLEDGE)


def accept_claim(
    uow: UnitOfWork, actor: Person, claim_id: int, answer: Answer, words: str = ""
) -> SupplierClaim:
    claim = _moved(uow, actor, claim_id, ClaimAction.ACCEPT)
    claim.answer, claim.offer, claim.more = answer, None, None
    return _answered(uow, actor, claim, ClaimAction.ACCEPT, words=words, detail=answer.value)


def ask_more(uow: UnitOfWork, actor: Person, claim_id: int, more: More, words: str = "") -> SupplierClaim:
    """A picture, a sample, a word more before they answer."""
    claim = _moved(uow, actor, claim_id, ClaimAction.ASK_MORE)
    claim.more, claim.offer = more, None
    return _answered(uow, actor, claim, ClaimAction.ASK_MORE, words=words, detail=more.value)


def dispute_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """Raises WordsMissing: why it is not their fault has to be said."""
    claim = _moved(uow, actor, claim_id, ClaimAction.DISPUTE)
    claim.offer, claim.more = None, None
    return _answered(uow, actor, claim, ClaimAction.DISPUTE, words=needed(words))


def offer_allowance(
    uow: UnitOfWork, actor: Person, claim_id: int, offer: Money, words: str = ""
) -> SupplierClaim:
    """The goods are kept for that much. Raises AmountInvalid, OfferAboveClaim."""
    claim = _moved(uow, actor, claim_id, ClaimAction.OFFER)
    offer = offer.rounded()
    if not offer > Money.zero(claim.currency):
        raise AmountInvalid(text=str(offer.amount))
    if offer > claim.value:
        raise OfferAboveClaim(number=claim.number, most=str(claim.value.amount), currency=claim.currency)
    claim.offer, claim.more = offer, None
    return _answered(uow, actor, claim, ClaimAction.OFFER, words=words, amount=offer)


def deny_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """Nothing comes of it: a contact says so after a dispute, a manager at any time. Raises WordsMissing."""
    claim = _moved(uow, actor, claim_id, ClaimAction.DENY, supplier_needed=False)
    claim.offer, claim.more = None, None
    return _answered(uow, actor, claim, ClaimAction.DENY, words=needed(words))


def write_to_desk(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """Words of a contact. Whoever writes has seen the claim; where nobody knows whose goods they are, nobody
    has, and it stays open for its supplier to be named."""
    claim = seen_claim(uow, actor, claim_id)
    ensure_can(actor, Permission.ANSWER_CLAIM)
    if claim.status is ClaimStatus.OPEN and claim.supplier_code:
        claim.apply(ClaimAction.ACKNOWLEDGE, actor.roles)
    claim.apply(ClaimAction.WRITE, actor.roles)
    return _answered(uow, actor, claim, ClaimAction.WRITE, words=needed(words))


def send_photos_to_desk(uow: UnitOfWork, actor: Person, claim_id: int, words: str = "") -> SupplierClaim:
    """What a contact attached goes to the managers, with words or without. Raises NothingToSend."""
    claim = seen_claim(uow, actor, claim_id)
    if not actor.speaks_for(claim.supplier_code):
        raise NotAllowed(action=Permission.ANSWER_CLAIM.value)
    said = ensure_text_fits(words)
    if not said and not _unsent(claim):
        raise NothingToSend(number=claim.number)
    if claim.status is ClaimStatus.OPEN:
        claim.apply(ClaimAction.ACKNOWLEDGE, actor.roles)
    claim.apply(ClaimAction.WRITE, actor.roles)
    return _answered(uow, actor, claim, ClaimAction.WRITE, words=said)


def _unsent(claim: SupplierClaim) -> str:
    """Which of the supplier's photos the managers have not been shown; "" for none."""
    sent, kept = claim.theirs_sent, len(claim.their_photos)
    return f"{THEIRS}{sent}:{kept}" if kept > sent else ""


def _moved(
    uow: UnitOfWork, actor: Person, claim_id: int, action: ClaimAction, *, supplier_needed: bool = True
) -> SupplierClaim:
    claim = seen_claim(uow, actor, claim_id)
    ensure_can(actor, Permission.ANSWER_CLAIM)
    if supplier_needed and not claim.supplier_code:
        raise SupplierMissing(number=claim.number)
    move_claim(uow, actor, claim, action)
    return claim


def _answered(
    uow: UnitOfWork,
    actor: Person,
    claim: SupplierClaim,
    action: ClaimAction,
    *,
    words: str = "",
    detail: str = "",
    amount: Money | None = None,
) -> SupplierClaim:
    said, on_behalf = ensure_text_fits(words), not actor.speaks_for(claim.supplier_code)
    if not detail and not on_behalf:  # their photos go along
        detail = _unsent(claim)
    step = claim.note(
        action.value,
        at=uow.now,
        by=actor.id,
        words=said,
        detail=detail,
        amount=amount,
        on_behalf=on_behalf,
    )
    uow.claims.save(claim)
    publish(
        uow,
        ClaimAnswered(
            record=claim.number,
            actor_id=actor.id,
            at=uow.now,
            claim_id=claim.id,
            seq=step.seq,
            status=claim.status.value,
            words=said,
            detail=detail,
            action=action.value,
            on_behalf=on_behalf,
        ),
    )
    return claim


def write_plainly(uow: UnitOfWork, actor: Person, words: str) -> list[SupplierClaim]:
    """Words of a contact that answer no message: they belong to the one claim that is not settled. Where
    there are several nothing is written: they are given, for the contact to say which."""
    claims = list_claims(uow, actor, ClaimsShown.WAITING)
    if len(claims) == 1:
        return [write_to_desk(uow, actor, claims[0].id, words)]
    return claims

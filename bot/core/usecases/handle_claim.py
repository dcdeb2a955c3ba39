"""Our side of a claim: words, photos, insisting, giving in, whose goods they are."""

from __future__ import annotations

from bot.core.domain.catalogue import Company
from bot.core.domain.errors import NothingToSend, SupplierUnknown, WordsMissing
from bot.core.domain.events import ClaimHandled
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import Photo, ensure_text_fits
from bot.core.domain.supplier_claim import ClaimAction, ClaimStatus, More, SupplierClaim, deadline
from bot.core.domain.values import Money
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.see_claims import is_manager, move_claim, seen_claim

_WORDS_ANSWER = frozenset({More.INFORMATION, More.SAMPLE})


def managed_claim(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    ensure_can(actor, Permission.SETTLE_CLAIM)
    return uow.claims.get(claim_id)


def attach_claim_photo(uow: UnitOfWork, actor: Person, claim_id: int, photo: Photo) -> bool:
    """Kept with the claim; the other side sees it when it is sent. False for one that is there already."""
    claim = seen_claim(uow, actor, claim_id)
    added = claim.add_photo(photo, theirs=not is_manager(actor))
    if added:
        uow.claims.save(claim)
    return added


def send_more(uow: UnitOfWork, actor: Person, claim_id: int, words: str = "") -> SupplierClaim:
    """New photos and words to the supplier, who is to answer again. Raises NothingToSend."""
    claim = managed_claim(uow, actor, claim_id)
    said, sent, kept = ensure_text_fits(words), claim.photos_sent, len(claim.more_photos)
    if not said and kept == sent:
        raise NothingToSend(number=claim.number)
    action = ClaimAction.SEND_MORE if claim.status is ClaimStatus.MORE_ASKED else ClaimAction.WRITE
    move_claim(uow, actor, claim, action)
    if action is ClaimAction.SEND_MORE:
        claim.more = None
        _set_deadline(uow, claim)
    return note_handled(uow, actor, claim, action, said, f"{sent}:{kept}" if kept > sent else "")


def write_to_supplier(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """Words of a manager; where the supplier asked for words, they are the answer. Raises WordsMissing."""
    claim = managed_claim(uow, actor, claim_id)
    if claim.status is ClaimStatus.MORE_ASKED and claim.more in _WORDS_ANSWER:
        return send_more(uow, actor, claim_id, needed(words))
    move_claim(uow, actor, claim, ClaimAction.WRITE)
    return note_handled(uow, actor, claim, ClaimAction.WRITE, needed(words))


def insist_on_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """After a dispute; they have to answer anew. Raises WordsMissing."""
    return _back_to_supplier(uow, actor, claim_id, ClaimAction.INSIST, needed(words))


def decline_offer(uow: UnitOfWork, actor: Person, claim_id: int, words: str = "") -> SupplierClaim:
    return _back_to_supplier(uow, actor, claim_id, ClaimAction.DECLINE_OFFER, words)


def reopen_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """An answer was taken back, or a denial is not the last word. Raises WordsMissing."""
    return _back_to_supplier(uow, actor, claim_id, ClaimAction.REOPEN, needed(words))


def withdraw_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> SupplierClaim:
    """We do not claim it any more; what becomes of the goods is decided next. Raises WordsMissing."""
    claim = managed_claim(uow, actor, claim_id)
    move_claim(uow, actor, claim, ClaimAction.WITHDRAW)
    claim.offer, claim.more = None, None
    return note_handled(uow, actor, claim, ClaimAction.WITHDRAW, needed(words))


def assign_supplier(uow: UnitOfWork, actor: Person, claim_id: int, supplier_code: str) -> SupplierClaim:
    """Says whose goods they are; that supplier is told as if the claim had just been opened."""
    claim = managed_claim(uow, actor, claim_id)
    if uow.companies.supplier(supplier_code) is None:
        raise SupplierUnknown(text=supplier_code[:40])
    move_claim(uow, actor, claim, ClaimAction.ASSIGN)
    claim.supplier_code = supplier_code
    _set_deadline(uow, claim)
    return note_handled(uow, actor, claim, ClaimAction.ASSIGN, detail=supplier_code)


def find_suppliers(uow: UnitOfWork, actor: Person, words: str, limit: int) -> list[Company]:
    """Raises SupplierUnknown where none is found."""
    ensure_can(actor, Permission.SETTLE_CLAIM)
    found = uow.companies.search_suppliers(words, limit)
    if not found:
        raise SupplierUnknown(text=words[:40])
    return found


def needed(words: str) -> str:
    cleaned = ensure_text_fits(words)
    if not cleaned:
        raise WordsMissing()
    return cleaned


def _set_deadline(uow: UnitOfWork, claim: SupplierClaim) -> None:
    claim.due_at = deadline(uow.now, uow.rules.claim_days, uow.rules.timezone)


def _back_to_supplier(
    uow: UnitOfWork, actor: Person, claim_id: int, action: ClaimAction, words: str
) -> SupplierClaim:
    """Their answer is awaited again, with a deadline of its own."""
    claim = managed_claim(uow, actor, claim_id)
    move_claim(uow, actor, claim, action)
    claim.answer, claim.offer, claim.more = None, None, None
    _set_deadline(uow, claim)
    return note_handled(uow, actor, claim, action, words)


def note_handled(
    uow: UnitOfWork,
    actor: Person,
    claim: SupplierClaim,
    action: ClaimAction,
    words: str = "",
    detail: str = "",
    amount: Money | None = None,
) -> SupplierClaim:
    """One more step of our side: stored with the claim, logged, told."""
    said = ensure_text_fits(words)
    step = claim.note(action.value, at=uow.now, by=actor.id, words=said, detail=detail, amount=amount)
    uow.claims.save(claim)
    publish(
        uow,
        ClaimHandled(
            record=claim.number,
            actor_id=actor.id,
            at=uow.now,
            claim_id=claim.id,
            seq=step.seq,
            status=claim.status.value,
            words=said,
            detail=detail,
            action=action.value,
        ),
    )
    return claim

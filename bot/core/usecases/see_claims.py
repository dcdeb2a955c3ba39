"""Who may see which claims: managers all of them, a supplier's contact that supplier's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.domain.errors import ClaimMovedOn, RecordUnknown, StatusForbids
from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.supplier_claim import (
    FINAL_CLAIMS,
    UNSETTLED,
    WITH_SUPPLIER,
    WITH_US,
    ClaimAction,
    ClaimStatus,
    GoodsState,
    SupplierClaim,
)
from bot.core.usecases.ports import UnitOfWork

MOST_LISTED = 200


def is_manager(actor: Person) -> bool:
    return actor.has(Permission.SETTLE_CLAIM)


def ensure_may_see_claim(actor: Person, claim: SupplierClaim, asked: str) -> None:
    """What may not be seen is as unknown as what does not exist. Raises RecordUnknown(number=`asked`)."""
    ensure_can(actor, Permission.SEE_CLAIMS)
    if not is_manager(actor) and not actor.speaks_for(claim.supplier_code):
        raise RecordUnknown(number=asked)


def seen_claim(uow: UnitOfWork, actor: Person, claim_id: int) -> SupplierClaim:
    ensure_can(actor, Permission.SEE_CLAIMS)
    claim = uow.claims.get(claim_id)
    ensure_may_see_claim(actor, claim, str(claim_id))
    return claim


def look_up_claim(uow: UnitOfWork, actor: Person, number: str) -> SupplierClaim:
    ensure_can(actor, Permission.SEE_CLAIMS)
    claim = uow.claims.by_number(number)
    ensure_may_see_claim(actor, claim, number[:40])
    return claim


def claims_of_return(uow: UnitOfWork, actor: Person, orders: Iterable[ReturnOrder]) -> list[SupplierClaim]:
    """Those of a return's orders and their later steps, for who sees every claim; nothing for others."""
    if not is_manager(actor):
        return []
    sources: list[str] = []
    for order in orders:
        sources += [order.number, *(step.number for step in uow.later_steps.of_order(order.id))]
    found = [claim for source in sources for claim in uow.claims.of_source(source)]
    return [claim for claim in found if claim.goods is not GoodsState.UNDONE]


def move_claim(uow: UnitOfWork, actor: Person, claim: SupplierClaim, action: ClaimAction) -> None:
    """Raises NotAllowed; ClaimMovedOn where it stands so that this cannot be done, naming who was first as
    far as this person may know."""
    try:
        claim.apply(action, actor.roles)
    except StatusForbids:
        step = claim.turned
        first = uow.people.get(step.by)
        known = is_manager(actor) or first.speaks_for(claim.supplier_code)
        raise ClaimMovedOn(
            number=claim.number, status=claim.status.value, by=first.name if known else "", at=step.at
        ) from None


class ClaimsShown(StrEnum):
    """Parts of the list."""

    WAITING = "waiting"
    LATE = "late"
    THEIRS = "theirs"  # the supplier has to answer
    OURS = "ours"
    COMING = "coming"  # the supplier still owes goods
    DONE = "done"


_STATUSES: dict[ClaimsShown, frozenset[ClaimStatus]] = {
    ClaimsShown.WAITING: UNSETTLED,
    ClaimsShown.LATE: WITH_SUPPLIER,
    ClaimsShown.THEIRS: WITH_SUPPLIER,
    ClaimsShown.OURS: WITH_US,
    ClaimsShown.COMING: frozenset({ClaimStatus.ACCEPTED, ClaimStatus.SETTLED}),
    ClaimsShown.DONE: FINAL_CLAIMS,
}


def list_claims(uow: UnitOfWork, actor: Person, shown: ClaimsShown) -> list[SupplierClaim]:
    """What is late first, then the earliest deadline; what is done: the newest first."""
    ensure_can(actor, Permission.SEE_CLAIMS)
    supplier = None if is_manager(actor) else actor.company
    if supplier == "" or (supplier is None and not is_manager(actor)):
        return []
    if shown is ClaimsShown.COMING:
        owing = uow.claims.expecting_goods(MOST_LISTED)
        return [claim for claim in owing if supplier in (None, claim.supplier_code)]
    statuses = sorted(_STATUSES[shown])
    found = uow.claims.found(*statuses, supplier=supplier, limit=MOST_LISTED)
    if shown is ClaimsShown.DONE:
        return sorted(found, key=lambda claim: claim.turned.at, reverse=True)
    if shown is ClaimsShown.LATE:
        found = [claim for claim in found if claim.is_late(uow.now)]
    return sorted(found, key=lambda claim: (not claim.is_late(uow.now), claim.due_at, claim.id))


def show_claim(uow: UnitOfWork, actor: Person, claim_id: int, key: str) -> SupplierClaim:
    """Its card as a new message that goes on changing in place; `key` is unique to this wish."""
    claim = seen_claim(uow, actor, claim_id)
    kind = NoticeKind.CLAIM_DESK_CARD if is_manager(actor) else NoticeKind.CLAIM_CARD
    uow.outbox.add(
        Notice(
            event_key=f"asked/{key}/{kind.value}/{claim.id}",
            chat_id=actor.telegram_id,
            language=actor.language,
            kind=kind,
            matter=f"{kind.value}/{claim.id}",
            subject_id=claim.id,
            created_at=uow.now,
            fresh=True,
            record=claim.number,
        )
    )
    return claim


@dataclass(frozen=True, slots=True)
class OpenClaims:
    """A supplier's own list: what waits for their answer (late ones first), and what is with us."""

    supplier_code: str
    theirs: list[SupplierClaim]
    ours: list[SupplierClaim]

    def __bool__(self) -> bool:
        return bool(self.theirs or self.ours)


def weekly_claims_list(uow: UnitOfWork, supplier_code: str) -> OpenClaims:
    return OpenClaims(
        supplier_code,
        uow.claims.found(*sorted(WITH_SUPPLIER), supplier=supplier_code, limit=MOST_LISTED),
        uow.claims.found(*sorted(WITH_US), supplier=supplier_code, limit=MOST_LISTED),
    )


def ensure_may_do(uow: UnitOfWork, actor: Person, claim_id: int, action: ClaimAction) -> SupplierClaim:
    """Before words or an amount are asked for: nobody types in vain. Changes nothing."""
    claim = seen_claim(uow, actor, claim_id)
    move_claim(uow, actor, claim, action)
    return seen_claim(uow, actor, claim_id)

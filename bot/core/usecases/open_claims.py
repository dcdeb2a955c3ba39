"""Goods that go to vendor hold open a claim; goods that come back from there take it away again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.domain.catalogue import Product
from bot.core.domain.errors import ClaimUnderway
from bot.core.domain.events import ClaimHandled, ClaimOpened
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Photo
from bot.core.domain.supplier_claim import (
    OPENED,
    STILL_HELD,
    ClaimAction,
    ClaimLine,
    ClaimStatus,
    GoodsAction,
    GoodsState,
    SupplierClaim,
    ValuedAt,
    deadline,
)
from bot.core.domain.values import Quantity
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


def open_claims_for(uow: UnitOfWork, actor: Person, order: ReturnOrder) -> list[SupplierClaim]:
    """One claim for each supplier whose goods this order put on vendor hold; none where it put none."""
    ensure_can(actor, Permission.RESTOCK)
    failed = [
        (line, quantity)
        for line in order.lines
        for disposition, quantity in line.split
        if disposition is Disposition.RETURN_TO_VENDOR and quantity
    ]
    return _open(uow, actor, order, failed, order.number)


def open_claim_for_step(
    uow: UnitOfWork, actor: Person, order: ReturnOrder, line_no: int, quantity: Quantity, source: str
) -> SupplierClaim:
    """For goods of that order's line that a later step (`source`, its number) put on vendor hold."""
    ensure_can(actor, Permission.RESTOCK)
    line = next(line for line in order.lines if line.line_no == line_no)
    return _open(uow, actor, order, [(line, quantity)], source)[0]


def claims_to_withdraw(uow: UnitOfWork, source: str) -> list[SupplierClaim]:
    """Those that would end with their `source`. Raises ClaimUnderway where a supplier has answered."""
    claims = [c for c in uow.claims.of_source(source) if c.goods is not GoodsState.UNDONE]
    for claim in claims:
        withdrawn = claim.status is ClaimStatus.WITHDRAWN and claim.goods in STILL_HELD
        if claim.status is not ClaimStatus.OPEN and not withdrawn:
            raise ClaimUnderway(number=claim.number, status=claim.status.value)
    return claims


def withdraw_claims_of(uow: UnitOfWork, actor: Person, source: str, words: str) -> list[SupplierClaim]:
    """Before the movements of `source` (an order or a later step) are taken back: its claims end with it.
    Raises ClaimUnderway where a supplier has answered already, or the goods have moved on."""
    ensure_can(actor, Permission.SETTLE_CLAIM)
    claims = claims_to_withdraw(uow, source)
    for claim in claims:
        if claim.status is ClaimStatus.OPEN:
            claim.apply(ClaimAction.WITHDRAW, actor.roles)
        claim.move_goods(GoodsAction.UNDO)
        step = claim.note(ClaimAction.WITHDRAW.value, at=uow.now, by=actor.id, words=words, detail=source)
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
                words=words,
                detail=source,
                action=ClaimAction.WITHDRAW.value,
            ),
        )
    return claims


Failed = Sequence[tuple[ReturnOrderLine, Quantity]]


def _open(
    uow: UnitOfWork, actor: Person, order: ReturnOrder, failed: Failed, source: str
) -> list[SupplierClaim]:
    products = uow.catalogue.products(line.product_code for line, _ in failed)
    photos = _photos(uow, order) if failed else {}
    by_supplier: dict[tuple[str, str], list[ClaimLine]] = {}
    for line, quantity in failed:
        product = products[line.product_code]
        claimed = _claim_line(line, quantity, product, photos.get(line.line_no, ()))
        key = (product.supplier_code, claimed.unit_value.currency)
        by_supplier.setdefault(key, []).append(claimed)
    return [
        _open_one(uow, actor, order, source, supplier, currency, lines)
        for (supplier, currency), lines in sorted(by_supplier.items())
    ]


def _photos(uow: UnitOfWork, order: ReturnOrder) -> dict[int, tuple[Photo, ...]]:
    inspection = uow.inspections.get(order.inspection_id)
    return {line.line_no: tuple(line.photos) for line in inspection.lines}


def _claim_line(
    line: ReturnOrderLine, quantity: Quantity, product: Product, photos: tuple[Photo, ...]
) -> ClaimLine:
    """At the purchase price where it is known, else at the list price."""
    return ClaimLine(
        line_no=line.line_no,
        product_code=line.product_code,
        product_name_en=line.product_name_en,
        product_name_zh=line.product_name_zh,
        quantity=quantity,
        reason=line.reason,
        grade=line.grade,
        unit_value=product.cost or product.price,
        valued_at=ValuedAt.COST if product.cost else ValuedAt.PRICE,
        photos=photos,
    )


def _open_one(
    uow: UnitOfWork,
    actor: Person,
    order: ReturnOrder,
    source: str,
    supplier: str,
    currency: str,
    lines: list[ClaimLine],
) -> SupplierClaim:
    """A supplier that no table describes is as unknown as none."""
    known = supplier if supplier and uow.companies.supplier(supplier) else ""
    claim = SupplierClaim(
        number=document_number(uow, "SC"),
        source=source,
        order_id=order.id,
        order_number=order.number,
        supplier_code=known,
        opened_for=supplier,
        opened_at=uow.now,
        due_at=deadline(uow.now, uow.rules.claim_days, uow.rules.timezone),
        currency=currency,
        lines=lines,
    )
    step = claim.note(OPENED, at=uow.now, by=actor.id, detail=supplier)
    uow.claims.add(claim)
    publish(
        uow,
        ClaimOpened(
            record=claim.number,
            actor_id=actor.id,
            at=uow.now,
            claim_id=claim.id,
            seq=step.seq,
            status=claim.status.value,
            supplier=known,
            value=str(claim.value.amount),
            currency=currency,
        ),
    )
    return claim

"""Money back without goods: postage, carriage, a manual charge."""

from __future__ import annotations

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.errors import AmountInvalid, StatusForbids
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.values import Money
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.issue_credit import add_note, publish_issued
from bot.core.usecases.ports import UnitOfWork


def credit_charge(
    uow: UnitOfWork, actor: Person, customer_code: str, product_code: str, value: Money, reference: str
) -> CreditNote:
    """One note per `reference` and product. Raises NotAllowed, AmountInvalid; StatusForbids where the product
    is goods, not a charge, or where this reference was credited before."""
    ensure_can(actor, Permission.CREDIT_CHARGE)
    product = uow.catalogue.product(product_code)
    if product.stocked:
        raise StatusForbids(number=reference, status="goods", action="credit")
    if not value.rounded() > Money.zero(value.currency):
        raise AmountInvalid(text=str(value.amount))
    note = CreditNote(
        number=document_number(uow, "CN"),
        customer_code=uow.companies.customer(customer_code).code,
        value=value.rounded(),
        fee=Money.zero(value.currency).rounded(),
        cause=f"charge:{reference}:{product.code}",
        issued_at=uow.now,
        issued_by=actor.id,
    )
    note = add_note(uow, note)
    publish_issued(uow, actor, note)
    return note

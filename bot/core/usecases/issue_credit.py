"""A credit note is issued with its paper: what was paid, less the fee, never more than was paid in all."""

from __future__ import annotations

from dataclasses import replace

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.events import CreditNoteIssued
from bot.core.domain.people import Person
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.values import Money
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish


def issue_order_note(uow: UnitOfWork, actor: Person, order: ReturnOrder) -> CreditNote | None:
    """None where nothing is credited: goods without an order, all sent back to the customer, a fee as high
    as the value, or a replacement or repair instead of money."""
    value = creditable(uow, order)
    if not value:
        return None
    request = uow.requests.get(order.request_id)
    return add_note(
        uow,
        CreditNote(
            number=document_number(uow, "CN"),
            customer_code=request.customer_code,
            value=value,
            fee=order.fee,
            cause=f"order:{order.number}",
            issued_at=uow.now,
            issued_by=actor.id,
        ),
    )


def creditable(uow: UnitOfWork, order: ReturnOrder) -> Money:
    """What the order credits, cut to what earlier notes left of each order line. Without a cut it could go
    over by a cent: three single pieces at 0.125 are 0.39, and 0.38 was paid for the three."""
    left: dict[tuple[str, int], Money] = {}
    over = Money.zero(order.currency)
    for allocation in [a for line in order.lines for a in line.allocations]:
        key = (allocation.order_no, allocation.order_line)
        if key not in left:
            paid, credited = uow.credit_notes.paid_and_credited(*key)
            left[key] = max(paid - credited, Money.zero(order.currency))
        part = min(allocation.value, left[key])
        over = over + (allocation.value - part)
        left[key] = left[key] - part
    return max(order.credit - over, Money.zero(order.currency))


def add_note(uow: UnitOfWork, note: CreditNote) -> CreditNote:
    """The note as it is kept, with its paper. Raises StatusForbids where its cause was credited before."""
    note = replace(note, paper=uow.papers.credit_note(uow, note))
    uow.credit_notes.add(note)
    return note


def publish_issued(uow: UnitOfWork, actor: Person, note: CreditNote) -> None:
    publish(
        uow,
        CreditNoteIssued(
            record=note.number,
            actor_id=actor.id,
            at=uow.now,
            value=str(note.value.amount),
            currency=note.value.currency,
            cause=note.cause,
        ),
    )

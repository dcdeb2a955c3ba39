"""A manager stops the returns of a customer, with a reason, and lifts that again."""

from __future__ import annotations

from bot.core.domain.catalogue import Block, Company
from bot.core.domain.errors import CustomerBlocked, NotBlocked, WordsMissing
from bot.core.domain.events import BlockLifted, CustomerWasBlocked
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import ensure_text_fits
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_REASON = 200  # characters; the clerk reads it in one breath


def ensure_not_blocked(uow: UnitOfWork, customer: Company) -> None:
    """Raises CustomerBlocked with the reason and whom to ask."""
    block = uow.companies.block_of(customer.code)
    if block is not None:
        raise CustomerBlocked(customer=customer.name, reason=block.reason, by=uow.people.get(block.by).name)


def block_customer(uow: UnitOfWork, actor: Person, customer_code: str, reason: str) -> Block:
    """Blocking again gives the block another reason. Raises CustomerUnknown, WordsMissing, TextTooLong."""
    ensure_can(actor, Permission.EDIT_POLICY)
    customer = uow.companies.customer(customer_code)
    words = ensure_text_fits(reason, MOST_REASON)
    if not words:
        raise WordsMissing()
    block = Block(customer.code, words, actor.id, uow.now)
    uow.companies.put_block(block)
    record = f"customer/{customer.code}"
    publish(uow, CustomerWasBlocked(record=record, actor_id=actor.id, at=uow.now, reason=words))
    return block


def lift_block(uow: UnitOfWork, actor: Person, customer_code: str) -> Company:
    """Raises NotBlocked where there is nothing to lift."""
    ensure_can(actor, Permission.EDIT_POLICY)
    customer = uow.companies.customer(customer_code)
    block = uow.companies.block_of(customer.code)
    if block is None:
        raise NotBlocked(customer=customer.name)
    uow.companies.lift_block(customer.code)
    record = f"customer/{customer.code}"
    publish(uow, BlockLifted(record=record, actor_id=actor.id, at=uow.now, reason=block.reason))
    return customer


def blocked_customers(uow: UnitOfWork, actor: Person) -> list[Block]:
    ensure_can(actor, Permission.EDIT_POLICY)
    return uow.companies.blocks()

"""A practice desk as somebody finds it: goods, orders, colleagues on paper, a parcel to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.core.domain.people import Person, Role
from bot.core.domain.practice_goods import (
    CAFE,
    CATEGORIES,
    CUSTOMERS,
    MUG,
    PLACES,
    PRODUCTS,
    QUESTIONS,
    SUPPLIER,
    practice_orders,
    practice_policy,
)
from bot.core.domain.reasons import Reason
from bot.core.domain.stock import opening_movement
from bot.core.domain.values import Quantity
from bot.core.usecases.draft_return import add_item, choose_customer, set_quantity, set_reason, start_return
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.submit_return import submit_return

PLAYS = frozenset({Role.CLERK, Role.INSPECTOR, Role.MANAGER})
ON_PAPER = 1_000  # accounts below are nobody's: what such people would get is shown to who practises


def furnish_practice(
    uow: UnitOfWork, telegram_id: int, name: str, language: str, reasons: Iterable[Reason] = ()
) -> None:
    """For this person alone, who plays every part of the staff. `reasons` are the real desk's: who practises
    chooses from what they will choose from."""
    uow.people.add(Person(0, telegram_id, name, language, PLAYS))
    kim = uow.people.add(Person(0, 1, "Kim", language, frozenset({Role.CLERK})))
    uow.people.add(Person(0, 2, "Lee", language, frozenset({Role.CUSTOMER}), company=CAFE.code))
    uow.people.add(Person(0, 3, "Dana", language, frozenset({Role.SUPPLIER}), company=SUPPLIER.code))
    uow.catalogue.save_categories(CATEGORIES)
    uow.catalogue.save_questions(QUESTIONS)
    uow.companies.save_suppliers([SUPPLIER])
    uow.catalogue.save_products(PRODUCTS)
    uow.companies.save_customers(CUSTOMERS)
    uow.orders.save_lines(practice_orders(uow.now))
    uow.policies.add(practice_policy(uow.now))
    uow.catalogue.save_places(PLACES)
    uow.stock.post(
        [
            opening_movement(product.code, Quantity.of(40), PLACES[0], at=uow.now, by=0, batch="practice")
            for product in PRODUCTS
        ]
    )
    _parcel_awaited(uow, kim)
    _copy_reasons(uow, reasons)


def _copy_reasons(uow: UnitOfWork, reasons: Iterable[Reason]) -> None:
    """As managers changed them. Who did is nobody here."""
    for reason in reasons:
        if reason.version:
            uow.reasons.save(replace(reason, version=0, changed_by=0))


def _parcel_awaited(uow: UnitOfWork, clerk: Person) -> None:
    """Small enough to be approved by itself."""
    draft = start_return(uow, clerk)
    choose_customer(uow, clerk, draft.id, CAFE.code)
    line = add_item(uow, clerk, draft.id, MUG)
    set_quantity(uow, clerk, draft.id, line.line_no, Quantity.of(5))
    set_reason(uow, clerk, draft.id, line.line_no, "DEMAND_CHANGE")
    submit_return(uow, clerk, draft.id)

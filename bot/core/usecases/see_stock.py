"""What lies where: for those who work with the goods."""

from __future__ import annotations

from bot.core.domain.catalogue import Product
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.usecases.ports import UnitOfWork


def find_stocked(uow: UnitOfWork, actor: Person, words: str) -> Product | None:
    """The product of that code, or the only one that those words find; None where nothing was asked yet.
    Raises NotAllowed, ProductUnknown."""
    ensure_can(actor, Permission.SEE_STOCK)
    if not words:
        return None
    found = uow.catalogue.search_products(words, 2)
    exact = [product for product in found if product.code.lower() == words.lower()]
    one = exact or (found if len(found) == 1 else [])
    return one[0] if one else uow.catalogue.product(words)

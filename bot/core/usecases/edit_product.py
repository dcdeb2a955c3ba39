"""Managers look products up and change what changes daily: standard, returnable or not, supplier, cost.

Everything else of a product comes with an import. A change is made to the product as it was seen: `seen` is a
mark of all of it, so that of two managers the second is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bot.core.domain.catalogue import Company, Product
from bot.core.domain.catalogue_events import ProductChanged
from bot.core.domain.errors import SupplierUnknown
from bot.core.domain.import_cells import CellInvalid, read_cell
from bot.core.domain.import_columns import ValueKind
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.product_errors import (
    ProductMovedOn,
    ProductUnchanged,
    ProductValueInvalid,
)
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.values import CENT, Money
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

NOTHING = "-"  # typed to say that there is none
_MARK_LETTERS = 16


class ProductField(StrEnum):
    """In the order of the buttons."""

    STANDARD_EN = "standard_en"
    STANDARD_ZH = "standard_zh"
    RETURNABLE = "returnable"
    SUPPLIER = "supplier_code"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class ProductSeen:
    """`seen` marks it as it is now."""

    product: Product
    supplier: Company | None
    seen: str


def find_products(uow: UnitOfWork, actor: Person, words: str, limit: int, offset: int = 0) -> list[Product]:
    """By code, or by words of either name; all of them for no words."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    return uow.catalogue.search_products(words, limit, offset)


def see_product(uow: UnitOfWork, actor: Person, code: str) -> ProductSeen:
    """By its code or its barcode. Raises NotAllowed, ProductUnknown."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    product = uow.catalogue.by_barcode(code) or uow.catalogue.product(code)
    supplier = uow.companies.supplier(product.supplier_code) if product.supplier_code else None
    return ProductSeen(product, supplier, _mark(product))


def change_product(
    uow: UnitOfWork, actor: Person, code: str, seen: str, field: ProductField, text: str
) -> Product:
    """Raises NotAllowed, ProductUnknown, ProductMovedOn, ProductUnchanged, ProductValueInvalid,
    SupplierUnknown, TextTooLong."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    before = uow.catalogue.product(code)
    if _mark(before) != seen:
        raise ProductMovedOn(product_code=before.code)
    typed = ensure_text_fits(text)
    wanted = "" if typed == NOTHING else typed
    if field is ProductField.SUPPLIER and wanted and uow.companies.supplier(wanted) is None:
        raise SupplierUnknown(text=wanted[:40])
    after = _CHANGES[field](before, wanted)
    if after == before:
        raise ProductUnchanged(product_code=before.code)
    uow.catalogue.replace_product(before, after)
    publish(
        uow,
        ProductChanged(
            record=f"product/{after.code}",
            actor_id=actor.id,
            at=uow.now,
            changes={field.value: _said(after, field)},
        ),
    )
    return after


def _mark(product: Product) -> str:
    return hashlib.sha256(repr(product).encode()).hexdigest()[:_MARK_LETTERS]


def _said(product: Product, field: ProductField) -> str:
    value: object = getattr(product, field.value)
    return "" if value is None else str(value)


def _returnable(product: Product, text: str) -> Product:
    if text not in ("yes", "no"):
        raise ProductValueInvalid(text=text[:40])
    return replace(product, returnable=text == "yes")


def _cost(product: Product, text: str) -> Product:
    """In the currency of the price, to the cent."""
    if not text:
        return replace(product, cost=None)
    try:
        amount = Decimal(str(read_cell(ValueKind.MONEY, text)))
    except CellInvalid:
        raise ProductValueInvalid(text=text[:40]) from None
    if amount < 0 or amount != amount.quantize(CENT):
        raise ProductValueInvalid(text=text[:40])
    return replace(product, cost=Money(amount.quantize(CENT), product.price.currency))


_CHANGES: Mapping[ProductField, Callable[[Product, str], Product]] = {
    ProductField.STANDARD_EN: lambda product, text: replace(product, standard_en=text),
    ProductField.STANDARD_ZH: lambda product, text: replace(product, standard_zh=text),
    ProductField.RETURNABLE: _returnable,
    ProductField.SUPPLIER: lambda product, text: replace(product, supplier_code=text),
    ProductField.COST: _cost,
}

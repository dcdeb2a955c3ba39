"""/products: a manager finds a product and changes what changes daily."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import ProductUnknown
from bot.core.domain.people import Person
from bot.core.usecases.edit_product import ProductField, change_product, find_products, see_product
from bot.core.usecases.ports import UnitOfWork
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, ProductStep
from bot.views.texts import text
from handlers.dialog import StaleButton

MOST_SEARCH = 60  # characters of a search
_TYPED = frozenset(ProductField) - {ProductField.RETURNABLE}


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    find_products(uow, actor, "", 1)
    place.dialog, place.subject_id, place.line_no = Dialog.PRODUCT, 0, 0
    place.go(ProductStep.FIND)


def _look_at(uow: UnitOfWork, actor: Person, place: DialogPlace, code: str) -> None:
    """As it stands now: what is changed next is changed of this."""
    found = see_product(uow, actor, code)
    place.go(ProductStep.ONE, code=found.product.code, seen=found.seen)


def find_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "close":
        return Rendered(text(actor.language, "products.closed"))
    if kind == "p":
        _look_at(uow, actor, place, value)
    elif kind == "page" and value.isascii() and value.isdecimal() and len(value) < 5:
        place.go(ProductStep.FIND, words=place.notes.get("words", ""), page=value)
    else:
        raise StaleButton
    return None


def find_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """A code or a barcode leads to the product, anything else to what has such words."""
    words = words.strip()[:MOST_SEARCH]
    try:
        _look_at(uow, actor, place, words)
    except ProductUnknown:
        place.go(ProductStep.FIND, words=words)
    return None


def one_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    code, seen = place.notes["code"], place.notes["seen"]
    if kind == "r":
        change_product(uow, actor, code, seen, ProductField.RETURNABLE, value)
        _look_at(uow, actor, place, code)
    elif kind == "f" and value in _TYPED:
        place.go(ProductStep.VALUE, code=code, seen=seen, field=value)
    elif kind == "back":
        place.go(ProductStep.FIND)
    else:
        raise StaleButton
    return None


def value_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    code, field = place.notes["code"], ProductField(place.notes["field"])
    change_product(uow, actor, code, place.notes["seen"], field, words)
    _look_at(uow, actor, place, code)
    return None


def value_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer != "back":
        raise StaleButton
    _look_at(uow, actor, place, place.notes["code"])
    return None

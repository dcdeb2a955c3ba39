"""/products as it is drawn: a search, one product, and what is typed for one of its fields."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.usecases.edit_product import ProductField, ProductSeen, find_products, see_product
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import money
from bot.views.keyboards import Row, in_rows, rows, step_button, way_back
from bot.views.policy_words import category_name
from bot.views.rendered import Rendered
from bot.views.steps import ProductStep
from bot.views.texts import plain, text

PAGE = 8
MOST_STANDARD = 600  # characters of one on the card
Draw = Callable[[UnitOfWork, Person, DialogPlace], Rendered]


def draw_products(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[ProductStep(place.step)](uow, actor, place)


def _find(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, words, page = actor.language, place.notes.get("words", ""), int(place.notes.get("page", "0"))
    found = find_products(uow, actor, words, PAGE + 1, page * PAGE)
    listed = [step_button(f"{p.code} {p.name(language)}", place.rev, f"p.{p.code}") for p in found[:PAGE]]
    key = ("products.found" if found else "products.none") if words else "products.ask"
    turn: Row = [step_button("◀", place.rev, f"page.{page - 1}")] if page else []
    if len(found) > PAGE:
        turn.append(step_button("▶", place.rev, f"page.{page + 1}"))
    keyboard = rows(
        *in_rows(listed, 1), turn, [step_button(plain(language, "button.products.close"), place.rev, "close")]
    )
    return Rendered(text(language, key, words=words), keyboard)


def _one(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language = actor.language
    seen = see_product(uow, actor, place.notes["code"])
    turned = "no" if seen.product.returnable else "yes"
    fields = [
        step_button(plain(language, f"button.products.{field.value}"), place.rev, f"f.{field.value}")
        for field in ProductField
        if field is not ProductField.RETURNABLE
    ]
    turn = step_button(plain(language, f"button.products.returnable.{turned}"), place.rev, f"r.{turned}")
    keyboard = rows(*in_rows(fields, 2), [turn], way_back(language, place.rev, cancel=False))
    return Rendered("\n".join(_facts(uow, language, seen)), keyboard)


def _facts(uow: UnitOfWork, language: str, seen: ProductSeen) -> list[str]:
    product, none = seen.product, plain(language, "products.nothing")
    supplier = f"{product.supplier_code} {seen.supplier.name if seen.supplier else ''}".strip()
    said = {
        "barcode": product.barcode,
        "category": category_name(uow, language, product.category),
        "price": money(language, product.price),
        "cost": money(language, product.cost) if product.cost else "",
        "supplier": supplier,
        "returnable": plain(language, f"products.returnable.{product.returnable}"),
    }
    named = " · ".join(dict.fromkeys(name for name in (product.name_en, product.name_zh) if name))
    return [
        text(language, "products.head", code=product.code, names=named),
        *(text(language, f"products.line.{key}", words=words or none) for key, words in said.items()),
        text(language, "products.line.standard_en", words=product.standard_en[:MOST_STANDARD] or none),
        text(language, "products.line.standard_zh", words=product.standard_zh[:MOST_STANDARD] or none),
    ]


def _value(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, field = actor.language, ProductField(place.notes["field"])
    product = see_product(uow, actor, place.notes["code"]).product
    shown = text(language, f"products.ask.{field.value}", code=product.code, name=product.name(language))
    return Rendered(shown, rows(way_back(language, place.rev, cancel=False)))


DRAW: dict[ProductStep, Draw] = {
    ProductStep.FIND: _find,
    ProductStep.ONE: _one,
    ProductStep.VALUE: _value,
}

"""Products, categories with their checklists, shelf places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.core.domain.catalogue import Category, Product, Question
from bot.core.domain.errors import ProductUnknown, RecordChanged
from bot.core.domain.values import Money
from storage import tables as t
from storage.search_words import finds, folded
from storage.transaction import Transaction, Values, chunks

_P = t.products.c
_BY_CODE = (
    select(t.products)
    .where(or_(_P.code == bindparam("code"), _P.code_folded == bindparam("folded")))
    .order_by((_P.code == bindparam("code")).desc(), _P.code)
    .limit(1)
)
_BY_BARCODE = (
    select(t.products)
    .where(or_(_P.barcode.in_(bindparam("barcodes", expanding=True)), _P.code_folded == bindparam("folded")))
    .order_by(_P.barcode.desc(), _P.code)
    .limit(1)
)
_BY_EXACT_CODE = select(t.products).where(_P.code == bindparam("code"))
_BY_CODES = select(t.products).where(_P.code.in_(bindparam("codes", expanding=True)))
_WITH_STANDARD = (
    select(t.products)
    .where(_P.standard_en != "", _P.returnable.is_(True))
    .order_by(_P.code)
    .limit(bindparam("most"))
)
_CATEGORIES = select(t.categories).order_by(t.categories.c.code)
_CATEGORY = select(t.categories).where(t.categories.c.code == bindparam("code"))
_QUESTIONS = (
    select(t.questions)
    .where(t.questions.c.category == bindparam("category"))
    .order_by(t.questions.c.position, t.questions.c.code)
)
_PLACES = select(t.places.c.code).order_by(t.places.c.code)


class CatalogueRepository:
    """`ports.Catalogue`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def product(self, code: str) -> Product:
        wanted = code.strip()
        row = self._tx.row(_BY_CODE, {"code": wanted, "folded": folded(wanted)})
        if row is None:
            raise ProductUnknown(text=code[:40])
        return product_of(row)

    def by_barcode(self, barcode: str) -> Product | None:
        read = barcode.strip()
        if not read:
            return None
        row = self._tx.row(_BY_BARCODE, {"barcodes": _readings(read), "folded": folded(read)})
        return None if row is None else product_of(row)

    def search_products(self, words: str, limit: int, offset: int = 0) -> list[Product]:
        condition, rank = finds(words, _P.code_folded, _P.names_folded)
        statement = select(t.products).where(condition).order_by(rank, _P.code).limit(limit).offset(offset)
        return [product_of(row) for row in self._tx.rows(statement)]

    def save_products(self, products: Sequence[Product]) -> None:
        self._tx.upsert(t.products, [_values(product) for product in products])

    def replace_product(self, before: Product, after: Product) -> None:
        row = self._tx.row(self._tx.locked(_BY_EXACT_CODE), {"code": before.code})
        if row is None or product_of(row) != before:
            raise RecordChanged(number=before.code)
        self.save_products([after])

    def with_standard(self, limit: int) -> list[Product]:
        return [product_of(row) for row in self._tx.rows(_WITH_STANDARD, {"most": limit})]

    def products(self, codes: Iterable[str]) -> dict[str, Product]:
        found: dict[str, Product] = {}
        for some in chunks(dict.fromkeys(codes)):
            found |= {row.code: product_of(row) for row in self._tx.rows(_BY_CODES, {"codes": some})}
        return found

    def category(self, code: str) -> Category | None:
        row = self._tx.row(_CATEGORY, {"code": code})
        return None if row is None else Category(**row._asdict())

    def categories(self) -> list[Category]:
        return [Category(row.code, row.name_en, row.name_zh) for row in self._tx.rows(_CATEGORIES)]

    def save_categories(self, categories: Sequence[Category]) -> None:
        rows = [{"code": c.code, "name_en": c.name_en, "name_zh": c.name_zh} for c in categories]
        self._tx.upsert(t.categories, rows)

    def questions(self, category: str) -> list[Question]:
        return [_question_of(row) for row in self._tx.rows(_QUESTIONS, {"category": category})]

    def save_questions(self, questions: Sequence[Question]) -> None:
        self._tx.upsert(t.questions, [_question_values(question) for question in questions])

    def places(self) -> list[str]:
        return [row.code for row in self._tx.rows(_PLACES)]

    def save_places(self, places: Iterable[str]) -> None:
        self._tx.add_missing(t.places, [{"code": place} for place in dict.fromkeys(places)])


def _readings(barcode: str) -> list[str]:
    """A UPC-A is an EAN-13 with a leading zero; readers give either."""
    if len(barcode) == 13 and barcode.startswith("0"):
        return [barcode, barcode[1:]]
    return [barcode, f"0{barcode}"] if len(barcode) == 12 else [barcode]


def product_of(row: Any) -> Product:
    return Product(
        code=row.code,
        name_en=row.name_en,
        name_zh=row.name_zh,
        barcode=row.barcode,
        category=row.category,
        specification=row.specification,
        unit=row.unit,
        price=Money(row.price, row.currency),
        supplier_code=row.supplier_code,
        cost=None if row.cost is None else Money(row.cost, row.currency),
        standard_en=row.standard_en,
        standard_zh=row.standard_zh,
        returnable=row.returnable,
        stocked=row.stocked,
    )


def _values(product: Product) -> Values:
    return {
        "code": product.code,
        "name_en": product.name_en,
        "name_zh": product.name_zh,
        "barcode": product.barcode,
        "category": product.category,
        "specification": product.specification,
        "unit": product.unit,
        "price": product.price.amount,
        "currency": product.price.currency,
        "supplier_code": product.supplier_code,
        "cost": None if product.cost is None else product.cost.amount,
        "standard_en": product.standard_en,
        "standard_zh": product.standard_zh,
        "returnable": product.returnable,
        "stocked": product.stocked,
        "code_folded": folded(product.code),
        "names_folded": folded(f"{product.name_en}\n{product.name_zh}"),
    }


def _question_values(question: Question) -> Values:
    return {
        "category": question.category,
        "code": question.code,
        "kind": question.kind,
        "name_en": question.name_en,
        "name_zh": question.name_zh,
        "minimum": None if question.minimum is None else str(question.minimum),
        "maximum": None if question.maximum is None else str(question.maximum),
        "unit": question.unit,
        "position": question.position,
    }


def _question_of(row: Any) -> Question:
    values = row._asdict()
    for limit in ("minimum", "maximum"):
        values[limit] = None if values[limit] is None else Decimal(values[limit])
    return Question(**values)

"""The catalogue as tables: in the very columns an import reads, so that what goes out may come in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.core.domain.catalogue import Category, Company, Product, Question
from bot.core.domain.catalogue_events import CatalogueExported
from bot.core.domain.import_columns import COLUMNS, TableKind
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.values import Money
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST = 1_000_000  # rows of one table: what a sheet holds
Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class OutTable:
    """`rows` as long as `columns`; None where nothing is known."""

    kind: TableKind
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def export_catalogue(uow: UnitOfWork, actor: Person) -> list[OutTable]:
    """Categories, checklists, suppliers, products, customers; those with no row are left out.
    Raises NotAllowed."""
    ensure_can(actor, Permission.IMPORT_CATALOGUE)
    products = uow.catalogue.search_products("", MOST)
    categories = uow.catalogue.categories()
    described = dict.fromkeys([*(c.code for c in categories), *(p.category for p in products)])
    tables = [
        _table(TableKind.CATEGORIES, categories),
        _table(TableKind.CHECKLIST, [q for code in described for q in uow.catalogue.questions(code)]),
        _table(TableKind.SUPPLIERS, uow.companies.search_suppliers("", MOST)),
        _table(TableKind.PRODUCTS, products),
        _table(TableKind.CUSTOMERS, uow.companies.search_customers("", MOST)),
    ]
    filled = [table for table in tables if table.rows]
    counts = {table.kind.value: len(table.rows) for table in filled}
    publish(uow, CatalogueExported(record="export/catalogue", actor_id=actor.id, at=uow.now, rows=counts))
    return filled


def _table(kind: TableKind, things: Iterable[Category | Question | Company | Product]) -> OutTable:
    names = tuple(column.name for column in COLUMNS[kind])
    return OutTable(kind, names, [[_value(thing, name) for name in names] for thing in things])


def _value(thing: Category | Question | Company | Product, name: str) -> Value:
    if name == "currency" and isinstance(thing, Product):
        return thing.price.currency
    value: object = getattr(thing, name)
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | Decimal) or value is None else str(value)

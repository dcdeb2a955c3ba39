"""What an import would do: worked out without changing anything, so that it can be shown first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from bot.core.domain.catalogue import AnswerKind, Category, Company, OrderLine, Product, Question
from bot.core.domain.import_columns import TableKind
from bot.core.domain.importing import CHARGES, ParsedTable, Problem, Row, without_repeated
from bot.core.domain.people import Person, Role
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.import_orders import CreditRow, OrderPlan, plan_orders
from bot.core.usecases.ports import UnitOfWork

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Values = dict[str, Any]
_OUTSIDERS = frozenset({Role.SUPPLIER, Role.CUSTOMER})


@dataclass(slots=True)
class Counts:
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class ImportPlan:
    """Everything to be saved, what it comes to, and what stands against it."""

    counts: dict[TableKind, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    suppliers: list[Company] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    customers: list[Company] = field(default_factory=list)
    order_lines: list[OrderLine] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    openings: list[tuple[str, Quantity, str]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    credits: list[CreditRow] = field(default_factory=list)
    known_products: dict[str, Product] = field(default_factory=dict)
    known_customers: dict[str, Company] = field(default_factory=dict)

    def count(self, kind: TableKind) -> Counts:
        return self.counts.setdefault(kind, Counts())

    def tell(self, table: ParsedTable, row: Row, column: str, code: str, text: str = "") -> None:
        self.problems.append(Problem(row.line, column, code, text[:60], table.file))

    def warn(self, table: ParsedTable, row: Row, column: str, code: str, text: str = "") -> None:
        self.warnings.append(Problem(row.line, column, code, text[:60], table.file))


def plan_import(uow: UnitOfWork, tables: Iterable[ParsedTable], *, count_orders: bool) -> ImportPlan:
    """Tables in any order. `count_orders`: compare order lines with those that are there, which takes a
    query for each product of each known order; saving them counts anyway."""
    plan = ImportPlan()
    order = list(TableKind)
    waiting: list[ParsedTable] = []
    for table in sorted(without_repeated(list(tables)), key=lambda table: order.index(table.kind)):
        plan.problems += table.problems
        plan.warnings += table.warnings
        if table.kind is TableKind.ORDERS:
            waiting.append(table)
            continue
        if waiting:
            _take_orders(uow, plan, waiting, count_orders)
            waiting = []
        _PLANNERS[table.kind](uow, plan, table)
    if waiting:
        _take_orders(uow, plan, waiting, count_orders)
    return plan


def _take_orders(uow: UnitOfWork, plan: ImportPlan, tables: Sequence[ParsedTable], counted: bool) -> None:
    orders: OrderPlan = plan_orders(
        uow, tables, plan.known_products, plan.known_customers, count_lines=counted
    )
    plan.problems += orders.problems
    plan.warnings += orders.warnings
    plan.order_lines, plan.credits = orders.lines, orders.credits
    plan.products += orders.new_products
    plan.customers += orders.new_customers
    plan.known_products |= {product.code: product for product in orders.new_products}
    plan.known_customers |= {customer.code: customer for customer in orders.new_customers}
    for kind, new in (
        (TableKind.PRODUCTS, len(orders.new_products)),
        (TableKind.CUSTOMERS, len(orders.new_customers)),
    ):
        if new:
            plan.count(kind).added += new
    counts = plan.count(TableKind.ORDERS)
    counts.added, counts.changed, counts.unchanged = orders.added, orders.changed, orders.unchanged


def _merge(
    plan: ImportPlan,
    kind: TableKind,
    rows: Iterable[tuple[K, Values]],
    known: Mapping[K, Any],
    make: Callable[[Values], T],
) -> list[T]:
    """Columns that a table does not have keep what is stored. Gives what is new or different."""
    result: list[T] = []
    counts = plan.count(kind)
    for key, values in rows:
        before = known.get(key)
        after = make(values) if before is None else replace(before, **values)
        if before == after:
            counts.unchanged += 1
            continue
        counts.added += before is None
        counts.changed += before is not None
        result.append(after)
    return result


def _plan_categories(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    codes = [row.text("code") for row in table.rows]
    known = {code: found for code in codes if (found := uow.catalogue.category(code))}
    rows = [(row.text("code"), dict(row.values)) for row in table.rows]
    plan.categories += _merge(plan, table.kind, rows, known, lambda values: Category(**values))


def _plan_checklist(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    """Without a column for it, the position is the order within the category."""
    known: dict[tuple[str, str], Question] = {}
    for category in dict.fromkeys(row.text("category") for row in table.rows):
        known |= {(q.category, q.code): q for q in uow.catalogue.questions(category)}
    rows: list[tuple[tuple[str, str], Values]] = []
    positions: dict[str, int] = {}
    for row in table.rows:
        values: Values = dict(row.values)
        category = row.text("category")
        positions[category] = positions.get(category, 0) + 1
        values.setdefault("position", positions[category])
        if values["kind"] is AnswerKind.NUMBER:
            low, high = values.get("minimum"), values.get("maximum")
            if low is not None and high is not None and low > high:
                plan.tell(table, row, "minimum", "LIMITS_CROSSED", f"{low} > {high}")
        rows.append(((category, row.text("code")), values))
    plan.questions += _merge(plan, table.kind, rows, known, lambda values: Question(**values))


def _plan_suppliers(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    known = uow.companies.suppliers(row.text("code") for row in table.rows)
    rows = [(row.text("code"), dict(row.values)) for row in table.rows]
    plan.suppliers += _merge(plan, table.kind, rows, known, lambda values: Company(**values))


def _plan_customers(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    known = uow.companies.customers(row.text("code") for row in table.rows)
    rows = [(row.text("code"), dict(row.values)) for row in table.rows]
    plan.customers += _merge(plan, table.kind, rows, known, lambda values: Company(**values))
    plan.known_customers |= known | {customer.code: customer for customer in plan.customers}


def _plan_products(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    known = uow.catalogue.products(row.text("code") for row in table.rows)
    currency = desk_currency(uow)
    rows: list[tuple[str, Values]] = []
    barcodes: dict[str, str] = {}
    for row in table.rows:
        code = row.text("code")
        values: Values = dict(row.values)
        before = known.get(code)
        if not values.get("unit"):
            values.pop("unit", None)
        written = values.pop("currency", before.price.currency if before else currency)
        price = values.pop("price", before.price.amount if before else 0)
        values["price"] = Money.of(price, str(written))
        cost = values.pop("cost", before.cost.amount if before and before.cost else None)
        values["cost"] = None if cost is None else Money.of(cost, str(written))
        if before is None:
            values.setdefault("stocked", code not in CHARGES)
        elif values.get("unit", before.unit) != before.unit:
            plan.tell(table, row, "unit", "UNIT_CHANGED", f"{before.unit} → {values['unit']}")
        barcode = row.text("barcode")
        if barcode and barcodes.setdefault(barcode, code) != code:
            plan.tell(table, row, "barcode", "BARCODE_TWICE", f"{barcode} = {barcodes[barcode]}")
        rows.append((code, values))
    _warn_of_unknown(uow, plan, table)
    plan.products += _merge(plan, table.kind, rows, known, lambda values: Product(**values))
    plan.known_products |= known | {product.code: product for product in plan.products}


def _warn_of_unknown(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    """Goods may name a category or a supplier that comes later."""
    categories = {category.code for category in plan.categories}
    categories |= {c for c in {row.text("category") for row in table.rows} if uow.catalogue.category(c)}
    wanted = {row.text("supplier_code") for row in table.rows}
    suppliers = {supplier.code for supplier in plan.suppliers} | set(uow.companies.suppliers(wanted))
    for column, known in (("category", categories), ("supplier_code", suppliers)):
        told: set[str] = set()
        for row in table.rows:
            code = row.text(column)
            if code and code not in known and code not in told:
                told.add(code)
                plan.warn(table, row, column, "REFERS_TO_UNKNOWN", code)


def _plan_stock(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    """What lies where when the desk begins. Booked once: the ledger is not rewritten by a file."""
    codes = [row.text("product_code") for row in table.rows]
    known = uow.catalogue.products(codes) | plan.known_products
    booked = {movement.cause: movement for movement in uow.stock.by_cause_prefix("opening:")}
    counts = plan.count(table.kind)
    for row in table.rows:
        code, place = row.text("product_code"), row.text("place")
        product, amount = known.get(code), row.values["quantity"]
        if product is None:
            plan.tell(table, row, "product_code", "UNKNOWN_PRODUCT", code)
        elif not product.stocked:
            plan.tell(table, row, "product_code", "NOT_STOCKED", code)
        elif str(amount).startswith("-"):
            plan.tell(table, row, "quantity", "NUMBER_NEGATIVE", str(amount))
        else:
            plan.places.append(place)
            quantity = Quantity.of(str(amount), product.unit)
            before = booked.get(f"opening:{code}:{place}")
            if before is None and quantity:
                plan.openings.append((code, quantity, place))
                counts.added += 1
                continue
            counts.unchanged += 1
            if before is not None and before.quantity != quantity:
                text = f"{before.quantity} ≠ {quantity}"
                plan.warn(table, row, "quantity", "OPENING_STAYS", text)


def _plan_people(uow: UnitOfWork, plan: ImportPlan, table: ParsedTable) -> None:
    """Who was removed stays removed."""
    counts = plan.count(table.kind)
    for row in table.rows:
        values: Values = dict(row.values)
        roles = values["roles"]
        if "company" in values:
            values["company"] = values["company"] or None
        before = uow.people.by_telegram(values["telegram_id"])
        if roles & _OUTSIDERS and not values.get("company", before.company if before else None):
            plan.tell(table, row, "company", "COMPANY_MISSING", row.text("name"))
        if before is None:
            values.setdefault("language", uow.rules.language)
            plan.people.append(Person(0, **values))
            counts.added += 1
            continue
        after = replace(before, **values)
        counts.changed += after != before
        counts.unchanged += after == before
        if after != before:
            plan.people.append(after)


def desk_currency(uow: UnitOfWork) -> str:
    """For tables that do not say: what the policy's limit is in."""
    return uow.policies.current(uow.now).auto_approval_limit.currency


_PLANNERS: Mapping[TableKind, Callable[[UnitOfWork, ImportPlan, ParsedTable], None]] = {
    TableKind.CATEGORIES: _plan_categories,
    TableKind.CHECKLIST: _plan_checklist,
    TableKind.SUPPLIERS: _plan_suppliers,
    TableKind.PRODUCTS: _plan_products,
    TableKind.CUSTOMERS: _plan_customers,
    TableKind.STOCK: _plan_stock,
    TableKind.PEOPLE: _plan_people,
}

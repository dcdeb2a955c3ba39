"""Order tables: sold lines, goods and customers that only the rows name, and credits set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.core.domain.catalogue import Company, OrderLine, OrderLineBalance, Product
from bot.core.domain.importing import CHARGES, ParsedTable, Problem, Row
from bot.core.domain.return_request import MAX_SERIAL
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.ports import UnitOfWork

_CREDIT_NUMBER = re.compile(r"[Cc]\d")


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A line of a credit document: no order, but a return or a charge taken back.
    `reference` is unique: the document and which of its lines."""

    reference: str
    customer_code: str  # "" where the table has none
    product_code: str
    quantity: Quantity
    unit_price: Money
    at: datetime


@dataclass(slots=True)
class OrderPlan:
    lines: list[OrderLine] = field(default_factory=list)
    credits: list[CreditRow] = field(default_factory=list)
    new_products: list[Product] = field(default_factory=list)
    new_customers: list[Company] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Books:
    """What is known while the rows are gone through."""

    products: dict[str, Product]
    customers: dict[str, Company]
    currency: str
    places: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)  # line: (file, line)
    owners: dict[str, str] = field(default_factory=dict)  # order: customer
    files: dict[str, str] = field(default_factory=dict)  # order or credit: the file that has it
    counted: Counter[str] = field(default_factory=Counter)  # lines of a document so far


def plan_orders(
    uow: UnitOfWork,
    tables: Sequence[ParsedTable],
    products: Mapping[str, Product],
    customers: Mapping[str, Company],
    *,
    count_lines: bool,
) -> OrderPlan:
    """`products` and `customers` are those of the same import. Lines of an order are counted from 1 in the
    order of the rows, so the same file gives the same lines."""
    plan = OrderPlan()
    rows = [(table, row) for table in tables for row in table.rows]
    books = _Books(
        uow.catalogue.products(row.text("product_code") for _, row in rows) | dict(products),
        uow.companies.customers(row.text("customer_code") for _, row in rows) | dict(customers),
        uow.policies.current(uow.now).auto_approval_limit.currency,
    )
    _learn_products(plan, books, rows)
    _learn_customers(plan, books, rows)
    for table, row in rows:
        _take_row(uow, plan, books, table, row)
    if count_lines:
        _count_lines(uow, plan, books)
    return plan


# ── goods and customers that only the rows name ──
def _learn_products(plan: OrderPlan, books: _Books, rows: Sequence[tuple[ParsedTable, Row]]) -> None:
    """The first name seen wins; other names of the same code are told once."""
    names: dict[str, str] = {}
    prices: dict[str, Money] = {}
    told: set[str] = set()
    for table, row in rows:
        code, name = row.text("product_code"), row.text("product_name")
        if not name:
            continue
        first = names.setdefault(code, name)
        if name != first and code not in told:
            told.add(code)
            text = f"{code}: {name} ≠ {first}"[:120]
            plan.warnings.append(Problem(row.line, "product_name", "NAME_DIFFERS", text, table.file))
        price = _price(books, row)
        if price and code not in prices:
            prices[code] = price
    for code, name in names.items():
        if code not in books.products:
            price = prices.get(code, Money.zero(books.currency))
            product = Product(code, name, price=price, stocked=code not in CHARGES)
            plan.new_products.append(product)
            books.products[code] = product


def _learn_customers(plan: OrderPlan, books: _Books, rows: Sequence[tuple[ParsedTable, Row]]) -> None:
    """Where a table says more of a customer than the code, that is enough to know them by."""
    found: dict[str, tuple[str, str]] = {}
    for table, row in rows:
        code = row.text("customer_code")
        if code and code not in books.customers and {"customer_name", "country"} & table.columns:
            name, country = found.get(code, ("", ""))
            found[code] = (name or row.text("customer_name"), country or row.text("country"))
    for code, (name, country) in found.items():
        customer = Company(code, name or code, country=country)
        plan.new_customers.append(customer)
        books.customers[code] = customer


# ── rows ──
def _take_row(uow: UnitOfWork, plan: OrderPlan, books: _Books, table: ParsedTable, row: Row) -> None:
    order_no, customer = row.text("order_no"), row.text("customer_code")
    amount: Any = row.values["quantity"]
    is_credit = amount < 0 or bool(_CREDIT_NUMBER.match(order_no))
    books.counted[order_no] += 1
    line_no = books.counted[order_no]
    file = books.files.setdefault(order_no, table.file)
    if file != table.file:
        text = f"{order_no} = {file}"
        plan.problems.append(Problem(row.line, "order_no", "ORDER_IN_TWO_FILES", text, table.file))
        return
    for column, code, text in _objections(books, row, is_credit):
        plan.problems.append(Problem(row.line, column, code, text[:60], table.file))
        return
    product = books.products[row.text("product_code")]
    quantity = Quantity.of(abs(Decimal(amount)), product.unit)
    price, at = _price(books, row), _in_utc(uow, row.values["ordered_at"])
    if is_credit:
        reference = f"{order_no}/{line_no}"
        plan.credits.append(CreditRow(reference, customer, product.code, quantity, price, at))
        return
    if not customer:
        plan.warnings.append(Problem(row.line, "customer_code", "CUSTOMER_MISSING", order_no, table.file))
        return
    owner = books.owners.setdefault(order_no, customer)
    if owner != customer:
        text = f"{order_no}: {customer} ≠ {owner}"
        plan.problems.append(Problem(row.line, "customer_code", "TWO_CUSTOMERS", text, table.file))
        return
    books.places[order_no, line_no] = (table.file, row.line)
    line = OrderLine(order_no, line_no, customer, product.code, quantity, price, at)
    plan.lines.append(replace(line, delivered_at=_delivered(uow, row), serials=_serials(row)))


def _objections(books: _Books, row: Row, is_credit: bool) -> Iterator[tuple[str, str, str]]:
    amount: Any = row.values["quantity"]
    product, customer = row.text("product_code"), row.text("customer_code")
    if not amount:
        yield "quantity", "QUANTITY_ZERO", str(amount)
    if product not in books.products:
        yield "product_code", "UNKNOWN_PRODUCT", product
    if customer and customer not in books.customers:
        yield "customer_code", "UNKNOWN_CUSTOMER", customer
    serials = _serials(row)
    if len(serials) > abs(Decimal(amount)) or any(len(serial) > MAX_SERIAL for serial in serials):
        yield "serials", "SERIALS_TOO_MANY", ", ".join(sorted(serials))
    if is_credit and len(row.text("order_no")) > 40:
        yield "order_no", "CODE_INVALID", row.text("order_no")


def _price(books: _Books, row: Row) -> Money:
    amount: Any = row.values["unit_price"]
    return Money(amount, row.text("currency") or books.currency)


def _serials(row: Row) -> frozenset[str]:
    """ "A1; A2" or one below the other: however people part them."""
    parts = re.split(r"[;,/、；，\n]", row.text("serials"))
    return frozenset(serial for part in parts if (serial := "".join(part.split()).upper()))


def _in_utc(uow: UnitOfWork, at: Any) -> datetime:
    """Tables tell the desk's local time."""
    local: datetime = at if at.tzinfo else at.replace(tzinfo=uow.rules.timezone)
    return local.astimezone(UTC)


def _delivered(uow: UnitOfWork, row: Row) -> datetime | None:
    at = row.values.get("delivered_at")
    return None if at is None else _in_utc(uow, at)


# ── against what is there ──
def _count_lines(uow: UnitOfWork, plan: OrderPlan, books: _Books) -> None:
    known_orders = {no for no in books.owners if uow.orders.order_exists(no) is not None}
    known: dict[tuple[str, int], OrderLineBalance] = {}
    asked: set[tuple[str, str, str]] = set()
    for line in plan.lines:
        key = (line.order_no, line.customer_code, line.product_code)
        if line.order_no in known_orders and key not in asked:
            asked.add(key)
            known |= _balances(uow, line)
    for line in plan.lines:
        before = known.get((line.order_no, line.line_no))
        if before is None:
            plan.added += 1
        elif before.line == line.completed_by(before.line):
            plan.unchanged += 1
        else:
            plan.changed += 1
            sums_differ = (before.line.quantity, before.line.unit_price) != (line.quantity, line.unit_price)
            if before.taken and sums_differ:
                file, number = books.places[line.order_no, line.line_no]
                text = f"{line.order_no}/{line.line_no}"
                plan.problems.append(Problem(number, "quantity", "HAS_RETURNS", text, file))


def _balances(uow: UnitOfWork, line: OrderLine) -> dict[tuple[str, int], OrderLineBalance]:
    latest = datetime.max.replace(tzinfo=UTC)
    found = uow.orders.balances(line.customer_code, line.product_code, until=latest, order_no=line.order_no)
    return {(b.line.order_no, b.line.line_no): b for b in found}

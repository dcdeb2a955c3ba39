"""What the use cases need of a company's own tables: goods, companies, orders, policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.domain.catalogue import (
    Block,
    Bought,
    Category,
    Company,
    OrderLine,
    OrderLineBalance,
    Product,
    Question,
    SerialSale,
)
from bot.core.domain.policy import Policy


class Catalogue(Protocol):
    def product(self, code: str) -> Product:
        """By code, any letter case. Raises ProductUnknown."""

    def by_barcode(self, barcode: str) -> Product | None:
        """Also finds a UPC-A read as EAN-13 (leading zero) and a label that carries the plain code."""

    def search_products(self, words: str, limit: int, offset: int = 0) -> list[Product]:
        """Code prefix or every word in either name, any letter case; % and _ are plain characters."""

    def save_products(self, products: Sequence[Product]) -> None:
        """Adds or replaces, by code."""

    def replace_product(self, before: Product, after: Product) -> None:
        """Compare-and-set on all of it. Raises RecordChanged where it is not as `before` any more."""

    def with_standard(self, limit: int) -> list[Product]:
        """Returnable ones that have an acceptance standard, by code."""

    def products(self, codes: Iterable[str]) -> dict[str, Product]: ...
    def category(self, code: str) -> Category | None: ...
    def categories(self) -> list[Category]:
        """By code."""

    def save_categories(self, categories: Sequence[Category]) -> None: ...
    def questions(self, category: str) -> list[Question]:
        """By position."""

    def save_questions(self, questions: Sequence[Question]) -> None: ...
    def places(self) -> list[str]:
        """All shelf places known, sorted."""

    def save_places(self, places: Iterable[str]) -> None: ...


class Companies(Protocol):
    def customer(self, code: str) -> Company:
        """Raises CustomerUnknown."""

    def search_customers(self, words: str, limit: int, offset: int = 0) -> list[Company]: ...
    def recent_customers(self, person_id: int, limit: int) -> list[Company]:
        """Those this person filed for last; filled up with those who ordered last."""

    def save_customers(self, customers: Sequence[Company]) -> None: ...
    def supplier(self, code: str) -> Company | None: ...
    def search_suppliers(self, words: str, limit: int, offset: int = 0) -> list[Company]: ...
    def save_suppliers(self, suppliers: Sequence[Company]) -> None: ...
    def block_of(self, customer_code: str) -> Block | None: ...
    def blocks(self) -> list[Block]:
        """Newest first."""

    def put_block(self, block: Block) -> None:
        """Replaces an older one of that customer."""

    def lift_block(self, customer_code: str) -> None: ...
    def customers(self, codes: Iterable[str]) -> dict[str, Company]: ...
    def suppliers(self, codes: Iterable[str]) -> dict[str, Company]: ...


class Orders(Protocol):
    def save_lines(self, lines: Sequence[OrderLine]) -> tuple[int, int, int]:
        """Adds what is new by (order_no, line_no): (added, changed, unchanged). Sold lines that already
        have returns must keep quantity and price: a changed one raises ImportRefused."""

    def balances(
        self,
        customer_code: str,
        product_code: str,
        *,
        until: datetime,
        order_no: str = "",
        but_request: int = 0,
    ) -> list[OrderLineBalance]:
        """Order lines up to `until`, each with what requests in COUNTING states took, `but_request` left
        out. Locks those order lines for this transaction (in the order of their keys)."""

    def bought(self, customer_code: str, *, until: datetime, limit: int, offset: int = 0) -> list[Bought]:
        """Newest first, one row a product."""

    def count_bought(self, customer_code: str, *, until: datetime) -> int: ...
    def of_order(self, order_no: str) -> list[OrderLine]:
        """By line number."""

    def serials_sold(
        self, customer_code: str, product_code: str, *, until: datetime, serial: str = ""
    ) -> list[SerialSale]:
        """Pieces sold to this customer, the newest first; `serial` asks for one of them."""

    def order_exists(self, order_no: str) -> str | None:
        """The customer's code of that order, if there is one."""


class Policies(Protocol):
    def current(self, now: datetime) -> Policy:
        """The newest version in effect; a desk always has version 1."""

    def version(self, version: int) -> Policy: ...
    def versions(self) -> list[Policy]:
        """Newest first."""

    def add(self, policy: Policy) -> None:
        """Raises RecordChanged where that version is there already (but for version 1 while nothing was
        judged by it, which is replaced)."""

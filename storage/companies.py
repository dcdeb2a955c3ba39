"""Customers and suppliers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, func, select

from bot.core.domain.catalogue import Block, Company
from bot.core.domain.errors import CustomerUnknown
from storage import tables as t
from storage.search_words import finds, folded
from storage.transaction import Transaction, Values, chunks

_R, _O = t.return_requests.c, t.order_lines.c
_FILED_LAST = (
    select(_R.customer_code, func.max(_R.created_at))
    .where(_R.requested_by == bindparam("person"), _R.customer_code.is_not(None), _R.number.is_not(None))
    .group_by(_R.customer_code)
    .order_by(func.max(_R.created_at).desc(), _R.customer_code)
    .limit(bindparam("most"))
)
_ORDERED_LAST = (
    select(_O.customer_code, func.max(_O.ordered_at))
    .group_by(_O.customer_code)
    .order_by(func.max(_O.ordered_at).desc(), _O.customer_code)
    .limit(bindparam("most"))
)


def _by_codes(table: Table) -> Select[Any]:
    return select(table).where(table.c.code.in_(bindparam("codes", expanding=True)))


_CUSTOMERS, _SUPPLIERS = _by_codes(t.customers), _by_codes(t.suppliers)
_CUSTOMER = (
    select(t.customers)
    .where((t.customers.c.code == bindparam("code")) | (t.customers.c.code_folded == bindparam("folded")))
    .order_by((t.customers.c.code == bindparam("code")).desc())
    .limit(1)
)


_B = t.blocked_customers.c
_BLOCK = select(t.blocked_customers).where(_B.customer_code == bindparam("customer"))
_BLOCKS = select(t.blocked_customers).order_by(_B.blocked_at.desc(), _B.customer_code)
_LIFT = delete(t.blocked_customers).where(_B.customer_code == bindparam("customer"))


class CompaniesRepository:
    """`ports.Companies`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def customer(self, code: str) -> Company:
        wanted = code.strip()
        row = self._tx.row(_CUSTOMER, {"code": wanted, "folded": folded(wanted)})
        if row is None:
            raise CustomerUnknown(text=code[:40])
        return _company_of(row)

    def search_customers(self, words: str, limit: int, offset: int = 0) -> list[Company]:
        columns = t.customers.c
        condition, rank = finds(words, columns.code_folded, columns.name_folded)
        found = select(t.customers).where(condition).order_by(rank, columns.name_folded, columns.code)
        return [_company_of(row) for row in self._tx.rows(found.limit(limit).offset(offset))]

    def search_suppliers(self, words: str, limit: int, offset: int = 0) -> list[Company]:
        columns = t.suppliers.c
        condition, rank = finds(words, columns.code_folded, columns.name_folded)
        found = select(t.suppliers).where(condition).order_by(rank, columns.name_folded, columns.code)
        return [_company_of(row) for row in self._tx.rows(found.limit(limit).offset(offset))]

    def recent_customers(self, person_id: int, limit: int) -> list[Company]:
        """Those this person filed for last; filled up with those who ordered last."""
        codes = [row[0] for row in self._tx.rows(_FILED_LAST, {"person": person_id, "most": limit})]
        if len(codes) < limit:
            codes += [row[0] for row in self._tx.rows(_ORDERED_LAST, {"most": limit})]
        wanted = list(dict.fromkeys(codes))[:limit]
        known = self.customers(wanted)
        return [known[code] for code in wanted]

    def save_customers(self, customers: Sequence[Company]) -> None:
        self._tx.upsert(t.customers, [_values(company) for company in customers])

    def supplier(self, code: str) -> Company | None:
        return self.suppliers([code]).get(code)

    def save_suppliers(self, suppliers: Sequence[Company]) -> None:
        self._tx.upsert(t.suppliers, [_values(company) for company in suppliers])

    def block_of(self, customer_code: str) -> Block | None:
        row = self._tx.row(_BLOCK, {"customer": customer_code})
        return _block_of(row) if row else None

    def blocks(self) -> list[Block]:
        return [_block_of(row) for row in self._tx.rows(_BLOCKS)]

    def put_block(self, block: Block) -> None:
        row = {
            "customer_code": block.customer_code,
            "reason": block.reason,
            "blocked_by": block.by,
            "blocked_at": block.at,
        }
        self._tx.upsert(t.blocked_customers, [row])

    def lift_block(self, customer_code: str) -> None:
        self._tx.change(_LIFT, {"customer": customer_code})

    def customers(self, codes: Iterable[str]) -> dict[str, Company]:
        return self._many(_CUSTOMERS, codes)

    def suppliers(self, codes: Iterable[str]) -> dict[str, Company]:
        return self._many(_SUPPLIERS, codes)

    def _many(self, statement: Select[Any], codes: Iterable[str]) -> dict[str, Company]:
        found: dict[str, Company] = {}
        for some in chunks(dict.fromkeys(codes)):
            found |= {row.code: _company_of(row) for row in self._tx.rows(statement, {"codes": some})}
        return found


def _block_of(row: Any) -> Block:
    return Block(row.customer_code, row.reason, row.blocked_by, row.blocked_at)


def _company_of(row: Any) -> Company:
    return Company(row.code, row.name, row.email, row.language, row.country)


def _values(company: Company) -> Values:
    return {
        "code": company.code,
        "name": company.name,
        "email": company.email,
        "language": company.language,
        "country": company.country,
        "code_folded": folded(company.code),
        "name_folded": folded(company.name),
    }

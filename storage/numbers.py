"""Document numbers: 1, 2, 3 … per kind and year, gapless."""

from __future__ import annotations

from functools import cache
from typing import Any

from storage import tables as t
from storage.transaction import Transaction, dialect_insert


class NumbersRepository:
    """`ports.Numbers`. The row stays locked until the transaction ends, so a roll-back leaves no gap."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def next(self, kind: str, year: int) -> int:
        number: int = self._tx.scalar(_counting(self._tx.dialect), {"kind": kind, "year": year, "last": 1})
        return number


@cache
def _counting(dialect: str) -> Any:
    return (
        dialect_insert(t.numbers, dialect)
        .on_conflict_do_update(index_elements=["kind", "year"], set_={"last": t.numbers.c.last + 1})
        .returning(t.numbers.c.last)
    )

"""What a check looks at, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, text

from storage.photos import PaperArchive, PhotoStore
from storage.transaction import Transaction
from storage.types import Thousandths


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that does not hold: `record` is the offending document, movement, notice or file."""

    rule: str
    record: str
    detail: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The database at one moment, the files, and the key of the log."""

    tx: Transaction
    photos: PhotoStore
    papers: PaperArchive | None
    log_key: bytes

    @property
    def now(self) -> datetime:
        return self.tx.now

    def rows(self, sql: str, **parameters: Any) -> Sequence[Row[Any]]:
        """Plain SQL that both engines understand. Quantities come as whole thousandths."""
        return self.tx.rows(text(sql), parameters)


Check = Callable[[Evidence], Iterator[Problem]]


def pieces(thousandths: int | Decimal | None) -> str:
    """As people write it: 2500 is "2.5"."""
    return "nothing" if thousandths is None else str(Thousandths.from_steps(int(thousandths)))

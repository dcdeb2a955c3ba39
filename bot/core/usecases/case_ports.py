"""What the use cases need of the cases that were kept."""

from __future__ import annotations

from typing import Protocol

from bot.core.domain.case import Case


class Cases(Protocol):
    """Lists leave out cases whose return order was undone: what they tell has not happened."""

    def add(self, case: Case) -> Case: ...
    def get(self, case_id: int) -> Case:
        """Locked for this transaction. Raises RecordUnknown."""

    def by_number(self, number: str) -> Case:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""

    def of_line(self, order_id: int, line_no: int) -> Case | None: ...
    def save(self, case: Case) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""

    def listed(self, product_code: str, *, away: bool, limit: int, offset: int = 0) -> list[Case]:
        """Newest first, of all products where the code is ""; with those put away after the others, where
        `away`."""

    def count(self, product_code: str, *, away: bool) -> int: ...
    def like(self, product_code: str, reason: str, limit: int, offset: int = 0) -> list[Case]:
        """Kept ones of the product first, then of the reason ("" for none); of each the newest first."""

    def count_like(self, product_code: str, reason: str) -> int: ...

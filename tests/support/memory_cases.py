"""`case_ports.Cases` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.domain.case import Case, CaseStatus
from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.return_order import OrderStatus
from tests.support.memory_people import copied

if TYPE_CHECKING:
    from tests.support.memory_ports import State


class MemoryCases:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, case: Case) -> Case:
        assert self.of_line(case.order_id, case.line_no) is None
        case.id = max(self._state.cases, default=0) + 1
        self._state.cases[case.id] = copied(case)
        return case

    def get(self, case_id: int) -> Case:
        if case_id not in self._state.cases:
            raise RecordUnknown(number=str(case_id))
        return copied(self._state.cases[case_id])

    def by_number(self, number: str) -> Case:
        wanted = number.strip().upper()
        if wanted.isascii() and wanted.isdigit():
            wanted = f"CA-{self._year}-{int(wanted):05d}"
        for case in self._state.cases.values():
            if case.number == wanted:
                return copied(case)
        raise RecordUnknown(number=number[:40])

    def of_line(self, order_id: int, line_no: int) -> Case | None:
        for case in self._state.cases.values():
            if (case.order_id, case.line_no) == (order_id, line_no):
                return copied(case)
        return None

    def save(self, case: Case) -> None:
        if self._state.cases[case.id].version != case.version:
            raise RecordChanged(number=case.number)
        case.version += 1
        self._state.cases[case.id] = copied(case)

    def listed(self, product_code: str, *, away: bool, limit: int, offset: int = 0) -> list[Case]:
        return self._listed(product_code, away)[offset : offset + limit]

    def count(self, product_code: str, *, away: bool) -> int:
        return len(self._listed(product_code, away))

    def like(self, product_code: str, reason: str, limit: int, offset: int = 0) -> list[Case]:
        return self._like(product_code, reason)[offset : offset + limit]

    def count_like(self, product_code: str, reason: str) -> int:
        return len(self._like(product_code, reason))

    def _standing(self) -> list[Case]:
        """Newest first."""
        orders = self._state.return_orders
        standing = [c for c in self._state.cases.values() if orders[c.order_id].status is OrderStatus.POSTED]
        return sorted(copied(standing), key=lambda case: (case.kept_at, case.id), reverse=True)

    def _listed(self, product_code: str, away: bool) -> list[Case]:
        found = [case for case in self._standing() if product_code in ("", case.product_code)]
        kept = [case for case in found if case.status is CaseStatus.KEPT]
        return kept + [case for case in found if away and case.status is not CaseStatus.KEPT]

    def _like(self, product_code: str, reason: str) -> list[Case]:
        kept = [case for case in self._standing() if case.status is CaseStatus.KEPT]
        same = [case for case in kept if case.product_code == product_code]
        return same + [case for case in kept if case not in same and reason and case.reason == reason]

"""Cases, with their photos."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, select

from bot.core.domain.case import Case, CaseStatus
from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.return_order import OrderStatus
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.document_numbers import typed_number
from storage.line_parts import photo_of, photo_values
from storage.transaction import Transaction, Values

_C = t.cases.c
_ONE_LINE = 1  # the photos of a case belong to one line
_LIMIT: BindParameter[Any] = bindparam("most")
_OFFSET: BindParameter[Any] = bindparam("skipped")
_STANDS = (
    select(t.return_orders.c.id)
    .where(t.return_orders.c.id == _C.order_id, t.return_orders.c.status == OrderStatus.POSTED)
    .exists()
)
_KEPT = and_(_STANDS, _C.status == CaseStatus.KEPT)
_BY_NUMBER = select(t.cases).where(_C.number == bindparam("wanted"))
_OF_LINE = select(t.cases).where(_C.order_id == bindparam("order"), _C.line_no == bindparam("line"))
_OF_PRODUCT = or_(bindparam("product") == "", _C.product_code == bindparam("product"))
_LISTED: dict[bool, ColumnElement[bool]] = {
    False: and_(_KEPT, _OF_PRODUCT),
    True: and_(_STANDS, _OF_PRODUCT),
}
_LIKE = and_(
    _KEPT,
    or_(
        _C.product_code == bindparam("product"),
        and_(bindparam("reason") != "", _C.reason == bindparam("reason")),
    ),
)
_KEPT_FIRST = case((_C.status == CaseStatus.KEPT, 0), else_=1)
_PRODUCT_FIRST = case((_C.product_code == bindparam("product"), 0), else_=1)
_NEWEST = (_C.kept_at.desc(), _C.id.desc())
_LIST = {
    away: select(t.cases).where(which).order_by(_KEPT_FIRST, *_NEWEST).limit(_LIMIT).offset(_OFFSET)
    for away, which in _LISTED.items()
}
_COUNT = {away: select(func.count()).select_from(t.cases).where(which) for away, which in _LISTED.items()}
_ALIKE = select(t.cases).where(_LIKE).order_by(_PRODUCT_FIRST, *_NEWEST).limit(_LIMIT).offset(_OFFSET)
_COUNT_ALIKE = select(func.count()).select_from(t.cases).where(_LIKE)
_SHAPE = Shape(t.cases, "case_id", (t.case_photos,))


class CasesRepository:
    """`case_ports.Cases`."""

    __slots__ = ("_rows", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, case: Case) -> Case:
        case.id = self._rows.add({**_values(case), "version": case.version}, _part_rows(case))
        return case

    def get(self, case_id: int) -> Case:
        found = self._rows.get(case_id)
        if found is None:
            raise RecordUnknown(number=str(case_id))
        return _case_of(*found)

    def by_number(self, number: str) -> Case:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""
        found = self._rows.locked(_BY_NUMBER, {"wanted": typed_number(number, "CA", self._tx)})
        if not found:
            raise RecordUnknown(number=number[:40])
        return _case_of(*found[0])

    def of_line(self, order_id: int, line_no: int) -> Case | None:
        found = self._rows.locked(_OF_LINE, {"order": order_id, "line": line_no})
        return _case_of(*found[0]) if found else None

    def save(self, case: Case) -> None:
        if not self._rows.save(case.id, case.version, _values(case), _part_rows(case)):
            raise RecordChanged(number=case.number)
        case.version += 1

    def listed(self, product_code: str, *, away: bool, limit: int, offset: int = 0) -> list[Case]:
        return self._found(_LIST[away], product=product_code, most=limit, skipped=offset)

    def count(self, product_code: str, *, away: bool) -> int:
        return int(self._tx.scalar(_COUNT[away], {"product": product_code}))

    def like(self, product_code: str, reason: str, limit: int, offset: int = 0) -> list[Case]:
        return self._found(_ALIKE, product=product_code, reason=reason, most=limit, skipped=offset)

    def count_like(self, product_code: str, reason: str) -> int:
        return int(self._tx.scalar(_COUNT_ALIKE, {"product": product_code, "reason": reason}))

    def _found(self, statement: Any, **parameters: object) -> list[Case]:
        return [_case_of(*found) for found in self._rows.found(statement, parameters)]


def _part_rows(case: Case) -> PartRows:
    return {t.case_photos: photo_values(_ONE_LINE, case.photos)}


def _values(case: Case) -> Values:
    return {
        "number": case.number,
        "order_id": case.order_id,
        "line_no": case.line_no,
        "product_code": case.product_code,
        "reason": case.reason,
        "lesson": case.lesson,
        "kept_by": case.kept_by,
        "kept_at": case.kept_at,
        "status": case.status,
    }


def _case_of(row: Values, parts: PartRows) -> Case:
    return Case(**row, photos=[photo_of(photo) for photo in parts[t.case_photos]])

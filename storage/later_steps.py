"""Later steps of goods in work in progress or quarantine, and what still waits for one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, or_, select, type_coerce, union_all
from sqlalchemy.sql.expression import literal

from bot.core.domain.claim_arrival import Into
from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.later_step import SOURCES, TAKING, InWork, LaterStep, StepStatus
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.stock import LocationKind, goes_to
from bot.core.domain.values import Quantity
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.document_numbers import typed_number
from storage.transaction import Transaction, Values
from storage.types import Thousandths

_S = t.later_steps.c
_BY_NUMBER = select(t.later_steps).where(_S.number == bindparam("wanted"))
_ORDER_OF = select(_S.order_id).where(_S.id == bindparam("step"))
_OF_ORDER = select(t.later_steps).where(_S.order_id == bindparam("order")).order_by(_S.id)
_WAITING = (
    select(t.later_steps)
    .where(_S.status == StepStatus.WAITING)
    .order_by(_S.asked_at, _S.id)
    .limit(bindparam("most"))
)
_SHAPE = Shape(t.later_steps, "step_id", ())

_O, _L, _P = t.return_orders.c, t.return_order_lines.c, t.return_order_splits.c
_A, _A_CLAIM = t.claim_arrivals.c, t.supplier_claims.c  # what suppliers sent that was set aside
_WAITING_IN = {d: goes_to(d) for d in Disposition if goes_to(d) in SOURCES}


def _kind_of(disposition: ColumnElement[Any]) -> ColumnElement[Any]:
    """Where it leads, of what leads into work or quarantine."""
    known = ((disposition == literal(d.value), literal(kind.value)) for d, kind in _WAITING_IN.items())
    return case(*known, else_=literal(""))


_KIND, _STEP_KIND = _kind_of(_P.disposition), _kind_of(_S.disposition)
_CAME = union_all(
    select(_P.order_id, _P.line_no, _KIND.label("source"), _P.quantity).where(
        _P.disposition.in_(sorted(_WAITING_IN))
    ),
    select(_A_CLAIM.order_id, _A.line_no, literal(LocationKind.QUARANTINE.value), _A.quantity)
    .join(t.supplier_claims, _A_CLAIM.id == _A.claim_id)
    .where(_A.target == Into.QUARANTINE, _A.undone_at.is_(None)),
    select(_S.order_id, _S.line_no, _STEP_KIND.label("source"), _S.quantity).where(
        _S.disposition.in_(sorted(_WAITING_IN)), _S.status.in_(sorted(TAKING))
    ),
).subquery()
_WENT = (
    select(
        _CAME.c.order_id,
        _CAME.c.line_no,
        _CAME.c.source,
        func.sum(_CAME.c.quantity, type_=Thousandths()).label("quantity"),
    )
    .group_by(_CAME.c.order_id, _CAME.c.line_no, _CAME.c.source)
    .subquery()
)
_TAKEN = (
    select(_S.order_id, _S.line_no, _S.source, func.sum(_S.quantity, type_=Thousandths()).label("quantity"))
    .where(_S.status.in_(sorted(TAKING)))
    .group_by(_S.order_id, _S.line_no, _S.source)
    .subquery()
)
_LEFT = type_coerce(
    _WENT.c.quantity - func.coalesce(_TAKEN.c.quantity, literal(Decimal(0), Thousandths())), Thousandths()
)
_IN_WORK = (
    select(
        _O.id.label("order_id"),
        _O.number.label("order_number"),
        _L.line_no,
        _L.product_code,
        _WENT.c.source,
        _LEFT.label("left"),
        _L.unit,
        _O.posted_at.label("since"),
    )
    .join(_WENT, _WENT.c.order_id == _O.id)
    .join(t.return_order_lines, and_(_L.order_id == _WENT.c.order_id, _L.line_no == _WENT.c.line_no))
    .outerjoin(
        _TAKEN,
        and_(
            _TAKEN.c.order_id == _WENT.c.order_id,
            _TAKEN.c.line_no == _WENT.c.line_no,
            _TAKEN.c.source == _WENT.c.source,
        ),
    )
    .where(
        _O.status == OrderStatus.POSTED,
        or_(_TAKEN.c.quantity.is_(None), _TAKEN.c.quantity < _WENT.c.quantity),
    )
)
_IN_WORK_PAGE = (
    _IN_WORK.order_by(_O.posted_at, _O.id, _L.line_no, _WENT.c.source)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT_IN_WORK = select(func.count()).select_from(_IN_WORK.subquery())


class LaterStepsRepository:
    """`ports.LaterSteps`."""

    __slots__ = ("_rows", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, step: LaterStep) -> LaterStep:
        step.id = self._rows.add({**_values(step), "version": step.version}, {})
        return step

    def get(self, step_id: int) -> LaterStep:
        found = self._rows.get(step_id)
        if found is None:
            raise RecordUnknown(number=str(step_id))
        return _step_of(found)

    def order_of(self, step_id: int) -> int:
        order_id = self._tx.scalar(_ORDER_OF, {"step": step_id})
        if order_id is None:
            raise RecordUnknown(number=str(step_id))
        return int(order_id)

    def by_number(self, number: str) -> LaterStep:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""
        found = self._rows.locked(_BY_NUMBER, {"wanted": typed_number(number, "LS", self._tx)})
        if not found:
            raise RecordUnknown(number=number[:40])
        return _step_of(found[0])

    def save(self, step: LaterStep) -> None:
        if not self._rows.save(step.id, step.version, _values(step), {}):
            raise RecordChanged(number=step.number)
        step.version += 1

    def of_order(self, order_id: int) -> list[LaterStep]:
        return [_step_of(found) for found in self._rows.found(_OF_ORDER, {"order": order_id})]

    def waiting(self, limit: int) -> list[LaterStep]:
        return [_step_of(found) for found in self._rows.found(_WAITING, {"most": limit})]

    def in_work(self, limit: int, offset: int = 0) -> list[InWork]:
        return [_in_work_of(row) for row in self._tx.rows(_IN_WORK_PAGE, {"most": limit, "skipped": offset})]

    def count_in_work(self) -> int:
        return int(self._tx.scalar(_COUNT_IN_WORK))


def _values(step: LaterStep) -> Values:
    return {
        "number": step.number,
        "order_id": step.order_id,
        "order_number": step.order_number,
        "line_no": step.line_no,
        "product_code": step.product_code,
        "source": step.source,
        "disposition": step.disposition,
        "quantity": step.quantity.amount,
        "unit": step.quantity.unit,
        "place": step.place,
        "note": step.note,
        "status": step.status,
        "asked_by": step.asked_by,
        "asked_at": step.asked_at,
        "agreed_by": step.agreed_by,
        "agreed_at": step.agreed_at,
        "own_work": step.own_work,
        "ended_by": step.ended_by,
        "ended_at": step.ended_at,
        "ended_words": step.ended_words,
    }


def _step_of(found: tuple[Values, PartRows]) -> LaterStep:
    values = dict(found[0])
    values["quantity"] = Quantity(values["quantity"], values.pop("unit"))
    return LaterStep(**values)


def _in_work_of(row: Row[Any]) -> InWork:
    return InWork(
        order_id=row.order_id,
        order_number=row.order_number,
        line_no=row.line_no,
        product_code=row.product_code,
        source=LocationKind(row.source),
        left=Quantity(row.left, row.unit),
        since=row.since,
    )

"""Return requests with their lines, photos and allocations."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, union

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.likeness import MOST_BITS_APART, looks_alike, tells_something
from bot.core.domain.return_request import Decision, Finding, RestClosed, ReturnLine, ReturnRequest
from bot.core.domain.return_status import COUNTING, OPEN, ReturnStatus
from bot.core.domain.values import Quantity
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.document_numbers import typed_number
from storage.line_parts import allocation_of, allocation_values, of_line, photo_of, photo_values
from storage.transaction import Transaction, Values

_R, _F = t.return_requests.c, t.request_photos.c
_LEFT_OUT = (ReturnStatus.REFUSED, ReturnStatus.CANCELLED)
_SHAPE = Shape(
    t.return_requests,
    "request_id",
    (t.return_lines, t.allocations, t.request_photos, t.half_approvals, t.closed_rests),
)
_BY_NUMBER = select(t.return_requests).where(_R.number == bindparam("wanted"))
_WITH_STATUS = _R.status.in_(bindparam("statuses", expanding=True))
_IN_STATUS = (
    select(t.return_requests)
    .where(_WITH_STATUS)
    .order_by(func.coalesce(_R.submitted_at, _R.created_at), _R.id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT_IN_STATUS = select(func.count()).select_from(t.return_requests).where(_WITH_STATUS)
_OF_PERSON = (
    select(t.return_requests)
    .where(_R.requested_by == bindparam("person"), _R.status != ReturnStatus.DISCARDED)
    .order_by(_R.created_at.desc(), _R.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_OF_CUSTOMER = (
    select(t.return_requests)
    .where(_R.customer_code == bindparam("customer"), _R.submitted_at.is_not(None))
    .order_by(_R.submitted_at.desc(), _R.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_LATEST_DRAFT = (
    select(t.return_requests)
    .where(_R.requested_by == bindparam("person"), _R.status == ReturnStatus.DRAFT)
    .order_by(_R.created_at.desc(), _R.id.desc())
    .limit(1)
)
_COUNT_OF_CUSTOMER = (
    select(func.count())
    .select_from(t.return_requests)
    .where(
        _R.customer_code == bindparam("customer"),
        _R.submitted_at >= bindparam("since"),
        _R.status.not_in(_LEFT_OUT),
    )
)
_IP, _N = t.inspection_photos.c, t.inspections.c
_OF_OTHERS = (_R.id != bindparam("request"), _R.number.is_not(None))
# A photo is evidence once: whether it came with a request or was made at an inspection.
_SENT = select(_R.number, _F.likeness).join(t.request_photos, _F.request_id == _R.id).where(*_OF_OTHERS)
_MADE = (
    select(_R.number, _IP.likeness)
    .join(t.inspections, _N.request_id == _R.id)
    .join(t.inspection_photos, _IP.inspection_id == _N.id)
    .where(*_OF_OTHERS)
)
_OTHER_USES = union(
    _SENT.with_only_columns(_R.number).where(_F.sha256 == bindparam("sha256")),
    _MADE.with_only_columns(_R.number).where(_IP.sha256 == bindparam("sha256")),
).order_by("number")
_LINE, _A = t.return_lines.c, t.allocations.c


def _may_be_alike(likeness: ColumnElement[str]) -> ColumnElement[bool]:
    """Of two hashes that differ in six bits at most, one of any seven bytes is the same."""
    places = range(MOST_BITS_APART + 1)
    return or_(*(func.substr(likeness, 1 + 2 * n, 2) == bindparam(f"byte{n}") for n in places))


_LIKENESSES = union(
    _SENT.where(_may_be_alike(_F.likeness)),
    _MADE.where(_may_be_alike(_IP.likeness)),
)
_OPEN_OF_PRODUCT = (
    select(t.return_requests)
    .where(
        _R.customer_code == bindparam("customer"),
        _R.status.in_(sorted(OPEN)),
        _R.id != bindparam("but_request"),
        select(_LINE.line_no)
        .where(_LINE.request_id == _R.id, _LINE.product_code == bindparam("product"))
        .exists(),
    )
    .order_by(_R.submitted_at.desc(), _R.id.desc())
)
_CAME_BACK = select(_A.line_no).where(_A.request_id == _LINE.request_id, _A.line_no == _LINE.line_no).exists()
_WITH_SERIAL = (
    select(_R.number, _R.submitted_at)
    .join(t.return_lines, _LINE.request_id == _R.id)
    .where(
        _LINE.serial == bindparam("serial"),
        _LINE.product_code == bindparam("product"),
        _R.id != bindparam("but_request"),
        _R.status.in_(sorted(COUNTING)),
        or_(_R.status != ReturnStatus.CLOSED, _R.without_order, _CAME_BACK),
    )
    .order_by(_R.submitted_at.desc(), _R.id.desc())
)


class RequestsRepository:
    """`ports.Requests`."""

    __slots__ = ("_rows", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, request: ReturnRequest) -> ReturnRequest:
        request.id = self._rows.add({**_values(request), "version": request.version}, _part_rows(request))
        return request

    def get(self, request_id: int) -> ReturnRequest:
        found = self._rows.get(request_id)
        if found is None:
            raise RecordUnknown(number=str(request_id))
        return _request_of(*found)

    def by_number(self, number: str) -> ReturnRequest:
        found = self._rows.locked(_BY_NUMBER, {"wanted": typed_number(number, "RR", self._tx)})
        if not found:
            raise RecordUnknown(number=number[:40])
        return _request_of(*found[0])

    def save(self, request: ReturnRequest) -> None:
        if not self._rows.save(request.id, request.version, _values(request), _part_rows(request)):
            raise RecordChanged(number=request.number)
        request.version += 1

    def in_status(self, *statuses: ReturnStatus, limit: int = 50, offset: int = 0) -> list[ReturnRequest]:
        parameters = {"statuses": list(statuses), "most": limit, "skipped": offset}
        return self._found(_IN_STATUS, parameters)

    def count_in_status(self, *statuses: ReturnStatus) -> int:
        return int(self._tx.scalar(_COUNT_IN_STATUS, {"statuses": list(statuses)}))

    def of_person(self, person_id: int, limit: int, offset: int = 0) -> list[ReturnRequest]:
        parameters = {"person": person_id, "most": limit, "skipped": offset}
        return self._found(_OF_PERSON, parameters)

    def of_customer(self, customer_code: str, limit: int, offset: int = 0) -> list[ReturnRequest]:
        parameters = {"customer": customer_code, "most": limit, "skipped": offset}
        return self._found(_OF_CUSTOMER, parameters)

    def latest_draft(self, person_id: int) -> ReturnRequest | None:
        found = self._found(_LATEST_DRAFT, {"person": person_id})
        return found[0] if found else None

    def count_of_customer(self, customer_code: str, since: datetime) -> int:
        return int(self._tx.scalar(_COUNT_OF_CUSTOMER, {"customer": customer_code, "since": since}))

    def other_uses(self, sha256: str, request_id: int) -> list[str]:
        return [row.number for row in self._tx.rows(_OTHER_USES, {"sha256": sha256, "request": request_id})]

    def alike_uses(self, likeness: str, request_id: int) -> list[str]:
        if not tells_something(likeness):
            return []
        parts = {f"byte{n}": likeness[2 * n : 2 * n + 2] for n in range(MOST_BITS_APART + 1)}
        rows = self._tx.rows(_LIKENESSES, {"request": request_id, **parts})
        return sorted({row.number for row in rows if looks_alike(likeness, row.likeness)})

    def open_of_product(self, customer_code: str, product_code: str, but_request: int) -> list[ReturnRequest]:
        parameters = {"customer": customer_code, "product": product_code, "but_request": but_request}
        return self._found(_OPEN_OF_PRODUCT, parameters)

    def with_serial(self, product_code: str, serial: str, but_request: int) -> list[tuple[str, datetime]]:
        parameters = {"product": product_code, "serial": serial, "but_request": but_request}
        return [(row.number, row.submitted_at) for row in self._tx.rows(_WITH_SERIAL, parameters)]

    def _found(self, statement: Select[Any], parameters: Values) -> list[ReturnRequest]:
        return [_request_of(*found) for found in self._rows.found(statement, parameters)]


def _part_rows(request: ReturnRequest) -> PartRows:
    lines = request.lines
    return {
        t.return_lines: [_line_values(line) for line in lines],
        t.allocations: [v for line in lines for v in allocation_values(line.line_no, line.allocations)],
        t.request_photos: [v for line in lines for v in photo_values(line.line_no, line.photos)],
        t.half_approvals: _first_approval_values(request.first_approval),
        t.closed_rests: _rest_values(request.rest_closed),
    }


def _first_approval_values(first: Decision | None) -> list[Values]:
    if first is None:
        return []
    return [
        {
            "approved_by": first.by,
            "approved_at": first.at,
            "words": first.words,
            "own_work": first.own_work,
        }
    ]


def _rest_values(closed: RestClosed | None) -> list[Values]:
    if closed is None:
        return []
    return [{"closed_by": closed.by, "closed_at": closed.at, "words": closed.words}]


def _rest_closed_of(rows: list[Values]) -> RestClosed | None:
    return RestClosed(rows[0]["closed_by"], rows[0]["closed_at"], rows[0]["words"]) if rows else None


def _values(request: ReturnRequest) -> Values:
    return {
        "number": request.number or None,
        "requested_by": request.requested_by,
        "created_at": request.created_at,
        "status": request.status,
        "customer_code": request.customer_code,
        "without_order": request.without_order,
        "currency": request.currency,
        "policy_version": request.policy_version,
        "findings": [[f.code, f.decides, f.facts] for f in request.findings],
        **_decision_values(request.decision),
        "submitted_at": request.submitted_at,
        "closed_at": request.closed_at,
        "question": request.question,
        "answer": request.answer,
        "corrects": request.corrects,
        "outcome": request.outcome,
    }


def _decision_values(decision: Decision | None) -> Values:
    return {
        "decided_by": decision.by if decision else None,
        "decided_at": decision.at if decision else None,
        "decided_status": decision.status if decision else None,
        "decided_reason": decision.reason if decision else None,
        "decided_words": decision.words if decision else "",
        "decided_own_work": decision.own_work if decision else False,
    }


def _line_values(line: ReturnLine) -> Values:
    return {
        "line_no": line.line_no,
        "product_code": line.product_code,
        "order_no": line.order_no,
        "quantity": line.quantity.amount if line.quantity is not None else None,
        "unit": line.quantity.unit if line.quantity is not None else None,
        "reason": line.reason,
        "note": line.note,
        "lot": line.lot,
        "serial": line.serial,
    }


def _request_of(row: Values, parts: PartRows) -> ReturnRequest:
    return ReturnRequest(
        requested_by=row["requested_by"],
        created_at=row["created_at"],
        id=row["id"],
        number=row["number"] or "",
        status=row["status"],
        customer_code=row["customer_code"],
        without_order=row["without_order"],
        currency=row["currency"],
        lines=[_line_of(line, parts) for line in parts[t.return_lines]],
        policy_version=row["policy_version"],
        findings=[Finding(*finding) for finding in deepcopy(row["findings"])],
        decision=_decision_of(row),
        first_approval=_first_approval_of(parts[t.half_approvals]),
        submitted_at=row["submitted_at"],
        closed_at=row["closed_at"],
        question=row["question"],
        answer=row["answer"],
        corrects=row["corrects"],
        rest_closed=_rest_closed_of(parts[t.closed_rests]),
        outcome=row["outcome"],
        version=row["version"],
    )


def _decision_of(row: Values) -> Decision | None:
    if row["decided_by"] is None:
        return None
    return Decision(
        by=row["decided_by"],
        at=row["decided_at"],
        status=row["decided_status"],
        reason=row["decided_reason"],
        words=row["decided_words"],
        own_work=row["decided_own_work"],
    )


def _first_approval_of(rows: list[Values]) -> Decision | None:
    for row in rows:
        return Decision(
            by=row["approved_by"],
            at=row["approved_at"],
            status=ReturnStatus.HALF_APPROVED,
            words=row["words"],
            own_work=row["own_work"],
        )
    return None


def _line_of(row: Values, parts: PartRows) -> ReturnLine:
    line_no = row["line_no"]
    return ReturnLine(
        line_no=line_no,
        product_code=row["product_code"],
        order_no=row["order_no"],
        quantity=None if row["quantity"] is None else Quantity(row["quantity"], row["unit"]),
        reason=row["reason"],
        note=row["note"],
        lot=row["lot"],
        serial=row["serial"],
        photos=[photo_of(photo) for photo in of_line(parts[t.request_photos], line_no)],
        allocations=[allocation_of(allocation) for allocation in of_line(parts[t.allocations], line_no)],
    )

"""Supplier claims: what failed, what was answered, where the goods are, and every step of the way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.exc import IntegrityError

from bot.core.domain.claim_arrival import Back, ClaimArrival
from bot.core.domain.errors import RecordChanged, RecordUnknown, StatusForbids
from bot.core.domain.supplier_claim import ClaimLine, ClaimStatus, ClaimStep, SupplierClaim
from bot.core.domain.values import Money, Quantity
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.document_numbers import typed_number
from storage.line_parts import of_line, photo_of, photo_values
from storage.transaction import Transaction, Values, breaks_unique

_C = t.supplier_claims.c
_LATER = 0  # the line number of photos that were sent on request
_THEIRS = -1  # of the supplier's own
_BY_NUMBER = select(t.supplier_claims).where(_C.number == bindparam("wanted"))
_OF_SOURCE = select(t.supplier_claims).where(_C.source == bindparam("of_source")).order_by(_C.id)
_THERE = select(_C.number).where(
    _C.source == bindparam("of_source"),
    _C.opened_for == bindparam("of_supplier"),
    _C.currency == bindparam("in_currency"),
)
_STATUSES = _C.status.in_(bindparam("statuses", expanding=True))
_WANTED = (_STATUSES, or_(bindparam("anybody"), _C.supplier_code == bindparam("supplier")))
_FOUND = (
    select(t.supplier_claims)
    .where(*_WANTED)
    .order_by(_C.due_at, _C.id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT = select(func.count()).select_from(t.supplier_claims).where(*_WANTED)
_DUE = (
    select(t.supplier_claims)
    .where(_STATUSES, _C.due_at < bindparam("before"))
    .order_by(_C.due_at, _C.id)
    .limit(bindparam("most"))
)
_COMING = (
    select(t.supplier_claims)
    .where(_C.back == Back.EXPECTED)
    .order_by(_C.id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT_COMING = select(func.count()).select_from(t.supplier_claims).where(_C.back == Back.EXPECTED)
_PARTS = (t.claim_lines, t.claim_photos, t.claim_history, t.claim_arrivals)
_SHAPE = Shape(t.supplier_claims, "claim_id", _PARTS)


class ClaimsRepository:
    """`ports.Claims`."""

    __slots__ = ("_rows", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, claim: SupplierClaim) -> SupplierClaim:
        key = {
            "of_source": claim.source,
            "of_supplier": claim.opened_for,
            "in_currency": claim.currency,
        }
        known = self._tx.scalar(_THERE, key)
        if known is not None:
            raise StatusForbids(number=known, status="open", action="open")
        try:
            claim.id = self._rows.add({**_values(claim), "version": claim.version}, _part_rows(claim))
        except IntegrityError as error:
            if not breaks_unique(error, "supplier_claims", "source"):
                raise
            raise StatusForbids(number=claim.number, status="open", action="open") from error
        return claim

    def get(self, claim_id: int) -> SupplierClaim:
        found = self._rows.get(claim_id)
        if found is None:
            raise RecordUnknown(number=str(claim_id))
        return _claim_of(*found)

    def by_number(self, number: str) -> SupplierClaim:
        found = self._rows.locked(_BY_NUMBER, {"wanted": typed_number(number, "SC", self._tx)})
        if not found:
            raise RecordUnknown(number=number[:40])
        return _claim_of(*found[0])

    def save(self, claim: SupplierClaim) -> None:
        if not self._rows.save(claim.id, claim.version, _values(claim), _part_rows(claim)):
            raise RecordChanged(number=claim.number)
        claim.version += 1

    def of_source(self, source: str) -> list[SupplierClaim]:
        return [_claim_of(*found) for found in self._rows.locked(_OF_SOURCE, {"of_source": source})]

    def found(
        self, *statuses: ClaimStatus, supplier: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[SupplierClaim]:
        page = {"most": limit, "skipped": offset}
        return self._all(_FOUND, {**_wanted(statuses, supplier), **page})

    def count(self, *statuses: ClaimStatus, supplier: str | None = None) -> int:
        number: int = self._tx.scalar(_COUNT, _wanted(statuses, supplier))
        return number

    def due_before(self, moment: datetime, *statuses: ClaimStatus, limit: int = 500) -> list[SupplierClaim]:
        return self._all(_DUE, {"statuses": list(statuses), "before": moment, "most": limit})

    def expecting_goods(self, limit: int, offset: int = 0) -> list[SupplierClaim]:
        return self._all(_COMING, {"most": limit, "skipped": offset})

    def count_expecting_goods(self) -> int:
        return int(self._tx.scalar(_COUNT_COMING))

    def _all(self, statement: Select[tuple[object, ...]], parameters: Values) -> list[SupplierClaim]:
        return [_claim_of(*found) for found in self._rows.found(statement, parameters)]


def _wanted(statuses: tuple[ClaimStatus, ...], supplier: str | None) -> Values:
    return {"statuses": list(statuses), "anybody": supplier is None, "supplier": supplier or ""}


def _part_rows(claim: SupplierClaim) -> PartRows:
    photos = [values for line in claim.lines for values in photo_values(line.line_no, line.photos)]
    return {
        t.claim_lines: [_line_values(line) for line in claim.lines],
        t.claim_photos: [
            *photo_values(_THEIRS, claim.their_photos),
            *photo_values(_LATER, claim.more_photos),
            *photos,
        ],
        t.claim_history: [_step_values(step) for step in claim.history],
        t.claim_arrivals: [_arrival_values(arrival) for arrival in claim.arrivals],
    }


def _values(claim: SupplierClaim) -> Values:
    return {
        "number": claim.number,
        "source": claim.source,
        "order_id": claim.order_id,
        "order_number": claim.order_number,
        "supplier_code": claim.supplier_code,
        "opened_for": claim.opened_for,
        "opened_at": claim.opened_at,
        "due_at": claim.due_at,
        "currency": claim.currency,
        "status": claim.status,
        "goods": claim.goods,
        "answer": claim.answer,
        "more": claim.more,
        "offer": None if claim.offer is None else claim.offer.amount,
        "outcome": claim.outcome,
        "settled_at": claim.settled_at,
        "settled_by": claim.settled_by,
        "debit_note": claim.debit_note,
        "back": claim.back,  # follows from the rest; kept to be found by
        "scrap_asked_by": claim.scrap_asked_by,
    }


def _line_values(line: ClaimLine) -> Values:
    return {
        "line_no": line.line_no,
        "product_code": line.product_code,
        "product_name_en": line.product_name_en,
        "product_name_zh": line.product_name_zh,
        "quantity": line.quantity.amount,
        "unit": line.quantity.unit,
        "reason": line.reason,
        "grade": line.grade,
        "unit_value": line.unit_value.amount,
        "valued_at": line.valued_at,
    }


def _step_values(step: ClaimStep) -> Values:
    return {
        "position": step.seq,
        "at": step.at,
        "by": step.by,
        "what": step.what,
        "status": step.status,
        "words": step.words,
        "detail": step.detail,
        "amount": None if step.amount is None else step.amount.amount,
        "on_behalf": step.on_behalf,
    }


def _arrival_values(arrival: ClaimArrival) -> Values:
    return {
        "position": arrival.seq,
        "at": arrival.at,
        "by": arrival.by,
        "line_no": arrival.line_no,
        "quantity": arrival.quantity.amount,
        "surplus": arrival.over.amount,
        "unit": arrival.quantity.unit,
        "target": arrival.into,
        "place": arrival.place,
        "words": arrival.words,
        "undone_at": arrival.undone_at,
        "undone_by": arrival.undone_by,
    }


def _claim_of(row: Values, parts: PartRows) -> SupplierClaim:
    currency, photos = row["currency"], parts[t.claim_photos]
    offer = row["offer"]
    known = {column: value for column, value in row.items() if column != "back"}
    return SupplierClaim(
        **{**known, "offer": None if offer is None else Money(offer, currency)},
        lines=[_line_of(values, photos, currency) for values in parts[t.claim_lines]],
        more_photos=[photo_of(values) for values in of_line(photos, _LATER)],
        their_photos=[photo_of(values) for values in of_line(photos, _THEIRS)],
        history=[_step_of(values, currency) for values in parts[t.claim_history]],
        arrivals=sorted((_arrival_of(values) for values in parts[t.claim_arrivals]), key=lambda a: a.seq),
    )


def _line_of(row: Values, photos: list[Values], currency: str) -> ClaimLine:
    return ClaimLine(
        line_no=row["line_no"],
        product_code=row["product_code"],
        product_name_en=row["product_name_en"],
        product_name_zh=row["product_name_zh"],
        quantity=Quantity(row["quantity"], row["unit"]),
        reason=row["reason"],
        grade=row["grade"],
        unit_value=Money(row["unit_value"], currency),
        valued_at=row["valued_at"],
        photos=tuple(photo_of(values) for values in of_line(photos, row["line_no"])),
    )


def _arrival_of(row: Values) -> ClaimArrival:
    return ClaimArrival(
        seq=row["position"],
        at=row["at"],
        by=row["by"],
        line_no=row["line_no"],
        quantity=Quantity(row["quantity"], row["unit"]),
        over=Quantity(row["surplus"], row["unit"]),
        into=row["target"],
        place=row["place"],
        words=row["words"],
        undone_at=row["undone_at"],
        undone_by=row["undone_by"],
    )


def _step_of(row: Values, currency: str) -> ClaimStep:
    amount = row["amount"]
    return ClaimStep(
        seq=row["position"],
        at=row["at"],
        by=row["by"],
        what=row["what"],
        status=row["status"],
        words=row["words"],
        detail=row["detail"],
        amount=None if amount is None else Money(amount, currency),
        on_behalf=row["on_behalf"],
    )

"""Inspections with their lines: counted, answered, graded, split, photographed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.inspection import InspectedLine, Inspection, InspectionStatus
from bot.core.domain.values import Quantity
from storage import tables as t
from storage.line_parts import of_line, photo_of, photo_values
from storage.parts import Parts
from storage.transaction import Transaction, Values

_I = t.inspections.c
_ADD = insert(t.inspections).returning(_I.id)
_SAVE = update(t.inspections).where(_I.id == bindparam("inspection"), _I.version == bindparam("seen"))
_BY_ID = select(t.inspections).where(_I.id == bindparam("inspection"))
_OPEN = select(t.inspections).where(
    _I.request_id == bindparam("request"), _I.status == InspectionStatus.IN_PROGRESS
)
_OF_PERSON = (
    select(t.inspections)
    .where(_I.inspector_id == bindparam("person"), _I.status == InspectionStatus.IN_PROGRESS)
    .order_by(_I.claimed_at, _I.id)
)
_PARTS = (t.inspected_lines, t.inspection_answers, t.inspection_splits, t.inspection_photos)


class InspectionsRepository:
    """`ports.Inspections`."""

    __slots__ = ("_parts", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._parts = Parts(tx, "inspection_id", _PARTS)

    def add(self, inspection: Inspection) -> Inspection:
        inspection.id = self._tx.scalar(_ADD, {**_values(inspection), "version": inspection.version})
        self._save_lines(inspection, new=True)
        return inspection

    def get(self, inspection_id: int) -> Inspection:
        row = self._tx.row(self._tx.locked(_BY_ID), {"inspection": inspection_id})
        if row is None:
            raise RecordUnknown(number=str(inspection_id))
        return self._loaded([row])[0]

    def save(self, inspection: Inspection) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""
        seen = inspection.version
        values = {"inspection": inspection.id, "seen": seen, **_values(inspection), "version": seen + 1}
        if not self._tx.change(_SAVE, values):
            raise RecordChanged(number=str(inspection.id))
        inspection.version = seen + 1
        self._save_lines(inspection)

    def open_of_request(self, request_id: int) -> Inspection | None:
        row = self._tx.row(_OPEN, {"request": request_id})
        return None if row is None else self._loaded([row])[0]

    def of_person(self, person_id: int) -> list[Inspection]:
        return self._loaded(self._tx.rows(_OF_PERSON, {"person": person_id}))

    def _loaded(self, found: Sequence[Any]) -> list[Inspection]:
        parts = self._parts.load([row.id for row in found])
        result = []
        for row in found:
            own = {table: parts[table][row.id] for table in _PARTS}
            lines = [_line_of(line, own) for line in own[t.inspected_lines]]
            result.append(Inspection(**row._asdict(), lines=lines))
        return result

    def _save_lines(self, inspection: Inspection, *, new: bool = False) -> None:
        lines = inspection.lines
        rows = {
            t.inspected_lines: [_line_values(line) for line in lines],
            t.inspection_answers: [values for line in lines for values in _answer_values(line)],
            t.inspection_splits: [values for line in lines for values in _split_values(line)],
            t.inspection_photos: [v for line in lines for v in photo_values(line.line_no, line.photos)],
        }
        self._parts.save(inspection.id, rows, new=new)


def _values(inspection: Inspection) -> Values:
    return {
        "request_id": inspection.request_id,
        "inspector_id": inspection.inspector_id,
        "claimed_at": inspection.claimed_at,
        "status": inspection.status,
        "finished_at": inspection.finished_at,
        "revision": inspection.revision,
    }


def _line_values(line: InspectedLine) -> Values:
    return {
        "line_no": line.line_no,
        "product_code": line.product_code,
        "expected": line.expected.amount,
        "unit": line.unit,
        "counted": line.counted.amount if line.counted is not None else None,
        "grade": line.grade,
        "note": line.note,
    }


def _answer_values(line: InspectedLine) -> list[Values]:
    return [
        {"line_no": line.line_no, "question": question, "answer": answer}
        for question, answer in line.answers.items()
    ]


def _split_values(line: InspectedLine) -> list[Values]:
    return [
        {"line_no": line.line_no, "disposition": d, "position": position, "quantity": quantity.amount}
        for position, (d, quantity) in enumerate(line.split.items(), start=1)
    ]


def _line_of(row: Values, parts: dict[Any, list[Values]]) -> InspectedLine:
    line_no, unit = row["line_no"], row["unit"]
    return InspectedLine(
        line_no=line_no,
        product_code=row["product_code"],
        expected=Quantity(row["expected"], unit),
        counted=None if row["counted"] is None else Quantity(row["counted"], unit),
        answers={a["question"]: a["answer"] for a in of_line(parts[t.inspection_answers], line_no)},
        grade=row["grade"],
        split={
            s["disposition"]: Quantity(s["quantity"], unit)
            for s in of_line(parts[t.inspection_splits], line_no)
        },
        note=row["note"],
        photos=[photo_of(photo) for photo in of_line(parts[t.inspection_photos], line_no)],
    )

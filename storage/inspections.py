"""Inspections with their lines: counted, answered, graded, split, photographed."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.inspection import InspectedLine, Inspection, InspectionStatus
from bot.core.domain.values import Quantity
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.line_parts import of_line, photo_of, photo_values
from storage.transaction import Transaction, Values

_I = t.inspections.c
_OF_REQUEST = (
    select(t.inspections)
    .where(_I.request_id == bindparam("request"), _I.status != InspectionStatus.RELEASED)
    .order_by(_I.id)
)
_OF_PERSON = (
    select(t.inspections)
    .where(_I.inspector_id == bindparam("person"), _I.status == InspectionStatus.IN_PROGRESS)
    .order_by(_I.claimed_at, _I.id)
)
_SHAPE = Shape(
    t.inspections,
    "inspection_id",
    (t.inspected_lines, t.inspection_answers, t.inspection_splits, t.inspection_photos),
)


class InspectionsRepository:
    """`ports.Inspections`."""

    __slots__ = ("_rows",)

    def __init__(self, tx: Transaction) -> None:
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, inspection: Inspection) -> Inspection:
        values = {**_values(inspection), "version": inspection.version}
        inspection.id = self._rows.add(values, _part_rows(inspection))
        return inspection

    def get(self, inspection_id: int) -> Inspection:
        found = self._rows.get(inspection_id)
        if found is None:
            raise RecordUnknown(number=str(inspection_id))
        return _inspection_of(*found)

    def save(self, inspection: Inspection) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""
        values, parts = _values(inspection), _part_rows(inspection)
        if not self._rows.save(inspection.id, inspection.version, values, parts):
            raise RecordChanged(number=str(inspection.id))
        inspection.version += 1

    def of_request(self, request_id: int) -> list[Inspection]:
        return [_inspection_of(*found) for found in self._rows.found(_OF_REQUEST, {"request": request_id})]

    def of_person(self, person_id: int) -> list[Inspection]:
        return [_inspection_of(*found) for found in self._rows.found(_OF_PERSON, {"person": person_id})]


def _part_rows(inspection: Inspection) -> PartRows:
    lines = inspection.lines
    return {
        t.inspected_lines: [_line_values(line) for line in lines],
        t.inspection_answers: [values for line in lines for values in _answer_values(line)],
        t.inspection_splits: [values for line in lines for values in _split_values(line)],
        t.inspection_photos: [v for line in lines for v in photo_values(line.line_no, line.photos)],
    }


def _values(inspection: Inspection) -> Values:
    return {
        "request_id": inspection.request_id,
        "inspector_id": inspection.inspector_id,
        "claimed_at": inspection.claimed_at,
        "status": inspection.status,
        "finished_at": inspection.finished_at,
        "revision": inspection.revision,
        "parcel_no": inspection.parcel_no,
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
        "found": line.found,
        "missing_parts": line.missing_parts,
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


def _inspection_of(row: Values, parts: PartRows) -> Inspection:
    return Inspection(**row, lines=[_line_of(line, parts) for line in parts[t.inspected_lines]])


def _line_of(row: Values, parts: PartRows) -> InspectedLine:
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
        found=row["found"],
        missing_parts=row["missing_parts"],
    )

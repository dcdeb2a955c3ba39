"""Parcels nobody expected, with their photos."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, or_, select

from bot.core.domain.errors import RecordChanged, RecordUnknown
from bot.core.domain.parcel import Parcel, ParcelStatus
from bot.core.domain.return_status import ReturnStatus
from storage import tables as t
from storage.aggregates import Aggregates, PartRows, Shape
from storage.document_numbers import typed_number
from storage.line_parts import photo_of, photo_values
from storage.transaction import Transaction, Values

_P = t.parcels.c
_CAME_TO_NOTHING = (ReturnStatus.DISCARDED, ReturnStatus.REFUSED, ReturnStatus.CANCELLED)
_BY_NUMBER = select(t.parcels).where(_P.number == bindparam("wanted"))
_OF_REQUEST = select(t.parcels).where(_P.request_id == bindparam("request")).order_by(_P.arrived_at, _P.id)
_NOBODYS = or_(
    _P.status == ParcelStatus.UNCLAIMED,
    and_(
        _P.status == ParcelStatus.MATCHED,
        select(t.return_requests.c.id)
        .where(t.return_requests.c.id == _P.request_id, t.return_requests.c.status.in_(_CAME_TO_NOTHING))
        .exists(),
    ),
)
_UNCLAIMED = (
    select(t.parcels)
    .where(_NOBODYS)
    .order_by(_P.arrived_at, _P.id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_COUNT = select(func.count()).select_from(t.parcels).where(_NOBODYS)
_SHAPE = Shape(t.parcels, "parcel_id", (t.parcel_photos,))
_ONE_LINE = 1  # the photos of a parcel belong to no line


class ParcelsRepository:
    """`ports.Parcels`."""

    __slots__ = ("_rows", "_tx")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._rows = Aggregates(tx, _SHAPE)

    def add(self, parcel: Parcel) -> Parcel:
        parcel.id = self._rows.add({**_values(parcel), "version": parcel.version}, _part_rows(parcel))
        return parcel

    def get(self, parcel_id: int) -> Parcel:
        found = self._rows.get(parcel_id)
        if found is None:
            raise RecordUnknown(number=str(parcel_id))
        return _parcel_of(*found)

    def by_number(self, number: str) -> Parcel:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""
        found = self._rows.locked(_BY_NUMBER, {"wanted": typed_number(number, "UP", self._tx)})
        if not found:
            raise RecordUnknown(number=number[:40])
        return _parcel_of(*found[0])

    def save(self, parcel: Parcel) -> None:
        if not self._rows.save(parcel.id, parcel.version, _values(parcel), _part_rows(parcel)):
            raise RecordChanged(number=parcel.number)
        parcel.version += 1

    def unclaimed(self, limit: int = 50, offset: int = 0) -> list[Parcel]:
        parameters = {"most": limit, "skipped": offset}
        return [_parcel_of(*found) for found in self._rows.found(_UNCLAIMED, parameters)]

    def count_unclaimed(self) -> int:
        return int(self._tx.scalar(_COUNT, {}))

    def of_request(self, request_id: int) -> list[Parcel]:
        return [_parcel_of(*found) for found in self._rows.found(_OF_REQUEST, {"request": request_id})]


def _part_rows(parcel: Parcel) -> PartRows:
    return {t.parcel_photos: photo_values(_ONE_LINE, parcel.photos)}


def _values(parcel: Parcel) -> Values:
    return {
        "number": parcel.number,
        "arrived_at": parcel.arrived_at,
        "registered_by": parcel.registered_by,
        "status": parcel.status,
        "tracking": parcel.tracking,
        "note": parcel.note,
        "request_id": parcel.request_id,
        "settled_by": parcel.settled_by,
        "settled_at": parcel.settled_at,
        "words": parcel.words,
    }


def _parcel_of(row: Values, parts: PartRows) -> Parcel:
    return Parcel(**row, photos=[photo_of(photo) for photo in parts[t.parcel_photos]])

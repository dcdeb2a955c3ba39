"""A parcel nobody expected: written down as it came, until somebody knows whose it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import NotAllowed, StatusForbids, TooManyPhotos
from bot.core.domain.people import STAFF, Role
from bot.core.domain.return_request import MAX_PHOTOS_PER_LINE, Photo


class ParcelStatus(StrEnum):
    UNCLAIMED = "unclaimed"
    MATCHED = "matched"  # belongs to the request it names
    GIVEN_UP = "given_up"


class ParcelAction(StrEnum):
    DESCRIBE = "describe"
    MATCH = "match"
    GIVE_UP = "give_up"
    TAKE_BACK = "take_back"  # it was matched wrongly, or somebody knows it after all


_KNOWING = frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN})
P, A = ParcelStatus, ParcelAction
PARCEL_MOVES: dict[tuple[ParcelStatus, ParcelAction], tuple[ParcelStatus, frozenset[Role]]] = {
    (P.UNCLAIMED, A.DESCRIBE): (P.UNCLAIMED, STAFF),
    (P.UNCLAIMED, A.MATCH): (P.MATCHED, _KNOWING),
    (P.UNCLAIMED, A.GIVE_UP): (P.GIVEN_UP, _KNOWING),
    (P.MATCHED, A.TAKE_BACK): (P.UNCLAIMED, _KNOWING),
    (P.GIVEN_UP, A.TAKE_BACK): (P.UNCLAIMED, _KNOWING),
}


@dataclass(slots=True)
class Parcel:
    """Aggregate. `settled_by` and `settled_at` name who matched it or gave it up, `words` why."""

    number: str  # UP-2026-00007
    arrived_at: datetime
    registered_by: int
    id: int = 0
    status: ParcelStatus = ParcelStatus.UNCLAIMED
    tracking: str = ""  # as read or typed
    note: str = ""  # what it looks like, who may know
    photos: list[Photo] = field(default_factory=list)
    request_id: int | None = None
    settled_by: int | None = None
    settled_at: datetime | None = None
    words: str = ""
    version: int = 0

    def apply(self, action: ParcelAction, roles: Collection[Role]) -> None:
        """Raises StatusForbids where the table has no such move, NotAllowed where the roles lack it."""
        move = PARCEL_MOVES.get((self.status, action))
        if move is None:
            raise StatusForbids(number=self.number, status=self.status.value, action=action.value)
        if not move[1].intersection(roles):
            raise NotAllowed(action=action.value)
        self.status = move[0]

    def add_photo(self, photo: Photo) -> bool:
        """False where this very photo is there already. Raises TooManyPhotos."""
        if any(known.sha256 == photo.sha256 for known in self.photos):
            return False
        if len(self.photos) >= MAX_PHOTOS_PER_LINE:
            raise TooManyPhotos(most=MAX_PHOTOS_PER_LINE)
        self.photos.append(photo)
        return True

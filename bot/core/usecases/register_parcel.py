"""A parcel nobody expected is written down: a photo makes it known, everything else may follow."""

from __future__ import annotations

from bot.core.domain.parcel import Parcel, ParcelAction
from bot.core.domain.parcel_events import ParcelDescribed, ParcelRegistered
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_request import Photo, ensure_text_fits
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MAX_TRACKING = 80  # characters


def register_parcel(uow: UnitOfWork, actor: Person, photo: Photo, tracking: str = "") -> Parcel:
    """Numbered at once: whatever happens to the person, the parcel is on the list. `tracking` is what was
    read off the photo, if anything was."""
    ensure_can(actor, Permission.REGISTER_PARCEL)
    parcel = uow.parcels.add(
        Parcel(
            number=document_number(uow, "UP"),
            arrived_at=uow.now,
            registered_by=actor.id,
            tracking=ensure_text_fits(tracking[:MAX_TRACKING]),
            photos=[photo],
        )
    )
    publish(
        uow,
        ParcelRegistered(record=parcel.number, actor_id=actor.id, at=uow.now, parcel_id=parcel.id),
    )
    return parcel


def add_parcel_photo(
    uow: UnitOfWork, actor: Person, parcel_id: int, photo: Photo, tracking: str = ""
) -> Parcel:
    """The same photo again changes nothing. A number read off it is kept where none is known yet."""
    parcel = _describing(uow, actor, parcel_id)
    learns = bool(tracking) and not parcel.tracking
    if learns:
        parcel.tracking = ensure_text_fits(tracking[:MAX_TRACKING])
    if parcel.add_photo(photo) or learns:
        _described(uow, actor, parcel)
    return parcel


def set_tracking(uow: UnitOfWork, actor: Person, parcel_id: int, tracking: str) -> Parcel:
    """Raises TextTooLong."""
    parcel = _describing(uow, actor, parcel_id)
    parcel.tracking = ensure_text_fits(tracking, MAX_TRACKING)
    _described(uow, actor, parcel)
    return parcel


def set_parcel_note(uow: UnitOfWork, actor: Person, parcel_id: int, note: str) -> Parcel:
    """What it looks like, who may know. Raises TextTooLong."""
    parcel = _describing(uow, actor, parcel_id)
    parcel.note = ensure_text_fits(note)
    _described(uow, actor, parcel)
    return parcel


def _describing(uow: UnitOfWork, actor: Person, parcel_id: int) -> Parcel:
    """Raises StatusForbids where it is settled."""
    ensure_can(actor, Permission.REGISTER_PARCEL)
    parcel = uow.parcels.get(parcel_id)
    parcel.apply(ParcelAction.DESCRIBE, actor.roles)
    return parcel


def _described(uow: UnitOfWork, actor: Person, parcel: Parcel) -> None:
    uow.parcels.save(parcel)
    publish(
        uow,
        ParcelDescribed(
            record=parcel.number,
            actor_id=actor.id,
            at=uow.now,
            parcel_id=parcel.id,
            tracking=parcel.tracking,
            note=parcel.note,
            photos=len(parcel.photos),
        ),
    )

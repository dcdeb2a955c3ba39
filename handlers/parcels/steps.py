"""The questions about a parcel nobody expected: one function for each way to answer one."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.parcel import Parcel
from bot.core.domain.people import Person
from bot.core.domain.return_request import Photo
from bot.core.usecases.look_up import expected_returns, may_claim
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.register_parcel import (
    add_parcel_photo,
    register_parcel,
    set_parcel_note,
    set_tracking,
)
from bot.core.usecases.settle_parcel import (
    give_up_parcel,
    match_parcel,
    match_parcel_to_new_return,
    seen_parcel,
    take_back_parcel,
    unclaimed_parcels,
    unsettled,
)
from bot.views.callback_data import Button
from bot.views.parcel_steps import matched_view
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, InspectStep, ParcelStep
from bot.views.texts import text
from handlers.dialog import READ, StaleButton, number_of
from handlers.returning import steps as returning

MOST_SEARCH = 60  # characters of a search


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    """/parcel: a photo first."""
    _enter(uow, actor, place, ParcelStep.LABEL)


def begin_list(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    _enter(uow, actor, place, ParcelStep.LIST)


def begin_one(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
    """From a card."""
    _go(place, ParcelStep.ONE, seen_parcel(uow, actor, button.subject).id)


def _enter(uow: UnitOfWork, actor: Person, place: DialogPlace, step: ParcelStep) -> None:
    """For those who see the list."""
    unclaimed_parcels(uow, actor, 1)
    _go(place, step, 0)


def _go(place: DialogPlace, step: ParcelStep, parcel_id: int) -> None:
    place.dialog, place.subject_id, place.line_no = Dialog.PARCEL, parcel_id, 0
    place.go(step)


# ── written down ──
def label_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "list":
        place.go(ParcelStep.LIST)
        return None
    return _common(actor, answer)


def label_sent(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
    parcel = register_parcel(uow, actor, photo, place.notes.get(READ, ""))
    place.subject_id = parcel.id
    _ask_next(place, parcel)
    return None


def photo_sent(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
    """More of the same parcel; a closer look may give the number that was asked for."""
    before = place.step
    album = {k: v for k, v in place.notes.items() if k == "album"}
    parcel = add_parcel_photo(uow, actor, place.subject_id, photo, place.notes.get(READ, ""))
    place.go(ParcelStep.NOTE if parcel.tracking else ParcelStep(before), **album)
    return None


def _ask_next(place: DialogPlace, parcel: Parcel) -> None:
    place.go(ParcelStep.NOTE if parcel.tracking else ParcelStep.TRACKING)


def tracking_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    set_tracking(uow, actor, place.subject_id, words)
    place.go(ParcelStep.NOTE)
    return None


def note_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    set_parcel_note(uow, actor, place.subject_id, words)
    place.go(ParcelStep.ONE)
    return None


def details_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "skip":
        place.go(ParcelStep.NOTE if place.step == ParcelStep.TRACKING else ParcelStep.ONE)
        return None
    if answer == "cancel":  # it is written down already
        place.go(ParcelStep.ONE)
        return None
    raise StaleButton


# ── listed and settled ──
def list_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "u":
        place.subject_id = seen_parcel(uow, actor, number_of(value)).id
        place.go(ParcelStep.ONE)
    elif kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(ParcelStep.LIST, page=value)
    elif kind == "new":
        place.go(ParcelStep.LABEL)
    elif kind == "back":
        expected_returns(uow, actor, 1)
        place.dialog, place.subject_id = Dialog.INSPECT, 0
        place.go(InspectStep.QUEUE)
    else:
        return _common(actor, answer)
    return None


def one_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    match answer:
        case "match":
            unsettled(uow, actor, place.subject_id)
            place.go(ParcelStep.MATCH)
        case "give":
            unsettled(uow, actor, place.subject_id)
            place.go(ParcelStep.GIVE_UP)
        case "new":
            draft = match_parcel_to_new_return(uow, actor, place.subject_id)
            returning.resume(uow, actor, place, draft.id)
        case "details":
            place.go(ParcelStep.TRACKING)
        case "take":
            take_back_parcel(uow, actor, place.subject_id)
            place.go(ParcelStep.ONE)
        case "back":
            place.go(ParcelStep.LIST)
        case _:
            return _common(actor, answer)
    return None


def match_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "r":
        request = match_parcel(uow, actor, place.subject_id, number_of(value))
        parcel = seen_parcel(uow, actor, place.subject_id)
        return matched_view(actor.language, parcel, request, inspectable=may_claim(actor, request))
    if kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(ParcelStep.MATCH, page=value)
        return None
    if kind == "back":
        place.go(ParcelStep.ONE)
        return None
    return _common(actor, answer)


def match_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    place.go(ParcelStep.MATCH, words=words.strip()[:MOST_SEARCH])
    return None


def give_up_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "back":
        place.go(ParcelStep.ONE)
        return None
    return _common(actor, answer)


def give_up_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    parcel = give_up_parcel(uow, actor, place.subject_id, words)
    return Rendered(text(actor.language, "parcel.now_given_up", number=parcel.number))


def _common(actor: Person, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "parcel.left"))
    raise StaleButton

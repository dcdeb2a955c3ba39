"""The questions about a parcel nobody expected, each drawn from the stored record alone."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardButton

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.parcel import Parcel
from bot.core.domain.people import Permission, Person
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.settle_parcel import find_requests, is_nobodys, likely_requests, unclaimed_parcels
from bot.views.callback_data import Act
from bot.views.figures import age
from bot.views.keyboards import button, in_rows, paging, rows, step_button, way_back
from bot.views.parcel_cards import parcel_lines
from bot.views.records import customer_name
from bot.views.rendered import Rendered
from bot.views.steps import ParcelStep
from bot.views.texts import plain, text

PAGE = 6


def draw_parcel(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[ParcelStep(place.step)](uow, actor, place)


def _label(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, count = actor.language, uow.parcels.count_unclaimed()
    known = [step_button(plain(language, "button.parcels", count=count), place.rev, "list")] if count else []
    return Rendered(text(language, "parcel.ask_label"), rows(known, _way_out(language, place, back=False)))


def _way_out(language: str, place: DialogPlace, *, back: bool = True) -> list[InlineKeyboardButton]:
    return way_back(language, place.rev, back=back)


def _asked(uow: UnitOfWork, actor: Person, place: DialogPlace, key: str) -> Rendered:
    """What is known of it so far, the question, and that it may be passed over."""
    language = actor.language
    lines = [*parcel_lines(uow, language, uow.parcels.get(place.subject_id)), text(language, key)]
    skip = step_button(plain(language, "button.skip"), place.rev, "skip")
    return Rendered("\n".join(lines), rows([skip], _way_out(language, place, back=False)))


def _tracking(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return _asked(uow, actor, place, "parcel.ask_tracking")


def _note(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return _asked(uow, actor, place, "parcel.ask_note")


def _list(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, page = actor.language, int(place.notes.get("page", "0"))
    count = uow.parcels.count_unclaimed()
    listed = [
        step_button(_entry(uow, language, parcel), place.rev, f"u.{parcel.id}")
        for parcel in unclaimed_parcels(uow, actor, PAGE, page * PAGE)
    ]
    keyboard = rows(
        *in_rows(listed, 1),
        paging(language, place.rev, page, -(-count // PAGE)),
        [step_button(plain(language, "button.new_parcel"), place.rev, "new")],
        _way_out(language, place, back=actor.has(Permission.INSPECT)),
    )
    return Rendered(text(language, "parcel.list" if count else "parcel.list.empty", count=count), keyboard)


def _entry(uow: UnitOfWork, language: str, parcel: Parcel) -> str:
    """ "UP-2026-00007 · 3 hours · 1Z999"; the age before what may be cut off."""
    parts = [parcel.number, age(language, uow.now - parcel.arrived_at), parcel.tracking or parcel.note]
    return " · ".join(part for part in parts if part)


def _one(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, parcel = actor.language, uow.parcels.get(place.subject_id)
    ways: list[InlineKeyboardButton] = []
    may_settle = actor.has(Permission.SETTLE_PARCEL)
    if is_nobodys(uow, parcel):
        ways = [step_button(plain(language, "button.parcel_details"), place.rev, "details")]
    if may_settle and is_nobodys(uow, parcel):
        ways = [
            step_button(plain(language, "button.parcel_match"), place.rev, "match", style="primary"),
            step_button(plain(language, "button.parcel_new"), place.rev, "new"),
            *ways,
            step_button(plain(language, "button.parcel_give_up"), place.rev, "give", style="danger"),
        ]
    elif may_settle:
        ways = [step_button(plain(language, "button.parcel_take_back"), place.rev, "take")]
    keyboard = rows(*in_rows(ways, 2), _way_out(language, place))
    return Rendered("\n".join(parcel_lines(uow, language, parcel)), keyboard)


def _match(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, page = actor.language, int(place.notes.get("page", "0"))
    parcel, words = uow.parcels.get(place.subject_id), place.notes.get("words", "")
    if words:
        found = find_requests(uow, actor, words, PAGE)
        key = "parcel.match.found" if found else "parcel.match.nothing"
    else:
        found = likely_requests(uow, actor, PAGE + 1, page * PAGE)
        key = "parcel.match"
    listed = [
        step_button(request_entry(uow, language, request), place.rev, f"r.{request.id}")
        for request in found[:PAGE]
    ]
    more = [] if words else _pages(place, page, more=len(found) > PAGE)
    keyboard = rows(*in_rows(listed, 1), more, _way_out(language, place))
    return Rendered(text(language, key, number=parcel.number, words=words), keyboard)


def _pages(place: DialogPlace, page: int, *, more: bool) -> list[InlineKeyboardButton]:
    before = [step_button("◀", place.rev, f"page.{page - 1}")] if page else []
    return before + ([step_button("▶", place.rev, f"page.{page + 1}")] if more else [])


def request_entry(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    return f"{request.number} {customer_name(uow, language, request)}"


def _give_up(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, parcel = actor.language, uow.parcels.get(place.subject_id)
    words = text(language, "parcel.ask_give_up", number=parcel.number)
    return Rendered(words, rows(_way_out(language, place)))


def matched_view(language: str, parcel: Parcel, request: ReturnRequest, *, inspectable: bool) -> Rendered:
    """The way on: its inspection, where goods are expected and the person inspects."""
    words = text(language, "parcel.now_matched", number=parcel.number, request=request.number)
    go = button(plain(language, "button.inspect_now"), Act.INSPECT, request.id, style="primary")
    return Rendered(words, rows([go]) if inspectable else None)


DRAW: dict[ParcelStep, Callable[[UnitOfWork, Person, DialogPlace], Rendered]] = {
    ParcelStep.LABEL: _label,
    ParcelStep.TRACKING: _tracking,
    ParcelStep.NOTE: _note,
    ParcelStep.LIST: _list,
    ParcelStep.ONE: _one,
    ParcelStep.MATCH: _match,
    ParcelStep.GIVE_UP: _give_up,
}

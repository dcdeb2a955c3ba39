"""The questions of /wip: which goods, what becomes of them, how many, where to."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.stock import LocationKind
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import known_place
from bot.core.usecases.take_later_step import ensure_left, goods_in_work, take_later_step
from bot.views.rendered import Rendered
from bot.views.step_cards import step_view
from bot.views.steps import Dialog, WipStep
from bot.views.texts import text
from handlers.dialog import StaleButton, number_of


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    """/wip: the list."""
    goods_in_work(uow, actor, 1)
    place.dialog, place.subject_id, place.line_no = Dialog.WIP, 0, 0
    place.go(WipStep.LIST)


def list_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(WipStep.LIST, page=value)
        return None
    parts = value.split(".")
    if kind == "w" and len(parts) == 3 and parts[2] in set(LocationKind):
        order_id, line_no, source = number_of(parts[0]), number_of(parts[1]), LocationKind(parts[2])
        ensure_left(uow, actor, order_id, line_no, source)
        place.subject_id, place.line_no = order_id, line_no
        place.go(WipStep.WHAT, source=source.value)
        return None
    return _common(uow, actor, place, answer)


def what_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "d" and value in Disposition.__members__:
        _go(place, WipStep.QUANTITY, to=value)
        return None
    return _common(uow, actor, place, answer)


def quantity_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "q":
        return quantity_typed(uow, actor, place, value)
    if kind == "back":
        _go(place, WipStep.WHAT)
        return None
    return _common(uow, actor, place, answer)


def quantity_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    wanted = Quantity.parse(words, whole=False)
    source = LocationKind(place.notes["source"])
    ensure_left(uow, actor, place.subject_id, place.line_no, source, wanted)
    _go(place, WipStep.CONFIRM, quantity=str(wanted))
    return None


def shelf_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "p":
        return shelf_typed(uow, actor, place, value)
    if kind == "back":
        _go(place, WipStep.CONFIRM)
        return None
    return _common(uow, actor, place, answer)


def shelf_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    _go(place, WipStep.CONFIRM, shelf=known_place(uow, words))
    return None


def confirm_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "shelf":
        _go(place, WipStep.SHELF)
        return None
    if answer == "back":
        _go(place, WipStep.QUANTITY)
        return None
    if answer != "do":
        return _common(uow, actor, place, answer)
    notes = place.notes
    step = take_later_step(
        uow,
        actor,
        place.subject_id,
        place.line_no,
        LocationKind(notes["source"]),
        Disposition(notes["to"]),
        Quantity.parse(notes["quantity"], whole=False),
        place=notes.get("shelf", ""),
        note=notes.get("note", ""),
    )
    return step_view(uow, actor, step)


def note_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    _go(place, WipStep.CONFIRM, note=ensure_text_fits(words))
    return None


def _go(place: DialogPlace, step: WipStep, **more: str) -> None:
    """What was said so far goes along."""
    place.go(step, **{**place.notes, **more})


def _common(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "cancelled"))
    if answer == "back":
        begin(uow, actor, place)
        return None
    raise StaleButton

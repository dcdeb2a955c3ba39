"""The questions about goods from a supplier: which, how many, where to."""

from __future__ import annotations

from bot.core.domain.claim_arrival import Into
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import known_place
from bot.core.usecases.take_in_goods import ensure_to_come, goods_to_come, lines_to_come, take_in_goods
from bot.views.callback_data import Button
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, TakeInStep
from bot.views.take_in_steps import taken_in
from bot.views.texts import text
from handlers.dialog import StaleButton, number_of


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    """From /inspect: the list."""
    goods_to_come(uow, actor, 1)
    place.dialog, place.subject_id, place.line_no = Dialog.TAKE_IN, 0, 0
    place.go(TakeInStep.LIST)


def begin_claim(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
    """From a claim's card: its line, or a list of its lines. Subject 0: everything that is to come."""
    if not button.subject:
        begin(uow, actor, place)
        return
    coming = lines_to_come(uow, actor, button.subject)
    place.dialog, place.subject_id, place.line_no = Dialog.TAKE_IN, button.subject, 0
    if len(coming) == 1:
        _count(uow, actor, place, coming[0].line.line_no)
    else:
        place.go(TakeInStep.LIST)


def _count(uow: UnitOfWork, actor: Person, place: DialogPlace, line_no: int) -> None:
    """What is to come is kept as it was shown: who counts sees if somebody else was faster."""
    left = ensure_to_come(uow, actor, place.subject_id, line_no).left
    place.line_no = line_no
    place.go(TakeInStep.COUNT, shown=str(left))


def list_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(TakeInStep.LIST, page=value)
        return None
    claim, _, line = value.partition(".")
    if kind == "l":
        place.subject_id = number_of(claim)
        _count(uow, actor, place, number_of(line))
        return None
    return _common(uow, actor, place, answer)


def count_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "q":
        return count_typed(uow, actor, place, value)
    return _common(uow, actor, place, answer)


def count_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    _go(place, TakeInStep.CONFIRM, quantity=str(Quantity.parse(words, whole=False)))
    return None


def shelf_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "p":
        return shelf_typed(uow, actor, place, value)
    if kind == "back":
        _go(place, TakeInStep.CONFIRM)
        return None
    return _common(uow, actor, place, answer)


def shelf_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    _go(place, TakeInStep.CONFIRM, shelf=known_place(uow, words), into=Into.SELLABLE.value)
    return None


def confirm_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "into" and value in set(Into):
        _go(place, TakeInStep.CONFIRM, into=value)
        return None
    if kind == "shelf":
        _go(place, TakeInStep.SHELF)
        return None
    if kind == "back":
        _count(uow, actor, place, place.line_no)
        return None
    if kind != "do":
        return _common(uow, actor, place, answer)
    notes = place.notes
    arrival = take_in_goods(
        uow,
        actor,
        place.subject_id,
        place.line_no,
        Quantity.parse(notes["quantity"], whole=False),
        Into(notes.get("into", Into.SELLABLE)),
        shown=Quantity.parse(notes["shown"], whole=False),
        place=notes.get("shelf", ""),
        words=notes.get("note", ""),
    )
    return taken_in(uow, actor, place.subject_id, arrival)


def note_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    _go(place, TakeInStep.CONFIRM, note=ensure_text_fits(words))
    return None


def _go(place: DialogPlace, step: TakeInStep, **more: str) -> None:
    """What was said so far goes along."""
    place.go(step, **{**place.notes, **more})


def _common(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "cancelled"))
    if answer == "back":
        begin(uow, actor, place)
        return None
    raise StaleButton

"""The questions of a new return: one function for each way to answer one."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import CustomerUnknown, ProductUnknown
from bot.core.domain.people import Person
from bot.core.domain.reasons import WantedOutcome
from bot.core.domain.return_request import Photo, ReturnLine, ReturnRequest
from bot.core.domain.values import Quantity
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    choose_no_order,
    correct_refused,
    discard_draft,
    ensure_complete,
    first_missing,
    needs_note,
    needs_photos,
    own_draft,
    remove_item,
    set_note,
    set_quantity,
    set_reason,
    start_return,
    unfinished_draft,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.return_details import (
    choose_order,
    choose_outcome,
    serial_choices,
    set_lot,
    set_serial,
)
from bot.core.usecases.return_warnings import photo_uses
from bot.core.usecases.submit_return import submit_return
from bot.views.lists import submitted_view, unfinished_view
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, ReturnStep
from bot.views.texts import text
from handlers.dialog import StaleButton, number_of, seen_before

MOST_SEARCH = 60  # characters of a search


def _enter(place: DialogPlace, draft_id: int, step: ReturnStep, line_no: int = 0) -> None:
    place.dialog, place.subject_id, place.line_no = Dialog.RETURN, draft_id, line_no
    place.go(step)


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
    """/return: an unfinished draft is offered first."""
    draft = unfinished_draft(uow, actor)
    if draft is not None:
        return unfinished_view(uow, actor.language, draft)
    begin_anew(uow, actor, place)
    return None


def begin_anew(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    _enter(place, start_return(uow, actor).id, ReturnStep.WHO)


def resume(uow: UnitOfWork, actor: Person, place: DialogPlace, draft_id: int) -> None:
    """At the first thing that is missing."""
    draft = own_draft(uow, actor, draft_id)
    if draft.customer_code is None and not draft.without_order:
        _enter(place, draft.id, ReturnStep.WHO)
    elif not draft.lines:
        _enter(place, draft.id, ReturnStep.WHAT)
    else:
        _enter(place, draft.id, ReturnStep.ITEMS, draft.lines[-1].line_no)
        _ask_what_is_open(uow, place, draft)


def _ask_what_is_open(uow: UnitOfWork, place: DialogPlace, draft: ReturnRequest) -> bool:
    """Goes to the first question that has no answer; False where all have one."""
    found = first_missing(uow, draft)
    if found is None:
        return False
    line, what = found
    place.line_no = line.line_no
    place.go(ReturnStep(what.value))
    return True


def correct(uow: UnitOfWork, actor: Person, place: DialogPlace, request_id: int) -> None:
    draft = correct_refused(uow, actor, request_id)
    if draft.lines:  # what is sent or added next belongs to the last item
        _enter(place, draft.id, ReturnStep.ITEMS, draft.lines[-1].line_no)
    else:
        _enter(place, draft.id, ReturnStep.WHAT)


def leave(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """Cancel: what has items is kept as a draft, what has none is gone."""
    draft = own_draft(uow, actor, place.subject_id)
    if draft.lines:
        return Rendered(text(actor.language, "cancelled.draft"))
    discard_draft(uow, actor, draft.id)
    return Rendered(text(actor.language, "cancelled"))


# ── who ──
def who_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "c":
        choose_customer(uow, actor, place.subject_id, value)
        place.go(ReturnStep.WHAT)
    elif kind == "walkin":
        choose_no_order(uow, actor, place.subject_id)
        place.go(ReturnStep.WHAT)
    else:
        return _common(uow, actor, place, answer)
    return None


def who_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """A code goes straight on, so does the number of an order; anything else searches."""
    words = words.strip()[:MOST_SEARCH]
    try:
        choose_customer(uow, actor, place.subject_id, words)
    except CustomerUnknown:
        owner = uow.orders.order_exists(words)
        if owner is None:
            place.go(ReturnStep.WHO, words=words)
            return None
        choose_customer(uow, actor, place.subject_id, owner)
        place.go(ReturnStep.WHAT, order=words)
        return None
    place.go(ReturnStep.WHAT)
    return None


# ── what ──
def what_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "p":
        line = add_item(uow, actor, place.subject_id, value, place.notes.get("order", ""))
        place.line_no = line.line_no
        noted = serial_choices(uow, own_draft(uow, actor, place.subject_id), line, 1)
        place.go(ReturnStep.SERIAL if noted else ReturnStep.QUANTITY)
    elif kind == "any":
        place.go(ReturnStep.WHAT)
    elif kind == "noorder":
        draft = own_draft(uow, actor, place.subject_id)
        choose_no_order(uow, actor, place.subject_id, draft.customer_code or "")
        place.go(ReturnStep.WHAT)
    elif kind == "items":
        _list_items(place, own_draft(uow, actor, place.subject_id))
    elif kind == "back":
        place.go(ReturnStep.WHO)
    else:
        return _common(uow, actor, place, answer)
    return None


def _list_items(place: DialogPlace, draft: ReturnRequest) -> None:
    """Photos and notes go to the last line, unless another one was just at hand."""
    if draft.lines and place.line_no not in {line.line_no for line in draft.lines}:
        place.line_no = draft.lines[-1].line_no
    place.go(ReturnStep.ITEMS)


def what_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """A code goes straight on; anything else searches."""
    words = words.strip()[:MOST_SEARCH]
    try:
        product = uow.catalogue.product(words)
    except ProductUnknown:
        found = uow.catalogue.by_barcode(words)
        if found is None:
            draft = own_draft(uow, actor, place.subject_id)
            buyer = None if draft.without_order else draft.customer_code
            named = "order" if buyer and uow.orders.order_exists(words) == buyer else "words"
            place.go(ReturnStep.WHAT, **{named: words})
            return None
        product = found
    return what_tapped(uow, actor, place, f"p.{product.code}")


# ── how many ──
def quantity_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "q":
        return quantity_typed(uow, actor, place, value)
    if kind == "back":
        _drop_empty_line(uow, actor, place)
        place.go(ReturnStep.WHAT)
    elif kind == "o":
        choose_order(uow, actor, place.subject_id, place.line_no, value)
        place.go(ReturnStep.QUANTITY)
    elif kind == "serial":
        place.go(ReturnStep.SERIAL)
    else:
        return _common(uow, actor, place, answer)
    return None


def _drop_empty_line(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    if own_draft(uow, actor, place.subject_id).line(place.line_no).quantity is None:
        remove_item(uow, actor, place.subject_id, place.line_no)


def quantity_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    set_quantity(uow, actor, place.subject_id, place.line_no, Quantity.parse(words, whole=False))
    place.go(ReturnStep.REASON)
    return None


# ── which piece, which lot ──
def serial_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    draft = set_serial(uow, actor, place.subject_id, place.line_no, words)
    known = draft.line(place.line_no).reason is not None
    place.go(ReturnStep.ITEMS if known else ReturnStep.REASON)
    return None


def serial_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "n":
        return serial_typed(uow, actor, place, value)
    if kind == "none":
        set_serial(uow, actor, place.subject_id, place.line_no, "")
        place.go(ReturnStep.QUANTITY)
    elif kind == "back":
        place.go(ReturnStep.QUANTITY)
    else:
        return _common(uow, actor, place, answer)
    return None


def lot_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    set_lot(uow, actor, place.subject_id, place.line_no, words)
    place.go(ReturnStep.ITEMS)
    return None


def lot_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "none":
        return lot_typed(uow, actor, place, "")
    if answer == "back":
        place.go(ReturnStep.ITEMS)
        return None
    return _common(uow, actor, place, answer)


# ── why ──
def reason_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "r":
        line = set_reason(uow, actor, place.subject_id, place.line_no, value).line(place.line_no)
        place.go(ReturnStep.NOTE if needs_note(uow, line) else _after_note(uow, line))
    elif kind == "more":
        place.go(ReturnStep.REASON, more="1")
    elif kind == "back":
        place.go(ReturnStep.QUANTITY)
    else:
        return _common(uow, actor, place, answer)
    return None


def _after_note(uow: UnitOfWork, line: ReturnLine) -> ReturnStep:
    return ReturnStep.PHOTOS if needs_photos(uow, line) else ReturnStep.ITEMS


def note_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    line = set_note(uow, actor, place.subject_id, place.line_no, words).line(place.line_no)
    place.go(ReturnStep.ITEMS if line.photos else _after_note(uow, line))
    return None


def note_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "skip":
        place.go(ReturnStep.ITEMS)
    elif answer == "back":
        place.go(ReturnStep.REASON)
    else:
        return _common(uow, actor, place, answer)
    return None


# ── evidence ──
def photos_sent(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
    before = len(own_draft(uow, actor, place.subject_id).line(place.line_no).photos)
    line = attach_photo(uow, actor, place.subject_id, place.line_no, photo)
    if len(line.photos) == before and place.step == ReturnStep.PHOTOS:
        return None  # the same photo again: the card and its buttons stay as they are
    kept = {k: v for k, v in place.notes.items() if k == "album"}
    draft = own_draft(uow, actor, place.subject_id)
    place.go(ReturnStep.PHOTOS, **kept, **seen_before(place, photo_uses(uow, draft, photo)))
    return None


def photos_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "done":
        ensure_complete(uow, own_draft(uow, actor, place.subject_id).line(place.line_no))
        place.go(ReturnStep.ITEMS)
    elif answer == "back":
        place.go(ReturnStep.REASON)
    else:
        return _common(uow, actor, place, answer)
    return None


# ── the list and the last look ──
def items_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "done":
        if not _ask_what_is_open(uow, place, own_draft(uow, actor, place.subject_id)):
            place.go(ReturnStep.CONFIRM)
    elif kind == "add" or kind == "back":
        place.go(ReturnStep.WHAT)
    elif kind == "photos":
        place.go(ReturnStep.PHOTOS)
    elif kind in (ReturnStep.NOTE, ReturnStep.SERIAL, ReturnStep.LOT):
        place.go(ReturnStep(kind))
    elif kind == "e":
        place.line_no = own_draft(uow, actor, place.subject_id).line(number_of(value)).line_no
        place.go(ReturnStep.QUANTITY)
    elif kind == "d":
        left = remove_item(uow, actor, place.subject_id, number_of(value)).lines
        place.line_no = left[-1].line_no if left else 0
        page = place.notes.get("page", "0")
        place.go(ReturnStep.ITEMS if left else ReturnStep.WHAT, change="1", page=page)
    else:
        return _common(uow, actor, place, answer)
    return None


def confirm_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "send":
        return submitted_view(actor.language, submit_return(uow, actor, place.subject_id))
    kind, _, value = answer.partition(".")
    if kind == "w" and value in set(WantedOutcome):
        choose_outcome(uow, actor, place.subject_id, WantedOutcome(value))
        place.go(ReturnStep.CONFIRM)
        return None
    if answer == "change":
        place.go(ReturnStep.ITEMS, change="1")
        return None
    if answer == "keep":
        return Rendered(text(actor.language, "kept"))
    if answer == "discard":
        discard_draft(uow, actor, place.subject_id)
        return Rendered(text(actor.language, "discarded"))
    return _common(uow, actor, place, answer)


def _common(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """Cancel and paging are the same everywhere; anything else was not on this card."""
    kind, _, value = answer.partition(".")
    if kind == "cancel":
        return leave(uow, actor, place)
    if kind == "page" and value.isdecimal() and len(value) < 5:
        place.go(place.step, **{**place.notes, "page": value})
        return None
    raise StaleButton

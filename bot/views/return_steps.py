"""The questions of a new return, drawn from the stored draft alone: after a restart the same card."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.reasons import first_choices
from bot.core.domain.return_request import ReturnLine, ReturnRequest
from bot.core.usecases.draft_return import needs_note, needs_photos
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import amount
from bot.views.keyboards import Row, in_rows, paging, rows, step_button, way_back
from bot.views.line_lists import all_items_button
from bot.views.reason_names import name_of_reason
from bot.views.records import item_line, item_lines, photo_warnings, return_head, short_line
from bot.views.rendered import Rendered
from bot.views.return_confirm import draw_confirm
from bot.views.return_quantity import draw_lot, draw_quantity, draw_serial
from bot.views.steps import ReturnStep
from bot.views.texts import plain, text

PAGE = 6
_OF_THE_BOX = ("TRANSIT_DAMAGE", "PACKAGING_DEFECT", "QUALITY_DEFECT")
Draw = Callable[[UnitOfWork, Person, DialogPlace, ReturnRequest], Rendered]


def draw_return(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    draft = uow.requests.get(place.subject_id)
    return DRAW[ReturnStep(place.step)](uow, actor, place, draft)


def _page(place: DialogPlace) -> int:
    return int(place.notes.get("page", "0"))


def _who(uow: UnitOfWork, actor: Person, place: DialogPlace, _: ReturnRequest) -> Rendered:
    language, words, page = actor.language, place.notes.get("words", ""), _page(place)
    if words:
        found = uow.companies.search_customers(words, PAGE + 1, page * PAGE)
        key = "return.who.found" if found else "return.who.nothing"
    else:
        found = uow.companies.recent_customers(actor.id, PAGE)
        key = "return.who"
    buttons = [step_button(f"{c.code} {c.name}", place.rev, f"c.{c.code}") for c in found[:PAGE]]
    pages = page + (2 if len(found) > PAGE else 1)
    keyboard = rows(
        *in_rows(buttons, 1),
        paging(language, place.rev, page, pages) if words else [],
        [step_button(plain(language, "button.no_order"), place.rev, "walkin")],
        way_back(language, place.rev, back=False),
    )
    return Rendered(text(language, "return.step.who") + "\n" + text(language, key, words=words), keyboard)


def _what(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language, words, page = actor.language, place.notes.get("words", ""), _page(place)
    buttons, pages, key = _choices(uow, language, place, draft, words, page)
    keyboard = rows(
        *in_rows(buttons, 1),
        paging(language, place.rev, page, pages),
        [step_button(plain(language, "button.all_orders"), place.rev, "any")]
        if place.notes.get("order")
        else [],
        _without_order(language, place, draft),
        [step_button(plain(language, "button.items_so_far", count=len(draft.lines)), place.rev, "items")]
        if draft.lines
        else [],
        way_back(language, place.rev),
    )
    head = return_head(uow, language, draft, "return.step.what")
    shown = text(language, key, words=words, order=place.notes.get("order", ""))
    return Rendered(head + "\n" + shown, keyboard)


def _without_order(language: str, place: DialogPlace, draft: ReturnRequest) -> Row:
    """A return is with orders or without: it is offered until the first item is in."""
    if draft.lines or draft.without_order:
        return []
    return [step_button(plain(language, "button.without_order"), place.rev, "noorder")]


def _choices(
    uow: UnitOfWork, language: str, place: DialogPlace, draft: ReturnRequest, words: str, page: int
) -> tuple[Row, int, str]:
    if place.notes.get("order"):
        return _of_order(uow, language, place, page)
    if words or draft.without_order:
        found = uow.catalogue.search_products(words, PAGE + 1, page * PAGE)
        labels = [(p.code, f"{p.code} {p.name(language)}") for p in found[:PAGE]]
        pages = page + (2 if len(found) > PAGE else 1)
        key = "return.what.found" if words else "return.what.free"
        key = key if found else "return.what.nothing" if words else "return.what.empty"
    else:
        code = draft.customer_code or ""
        bought = uow.orders.bought(code, until=uow.now, limit=PAGE, offset=page * PAGE)
        labels = [
            (b.product.code, f"{b.product.code} {b.product.name(language)} · {amount(language, b.quantity)}")
            for b in bought
        ]
        pages = -(-uow.orders.count_bought(code, until=uow.now) // PAGE)
        key = "return.what" if bought else "return.what.never"
    return [step_button(label, place.rev, f"p.{code}") for code, label in labels], pages, key


def _of_order(uow: UnitOfWork, language: str, place: DialogPlace, page: int) -> tuple[Row, int, str]:
    """What stands on the one order that was typed."""
    lines = uow.orders.of_order(place.notes["order"])
    products = uow.catalogue.products(line.product_code for line in lines)
    goods = {line.product_code: line for line in lines if products[line.product_code].stocked}
    shown = list(goods.values())[page * PAGE : (page + 1) * PAGE]
    labels = [
        (line.product_code, f"{line.product_code} {products[line.product_code].name(language)}")
        for line in shown
    ]
    buttons = [step_button(label, place.rev, f"p.{code}") for code, label in labels]
    return buttons, -(-len(goods) // PAGE), "return.what.order"


def _reason(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    everything = place.notes.get("more") == "1"
    offered = [reason for reason in uow.reasons.all() if reason.in_use]
    shown = offered if everything else first_choices(offered)
    buttons = [step_button(name_of_reason(language, r), place.rev, f"r.{r.code}") for r in shown]
    more = [] if everything else [step_button(plain(language, "button.more"), place.rev, "more")]
    lines = [
        return_head(uow, language, draft, "return.step.reason"),
        short_line(uow, language, line),
        text(language, "return.why"),
    ]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), more, way_back(language, place.rev)))


def _note(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    needed = needs_note(uow, line)
    skip = [] if needed else [step_button(plain(language, "button.skip"), place.rev, "skip")]
    lines = [
        return_head(uow, language, draft, "return.step.note"),
        short_line(uow, language, line),
        text(language, "return.note.needed" if needed else "return.note"),
    ]
    return Rendered("\n".join(lines), rows(skip, way_back(language, place.rev)))


def _photos(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    needed = needs_photos(uow, line)
    count = len(line.photos)
    done = [step_button(plain(language, "button.done"), place.rev, "done", style="primary")] if count else []
    skip = [] if needed or count else [step_button(plain(language, "button.skip"), place.rev, "done")]
    key = "return.photos.have" if count else _photos_wanted(line) if needed else "return.photos"
    lines = [
        return_head(uow, language, draft, "return.step.photos"),
        short_line(uow, language, line),
        text(language, key, count=count, product=line.product_code),
        *photo_warnings(language, place),
    ]
    return Rendered("\n".join(lines), rows(done, skip, way_back(language, place.rev)))


def _photos_wanted(line: ReturnLine) -> str:
    """The box counts where it may have done the damage."""
    return "return.photos.needed" if line.reason in _OF_THE_BOX else "return.photos.needed.other"


def _items(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language, rev = actor.language, place.rev
    changes = _changes(language, place, draft) if place.notes.get("change") == "1" else []
    listed = [item_line(uow, language, line) for line in _on_page(place, draft)] if changes else []
    add = step_button(plain(language, "button.add_item"), rev, "add")
    done = step_button(plain(language, "button.done"), rev, "done", style="primary")
    extra = (
        [
            step_button(plain(language, "button.more_photos"), rev, "photos"),
            step_button(plain(language, "button.note"), rev, "note"),
        ]
        if draft.lines and not changes
        else []
    )
    labels = (
        [
            step_button(plain(language, "button.serial"), rev, "serial"),
            step_button(plain(language, "button.lot"), rev, "lot"),
        ]
        if extra
        else []
    )
    lines = [return_head(uow, language, draft, "return.step.items")]
    lines += listed or [item_lines(uow, language, draft)]
    first = [done, add] if draft.lines else [add]
    every = [] if changes else all_items_button(language, draft)
    return Rendered("\n".join(lines), rows(every, first, extra, labels, *changes, way_back(language, rev)))


def _changes(language: str, place: DialogPlace, draft: ReturnRequest) -> list[Row]:
    """Each line of this page with a way to change it and one to take it out."""
    pages = _pages(draft)
    named = [
        [
            step_button(
                plain(language, "button.change_item", product=line.product_code),
                place.rev,
                f"e.{line.line_no}",
            ),
            step_button(plain(language, "button.remove"), place.rev, f"d.{line.line_no}"),
        ]
        for line in _on_page(place, draft)
    ]
    return [*named, paging(language, place.rev, min(_page(place), pages - 1), pages)]


def _pages(draft: ReturnRequest) -> int:
    return max(1, -(-len(draft.lines) // PAGE))


def _on_page(place: DialogPlace, draft: ReturnRequest) -> list[ReturnLine]:
    page = min(_page(place), _pages(draft) - 1)
    return draft.lines[page * PAGE : (page + 1) * PAGE]


DRAW: dict[ReturnStep, Draw] = {
    ReturnStep.WHO: _who,
    ReturnStep.WHAT: _what,
    ReturnStep.QUANTITY: draw_quantity,
    ReturnStep.SERIAL: draw_serial,
    ReturnStep.LOT: draw_lot,
    ReturnStep.REASON: _reason,
    ReturnStep.NOTE: _note,
    ReturnStep.PHOTOS: _photos,
    ReturnStep.ITEMS: _items,
    ReturnStep.CONFIRM: draw_confirm,
}

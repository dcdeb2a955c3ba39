"""The questions of a new return, drawn from the stored draft alone: after a restart the same card."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.policy import Returnable
from bot.core.domain.reasons import FIRST_CHOICES, REASONS, reason_of
from bot.core.domain.return_request import ReturnLine, ReturnRequest
from bot.core.domain.values import Quantity
from bot.core.usecases.draft_return import possible_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restocking_fee import estimated_value
from bot.views.figures import amount, day, money
from bot.views.keyboards import Row, in_rows, paging, rows, step_button, way_back
from bot.views.records import customer_name, item_lines, product_label
from bot.views.rendered import Rendered
from bot.views.steps import ReturnStep
from bot.views.texts import plain, text

PAGE = 6
Draw = Callable[[UnitOfWork, Person, DialogPlace, ReturnRequest], Rendered]


def draw_return(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    draft = uow.requests.get(place.subject_id)
    return DRAW[ReturnStep(place.step)](uow, actor, place, draft)


def _head(uow: UnitOfWork, language: str, draft: ReturnRequest, key: str) -> str:
    shown = text(language, key)
    if draft.customer_code or draft.without_order:
        shown += " " + text(language, "plain", words=customer_name(uow, language, draft))
    return shown


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
        [step_button(plain(language, "button.items_so_far", count=len(draft.lines)), place.rev, "items")]
        if draft.lines
        else [],
        way_back(language, place.rev),
    )
    head = _head(uow, language, draft, "return.step.what")
    return Rendered(head + "\n" + text(language, key, words=words), keyboard)


def _choices(
    uow: UnitOfWork, language: str, place: DialogPlace, draft: ReturnRequest, words: str, page: int
) -> tuple[Row, int, str]:
    if words or draft.without_order:
        found = uow.catalogue.search_products(words, PAGE + 1, page * PAGE)
        labels = [(p.code, f"{p.code} {p.name(language)}") for p in found[:PAGE]]
        pages = page + (2 if len(found) > PAGE else 1)
        key = "return.what.found" if words else "return.what.free"
        key = key if found else "return.what.nothing"
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


def keypad(most: Quantity | None) -> list[int]:
    """Quantities worth a button: small ones, a dozen, and all there is."""
    top = 10_000 if most is None else int(most.amount)
    shown = [n for n in (1, 2, 3, 4, 6, 12, 24) if n < top]
    return shown[:7]


def _quantity(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    product = uow.catalogue.product(line.product_code)
    possible = possible_of(uow, draft, product, line.order_no)
    most = possible.most if possible else None
    buttons = [step_button(str(n), place.rev, f"q.{n}") for n in keypad(most)]
    everything = []
    if most:
        label = plain(language, "button.all", quantity=amount(language, most))
        everything = [step_button(label, place.rev, f"q.{most}", style="primary")]
    keyboard = rows(*in_rows(buttons, 4), everything, way_back(language, place.rev))
    lines = [
        _head(uow, language, draft, "return.step.quantity"),
        text(language, "bold", words=product_label(uow, language, product.code)),
        _bought_line(uow, language, possible) if possible else text(language, "return.no_order"),
        text(language, "return.how_many"),
    ]
    return Rendered("\n".join(lines), keyboard)


def _bought_line(uow: UnitOfWork, language: str, possible: Returnable) -> str:
    orders = {b.line.order_no: b.line.ordered_at for b in possible.balances}
    facts = {
        "sold": amount(language, possible.sold),
        "taken": amount(language, possible.taken),
        "most": amount(language, possible.most),
        "numbers": ", ".join(possible.numbers),
    }
    if len(orders) == 1:
        order_no, ordered_at = next(iter(orders.items()))
        where = text(
            language, "return.one_order", order=order_no, day=day(language, ordered_at, uow.rules.timezone)
        )
    else:
        where = text(language, "return.orders", count=len(orders))
    key = "return.bought_and_returned" if possible.taken else "return.bought"
    return where + " · " + text(language, key, **facts)


def _reason(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    everything = place.notes.get("more") == "1"
    codes = [reason.code for reason in REASONS] if everything else list(FIRST_CHOICES)
    buttons = [step_button(plain(language, f"reason.{code}"), place.rev, f"r.{code}") for code in codes]
    more = [] if everything else [step_button(plain(language, "button.more"), place.rev, "more")]
    lines = [
        _head(uow, language, draft, "return.step.reason"),
        _line_words(uow, language, line),
        text(language, "return.why"),
    ]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), more, way_back(language, place.rev)))


def _line_words(uow: UnitOfWork, language: str, line: ReturnLine) -> str:
    quantity = amount(language, line.quantity) if line.quantity else "?"
    return text(
        language, "item.short", quantity=quantity, product=product_label(uow, language, line.product_code)
    )


def _note(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    needed = line.reason is not None and reason_of(line.reason).needs_note
    skip = [] if needed else [step_button(plain(language, "button.skip"), place.rev, "skip")]
    lines = [
        _head(uow, language, draft, "return.step.note"),
        _line_words(uow, language, line),
        text(language, "return.note.needed" if needed else "return.note"),
    ]
    return Rendered("\n".join(lines), rows(skip, way_back(language, place.rev)))


def _photos(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    needed = line.reason is not None and reason_of(line.reason).needs_photos
    count = len(line.photos)
    done = [step_button(plain(language, "button.done"), place.rev, "done", style="primary")] if count else []
    skip = [] if needed or count else [step_button(plain(language, "button.skip"), place.rev, "done")]
    key = "return.photos.have" if count else ("return.photos.needed" if needed else "return.photos")
    lines = [
        _head(uow, language, draft, "return.step.photos"),
        _line_words(uow, language, line),
        text(language, key, count=count, product=line.product_code),
    ]
    return Rendered("\n".join(lines), rows(done, skip, way_back(language, place.rev)))


def _items(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language, rev = actor.language, place.rev
    changes = (
        [
            [
                step_button(
                    plain(language, "button.change_item", product=line.product_code), rev, f"e.{line.line_no}"
                ),
                step_button(plain(language, "button.remove"), rev, f"d.{line.line_no}"),
            ]
            for line in draft.lines
        ]
        if place.notes.get("change") == "1"
        else []
    )
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
    lines = [_head(uow, language, draft, "return.step.items"), item_lines(uow, language, draft)]
    first = [done, add] if draft.lines else [add]
    return Rendered("\n".join(lines), rows(first, extra, *changes, way_back(language, rev)))


def _confirm(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language, rev = actor.language, place.rev
    value = estimated_value(uow, draft)
    key = "return.confirm.no_order" if draft.without_order else "return.confirm"
    lines = [
        _head(uow, language, draft, "return.step.confirm"),
        item_lines(uow, language, draft),
        text(language, key, count=len(draft.lines), value=money(language, value)),
    ]
    keyboard = rows(
        [step_button(plain(language, "button.send"), rev, "send", style="success")],
        [
            step_button(plain(language, "button.change"), rev, "change"),
            step_button(plain(language, "button.keep"), rev, "keep"),
            step_button(plain(language, "button.discard"), rev, "discard", style="danger"),
        ],
    )
    return Rendered("\n".join(lines), keyboard)


DRAW: dict[ReturnStep, Draw] = {
    ReturnStep.WHO: _who,
    ReturnStep.WHAT: _what,
    ReturnStep.QUANTITY: _quantity,
    ReturnStep.REASON: _reason,
    ReturnStep.NOTE: _note,
    ReturnStep.PHOTOS: _photos,
    ReturnStep.ITEMS: _items,
    ReturnStep.CONFIRM: _confirm,
}

"""What suppliers send for claims: which goods are here, how many, where they go."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.claim_arrival import ClaimArrival, Into
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.take_in_goods import Coming, goods_to_come, line_of_claim, lines_to_come
from bot.core.usecases.take_later_step import usual_shelf
from bot.views.callback_data import Act
from bot.views.figures import amount
from bot.views.keyboards import button, in_rows, pad, paging, rows, step_button, way_back
from bot.views.records import product_label
from bot.views.rendered import Rendered
from bot.views.return_quantity import keypad
from bot.views.steps import TakeInStep
from bot.views.texts import Html, plain, text

PAGE = 8  # claims
MOST_LINES = 12
MOST_SHELVES = 24
Draw = Callable[[UnitOfWork, Person, DialogPlace], Rendered]


def draw_take_in(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[TakeInStep(place.step)](uow, actor, place)


def _list(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, count = actor.language, uow.claims.count_expecting_goods()
    pages = max(1, -(-count // PAGE))
    page = min(int(place.notes.get("page", "0")), pages - 1)
    if place.subject_id:
        pages, shown = 1, lines_to_come(uow, actor, place.subject_id)
    else:
        shown = goods_to_come(uow, actor, PAGE, page * PAGE)
    buttons = [
        step_button(_item(uow, language, coming), place.rev, f"l.{coming.claim_id}.{coming.line.line_no}")
        for coming in shown[:MOST_LINES]
    ]
    words = text(language, "take_in.list" if shown else "take_in.empty")
    keyboard = rows(
        *in_rows(buttons, 1),
        paging(language, place.rev, page, pages),
        way_back(language, place.rev, back=False),
    )
    return Rendered(words, keyboard)


def _item(uow: UnitOfWork, language: str, coming: Coming) -> str:
    goods = f"{coming.line.product_code} · {amount(language, coming.left)}"
    return f"{goods} · {_supplier(uow, language, coming)}"


def _supplier(uow: UnitOfWork, language: str, coming: Coming) -> str:
    company = uow.companies.supplier(coming.supplier_code) if coming.supplier_code else None
    return company.name if company else plain(language, "claim.nobody")


def _head(uow: UnitOfWork, actor: Person, coming: Coming) -> str:
    language = actor.language
    label = product_label(uow, language, coming.line.product_code)
    return text(
        language,
        "take_in.head.repaired" if coming.repaired else "take_in.head",
        product=Html(text(language, "bold", words=label)),
        number=coming.number,
        supplier=_supplier(uow, language, coming),
    )


def _chosen(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Coming:
    return line_of_claim(uow, actor, place.subject_id, place.line_no)


def _count(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, coming = actor.language, _chosen(uow, actor, place)
    left = Quantity.parse(place.notes["shown"], coming.left.unit, whole=False)
    buttons = [step_button(str(n), place.rev, f"q.{n}") for n in keypad(left)]
    label = plain(language, "button.all", quantity=amount(language, left))
    everything = [step_button(label, place.rev, f"q.{left}", style="primary")]
    asked = text(language, "take_in.count", left=amount(language, left))
    keyboard = rows(*pad([*buttons, *everything]), way_back(language, place.rev))
    return Rendered("\n".join([_head(uow, actor, coming), asked]), keyboard)


def _confirm(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, notes, coming = actor.language, place.notes, _chosen(uow, actor, place)
    came = Quantity.parse(notes["quantity"], coming.left.unit, whole=False)
    into = Into(notes.get("into", Into.SELLABLE))
    shelf = notes.get("shelf") or usual_shelf(uow, coming.line.product_code)
    target = shelf if into is Into.SELLABLE else plain(language, "stock.quarantine")
    facts = {"quantity": amount(language, came), "target": target}
    lines = [
        _head(uow, actor, coming),
        text(language, "take_in.confirm", **facts) + _difference(language, coming, came),
        text(language, "step.note", note=notes["note"]) if notes.get("note") else text(language, "wip.note"),
    ]
    other = Into.QUARANTINE if into is Into.SELLABLE else Into.SELLABLE
    ways = [
        step_button(plain(language, "button.other_place"), place.rev, "shelf"),
        step_button(plain(language, f"button.take_in.{other.value}"), place.rev, f"into.{other.value}"),
    ]
    go = step_button(plain(language, "button.take_in"), place.rev, "do", style="success")
    return Rendered("\n".join(lines), rows([go], ways, way_back(language, place.rev)))


def _difference(language: str, coming: Coming, came: Quantity) -> str:
    if came > coming.left:
        return " " + text(language, "take_in.over", over=amount(language, came - coming.left))
    if came < coming.left:
        return " " + text(language, "take_in.short", left=amount(language, coming.left - came))
    return ""


def _shelf(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    coming = _chosen(uow, actor, place)
    buttons = [step_button(name, place.rev, f"p.{name}") for name in uow.catalogue.places()[:MOST_SHELVES]]
    shown = text(actor.language, "place.choose", number=coming.number)
    return Rendered(shown, rows(*in_rows(buttons, 4), way_back(actor.language, place.rev)))


def taken_in(uow: UnitOfWork, actor: Person, claim_id: int, arrival: ClaimArrival) -> Rendered:
    """What was done, and what is still to come of it."""
    language, coming = actor.language, line_of_claim(uow, actor, claim_id, arrival.line_no)
    said = text(
        language,
        "take_in.done",
        quantity=amount(language, arrival.quantity),
        product=product_label(uow, language, coming.line.product_code),
        target=arrival.place or plain(language, "stock.quarantine"),
        number=Html(f"<b>{coming.number}</b>"),
    )
    if coming.left:
        said += " " + text(language, "take_in.short", left=amount(language, coming.left))
    elif arrival.over:
        said += " " + text(language, "take_in.over", over=amount(language, arrival.over))
    more = [button(plain(language, "button.take_in.more"), Act.TAKE_IN)]
    return Rendered(said, rows(more if uow.claims.count_expecting_goods() else []))


DRAW: dict[TakeInStep, Draw] = {
    TakeInStep.LIST: _list,
    TakeInStep.COUNT: _count,
    TakeInStep.CONFIRM: _confirm,
    TakeInStep.SHELF: _shelf,
}

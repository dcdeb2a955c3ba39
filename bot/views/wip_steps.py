"""/wip: what lies in work in progress and quarantine, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.later_step import STEPS_FROM, InWork
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.stock import LocationKind
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.take_later_step import goods_in_work, left_in_work, usual_shelf
from bot.views.figures import amount
from bot.views.keyboards import in_rows, pad, paging, rows, step_button, way_back
from bot.views.records import product_label
from bot.views.rendered import Rendered
from bot.views.return_quantity import keypad
from bot.views.steps import WipStep
from bot.views.texts import Html, plain, text

PAGE = 8
MOST_SHELVES = 24
Draw = Callable[[UnitOfWork, Person, DialogPlace], Rendered]


def draw_wip(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[WipStep(place.step)](uow, actor, place)


def _list(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, count = actor.language, uow.later_steps.count_in_work()
    pages = max(1, -(-count // PAGE))
    page = min(int(place.notes.get("page", "0")), pages - 1)
    shown = goods_in_work(uow, actor, PAGE, page * PAGE)
    buttons = [
        step_button(
            _item(uow, language, work), place.rev, f"w.{work.order_id}.{work.line_no}.{work.source.value}"
        )
        for work in shown
    ]
    words = text(language, "wip.list", count=count) if count else text(language, "wip.empty")
    keyboard = rows(
        *in_rows(buttons, 1),
        paging(language, place.rev, page, pages),
        way_back(language, place.rev, back=False),
    )
    return Rendered(words, keyboard)


def _item(uow: UnitOfWork, language: str, work: InWork) -> str:
    return plain(
        language,
        "wip.item",
        product=work.product_code,
        quantity=amount(language, work.left),
        source=plain(language, f"wip.in.{work.source.value}"),
        days=(uow.now - work.since).days,
        order=_short(work.order_number),
    )


def _short(number: str) -> str:
    """ "RO-00031" for a button, where the year has no room."""
    return f"{number.partition('-')[0]}-{number.rpartition('-')[2]}"


def _chosen(uow: UnitOfWork, place: DialogPlace) -> tuple[ReturnOrder, LocationKind, Quantity]:
    order = uow.return_orders.get(place.subject_id)
    source = LocationKind(place.notes["source"])
    return order, source, left_in_work(uow, order, place.line_no, source)


def _head(uow: UnitOfWork, actor: Person, place: DialogPlace) -> str:
    order, source, left = _chosen(uow, place)
    line = next(line for line in order.lines if line.line_no == place.line_no)
    return text(
        actor.language,
        "wip.head",
        product=Html(
            text(actor.language, "bold", words=product_label(uow, actor.language, line.product_code))
        ),
        order=order.number,
        source=plain(actor.language, f"stock.{source.value}"),
        left=amount(actor.language, left),
    )


def _what(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language = actor.language
    buttons = [
        step_button(plain(language, f"wip.to.{step.value}"), place.rev, f"d.{step.value}")
        for step in STEPS_FROM[LocationKind(place.notes["source"])]
    ]
    lines = [_head(uow, actor, place), text(language, "wip.what")]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2), way_back(language, place.rev)))


def _quantity(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, (_, _, left) = actor.language, _chosen(uow, place)
    buttons = [step_button(str(n), place.rev, f"q.{n}") for n in keypad(left)]
    label = plain(language, "button.all", quantity=amount(language, left))
    everything = [step_button(label, place.rev, f"q.{left}", style="primary")]
    lines = [_head(uow, actor, place), _going(language, place), text(language, "return.how_many")]
    keyboard = rows(*pad([*buttons, *everything]), way_back(language, place.rev))
    return Rendered("\n".join(lines), keyboard)


def _going(language: str, place: DialogPlace) -> str:
    return text(language, "plain", words="→ " + plain(language, f"wip.to.{place.notes['to']}"))


def _shelf(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    order, _, _ = _chosen(uow, place)
    buttons = [step_button(name, place.rev, f"p.{name}") for name in uow.catalogue.places()[:MOST_SHELVES]]
    shown = text(actor.language, "place.choose", number=order.number)
    return Rendered(shown, rows(*in_rows(buttons, 4), way_back(actor.language, place.rev)))


def _confirm(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, notes = actor.language, place.notes
    order, _, _ = _chosen(uow, place)
    to = Disposition(notes["to"])
    code = next(line.product_code for line in order.lines if line.line_no == place.line_no)
    shelf = notes.get("shelf") or usual_shelf(uow, code)
    target = shelf if to is Disposition.RESTOCK else plain(language, f"wip.to.{to.value}")
    lines = [
        _head(uow, actor, place),
        text(language, "wip.confirm", quantity=amount(language, notes["quantity"]), target=target),
        text(language, "step.note", note=notes["note"]) if notes.get("note") else text(language, "wip.note"),
    ]
    go = step_button(plain(language, "button.do_it"), place.rev, "do", style="success")
    other = step_button(plain(language, "button.other_place"), place.rev, "shelf")
    keyboard = rows([go], [other] if to is Disposition.RESTOCK else [], way_back(language, place.rev))
    return Rendered("\n".join(lines), keyboard)


DRAW: dict[WipStep, Draw] = {
    WipStep.LIST: _list,
    WipStep.WHAT: _what,
    WipStep.QUANTITY: _quantity,
    WipStep.SHELF: _shelf,
    WipStep.CONFIRM: _confirm,
}

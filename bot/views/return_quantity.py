"""How much of one product comes back: what is possible, from which order, or which single piece."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.policy import Returnable
from bot.core.domain.return_request import ReturnLine, ReturnRequest
from bot.core.domain.values import Quantity
from bot.core.usecases.draft_return import left_for, possible_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.return_details import serial_choices
from bot.core.usecases.return_warnings import Twin, open_twins
from bot.views.callback_data import Act
from bot.views.figures import amount, day
from bot.views.keyboards import Row, button, in_rows, pad, rows, step_button, way_back
from bot.views.records import product_label, return_head, short_line
from bot.views.rendered import Rendered
from bot.views.texts import plain, text

MOST_ORDERS = 5  # with a button of their own
MOST_ANSWER_BYTES = 48  # of a button, beside what every button carries
MOST_SERIALS = 12


def keypad(most: Quantity | None) -> list[int]:
    """Quantities worth a button: small ones, a dozen, and all there is."""
    top = 10_000 if most is None else int(most.amount)
    shown = [n for n in (1, 2, 3, 4, 6, 12, 24) if n < top]
    return shown[:7]


def draw_quantity(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    possible = left_for(uow, draft, line)
    most = possible.most if possible else None
    twins = open_twins(uow, actor, draft, line.product_code)
    everything = []
    if most:
        label = plain(language, "button.all", quantity=amount(language, most))
        everything = [step_button(label, place.rev, f"q.{most}", style="primary")]
    keyboard = rows(
        *pad([*(step_button(str(n), place.rev, f"q.{n}") for n in keypad(most)), *everything]),
        *_order_rows(uow, language, place, draft, line),
        _serial_row(uow, language, place, draft, line),
        *_twin_rows(language, twins),
        way_back(language, place.rev),
    )
    lines = [
        return_head(uow, language, draft, "return.step.quantity"),
        text(language, "bold", words=product_label(uow, language, line.product_code)),
        _bought_line(uow, language, possible) if possible else text(language, "return.no_order"),
        *(_twin_line(language, line, twin) for twin in twins[:1]),
        text(language, "return.how_many"),
    ]
    return Rendered("\n".join(lines), keyboard)


def _bought_line(uow: UnitOfWork, language: str, possible: Returnable) -> str:
    orders = {b.line.order_no: b.line.ordered_at for b in possible.balances}
    before = possible.taken - possible.here
    facts = {
        "sold": amount(language, possible.sold),
        "taken": amount(language, before),
        "most": amount(language, possible.most),
        "numbers": ", ".join(possible.numbers),
        "here": amount(language, possible.here),
    }
    if len(orders) == 1:
        order_no, ordered_at = next(iter(orders.items()))
        when = day(language, ordered_at, uow.rules.timezone)
        where = text(language, "return.one_order", order=order_no, day=when)
    else:
        where = text(language, "return.orders", count=len(orders))
    here = [text(language, "return.here", **facts)] if possible.here else []
    key = "return.bought_and_returned" if before else "return.bought"
    return " · ".join([where, *here, text(language, key, **facts)])


def _order_rows(
    uow: UnitOfWork, language: str, place: DialogPlace, draft: ReturnRequest, line: ReturnLine
) -> list[Row]:
    """Where several orders hold the product: any of them, the newest first, or one by name."""
    possible = possible_of(uow, draft, uow.catalogue.product(line.product_code))
    if possible is None:
        return []
    held: dict[str, Quantity] = {}
    days: dict[str, str] = {}
    for balance in possible.orders:
        number = balance.line.order_no
        held[number] = held[number] + balance.left if number in held else balance.left
        days[number] = day(language, balance.line.ordered_at, uow.rules.timezone)
    if len(held) < 2 and not line.order_no:
        return []
    labels = {"": plain(language, "button.newest_first")}
    for number, left in list(held.items())[:MOST_ORDERS]:
        labels[number] = plain(
            language, "button.of_order", order=number, day=days[number], left=amount(language, left)
        )
    return [
        [step_button(f"● {label}" if number == line.order_no else label, place.rev, f"o.{number}")]
        for number, label in labels.items()
        if len(f"o.{number}".encode()) <= MOST_ANSWER_BYTES
    ]


def _serial_row(
    uow: UnitOfWork, language: str, place: DialogPlace, draft: ReturnRequest, line: ReturnLine
) -> Row:
    if not line.serial and not serial_choices(uow, draft, line, 1):
        return []
    return [step_button(plain(language, "button.serial"), place.rev, "serial")]


def _twin_line(language: str, line: ReturnLine, twin: Twin) -> str:
    """ "⚠ RR-2026-00017 (6, waits for a manager) is on its way for this product." """
    asked = [other.asked for other in twin.request.lines if other.product_code == line.product_code]
    return text(
        language,
        "return.twin",
        number=twin.request.number,
        quantity=" + ".join(amount(language, quantity) for quantity in asked),
        status=plain(language, f"status.{twin.request.status.value}"),
    )


def _twin_rows(language: str, twins: list[Twin]) -> list[Row]:
    return [
        [button(plain(language, "button.open_twin", number=twin.request.number), Act.SHOW, twin.request.id)]
        for twin in twins[:1]
        if twin.may_open
    ]


def draw_serial(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    choices = serial_choices(uow, draft, line, MOST_SERIALS)
    buttons = [
        step_button(sale.serial, place.rev, f"n.{sale.serial}")
        for sale in choices
        if len(f"n.{sale.serial}".encode()) <= MOST_ANSWER_BYTES
    ]
    key = "return.serial.choose" if buttons else "return.serial"
    keyboard = rows(
        *in_rows(buttons, 2),
        [step_button(plain(language, "button.no_serial"), place.rev, "none")],
        way_back(language, place.rev),
    )
    lines = [
        return_head(uow, language, draft, "return.step.serial"),
        short_line(uow, language, line),
        *_only_one(language, line),
        text(language, key),
    ]
    return Rendered("\n".join(lines), keyboard)


def _only_one(language: str, line: ReturnLine) -> list[str]:
    """Said before it happens: a serial number makes of six pieces one."""
    if line.quantity is None or line.quantity.amount <= 1:
        return []
    return [text(language, "return.serial.one", quantity=amount(language, line.quantity))]


def draw_lot(uow: UnitOfWork, actor: Person, place: DialogPlace, draft: ReturnRequest) -> Rendered:
    language = actor.language
    line = draft.line(place.line_no)
    none = [step_button(plain(language, "button.no_lot"), place.rev, "none")] if line.lot else []
    lines = [
        return_head(uow, language, draft, "return.step.lot"),
        short_line(uow, language, line),
        text(language, "return.lot"),
    ]
    return Rendered("\n".join(lines), rows(none, way_back(language, place.rev)))

"""Cards of a return order: its review, its posting, its undoing."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.reasons import WantedOutcome
from bot.core.domain.return_order import REVIEWABLE, UNPOSTED, OrderStatus, ReturnOrder
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import sellable, suggested_place
from bot.views.arrival_lines import surprise_lines
from bot.views.callback_data import Act
from bot.views.figures import amount, day_and_clock, moment
from bot.views.keyboards import Row, button, rows
from bot.views.line_lists import all_lines_button
from bot.views.money_lines import credit_words, issued_words, note_button
from bot.views.records import customer_name, order_figures, signed, wants_words
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

MOST_PLACE_BYTES = 30


def _order_head(uow: UnitOfWork, language: str, order: ReturnOrder, key: str) -> list[str]:
    request = uow.requests.get(order.request_id)
    head = text(
        language,
        key,
        number=Html(f"<b>{order.number}</b>"),
        request=order.request_number,
        customer=customer_name(uow, language, request),
    )
    return [head, order_figures(language, order)]


def review_card(uow: UnitOfWork, language: str, order: ReturnOrder) -> Rendered:
    lines = _order_head(uow, language, order, "review.head")
    lines.append(
        text(
            language,
            "review.by",
            inspector=signed(uow, order.inspected_by),
            credit=credit_words(language, order),
        )
    )
    if order.outcome is not WantedOutcome.CREDIT:
        lines[-1] += " · " + wants_words(language, order.outcome)
    lines += surprise_lines(uow, language, order)
    paper = f"{order.number}.pdf"
    if order.status is not OrderStatus.IN_REVIEW:
        lines.append(_review_outcome(uow, language, order))
    if order.status not in REVIEWABLE:
        keyboard = rows(all_lines_button(language, order), take_back_buttons(language, order))
        return Rendered("\n".join(lines), keyboard, paper=order.paper, paper_name=paper)
    keyboard = rows(
        all_lines_button(language, order),
        [
            button(plain(language, "button.agree"), Act.AGREE, order.id, style="success"),
            button(plain(language, "button.send_back"), Act.SEND_BACK, order.id),
        ],
    )
    return Rendered("\n".join(lines), keyboard, paper=order.paper, paper_name=paper)


def take_back_buttons(language: str, order: ReturnOrder) -> Row:
    """For a manager: the ledger and its undoing where it is posted, voiding where it is not yet."""
    if order.status is OrderStatus.POSTED:
        return [
            button(plain(language, "button.ledger"), Act.LEDGER, order.id),
            button(plain(language, "button.undo"), Act.UNDO_ORDER, order.id),
        ]
    if order.status in UNPOSTED:
        return [button(plain(language, "button.void"), Act.VOID_ORDER, order.id)]
    return []


def undone_line(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    """Who took it back, when and why; empty for an order that stands."""
    if order.undone is None:
        return ""
    at = day_and_clock(language, order.undone.at, uow.rules.timezone)
    said = text(language, f"undone.{order.status.value}", by=signed(uow, order.undone.by), at=at)
    return said + text(language, "decided.words", words=order.undone.words)


def _review_outcome(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    if order.undone is not None:
        return undone_line(uow, language, order)
    if order.status is OrderStatus.HALF_AGREED and order.first_agreement is not None:
        first = order.first_agreement
        at = moment(language, first.at, uow.now, uow.rules.timezone)
        return text(language, "reviewed.half_agreed", by=signed(uow, first.by), at=at)
    at = moment(language, order.reviewed_at or order.made_at, uow.now, uow.rules.timezone)
    said = text(
        language,
        f"reviewed.{order.status.value}" + _held(order),
        by=signed(uow, order.reviewed_by),
        at=at,
        place=order.place,
        poster=signed(uow, order.posted_by),
    )
    return said + (text(language, "decided.words", words=order.review_words) if order.review_words else "")


def restock_card(uow: UnitOfWork, language: str, order: ReturnOrder, *, may_undo: bool = False) -> Rendered:
    lines = _order_head(uow, language, order, "restock.head")
    if order.status is OrderStatus.POSTED:
        lines.append(posted_line(uow, language, order))
        ledger, undo = take_back_buttons(language, order)
        keyboard = rows([ledger, *note_button(order)], [undo] if may_undo else [])
        return Rendered("\n".join(lines), keyboard)
    if order.status is not OrderStatus.AGREED:
        lines.append(_review_outcome(uow, language, order))
        return Rendered("\n".join(lines))
    place = suggested_place(uow, order)
    lines.append(
        text(language, "restock.where" + _held(order), place=place, by=signed(uow, order.reviewed_by))
    )
    elsewhere = button(plain(language, "button.other_place"), Act.PLACES, order.id)
    post = post_button(language, order, place)
    keyboard = rows(all_lines_button(language, order), [post], [] if _held(order) else [elsewhere])
    return Rendered("\n".join(lines), keyboard)


def _held(order: ReturnOrder) -> str:
    """For the words about an order without good stock: all of it goes to the vendor, to scrap, into work."""
    good = any(line.accepted for line in order.lines)
    return "" if good or order.status not in (OrderStatus.AGREED, OrderStatus.POSTED) else ".held"


def post_button(language: str, order: ReturnOrder, place: str) -> InlineKeyboardButton:
    """Carries the place it shows, where it fits, so that what was read is what is done."""
    fits = place if len(place.encode()) <= MOST_PLACE_BYTES else ""
    label = plain(language, "button.post" + _held(order), place=place)
    return button(label, Act.POST, order.id, fits, style="success")


def posted_line(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    at = moment(language, order.posted_at or order.made_at, uow.now, uow.rules.timezone)
    lines = [
        text(language, "posted" + _held(order), at=at, by=signed(uow, order.posted_by), place=order.place)
    ]
    for line in [line for line in order.lines if line.accepted][:3]:
        after = sellable(uow, line.product_code)
        before = after - line.accepted if after >= line.accepted else Quantity.zero(after.unit)
        lines.append(
            text(
                language,
                "posted.stock",
                product=line.product_code,
                before=amount(language, before),
                after=amount(language, after),
            )
        )
    issued = issued_words(uow, language, order)
    return "\n".join([*lines, issued] if issued else lines)


def posted_notice(uow: UnitOfWork, language: str, order: ReturnOrder) -> Rendered:
    lines = _order_head(uow, language, order, "posted.head")
    if order.undone is not None:
        lines = [*_order_head(uow, language, order, "undone.head"), undone_line(uow, language, order)]
    elif issued := issued_words(uow, language, order):
        lines.append(issued)
    show = [button(plain(language, "button.show"), Act.SHOW, order.request_id)]
    return Rendered("\n".join(lines), rows([*show, *note_button(order)]))


def sent_back_notice(uow: UnitOfWork, language: str, order: ReturnOrder) -> Rendered:
    lines = _order_head(uow, language, order, "sent_back.head")
    lines.append(_review_outcome(uow, language, order))
    go = button(plain(language, "button.go_on"), Act.GO_INSPECT, order.inspection_id, style="primary")
    return Rendered("\n".join(lines), rows([go]) if order.status is OrderStatus.SENT_BACK else None)


def undone_notice(uow: UnitOfWork, language: str, order: ReturnOrder) -> Rendered:
    """To the inspector, who has the goods again."""
    lines = [*_order_head(uow, language, order, "undone.head"), undone_line(uow, language, order)]
    inspection = uow.inspections.get(order.inspection_id)
    if inspection.status is not InspectionStatus.IN_PROGRESS:
        return Rendered("\n".join(lines))
    lines.append(text(language, "undone.inspect_again"))
    go = button(plain(language, "button.go_on"), Act.GO_INSPECT, order.inspection_id, style="primary")
    return Rendered("\n".join(lines), rows([go]))

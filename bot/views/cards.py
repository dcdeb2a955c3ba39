"""One card per matter: drawn from the record as it stands, for whoever looks at it."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.people import GRANTABLE
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import sellable, suggested_place
from bot.core.usecases.see_claims import weekly_claims_list
from bot.views.approval_card import approval_card
from bot.views.callback_data import Act
from bot.views.claim_cards import desk_card, supplier_card
from bot.views.claim_lists import weekly_view
from bot.views.figures import amount, clock
from bot.views.keyboards import button, rows
from bot.views.money_lines import credit_words, issued_words, note_button
from bot.views.records import (
    customer_name,
    decision_line,
    order_figures,
    request_head,
    signed,
)
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

MOST_PLACE_BYTES = 30


def decided_notice(uow: UnitOfWork, language: str, request: ReturnRequest) -> Rendered:
    """To who filed it."""
    lines = [request_head(uow, language, request), decision_line(uow, language, request)]
    keyboard = rows([button(plain(language, "button.show"), Act.SHOW, request.id)])
    if request.status is ReturnStatus.ASKED_BACK:
        keyboard = rows(
            [button(plain(language, "button.answer"), Act.ANSWER, request.id, style="primary")],
            [button(plain(language, "button.cancel_return"), Act.CANCEL, request.id)],
        )
    elif request.status is ReturnStatus.REFUSED:
        keyboard = rows([button(plain(language, "button.correct"), Act.CORRECT, request.id)])
    if request.status is ReturnStatus.APPROVED:
        lines.append(text(language, "next.goods_expected"))
    return Rendered("\n".join(lines), keyboard)


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
    paper = f"{order.number}.pdf"
    if order.status is not OrderStatus.IN_REVIEW:
        lines.append(_review_outcome(uow, language, order))
        return Rendered("\n".join(lines), None, paper=order.paper, paper_name=paper)
    keyboard = rows(
        [
            button(plain(language, "button.agree"), Act.AGREE, order.id, style="success"),
            button(plain(language, "button.send_back"), Act.SEND_BACK, order.id),
        ],
    )
    return Rendered("\n".join(lines), keyboard, paper=order.paper, paper_name=paper)


def _review_outcome(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    at = clock(language, order.reviewed_at or order.made_at, uow.rules.timezone)
    said = text(
        language,
        f"reviewed.{order.status.value}",
        by=signed(uow, order.reviewed_by),
        at=at,
        place=order.place,
        poster=signed(uow, order.posted_by),
    )
    return said + (text(language, "decided.words", words=order.review_words) if order.review_words else "")


def restock_card(uow: UnitOfWork, language: str, order: ReturnOrder) -> Rendered:
    lines = _order_head(uow, language, order, "restock.head")
    if order.status is OrderStatus.POSTED:
        lines.append(posted_line(uow, language, order))
        ledger = button(plain(language, "button.ledger"), Act.LEDGER, order.id)
        keyboard = rows([ledger, *note_button(order)])
        return Rendered("\n".join(lines), keyboard)
    if order.status is not OrderStatus.AGREED:
        lines.append(_review_outcome(uow, language, order))
        return Rendered("\n".join(lines))
    place = suggested_place(uow, order)
    lines.append(text(language, "restock.where", place=place, by=signed(uow, order.reviewed_by)))
    keyboard = rows(
        [post_button(language, order.id, place)],
        [button(plain(language, "button.other_place"), Act.PLACES, order.id)],
    )
    return Rendered("\n".join(lines), keyboard)


def post_button(language: str, order_id: int, place: str) -> InlineKeyboardButton:
    """Carries the place it shows, where it fits, so that what was read is what is done."""
    fits = place if len(place.encode()) <= MOST_PLACE_BYTES else ""
    return button(plain(language, "button.post", place=place), Act.POST, order_id, fits, style="success")


def posted_line(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    at = clock(language, order.posted_at or order.made_at, uow.rules.timezone)
    lines = [text(language, "posted", at=at, by=signed(uow, order.posted_by), place=order.place)]
    for line in order.lines[:3]:
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
    issued = issued_words(uow, language, order)
    show = [button(plain(language, "button.show"), Act.SHOW, order.request_id)]
    return Rendered("\n".join([*lines, issued] if issued else lines), rows([*show, *note_button(order)]))


def sent_back_notice(uow: UnitOfWork, language: str, order: ReturnOrder) -> Rendered:
    lines = _order_head(uow, language, order, "sent_back.head")
    lines.append(_review_outcome(uow, language, order))
    go = button(plain(language, "button.go_on"), Act.GO_INSPECT, order.inspection_id, style="primary")
    return Rendered("\n".join(lines), rows([go]) if order.status is OrderStatus.SENT_BACK else None)


def handed_over_notice(uow: UnitOfWork, language: str, inspection_id: int) -> Rendered:
    inspection = uow.inspections.get(inspection_id)
    request = uow.requests.get(inspection.request_id)
    words = text(
        language,
        "handed_over",
        number=Html(f"<b>{request.number}</b>"),
        customer=customer_name(uow, language, request),
    )
    go = button(plain(language, "button.go_on"), Act.GO_INSPECT, inspection_id, style="primary")
    return Rendered(words, rows([go]))


def access_card(uow: UnitOfWork, language: str, access_id: int) -> Rendered:
    access = uow.people.access(access_id)
    head = text(language, "access.head", name=access.name, id=access.telegram_id)
    if access.decided_by is not None:
        by = signed(uow, access.decided_by)
        if access.granted_role:
            role = plain(language, f"role.{access.granted_role.value}")
            return Rendered(head + "\n" + text(language, "access.granted", by=by, role=role))
        return Rendered(head + "\n" + text(language, "access.declined", by=by))
    roles = [
        button(plain(language, f"role.{role.value}"), Act.GRANT, access_id, role.value) for role in GRANTABLE
    ]
    decline = button(plain(language, "button.decline"), Act.DECLINE, access_id, style="danger")
    return Rendered(head, rows(roles, [decline]))


def access_decided(uow: UnitOfWork, language: str, access_id: int) -> Rendered:
    access = uow.people.access(access_id)
    if access.granted_role is None:
        return Rendered(text(language, "access.sorry"))
    role = plain(language, f"role.{access.granted_role.value}")
    return Rendered(text(language, "access.welcome", role=role))


def notice_card(uow: UnitOfWork, notice: Notice) -> Rendered:
    """What a notice looks like now: the record is read when it is sent, not when it was planned."""
    language, subject = notice.language, notice.subject_id
    match notice.kind:
        case NoticeKind.APPROVAL_CARD:
            return approval_card(uow, language, uow.requests.get(subject))
        case NoticeKind.RETURN_DECIDED:
            return decided_notice(uow, language, uow.requests.get(subject))
        case NoticeKind.REVIEW_CARD:
            return review_card(uow, language, uow.return_orders.get(subject))
        case NoticeKind.RESTOCK_CARD:
            return restock_card(uow, language, uow.return_orders.get(subject))
        case NoticeKind.RETURN_POSTED:
            return posted_notice(uow, language, uow.return_orders.get(subject))
        case NoticeKind.ORDER_SENT_BACK:
            return sent_back_notice(uow, language, uow.return_orders.get(subject))
        case NoticeKind.INSPECTION_YOURS:
            return handed_over_notice(uow, language, subject)
        case NoticeKind.CLAIM_CARD:
            claim = uow.claims.get(subject)
            return supplier_card(uow, language, claim, str(notice.facts.get("photos", "all")))
        case NoticeKind.CLAIM_DESK_CARD:
            return desk_card(uow, language, uow.claims.get(subject))
        case NoticeKind.CLAIMS_LIST:
            return weekly_view(uow, language, weekly_claims_list(uow, uow.people.get(subject).company or ""))
        case NoticeKind.ACCESS_CARD:
            return access_card(uow, language, subject)
        case NoticeKind.ACCESS_DECIDED:
            return access_decided(uow, language, subject)

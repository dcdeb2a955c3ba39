"""What a person asks for by command: own returns, one record, stock, help."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.core.domain.catalogue import Product
from bot.core.domain.invitation import Invitation
from bot.core.domain.people import Permission, Person
from bot.core.domain.return_order import UNPOSTED, OrderStatus, ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import CANCELLABLE, ReturnStatus
from bot.core.domain.stock import LocationKind
from bot.core.domain.values import Quantity
from bot.core.usecases.decide_approval import may_speak_for
from bot.core.usecases.follow_return import followed_by, own_returns
from bot.core.usecases.look_up import ReturnStanding
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import held_by_kind
from bot.core.usecases.see_claims import claims_of_return
from bot.core.usecases.submit_return import Submitted
from bot.views.arrival_lines import arrival_buttons, arrival_lines
from bot.views.callback_data import Act
from bot.views.claim_buttons import Deed
from bot.views.claim_cards import claim_standing
from bot.views.commands import commands_of
from bot.views.customer_cards import customer_card, returns_view, voice_buttons, voice_lines
from bot.views.figures import amount, day_and_clock
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.line_lists import all_items_button, all_lines_button
from bot.views.money_lines import issued_words, note_button
from bot.views.order_cards import undone_line
from bot.views.people_cards import role_and_company
from bot.views.records import (
    customer_name,
    decision_line,
    filed_line,
    findings_line,
    item_lines,
    order_figures,
    request_head,
    standing_line,
)
from bot.views.rendered import Rendered
from bot.views.slip import slip_button
from bot.views.step_cards import step_standing
from bot.views.texts import Html, plain, text

PAGE = 8


def _all_of(language: str, names: Sequence[str]) -> str:
    """ "Ann, Wei and Olga" """
    first, last = names[:-1], names[-1:]
    comma, both = plain(language, "list.names"), plain(language, "list.and")
    return both.join(part for part in (comma.join(first), *last) if part)


def submitted_view(language: str, result: Submitted) -> Rendered:
    request = result.request
    lines = [
        text(
            language,
            f"submitted.{request.status.value}",
            number=Html(f"<b>{request.number}</b>"),
            deciders=_all_of(language, result.deciders),
        )
    ]
    keyboard = rows(
        [
            button(plain(language, "button.show"), Act.SHOW, request.id),
            button(plain(language, "button.new_return"), Act.NEW_RETURN),
        ],
        slip_button(language, request),
    )
    if request.status is ReturnStatus.REFUSED:
        lines.append(findings_line(language, request))
        keyboard = rows([button(_correct_label(language, request), Act.CORRECT, request.id, style="primary")])
    return Rendered("\n".join(lines), keyboard)


def _correct_label(language: str, request: ReturnRequest) -> str:
    """Names the quantity where one line was too much: "Correct to 4 and send again"."""
    over = [finding.facts for finding in request.findings if finding.code == "OVER_RETURN"]
    if len(over) == 1 and str(over[0]["most"]) != "0":
        return plain(language, "button.correct_to", most=amount(language, str(over[0]["most"])))
    return plain(language, "button.correct")


def standing_view(uow: UnitOfWork, actor: Person, standing: ReturnStanding) -> Rendered:
    """One record, whole."""
    language, request = actor.language, standing.request
    lines = [
        request_head(uow, language, request) if request.number else text(language, "draft.head"),
        item_lines(uow, language, request),
    ]
    found = findings_line(language, request)
    if found:
        lines.append(found)
    lines.append(filed_line(uow, language, request))
    lines.append(decision_line(uow, language, request))
    if request.decision and request.status is not request.decision.status:
        lines.append(standing_line(uow, language, request))
    for order in standing.orders:
        lines.append(order_standing(uow, language, order))
        lines += [step_standing(uow, language, step) for step in uow.later_steps.of_order(order.id)]
    claims = claims_of_return(uow, actor, standing.orders)
    lines += [claim_standing(uow, language, claim) for claim in claims]
    if request.number:
        lines += arrival_lines(uow, language, request)
    if request.number:
        lines += voice_lines(uow, language, request)
    keyboard = rows(
        *_standing_buttons(actor, request, standing.orders),
        *in_rows([button(c.number, Act.CLAIM, c.id, Deed.SHOW.value) for c in claims], 2),
        *arrival_buttons(uow, actor, request),
        *voice_buttons(uow, actor, request),
    )
    return Rendered("\n".join(lines), keyboard)


def record_view(uow: UnitOfWork, actor: Person, standing: ReturnStanding) -> Rendered:
    """The record as staff see it, or as its customer does."""
    if actor.is_staff:
        return standing_view(uow, actor, standing)
    return customer_card(uow, actor.language, actor, followed_by(uow, actor, standing.request.id))


def welcome_view(uow: UnitOfWork, actor: Person, invitation: Invitation) -> Rendered:
    """To who came in by an invitation."""
    what = role_and_company(uow, actor.language, invitation.roles, invitation.company)
    said = help_view(actor)
    welcome = text(actor.language, "welcome", what=what)
    return Rendered(welcome + "\n\n" + said.text, said.keyboard)


def order_standing(uow: UnitOfWork, language: str, order: ReturnOrder) -> str:
    status = plain(language, f"status.{order.status.value}")
    lines = [
        text(language, "order.standing", number=Html(f"<b>{order.number}</b>"), status=status),
        order_figures(language, order),
    ]
    if order.undone is not None:
        lines.append(undone_line(uow, language, order))
    elif issued := issued_words(uow, language, order):
        lines.append(issued)
    return "\n".join(lines)


def _standing_buttons(
    actor: Person, request: ReturnRequest, orders: list[ReturnOrder]
) -> list[list[InlineKeyboardButton]]:
    language, own = actor.language, request.requested_by == actor.id
    speaks, first = may_speak_for(actor, request), []
    if speaks and request.status in CANCELLABLE and not orders:
        first.append(button(plain(language, "button.cancel_return"), Act.CANCEL, request.id))
    if speaks and request.status is ReturnStatus.ASKED_BACK:
        first.append(button(plain(language, "button.answer"), Act.ANSWER, request.id, style="primary"))
    if own and request.status is ReturnStatus.DRAFT:
        first.append(button(plain(language, "button.go_on"), Act.RESUME, request.id, style="primary"))
    papers = [button(f"📄 {order.number}", Act.PAPER, order.id) for order in orders if order.paper]
    ledger, named = plain(language, "button.ledger"), len(orders) > 1
    ledgers = [
        button(f"{order.number} · {ledger}" if named else ledger, Act.LEDGER, order.id)
        for order in orders
        if order.status is OrderStatus.POSTED and actor.has(Permission.SEE_STOCK)
    ]
    notes = [made for order in orders for made in note_button(order)]
    lives = []
    if actor.has(Permission.SEE_NOTICES) and request.number:
        lives.append(button(plain(language, "button.notices"), Act.NOTICES, request.id))
    long = [all_lines_button(language, order) for order in orders] or [all_items_button(language, request)]
    papers_and_notes = [*in_rows(papers, 3), *in_rows(notes, 3), *in_rows(ledgers, 2)]
    return [first, *long, *papers_and_notes, *_taking_back(actor, orders), *_keeping(actor, orders), lives]


def _taking_back(actor: Person, orders: list[ReturnOrder]) -> list[Row]:
    """Void or undo, each named by its order."""
    if not actor.has(Permission.UNDO_ORDER):
        return []
    found = []
    for order in orders:
        key, act = ("button.undo", Act.UNDO_ORDER) if order.posted_at else ("button.void", Act.VOID_ORDER)
        if order.status is OrderStatus.POSTED or order.status in UNPOSTED:
            label = plain(actor.language, key)
            found.append([button(f"{order.number} · {label}", act, order.id)])
    return found


def _keeping(actor: Person, orders: list[ReturnOrder]) -> list[Row]:
    """What is finished may be worth keeping as a case."""
    if not actor.has(Permission.KEEP_CASE):
        return []
    done = [order for order in orders if order.status is OrderStatus.POSTED]
    label = plain(actor.language, "button.case.make")
    return [[button(f"{order.number} · {label}", Act.KEEP_CASE, order.id)] for order in done]


def mine_view(uow: UnitOfWork, actor: Person, page: int = 0) -> Rendered:
    """What a person filed, or the returns of a contact's company; newest first."""
    found = own_returns(uow, actor, PAGE + 1, page * PAGE)
    if page and not found:
        return mine_view(uow, actor)
    language, requests = actor.language, found[:PAGE]
    turning = _turning(page, more=len(found) > PAGE)
    if not actor.is_staff:
        return returns_view(actor, requests, turning)
    if not requests:
        return Rendered(
            text(language, "mine.empty"), rows([button(plain(language, "button.new_return"), Act.NEW_RETURN)])
        )
    buttons = []
    for request in requests:
        number = request.number or plain(language, "draft")
        status = plain(language, f"status.{request.status.value}")
        label = f"{number} · {customer_name(uow, language, request)} · {status}"
        act = Act.RESUME if request.status is ReturnStatus.DRAFT else Act.SHOW
        buttons.append([button(label, act, request.id)])
    return Rendered(text(language, "mine.head"), rows(*buttons, turning))


def _turning(page: int, *, more: bool) -> Row:
    """How many pages there are nobody counts: who files much wants the newest."""
    back = [button("◀", Act.MINE, argument=str(page - 1))] if page else []
    return [*back, button("▶", Act.MINE, argument=str(page + 1))] if more else back


def unfinished_view(uow: UnitOfWork, language: str, draft: ReturnRequest) -> Rendered:
    """ "You have an unfinished return for Café Lumière (1 item, 2 photos)." """
    words = text(
        language,
        "unfinished",
        customer=customer_name(uow, language, draft),
        items=plain(language, "items", count=len(draft.lines)),
        photos=plain(language, "photos", count=len(draft.photos)),
    )
    keyboard = rows(
        [
            button(plain(language, "button.go_on"), Act.RESUME, draft.id, style="primary"),
            button(plain(language, "button.discard"), Act.DISCARD, draft.id, style="danger"),
        ],
        [button(plain(language, "button.new_return"), Act.NEW_RETURN)],
    )
    return Rendered(words, keyboard)


def stock_view(uow: UnitOfWork, actor: Person, product: Product) -> Rendered:
    language = actor.language
    held = held_by_kind(uow, product.code)
    lines = [text(language, "bold", words=f"{product.code} {product.name(language)}")]
    lines.append(
        text(
            language,
            "stock.sellable",
            quantity=amount(language, held.get(LocationKind.SELLABLE, Quantity.zero(product.unit))),
        )
    )
    others = [
        f"{plain(language, f'stock.{kind.value}')} {amount(language, quantity)}"
        for kind, quantity in held.items()
        if kind is not LocationKind.SELLABLE
    ]
    if others:
        lines.append(text(language, "plain", words=" · ".join(others)))
    places = [
        f"{level.location.place} {amount(language, level.quantity)}"
        for level in uow.stock.levels(product.code)
        if level.location.place
    ]
    if places:
        lines.append(text(language, "stock.places", places=" · ".join(places)))
    for movement in uow.stock.movements(product.code, 3):
        lines.append(
            text(
                language,
                "stock.movement",
                when=day_and_clock(language, movement.at, uow.rules.timezone),
                quantity=amount(language, movement.quantity),
                source=location_words(language, movement.source.code),
                target=location_words(language, movement.target.code),
                record=movement.record,
            )
        )
    return Rendered("\n".join(lines))


def location_words(language: str, code: str) -> str:
    kind, _, place = code.partition("/")
    return place or plain(language, f"stock.{kind}")


def ledger_view(uow: UnitOfWork, actor: Person, order: ReturnOrder) -> Rendered:
    language = actor.language
    lines = [text(language, "ledger.head", number=order.number)]
    for movement in [*uow.stock.of_record(order.request_number), *uow.stock.of_record(order.number)][:20]:
        lines.append(
            text(
                language,
                "ledger.line",
                product=movement.product_code,
                quantity=amount(language, movement.quantity),
                source=location_words(language, movement.source.code),
                target=location_words(language, movement.target.code),
            )
        )
    return Rendered("\n".join(lines))


def _help_foot(actor: Person) -> str:
    """What no command says: the quickest way for this role."""
    if actor.is_supplier_contact:
        return "help.foot.supplier"
    if actor.has(Permission.FOLLOW_COMPANY):
        return "help.foot.customer"
    return "help.foot.manager" if actor.has(Permission.DECIDE_APPROVAL) else "help.foot"


def help_view(actor: Person, *, practising: bool = False) -> Rendered:
    shown = commands_of(actor, practising=practising)
    lines = [text(actor.language, "help.head", name=actor.name)]
    lines += [f"/{c.command} – {text(actor.language, 'plain', words=c.description)}" for c in shown]
    lines.append(text(actor.language, _help_foot(actor)))
    buttons = []
    if actor.has(Permission.FILE_RETURN):
        buttons.append(button(plain(actor.language, "button.new_return"), Act.NEW_RETURN, style="primary"))
    if practising:
        buttons.append(button(plain(actor.language, "button.end_practice"), Act.END_PRACTICE))
    else:
        other = "zh" if actor.language == "en" else "en"
        buttons.append(button(plain(other, "language.name"), Act.LANGUAGE, 0, other))
    return Rendered("\n".join(lines), rows(buttons))


def stranger_view(language: str, words: str = "") -> Rendered:
    """`words`: for who was here before."""
    said = text(language, "plain", words=words) if words else text(language, "stranger")
    return Rendered(said, rows([button(plain(language, "button.ask_access"), Act.ASK_ACCESS)]))


def nowhere_view(actor: Person, *, photo: bool) -> Rendered:
    """To words or a photo that no question asked for: what to do instead."""
    key = "photo.where" if photo else "unknown_words"
    if actor.is_supplier_contact:
        key = "photo.where.supplier"
    elif actor.has(Permission.ASK_DESK):
        key = "unknown_words.customer"
    return Rendered(text(actor.language, key))

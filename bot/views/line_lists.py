"""All lines of a long return, page by page: cards show the first ones and count the rest."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.domain.people import Person
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.keyboards import Row, button, rows
from bot.views.records import MOST_LINES, customer_name, item_line, order_line_figures, request_head
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

PAGE = 10  # lines; each may hold 120 characters of a note


def all_items_button(language: str, request: ReturnRequest, shown: int = MOST_LINES) -> Row:
    """Nothing where the card shows them all."""
    return _all(language, Act.ITEMS, request.id, len(request.lines), shown)


def all_lines_button(language: str, order: ReturnOrder) -> Row:
    return _all(language, Act.ORDER_LINES, order.id, len(order.lines), MOST_LINES)


def _all(language: str, act: Act, subject: int, count: int, shown: int) -> Row:
    if count <= shown:
        return []
    return [button(plain(language, "button.all_items", count=count), act, subject)]


def items_view(uow: UnitOfWork, actor: Person, request: ReturnRequest, page: int) -> Rendered:
    language = actor.language
    head = request_head(uow, language, request) if request.number else text(language, "draft.head")
    shown = [item_line(uow, language, line) for line in request.lines]
    return _page(language, head, shown, Act.ITEMS, request.id, page)


def order_lines_view(uow: UnitOfWork, actor: Person, order: ReturnOrder, page: int) -> Rendered:
    language = actor.language
    head = text(
        language,
        "order.lines.head",
        number=Html(f"<b>{order.number}</b>"),
        customer=customer_name(uow, language, uow.requests.get(order.request_id)),
    )
    shown = [order_line_figures(language, line) for line in order.lines]
    return _page(language, head, shown, Act.ORDER_LINES, order.id, page)


def _page(language: str, head: str, shown: Sequence[str], act: Act, subject: int, page: int) -> Rendered:
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(page, 0), pages - 1)
    lines = [head, *shown[page * PAGE : (page + 1) * PAGE]]
    row = []
    if page > 0:
        row.append(button("◀", act, subject, str(page - 1)))
    if pages > 1:
        row.append(button(plain(language, "page", page=page + 1, pages=pages), act, subject, str(page)))
    if page < pages - 1:
        row.append(button("▶", act, subject, str(page + 1)))
    return Rendered("\n".join(lines), rows(row))

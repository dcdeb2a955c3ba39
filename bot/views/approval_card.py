"""The card on which managers decide: who, what, value, reason, what the policy found, what is wanted."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.core.domain.reasons import MANAGER_REFUSALS
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import UNDECIDED, ReturnStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restocking_fee import expected_fee
from bot.views.callback_data import Act
from bot.views.figures import money
from bot.views.keyboards import button, in_rows, rows
from bot.views.line_lists import all_items_button
from bot.views.records import (
    brief_line,
    cancelled_line,
    decision_line,
    filed_line,
    findings_line,
    item_lines,
    request_head,
    wants_words,
)
from bot.views.rendered import Rendered
from bot.views.texts import plain, text

MOST_CARD_PHOTOS = 10  # one album
MOST_WHOLE = 2  # items with all that is said of them


def approval_card(uow: UnitOfWork, language: str, request: ReturnRequest) -> Rendered:
    lines = [request_head(uow, language, request), _items(uow, language, request)]
    found = findings_line(language, request)
    lines += [found] if found else []
    lines.append(f"{wish_line(uow, language, request)} · {filed_line(uow, language, request)}")
    if request.answer:
        lines.append(text(language, "card.answer", question=request.question, answer=request.answer))
    photos = [photo.sha256 for photo in request.photos][:MOST_CARD_PHOTOS]
    if request.status is not ReturnStatus.SUBMITTED:
        lines += [decision_line(uow, language, request), *cancelled_line(uow, language, request)]
    if request.status not in UNDECIDED:
        return Rendered("\n".join(lines), rows(all_items_button(language, request, MOST_WHOLE)), photos)
    return Rendered("\n".join(lines), decision_buttons(language, request), photos)


def _items(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    """All that is to decide on stays within a phone: of a long return the first ones, in a line each."""
    if len(request.lines) <= MOST_WHOLE:
        return item_lines(uow, language, request)
    first = 1 if request.answer else MOST_WHOLE
    shown = [brief_line(uow, language, line) for line in request.lines[:first]]
    return "\n".join([*shown, text(language, "item.more", count=len(request.lines) - first)])


def wish_line(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    """ "wants a refund · restocking fee £2.50" """
    wish, fee = wants_words(language, request.outcome), expected_fee(uow, request)
    return wish + (" · " + text(language, "return.fee", fee=money(language, fee)) if fee else "")


def decision_buttons(language: str, request: ReturnRequest) -> InlineKeyboardMarkup | None:
    return rows(
        all_items_button(language, request, MOST_WHOLE),
        [button(plain(language, "button.approve"), Act.APPROVE, request.id, style="success")],
        [
            button(plain(language, "button.refuse"), Act.REFUSE_MENU, request.id, style="danger"),
            button(plain(language, "button.ask_back"), Act.ASK_BACK, request.id),
        ],
    )


def refusal_menu(language: str, request: ReturnRequest) -> InlineKeyboardMarkup | None:
    reasons = [
        button(plain(language, f"refusal.{reason.value}"), Act.REFUSE, request.id, reason.value)
        for reason in MANAGER_REFUSALS
    ]
    return rows(*in_rows(reasons, 2), [button(plain(language, "button.back"), Act.CARD, request.id)])

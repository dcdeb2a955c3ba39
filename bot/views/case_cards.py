"""Cases: one as a card with its photos, and the lists of them."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.domain.case import Case, CaseStatus
from bot.core.domain.catalogue import Product
from bot.core.domain.people import Permission, Person
from bot.core.domain.return_order import ReturnOrderLine
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_cases import CaseSeen, CasesFound
from bot.views.callback_data import Act
from bot.views.figures import amount
from bot.views.keyboards import Row, button, rows
from bot.views.reason_names import reason_name
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

PAGE = 8


def case_view(uow: UnitOfWork, actor: Person, seen: CaseSeen) -> Rendered:
    """With its photos above; whoever keeps cases can change it or put it away."""
    language, case = actor.language, seen.case
    photos = [photo.sha256 for photo in case.photos]
    return Rendered("\n".join(case_lines(uow, language, seen)), _ways(actor, seen), photos)


def case_lines(uow: UnitOfWork, language: str, seen: CaseSeen) -> list[str]:
    case = seen.case
    head = text(
        language,
        "case.head",
        number=Html(f"<b>{case.number}</b>"),
        product=f"{case.product_code} {_name(language, seen.line)}",
    )
    away = [text(language, "case.put_away")] if case.status is CaseStatus.PUT_AWAY else []
    lesson = text(language, "case.lesson", words=case.lesson)
    return [head, *goods_lines(uow, language, seen.line), lesson, *away]


def goods_lines(uow: UnitOfWork, language: str, line: ReturnOrderLine) -> list[str]:
    """Why it came back and what it was like; what became of how many."""
    grade = f" · {plain(language, f'grade.{line.grade.value}')}" if line.grade else ""
    split = " · ".join(
        f"{plain(language, f'disposition.short.{disposition.value}')} {amount(language, quantity)}"
        for disposition, quantity in line.split
    )
    became = text(language, "case.became", counted=amount(language, line.counted), split=split or "–")
    return [text(language, "plain", words=reason_name(uow, language, line.reason) + grade), became]


def _name(language: str, line: ReturnOrderLine) -> str:
    return (line.product_name_zh if language == "zh" else "") or line.product_name_en


def _ways(actor: Person, seen: CaseSeen) -> InlineKeyboardMarkup | None:
    if not actor.has(Permission.KEEP_CASE):
        return None
    case = seen.case
    kept = case.status is CaseStatus.KEPT
    key = "button.case.change" if kept else "button.case.keep_again"
    ways = [button(plain(actor.language, key), Act.KEEP_CASE, case.order_id, str(case.line_no))]
    if kept:
        ways.append(button(plain(actor.language, "button.case.put_away"), Act.CASE_AWAY, case.id))
    return rows(ways)


def cases_view(
    uow: UnitOfWork, actor: Person, found: CasesFound, page: int, *, inspection: int = 0, line_no: int = 0
) -> Rendered:
    """All of them, or those like a line that is being inspected. A button for each."""
    language = actor.language
    if not found.count:
        key = "cases.none.keeper" if actor.has(Permission.KEEP_CASE) else "cases.none"
        return Rendered(text(language, key))
    head = text(language, "cases.like" if inspection else "cases.head", count=found.count)
    products = uow.catalogue.products(case.product_code for case in found.cases)
    listed = [[_entry(uow, language, case, products[case.product_code])] for case in found.cases]
    turn = _turning(found.count, page, inspection, str(line_no) if inspection else "")
    return Rendered(head, rows(*listed, turn))


def _entry(uow: UnitOfWork, language: str, case: Case, product: Product) -> InlineKeyboardButton:
    """What may be cut off stands last."""
    away = "✕ " if case.status is CaseStatus.PUT_AWAY else ""
    reason = reason_name(uow, language, case.reason)
    return button(f"{away}{product.code} · {reason} · {product.name(language)}", Act.CASE, case.id)


def _turning(count: int, page: int, inspection: int, line: str) -> Row:
    row: Row = []
    if page > 0:
        row.append(button("◀", Act.CASES, inspection, f"{line}.{page - 1}"))
    if (page + 1) * PAGE < count:
        row.append(button("▶", Act.CASES, inspection, f"{line}.{page + 1}"))
    return row


def cases_button(language: str, count: int, inspection: int, line_no: int) -> Row:
    """At an inspection; nothing where there is none to learn from."""
    if not count:
        return []
    return [button(plain(language, "button.cases", count=count), Act.CASES, inspection, str(line_no))]

"""Lists of claims: /claims, which claim words belong to, a supplier's week."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.domain.people import Person
from bot.core.domain.supplier_claim import WITH_SUPPLIER, SupplierClaim
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_claims import ClaimsShown, OpenClaims, is_manager, list_claims
from bot.views.callback_data import Act
from bot.views.claim_buttons import Deed
from bot.views.claim_cards import supplier_name
from bot.views.figures import amount, day, money
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

PAGE = 8
MOST_OF_A_WEEK = 12
_FOR_SUPPLIERS = (ClaimsShown.WAITING, ClaimsShown.DONE)


def claims_view(uow: UnitOfWork, actor: Person, shown: ClaimsShown, page: int = 0) -> Rendered:
    """Late ones first; a button for each, and for the other parts of the list."""
    language, found = actor.language, list_claims(uow, actor, shown)
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    parts = tuple(ClaimsShown) if is_manager(actor) else _FOR_SUPPLIERS
    others = [
        button(plain(language, f"button.claims.{part.value}"), Act.CLAIMS, 0, f"{part.value}.0")
        for part in parts
        if part is not shown
    ]
    head = text(language, f"claims.{shown.value}" if found else "claims.none", count=len(found))
    listed = [[_entry(uow, actor, claim)] for claim in found[page * PAGE : (page + 1) * PAGE]]
    return Rendered(head, rows(*listed, _paging(language, shown, page, pages), *in_rows(others, 2)))


def _entry(uow: UnitOfWork, actor: Person, claim: SupplierClaim) -> InlineKeyboardButton:
    language = actor.language
    parts = [("⏰ " if claim.is_late(uow.now) else "") + claim.number]
    parts.append(supplier_name(uow, language, claim) if is_manager(actor) else _goods(language, claim))
    parts.append(plain(language, f"claim.status.{claim.status.value}"))
    return button(" · ".join(parts), Act.CLAIM, claim.id, Deed.SHOW.value)


def _goods(language: str, claim: SupplierClaim) -> str:
    first = claim.lines[0]
    return f"{amount(language, first.quantity)} × {first.product_code}"


def _paging(language: str, shown: ClaimsShown, page: int, pages: int) -> Row:
    row: Row = []
    if page > 0:
        row.append(button("◀", Act.CLAIMS, 0, f"{shown.value}.{page - 1}"))
    if page < pages - 1:
        row.append(button("▶", Act.CLAIMS, 0, f"{shown.value}.{page + 1}"))
    return row


def which_claim_view(language: str, claims: Sequence[SupplierClaim]) -> Rendered:
    """Asked where words may belong to several claims."""
    return Rendered(text(language, "claim.which"), _which_buttons(language, claims))


def _which_buttons(language: str, claims: Sequence[SupplierClaim]) -> InlineKeyboardMarkup | None:
    return rows(
        *(
            [button(f"{c.number} · {_goods(language, c)}", Act.CLAIM, c.id, Deed.PUT_WORDS.value)]
            for c in claims[:PAGE]
        )
    )


def pass_on_view(uow: UnitOfWork, language: str, claim: SupplierClaim) -> Rendered:
    """In a group: whether words were meant for the supplier."""
    supplier = supplier_name(uow, language, claim)
    words = text(language, "claim.pass_on", supplier=supplier, number=Html(f"<b>{claim.number}</b>"))
    yes = button(plain(language, "button.claim.pass_on"), Act.CLAIM, claim.id, Deed.PUT_WORDS.value)
    return Rendered(words, rows([yes]))


def weekly_view(uow: UnitOfWork, language: str, week: OpenClaims) -> Rendered:
    """To a supplier's contact: what waits for them, and what is with us."""
    if not week:
        return Rendered(text(language, "claims.week.none"))
    lines = [text(language, "claims.week", theirs=len(week.theirs), ours=len(week.ours))]
    for claim in [*week.theirs, *week.ours][:MOST_OF_A_WEEK]:
        lines.append(_week_line(uow, language, claim))
    more = len(week.theirs) + len(week.ours) - MOST_OF_A_WEEK
    if more > 0:
        lines.append(text(language, "item.more", count=more))
    waiting = [
        button(f"{claim.number}", Act.CLAIM, claim.id, Deed.SHOW.value) for claim in week.theirs[:PAGE]
    ]
    return Rendered("\n".join(lines), rows(*in_rows(waiting, 2)))


def _week_line(uow: UnitOfWork, language: str, claim: SupplierClaim) -> str:
    late = claim.is_late(uow.now)
    key = "late" if late else "theirs" if claim.status in WITH_SUPPLIER else "ours"
    return text(
        language,
        f"claims.week.{key}",
        number=claim.number,
        goods=_goods(language, claim),
        value=money(language, claim.value),
        day=day(language, claim.due_at, uow.rules.timezone),
        status=plain(language, f"claim.status.{claim.status.value}"),
    )

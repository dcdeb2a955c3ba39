"""The slip for who brought the goods: in the customer's language, for staff to print or to show."""

from __future__ import annotations

from bot.core.domain.invitation import Invitation
from bot.core.domain.people import Person
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import amount, day
from bot.views.keyboards import Row, button, rows
from bot.views.records import MOST_LINES, customer_name, product_label
from bot.views.rendered import Rendered, Slip
from bot.views.texts import Html, plain, text

MOST_GOODS = MOST_LINES + 2  # lines of a slip; what does not fit is counted
PARTS = ("title", "return_number", "customer", "date", "goods", "scan", "once", "keep")


def slip_button(language: str, request: ReturnRequest) -> Row:
    """Nothing where there is no customer who could follow it."""
    if request.customer_code is None or request.submitted_at is None:
        return []
    return [button(plain(language, "button.slip"), Act.SLIP, request.id)]


def slip_view(uow: UnitOfWork, actor: Person, invitation: Invitation, start: str) -> Rendered:
    """With the link's secret in it: shown once, because nobody keeps it."""
    request, zone = uow.requests.get(invitation.request_id or 0), uow.rules.timezone
    words = text(
        actor.language,
        "slip.made",
        number=Html(f"<b>{request.number}</b>"),
        company=customer_name(uow, actor.language, request),
        until=day(actor.language, invitation.expires_at, zone),
    )
    spoken = uow.companies.customer(invitation.company or "").language or uow.rules.language
    language = "zh" if spoken == "zh" else "en"
    until = day(language, invitation.expires_at, zone)
    slip = Slip(
        language=language,
        number=request.number,
        customer=customer_name(uow, language, request),
        made_at=uow.now.astimezone(zone).replace(microsecond=0),
        lines=tuple(_goods(uow, language, request)),
        labels={part: plain(language, f"slip.{part}", until=until) for part in PARTS},
    )
    revoke = button(plain(actor.language, "button.revoke"), Act.REVOKE, invitation.id, "made", style="danger")
    return Rendered(words, rows([revoke]), start=start, slip=slip)


def _goods(uow: UnitOfWork, language: str, request: ReturnRequest) -> list[str]:
    listed = [
        plain(
            language,
            "customer.item",
            quantity=amount(language, line.quantity) if line.quantity else "?",
            product=product_label(uow, language, line.product_code),
        )
        for line in request.lines[:MOST_GOODS]
    ]
    more = len(request.lines) - MOST_GOODS
    return [*listed, plain(language, "item.more", count=more)] if more > 0 else listed

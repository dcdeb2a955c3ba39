"""The questions that are asked before something is done about a claim."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.supplier_claim import Answer, SupplierClaim
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_claims import is_manager, seen_claim
from bot.views.claim_cards import supplier_name
from bot.views.figures import amount, money
from bot.views.keyboards import Row, rows, step_button, way_back
from bot.views.rendered import Rendered
from bot.views.steps import ClaimQuestion
from bot.views.texts import plain, text

MOST_SUPPLIERS = 6
SKIPPABLE = frozenset({ClaimQuestion.DECLINE})
OF_BOTH_SIDES = frozenset(
    {
        ClaimQuestion.DISPUTE,
        ClaimQuestion.DENY,
        ClaimQuestion.OFFER,
        ClaimQuestion.WRITE,
        ClaimQuestion.PHOTOS,
    }
)


def draw_claim(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, question = actor.language, ClaimQuestion(place.step)
    claim = seen_claim(uow, actor, place.subject_id)
    key = f"claim.ask.{question.value}"
    if question in OF_BOTH_SIDES and is_manager(actor):
        key += ".desk"
    shown = text(
        language,
        key,
        number=claim.number,
        value=money(language, claim.value),
        supplier=supplier_name(uow, language, claim),
        count=_unsent(actor, claim),
        goods=_counted(actor.language, claim, place.line_no),
    )
    if question is not ClaimQuestion.PHOTOS and not is_manager(actor) and _unsent(actor, claim):
        shown += "\n" + text(language, "claim.ask.with_photos", count=_unsent(actor, claim))
    extra = _buttons(uow, actor, claim, place)
    return Rendered(shown, rows(*extra, way_back(language, place.rev, back=False)))


def _counted(language: str, claim: SupplierClaim, seq: int) -> str:
    """ "4 × 22728" of that arrival."""
    arrivals = [arrival for arrival in claim.arrivals if arrival.seq == seq]
    if not arrivals:
        return ""
    code = claim.line(arrivals[0].line_no).product_code
    return f"{amount(language, arrivals[0].quantity)} × {code}"


def _unsent(actor: Person, claim: SupplierClaim) -> int:
    """Photos of this side that wait to be sent over."""
    if is_manager(actor):
        return len(claim.more_photos) - claim.photos_sent
    return len(claim.their_photos) - claim.theirs_sent


def _buttons(uow: UnitOfWork, actor: Person, claim: SupplierClaim, place: DialogPlace) -> list[Row]:
    language = actor.language
    match ClaimQuestion(place.step):
        case question if question in SKIPPABLE:
            return [[step_button(plain(language, "button.skip"), place.rev, "skip")]]
        case ClaimQuestion.PHOTOS if _unsent(actor, claim):
            key = "button.claim.send_photos" + (".desk" if is_manager(actor) else "")
            return [[step_button(plain(language, key), place.rev, "send", "primary")]]
        case ClaimQuestion.AMOUNT if claim.answer is not Answer.CREDIT:
            return [[step_button(plain(language, "button.claim.no_money"), place.rev, "none")]]
        case ClaimQuestion.AMOUNT:
            return [[step_button(money(language, claim.value), place.rev, "all")]]
        case ClaimQuestion.SUPPLIER if place.notes.get("words"):
            found = uow.companies.search_suppliers(place.notes["words"], MOST_SUPPLIERS)
            return [[step_button(f"{c.code} {c.name}", place.rev, f"c.{c.code}")] for c in found]
        case _:
            return []

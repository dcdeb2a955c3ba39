"""Questions before something is done about a claim: words, an amount, photos, whose goods they are."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.return_request import Photo
from bot.core.domain.supplier_claim import ClaimAction
from bot.core.domain.values import Money
from bot.core.usecases.answer_claim import (
    deny_claim,
    dispute_claim,
    offer_allowance,
    send_photos_to_desk,
    write_to_desk,
)
from bot.core.usecases.handle_claim import (
    assign_supplier,
    attach_claim_photo,
    decline_offer,
    find_suppliers,
    insist_on_claim,
    managed_claim,
    reopen_claim,
    send_more,
    withdraw_claim,
    write_to_supplier,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_claims import ClaimsShown, ensure_may_do, is_manager, list_claims, seen_claim
from bot.core.usecases.settle_claim import settle_claim
from bot.core.usecases.take_in_goods import close_short, last_taken_in, undo_taking_in
from bot.views.callback_data import Button
from bot.views.claim_steps import MOST_SUPPLIERS
from bot.views.rendered import Rendered
from bot.views.steps import ClaimQuestion, Dialog
from bot.views.texts import text
from handlers.dialog import CAPTION, ButtonsWanted, StaleButton

Typed = Callable[[UnitOfWork, Person, int, str], object]
Q = ClaimQuestion

WITH_PHOTOS = (Q.PHOTOS, Q.DISPUTE, Q.DENY, Q.WRITE)
_ACTIONS: dict[ClaimQuestion, ClaimAction] = {
    Q.DISPUTE: ClaimAction.DISPUTE,
    Q.DENY: ClaimAction.DENY,
    Q.OFFER: ClaimAction.OFFER,
    Q.WRITE: ClaimAction.WRITE,
    Q.INSIST: ClaimAction.INSIST,
    Q.DECLINE: ClaimAction.DECLINE_OFFER,
    Q.REOPEN: ClaimAction.REOPEN,
    Q.WITHDRAW: ClaimAction.WITHDRAW,
    Q.AMOUNT: ClaimAction.SETTLE,
    Q.PHOTOS: ClaimAction.WRITE,
    Q.SUPPLIER: ClaimAction.ASSIGN,
    Q.CLOSE_SHORT: ClaimAction.CLOSE_SHORT,
    Q.UNDO_IN: ClaimAction.UNDO_IN,
}


def _write(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> object:
    side = write_to_supplier if is_manager(actor) else write_to_desk
    return side(uow, actor, claim_id, words)


def _send_photos(uow: UnitOfWork, actor: Person, claim_id: int, words: str = "") -> object:
    side = send_more if is_manager(actor) else send_photos_to_desk
    return side(uow, actor, claim_id, words)


def _offer(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> object:
    currency = seen_claim(uow, actor, claim_id).currency
    return offer_allowance(uow, actor, claim_id, *Money.parse_with_words(words, currency))


def _settle(uow: UnitOfWork, actor: Person, claim_id: int, words: str) -> object:
    currency = managed_claim(uow, actor, claim_id).currency
    return settle_claim(uow, actor, claim_id, *Money.parse_with_words(words, currency))


_TYPED: dict[ClaimQuestion, Typed] = {
    Q.DISPUTE: dispute_claim,
    Q.DENY: deny_claim,
    Q.OFFER: _offer,
    Q.WRITE: _write,
    Q.INSIST: insist_on_claim,
    Q.DECLINE: decline_offer,
    Q.REOPEN: reopen_claim,
    Q.WITHDRAW: withdraw_claim,
    Q.CLOSE_SHORT: close_short,
    Q.AMOUNT: _settle,
    Q.PHOTOS: _send_photos,
}


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace, button: Button) -> None:
    if button.argument not in set(ClaimQuestion):
        raise StaleButton
    question = ClaimQuestion(button.argument)
    ensure_may_do(uow, actor, button.subject, _ACTIONS[question])
    _ask(place, button.subject, question)
    if question is Q.UNDO_IN:
        place.line_no = last_taken_in(uow, actor, button.subject).seq


def _ask(place: DialogPlace, claim_id: int, question: ClaimQuestion) -> None:
    place.dialog, place.subject_id, place.line_no = Dialog.CLAIM, claim_id, 0
    place.go(question)


def begin_with_photo(
    uow: UnitOfWork, actor: Person, place: DialogPlace, claim_id: int | None, picture: Photo
) -> Rendered | None:
    """A contact's photo that answers no question: about the claim it replies to, or the one that is open."""
    claims = list_claims(uow, actor, ClaimsShown.WAITING)
    if claim_id is None and len(claims) != 1:
        return Rendered(text(actor.language, "claim.which_photo" if claims else "claim.none_open"))
    chosen = claims[0].id if claim_id is None else claim_id
    attach_claim_photo(uow, actor, chosen, picture)
    said = _captioned(place)
    _ask(place, chosen, Q.PHOTOS)
    place.notes.update(said)
    return None


def _captioned(place: DialogPlace) -> dict[str, str]:
    """The words under a photo, which go with the photos."""
    return {CAPTION: place.notes[CAPTION]} if CAPTION in place.notes else {}


def typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    question = ClaimQuestion(place.step)
    if question is Q.SUPPLIER:
        find_suppliers(uow, actor, words, MOST_SUPPLIERS)
        place.go(question, words=words)
        return None
    if question is Q.UNDO_IN:
        undo_taking_in(uow, actor, place.subject_id, place.line_no, words)
        return _said(actor, question)
    _TYPED[question](uow, actor, place.subject_id, words)
    return _said(actor, question)


def photo(uow: UnitOfWork, actor: Person, place: DialogPlace, picture: Photo) -> Rendered | None:
    """A contact's go along with their words, whatever these answer."""
    question = ClaimQuestion(place.step)
    if is_manager(actor) and question is not Q.PHOTOS:
        raise ButtonsWanted
    attach_claim_photo(uow, actor, place.subject_id, picture)
    place.go(question, **_captioned(place))
    return None


def tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    question, (kind, _, value) = ClaimQuestion(place.step), answer.partition(".")
    match question, kind:
        case _, "cancel":
            return Rendered(text(actor.language, "cancelled"))
        case Q.DECLINE, "skip":
            decline_offer(uow, actor, place.subject_id)
        case Q.PHOTOS, "send":
            _send_photos(uow, actor, place.subject_id, place.notes.get(CAPTION, ""))
        case Q.AMOUNT, "none" | "all":
            settle_claim(uow, actor, place.subject_id)
        case Q.SUPPLIER, "c":
            assign_supplier(uow, actor, place.subject_id, value)
        case _:
            raise StaleButton
    return _said(actor, question)


def _said(actor: Person, question: ClaimQuestion) -> Rendered:
    passed_on = question not in (Q.AMOUNT, Q.WITHDRAW, Q.UNDO_IN)
    return Rendered(text(actor.language, "claim.passed_on" if passed_on else "toast.done"))

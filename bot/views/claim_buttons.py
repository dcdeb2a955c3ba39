"""What can be pressed under a claim, by how it stands and who looks at it."""

from __future__ import annotations

from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.domain.claim_arrival import Back
from bot.core.domain.supplier_claim import (
    STILL_HELD,
    WITH_SUPPLIER,
    Answer,
    ClaimStatus,
    GoodsState,
    SupplierClaim,
)
from bot.views.callback_data import Act
from bot.views.figures import money
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.steps import ClaimQuestion
from bot.views.texts import plain

S = ClaimStatus
ANSWERABLE = WITH_SUPPLIER | {S.MORE_ASKED, S.COUNTER_OFFER, S.DISPUTED}


class Deed(StrEnum):
    """What a button does at once; the argument of Act.CLAIM."""

    SHOW = "show"
    PHOTOS = "photos"
    PAPER = "paper"  # of the debit note
    SEEN = "seen"
    CREDIT = "credit"
    REPLACE = "replace"
    REPAIR = "repair"
    COLLECT = "collect"
    ASK_PICTURE = "picture"
    ASK_SAMPLE = "sample"
    ASK_INFORMATION = "info"
    TAKE_OFFER = "take"
    SETTLE = "settle"
    SEND_GOODS = "send"
    KEEP_GOODS = "keep"
    SCRAP_GOODS = "scrap"
    PUT_WORDS = "put"  # the words just typed belong to this claim


class Menu(StrEnum):
    """Other buttons under the same card; the argument of Act.CLAIM_MENU."""

    CARD = "card"
    MORE = "more"
    PHONE = "phone"  # what a manager heard elsewhere


def deed(language: str, claim: SupplierClaim, what: Deed, style: str = "") -> InlineKeyboardButton:
    label = plain(language, f"button.claim.{what.value}")
    return button(label, Act.CLAIM, claim.id, what.value, style)


def ask(language: str, claim: SupplierClaim, what: ClaimQuestion, key: str = "") -> InlineKeyboardButton:
    label = plain(language, f"button.claim.{key or what.value}")
    return button(label, Act.CLAIM_ASK, claim.id, what.value)


def menu(language: str, claim: SupplierClaim, what: Menu) -> InlineKeyboardButton:
    return button(plain(language, f"button.claim.menu.{what.value}"), Act.CLAIM_MENU, claim.id, what.value)


# ── the supplier ──
def supplier_buttons(
    language: str, claim: SupplierClaim, shown: Menu = Menu.CARD
) -> InlineKeyboardMarkup | None:
    if claim.status not in ANSWERABLE:
        return rows(
            _paper(claim),
            [ask(language, claim, ClaimQuestion.WRITE), deed(language, claim, Deed.PHOTOS)],
            [ask(language, claim, ClaimQuestion.PHOTOS, "send_more")],
        )
    if shown is Menu.MORE:
        return _supplier_more(language, claim)
    no = ClaimQuestion.DENY if claim.status is S.DISPUTED else ClaimQuestion.DISPUTE
    return rows(
        [deed(language, claim, Deed.CREDIT, "success"), deed(language, claim, Deed.REPLACE)],
        [deed(language, claim, Deed.COLLECT), deed(language, claim, Deed.REPAIR)],
        [ask(language, claim, ClaimQuestion.OFFER), ask(language, claim, no)],
        [deed(language, claim, Deed.ASK_PICTURE), menu(language, claim, Menu.MORE)],
    )


def _supplier_more(language: str, claim: SupplierClaim) -> InlineKeyboardMarkup | None:
    seen = [deed(language, claim, Deed.SEEN)] if claim.status is S.OPEN else []
    return rows(
        [deed(language, claim, Deed.ASK_SAMPLE), deed(language, claim, Deed.ASK_INFORMATION)],
        [*seen, ask(language, claim, ClaimQuestion.WRITE)],
        [deed(language, claim, Deed.PHOTOS), ask(language, claim, ClaimQuestion.PHOTOS, "send_more")],
        [menu(language, claim, Menu.CARD)],
    )


# ── managers ──
def desk_buttons(language: str, claim: SupplierClaim, shown: Menu = Menu.CARD) -> InlineKeyboardMarkup | None:
    if shown is Menu.PHONE and claim.status in ANSWERABLE:
        return _phone(language, claim)
    if shown is Menu.MORE:
        return _desk_more(language, claim)
    last: Row = [menu(language, claim, Menu.PHONE)] if _is_answerable(claim) else _paper(claim)
    return rows(
        *_next_steps(language, claim),
        *_goods(language, claim),
        [*last, menu(language, claim, Menu.MORE)],
    )


def _paper(claim: SupplierClaim) -> Row:
    label = f"📄 {claim.debit_note}"
    return [button(label, Act.CLAIM, claim.id, Deed.PAPER.value)] if claim.debit_note else []


def _is_answerable(claim: SupplierClaim) -> bool:
    return claim.status in ANSWERABLE and bool(claim.supplier_code)


def _next_steps(language: str, claim: SupplierClaim) -> list[Row]:
    """What moves the claim on; nothing where the supplier's answer is awaited."""
    match claim.status:
        case S.OPEN if not claim.supplier_code:
            return [[ask(language, claim, ClaimQuestion.SUPPLIER)]]
        case S.OPEN | S.ACKNOWLEDGED if any(step.words for step in claim.history):
            return [[ask(language, claim, ClaimQuestion.WRITE)]]  # there is something to answer
        case S.MORE_ASKED:
            return [
                [
                    ask(language, claim, ClaimQuestion.PHOTOS, "send_more"),
                    ask(language, claim, ClaimQuestion.WRITE, "answer"),
                ]
            ]
        case S.COUNTER_OFFER:
            offer = money(language, claim.offer) if claim.offer else ""
            take = plain(language, "button.claim.take", offer=offer)
            return [
                [button(take, Act.CLAIM, claim.id, Deed.TAKE_OFFER.value, "success")],
                [ask(language, claim, ClaimQuestion.DECLINE)],
            ]
        case S.DISPUTED:
            return [
                [
                    ask(language, claim, ClaimQuestion.INSIST),
                    ask(language, claim, ClaimQuestion.DENY, "let_go"),
                ]
            ]
        case S.ACCEPTED:
            return [_taking_in(language, claim), _settling(language, claim)]
        case S.SETTLED if claim.back is Back.EXPECTED:
            return [_taking_in(language, claim)]
        case _:
            return []


def _taking_in(language: str, claim: SupplierClaim) -> Row:
    """Where the supplier owes goods; given up ones may come all the same."""
    if claim.back not in (Back.EXPECTED, Back.SHORT):
        return []
    return [button(plain(language, "button.claim.take_in"), Act.TAKE_IN, claim.id)]


def _settling(language: str, claim: SupplierClaim) -> Row:
    if claim.answer is Answer.CREDIT:
        label = plain(language, "button.claim.settle.credit", value=money(language, claim.value))
    else:
        goods = ".goods" if claim.back is Back.EXPECTED else ""
        label = plain(language, f"button.claim.settle{goods}")
    settle = button(label, Act.CLAIM, claim.id, Deed.SETTLE.value, "success")
    return [settle, ask(language, claim, ClaimQuestion.AMOUNT)]


def _goods(language: str, claim: SupplierClaim) -> list[Row]:
    if claim.goods not in STILL_HELD:
        return []
    sent = [deed(language, claim, Deed.SEND_GOODS)] if claim.status in (S.ACCEPTED, S.SETTLED) else []
    if claim.status not in (S.DENIED, S.SETTLED, S.WITHDRAWN):
        return [sent]
    key = "agree_scrap" if claim.goods is GoodsState.SCRAP_ASKED else Deed.SCRAP_GOODS.value
    scrap = button(plain(language, f"button.claim.{key}"), Act.CLAIM, claim.id, Deed.SCRAP_GOODS.value)
    return [sent, [deed(language, claim, Deed.KEEP_GOODS), scrap]]


def _desk_more(language: str, claim: SupplierClaim) -> InlineKeyboardMarkup | None:
    listed = [deed(language, claim, Deed.PHOTOS)]
    if claim.supplier_code:
        listed += [
            ask(language, claim, ClaimQuestion.WRITE),
            ask(language, claim, ClaimQuestion.PHOTOS, "send_more"),
        ]
    if claim.status in (S.ACCEPTED, S.DENIED):
        listed.append(ask(language, claim, ClaimQuestion.REOPEN))
    if claim.back is Back.SHORT:
        listed += _taking_in(language, claim)
    if claim.back is Back.EXPECTED and claim.is_final:
        listed.append(ask(language, claim, ClaimQuestion.CLOSE_SHORT))
    if any(arrival.stands for arrival in claim.arrivals):
        listed.append(ask(language, claim, ClaimQuestion.UNDO_IN))
    if not claim.is_final:
        listed.append(ask(language, claim, ClaimQuestion.WITHDRAW))
    return rows(*in_rows(listed, 2), [menu(language, claim, Menu.CARD)])


def _phone(language: str, claim: SupplierClaim) -> InlineKeyboardMarkup | None:
    """The supplier's answers, as a manager writes them down."""
    no = [] if claim.status is S.DISPUTED else [ask(language, claim, ClaimQuestion.DISPUTE, "they_dispute")]
    answers = (Deed.CREDIT, Deed.REPLACE, Deed.COLLECT, Deed.REPAIR)
    deeds = (*answers, Deed.ASK_PICTURE, Deed.ASK_SAMPLE, Deed.ASK_INFORMATION)
    told = [
        button(plain(language, f"button.claim.they.{what.value}"), Act.CLAIM, claim.id, what.value)
        for what in deeds
    ]
    return rows(
        *in_rows([*told, ask(language, claim, ClaimQuestion.OFFER, "they_offer")], 2),
        [*no, ask(language, claim, ClaimQuestion.DENY, "they_deny")],
        [menu(language, claim, Menu.CARD)],
    )

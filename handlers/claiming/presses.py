"""Buttons under claims that act at once, and words that belong to a claim without being asked for."""

from __future__ import annotations

from collections.abc import Callable

from telegram import CallbackQuery, InlineKeyboardMarkup, Update

from bot.core.domain.people import Person
from bot.core.domain.supplier_claim import Answer, ClaimAction, More, SupplierClaim
from bot.core.usecases.acting import acting
from bot.core.usecases.answer_claim import (
    accept_claim,
    acknowledge_claim,
    ask_more,
    write_plainly,
    write_to_desk,
)
from bot.core.usecases.handle_claim import write_to_supplier
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_claims import ClaimsShown, ensure_may_do, is_manager, seen_claim, show_claim
from bot.core.usecases.settle_claim import keep_goods, scrap_goods, send_goods, settle_claim, take_offer
from bot.views.callback_data import Button, page_in
from bot.views.claim_buttons import Deed, Menu, desk_buttons, supplier_buttons
from bot.views.claim_cards import debit_paper_view, photos_view
from bot.views.claim_lists import claims_view, pass_on_view, which_claim_view
from bot.views.rendered import Rendered
from bot.views.texts import plain, text
from handlers.context import DeskContext
from handlers.dialog import StaleButton
from handlers.group import language_in
from handlers.showing import edit, edit_buttons, send, sender_id, toast

Work = Callable[[UnitOfWork, Person, int], object]
_PENDING = "claim_words"  # a note of the place: words that wait for their claim


def _accept(answer: Answer) -> Work:
    return lambda uow, actor, claim_id: accept_claim(uow, actor, claim_id, answer)


def _ask(more: More) -> Work:
    return lambda uow, actor, claim_id: ask_more(uow, actor, claim_id, more)


DEEDS: dict[Deed, Work] = {
    Deed.SEEN: acknowledge_claim,
    Deed.CREDIT: _accept(Answer.CREDIT),
    Deed.REPLACE: _accept(Answer.REPLACE),
    Deed.REPAIR: _accept(Answer.REPAIR),
    Deed.COLLECT: _accept(Answer.COLLECT),
    Deed.ASK_PICTURE: _ask(More.PICTURE),
    Deed.ASK_SAMPLE: _ask(More.SAMPLE),
    Deed.ASK_INFORMATION: _ask(More.INFORMATION),
    Deed.TAKE_OFFER: take_offer,
    Deed.SETTLE: lambda uow, actor, claim_id: settle_claim(uow, actor, claim_id),
    Deed.SEND_GOODS: send_goods,
    Deed.KEEP_GOODS: keep_goods,
    Deed.SCRAP_GOODS: scrap_goods,
}


SHOWN: dict[Deed, Callable[[UnitOfWork, Person, SupplierClaim], Rendered]] = {
    Deed.PHOTOS: lambda uow, actor, claim: photos_view(
        actor.language, claim, by_supplier=not is_manager(actor)
    ),
    Deed.PAPER: lambda uow, actor, claim: debit_paper_view(uow, actor.language, claim),
}


def _query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None
    return update.callback_query


async def press_claim(update: Update, context: DeskContext, button: Button) -> None:
    if button.argument not in set(Deed):
        raise StaleButton
    what, telegram_id = Deed(button.argument), sender_id(update)
    if what is Deed.PUT_WORDS:
        await _put_words(update, context, button.subject)
        return
    if what in SHOWN:
        await _show(update, context, what, button.subject)
        return

    def run(uow: UnitOfWork) -> str:
        actor = acting(uow, telegram_id)
        if what is Deed.SHOW:
            show_claim(uow, actor, button.subject, str(update.update_id))
            return ""
        DEEDS[what](uow, actor, button.subject)
        return plain(actor.language, "toast.done" if is_manager(actor) else "toast.claim")

    await toast(_query(update), await context.desk.write(run))


async def _show(update: Update, context: DeskContext, what: Deed, claim_id: int) -> None:
    telegram_id = sender_id(update)

    def draw(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        return SHOWN[what](uow, actor, seen_claim(uow, actor, claim_id))

    rendered = await context.desk.read(draw)
    await toast(_query(update), "")
    await send(update, context, rendered)


async def _put_words(update: Update, context: DeskContext, claim_id: int) -> None:
    telegram_id = sender_id(update)

    def run(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        place = uow.dialogs.place(actor.id)
        words = place.notes.pop(_PENDING, "")
        if not words:
            raise StaleButton
        uow.dialogs.put(place)
        side = write_to_supplier if is_manager(actor) else write_to_desk
        side(uow, actor, claim_id, words)
        return Rendered(text(actor.language, "claim.passed_on"))

    rendered = await context.desk.write(run)
    await toast(_query(update), "")
    if not await edit(_query(update), rendered):
        await send(update, context, rendered)


def take_words(uow: UnitOfWork, actor: Person, words: str) -> Rendered:
    """A contact's words that answer no message."""
    claims = write_plainly(uow, actor, words)
    if not claims:
        return Rendered(text(actor.language, "claim.none_open"))
    if len(claims) == 1:
        return Rendered(text(actor.language, "claim.passed_on"))
    place = uow.dialogs.place(actor.id)
    place.notes[_PENDING] = words
    uow.dialogs.put(place)
    return which_claim_view(actor.language, claims)


def words_on_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str, *, private: bool) -> Rendered:
    """A reply to a claim's card is for the other side. In a group managers also talk among themselves, so
    there it is asked first."""
    claim = seen_claim(uow, actor, claim_id)
    if private or not is_manager(actor):
        side = write_to_supplier if is_manager(actor) else write_to_desk
        side(uow, actor, claim_id, words)
        return Rendered(text(actor.language, "claim.passed_on"))
    ensure_may_do(uow, actor, claim_id, ClaimAction.WRITE)
    place = uow.dialogs.place(actor.id)
    place.notes[_PENDING] = words
    uow.dialogs.put(place)
    return pass_on_view(uow, actor.language, claim)


async def press_menu(update: Update, context: DeskContext, button: Button) -> None:
    """Other buttons under the same card."""
    if button.argument not in set(Menu):
        raise StaleButton
    telegram_id, shown = sender_id(update), Menu(button.argument)

    def draw(uow: UnitOfWork) -> InlineKeyboardMarkup | None:
        actor = acting(uow, telegram_id)
        claim = seen_claim(uow, actor, button.subject)
        buttons = desk_buttons if is_manager(actor) else supplier_buttons
        return buttons(language_in(uow, update, actor), claim, shown)

    keyboard = await context.desk.read(draw)
    await toast(_query(update), "")
    await edit_buttons(_query(update), keyboard)


async def press_list(update: Update, context: DeskContext, button: Button) -> None:
    part, _, words = button.argument.partition(".")
    try:
        shown, page = ClaimsShown(part), page_in(words)
    except ValueError:
        raise StaleButton from None
    telegram_id = sender_id(update)

    def draw(uow: UnitOfWork) -> Rendered:
        return claims_view(uow, acting(uow, telegram_id), shown, page)

    rendered = await context.desk.read(draw)
    await toast(_query(update), "")
    if not await edit(_query(update), rendered):
        await send(update, context, rendered)

"""Commands that show something and end at once."""

from __future__ import annotations

import re
from collections.abc import Callable

from telegram import Update
from telegram.ext import ConversationHandler

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import DeskError
from bot.core.domain.invitation import SECRET_PREFIX
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting, learn_name
from bot.core.usecases.check_money import find_mismatches, keep_check
from bot.core.usecases.export_journal import days_to_export
from bot.core.usecases.invite_person import roles_to_give
from bot.core.usecases.look_up import look_up_note
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_claims import ClaimsShown, look_up_claim, show_claim
from bot.core.usecases.see_notes import NotesPart, see_note, see_notes
from bot.core.usecases.see_stock import find_stocked
from bot.core.usecases.show_cards import show_approvals, show_restocks, show_reviews
from bot.views.callback_data import Act
from bot.views.claim_lists import claims_view
from bot.views.journal_views import journal_menu
from bot.views.keyboards import button, rows
from bot.views.lists import help_view, mine_view, nowhere_view, stock_view
from bot.views.money_views import check_view
from bot.views.note_views import PAGE as NOTES_PAGE
from bot.views.note_views import note_view, notes_view, scanned_note_view
from bot.views.notice_views import wishes_view
from bot.views.people_cards import invite_view, leave_view, people_view
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, InspectStep, ParcelStep, TakeInStep, WipStep, WordsStep
from bot.views.texts import plain, text
from handlers.asking import steps as asking
from handlers.casing.presses import cases_asked_for
from handlers.cataloguing import steps as cataloguing
from handlers.claiming.presses import take_words
from handlers.command_menu import set_menu
from handlers.context import DeskContext
from handlers.dialog import State, take_step
from handlers.importing import steps as importing
from handlers.inspecting import steps as inspecting
from handlers.joining.coming_in import come_in, take_wish
from handlers.joining.presses import listed_invitations
from handlers.parcels import steps as parcels
from handlers.reasoning import steps as reasoning
from handlers.returning import steps as returning
from handlers.ruling import steps as ruling
from handlers.showing import phone_language, rest_of, send, sender_id, show_refusal
from handlers.training import steps as training
from handlers.working import steps as working

_NUMBER = re.compile(r"(?:P-)?(?:RR|RO|LS)-\d{4}-\d{5,}")
_CLAIM = re.compile(r"(?:P-)?SC-\d{4}-\d{5,}")
_NOTE = re.compile(r"(?:P-)?CN-\d{4}-\d{5,}")
_NOTHING_BEGUN = {  # lists and empty questions: nobody loses anything who goes elsewhere
    (Dialog.INSPECT, InspectStep.QUEUE),
    (Dialog.WIP, WipStep.LIST),
    (Dialog.TAKE_IN, TakeInStep.LIST),
    (Dialog.PARCEL, ParcelStep.LIST),
    (Dialog.PARCEL, ParcelStep.LABEL),
    (Dialog.WORDS, WordsStep.STOCK),
    (Dialog.WORDS, WordsStep.STATUS),
}
Draw = Callable[[UnitOfWork, Person, str], Rendered]
ShowCards = Callable[[UnitOfWork, Person, str], int]


async def _show(update: Update, context: DeskContext, draw: Draw) -> None:
    telegram_id, rest = sender_id(update), rest_of(update)
    try:
        rendered = await context.desk.write(lambda uow: draw(uow, acting(uow, telegram_id), rest))
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await send(update, context, rendered)


async def start(update: Update, context: DeskContext) -> None:
    """An invitation opens the desk; any other payload opens nothing: who is not known learns how to ask."""
    if rest_of(update).startswith(SECRET_PREFIX):
        await come_in(update, context, rest_of(update))
        return
    telegram_id, user, language = sender_id(update), update.effective_user, phone_language(update)

    def work(uow: UnitOfWork) -> Person:
        actor = acting(uow, telegram_id)
        learn_name(uow, actor, user.full_name if user else "", language)
        return actor

    try:
        actor = await context.desk.write(work)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    context.bot_data.known.add(actor.telegram_id)
    await set_menu(context, actor)
    if _NUMBER.fullmatch(rest_of(update)):  # the QR code on a paper
        await status(update, context)
    elif _CLAIM.fullmatch(rest_of(update)):
        await claims(update, context)
    elif _NOTE.fullmatch(rest_of(update)):
        await scanned_note(update, context)
    else:
        await send(update, context, help_view(actor, practising=context.practising is not None))


async def help_(update: Update, context: DeskContext) -> None:
    practising = context.practising is not None
    await _show(update, context, lambda uow, actor, rest: help_view(actor, practising=practising))


async def mine(update: Update, context: DeskContext) -> None:
    await _show(update, context, lambda uow, actor, rest: mine_view(uow, actor))


async def status(update: Update, context: DeskContext) -> State | None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        return asking.find_return(uow, actor, rest)

    return await _show_or_ask(update, context, draw, WordsStep.STATUS)


async def _show_or_ask(update: Update, context: DeskContext, draw: Draw, step: WordsStep) -> State | None:
    """With words at once; tapped in the menu it asks, but never in the middle of another question."""
    if rest_of(update):
        await _show(update, context, draw)
        return None
    telegram_id = sender_id(update)

    def is_busy(uow: UnitOfWork) -> bool:
        person = uow.people.by_telegram(telegram_id)
        place = uow.dialogs.place(person.id) if person else DialogPlace(0)
        return bool(place.dialog) and (place.dialog, place.step) not in _NOTHING_BEGUN

    if await context.desk.read(is_busy):

        def example(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
            return Rendered(text(actor.language, f"{step.value}.ask"))

        await _show(update, context, example)
        return None

    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
        asking.ask_for_words(uow, actor, place, step, 0)

    return await take_step(update, context, change, fresh=True)


async def people(update: Update, context: DeskContext) -> None:
    await _show(update, context, lambda uow, actor, rest: people_view(uow, actor, 0))


async def invite(update: Update, context: DeskContext) -> None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        return invite_view(actor.language, roles_to_give(uow, actor))

    await _show(update, context, draw)


async def invitations(update: Update, context: DeskContext) -> None:
    await _show(update, context, lambda uow, actor, rest: listed_invitations(uow, actor, 0))


async def leave(update: Update, context: DeskContext) -> None:
    await _show(update, context, lambda uow, actor, rest: leave_view(actor))


async def stock(update: Update, context: DeskContext) -> State | None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        product = find_stocked(uow, actor, rest)
        return stock_view(uow, actor, product) if product else Rendered(text(actor.language, "stock.ask"))

    return await _show_or_ask(update, context, draw, WordsStep.STOCK)


async def language(update: Update, context: DeskContext) -> None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        choices = [button(plain(code, "language.name"), Act.LANGUAGE, 0, code) for code in ("en", "zh")]
        return Rendered(text(actor.language, "command.language"), rows(choices))

    await _show(update, context, draw)


async def notices(update: Update, context: DeskContext) -> None:
    await _show(update, context, lambda uow, actor, rest: wishes_view(uow, actor))


async def notes(update: Update, context: DeskContext) -> None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        if rest:
            return note_view(uow, actor.language, see_note(uow, actor, rest))
        return notes_view(uow, actor.language, see_notes(uow, actor, NotesPart.OPEN, NOTES_PAGE), 0)

    await _show(update, context, draw)


async def scanned_note(update: Update, context: DeskContext) -> None:
    """The QR code on a credit note: for whom it is none of their business it is as if there were none."""

    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        return scanned_note_view(uow, actor, look_up_note(uow, actor, rest))

    await _show(update, context, draw)


async def money(update: Update, context: DeskContext) -> None:
    """Reading everything takes a while, and nobody's writing waits for it."""
    telegram_id = sender_id(update)
    try:
        found = await context.desk.read(lambda uow: find_mismatches(uow, acting(uow, telegram_id)))
    except DeskError as error:
        await show_refusal(update, context, error)
        return

    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        return check_view(uow, actor.language, keep_check(uow, actor, found))

    await _show(update, context, draw)


async def journal(update: Update, context: DeskContext) -> None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        return journal_menu(actor.language, days_to_export(uow, actor))

    await _show(update, context, draw)


async def approvals(update: Update, context: DeskContext) -> None:
    await _show_cards(update, context, show_approvals, "approvals.empty")


async def review(update: Update, context: DeskContext) -> None:
    await _show_cards(update, context, show_reviews, "review.empty")


async def restock(update: Update, context: DeskContext) -> None:
    await _show_cards(update, context, show_restocks, "restock.empty")


async def _show_cards(update: Update, context: DeskContext, cards: ShowCards, none: str) -> None:
    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        shown = cards(uow, actor, str(update.update_id))
        return Rendered(text(actor.language, "approvals.sent" if shown else none))

    await _show(update, context, draw)


async def cases(update: Update, context: DeskContext) -> None:
    await _show(update, context, cases_asked_for)


async def claims(update: Update, context: DeskContext) -> None:
    """The list; with a number, that claim's card, which comes through the outbox."""

    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        if not rest:
            return claims_view(uow, actor, ClaimsShown.WAITING)
        return _claim_follows(uow, actor, rest, str(update.update_id))

    await _show(update, context, draw)


def _claim_follows(uow: UnitOfWork, actor: Person, number: str, wish: str) -> Rendered:
    show_claim(uow, actor, look_up_claim(uow, actor, number).id, wish)
    return Rendered(text(actor.language, "approvals.sent"))


# ── commands that open or close a dialog ──
async def new_return(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, returning.begin, fresh=True)


async def inspect(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, inspecting.begin, fresh=True)


async def wip(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, working.begin, fresh=True)


async def policy(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, ruling.begin, fresh=True)


async def reasons(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, reasoning.begin, fresh=True)


async def products(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, cataloguing.begin, fresh=True)


async def import_(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, importing.begin, fresh=True)


async def parcel(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, parcels.begin, fresh=True)


async def quiz(update: Update, context: DeskContext) -> State | None:
    return await take_step(update, context, training.begin, fresh=True)


async def cancel(update: Update, context: DeskContext) -> State | None:
    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
        if place.dialog == Dialog.RETURN:
            return returning.leave(uow, actor, place)
        key = "kept.inspection" if place.dialog == Dialog.INSPECT else "cancelled"
        return Rendered(text(actor.language, key if place.dialog else "cancelled.nothing"))

    moved = await take_step(update, context, change)
    return ConversationHandler.END if moved is None else moved


async def unknown(update: Update, context: DeskContext) -> None:
    """Words outside a dialog; of a stranger who asked for access, what they want."""
    if await take_wish(update, context):
        return

    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        message = update.effective_message
        words = message.text if message is not None else None
        if words and actor.is_supplier_contact:
            return take_words(uow, actor, words)
        named = _named(uow, actor, (words or "").strip(), str(update.update_id))
        if named is not None:
            return named
        photo = message is not None and bool(message.photo or message.document)
        return nowhere_view(actor, photo=photo)

    await _show(update, context, draw)


async def not_read(update: Update, context: DeskContext) -> None:
    """Outside a dialog: what was forwarded is nobody's own word."""

    def draw(uow: UnitOfWork, actor: Person, rest: str) -> Rendered:
        return Rendered(text(actor.language, "error.not_readable"))

    await _show(update, context, draw)


def _named(uow: UnitOfWork, actor: Person, words: str, wish: str) -> Rendered | None:
    """What somebody reads off a paper, a mail or a card: a number alone opens its record."""
    number = words.upper()
    if _NUMBER.fullmatch(number):
        return asking.find_return(uow, actor, number)
    if _CLAIM.fullmatch(number):
        return _claim_follows(uow, actor, number, wish)
    if _NOTE.fullmatch(number):
        return scanned_note_view(uow, actor, look_up_note(uow, actor, number))
    return None

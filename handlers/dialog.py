"""The engine of every dialog: one transaction changes record and place, then the card is drawn.

The question being asked is a row (DialogPlace); ConversationHandler is a thin view of it. A step function
answers one question; it decides nothing about business, it calls one use case and names the next step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ConversationHandler

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import DeskError, NotAllowed
from bot.core.domain.people import Person
from bot.core.domain.return_request import Photo
from bot.core.usecases.acting import acting
from bot.core.usecases.draft_return import is_draft
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.return_warnings import PhotoUses
from bot.views.callback_data import Act, ButtonUnreadable, decode
from bot.views.errors import refusal
from bot.views.lists import help_view, nowhere_view
from bot.views.other_steps import draw_place
from bot.views.rendered import Rendered
from bot.views.steps import Dialog
from bot.views.texts import text
from handlers.context import DeskContext
from handlers.showing import (
    drop,
    edit,
    language_of,
    meet_stranger,
    note_attempt,
    send,
    sender_id,
    toast,
)

_MOST_DIGITS = 18  # what every database takes for an id

READ, CAPTION = "read", "caption"  # notes of the place: what a photo said
State = object
Change = Callable[[UnitOfWork, Person, DialogPlace], Rendered | None]
Answer = Callable[[UnitOfWork, Person, DialogPlace, str], Rendered | None]
PhotoAnswer = Callable[[UnitOfWork, Person, DialogPlace, Photo], Rendered | None]


Handler = Callable[[Update, DeskContext], Coroutine[object, object, State | None]]


class StaleButton(DeskError):
    """The button belongs to an earlier question."""

    code = "stale_button"


class ButtonsWanted(DeskError):
    """This question takes no words."""

    code = "buttons_wanted"


class PhotoWanted(DeskError):
    """Words came where only a photo answers."""

    code = "photo_wanted"


class PhotoNotNow(DeskError):
    """A photo came where none is asked for. It is not kept."""

    code = "photo_not_now"


class NotReadable(DeskError):
    """A sticker, a voice, a place; or what somebody else once wrote."""

    code = "not_readable"


class HeardAlready(DeskError):
    """The very same words, delivered a second time: answered already, so nothing is said."""

    code = "heard_already"


class BarcodeUnknown(DeskError):
    """Read, but no product has it. Facts: text."""

    code = "barcode_unknown"


def number_of(value: str) -> int:
    """An id or a line's number in a button. Raises StaleButton for what no button of ours carries."""
    if not (value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS):
        raise StaleButton
    return int(value)


def seen_before(place: DialogPlace, uses: PhotoUses) -> dict[str, str]:
    """Notes of where photos of this line were used already; an album adds up."""
    found = {"same": uses.same, "alike": uses.alike}
    joined = {
        kind: sorted({*filter(None, place.notes.get(kind, "").split(", ")), *numbers})
        for kind, numbers in found.items()
    }
    return {kind: ", ".join(numbers) for kind, numbers in joined.items() if numbers}


@dataclass(frozen=True, slots=True)
class Inputs:
    """How one question is answered. Raises DeskError to refuse; returns a message to end the dialog."""

    tapped: Answer
    typed: Answer | None = None
    photo: PhotoAnswer | None = None
    reads_barcodes: bool = False  # of products: the photo itself is not kept
    reads_label: bool = False  # the photo is kept, what is read off it stands in the note READ
    file: Handler | None = None  # takes whatever is sent as a file itself, pictures too


Table = Mapping[str, Inputs]  # "return.who" -> its inputs


@dataclass(frozen=True, slots=True)
class Outcome:
    language: str
    place: DialogPlace
    rendered: Rendered
    before: int  # the card's message until now


def state_of(place: DialogPlace) -> State:
    return f"{place.dialog}.{place.step}" if place.dialog else ConversationHandler.END


async def take_step(
    update: Update, context: DeskContext, change: Change, *, fresh: bool = False, keep_card: object = False
) -> State | None:
    """Runs the change in one transaction and shows where the person is then. None: nothing has moved."""
    telegram_id = sender_id(update)

    def work(uow: UnitOfWork) -> Outcome:
        actor = acting(uow, telegram_id)
        place = uow.dialogs.place(actor.id)
        before = place.message_id
        if place.dialog == Dialog.RETURN and not is_draft(uow, place.subject_id):
            place.leave()
        message = None if update.callback_query else update.effective_message
        if message is not None and message.text and not place.hears_first(message.message_id):
            raise HeardAlready
        final = change(uow, actor, place)
        if final is not None:
            place.leave()
        uow.dialogs.put(place)
        return Outcome(actor.language, place, final or draw_place(uow, actor, place), before)

    try:
        outcome = await context.desk.write(work)
    except HeardAlready:  # in practice also what was answered just before the desk was killed
        return await show_where(update, context) if context.practising else None
    except DeskError as error:
        await refuse_step(update, context, error)
        return await show_where(update, context) if isinstance(error, StaleButton) else None
    await _present(update, context, outcome, fresh=fresh, keep_card=keep_card)
    return state_of(outcome.place)


async def _present(
    update: Update, context: DeskContext, outcome: Outcome, *, fresh: bool, keep_card: object
) -> None:
    query = update.callback_query
    if query is not None:
        pressed = query.message.message_id if query.message else 0
        if not fresh and pressed == outcome.before:
            edited, _ = await asyncio.gather(edit(query, outcome.rendered), toast(query, ""))
            if edited:
                return
        else:
            await toast(query, "")
    elif keep_card and outcome.before and await _edit_card(update, context, outcome):
        return
    sent = await send(update, context, outcome.rendered)
    chat = update.effective_chat
    if outcome.before and chat is not None:
        await drop(context, chat.id, outcome.before)
    if sent is not None and outcome.place.dialog:
        await remember_card(context, outcome.place, sent.message_id)


async def _edit_card(update: Update, context: DeskContext, outcome: Outcome) -> bool:
    """Albums: the card counts along instead of being sent for each photo."""
    chat = update.effective_chat
    if chat is None:
        return False
    try:
        await context.bot.edit_message_text(
            outcome.rendered.text,
            chat.id,
            outcome.before,
            parse_mode="HTML",
            reply_markup=outcome.rendered.keyboard,
        )
    except TelegramError as error:  # whatever it was, a new card is sent instead
        return "not modified" in str(error).lower()
    return True


async def remember_card(context: DeskContext, shown: DialogPlace, message_id: int) -> int:
    """Which message is the card from now on; gives the one before. A step taken meanwhile has its own."""

    def work(uow: UnitOfWork) -> int:
        place = uow.dialogs.place(shown.person_id)
        before = place.message_id
        if place.rev == shown.rev and place.dialog:
            place.message_id = message_id
            uow.dialogs.put(place)
        return before

    shown.message_id = message_id
    return await context.desk.write(work)


async def refuse_step(update: Update, context: DeskContext, error: DeskError) -> None:
    """A tap gets an alert; typed words get the sentence above the same question, asked again."""
    if error.code in ("person_unknown", "person_removed"):
        await meet_stranger(update, context, error)
        return
    language = await language_of(update, context)
    words = refusal(language, error, context.rules.timezone)
    if isinstance(error, StaleButton) and update.callback_query is not None:
        await toast(update.callback_query, words)
        return
    if update.callback_query is not None:
        if isinstance(error, NotAllowed):
            await note_attempt(update, context)
        await toast(update.callback_query, words, alert=True)
        return
    await ask_again(update, context, "⚠ " + words)


async def ask_again(update: Update, context: DeskContext, words: str) -> None:
    """The words, then the question that is still open, as a new card."""
    telegram_id = sender_id(update)

    def work(uow: UnitOfWork) -> Outcome | str:
        actor = acting(uow, telegram_id)
        place = uow.dialogs.place(actor.id)
        if not place.dialog:
            return actor.language
        return Outcome(actor.language, place, draw_place(uow, actor, place), place.message_id)

    try:
        found = await context.desk.read(work)
    except DeskError:  # who may not be asked this any more, since a role went, is asked no more
        found = await context.desk.write(lambda uow: _left(uow, acting(uow, telegram_id)))
    if isinstance(found, str):
        await send(update, context, Rendered(text(found, "plain", words=words)))
        return
    said = text(found.language, "plain", words=words) + "\n\n" + found.rendered.text
    again = Outcome(found.language, found.place, Rendered(said, found.rendered.keyboard), found.before)
    await _present(update, context, again, fresh=True, keep_card=False)


def _left(uow: UnitOfWork, actor: Person) -> str:
    place = uow.dialogs.place(actor.id)
    place.leave()
    uow.dialogs.put(place)
    return actor.language


# ── the three ways to answer ──────────────────────────────────────────────────────────────────────────
def on_button(table: Table) -> Handler:
    async def handle(update: Update, context: DeskContext) -> State | None:
        def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
            query = update.callback_query
            inputs = table.get(f"{place.dialog}.{place.step}")
            try:
                button = decode((query.data if query else "") or "")
            except ButtonUnreadable:
                raise StaleButton from None
            if inputs is None or button.act is not Act.STEP or button.subject != place.rev:
                raise StaleButton
            return inputs.tapped(uow, actor, place, button.argument)

        return await take_step(update, context, change)

    return handle


def on_words(table: Table) -> Handler:
    async def handle(update: Update, context: DeskContext) -> State | None:
        message = update.effective_message
        words = (message.text or "") if message is not None else ""

        def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
            inputs = table.get(f"{place.dialog}.{place.step}")
            if not place.dialog and not actor.is_supplier_contact:  # the question has gone meanwhile
                return nowhere_view(actor, photo=False)
            if inputs is None or inputs.typed is None:
                raise PhotoWanted if inputs is not None and inputs.photo is not None else ButtonsWanted
            return inputs.typed(uow, actor, place, words)

        return await take_step(update, context, change)

    return handle


async def on_anything_else(update: Update, context: DeskContext) -> State | None:
    """Answers no question; the one that is open is asked again."""
    await refuse_step(update, context, NotReadable())
    return None


async def show_where(update: Update, context: DeskContext) -> State | None:
    """The question this person is at, as a new card; the state in memory follows the row."""

    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
        return None if place.dialog else help_view(actor, practising=context.practising is not None)

    return await take_step(update, context, change, fresh=True)

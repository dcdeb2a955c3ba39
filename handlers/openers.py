"""Buttons that open a dialog: the first question comes as a new message below the card."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Update

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Person
from bot.core.domain.reasons import RefusalReason
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act, Button, ButtonUnreadable, decode
from bot.views.rendered import Rendered
from bot.views.steps import WordsStep
from handlers.asking import steps as asking
from handlers.casing import steps as casing
from handlers.claiming import steps as claiming
from handlers.context import DeskContext
from handlers.dialog import StaleButton, State, take_step
from handlers.group import ask_for_reply, card_in_private
from handlers.inspecting import steps as inspecting
from handlers.joining.conversation import PEOPLE_OPENERS
from handlers.money import steps as money
from handlers.parcels import steps as parcels
from handlers.returning import steps as returning
from handlers.ruling import steps as ruling
from handlers.showing import is_private
from handlers.taking_in import steps as taking_in

Open = Callable[[UnitOfWork, Person, DialogPlace, Button], None]


def _words(step: WordsStep) -> Open:
    return lambda uow, actor, place, button: asking.ask_for_words(uow, actor, place, step, button.subject)


OPENERS: dict[Act, Open] = {
    **PEOPLE_OPENERS,
    Act.NEW_RETURN: lambda uow, actor, place, button: returning.begin_anew(uow, actor, place),
    Act.RESUME: lambda uow, actor, place, button: returning.resume(uow, actor, place, button.subject),
    Act.CORRECT: lambda uow, actor, place, button: returning.correct(uow, actor, place, button.subject),
    Act.INSPECT: lambda uow, actor, place, button: inspecting.claim(uow, actor, place, button.subject),
    Act.GO_INSPECT: lambda uow, actor, place, button: inspecting.go_on(uow, actor, place, button.subject),
    Act.CLAIM_ASK: claiming.begin,
    Act.TAKE_IN: taking_in.begin_claim,
    Act.PARCEL: parcels.begin_one,
    Act.KEEP_CASE: casing.begin,
    Act.HAND_ON: lambda uow, actor, place, button: inspecting.hand_on(uow, actor, place, button.subject),
    Act.CLOSE_REST: _words(WordsStep.CLOSE_REST),
    Act.NOTE_ASK: money.ask_about_note,
    Act.JOURNAL_ASK: money.ask_for_period,
    Act.POLICY: lambda uow, actor, place, button: ruling.begin(uow, actor, place),
    Act.ASK_BACK: _words(WordsStep.ASK_BACK),
    Act.ANSWER: _words(WordsStep.ANSWER),
    Act.SEND_BACK: _words(WordsStep.SEND_BACK),
    Act.VOID_ORDER: _words(WordsStep.VOID_ORDER),
    Act.UNDO_ORDER: _words(WordsStep.UNDO_ORDER),
    Act.UNDO_STEP: _words(WordsStep.UNDO_STEP),
    Act.ASK_QUIET: _words(WordsStep.QUIET),
    Act.ASK_EMAIL: _words(WordsStep.EMAIL),
    Act.REPORT_DATES: _words(WordsStep.REPORT_DATES),
    Act.PLACES: lambda uow, actor, place, button: asking.ask_for_place(uow, actor, place, button.subject),
}


def opens_dialog(data: object) -> bool:
    """Whether this button is one of them; refusing for another reason asks for words first."""
    try:
        button = decode(str(data))
    except ButtonUnreadable:
        return False
    return button.act in OPENERS or _needs_words(button)


def _needs_words(button: Button) -> bool:
    return button.act is Act.REFUSE and button.argument == RefusalReason.OTHER


async def open_dialog(update: Update, context: DeskContext) -> State | None:
    query = update.callback_query
    if not is_private(update):
        await _in_group(update, context)
        return None

    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered | None:
        try:
            button = decode((query.data if query else "") or "")
        except ButtonUnreadable:
            raise StaleButton from None
        opener = _words(WordsStep.REFUSE) if _needs_words(button) else OPENERS[button.act]
        opener(uow, actor, place, button)
        return None

    return await take_step(update, context, change, fresh=True)


_BY_REPLY = {Act.ASK_BACK: WordsStep.ASK_BACK, Act.SEND_BACK: WordsStep.SEND_BACK}
_IN_PRIVATE = {
    Act.CLAIM_ASK: NoticeKind.CLAIM_DESK_CARD,
    Act.TAKE_IN: NoticeKind.CLAIM_DESK_CARD,
    Act.VOID_ORDER: NoticeKind.REVIEW_CARD,
    Act.UNDO_ORDER: NoticeKind.REVIEW_CARD,
    Act.UNDO_STEP: NoticeKind.LATER_STEP_CARD,
}


async def _in_group(update: Update, context: DeskContext) -> None:
    """Decisions that need words are written as a reply; for what asks questions the card comes to the
    private chat of who pressed."""
    query = update.callback_query
    button = decode((query.data if query else "") or "")
    if button.act in _IN_PRIVATE:
        await card_in_private(update, context, _IN_PRIVATE[button.act], button.subject)
        return
    step = WordsStep.REFUSE if _needs_words(button) else _BY_REPLY.get(button.act)
    await ask_for_reply(update, context, step, button.subject)

"""A manager answers a card in words: "ok", "同意，让快递赔", "no, outside the window", "which carrier?"."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.core.domain.errors import DeskError
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Person
from bot.core.domain.reasons import RefusalReason
from bot.core.usecases.acting import acting
from bot.core.usecases.answer_claim import write_to_desk
from bot.core.usecases.decide_approval import (
    answer_question,
    approve_return,
    ask_back,
    ensure_may_decide,
    refuse_return,
)
from bot.core.usecases.follow_return import ask_desk, reply_to_customer, reply_to_desk
from bot.core.usecases.note_read import note_read
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.review_order import agree_to_order, send_back_order
from bot.core.usecases.settle_claim import decide_in_a_word
from bot.core.usecases.take_later_step import agree_to_step, drop_step
from bot.views.approval_card import refusal_menu
from bot.views.rendered import Rendered
from bot.views.texts import plain, text
from handlers.claiming.presses import words_on_claim
from handlers.context import DeskContext
from handlers.showing import is_private, phone_language, send, sender_id, show_refusal

PATIENCE = (0.1, 0.3, 0.6, 1.0)  # seconds between the looks for a card that is just being sent
_STOPS = " \t\n,.!，。！;；:："


# What a reply to these cards says goes to the other side.
CUSTOMER_TALK: dict[NoticeKind, Callable[[UnitOfWork, Person, int, str], object]] = {
    NoticeKind.CUSTOMER_RETURN: ask_desk,
    NoticeKind.GOODS_AWAITED: ask_desk,
    NoticeKind.QUESTION_TO_CUSTOMER: reply_to_desk,
    NoticeKind.QUESTION_TO_DESK: reply_to_customer,
}


class Meaning(StrEnum):
    YES = "yes"
    NO = "no"
    QUESTION = "question"
    UNCLEAR = "unclear"


def meaning_of(words: str) -> tuple[Meaning, str]:
    """What a reply means, and what it says beyond that. Longer words are tried first: "不同意" is no yes."""
    cleaned = words.strip()
    if cleaned.endswith(("?", "？")):
        return Meaning.QUESTION, cleaned
    lowered = cleaned.lower()
    known = [(word, Meaning.YES) for word in plain("en", "reply.approve").split(",")]
    known += [(word, Meaning.NO) for word in plain("en", "reply.refuse").split(",")]
    for word, meaning in sorted(known, key=lambda pair: -len(pair[0])):
        rest = lowered[len(word) :]
        ends = not rest or rest[0] in _STOPS or not word.isascii()
        if lowered.startswith(word) and ends:
            return meaning, cleaned[len(word) :].strip(_STOPS)
    return Meaning.UNCLEAR, cleaned


async def on_reply(update: Update, context: DeskContext) -> None:
    """A reply to one of our cards decides; any other reply is for the dialog to read."""
    message, telegram_id = update.effective_message, sender_id(update)
    if message is None or message.reply_to_message is None or not message.text:
        return
    chat_id, replied, words = message.chat_id, message.reply_to_message.message_id, message.text
    matter = await matter_of(context, chat_id, replied)
    if matter is None:
        return
    if message.sender_chat is not None:
        await _answer_nobody(update, context)
        raise ApplicationHandlerStop
    kind, _, subject = matter.partition("/")

    def work(uow: UnitOfWork) -> Rendered | None:
        actor = acting(uow, telegram_id)
        note_read(uow, actor, chat_id, replied)
        if kind == NoticeKind.APPROVAL_CARD:
            return _decide_return(uow, actor, int(subject), words)
        if kind == NoticeKind.REVIEW_CARD:
            return _decide_order(uow, actor, int(subject), words)
        if kind == NoticeKind.LATER_STEP_CARD:
            return _decide_step(uow, actor, int(subject), words)
        if kind == NoticeKind.CLAIM_CARD:
            write_to_desk(uow, actor, int(subject), words)
            return Rendered(text(actor.language, "claim.passed_on"))
        if kind == NoticeKind.CLAIM_DESK_CARD:
            return _decide_claim(uow, actor, int(subject), words, private=is_private(update))
        if kind in CUSTOMER_TALK:
            CUSTOMER_TALK[NoticeKind(kind)](uow, actor, int(subject), words)
            return Rendered(text(actor.language, "words.thanks"))
        if kind == NoticeKind.RETURN_DECIDED:
            answer_question(uow, actor, int(subject), words)
            return Rendered(text(actor.language, "words.thanks"))
        return Rendered(text(actor.language, "use_buttons"))

    try:
        rendered = await context.desk.write(work)
    except DeskError as error:
        await show_refusal(update, context, error)
    else:
        if rendered is not None:
            await send(update, context, rendered)
    raise ApplicationHandlerStop


async def _answer_nobody(update: Update, context: DeskContext) -> None:
    """Who writes in the name of a group or a channel is no person who could decide."""

    def language(uow: UnitOfWork) -> str:
        group = uow.groups.managers()
        return group.language if group else phone_language(update)

    spoken = await context.desk.read(language)
    await send(update, context, Rendered(text(spoken, "group.anonymous_words")))


async def matter_of(context: DeskContext, chat_id: int, message_id: int) -> str | None:
    """A card can be answered before it is on record that it was sent: then that moment is waited for."""
    for seconds in (*PATIENCE, 0.0):

        def look(uow: UnitOfWork) -> tuple[str | None, bool]:
            return uow.outbox.matter_of(chat_id, message_id), uow.outbox.is_sending(chat_id)

        matter, sending = await context.desk.read(look)
        if matter is not None or not sending:
            return matter
        await asyncio.sleep(seconds)
    return None


def _decide_return(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> Rendered | None:
    language = actor.language
    meaning, rest = meaning_of(words)
    if meaning is Meaning.YES:
        approved = approve_return(uow, actor, request_id, words if rest else "")
        return Rendered(text(language, f"toast.{approved.status.value}"))
    if meaning is Meaning.NO and rest:
        refuse_return(uow, actor, request_id, RefusalReason.OTHER, rest)
        return Rendered(text(language, "toast.refused"))
    if meaning is Meaning.NO:
        return Rendered(
            text(language, "error.refusal_reason_missing"),
            refusal_menu(language, ensure_may_decide(uow, actor, request_id)),
        )
    if meaning is Meaning.QUESTION:
        ask_back(uow, actor, request_id, rest)
        return Rendered(text(language, "words.thanks"))
    return Rendered(text(language, "reply.unclear"))


def _decide_order(uow: UnitOfWork, actor: Person, order_id: int, words: str) -> Rendered | None:
    language = actor.language
    meaning, rest = meaning_of(words)
    if meaning is Meaning.YES:
        agree_to_order(uow, actor, order_id)
        return Rendered(text(language, "toast.agreed"))
    if meaning in (Meaning.NO, Meaning.QUESTION) and rest:
        send_back_order(uow, actor, order_id, rest)
        return Rendered(text(language, "words.thanks"))
    return Rendered(text(language, "error.words_missing" if meaning is Meaning.NO else "reply.unclear"))


def _decide_step(uow: UnitOfWork, actor: Person, step_id: int, words: str) -> Rendered:
    meaning, rest = meaning_of(words)
    if meaning is Meaning.YES:
        agree_to_step(uow, actor, step_id)
        return Rendered(text(actor.language, "toast.agreed"))
    if meaning is Meaning.NO:
        drop_step(uow, actor, step_id, rest)
        return Rendered(text(actor.language, "toast.done"))
    return Rendered(text(actor.language, "reply.unclear_step"))


def _decide_claim(uow: UnitOfWork, actor: Person, claim_id: int, words: str, *, private: bool) -> Rendered:
    """A plain yes or no is for the desk, everything else for the supplier."""
    meaning, rest = meaning_of(words)
    decides = meaning in (Meaning.YES, Meaning.NO)
    if decides and decide_in_a_word(uow, actor, claim_id, yes=meaning is Meaning.YES, words=rest):
        return Rendered(text(actor.language, "toast.done"))
    return words_on_claim(uow, actor, claim_id, words, private=private)

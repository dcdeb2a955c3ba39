"""Questions for one sentence or one shelf, asked before a decision that needs it."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.address_check import CodeAnswer
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.periods import period_of_words
from bot.core.domain.reasons import RefusalReason
from bot.core.domain.return_order import OrderAction
from bot.core.usecases.close_rest import close_rest, ensure_may_close_rest
from bot.core.usecases.compile_report import last_week
from bot.core.usecases.decide_approval import (
    answer_question,
    ask_back,
    ensure_may_decide,
    refuse_return,
    request_to_speak_for,
)
from bot.core.usecases.follow_return import own_returns
from bot.core.usecases.look_up import look_up_return, look_up_step
from bot.core.usecases.notice_wishes import ask_address, confirm_address, set_quiet_hours
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import ensure_may_restock, restock_order
from bot.core.usecases.review_order import ensure_may_review, send_back_order
from bot.core.usecases.see_stock import find_stocked
from bot.core.usecases.take_later_step import ensure_step_undoable, undo_step
from bot.core.usecases.undo_restock import ensure_undoable, undo_restock
from bot.core.usecases.void_order import order_to_take_back, void_order
from bot.views.lists import record_view, stock_view
from bot.views.notice_views import wishes_view
from bot.views.rendered import Rendered
from bot.views.report_cards import draw_report
from bot.views.report_place import ReportPlace
from bot.views.step_cards import step_view
from bot.views.steps import Dialog, PlaceStep, WordsStep
from bot.views.texts import text
from handlers.dialog import StaleButton

MOST_SEARCH = 60  # characters of a search
_NOTHING = frozenset({"-", "–", "—", "－"})


_ENSURE: dict[WordsStep, Callable[[UnitOfWork, Person, int], object]] = {
    WordsStep.REFUSE: ensure_may_decide,
    WordsStep.ASK_BACK: ensure_may_decide,
    WordsStep.ANSWER: request_to_speak_for,
    WordsStep.SEND_BACK: ensure_may_review,
    WordsStep.VOID_ORDER: lambda uow, actor, order_id: order_to_take_back(
        uow, actor, order_id, OrderAction.VOID
    ),
    WordsStep.UNDO_ORDER: ensure_undoable,
    WordsStep.UNDO_STEP: ensure_step_undoable,
    WordsStep.CLOSE_REST: ensure_may_close_rest,
    WordsStep.REPORT_DATES: lambda uow, actor, _: last_week(uow, actor),
    WordsStep.STOCK: lambda uow, actor, _: find_stocked(uow, actor, ""),
    WordsStep.STATUS: lambda uow, actor, _: own_returns(uow, actor, 1),
}
_OF_NOTHING = frozenset(
    {
        WordsStep.QUIET,
        WordsStep.EMAIL,
        WordsStep.EMAIL_CODE,
        WordsStep.REPORT_DATES,
        WordsStep.STOCK,
        WordsStep.STATUS,
    }
)


def ask_for_words(
    uow: UnitOfWork, actor: Person, place: DialogPlace, step: WordsStep, subject_id: int
) -> None:
    """Refuses at once where the person could not use the words: nobody types in vain."""
    if step in _ENSURE:
        _ENSURE[step](uow, actor, subject_id)
    place.dialog, place.line_no = Dialog.WORDS, 0
    place.subject_id = 0 if step in _OF_NOTHING else subject_id
    place.go(step)


def find_return(uow: UnitOfWork, actor: Person, words: str) -> Rendered:
    """What `/status` shows: a return, by its own number or one of its papers; or a later step."""
    if words.upper().removeprefix(uow.rules.number_mark).startswith("LS-"):
        return step_view(uow, actor, look_up_step(uow, actor, words))
    return record_view(uow, actor, look_up_return(uow, actor, words))


def words_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    match WordsStep(place.step):
        case WordsStep.QUIET:
            set_quiet_hours(uow, actor, words)
            return wishes_view(uow, actor)
        case WordsStep.EMAIL:
            if ask_address(uow, actor, "" if words.strip() in _NOTHING else words):
                place.go(WordsStep.EMAIL_CODE)
                return None
            return wishes_view(uow, actor)
        case WordsStep.EMAIL_CODE:
            return _code_typed(uow, actor, place, words)
        case WordsStep.STOCK:
            product = find_stocked(uow, actor, words.strip()[:MOST_SEARCH])
            return stock_view(uow, actor, product) if product else None
        case WordsStep.STATUS:
            return find_return(uow, actor, words.strip()[:MOST_SEARCH])
        case WordsStep.REPORT_DATES:
            return draw_report(uow, actor, ReportPlace(period_of_words(words)))
        case WordsStep.REFUSE:
            refuse_return(uow, actor, place.subject_id, RefusalReason.OTHER, words)
        case WordsStep.ASK_BACK:
            ask_back(uow, actor, place.subject_id, words)
        case WordsStep.ANSWER:
            answer_question(uow, actor, place.subject_id, words)
        case WordsStep.SEND_BACK:
            send_back_order(uow, actor, place.subject_id, words)
        case WordsStep.VOID_ORDER:
            number = void_order(uow, actor, place.subject_id, words).number
            return Rendered(text(actor.language, "undone.said.voided", number=number))
        case WordsStep.UNDO_ORDER:
            number = undo_restock(uow, actor, place.subject_id, words).number
            return Rendered(text(actor.language, "undone.said.reversed", number=number))
        case WordsStep.UNDO_STEP:
            return step_view(uow, actor, undo_step(uow, actor, place.subject_id, words))
        case WordsStep.CLOSE_REST:
            close_rest(uow, actor, place.subject_id, words)
    return Rendered(text(actor.language, "words.thanks"))


def _code_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    match confirm_address(uow, actor, words):
        case CodeAnswer.RIGHT:
            return wishes_view(uow, actor)
        case CodeAnswer.WRONG:
            place.go(WordsStep.EMAIL_CODE, wrong="1")
            return None
        case CodeAnswer.OVER:
            return Rendered(text(actor.language, "words.email_code.over"))


def stock_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """What a barcode says comes like a tap."""
    kind, _, value = answer.partition(".")
    if kind == "p":
        return words_typed(uow, actor, place, value)
    return words_tapped(uow, actor, place, answer)


def words_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "cancel":
        return Rendered(text(actor.language, "cancelled"))
    raise StaleButton


def ask_for_place(uow: UnitOfWork, actor: Person, place: DialogPlace, order_id: int) -> None:
    ensure_may_restock(uow, actor, order_id)
    place.dialog, place.subject_id, place.line_no = Dialog.PLACE, order_id, 0
    place.go(PlaceStep.CHOOSE)


def place_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    restock_order(uow, actor, place.subject_id, words)
    return Rendered(text(actor.language, "toast.posted"))


def place_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "p":
        return place_typed(uow, actor, place, value)
    return words_tapped(uow, actor, place, answer)

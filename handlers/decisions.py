"""Buttons on cards: one press, one use case, one toast. The cards themselves follow through the outbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, InlineKeyboardMarkup, Update

from bot.core.domain.errors import AlreadyDecided, DeskError
from bot.core.domain.people import Person
from bot.core.domain.reasons import RefusalReason
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.acting import acting, choose_language
from bot.core.usecases.close_rest import expect_rest
from bot.core.usecases.decide_approval import (
    approve_return,
    cancel_return,
    ensure_may_decide,
    refuse_return,
)
from bot.core.usecases.draft_return import discard_draft
from bot.core.usecases.grant_access import ask_access, decline_access, grant_access
from bot.core.usecases.look_up import look_up_note, look_up_order, look_up_record, look_up_request
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import restock_order
from bot.core.usecases.review_order import agree_to_order
from bot.core.usecases.take_later_step import agree_to_step, drop_step
from bot.views.approval_card import decision_buttons, refusal_menu
from bot.views.callback_data import Act, Button, ButtonUnreadable, decode
from bot.views.line_lists import items_view, order_lines_view
from bot.views.lists import help_view, ledger_view, mine_view, record_view
from bot.views.rendered import Rendered
from bot.views.step_cards import step_view
from bot.views.steps import Dialog
from bot.views.texts import plain, text
from handlers.casing.presses import case_shown, press_case_away, press_cases
from handlers.claiming.presses import press_claim, press_list, press_menu
from handlers.command_menu import set_menu
from handlers.context import DeskContext
from handlers.group import language_in, press_cards_to
from handlers.health import press_health
from handlers.jobs import press_job
from handlers.joining.presses import PEOPLE_PRESSES, role_of
from handlers.log import press_log, press_log_file
from handlers.money.presses import press_journal, press_notes
from handlers.reporting import press_file, press_policy_review, press_report
from handlers.showing import (
    drop,
    edit,
    edit_buttons,
    is_private,
    language_of,
    note_attempt,
    phone_language,
    send,
    sender_id,
    show_refusal,
    toast,
)
from handlers.wishes import notices_shown, press_card_again, press_person_wish, press_wish

Work = Callable[[UnitOfWork, Person, Button], object]
_PAGED = frozenset({Act.ITEMS, Act.ORDER_LINES, Act.MINE})
Press = Callable[[Update, DeskContext, Button], Awaitable[None]]


def _decided(work: Work, said: str = "") -> Press:
    """A decision: the core takes it or refuses it; the toast says which. Without `said` it says how the
    record stands now."""

    async def press(update: Update, context: DeskContext, button: Button) -> None:
        telegram_id = sender_id(update)

        def run(uow: UnitOfWork) -> str:
            actor = acting(uow, telegram_id)
            done = work(uow, actor, button)
            key = said or (f"toast.{done.status.value}" if isinstance(done, ReturnRequest) else "toast.done")
            return plain(actor.language, key)

        await toast(_query(update), await context.desk.write(run))

    return press


def _step_decided(work: Callable[[UnitOfWork, Person, int], object], said: str) -> Press:
    """As above; the card pressed on may be an answer and no notice, so it is drawn anew here, also where
    somebody else was first."""
    decided = _decided(lambda uow, actor, button: work(uow, actor, button.subject), said)

    async def press(update: Update, context: DeskContext, button: Button) -> None:
        telegram_id = sender_id(update)

        def draw(uow: UnitOfWork) -> Rendered:
            actor = acting(uow, telegram_id)
            return step_view(uow, actor, uow.later_steps.get(button.subject))

        try:
            await decided(update, context, button)
        except AlreadyDecided as error:
            await show_refusal(update, context, error)
        if is_private(update):
            await edit(_query(update), await context.desk.read(draw))

    return press


def _shown(draw: Callable[[UnitOfWork, Person, Button], Rendered]) -> Press:
    """A look at something: a new message below; in a group, in private to who asked. Pages turn in place."""

    async def press(update: Update, context: DeskContext, button: Button) -> None:
        telegram_id = sender_id(update)
        rendered = await context.desk.read(lambda uow: draw(uow, acting(uow, telegram_id), button))
        private = is_private(update)
        language = "" if private else await language_of(update, context)
        await toast(_query(update), "" if private else plain(language, "group.sent_private"))
        if button.act in _PAGED and button.argument and await edit(_query(update), rendered):
            return
        await send(update, context, rendered, to=0 if private else telegram_id)

    return press


def _query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None
    return update.callback_query


def _refuse(uow: UnitOfWork, actor: Person, button: Button) -> object:
    known = button.argument in RefusalReason.__members__
    return refuse_return(uow, actor, button.subject, RefusalReason(button.argument) if known else None)


def _grant(uow: UnitOfWork, actor: Person, button: Button) -> object:
    return grant_access(uow, actor, button.subject, role_of(button.argument))


def _show(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    return record_view(uow, actor, look_up_record(uow, actor, button.subject))


def _page_of(button: Button) -> int:
    return int(button.argument) if button.argument.isdecimal() and len(button.argument) < 4 else 0


def _items(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    return items_view(uow, actor, look_up_request(uow, actor, button.subject), _page_of(button))


def _order_lines(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    return order_lines_view(uow, actor, look_up_order(uow, actor, button.subject), _page_of(button))


def _paper(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    order = look_up_order(uow, actor, button.subject)
    words = text(actor.language, "plain", words=order.number)
    return Rendered(words, paper=order.paper, paper_name=f"{order.number}.pdf")


def _note_paper(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    note = look_up_note(uow, actor, button.argument)
    words = text(actor.language, "plain", words=note.number)
    return Rendered(words, paper=note.paper, paper_name=f"{note.number}.pdf")


def _ledger(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    return ledger_view(uow, actor, look_up_order(uow, actor, button.subject))


def _menu(keyboard: Callable[[str, ReturnRequest], InlineKeyboardMarkup | None]) -> Press:
    """Changes the buttons under a card, nothing else; only while the decision is open."""

    async def press(update: Update, context: DeskContext, button: Button) -> None:
        telegram_id = sender_id(update)

        def run(uow: UnitOfWork) -> InlineKeyboardMarkup | None:
            actor = acting(uow, telegram_id)
            request = ensure_may_decide(uow, actor, button.subject)
            return keyboard(language_in(uow, update, actor), request)

        drawn = await context.desk.read(run)
        query = _query(update)
        await toast(query, "")
        await edit_buttons(query, drawn)

    return press


async def _cancel(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id = sender_id(update)

    def run(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        number = cancel_return(uow, actor, button.subject).number
        return Rendered(text(actor.language, "returned.cancelled", number=number))

    rendered = await context.desk.write(run)
    await toast(_query(update), "")
    await send(update, context, rendered)


async def _discard(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id = sender_id(update)

    def run(uow: UnitOfWork) -> Rendered:
        actor = acting(uow, telegram_id)
        discard_draft(uow, actor, button.subject)
        place = uow.dialogs.place(actor.id)
        if place.dialog == Dialog.RETURN and place.subject_id == button.subject:  # its questions go with it
            open_card.append(place.message_id)
            place.leave()
            uow.dialogs.put(place)
        return Rendered(text(actor.language, "discarded"))

    open_card: list[int] = []
    rendered = await context.desk.write(run)
    await toast(_query(update), "")
    if not await edit(_query(update), rendered):
        await send(update, context, rendered)
    if any(open_card) and update.effective_chat is not None:
        await drop(context, update.effective_chat.id, open_card[-1])


async def _ask_access(update: Update, context: DeskContext, button: Button) -> None:
    user, language = update.effective_user, phone_language(update)
    telegram_id = sender_id(update)
    if user is None or not telegram_id or button.argument:
        return
    await context.desk.write(lambda uow: ask_access(uow, telegram_id, user.full_name, language))
    await toast(_query(update), "")
    rendered = Rendered(text(language, "stranger.asked"))
    if not await edit(_query(update), rendered):
        await send(update, context, rendered)


async def _language(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id = sender_id(update)

    def run(uow: UnitOfWork) -> tuple[Person, Rendered]:
        actor = choose_language(uow, acting(uow, telegram_id), button.argument)
        return actor, help_view(actor)

    actor, rendered = await context.desk.write(run)
    await toast(_query(update), plain(actor.language, "language.set"))
    await set_menu(context, actor)
    if not await edit(_query(update), rendered):
        await send(update, context, rendered)


PRESSES: dict[Act, Press] = {
    Act.APPROVE: _decided(lambda uow, actor, b: approve_return(uow, actor, b.subject)),
    Act.REFUSE: _decided(_refuse, "toast.refused"),
    Act.REFUSE_MENU: _menu(refusal_menu),
    Act.CARD: _menu(decision_buttons),
    Act.AGREE: _decided(lambda uow, actor, b: agree_to_order(uow, actor, b.subject), "toast.agreed"),
    Act.POST: _decided(
        lambda uow, actor, b: restock_order(uow, actor, b.subject, b.argument), "toast.posted"
    ),
    Act.AGREE_STEP: _step_decided(agree_to_step, "toast.agreed"),
    Act.DROP_STEP: _step_decided(drop_step, "toast.done"),
    Act.GRANT: _decided(_grant, "toast.done"),
    Act.DECLINE: _decided(lambda uow, actor, b: decline_access(uow, actor, b.subject), "toast.done"),
    Act.EXPECT_REST: _decided(lambda uow, actor, b: expect_rest(uow, actor, b.subject), "toast.done"),
    Act.SHOW: _shown(_show),
    Act.ITEMS: _shown(_items),
    Act.MINE: _shown(lambda uow, actor, b: mine_view(uow, actor, _page_of(b))),
    Act.ORDER_LINES: _shown(_order_lines),
    Act.PAPER: _shown(_paper),
    Act.NOTE_PAPER: _shown(_note_paper),
    Act.NOTE: press_notes,
    Act.NOTES: press_notes,
    Act.JOURNAL: press_journal,
    Act.HEALTH: press_health,
    Act.LOG: press_log,
    Act.LOG_FILE: press_log_file,
    Act.LEDGER: _shown(_ledger),
    Act.CASE: _shown(case_shown),
    Act.CASES: press_cases,
    Act.CASE_AWAY: press_case_away,
    Act.CANCEL: _cancel,
    Act.DISCARD: _discard,
    Act.CLAIM: press_claim,
    **PEOPLE_PRESSES,
    Act.CLAIM_MENU: press_menu,
    Act.CLAIMS: press_list,
    Act.REPORT: press_report,
    Act.REPORT_FILE: press_file,
    Act.POLICY_REVIEW: press_policy_review,
    Act.RUN_JOB: press_job,
    Act.ASK_ACCESS: _ask_access,
    Act.LANGUAGE: _language,
    Act.NOTICES: _shown(notices_shown),
    Act.WISH: press_wish,
    Act.PERSON_WISH: press_person_wish,
    Act.CARD_AGAIN: press_card_again,
    Act.CARDS_TO: press_cards_to,
}


async def press_button(update: Update, context: DeskContext) -> None:
    """Every button outside a dialog; what is not ours, or not for this person, is answered kindly."""
    query = _query(update)
    try:
        button = decode(query.data or "")
        press = PRESSES[button.act]
    except (ButtonUnreadable, KeyError):
        if context.bot_data.may_answer_stranger(sender_id(update)):
            await note_attempt(update, context)
        await toast(query, plain(await language_of(update, context), "toast.old_button"), alert=True)
        return
    try:
        await press(update, context, button)
    except DeskError as error:
        await show_refusal(update, context, error)

"""/start with an invitation: whoever opens the link is in, once; guessing is slowed down. And what who asks
for access has to say."""

from __future__ import annotations

from telegram import Update

from bot.core.domain.errors import DeskError, PersonRemoved
from bot.core.domain.invitation import SECRET_PREFIX
from bot.core.domain.joining_errors import InvitationUnknown, TooManyGuesses
from bot.core.domain.people import Person
from bot.core.usecases.accept_invitation import accept_invitation, note_guess
from bot.core.usecases.grant_access import explain_access, may_explain
from bot.core.usecases.ports import UnitOfWork
from bot.views.lists import welcome_view
from bot.views.rendered import Rendered
from bot.views.texts import text
from handlers.command_menu import set_menu
from handlers.context import DeskContext
from handlers.showing import phone_language, send, sender_id, show_refusal


async def come_in(update: Update, context: DeskContext, payload: str) -> None:
    telegram_id, user, language = sender_id(update), update.effective_user, phone_language(update)
    if user is None or not telegram_id:
        return
    secret = payload.removeprefix(SECRET_PREFIX)

    def work(uow: UnitOfWork) -> tuple[Person, Rendered]:
        person, invitation = accept_invitation(uow, telegram_id, user.full_name, language, secret)
        return person, welcome_view(uow, person, invitation)

    try:
        person, rendered = await context.desk.write(work)
    except DeskError as error:
        await _refuse(update, context, error)
        return
    context.bot_data.known.add(person.telegram_id)
    await set_menu(context, person)
    await send(update, context, rendered)


async def take_wish(update: Update, context: DeskContext) -> bool:
    """The first words of who asked for access go to the managers with their request."""
    telegram_id, message = sender_id(update), update.effective_message
    words = (message.text or "") if message is not None else ""
    if not words or words.startswith("/") or not telegram_id:
        return False
    if not await context.desk.read(lambda uow: may_explain(uow, telegram_id)):
        return False
    taken = await context.desk.write(lambda uow: explain_access(uow, telegram_id, words))
    if taken:
        await send(update, context, Rendered(text(phone_language(update), "stranger.explained")))
    return taken


async def _refuse(update: Update, context: DeskContext, error: DeskError) -> None:
    """Who goes on guessing is answered less and less."""
    telegram_id = sender_id(update)
    if isinstance(error, InvitationUnknown):
        await context.desk.write(lambda uow: note_guess(uow, telegram_id))
    patient = not isinstance(error, TooManyGuesses | PersonRemoved)
    if patient or context.bot_data.may_answer_stranger(telegram_id):
        await show_refusal(update, context, error)

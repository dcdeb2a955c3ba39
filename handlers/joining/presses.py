"""Buttons about people, invitations and customers: one press, one use case, the card as it is then."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Update

from bot.core.domain.invitation import SECRET_PREFIX
from bot.core.domain.people import Person, Role
from bot.core.usecases.acting import acting
from bot.core.usecases.follow_return import rate_return
from bot.core.usecases.invite_person import (
    ensure_may_invite,
    invite_customer,
    invite_person,
    open_invitations,
    revoke_invitation,
    roles_to_give,
)
from bot.core.usecases.look_up import look_up_record
from bot.core.usecases.manage_people import give_role, leave_desk, let_in_again, remove_person, take_role
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act, Button
from bot.views.lists import help_view, record_view
from bot.views.people_cards import (
    PAGE,
    invitation_view,
    invitations_view,
    invite_view,
    leave_view,
    people_view,
    person_view,
    remove_view,
)
from bot.views.rendered import Rendered
from bot.views.slip import slip_view
from bot.views.texts import plain, text
from handlers.command_menu import set_menu
from handlers.context import DeskContext
from handlers.dialog import StaleButton
from handlers.showing import drop, edit, send, sender_id, toast

Draw = Callable[[UnitOfWork, Person, Button], Rendered]
Press = Callable[[Update, DeskContext, Button], Awaitable[None]]
MOST_PAGE = 9_999  # no list is longer
SECRET_BYTES = 24  # 192 random bits, 32 signs in a link


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def start_of(secret: str) -> str:
    return SECRET_PREFIX + secret


def role_of(argument: str) -> Role:
    """What a forged button says is no role."""
    if argument not in set(Role):
        raise StaleButton
    return Role(argument)


def roles_of(argument: str) -> frozenset[Role]:
    return frozenset(role_of(part) for part in argument.split(".")) if argument else frozenset()


def _query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None
    return update.callback_query


def in_place(draw: Draw) -> Press:
    """The card under the finger changes."""

    async def press(update: Update, context: DeskContext, button: Button) -> None:
        telegram_id = sender_id(update)
        rendered = await context.desk.write(lambda uow: draw(uow, acting(uow, telegram_id), button))
        await toast(_query(update), "")
        if not await edit(_query(update), rendered):
            await send(update, context, rendered)

    return press


def below(draw: Draw) -> Press:
    """A new message."""

    async def press(update: Update, context: DeskContext, button: Button) -> None:
        telegram_id = sender_id(update)
        rendered = await context.desk.write(lambda uow: draw(uow, acting(uow, telegram_id), button))
        await toast(_query(update), "")
        await send(update, context, rendered)

    return press


# ── people ──
def _changed(change: Callable[[UnitOfWork, Person, Button], object]) -> Draw:
    def draw(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
        change(uow, actor, button)
        return person_view(uow, actor, button.subject)

    return draw


def menu_follows(press: Press) -> Press:
    """What the person's ☰ menu offers changes with their roles."""

    async def follow(update: Update, context: DeskContext, button: Button) -> None:
        await press(update, context, button)
        await set_menu(context, await context.desk.read(lambda uow: uow.people.get(button.subject)))

    return follow


def _remove(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    if button.argument != "yes":
        return remove_view(uow, actor, button.subject)
    remove_person(uow, actor, button.subject)
    return person_view(uow, actor, button.subject)


def _leave(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    if button.argument == "no":
        return help_view(actor)
    if button.argument != "yes":
        return leave_view(actor)
    leave_desk(uow, actor)
    return Rendered(text(actor.language, "people.you_left"))


# ── invitations ──
def _invite(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    """Made anew if the transaction runs again: only the last one is kept, and that one is shown."""
    if not button.argument:
        return invite_view(actor.language, roles_to_give(uow, actor))
    secret = new_secret()
    made = invite_person(uow, actor, roles_of(button.argument), None, secret)
    return invitation_view(uow, actor, made, start_of(secret))


def _tick(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    ticked = roles_of(button.argument)
    ensure_may_invite(actor, *ticked)
    return invite_view(actor.language, roles_to_give(uow, actor), ticked)


def _customer_link(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    secret = new_secret()
    made = invite_customer(uow, actor, button.subject, secret)
    return invitation_view(uow, actor, made, start_of(secret))


def _slip(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    secret = new_secret()
    made = invite_customer(uow, actor, button.subject, secret)
    return slip_view(uow, actor, made, start_of(secret))


def listed_invitations(uow: UnitOfWork, actor: Person, page: int) -> Rendered:
    return invitations_view(uow, actor, page, open_invitations(uow, actor, PAGE, page * PAGE))


async def press_revoke(update: Update, context: DeskContext, button: Button) -> None:
    """The link itself disappears from the chat it was made in."""
    telegram_id, query = sender_id(update), _query(update)
    listed = button.argument == "list"

    def run(uow: UnitOfWork) -> tuple[str, Rendered]:
        actor = acting(uow, telegram_id)
        revoke_invitation(uow, actor, button.subject)
        said = Rendered(text(actor.language, "invite.revoked"))
        return actor.language, listed_invitations(uow, actor, 0) if listed else said

    language, rendered = await context.desk.write(run)
    await toast(query, plain(language, "toast.done"))
    if listed and await edit(query, rendered):
        return
    if query.message is not None and not listed:
        await drop(context, query.message.chat.id, query.message.message_id)
    await send(update, context, rendered)


# ── customers ──
async def press_rate(update: Update, context: DeskContext, button: Button) -> None:
    """The card itself follows through the outbox; one that was asked for with /mine is drawn anew here."""
    telegram_id, message = sender_id(update), _query(update).message

    def run(uow: UnitOfWork) -> tuple[str, Rendered | None]:
        actor, shown = acting(uow, telegram_id), None
        rate_return(uow, actor, button.subject, int(button.argument) if button.argument.isdecimal() else 0)
        if message is not None and uow.outbox.matter_of(message.chat.id, message.message_id) is None:
            shown = record_view(uow, actor, look_up_record(uow, actor, button.subject))
        return plain(actor.language, "customer.thanks"), shown

    thanks, shown = await context.desk.write(run)
    await toast(_query(update), thanks)
    if shown is not None:
        await edit(_query(update), shown)


PEOPLE_PRESSES: dict[Act, Press] = {
    Act.PEOPLE: in_place(lambda uow, actor, b: people_view(uow, actor, b.subject)),
    Act.PERSON: in_place(lambda uow, actor, b: person_view(uow, actor, b.subject)),
    Act.GIVE_ROLE: menu_follows(
        in_place(_changed(lambda uow, actor, b: give_role(uow, actor, b.subject, role_of(b.argument))))
    ),
    Act.TAKE_ROLE: menu_follows(
        in_place(_changed(lambda uow, actor, b: take_role(uow, actor, b.subject, role_of(b.argument))))
    ),
    Act.REMOVE: menu_follows(in_place(_remove)),
    Act.LET_IN: menu_follows(in_place(_changed(lambda uow, actor, b: let_in_again(uow, actor, b.subject)))),
    Act.LEAVE: in_place(_leave),
    Act.INVITE: below(_invite),
    Act.INVITE_TICK: in_place(_tick),
    Act.INVITATIONS: below(lambda uow, actor, b: listed_invitations(uow, actor, min(b.subject, MOST_PAGE))),
    Act.REVOKE: press_revoke,
    Act.CUSTOMER_LINK: below(_customer_link),
    Act.SLIP: below(_slip),
    Act.RATE: press_rate,
}

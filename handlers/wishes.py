"""/notices: what a person is told and when; and how the notices about a return were delivered."""

from __future__ import annotations

from telegram import Update

from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.look_up import look_up_request
from bot.core.usecases.notice_wishes import (
    notices_of_return,
    set_quiet_hours,
    show_card_again,
    switch_kind,
    switch_kind_of,
)
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Button
from bot.views.notice_views import lives_view, person_wishes_view, quiet_view, wishes_view
from bot.views.rendered import Rendered
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.dialog import StaleButton
from handlers.showing import edit, send, sender_id, toast

_QUIET = {"desk": None, "none": ""}


def _wish(uow: UnitOfWork, actor: Person, argument: str) -> Rendered:
    what, _, value = argument.partition(".")
    if what == "quiet":
        return quiet_view(uow, actor)
    if what == "k" and value in NoticeKind._value2member_map_:
        switch_kind(uow, actor, NoticeKind(value))
    elif what == "q":
        set_quiet_hours(uow, actor, _QUIET.get(value, value))
    elif what != "back":
        raise StaleButton
    return wishes_view(uow, actor)


async def press_wish(update: Update, context: DeskContext, button: Button) -> None:
    """Changed in place: the card shows how it is now."""
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None
    rendered = await context.desk.write(lambda uow: _wish(uow, acting(uow, telegram_id), button.argument))
    await toast(query, "")
    if not await edit(query, rendered):
        await send(update, context, rendered)


def _person_wish(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    if button.argument:
        if button.argument not in NoticeKind._value2member_map_:
            raise StaleButton
        switch_kind_of(uow, actor, button.subject, NoticeKind(button.argument))
    return person_wishes_view(uow, actor, button.subject)


async def press_person_wish(update: Update, context: DeskContext, button: Button) -> None:
    """A manager looks at, or switches, what somebody else hears."""
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None
    rendered = await context.desk.write(lambda uow: _person_wish(uow, acting(uow, telegram_id), button))
    await toast(query, "")
    if not await edit(query, rendered):
        await send(update, context, rendered)


async def press_card_again(update: Update, context: DeskContext, button: Button) -> None:
    """A record of a digest: its card comes as a new message, and goes on changing in place."""
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None

    def run(uow: UnitOfWork) -> str:
        actor = acting(uow, telegram_id)
        if button.argument not in NoticeKind._value2member_map_:
            raise StaleButton
        kind = NoticeKind(button.argument)
        show_card_again(uow, actor, kind, button.subject, f"asked/{update.update_id}")
        return actor.language

    language = await context.desk.write(run)
    await toast(query, plain(language, "toast.done"))


def notices_shown(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    request = look_up_request(uow, actor, button.subject)
    return lives_view(uow, actor, request, notices_of_return(uow, actor, request))

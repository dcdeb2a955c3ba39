"""Looking at cases, and putting one away."""

from __future__ import annotations

from telegram import Update

from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.keep_case import put_case_away
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_cases import cases_for_line, look_up_case, see_case, see_cases
from bot.core.usecases.see_stock import find_stocked
from bot.views.callback_data import Button, ButtonUnreadable, page_in
from bot.views.case_cards import PAGE, case_view, cases_view
from bot.views.rendered import Rendered
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.dialog import StaleButton
from handlers.showing import edit, send, sender_id, toast


def cases_asked_for(uow: UnitOfWork, actor: Person, words: str) -> Rendered:
    """/cases: all; those of a product; or the one of that number."""
    if words.upper().startswith("CA-") or words.upper().startswith(f"{uow.rules.number_mark}CA-"):
        return case_view(uow, actor, look_up_case(uow, actor, words))
    product = find_stocked(uow, actor, words)
    return cases_view(uow, actor, see_cases(uow, actor, product.code if product else "", PAGE), 0)


def case_shown(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    return case_view(uow, actor, see_case(uow, actor, button.subject))


async def press_cases(update: Update, context: DeskContext, button: Button) -> None:
    """Below the card of the inspection; pages turn in place."""
    telegram_id, query = sender_id(update), update.callback_query
    rendered = await context.desk.read(lambda uow: _listed(uow, acting(uow, telegram_id), button))
    assert query is not None
    await toast(query, "")
    if "." not in button.argument or not await edit(query, rendered):
        await send(update, context, rendered)


def _listed(uow: UnitOfWork, actor: Person, button: Button) -> Rendered:
    line, _, page = button.argument.partition(".")
    try:
        line_no, at = page_in(line or "0"), page_in(page or "0")
    except ButtonUnreadable:
        raise StaleButton from None
    if not button.subject:
        return cases_view(uow, actor, see_cases(uow, actor, "", PAGE, at * PAGE), at)
    found = cases_for_line(uow, actor, button.subject, line_no, PAGE, at * PAGE)
    return cases_view(uow, actor, found, at, inspection=button.subject, line_no=line_no)


async def press_case_away(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id = sender_id(update)

    def run(uow: UnitOfWork) -> tuple[str, Rendered]:
        actor = acting(uow, telegram_id)
        case = put_case_away(uow, actor, button.subject)
        return plain(actor.language, "toast.done"), case_view(uow, actor, see_case(uow, actor, case.id))

    said, rendered = await context.desk.write(run)
    query = update.callback_query
    assert query is not None
    await toast(query, said)
    if not await edit(query, rendered):
        await send(update, context, rendered)

"""/report and its buttons: figures of any period, deeper and back; files are made off the event loop."""

from __future__ import annotations

import asyncio

from telegram import InputFile, Message, Update
from telegram.constants import ChatAction

from bot.core.domain.errors import DeskError
from bot.core.domain.people import Person
from bot.core.domain.report_errors import PeriodUnreadable
from bot.core.usecases.acting import acting
from bot.core.usecases.compile_report import last_week
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Button
from bot.views.policy_review import draw_review, review_place_of
from bot.views.rendered import FileKind, Rendered
from bot.views.report_cards import draw_report, period_said, report_file
from bot.views.report_place import ReportPlace, file_of, place_of
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.showing import HTML, edit, send, sender_id, show_refusal, toast


async def report(update: Update, context: DeskContext) -> None:
    """/report shows last week; /report last month, /report 2026-11-01 2026-11-15 what is named."""
    telegram_id, rest = sender_id(update), _rest_of(update)

    def draw(uow: UnitOfWork) -> Rendered:
        return report_on(uow, acting(uow, telegram_id), rest)

    try:
        rendered = await context.desk.read(draw)
    except DeskError as error:
        await show_refusal(update, context, error)
        return
    await send(update, context, rendered)


def report_on(uow: UnitOfWork, actor: Person, words: str) -> Rendered:
    usual = last_week(uow, actor)
    return draw_report(uow, actor, ReportPlace(period_said(uow, words) if words else usual))


def _rest_of(update: Update) -> str:
    words = update.effective_message.text or "" if update.effective_message else ""
    return words.partition(" ")[2].strip()[:80]


async def press_report(update: Update, context: DeskContext, button: Button) -> None:
    """The card changes in place; under a picture, where words have no room, a new one comes."""
    telegram_id, query = sender_id(update), update.callback_query
    assert query is not None
    rendered = await context.desk.read(
        lambda uow: draw_report(uow, acting(uow, telegram_id), place_of(button.argument))
    )
    await toast(query, "")
    is_words = isinstance(query.message, Message) and query.message.text is not None
    if not is_words or not await edit(query, rendered):
        await send(update, context, rendered)


async def press_policy_review(update: Update, context: DeskContext, button: Button) -> None:
    """In place, or below the policy that it was asked for from."""
    telegram_id, query, place = sender_id(update), update.callback_query, review_place_of(button.argument)
    assert query is not None
    rendered = await context.desk.read(lambda uow: draw_review(uow, acting(uow, telegram_id), place))
    await toast(query, "")
    if place.anew or not await edit(query, rendered):
        await send(update, context, rendered)


async def press_file(update: Update, context: DeskContext, button: Button) -> None:
    telegram_id, query, chat = sender_id(update), update.callback_query, update.effective_chat
    assert query is not None
    assert chat is not None
    kind, place = file_of(button.argument)
    if kind not in set(FileKind):
        raise PeriodUnreadable(text=button.argument[:40])

    def draw(uow: UnitOfWork) -> tuple[Rendered, str]:
        actor = acting(uow, telegram_id)
        return report_file(uow, actor, place, FileKind(kind)), actor.language

    rendered, language = await context.desk.read(draw)
    await toast(query, plain(language, "report.making"))
    await context.bot.send_chat_action(chat.id, ChatAction.UPLOAD_DOCUMENT)
    await _send_made(context, chat.id, rendered)


async def _send_made(context: DeskContext, chat_id: int, rendered: Rendered) -> None:
    assert rendered.made is not None
    name, content = await asyncio.to_thread(context.reports.make, rendered.made)
    if rendered.made.kind is FileKind.PICTURE:
        await context.bot.send_photo(chat_id, content, caption=rendered.text, parse_mode=HTML)
    else:
        await context.bot.send_document(
            chat_id, InputFile(content, name), caption=rendered.text, parse_mode=HTML
        )

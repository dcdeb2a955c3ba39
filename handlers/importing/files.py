"""A table that is sent: fetched within limits, read off the event loop, shown, taken over if it is meant."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from telegram import Document, Message, Update
from telegram.constants import ChatAction

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import DeskError, ImportRefused
from bot.core.domain.import_errors import ImportFileGone, TableWanted
from bot.core.domain.importing import ParsedTable, Problem, problems_of
from bot.core.domain.people import Person
from bot.core.usecases.acting import acting
from bot.core.usecases.import_company import ImportReport, import_company, preview_import
from bot.core.usecases.ports import UnitOfWork
from bot.documents.imported import IN_CHAT, MEGABYTE, ImportUnreadable, read_for_chat
from bot.documents.workbook import write_csv
from bot.views.callback_data import decode
from bot.views.import_steps import BRING, MOST_NAME, SHOWN, imported_view, reading_view
from bot.views.import_words import problem_rows, problem_titles, unreadable_words
from bot.views.rendered import Rendered
from bot.views.texts import plain
from handlers.context import DeskContext
from handlers.dialog import StaleButton, State, ask_again, refuse_step, show_where, take_step
from handlers.importing.steps import is_shown, put_preview
from handlers.showing import edit, language_of, send, sender_id

ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm")
IS_BRING = re.compile(rf"^s:\w+:{BRING}$")
_LONG = MEGABYTE  # bytes above which reading and writing take long enough to be announced


def is_table(message: Message | None) -> bool:
    """By its name, as a program saves it."""
    document = message.document if message is not None else None
    return document is not None and (document.file_name or "").lower().endswith(ENDINGS)


# ── a file comes ──
async def take_file(update: Update, context: DeskContext) -> State | None:
    message, language = update.effective_message, await language_of(update, context)
    document = message.document if message is not None else None
    if document is None:
        await refuse_step(update, context, TableWanted())
        return None
    name = _name_of(document)
    try:
        data = await _fetched(update, context, document, language)
        table = await asyncio.to_thread(read_for_chat, data, name)
    except ImportUnreadable as unreadable:
        await ask_again(update, context, unreadable_words(language, unreadable.code, unreadable.facts))
        return None
    return await _show(update, context, data, table)


def _name_of(document: Document) -> str:
    said = "".join(sign for sign in document.file_name or "" if sign.isprintable())
    return said[-MOST_NAME:] or "–"


async def _fetched(update: Update, context: DeskContext, document: Document, language: str) -> bytes:
    """Raises ImportUnreadable for what is larger than a bot may fetch."""
    size = document.file_size or 0
    if size > IN_CHAT.size:
        raise ImportUnreadable("too_large_here", file=_name_of(document), limit=IN_CHAT.size // MEGABYTE)
    if size > _LONG:
        await send(update, context, reading_view(language, _name_of(document)))
    elif update.effective_chat is not None:
        await context.bot.send_chat_action(update.effective_chat.id, ChatAction.TYPING)
    file = await context.bot.get_file(document.file_id)
    return bytes(await file.download_as_bytearray())


async def _show(update: Update, context: DeskContext, data: bytes, table: ParsedTable) -> State | None:
    """Kept first, so that what is taken over later is what was shown."""
    telegram_id = sender_id(update)
    try:
        report = await context.desk.read(lambda uow: preview_import(uow, acting(uow, telegram_id), [table]))
    except DeskError as error:
        await refuse_step(update, context, error)
        return None
    sha256 = await asyncio.to_thread(context.tables.put, data)
    return await _put(update, context, table.file, report, sha256)


async def _put(
    update: Update, context: DeskContext, name: str, report: ImportReport, sha256: str
) -> State | None:
    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
        put_preview(uow, actor, place, name, report, sha256)

    state = await take_step(update, context, change, fresh=True)
    if len(report.problems) > SHOWN:
        await _send_problems(update, context, name, report.problems)
    return state


async def _send_problems(
    update: Update, context: DeskContext, name: str, problems: tuple[Problem, ...]
) -> None:
    """All of them as a table, to be worked off beside the file."""
    chat, language = update.effective_chat, await language_of(update, context)
    if chat is None:
        return
    content = await asyncio.to_thread(
        lambda: write_csv(problem_titles(language), problem_rows(language, problems))
    )
    file_name = f"{plain(language, 'import.problems_file')}_{name.rpartition('.')[0] or name}.csv"
    await context.bot.send_document(chat.id, content, filename=file_name)


# ── it is meant ──
@dataclass(frozen=True, slots=True)
class _Shown:
    language: str
    name: str
    sha256: str


class _Refused(Exception):
    """Carries the refusal out of the transaction, which must not be kept."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


async def bring(update: Update, context: DeskContext) -> State | None:
    query, telegram_id = update.callback_query, sender_id(update)
    assert query is not None
    rev = decode(query.data or "").subject
    try:
        shown = await context.desk.read(lambda uow: _shown(uow, telegram_id, rev))
        data = await _kept(context, shown)
        if len(data) > _LONG:
            await edit(query, reading_view(shown.language, shown.name, "import.taking_over"))
        table = await asyncio.to_thread(read_for_chat, data, shown.name)
        done = await _take_over(update, context, table, shown, rev)
    except DeskError as error:
        await refuse_step(update, context, error)
        return await show_where(update, context)
    except ImportUnreadable as unreadable:  # it was readable when it was shown
        await ask_again(update, context, unreadable_words(shown.language, unreadable.code, unreadable.facts))
        return None
    # Refused with an alert, by a right that went meanwhile: the question is drawn again.
    return done if done is not None else await show_where(update, context)


def _shown(uow: UnitOfWork, telegram_id: int, rev: int) -> _Shown:
    actor = acting(uow, telegram_id)
    place = uow.dialogs.place(actor.id)
    if not is_shown(place, rev):
        raise StaleButton
    return _Shown(actor.language, place.notes["name"], place.notes["sha256"])


async def _kept(context: DeskContext, shown: _Shown) -> bytes:
    """The very bytes that were shown. Raises ImportFileGone."""
    found = await asyncio.to_thread(context.tables.find, shown.sha256)
    if found is None:
        raise ImportFileGone(file=shown.name)
    return found


async def _take_over(
    update: Update, context: DeskContext, table: ParsedTable, shown: _Shown, rev: int
) -> State | None:
    """All of it in one transaction, or nothing: what was right when it was shown may not be any more."""

    def change(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
        if not is_shown(place, rev):
            raise StaleButton
        try:
            report = import_company(uow, actor, [table])
        except ImportRefused as refused:
            raise _Refused(problems_of(refused.facts)) from None
        return imported_view(actor.language, shown.name, report)

    try:
        return await take_step(update, context, change)
    except _Refused as refused:
        report = ImportReport({}, refused.problems, (), ())
        return await _put(update, context, shown.name, report, shown.sha256)

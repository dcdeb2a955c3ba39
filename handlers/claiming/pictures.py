"""A contact's photo that answers no question: it is about a claim."""

from __future__ import annotations

from telegram import Update

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Person
from bot.core.domain.return_request import Photo
from bot.core.usecases.import_company import may_import
from bot.core.usecases.ports import UnitOfWork
from bot.views.rendered import Rendered
from handlers import commands
from handlers.claiming.steps import begin_with_photo
from handlers.context import DeskContext
from handlers.dialog import Handler, State, Table
from handlers.importing.files import is_table, take_file
from handlers.pictures import keep_photo, on_photo
from handlers.replies import matter_of
from handlers.showing import sender_id


def on_any_photo(table: Table) -> Handler:
    """As the question wants it; a contact's without one begins the question for photos of the claim, and a
    table from somebody in charge begins an import."""
    asked = on_photo(table)

    async def handle(update: Update, context: DeskContext) -> State | None:
        telegram_id = sender_id(update)

        def look(uow: UnitOfWork) -> tuple[bool, bool, bool]:
            person = uow.people.by_telegram(telegram_id)
            if person is None:
                return False, False, False
            in_dialog = bool(uow.dialogs.place(person.id).dialog)
            return in_dialog, person.is_supplier_contact, may_import(person)

        in_dialog, answers_claims, imports = await context.desk.read(look)
        if in_dialog:
            return await asked(update, context)
        if imports and not context.practising and is_table(update.effective_message):
            return await take_file(update, context)
        if not answers_claims:
            await commands.unknown(update, context)
            return None
        return await _about_a_claim(update, context)

    return handle


async def _about_a_claim(update: Update, context: DeskContext) -> State | None:
    message = update.effective_message
    replied = message.reply_to_message if message is not None else None
    matter = await matter_of(context, replied.chat_id, replied.message_id) if replied else None
    kind, _, subject = (matter or "").partition("/")
    claim_id = int(subject) if kind == NoticeKind.CLAIM_CARD else None

    def answer(uow: UnitOfWork, actor: Person, place: DialogPlace, photo: Photo) -> Rendered | None:
        return begin_with_photo(uow, actor, place, claim_id, photo)

    return await keep_photo(update, context, answer)

"""The only place that adds handlers: order and groups on one screen."""

from __future__ import annotations

import warnings
from typing import Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from handlers import commands, group, health, jobs, log, practising, reading, reporting
from handlers.asking.conversation import TABLE as ASKING
from handlers.casing.conversation import TABLE as CASING
from handlers.cataloguing.conversation import TABLE as CATALOGUING
from handlers.claiming.conversation import TABLE as CLAIMING
from handlers.claiming.pictures import on_any_photo
from handlers.context import DeskApplication, DeskContext
from handlers.decisions import press_button
from handlers.dialog import Inputs, on_anything_else, on_button, on_words
from handlers.importing.conversation import TABLE as IMPORTING
from handlers.importing.export import export
from handlers.importing.files import IS_BRING, bring
from handlers.inspecting.conversation import TABLE as INSPECTING
from handlers.joining.conversation import TABLE as JOINING
from handlers.money.conversation import TABLE as MONEY
from handlers.openers import open_dialog, opens_dialog
from handlers.parcels.conversation import TABLE as PARCELS
from handlers.pictures import on_photo
from handlers.reasoning.conversation import TABLE as REASONING
from handlers.replies import on_reply
from handlers.returning.conversation import TABLE as RETURNING
from handlers.ruling.conversation import TABLE as RULING
from handlers.taking_in.conversation import TABLE as TAKING_IN
from handlers.training.conversation import TABLE as TRAINING
from handlers.working.conversation import TABLE as WORKING

TABLE: dict[str, Inputs] = {
    **RETURNING,
    **INSPECTING,
    **WORKING,
    **TAKING_IN,
    **JOINING,
    **ASKING,
    **CLAIMING,
    **RULING,
    **PARCELS,
    **MONEY,
    **TRAINING,
    **CASING,
    **REASONING,
    **IMPORTING,
    **CATALOGUING,
}

# Nothing but a person's own new message in their own chat drives a step: no edits, no forwards, no channels.
OWN = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.FORWARDED & ~filters.VIA_BOT
WORDS = OWN & filters.TEXT & ~filters.COMMAND
PICTURE = OWN & (filters.PHOTO | filters.Document.ALL)
_OTHERS = filters.FORWARDED | filters.VIA_BOT
_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
NOT_READ = _PRIVATE & (_OTHERS | ~(filters.TEXT | filters.PHOTO | filters.Document.ALL))
REPLY = (
    filters.UpdateType.MESSAGE
    & filters.REPLY
    & filters.TEXT
    & ~filters.COMMAND
    & ~filters.FORWARDED
    & ~filters.VIA_BOT
)
_STEP = r"^(?:~\w+~)?s:"  # of a practice, or real


def desk_conversation() -> ConversationHandler[DeskContext]:
    """One flat table of every question: a person answers one at a time, and a new command moves them on."""
    with warnings.catch_warnings():
        # Buttons and words answer the same question, so conversations are kept per chat, not per message.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(
            entry_points=[
                CommandHandler("return", commands.new_return, OWN),
                CommandHandler("inspect", commands.inspect, OWN),
                CommandHandler("wip", commands.wip, OWN),
                CommandHandler("policy", commands.policy, OWN),
                CommandHandler("reasons", commands.reasons, OWN),
                CommandHandler("products", commands.products, OWN),
                CommandHandler("import", commands.import_, OWN),
                CommandHandler("parcel", commands.parcel, OWN),
                CommandHandler("quiz", commands.quiz, OWN),
                CommandHandler("status", commands.status, OWN),
                CommandHandler("stock", commands.stock, OWN),
                CommandHandler("practice", practising.practice, OWN),
                CallbackQueryHandler(practising.end, pattern=practising.ends_practice),
                CallbackQueryHandler(open_dialog, pattern=opens_dialog),
                CallbackQueryHandler(bring, pattern=IS_BRING),
                # After a crash of the library's memory the row still knows the question.
                CallbackQueryHandler(on_button(TABLE), pattern=_STEP),
                MessageHandler(PICTURE, on_any_photo(TABLE)),
            ],
            states={state: _answers() for state in TABLE},
            fallbacks=[CommandHandler("cancel", commands.cancel, OWN)],
            allow_reentry=True,
            name="desk",
            persistent=True,
        )


def _answers() -> list[Any]:
    return [
        CallbackQueryHandler(on_button(TABLE), pattern=_STEP),
        MessageHandler(WORDS, on_words(TABLE)),
        MessageHandler(PICTURE, on_photo(TABLE)),
        MessageHandler(NOT_READ, on_anything_else),
    ]


def add_handlers(application: DeskApplication) -> None:
    application.add_handler(TypeHandler(Update, practising.guard), group=-2)
    application.add_handler(MessageHandler(REPLY, on_reply), group=-1)
    application.add_handler(desk_conversation())
    shown = {
        "start": commands.start,
        "help": commands.help_,
        "mine": commands.mine,
        "language": commands.language,
        "approvals": commands.approvals,
        "review": commands.review,
        "restock": commands.restock,
        "claims": commands.claims,
        "cases": commands.cases,
        "notes": commands.notes,
        "money": commands.money,
        "journal": commands.journal,
        "people": commands.people,
        "invite": commands.invite,
        "invitations": commands.invitations,
        "leave": commands.leave,
        "notices": commands.notices,
        "report": reporting.report,
        "jobs": jobs.jobs,
        "log": log.log,
        "export": export,
        "health": health.health,
        "cancel": commands.cancel,
    }
    for name, command in shown.items():
        application.add_handler(CommandHandler(name, command, OWN))
    application.add_handler(CommandHandler("here", group.here, filters.UpdateType.MESSAGE))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, group.moved))
    application.add_handler(ChatMemberHandler(group.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(CallbackQueryHandler(press_button))
    application.add_handler(MessageHandler(OWN, commands.unknown))
    application.add_handler(MessageHandler(_PRIVATE & _OTHERS, commands.not_read))
    application.add_handler(CallbackQueryHandler(reading.note_press), group=1)

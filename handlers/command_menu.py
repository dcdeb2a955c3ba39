"""The ☰ menu of a private chat: what fits the person's roles, in their language."""

from __future__ import annotations

from telegram import BotCommandScopeChat
from telegram.error import TelegramError

from bot.core.domain.people import Person
from bot.views.commands import commands_of
from handlers.context import DeskContext


async def set_menu(context: DeskContext, person: Person) -> None:
    """A menu that could not be set is no reason to fail: every command works without it."""
    commands = commands_of(person, practising=context.practising is not None)
    try:
        await context.bot.set_my_commands(commands, BotCommandScopeChat(person.telegram_id))
    except TelegramError:
        return

"""That a notice was read, where Telegram tells: whoever presses a button of a card, or answers it, has."""

from __future__ import annotations

from bot.core.domain.people import Person
from bot.core.usecases.ports import UnitOfWork


def note_read(uow: UnitOfWork, actor: Person, chat_id: int, message_id: int) -> None:  # noqa: ARG001 - as every use case
    """Nothing where that message is no card, or is known to have been read."""
    uow.outbox.note_read(chat_id, message_id)


def is_news(uow: UnitOfWork, chat_id: int, message_id: int) -> bool:
    """Whether there is something to note: looked at first, because hardly any press is the first one."""
    return uow.outbox.is_unread(chat_id, message_id)

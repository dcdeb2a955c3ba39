"""What the use cases need for notices: the planned ones, and the managers' group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bot.core.domain.group import Group
from bot.core.domain.notice import Notice, Recipient


class Outbox(Protocol):
    def add(self, notice: Notice) -> None:
        """Ignored where (event_key, chat_id, address) is there; older PENDING ones of the same matter and
        recipient become MERGED unless either is fresh."""

    def matter_of(self, chat_id: int, message_id: int) -> str | None:
        """Which card that message of the bot is, if it is one."""

    def chats_told(self, matter: str) -> list[Recipient]:
        """Every chat that was, or is about to be, sent this matter. Not mails: they cannot be changed."""

    def is_sending(self, chat_id: int) -> bool:
        """Whether a message to that chat is under way: its card is not known yet, though it may be seen."""

    def get(self, notice_id: int) -> Notice:
        """Raises RecordUnknown."""

    def of_records(self, records: Iterable[str], limit: int = 100) -> list[Notice]:
        """The newest that are about these documents, oldest first."""

    def was_told(self, chat_id: int, matter: str) -> bool:
        """Whether any notice of this matter was planned for this chat."""

    def has_card(self, matter: str, chat_id: int) -> bool:
        """Whether a message of this matter is in the chat, to be edited."""

    def is_unread(self, chat_id: int, message_id: int) -> bool:
        """Whether that message is a card with a SENT notice of which it is not known that it was read."""

    def note_read(self, chat_id: int, message_id: int) -> None:
        """What was SENT there of the matter of that card is read by now."""

    def cards_in(self, chat_id: int) -> list[str]:
        """The matters of the cards in a chat, sorted."""

    def held(self, chat_id: int) -> list[Notice]:
        """What waits for the morning, oldest first."""

    def release(self, chat_id: int) -> None:
        """What is held for this chat may go at once."""

    def hold_until(self, chat_id: int, until: datetime) -> None:
        """What is held for this chat now waits for another moment."""

    def merge(self, notice_ids: Iterable[int]) -> None:
        """PENDING ones become MERGED: another notice says it all."""

    def give_up(self, notice: Notice, code: str) -> bool:
        """Makes it DEAD. False where the lease ran out and another claimed it since."""

    def move_chat(self, old: int, new: int) -> None:
        """A group has another id: its notices follow. Its cards are dropped, messages do not move along."""


class Groups(Protocol):
    def managers(self) -> Group | None:
        """The managers' group, if there is one."""

    def put(self, group: Group) -> None:
        """Replaces the one before."""

    def forget(self) -> None: ...

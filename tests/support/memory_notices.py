"""Planned notices and the managers' group in memory, by the same contract as `storage`'s."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.domain.errors import RecordUnknown
from bot.core.domain.group import Group
from bot.core.domain.notice import Card, Notice, NoticeStatus, Recipient


def copied(notice: Notice) -> Notice:
    result: Notice = pickle.loads(pickle.dumps(notice, pickle.HIGHEST_PROTOCOL))
    return result


class MemoryOutbox:
    """`ports.Outbox` over the state's own list and cards (by chat and message)."""

    def __init__(self, notices: list[Notice], cards: dict[tuple[int, int], Card], now: datetime) -> None:
        self._notices, self._cards, self._now = notices, cards, now

    def add(self, notice: Notice) -> None:
        if any(_key(known) == _key(notice) for known in self._notices):
            return
        for index, older in enumerate(self._notices):
            waits = older.status is notice.status is NoticeStatus.PENDING
            if waits and _told(older) == _told(notice) and not (older.fresh or notice.fresh):
                self._notices[index] = replace(older, status=NoticeStatus.MERGED)
        notice.id = len(self._notices) + 1
        self._notices.append(copied(notice))

    def matter_of(self, chat_id: int, message_id: int) -> str | None:
        card = self._cards.get((chat_id, message_id))
        return card.matter if card else None

    def chats_told(self, matter: str) -> list[Recipient]:
        told: dict[int, Recipient] = {}
        for notice in self._notices:
            if notice.matter == matter and not notice.address and notice.status is not NoticeStatus.DEAD:
                told.pop(notice.chat_id, None)  # who was told last stands last
                told[notice.chat_id] = Recipient(notice.chat_id, notice.language, thread_id=notice.thread_id)
        return list(told.values())

    def get(self, notice_id: int) -> Notice:
        for notice in self._notices:
            if notice.id == notice_id:
                return copied(notice)
        raise RecordUnknown(number=str(notice_id))

    def of_records(self, records: Iterable[str], limit: int = 100) -> list[Notice]:
        wanted = set(records)
        return [copied(notice) for notice in self._notices if notice.record in wanted][-limit:]

    def was_told(self, chat_id: int, matter: str) -> bool:
        return any((notice.chat_id, notice.matter) == (chat_id, matter) for notice in self._notices)

    def is_sending(self, chat_id: int) -> bool:
        return any(n.chat_id == chat_id and n.status is NoticeStatus.SENDING for n in self._notices)

    def has_card(self, matter: str, chat_id: int) -> bool:
        return matter in self.cards_in(chat_id)

    def is_unread(self, chat_id: int, message_id: int) -> bool:
        return bool(self._unread(chat_id, message_id))

    def note_read(self, chat_id: int, message_id: int) -> None:
        for index in self._unread(chat_id, message_id):
            self._notices[index] = replace(self._notices[index], read_at=self._now)

    def _unread(self, chat_id: int, message_id: int) -> list[int]:
        sent = (chat_id, self.matter_of(chat_id, message_id), NoticeStatus.SENT, None)
        return [i for i, n in enumerate(self._notices) if (n.chat_id, n.matter, n.status, n.read_at) == sent]

    def cards_in(self, chat_id: int) -> list[str]:
        return sorted({card.matter for card in self._cards.values() if card.chat_id == chat_id})

    def held(self, chat_id: int) -> list[Notice]:
        return [
            copied(notice)
            for notice in self._notices
            if notice.chat_id == chat_id
            and notice.status is NoticeStatus.PENDING
            and notice.held_until is not None
            and notice.held_until > self._now
        ]

    def release(self, chat_id: int) -> None:
        for index, notice in enumerate(self._notices):
            if notice.chat_id == chat_id and notice.status is NoticeStatus.PENDING:
                self._notices[index] = replace(notice, held_until=None)

    def hold_until(self, chat_id: int, until: datetime) -> None:
        held = {notice.id for notice in self.held(chat_id)}
        for index, notice in enumerate(self._notices):
            if notice.id in held:
                self._notices[index] = replace(notice, held_until=until)

    def merge(self, notice_ids: Iterable[int]) -> None:
        ids = set(notice_ids)
        for index, notice in enumerate(self._notices):
            if notice.id in ids and notice.status is NoticeStatus.PENDING:
                self._notices[index] = replace(notice, status=NoticeStatus.MERGED)

    def give_up(self, notice: Notice, code: str) -> bool:
        for index, known in enumerate(self._notices):
            own = known.status is NoticeStatus.SENDING and known.attempts == notice.attempts
            if known.id == notice.id and own:
                dead = replace(known, status=NoticeStatus.DEAD, claimed_until=None, error=code)
                self._notices[index] = dead
                return True
        return False

    def move_chat(self, old: int, new: int) -> None:
        there = {notice.event_key for notice in self._notices if notice.chat_id == new}
        kept = [n for n in self._notices if n.chat_id != old or n.event_key not in there]
        self._notices[:] = [replace(n, chat_id=new) if n.chat_id == old else n for n in kept]
        for key in [key for key, card in self._cards.items() if card.chat_id == old]:
            del self._cards[key]


def _key(notice: Notice) -> tuple[str, int, str]:
    return notice.event_key, notice.chat_id, notice.address


def _told(notice: Notice) -> tuple[str, int, str]:
    return notice.matter, notice.chat_id, notice.address


class MemoryGroups:
    """`ports.Groups`."""

    def __init__(self, groups: dict[int, Group]) -> None:
        self._groups = groups

    def managers(self) -> Group | None:
        return next((replace(group) for group in self._groups.values()), None)

    def put(self, group: Group) -> None:
        self._groups.clear()
        self._groups[group.chat_id] = replace(group)

    def forget(self) -> None:
        self._groups.clear()

"""The library's memory of conversations, filled from the rows that are the truth: nothing is written here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from telegram.ext import BasePersistence, PersistenceInput

from bot.core.domain.dialog_place import DialogPlace
from bot.core.usecases.ports import Desk, UnitOfWork
from handlers.context import Services
from handlers.dialog import state_of

Key = tuple[int | str, ...]
Places = dict[int, list[DialogPlace]]  # by Telegram id of who practises: what is asked there


class RowsAreTheTruth(BasePersistence[dict[Any, Any], dict[Any, Any], Services]):
    """At start every open dialog is where its row says, whatever ended the process before."""

    def __init__(self, desk: Desk, practised: Callable[[], Awaitable[Places]]) -> None:
        super().__init__(
            PersistenceInput(bot_data=False, chat_data=False, user_data=False, callback_data=False)
        )
        self._desk, self._practised = desk, practised

    async def get_conversations(self, name: str) -> dict[Key, object]:
        def work(uow: UnitOfWork) -> dict[Key, object]:
            return {(tid, tid): state_of(place) for tid, place in uow.dialogs.all_open()}

        found = await self._desk.read(work)
        for telegram_id, places in (await self._practised()).items():
            found.pop((telegram_id, telegram_id), None)  # it waits at the real desk until practice is over
            for place in places:
                found[telegram_id, telegram_id] = state_of(place)
        return found

    async def update_conversation(self, name: str, key: Key, new_state: object | None) -> None:
        """The step was written in its own transaction already."""

    async def get_bot_data(self) -> Services:
        return Services()

    async def get_chat_data(self) -> dict[int, dict[Any, Any]]:
        return {}

    async def get_user_data(self) -> dict[int, dict[Any, Any]]:
        return {}

    async def get_callback_data(self) -> None:
        return None

    async def update_bot_data(self, data: Services) -> None: ...
    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None: ...
    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None: ...
    async def update_callback_data(self, data: Any) -> None: ...
    async def drop_chat_data(self, chat_id: int) -> None: ...
    async def drop_user_data(self, user_id: int) -> None: ...
    async def refresh_bot_data(self, bot_data: Services) -> None: ...
    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None: ...
    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None: ...
    async def flush(self) -> None: ...

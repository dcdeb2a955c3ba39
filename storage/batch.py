"""Several short writes that wait at the same time share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Batch(Generic[Item, Answer]):
    """While one batch is being committed the next one gathers; an item answers when its batch is durable."""

    def __init__(self, commit: Callable[[list[Item]], Awaitable[Sequence[Answer]]], most: int = 200) -> None:
        """`commit` gives one answer for each item, in their order."""
        self._commit, self._most = commit, most
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Answer:
        """Raises what the commit of its batch raised."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            answers = [answer for _, answer in batch]
            try:
                results = await self._commit([item for item, _ in batch])
            except BaseException as error:
                _fail(answers, error)
                if not isinstance(error, Exception):
                    raise
            else:
                for answer, result in zip(answers, results, strict=True):
                    if not answer.done():  # who waited for it may have been cancelled
                        answer.set_result(result)


def _fail(answers: Sequence[asyncio.Future[Answer]], error: BaseException) -> None:
    for answer in answers:
        if answer.done():
            continue
        if isinstance(error, Exception):
            answer.set_exception(error)
        else:
            answer.cancel()

"""People in the sandbox, driven directly: quick to make, quick to speak."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.sandbox.acting import find_actor, say, start
from bot.sandbox.model import Message
from bot.sandbox.phonebook import save_person
from bot.sandbox.server import RunningSandbox


def arrive(sandbox: RunningSandbox, token: str, *people: int) -> None:
    """The people are there and have pressed Start; the bot with `token` has seen nothing of it."""
    bot = sandbox.state.bot_by_token(token)
    for person in people:
        save_person(sandbox.state, {"id": person, "name": f"P{person}"})
        start(find_actor(sandbox.state, person, person))
    sandbox.state.queues[bot.id].clear()


def write(sandbox: RunningSandbox, person: int, text: str) -> None:
    """The person writes to the bot."""
    say(find_actor(sandbox.state, person, person), text)


def shown_to(sandbox: RunningSandbox, person: int) -> list[Message]:
    """What the bot shows the person, oldest first."""
    chat = find_actor(sandbox.state, person, person).chat
    return [message for message in chat.messages.values() if message.sender_id in sandbox.state.bots]


async def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Returns as soon as it is true; a TimeoutError where that takes longer than `seconds`."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is looked at lies in another program
            await asyncio.sleep(0.002)

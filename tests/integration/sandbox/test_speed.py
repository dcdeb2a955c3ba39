"""The sandbox keeps up: 50 people, 1,000 updates, and little time of its own per call."""

from __future__ import annotations

import asyncio
import statistics
import time

from tests.integration.sandbox.phone import Phone, keyboard

PEOPLE, EACH = 50, 20


async def test_a_thousand_updates_of_fifty_people_are_served(phone: Phone) -> None:
    people = [(await phone.do("/people", name=f"Person {n}"))["id"] for n in range(PEOPLE)]
    total = PEOPLE * EACH

    async def talk(person: int) -> None:
        await phone.act(person, "start")
        for n in range(EACH - 1):
            await phone.act(person, "text", text=f"message {n}")

    async def serve() -> int:
        offset = answered = 0
        while answered < total:
            updates = await phone.bot("getUpdates", offset=offset, timeout=10)
            offset = updates[-1]["update_id"] + 1
            sends = [
                phone.bot("sendMessage", chat_id=update["message"]["chat"]["id"], text="ok")
                for update in updates
            ]
            answered += len(await asyncio.gather(*sends))
        return answered

    async with asyncio.timeout(240):  # 2 s on a machine that has nothing else to do
        answered, *_ = await asyncio.gather(serve(), *(talk(person) for person in people))
    assert answered == total


async def test_most_of_a_calls_time_is_the_way_there_and_back(phone: Phone) -> None:
    """Well below a millisecond of its own; but machines differ, so it is compared with the way."""
    chat = (await phone.look("/people"))[0]["id"]
    markup = keyboard(("Approve", "r:1:a"), ("Reject", "r:1:r"))
    whole = []
    for n in range(200):
        text = f"<b>Return {n}</b>: 2 x 退货 <code>A-{n}</code> https://example.com/{n}"
        began = time.perf_counter()
        await phone.bot("sendMessage", chat_id=chat, text=text, parse_mode="HTML", reply_markup=markup)
        whole.append((time.perf_counter() - began) * 1000)
    own = [call.ms for call in phone.sandbox.state.journal.calls if call.method == "sendMessage"]
    assert statistics.median(own) < statistics.median(whole) / 2

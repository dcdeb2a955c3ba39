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

    began = time.perf_counter()
    answered, *_ = await asyncio.gather(serve(), *(talk(person) for person in people))
    seconds = time.perf_counter() - began
    assert answered == total
    assert seconds < 30, f"1,000 updates took {seconds:.1f} s"


async def test_a_calls_own_time_is_below_a_millisecond_in_the_median(phone: Phone) -> None:
    chat = (await phone.look("/people"))[0]["id"]
    markup = keyboard(("Approve", "r:1:a"), ("Reject", "r:1:r"))
    for n in range(200):
        text = f"<b>Return {n}</b>: 2 x 退货 <code>A-{n}</code> https://example.com/{n}"
        made = await phone.bot("sendMessage", chat_id=chat, text=text, parse_mode="HTML", reply_markup=markup)
        await phone.bot("editMessageText", chat_id=chat, message_id=made["message_id"], text=f"done {n}")
    times = [call.ms for call in phone.sandbox.state.journal.calls if call.method != "getUpdates"]
    assert statistics.median(times) < 1.0, f"median {statistics.median(times):.3f} ms"

"""300 notices at once to 100 chats and 3 groups, against the local Telegram's own limits, in virtual time."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from telegram.error import RetryAfter

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiRefusal
from bot.sandbox.faults import Faults
from tests.support.virtual_time import VirtualTime
from tests.unit.notify.sending_desk import Desk

PEOPLE, GROUPS = list(range(5001, 5101)), [-61, -62, -63]
AT_LEAST = 0.95  # of what the limits allow


class OfThisTest(Clock):
    """The local Telegram's clock, in virtual time."""

    def __init__(self, virtual: VirtualTime) -> None:
        super().__init__()
        self._virtual = virtual

    def time(self) -> float:
        return self._virtual.seconds


def limit(desk: Desk) -> Faults:
    """From now on Telegram refuses what is too much."""
    faults = Faults(OfThisTest(desk.telegram.time))
    faults.add({"kind": "rate_limits"})

    def refused(method: str, chat: int) -> RetryAfter | None:
        try:
            faults.refuse(method, chat, 1)
        except ApiRefusal as refusal:
            return RetryAfter(refusal.parameters["retry_after"])
        return None

    desk.telegram.fail = refused
    return faults


@pytest.mark.parametrize(
    ("chats", "seconds"),
    [
        (list(islice(cycle([*PEOPLE, *GROUPS]), 300)), 300 / 30),
        # 22 to each group: two of them have to wait for the next minute.
        ([*GROUPS * 22, *islice(cycle(PEOPLE), 234)], 60.0),
    ],
    ids=["as they come", "groups that have had their twenty"],
)
async def test_three_hundred_notices_take_what_the_limits_ask_for_and_hardly_more(
    desk: Desk, chats: list[int], seconds: float
) -> None:
    faults = limit(desk)
    planned: dict[int, list[str]] = {chat: [] for chat in chats}
    for chat in chats:
        desk.notice(chat)
        planned[chat].append(f"<b>event {desk.count}</b>")
    await desk.all_settled()
    assert {chat: desk.telegram.words_in(chat) for chat in planned} == planned, (
        "none lost, none twice, in order"
    )
    assert (len(desk.telegram.calls), faults.fired) == (300, {}), "and never was it too much"
    times = [at for at, _, _ in desk.telegram.calls]
    assert max(times) - min(times) <= seconds / AT_LEAST
    for group in GROUPS:
        ours = [at for at, _, fields in desk.telegram.calls if int(fields["chat_id"]) == group]
        assert max(sum(start <= at < start + 60 for at in ours) for start in ours) <= 20

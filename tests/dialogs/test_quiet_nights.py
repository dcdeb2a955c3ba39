"""A night with quiet hours, over midnight, in the two nights of the year when the clocks change.

What comes is held, whoever is awake gets it at once, and nothing is lost.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.usecases.notice_wishes import set_quiet_hours
from tests.dialogs.test_told_otherwise import Jumping
from tests.support.builders import act
from tests.support.cast import ANN, OLGA, WEI
from tests.support.clock import MORNING
from tests.support.customers import a_waiting_return
from tests.support.phones import PATIENCE_SECONDS, words_of
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "held": "Ann: to approve, held until 07:00",
        "notices": "🔔 Notices",
        "approve": "^✓ Approve$",
        "by": "Approved by Ann",
    },
    "zh": {
        "held": "Ann：待审批，07:00 再发",
        "notices": "🔔 通知记录",
        "approve": "^✓ 同意$",
        "by": "Ann 已同意",
    },
}
# In London. Evening, past midnight and past the change, a minute before the end, and after it; all in UTC.
NIGHTS = {
    "an hour shorter": ("2026-03-28T22:30", "2026-03-29T02:30", "2026-03-29T05:59", "2026-03-29T06:00"),
    "an hour longer": ("2026-10-24T21:30", "2026-10-25T02:30", "2026-10-25T06:59", "2026-10-25T07:00"),
}


@dataclass(frozen=True, slots=True)
class Night:
    company: Company
    language: str
    clock: Jumping

    async def it_is(self, written: str) -> None:
        """Once nothing is under way: what is just being sent when hours pass would count as lost."""
        database, staff = self.company.desk.database, (ANN, WEI, OLGA)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await database.read(lambda uow: any(uow.outbox.is_sending(m.telegram_id) for m in staff)):  # noqa: ASYNC110 - what is looked at lies in a database
                await asyncio.sleep(0.02)
        self.clock.by += datetime.fromisoformat(written).replace(tzinfo=UTC) - self.clock()

    async def somebody_files(self, number: str) -> None:
        """Wei, who wants to hear at any hour, gets it at once."""
        a_waiting_return(self.company, customer=None, quantity=2)
        await self.company.phone(WEI).sees(number)


@pytest.fixture(params=["en", "zh"])
async def night(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Night]:
    language, clock = request.param, Jumping(going=lambda: MORNING)  # a minute before seven stays one
    speak = {member.telegram_id: language for member in (ANN, WEI, OLGA)}
    async with a_company(
        "sqlite", tmp_path, languages=speak, clock=clock, QUIET_HOURS="22:00-07:00"
    ) as running:
        act(running.desk.database, WEI, set_quiet_hours, "")
        yield Night(running, language, clock)


@pytest.mark.parametrize("moments", NIGHTS.values(), ids=list(NIGHTS))
async def test_what_comes_in_the_night_comes_in_the_morning_by_the_clock_on_the_wall(
    night: Night, moments: tuple[str, str, str, str]
) -> None:
    ann, wei, say = night.company.phone(ANN), night.company.phone(WEI), SAID[night.language]
    evening, past_midnight, almost, morning = moments
    for number, moment in enumerate((evening, past_midnight, almost), 1):
        await night.it_is(moment)
        await night.somebody_files(f"RR-2026-0000{number}")
        assert not any("RR-2026" in words_of(message) for message in await ann.messages())
    await wei.say("/status RR-2026-00001")
    await wei.tap(say["notices"])
    await wei.sees(f"RR-2026-00001.*{say['held']}")
    await night.it_is(morning)
    await night.somebody_files("RR-2026-00004")  # whatever is planned wakes the sender
    for number in range(1, 5):
        await ann.sees(f"RR-2026-0000{number}")
    came = [
        number for message in await ann.messages() for number in re.findall(r"RR-2026-\d{5}", str(message))
    ]
    assert list(dict.fromkeys(came))[:3] == ["RR-2026-00001", "RR-2026-00002", "RR-2026-00003"]
    await ann.tap(say["approve"])
    await ann.sees(say["by"])

"""A supplier hears of a deadline before it, on its day and after it; then the managers hear too, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.usecases.run_job import run_owed
from bot.jobs.table import desk_jobs, job_named
from tests.dialogs.test_customer_reminders import all_is_sent
from tests.dialogs.test_told_otherwise import Jumping
from tests.support.cast import ANN, DANA, OLGA, WEI
from tests.support.claims import SAYS, claim_of, failed_goods
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company

SC = "SC-2026-00001"


@dataclass(frozen=True, slots=True)
class Scene:
    company: Company
    language: str
    clock: Jumping
    dana: Phone

    def says(self, what: str) -> str:
        return SAYS[self.language][what]

    async def days_pass(self, days: int) -> None:
        """And at a quarter past nine the job has run; twice, as after a restart."""
        await all_is_sent(self.company)
        self.clock.by += timedelta(days=days)
        job = job_named(desk_jobs(0, time(9)), "claim_reminders")
        for _ in range(2):
            self.company.desk.database.write_now(lambda uow: run_owed(uow, job))
        await all_is_sent(self.company)

    async def cards(self, phone: Phone) -> list[str]:
        """What their messages about the claim say, the newest last."""
        return [words_of(m) for m in await phone.messages() if SC in words_of(m)]


@pytest.fixture(params=["en", "zh"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    language, clock = request.param, Jumping()
    speak = {member.telegram_id: language for member in (ANN, WEI, OLGA)}
    async with a_company("sqlite", tmp_path, languages=speak, clock=clock) as company:
        yield Scene(company, language, clock, await company.join(DANA, language))


async def test_before_on_and_after_the_day_the_supplier_is_asked_and_then_the_managers_hear(
    scene: Scene,
) -> None:
    ann, dana, says = scene.company.phone(ANN), scene.dana, scene.says
    failed_goods(scene.company)
    first = await dana.sees(f"{SC}.*{says('please answer')}")
    for days, count in ((7, 1), (1, 2), (2, 3)):  # three days before; two days before; on the day
        await scene.days_pass(days)
        assert len(await scene.cards(dana)) == count
        assert await scene.cards(ann) == []
    again = await dana.sees(f"{SC}.*{says('please answer')}")
    assert again["message_id"] > first["message_id"], "a reminder comes as a new message"
    await scene.days_pass(1)
    await dana.sees(f"{SC}.*{says('was due')}")
    await ann.sees(f"{SC}.*{says('was due')}")
    assert (len(await scene.cards(dana)), len(await scene.cards(ann))) == (4, 1)
    old = next(m for m in await dana.messages() if m["message_id"] == first["message_id"])
    assert labels_of(old) == [], "only the newest card can be pressed"
    await dana.tap(says("we credit"))
    await ann.sees(f"{SC}.*{says('they credit')}")
    assert claim_of(scene.company).answer == "credit"

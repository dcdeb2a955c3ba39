"""A customer is reminded in the morning: of goods that did not come, of a question without an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.follow_return import ask_customer
from bot.core.usecases.run_job import run_owed
from bot.jobs.table import desk_jobs, job_named
from storage.outbox import Outbox
from tests.dialogs.test_told_otherwise import Jumping
from tests.support.builders import act
from tests.support.cast import ANN, BO, CARL, WEI
from tests.support.customers import a_waiting_return
from tests.support.databases import ENGINES
from tests.support.phones import PATIENCE_SECONDS, words_of
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "not come": "We agreed to this return on .*nothing has arrived yet.*Your return RR-2026-00001",
        "asks": "Question: “Which corner\\?”",
        "asks again": "Question: “Which corner\\?”\\s+You were asked on .*Please answer",
        "we hear": "Question: “The parcel is number 4471.”",
        "they said": "Answer: “The left one.”",
    },
    "zh": {
        "not come": "同意这单退货，但尚未收到商品.*您的退货 RR-2026-00001",
        "asks": "对方提问：“Which corner\\?”",
        "asks again": "对方提问：“Which corner\\?”\\s+我们于 .*请您回答",
        "we hear": "对方提问：“The parcel is number 4471.”",
        "they said": "对方回答：“The left one.”",
    },
}


@pytest.fixture
def clock() -> Jumping:
    return Jumping()


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=ENGINES)
async def desk(
    request: pytest.FixtureRequest, tmp_path: Path, language: str, clock: Jumping
) -> AsyncIterator[Company]:
    languages = {member.telegram_id: language for member in (ANN, BO, WEI)}
    async with a_company(request.param, tmp_path, languages=languages, clock=clock) as running:
        remind(running)  # the first look of a new desk owes nobody anything
        yield running


def remind(company: Company) -> None:
    job = job_named(desk_jobs(0, time(9)), "customer_reminders")
    company.desk.database.write_now(lambda uow: run_owed(uow, job))


async def all_is_sent(company: Company) -> None:
    """What is just being sent when days pass counts as lost, and its chat waits a minute for the next try."""
    outbox = Outbox(company.desk.database)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await outbox.count_waiting():  # noqa: ASYNC110 - what is looked at lies in a database
            await asyncio.sleep(0.02)


async def test_goods_that_did_not_come_are_asked_for_and_the_customer_can_reply(
    desk: Company, language: str, clock: Jumping
) -> None:
    say, ann, carl = SAID[language], desk.phone(ANN), await desk.join(CARL, language)
    act(desk.desk.database, ANN, approve_return, a_waiting_return(desk))
    await all_is_sent(desk)
    clock.by += timedelta(days=8)
    remind(desk)
    reminder = await carl.sees(say["not come"])
    assert "Ann" not in words_of(reminder)
    await carl.say("The parcel is number 4471.", reply_to=reminder["message_id"])
    await ann.sees(say["we hear"])


async def test_a_question_comes_again_and_is_answered_by_reply(
    desk: Company, language: str, clock: Jumping
) -> None:
    say, ann, carl = SAID[language], desk.phone(ANN), await desk.join(CARL, language)
    act(desk.desk.database, ANN, ask_customer, a_waiting_return(desk), "Which corner?")
    first = await carl.sees(say["asks"])
    await all_is_sent(desk)
    clock.by += timedelta(days=3)
    remind(desk)
    again = await carl.sees(say["asks again"])
    assert again["message_id"] > first["message_id"], "a reminder comes as a new message"
    await carl.say("The left one.", reply_to=again["message_id"])
    await ann.sees(say["they said"])

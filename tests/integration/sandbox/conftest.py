"""A running sandbox for each test; what went over the wire is checked if the Bot API's data is there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.server import RunningSandbox, start_sandbox
from bot.sandbox.state import Settings
from tests.integration.sandbox.phone import ANN, BO, Phone
from tests.support.botapi_check import assert_bot_api


@pytest.fixture
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[RunningSandbox]:
    """A sandbox without the pause for an offset asked twice."""
    running = await start_sandbox(settings=Settings(repeat_pause_seconds=0))
    yield running
    await running.stop()
    if "breaks_the_bot_api" not in request.keywords:
        assert_bot_api(running.state)


@pytest.fixture
async def stranger(sandbox: RunningSandbox) -> AsyncIterator[Phone]:
    """The hand of a test, with nobody there yet but the bot."""
    async with aiohttp.ClientSession() as session:
        phone = Phone(sandbox, session)
        await phone.bot("getMe")
        yield phone


@pytest.fixture
async def phone(stranger: Phone) -> Phone:
    """The hand of a test; Ann and Bo are there, and Ann has started the bot."""
    await stranger.do("/people", id=ANN, name="Ann Lee", language_code="en")
    await stranger.do("/people", id=BO, name="Bo", language_code="zh")
    await stranger.act(ANN, "start")
    await stranger.bot("getUpdates", offset=(await stranger.updates())[-1]["update_id"] + 1)
    return stranger


def pytest_configure(config: pytest.Config) -> None:
    """Make known the mark of tests whose calls break the Bot API on purpose."""
    config.addinivalue_line("markers", "breaks_the_bot_api: the calls of this test are wrong on purpose")

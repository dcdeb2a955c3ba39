"""The desk that sends, started and stopped around each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.notify.sending_desk import Desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    await desk.sender.start()
    yield desk
    await desk.sender.stop()

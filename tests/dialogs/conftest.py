"""Whole conversations over HTTP, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.databases import ENGINES
from tests.support.pictures import a_picture
from tests.support.running_desk import Company, a_company


@pytest.fixture(params=ENGINES)
async def company(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Company]:
    """Everybody as the cast has them: Bo and Ann in English, Chen and Wei in Chinese."""
    async with a_company(request.param, tmp_path) as running:
        yield running


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Company]:
    """The same on SQLite alone, for what the database has no part in."""
    async with a_company("sqlite", tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def dent() -> bytes:
    return a_picture(1)


@pytest.fixture(scope="session")
def box() -> bytes:
    return a_picture(2)

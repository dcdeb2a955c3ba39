"""A desk where everybody speaks one language, whose photos can be sent, and that the doctor looks at last."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import log_key, paper_archive, photo_store
from bot.core.domain.return_request import Photo
from bot.documents.pictures import check_picture
from storage.doctor import check
from storage.photos import PhotoStore
from tests.support import builders
from tests.support.cast import STAFF_MEMBERS
from tests.support.pictures import a_picture
from tests.support.running_desk import Company, a_company


def stored_photo(store: PhotoStore, name: str) -> Photo:
    """A picture of that name, in the store as if it had been sent."""
    picture = check_picture(a_picture(zlib.crc32(name.encode()) % 1000), sent_as_file=False)
    store.put(picture.content, picture.thumbnail)
    return Photo(picture.sha256, picture.width, picture.height, len(picture.content), picture.looks)


@asynccontextmanager
async def a_company_speaking(
    language: str, folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str = "sqlite"
) -> AsyncIterator[Company]:
    languages = {member.telegram_id: language for member in STAFF_MEMBERS}
    async with a_company(engine, folder, languages=languages, DESK_LANGUAGE=language) as company:
        store = photo_store(company.settings)
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
        yield company
        key, papers = log_key(company.settings), paper_archive(company.settings)
        assert check(company.desk.database, store, key, papers) == []

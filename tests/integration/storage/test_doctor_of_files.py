"""The doctor looks at the files too: those the database names, and its own."""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine

from storage.database import Database
from storage.doctor import check
from storage.photos import PaperArchive, PhotoStore
from tests.integration.storage.broken_rules import without_guards
from tests.support.builders import a_photo, an_approved_return, draft_return, inspect_all
from tests.support.memory_ports import LOG_KEY


def test_a_file_that_breaks_its_own_rules_is_reported(
    desk: Database, raw: Engine, photos: PhotoStore
) -> None:
    """References and checks, by SQLite's own account; on PostgreSQL they cannot be broken behind its back."""
    if desk.dialect == "sqlite":
        without_guards(
            raw, "UPDATE movements SET by = 99", "UPDATE order_lines SET quantity = -1 WHERE line_no = 2"
        )
        reported = [p.detail for p in check(desk, photos, LOG_KEY) if p.rule == "file_is_sound"]
        assert reported == ["CHECK constraint failed in order_lines", "refers to nothing in people"]


def test_photos_and_papers_that_are_missing_or_changed_are_reported(
    desk: Database, photos: PhotoStore, papers: PaperArchive
) -> None:
    draft_return(desk, photos=(a_photo("one"), a_photo("two")))
    one, two = (hashlib.sha256(name.encode()).hexdigest() for name in ("one", "two"))
    assert photos.put(b"one", b"small") == one

    def reported() -> list[tuple[str, str]]:
        return [(problem.record, problem.detail) for problem in check(desk, photos, LOG_KEY, papers)]

    assert reported() == [(two, "the file is missing"), (two, "the thumbnail is missing")]
    photos.put(b"two", b"small")
    assert reported() == []
    photos.folder.joinpath(one[:2], one[2:4], f"{one}.jpg").write_bytes(b"another")
    assert reported() == [(one, "the file is not what was stored")]
    inspect_all(desk, an_approved_return(desk))
    missing = [p for p in check(desk, photos, LOG_KEY, papers) if p.rule == "papers_are_there"]
    assert [problem.detail for problem in missing] == ["the file is missing"]

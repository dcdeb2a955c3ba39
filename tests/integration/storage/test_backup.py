"""A backup exists when it has been restored and checked; one that was damaged is found out."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.core.usecases.ports import UnitOfWork
from storage.backup import (
    DATABASE,
    MANIFEST,
    back_up,
    restore,
    thin_out,
    try_out,
    verify,
)
from storage.backup_errors import BackupDamaged, BackupRefused
from storage.database import Database
from storage.doctor import check
from storage.photos import PaperArchive, PhotoStore
from tests.integration.storage.test_units_of_work import record_everything, recorded
from tests.support.builders import CLOCK, a_photo, draft_return, furnish
from tests.support.clock import Clock
from tests.support.databases import empty_url, make_database, open_database, postgres_tools
from tests.support.memory_ports import LOG_KEY


@pytest.fixture
def lived_in(tmp_path: Path, clock: Clock, photos: PhotoStore, papers: PaperArchive) -> Iterator[Database]:
    """A desk on SQLite with a draft, two photos and a paper."""
    desk = make_database("sqlite", tmp_path, clock)
    desk.write_now(furnish)
    draft_return(desk, photos=(a_photo("one"), a_photo("two")))
    for name in (b"one", b"two"):
        photos.put(name, b"small " + name)
    papers.put(b"%PDF-1.7")
    desk.write_now(record_everything)
    yield desk
    desk.stop_now()


@pytest.fixture
def desk_on_postgresql(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    desk = make_database("postgresql", tmp_path, clock)
    yield desk
    desk.stop_now()


@pytest.fixture
def backup(
    lived_in: Database, photos: PhotoStore, papers: PaperArchive, tmp_path: Path, clock: Clock
) -> Path:
    return back_up(lived_in, photos, papers, tmp_path / "backups", now=clock())


def test_a_restored_desk_is_the_desk_and_goes_on(
    lived_in: Database, backup: Path, tmp_path: Path, clock: Clock
) -> None:
    fresh = tmp_path / "fresh"
    restore(backup, f"sqlite:///{fresh / 'desk.db'}", fresh / "photos", fresh / "papers")
    restored = open_database(f"sqlite:///{fresh / 'desk.db'}", clock)
    restored.start_now()
    try:
        assert check(restored, PhotoStore(fresh / "photos"), LOG_KEY, PaperArchive(fresh / "papers")) == []

        def everything(uow: UnitOfWork) -> object:
            return (
                uow.requests.get(1),
                uow.people.all(),
                uow.stock.movements(CLOCK, 99),
                uow.log.of_record("X"),
            )

        assert restored.read_now(everything) == lived_in.read_now(everything)
        assert restored.write_now(record_everything) == 2
    finally:
        restored.stop_now()


def test_a_backup_names_its_time_its_files_and_the_end_of_the_log(
    lived_in: Database, backup: Path, clock: Clock
) -> None:
    assert backup.name == "desk-20260310T094100Z"
    manifest = verify(backup)
    last = lived_in.read_now(lambda uow: uow.log.of_record("X"))[-1]
    assert (manifest.log_seq, manifest.log_digest) == (last.seq, last.digest)
    assert len(manifest.files) == 1 + 2 * 2 + 1  # database, photos with thumbnails, paper
    assert manifest.made_at == clock().isoformat()
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]  # nothing half made


def test_a_backup_taken_while_others_write_is_of_one_moment(
    lived_in: Database, photos: PhotoStore, papers: PaperArchive, tmp_path: Path, clock: Clock
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            lived_in.write_now(record_everything)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            clock.pass_time(days=1)
            backup = back_up(lived_in, photos, papers, tmp_path / "backups", now=clock())
            fresh = tmp_path / f"fresh-{number}"
            restore(backup, f"sqlite:///{fresh / 'desk.db'}", fresh / "photos", fresh / "papers")
            restored = open_database(f"sqlite:///{fresh / 'desk.db'}", clock)
            files = PhotoStore(fresh / "photos")
            rules = {problem.rule for problem in check(restored, files, LOG_KEY)} - {"notices_are_not_stuck"}
            assert rules == set()
            assert len({*recorded(restored)}) == 1
            restored.stop_now()
    finally:
        stop.set()
        writer.join()


def test_a_flipped_bit_in_any_file_is_found(backup: Path) -> None:
    chance = random.Random(4)
    files = [file for file in backup.rglob("*") if file.is_file() and file.name != MANIFEST]
    for _ in range(100):
        file = chance.choice(files)
        whole = file.read_bytes()
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        with pytest.raises(BackupDamaged) as caught:
            verify(backup)
        assert caught.value.problems == [f"{file.relative_to(backup).as_posix()}: changed"]
        file.write_bytes(whole)
    verify(backup)


def test_a_missing_file_and_one_too_many_are_found(backup: Path) -> None:
    paper = next((backup / "papers").rglob("*.pdf"))
    paper.rename(paper.with_name("another.pdf"))
    with pytest.raises(BackupDamaged) as caught:
        verify(backup)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {}}'])
def test_a_manifest_that_is_none_is_found(backup: Path, text: str) -> None:
    (backup / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(BackupDamaged):
        verify(backup)


def test_a_log_that_was_cut_short_is_found_even_with_a_new_digest(backup: Path) -> None:
    with sqlite3.connect(backup / DATABASE) as copy:
        copy.execute("UPDATE log_head SET seq = 0, digest = ''")
    copy.close()
    manifest = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][DATABASE] = hashlib.sha256((backup / DATABASE).read_bytes()).hexdigest()
    (backup / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BackupDamaged, match="operation log does not end"):
        verify(backup)


def test_nothing_is_overwritten(
    lived_in: Database, backup: Path, photos: PhotoStore, papers: PaperArchive, tmp_path: Path, clock: Clock
) -> None:
    with pytest.raises(BackupRefused, match="there already"):
        back_up(lived_in, photos, papers, backup.parent, now=clock())
    with pytest.raises(BackupRefused, match="fresh place"):
        restore(backup, f"sqlite:///{tmp_path / 'new.db'}", photos.folder, tmp_path / "new papers")
    (tmp_path / "old.db").write_bytes(b"precious")
    with pytest.raises(BackupRefused, match="fresh place"):
        restore(backup, f"sqlite:///{tmp_path / 'old.db'}", tmp_path / "new photos", tmp_path / "new papers")
    assert (tmp_path / "old.db").read_bytes() == b"precious"


def test_a_damaged_backup_is_not_restored(backup: Path, tmp_path: Path) -> None:
    (backup / DATABASE).write_bytes(b"SQLite format 3")
    with pytest.raises(BackupDamaged):
        restore(backup, f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new photos", tmp_path / "new papers")
    assert not (tmp_path / "new.db").exists()


# ── both engines ──
@pytest.fixture
def kept(
    database: Database,
    photos: PhotoStore,
    papers: PaperArchive,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A backup of a desk with a draft and a photo."""
    monkeypatch.setenv("PATH", f"{postgres_tools()}{os.pathsep}{os.environ['PATH']}")
    database.write_now(furnish)
    draft_return(database, photos=(a_photo("one"),))
    photos.put(b"one", b"small one")
    return back_up(database, photos, papers, tmp_path / "backups", now=clock())


def _opened(clock: Clock) -> Callable[[str], Database]:
    return lambda address: open_database(address, clock)


def test_on_either_engine_a_backup_is_restored_and_tried_before_it_counts(
    database: Database, kept: Path, tmp_path: Path, clock: Clock
) -> None:
    assert verify(kept).engine == database.dialect
    assert try_out(kept, database, LOG_KEY, _opened(clock)) == []
    assert [place.name for place in kept.parent.iterdir()] == [kept.name]  # the trial is gone
    address, fresh = empty_url(database.dialect, tmp_path), tmp_path / "fresh"
    restore(kept, address, fresh / "photos", fresh / "papers")
    restored = open_database(address, clock)
    try:
        assert restored.read_now(_people_and_drafts) == database.read_now(_people_and_drafts)
        assert restored.write_now(record_everything) == 1
    finally:
        restored.stop_now()
    with pytest.raises(BackupRefused):
        restore(kept, address, tmp_path / "new photos", tmp_path / "new papers")


def _people_and_drafts(uow: UnitOfWork) -> object:
    return uow.people.all(), uow.requests.get(1), uow.log.find(limit=99)


def test_the_doctor_looks_at_what_was_restored(
    database: Database, photos: PhotoStore, papers: PaperArchive, kept: Path, clock: Clock
) -> None:
    next(file for file in photos.folder.rglob("*") if file.is_file() and not file.is_symlink()).unlink()
    clock.pass_time(days=1)
    poorer = back_up(database, photos, papers, kept.parent, now=clock())
    rules = {problem.rule for problem in try_out(poorer, database, LOG_KEY, _opened(clock))}
    assert rules == {"photos_are_there"}
    assert try_out(kept, database, LOG_KEY, _opened(clock)) == []


def test_a_backup_of_the_other_engine_is_refused(database: Database, kept: Path, tmp_path: Path) -> None:
    other = empty_url("sqlite" if database.dialect == "postgresql" else "postgresql", tmp_path)
    with pytest.raises(BackupRefused, match=f"desk on {database.dialect}"):
        restore(kept, other, tmp_path / "new photos", tmp_path / "new papers")


def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    names = [f"desk-202611{day:02}T023000Z" for day in range(1, 6)]
    for name in (*names, "desk-of-ann", ".desk-20261106T023000Z.partial"):
        (tmp_path / name).mkdir()
    assert [place.name for place in thin_out(tmp_path, 2)] == names[:3]
    left = {place.name for place in tmp_path.iterdir()}
    assert left == {*names[3:], "desk-of-ann", ".desk-20261106T023000Z.partial"}
    assert thin_out(tmp_path, 2) == []


def test_without_the_tools_the_words_say_what_to_install(
    desk_on_postgresql: Database,
    photos: PhotoStore,
    papers: PaperArchive,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="pg_dump is not on the PATH"):
        back_up(desk_on_postgresql, photos, papers, tmp_path / "backups", now=clock())
    assert [p for p in (tmp_path / "backups").iterdir() if not p.name.startswith(".")] == []

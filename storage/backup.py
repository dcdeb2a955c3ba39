"""Backups: the database as of one moment, every file it names, and a manifest to check them by.

The database is copied first and the files after it: a file is on disk before the commit that names it, so
everything the copy names is there to be copied. A backup appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from storage.database import Database
from storage.engine import SQLITE
from storage.photos import PaperArchive, PhotoStore, sync_folder, write_durably

DATABASE, PHOTOS, PAPERS, MANIFEST = "desk.db", "photos", "papers", "manifest.json"


class BackupRefused(Exception):
    """This desk cannot be backed up or restored here; the words say what to do instead."""


class BackupDamaged(Exception):
    """The backup is not what was written. `problems` names each file and what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: path within the backup to SHA-256. `log_seq` and `log_digest`: the head of the operation
    log, so that a log cut short later is found out."""

    made_at: str
    log_seq: int
    log_digest: str
    files: dict[str, str]


def back_up(
    database: Database, photos: PhotoStore, papers: PaperArchive, folder: Path, *, now: datetime
) -> Path:
    """Writes `folder`/desk-<time>/ and gives it, checked. Raises BackupRefused, BackupDamaged, OSError."""
    source = _file_of(database)
    whole = folder / f"desk-{now:%Y%m%dT%H%M%SZ}"
    if whole.exists():
        raise BackupRefused(f"{whole} is there already")
    partial = folder / f".{whole.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    log_seq, log_digest = _copy_database(source, partial / DATABASE)
    _copy_files(photos.folder, partial / PHOTOS)
    _copy_files(papers.folder, partial / PAPERS)
    manifest = Manifest(now.isoformat(), log_seq, log_digest, _digests(partial))
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
    write_durably(partial / MANIFEST, text.encode())
    partial.rename(whole)
    sync_folder(folder)
    verify(whole)
    return whole


def verify(backup: Path) -> Manifest:
    """Every file is there and as it was, the database is sound and its log ends where the manifest says.
    Raises BackupDamaged."""
    manifest = _read_manifest(backup)
    found = _digests(backup)
    problems = [f"{name}: missing" for name in manifest.files if name not in found]
    problems += [f"{name}: changed" for name, digest in found.items() if manifest.files.get(name) != digest]
    if problems:
        raise BackupDamaged(problems)
    with closing(_open(backup / DATABASE)) as copy:
        problems = [
            f"{DATABASE}: {words}" for (words,) in copy.execute("PRAGMA integrity_check") if words != "ok"
        ]
        if _log_head(copy) != (manifest.log_seq, manifest.log_digest):
            problems.append(f"{DATABASE}: the operation log does not end where the manifest says")
    if problems:
        raise BackupDamaged(problems)
    return manifest


def restore(backup: Path, database_file: Path, photos: Path, papers: Path) -> Manifest:
    """Into a fresh place. Raises BackupRefused where something is there already, BackupDamaged."""
    for place in (database_file, photos, papers):
        if place.exists() and (place.is_file() or any(place.iterdir())):
            raise BackupRefused(f"{place} is there already; a backup is restored into a fresh place")
    manifest = verify(backup)
    _copy_files(backup / PHOTOS, photos)
    _copy_files(backup / PAPERS, papers)
    database_file.parent.mkdir(parents=True, exist_ok=True)
    beside = database_file.with_name(f".{database_file.name}.restoring")
    _copy_file(backup / DATABASE, beside)
    with closing(_open(beside)) as copy:
        broken = copy.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BackupDamaged(
                [f"{table} {row}: refers to nothing in {parent}" for table, row, parent, _ in broken]
            )
    beside.replace(database_file)
    sync_folder(database_file.parent)
    return manifest


def _file_of(database: Database) -> Path:
    if database.dialect != SQLITE:
        raise BackupRefused(
            "the desk runs on PostgreSQL: take `pg_dump --format=custom` of its database and a copy of its"
            " folder of files, in this order"
        )
    return Path(database.address.database or "")


def _copy_database(source: Path, target: Path) -> tuple[int, str]:
    """SQLite's backup of one moment, while others write; gives the head of its operation log."""
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=delete")  # one file, nothing beside it
        head = _log_head(copy)
    _sync_file(target)
    return head


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def _log_head(connection: sqlite3.Connection) -> tuple[int, str]:
    seq, digest = connection.execute("SELECT seq, digest FROM log_head").fetchone()
    return int(seq), str(digest)


def _read_manifest(backup: Path) -> Manifest:
    try:
        return Manifest(**json.loads((backup / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupDamaged([f"{MANIFEST}: {error}"]) from error


def _stored(folder: Path) -> Iterator[Path]:
    """What is half written (a name that begins with a dot) is none of it."""
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.startswith("."))


def _copy_files(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in _stored(source):
        _copy_file(file, target / file.relative_to(source))


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    _sync_file(target)


def _sync_file(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digests(folder: Path) -> dict[str, str]:
    files = (file for file in _stored(folder) if file.name != MANIFEST)
    return {file.relative_to(folder).as_posix(): _digest(file) for file in files}


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()

"""Backups: the database as of one moment, every file it names, and a manifest to check them by.

The database is copied first and the files after it: a file is on disk before the commit that names it, so
everything the copy names is there to be copied. A backup appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import postgres_dump
from storage.backup_errors import BackupDamaged, BackupRefused
from storage.checks.evidence import Problem
from storage.database import Database
from storage.doctor import check
from storage.engine import POSTGRESQL, SQLITE, parsed
from storage.photos import PaperArchive, PhotoStore, sync_folder, write_durably

DATABASE, PHOTOS, PAPERS, MANIFEST = "desk.db", "photos", "papers", "manifest.json"
DUMP = "desk.dump"  # of a desk on PostgreSQL
_NAME = re.compile(r"desk-\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: path within the backup to SHA-256. `log_seq` and `log_digest`: the head of the operation
    log, so that a log cut short later is found out."""

    made_at: str
    log_seq: int
    log_digest: str
    files: dict[str, str]

    @property
    def engine(self) -> str:
        return POSTGRESQL if DUMP in self.files else SQLITE


def back_up(
    database: Database, photos: PhotoStore, papers: PaperArchive, folder: Path, *, now: datetime
) -> Path:
    """Writes `folder`/desk-<time>/ and gives it, checked. Raises BackupRefused, BackupDamaged, OSError."""
    whole = folder / f"desk-{now:%Y%m%dT%H%M%SZ}"
    if whole.exists():
        raise BackupRefused(f"{whole} is there already")
    partial = folder / f".{whole.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    log_seq, log_digest = _copy_database(database, partial)
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
    if manifest.engine == POSTGRESQL:
        return manifest  # what is inside of a dump shows when it is loaded
    with closing(_open(backup / DATABASE)) as copy:
        problems = [
            f"{DATABASE}: {words}" for (words,) in copy.execute("PRAGMA integrity_check") if words != "ok"
        ]
        if _log_head(copy) != (manifest.log_seq, manifest.log_digest):
            problems.append(f"{DATABASE}: the operation log does not end where the manifest says")
    if problems:
        raise BackupDamaged(problems)
    return manifest


def restore(backup: Path, address: str, photos: Path, papers: Path) -> Manifest:
    """Into a fresh place: a file that is not there, or a database without tables. Raises BackupRefused where
    something is there already or the engine is another one, BackupDamaged."""
    for place in (photos, papers):
        _ensure_fresh(place)
    target, manifest = parsed(address), verify(backup)
    if manifest.engine != target.get_backend_name():
        raise BackupRefused(f"the backup is of a desk on {manifest.engine}: set DATABASE_URL accordingly")
    if manifest.engine == SQLITE:
        file = Path(target.database or "")
        _ensure_fresh(file)
        _copy_stores(backup, photos, papers)
        _restore_file(backup / DATABASE, file)
    else:
        if not postgres_dump.is_empty(target):
            raise BackupRefused(f"the database {target.database} has tables already; make an empty one")
        _copy_stores(backup, photos, papers)
        postgres_dump.load(target, backup / DUMP)
    return manifest


def try_out(
    backup: Path, database: Database, log_key: bytes, opened: Callable[[str], Database]
) -> list[Problem]:
    """Restores it beside the desk, lets the doctor look, and throws that away; gives what the doctor found.
    `opened` makes a desk of an address. Raises BackupRefused, BackupDamaged, OSError."""
    with (
        TemporaryDirectory(prefix=".trial-", dir=backup.parent) as folder,
        _trial_address(database, Path(folder)) as address,
    ):
        photos, papers = Path(folder) / PHOTOS, Path(folder) / PAPERS
        restore(backup, address, photos, papers)
        trial = opened(address)
        try:
            return check(trial, PhotoStore(photos), log_key, PaperArchive(papers))
        finally:
            trial.stop_now()


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the newest; gives what went. To be called when the newest has been tried."""
    made = sorted(place for place in folder.glob("desk-*") if place.is_dir() and _NAME.fullmatch(place.name))
    old = made[: max(len(made) - keep, 0)]
    for place in old:
        shutil.rmtree(place)
    return old


@contextmanager
def _trial_address(database: Database, folder: Path) -> Iterator[str]:
    if database.dialect == SQLITE:
        yield f"sqlite:///{folder / DATABASE}"
    else:
        with postgres_dump.scratch(database.address) as address:
            yield address.render_as_string(hide_password=False)


def _ensure_fresh(place: Path) -> None:
    if place.exists() and (place.is_file() or any(place.iterdir())):
        raise BackupRefused(f"{place} is there already; a backup is restored into a fresh place")


def _copy_stores(backup: Path, photos: Path, papers: Path) -> None:
    _copy_files(backup / PHOTOS, photos)
    _copy_files(backup / PAPERS, papers)


def _restore_file(copied: Path, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.restoring")
    _copy_file(copied, beside)
    with closing(_open(beside)) as copy:
        broken = copy.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BackupDamaged(
                [f"{table} {row}: refers to nothing in {parent}" for table, row, parent, _ in broken]
            )
    beside.replace(file)
    sync_folder(file.parent)


def _copy_database(database: Database, folder: Path) -> tuple[int, str]:
    """One moment of it, while others write; gives the head of its operation log."""
    if database.dialect == SQLITE:
        return _copy_file_of(Path(database.address.database or ""), folder / DATABASE)
    postgres_dump.dump(database.address, folder / DUMP)
    _sync_file(folder / DUMP)
    with postgres_dump.scratch(database.address) as address:
        postgres_dump.load(address, folder / DUMP)
        return postgres_dump.log_head(address)


def _copy_file_of(source: Path, target: Path) -> tuple[int, str]:
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
